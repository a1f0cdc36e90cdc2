//! A uop as the tail-calling interpreter reads it.

use crate::object::Ref;
use crate::operands::Operands;

/// One uop, decoded ahead: everything that its handler needs is one load away.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct TailInst {
    /// Address of the uop's handler.
    pub handler: u64,
    /// Its operand.
    pub operand: u64,
    /// Where its exit, or `_JUMP_TO_TOP`, leads.
    pub exit: *const TailInst,
    /// Its oparg.
    pub oparg: u64,
}

/// The low bits of what a run returns that ended with an exception; the rest is the address of the
/// uop's record.
pub const ERROR: u64 = 2;

/// The operands of a uop in the tail-calling interpreter.
#[derive(Clone, Copy, Debug)]
pub struct TailOperands(*const TailInst);

impl TailOperands {
    /// Reads its operands from `inst`.
    ///
    /// # Safety
    /// `inst` stays alive and unchanged as long as the operands are used.
    #[inline(always)]
    pub unsafe fn new(inst: *const TailInst) -> Self {
        TailOperands(inst)
    }
}

impl Operands for TailOperands {
    #[inline(always)]
    fn oparg(self) -> usize {
        // SAFETY: promised to `new`.
        unsafe { (*self.0).oparg as usize }
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
