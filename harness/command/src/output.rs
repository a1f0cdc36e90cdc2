//! Output and errors.

use crate::Error;
use std::fmt::Display;
use std::io::Write;

/// Writes an error to standard error, with the source that it is about.
pub(crate) fn show(error: Error) {
    tell(format_args!("{:?}", miette::Report::new(error)));
}

/// Writes a line to standard error. If its reader has closed it, nobody misses the line.
pub(crate) fn tell(text: impl Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Error::Output)
}
