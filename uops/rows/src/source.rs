//! A file whose tokens are those of Rust.

use crate::error::Error;
use std::path::Path;
use syn::parse::Parse;

/// Parses the whole text of a file.
pub(crate) fn read<T: Parse>(path: &Path) -> Result<T, Error> {
    let text = std::fs::read_to_string(path).map_err(Error::io(path))?;
    syn::parse_str(&text).map_err(|error| Error::parse(path, &text, &error))
}
