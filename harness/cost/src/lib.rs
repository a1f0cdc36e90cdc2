//! Counts the lines of code of a backend, and measures the time to build it.
#![forbid(unsafe_code)]

mod backends;
mod build;
mod error;
mod lines;
mod rows;

pub use backends::{count, package, sources};
pub use build::build_seconds;
pub use error::Error;
pub use lines::Counted;
