//! The contents of each register. The preserve-none convention is C's here: all arguments are on the stack.

use crate::{CACHED_SLOTS, Ref};
use core::arch::asm;
use semantics::object::Header;

/// How many stack slots can be passed from stencil to stencil.
pub const LIMIT: usize = CACHED_SLOTS;

/// A value for an argument that holds no slot.
#[inline(always)]
pub fn unused(_: usize) -> Ref {
    let value: *mut Header;
    // SAFETY: no instruction at all; an output is all that is claimed.
    unsafe { asm!("/* {} */", out(reg) value, options(pure, nomem, nostack, preserves_flags)) }
    Ref(value)
}
