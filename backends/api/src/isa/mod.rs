//! The targets that backends make machine code for.

/// The target that all backends have code for.
pub(crate) const WITH_CODE: &str = "x86-64 Linux";
