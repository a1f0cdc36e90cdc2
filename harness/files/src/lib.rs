//! Files that are read with errors that have a place in them, and written whole or not at all.
#![forbid(unsafe_code)]

mod error;
mod files;

pub use error::{Error, shortened};
pub use files::{check_writable, json, read, to_json, to_pretty_json, write_atomically};
