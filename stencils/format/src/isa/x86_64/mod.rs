//! x86-64.

mod patch;

pub use patch::Patch;
