//! Text for people: numbers, tables, and suggestions for mistyped names.
#![forbid(unsafe_code)]

mod format;
pub mod suggest;

pub use format::{count, duration, estimate, nanoseconds, plain, runs, significant, table};
