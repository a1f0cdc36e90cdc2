//! A uop as interpreters read it.

use crate::object::Ref;
use crate::operands::Operands;

/// One uop of a loaded trace, decoded ahead: 16 bytes, as CPython's `_PyUOpInstruction`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inst {
    /// Which uop: an [`crate::Op`] as a number.
    pub opcode: u16,
    /// Its small operand.
    pub oparg: u16,
    /// Number of its exit within the trace; [`Inst::NO_EXIT`] if it has none.
    pub exit: u32,
    /// Its 64-bit operand: an address, a version, an index.
    pub operand: u64,
}

impl Inst {
    /// The exit number of a uop that has no exit.
    pub const NO_EXIT: u32 = u32::MAX;
}

/// The operands of a uop that is interpreted.
#[derive(Clone, Copy, Debug)]
pub struct InstOperands(*const Inst);

impl InstOperands {
    /// Reads its operands from `inst`.
    ///
    /// # Safety
    /// `inst` stays alive and unchanged as long as the operands are used.
    #[inline(always)]
    pub unsafe fn new(inst: *const Inst) -> Self {
        InstOperands(inst)
    }
}

impl Operands for InstOperands {
    #[inline(always)]
    fn oparg(self) -> usize {
        // SAFETY: promised to `new`.
        unsafe { (*self.0).oparg.into() }
    }
    #[inline(always)]
    fn operand(self) -> u64 {
        // SAFETY: promised to `new`.
        unsafe { (*self.0).operand }
    }
    #[inline(always)]
    fn small_operand(self) -> usize {
        self.operand() as usize
    }
    #[inline(always)]
    fn local_offset(self) -> usize {
        self.oparg() * size_of::<Ref>()
    }
}
