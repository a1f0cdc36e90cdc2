//! The state of one running thread: CPython's `PyThreadState` and `PyInterpreterState`, as far as
//! uops look.

use crate::object::{Character, Executor, Header, Int, Ref};
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
/// What the version is after that: CPython's `dk_version` of a dictionary whose keys have changed.
pub const NO_VERSION: u32 = 0;

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
    /// `False`; must stay [`crate::object::NUMBER_SIZE`] bytes after `True`.
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
    /// The locals of the current frame, written when a program is left.
    pub locals: *mut Ref,
    /// The end of the evaluation stack, written when a program is left.
    pub stack_pointer: *mut Ref,
    /// Uops executed, counted by code that was compiled to count.
    pub uops_executed: u64,
    /// Exits taken, linked or unlinked, counted likewise.
    pub exits_taken: u64,
    /// Addresses of the running program's continuations, by number; unused by interpreters.
    pub return_table: *const usize,
    /// The values of the running program's global names; null where a name has none.
    pub globals: *mut Ref,
    /// [`GLOBALS_VERSION`] until a global name is added or removed, then [`NO_VERSION`].
    pub globals_version: u32,
    /// Changes whenever a builtin is rebound.
    pub builtins_version: u32,
    /// Stack slots that were in registers when a program was left, where a backend keeps them there.
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
}
