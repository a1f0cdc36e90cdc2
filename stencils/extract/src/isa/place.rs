//! The place of a relocation in code.

/// Why a relocation can't be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Problem {
    /// It is none that stencils may have.
    Unknown,
    /// Its place is not in the section.
    Outside,
    /// Its place has an addend where linkers do not look for one.
    Addend,
}

/// The bytes of a place.
pub(super) fn place<const N: usize>(code: &[u8]) -> Result<[u8; N], Problem> {
    code.first_chunk().copied().ok_or(Problem::Outside)
}
