//! Holes of 8 bits.

use crate::Blob;
use crate::isa::x86_64::join_of_size;

/// One part of a stencil, from those made for the opargs 1 and 2.
pub(super) fn join(one: &Blob, two: &Blob) -> Result<Blob, String> {
    join_of_size(one, two, 4)
}
