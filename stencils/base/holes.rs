//! The values that the loader fills in: operands, and the addresses at which execution continues.

use crate::isa;
use crate::{Operands, Ref, Thread};

unsafe extern "C" {
    /// The uop's oparg.
    pub(crate) static _JIT_OPARG: u8;
    /// Bytes from the first local to the uop's.
    pub(crate) static _JIT_LOCAL: u8;
    /// The uop's operand, as 64 bits.
    pub(crate) static _JIT_OPERAND: u8;
    /// The uop's operand where it fits 31 bits.
    pub(crate) static _JIT_SMALL: u8;
}

macro_rules! continuations {
    (@ $abi:literal $($(#[$doc:meta])* $name:ident;)*) => {
        unsafe extern $abi {
            $($(#[$doc])* pub fn $name(
                locals: *mut Ref, sp: *mut Ref, thread: *mut Thread, r0: Ref, r1: Ref, r2: Ref, r3: Ref,
            ) -> u64;)*
        }
    };
}

with_convention! { continuations! {
    /// The next stencil.
    _JIT_CONTINUE;
    /// The start of the trace.
    _JIT_TOP;
    /// The trace that an exit leads to.
    _JIT_TARGET;
    /// The code that continues where the current frame returns to.
    _JIT_RETURN;
    /// The uop's exit, with this many slots in registers.
    _JIT_EXIT_0;
    /// See `_JIT_EXIT_0`.
    _JIT_EXIT_1;
    /// See `_JIT_EXIT_0`.
    _JIT_EXIT_2;
    /// See `_JIT_EXIT_0`.
    _JIT_EXIT_3;
    /// See `_JIT_EXIT_0`.
    _JIT_EXIT_4;
    /// The side exit when an exception is set, with this many slots in registers.
    _JIT_ERROR_0;
    /// See `_JIT_ERROR_0`.
    _JIT_ERROR_1;
    /// See `_JIT_ERROR_0`.
    _JIT_ERROR_2;
    /// See `_JIT_ERROR_0`.
    _JIT_ERROR_3;
    /// See `_JIT_ERROR_0`.
    _JIT_ERROR_4;
}}

/// The operands of a uop in a stencil.
#[derive(Clone, Copy)]
pub struct Hole;

/// The operands of a uop whose operand is an address near the code.
#[derive(Clone, Copy)]
pub struct Near;

impl Operands for Near {
    #[inline(always)]
    fn oparg(self) -> usize {
        Hole.oparg()
    }

    #[inline(always)]
    fn operand(self) -> u64 {
        isa::near_operand()
    }

    #[inline(always)]
    fn small_operand(self) -> usize {
        Hole.small_operand()
    }

    #[inline(always)]
    fn local_offset(self) -> usize {
        Hole.local_offset()
    }
}

impl Operands for Hole {
    #[inline(always)]
    fn oparg(self) -> usize {
        isa::oparg()
    }

    #[inline(always)]
    fn operand(self) -> u64 {
        isa::operand()
    }

    #[inline(always)]
    fn small_operand(self) -> usize {
        isa::small_operand()
    }

    #[inline(always)]
    fn local_offset(self) -> usize {
        isa::local_offset()
    }
}
