//! The registers that a uop works on.

use crate::object::Ref;
use crate::thread::Thread;

/// What every backend keeps in registers between uops.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Vm {
    /// The thread.
    pub thread: *mut Thread,
    /// The current frame's locals; the frame lies right before them.
    pub locals: *mut Ref,
    /// One past the topmost stack slot in memory. While a uop's function runs, its fixed inputs
    /// are passed by value and are not counted here.
    pub sp: *mut Ref,
}

impl Vm {
    /// The slot `depth` places below the inputs; 1 is the nearest.
    ///
    /// # Safety
    /// The stack in memory is at least that deep.
    #[inline(always)]
    pub unsafe fn below(&self, depth: usize) -> *mut Ref {
        // SAFETY: the caller's promise.
        unsafe { self.sp.sub(depth) }
    }
}
