//! What calls are about: functions, callable builtins, frames, executors.

use super::{Header, Ref, TypeId};

/// A `function`.
#[repr(C)]
#[derive(Debug)]
pub struct Function {
    /// The common header.
    pub header: Header,
    /// Changes whenever the function does; `_CHECK_FUNCTION` compares it.
    pub version: u32,
}

/// A `type` as a value, such as the builtin `range`.
#[repr(C)]
#[derive(Debug)]
pub struct TypeObject {
    /// The common header.
    pub header: Header,
    /// The type that this object stands for.
    pub represents: TypeId,
}

/// The number of `list.append`.
pub const METHOD_LIST_APPEND: u32 = 0;

/// The number of `len`.
pub const BUILTIN_LEN: u32 = 0;
/// The number of `isinstance`.
pub const BUILTIN_ISINSTANCE: u32 = 1;

/// A `method_descriptor`, such as `list.append`.
#[repr(C)]
#[derive(Debug)]
pub struct MethodDescriptor {
    /// The common header.
    pub header: Header,
    /// The type that the method belongs to.
    pub owner: TypeId,
    /// Which method of that type, as [`METHOD_LIST_APPEND`].
    pub method: u32,
}

/// A `builtin_function_or_method`, such as `len`.
#[repr(C)]
#[derive(Debug)]
pub struct Builtin {
    /// The common header.
    pub header: Header,
    /// Which function, as [`BUILTIN_LEN`].
    pub function: u32,
}

/// The part of a frame in front of its locals: CPython's `_PyInterpreterFrame`.
///
/// Locals and evaluation stack follow directly, so a pointer to the locals is a pointer to the
/// frame too.
#[repr(C)]
#[derive(Debug)]
pub struct Frame {
    /// Locals of the calling frame; null in the frame that the harness makes.
    pub previous: *mut Ref,
    /// The function that runs in this frame.
    pub function: *mut Function,
    /// Index of the bytecode instruction that is being executed, for tracebacks.
    pub instr_ptr: u64,
    /// The evaluation stack's end while the frame is not the running one.
    pub stack_pointer: *mut Ref,
    /// Number of locals.
    pub local_count: u64,
}

impl Frame {
    /// The frame that `locals` belongs to.
    ///
    /// # Safety
    /// `locals` points right behind a `Frame`.
    #[inline(always)]
    pub unsafe fn of(locals: *mut Ref) -> *mut Frame {
        // SAFETY: the caller's promise.
        unsafe { locals.cast::<Frame>().sub(1) }
    }

    /// The locals of this frame.
    #[inline(always)]
    pub fn locals(frame: *mut Frame) -> *mut Ref {
        frame.wrapping_add(1).cast()
    }
}

/// What a running trace knows of itself: CPython's `_PyExecutorObject`, as far as uops look.
#[repr(C)]
#[derive(Debug)]
pub struct Executor {
    /// 0 once something that the trace relies on has changed.
    pub valid: u8,
}
