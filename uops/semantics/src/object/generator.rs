//! Generators.

use super::{Frame, Header, Ref, TypeId, type_id};

/// A `generator` or `coroutine`: CPython's `PyGenObject`. Its frame lies inside of it; locals and evaluation stack follow.
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

    /// Whether objects of a type are laid out so.
    pub fn is_of_type(id: TypeId) -> bool {
        matches!(id, type_id::GENERATOR | type_id::COROUTINE)
    }

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

    /// A type as the word that it makes with the state [`Self::SUSPENDED`], which lies beside it.
    const fn suspended(kind: TypeId) -> u64 {
        if cfg!(target_endian = "big") { (kind as u64) << 32 } else { kind as u64 }
    }

    /// Type and state of a generator that can be resumed, as a word.
    pub const SUSPENDED_GENERATOR: u64 = Self::suspended(type_id::GENERATOR);

    /// The bit in which the types of generators and coroutines differ, in such a word.
    pub const COROUTINE_BIT: u64 = Self::suspended(type_id::GENERATOR ^ type_id::COROUTINE);

    /// Type and state, as a word.
    #[inline(always)]
    unsafe fn word(object: Ref) -> u64 {
        // SAFETY: the caller passes a live object. Type and flags lie side by side, so one comparison is enough for both.
        unsafe { *(&raw const (*object.0).type_id).cast::<u64>() }
    }

    /// Whether an object is a generator that can be resumed.
    ///
    /// # Safety
    /// `object` points to a live object.
    #[inline(always)]
    pub unsafe fn is_suspended(object: Ref) -> bool {
        // SAFETY: the caller's promise.
        unsafe { Self::word(object) == Self::SUSPENDED_GENERATOR }
    }

    /// Whether an object is a generator or coroutine that can be resumed.
    ///
    /// # Safety
    /// `object` points to a live object.
    #[inline(always)]
    pub unsafe fn takes_values(object: Ref) -> bool {
        // SAFETY: the caller's promise.
        unsafe { Self::word(object) & !Self::COROUTINE_BIT == Self::SUSPENDED_GENERATOR }
    }
}

// One bit tells the two types apart.
const _: () = assert!((type_id::GENERATOR ^ type_id::COROUTINE).is_power_of_two());
// The frame ends where the generator does, so that its locals follow.
const _: () =
    assert!(core::mem::offset_of!(Generator, frame) + size_of::<Frame>() == size_of::<Generator>());
