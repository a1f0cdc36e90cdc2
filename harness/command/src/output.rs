//! Output and errors.

use crate::Error;
use std::io::Write;

/// Writes an error to standard error, with the source that it is about.
pub(crate) fn show(error: Error) {
    eprintln!("{:?}", miette::Report::new(error));
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Error::Output)
}
