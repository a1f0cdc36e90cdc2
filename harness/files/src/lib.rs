//! Reads and writes files. Errors in a file have a place; a file is written completely or not at all.
#![forbid(unsafe_code)]

mod error;
mod files;

pub use error::{Error, shortened};
pub use files::{check_writable, json, read, to_json, to_pretty_json, write_atomically};
