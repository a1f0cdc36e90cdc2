//! A machine that the backend has no code for.

use cranelift_codegen::binemit::Reloc;
use uops::helpers::Helper;

pub(crate) const IS_KNOWN: bool = false;

/// No relocation of a call.
pub(crate) const CALL: Reloc = Reloc::Abs8;

/// A jump to any address.
pub(crate) struct Veneer;

impl Veneer {
    pub(crate) const ALIGN: usize = 1;
    pub(crate) const SIZE: usize = 0;
    pub(crate) const CODE: usize = 0;

    pub(crate) fn bytes(_: usize) -> [u8; 0] {
        []
    }
}

pub(crate) fn link_call(_: &mut [u8], _: usize, _: i64, _: i64) -> Option<()> {
    None
}

pub(crate) fn thunk(_: Helper, _: bool) -> Option<usize> {
    None
}
