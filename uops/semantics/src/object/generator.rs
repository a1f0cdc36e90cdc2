//! Generators.

use super::{Frame, Header, Ref, type_id};

/// A `generator`: CPython's `PyGenObject`. Its frame lies inside of it; locals and evaluation stack follow.
///
/// While the generator is suspended, its frame's `return_to` is the number of the continuation at which it
/// goes on, and its frame has no caller.
#[repr(C)]
#[derive(Debug)]
pub struct Generator {
    /// The common header; `flags` is one of the states here.
    pub header: Header,
    /// Where the frame that resumed it goes on once it yields: a number of the program's continuations.
    pub yield_to: u64,
    /// Bytes that follow: locals and evaluation stack.
    pub room: usize,
    /// The frame.
    pub frame: Frame,
}

impl Generator {
    /// The state of a generator that can be resumed.
    pub const SUSPENDED: u32 = 0;
    /// The state of one that runs.
    pub const EXECUTING: u32 = 1;
    /// The state of one that has returned.
    pub const FINISHED: u32 = 2;

    /// The generator that a frame lies in.
    ///
    /// # Safety
    /// `locals` are those of a generator's frame.
    #[inline(always)]
    pub unsafe fn of(locals: *mut Ref) -> *mut Generator {
        // SAFETY: the caller's promise.
        unsafe { locals.cast::<Generator>().sub(1) }
    }

    /// The locals of its frame.
    #[inline(always)]
    pub fn locals(generator: *mut Generator) -> *mut Ref {
        generator.wrapping_add(1).cast()
    }

    /// Whether an object is a generator that can be resumed.
    ///
    /// # Safety
    /// `object` points to a live object.
    #[inline(always)]
    pub unsafe fn is_suspended(object: Ref) -> bool {
        const SUSPENDED: u64 = if cfg!(target_endian = "big") {
            (type_id::GENERATOR as u64) << 32
        } else {
            type_id::GENERATOR as u64
        };
        // SAFETY: the caller's promise. Type and flags lie side by side, so one comparison is enough for both.
        unsafe { *(&raw const (*object.0).type_id).cast::<u64>() == SUSPENDED }
    }
}

// The frame ends where the generator does, so that its locals follow.
const _: () =
    assert!(core::mem::offset_of!(Generator, frame) + size_of::<Frame>() == size_of::<Generator>());
