//! Jumps to helpers that are out of reach of a direct call.

use base::Operands;
use base::holes::Hole;

/// The way to a helper that is too far away for a direct call. All helpers take at most four
/// arguments and return at most one value, in registers.
#[unsafe(export_name = "_TRAMPOLINE")]
unsafe extern "C" fn trampoline(a: usize, b: usize, c: usize, d: usize) -> usize {
    type Helper = unsafe extern "C" fn(usize, usize, usize, usize) -> usize;
    // SAFETY: the loader fills in the address of a helper.
    unsafe {
        let helper: Helper = core::mem::transmute(Hole.operand() as usize);
        become helper(a, b, c, d)
    }
}
