//! AArch64, as far as object files go: there are no stencils for it yet.

mod relocation;

pub(super) use relocation::relocation;
