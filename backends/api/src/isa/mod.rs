//! The targets that backends make machine code for.

/// The targets that all backends have code for.
pub(crate) const WITH_CODE: &str = "x86-64 Linux or AArch64 Linux";
