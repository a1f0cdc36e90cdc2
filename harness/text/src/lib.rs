//! What people read: numbers, tables, and what may have been meant by a name.
#![forbid(unsafe_code)]

mod format;
pub mod suggest;

pub use format::{count, duration, estimate, nanoseconds, plain, runs, significant, table};
