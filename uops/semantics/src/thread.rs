//! The state of one running thread: CPython's `PyThreadState` and `PyInterpreterState`, as far as
//! uops look.

use crate::object::{Character, Executor, Float, Header, Int, Ref, type_id};
use crate::stencil::CACHED_SLOTS;

/// The smallest cached int: CPython's `-_PY_NSMALLNEGINTS`.
pub const SMALL_INT_MIN: i64 = -5;
/// Number of cached ints: -5 to 256.
pub const SMALL_INT_COUNT: usize = 262;
/// Number of types a runtime can hold.
pub const TYPE_LIMIT: usize = 1024;

/// The version of a program's global names and of the builtins, as long as none is added, removed or
/// rebound.
pub const GLOBALS_VERSION: u32 = 1;

/// A free number slot: the next one is linked through the slot itself.
#[repr(C)]
#[derive(Debug)]
pub struct FreeSlot {
    /// The next free slot or null.
    pub next: *mut FreeSlot,
}

/// Everything that a uop reaches besides its operands, its locals and its stack.
///
/// Immortal singletons lie inside, so that every backend reaches them by an offset from the one
/// pointer that it keeps in a register: no relocation, no constant pool. `True` comes first, so
/// that its address is the thread's.
#[repr(C, align(64))]
#[derive(Debug)]
pub struct Thread {
    /// `True`; must stay first.
    pub true_object: Int,
    /// `False`; must stay [`crate::object::NUMBER_SIZE`] bytes behind `True`.
    pub false_object: Int,
    /// `None`
    pub none_object: Header,
    /// Free slots for ints and floats.
    pub free_numbers: *mut FreeSlot,
    /// Not 0 when an event (a signal, say) waits: CPython's `eval_breaker`.
    pub eval_breaker: u64,
    /// The trace that runs.
    pub executor: *const Executor,
    /// Where the next frame goes: CPython's `datastack_top`.
    pub datastack_top: *mut u8,
    /// The end of the memory for frames.
    pub datastack_limit: *mut u8,
    /// How many frames may still be entered: CPython's `py_recursion_remaining`.
    pub recursion_remaining: u64,
    /// The ints from -5 to 256.
    pub small_ints: [Int; SMALL_INT_COUNT],
    /// The version of each type, by type id: CPython's `tp_version_tag`.
    pub type_versions: [u32; TYPE_LIMIT],
    /// The one-character texts: [`crate::object::CHARACTERS`].
    pub characters: *const Character,
    /// The locals of the current frame, written on the way out of a program.
    pub locals: *mut Ref,
    /// The end of the evaluation stack, written on the way out of a program.
    pub stack_pointer: *mut Ref,
    /// Uops executed, counted by code that was compiled to count.
    pub uops_executed: u64,
    /// Exits taken, warm or cold, counted likewise.
    pub exits_taken: u64,
    /// Addresses of the running program's continuations, by number; unused by interpreters.
    pub return_table: *const usize,
    /// The values of the running program's global names; null where a name has none.
    pub globals: *mut Ref,
    /// Changes whenever a global name is added or removed.
    pub globals_version: u32,
    /// Changes whenever a builtin is rebound.
    pub builtins_version: u32,
    /// Stack slots that were in registers on the way out of a program, where a backend keeps them there.
    pub registers: [Ref; CACHED_SLOTS],
    /// What a helper returned that was called through a thunk that preserves all registers.
    pub helper_result: usize,
    /// What only the runtime itself touches.
    pub runtime: *mut core::ffi::c_void,
}

impl Thread {
    /// `True` or `False`.
    ///
    /// # Safety
    /// `thread` points to a live thread.
    #[inline(always)]
    pub unsafe fn bool(thread: *mut Thread, value: bool) -> Ref {
        // Arithmetic instead of a choice of two addresses: set, shift, add.
        let offset = usize::from(!value) * size_of::<Int>();
        Ref(thread.cast::<u8>().wrapping_add(offset).cast())
    }

    /// `None`.
    ///
    /// # Safety
    /// `thread` points to a live thread.
    #[inline(always)]
    pub unsafe fn none(thread: *mut Thread) -> Ref {
        // SAFETY: the caller's promise.
        unsafe { Ref(&raw mut (*thread).none_object) }
    }

    /// Takes a number slot from the free list.
    #[inline(always)]
    unsafe fn take_slot(thread: *mut Thread) -> *mut FreeSlot {
        // SAFETY: the caller passes a live thread; the list holds free slots only.
        unsafe {
            let slot = (*thread).free_numbers;
            if slot.is_null() {
                core::hint::cold_path();
                return crate::slow_path::uop_refill(thread).cast();
            }
            (*thread).free_numbers = (*slot).next;
            slot
        }
    }

    /// The cached int `value`, if it is one from -5 to 256.
    ///
    /// # Safety
    /// `thread` points to a live thread.
    #[inline(always)]
    pub unsafe fn small_int(thread: *mut Thread, value: i64) -> Option<Ref> {
        let small = value.wrapping_sub(SMALL_INT_MIN) as usize;
        if small >= SMALL_INT_COUNT {
            return None;
        }
        // SAFETY: the caller's promise; there are so many.
        unsafe { Some(Ref((&raw mut (*thread).small_ints).cast::<Int>().add(small).cast())) }
    }

    /// A new reference to the int `value`: a cached one from -5 to 256, else a new object.
    ///
    /// # Safety
    /// `thread` points to a live thread.
    #[inline(always)]
    pub unsafe fn int(thread: *mut Thread, value: i64) -> Ref {
        // SAFETY: the caller's promise; a slot has room for an int.
        unsafe {
            if let Some(small) = Self::small_int(thread, value) {
                return small;
            }
            let int = Self::take_slot(thread).cast::<Int>();
            (*int).header = Header::new(type_id::INT);
            (*int).value = value;
            Ref(int.cast())
        }
    }

    /// A new float object.
    ///
    /// # Safety
    /// `thread` points to a live thread.
    #[inline(always)]
    pub unsafe fn float(thread: *mut Thread, value: f64) -> Ref {
        // SAFETY: the caller's promise; a slot has room for a float.
        unsafe {
            let float = Self::take_slot(thread).cast::<Float>();
            (*float).header = Header::new(type_id::FLOAT);
            (*float).value = value;
            Ref(float.cast())
        }
    }

    /// Frees an object without references if it is a number that owns nothing, and says whether it
    /// was: the first thing to try, since most of what dies is a number.
    ///
    /// # Safety
    /// Nothing refers to `object`, which is one of this thread's, any more.
    #[inline(always)]
    pub unsafe fn free_if_number(thread: *mut Thread, object: Ref) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            let header = &*object.0;
            let is_number = matches!(header.type_id, type_id::INT | type_id::FLOAT);
            if !is_number || header.flags != 0 {
                return false;
            }
            Self::free_number(thread, object);
            true
        }
    }

    /// Gives a number's slot back.
    ///
    /// # Safety
    /// Nothing refers to `number` any more, and it is a float or a compact int of this thread.
    #[inline(always)]
    pub unsafe fn free_number(thread: *mut Thread, number: Ref) {
        // SAFETY: the caller's promise.
        unsafe {
            let slot = number.cast::<FreeSlot>();
            (*slot).next = (*thread).free_numbers;
            (*thread).free_numbers = slot;
        }
    }
}
