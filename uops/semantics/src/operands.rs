//! Where a uop's function gets its operands from.

use crate::object::Ref;

/// The operands of one uop in a trace, however a backend holds them: a record that an interpreter
/// points at, holes that copy-and-patch fills, constants of a compiler.
pub trait Operands: Copy {
    /// The uop's `oparg`.
    fn oparg(self) -> usize;
    /// The uop's 64-bit operand.
    fn operand(self) -> u64;
    /// The uop's operand where its kind is a version or a bytecode offset: 31 bits.
    fn small_operand(self) -> usize;
    /// Bytes from the first local to local number `oparg`.
    fn local_offset(self) -> usize;
}

/// Operands whose `oparg` is known when the uop's function is compiled, as in `_LOAD_FAST_3`. If `OPARG`
/// is negative, it is not known, and `oparg` is that of the operands inside.
#[derive(Clone, Copy, Debug)]
pub struct Fixed<const OPARG: i32, O>(pub O);

impl<const OPARG: i32, O: Operands> Operands for Fixed<OPARG, O> {
    #[inline(always)]
    fn oparg(self) -> usize {
        if OPARG < 0 { self.0.oparg() } else { OPARG as usize }
    }
    #[inline(always)]
    fn operand(self) -> u64 {
        self.0.operand()
    }
    #[inline(always)]
    fn small_operand(self) -> usize {
        self.0.small_operand()
    }
    #[inline(always)]
    fn local_offset(self) -> usize {
        if OPARG < 0 { self.0.local_offset() } else { OPARG as usize * size_of::<Ref>() }
    }
}
