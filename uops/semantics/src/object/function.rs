//! What calls are about: functions, callable builtins, frames, executors.

use super::{Header, Ref, TypeId};

/// A `function`.
#[repr(C)]
#[derive(Debug)]
pub struct Function {
    /// The common header.
    pub header: Header,
    /// Its code's version; 0 while it lacks the closure that its code asks for.
    pub version: u32,
    /// What it runs.
    pub code: *const Code,
    /// A tuple of cells, or null.
    pub closure: Ref,
    /// A tuple of the values that the last parameters have by default, or null. Where a parameter without one comes after
    /// one with a value, it is null, and the values are apart.
    pub defaults: Ref,
    /// A dict of its other attributes, by the numbers of their names, or null.
    pub attributes: Ref,
}

/// What `_SET_FUNCTION_ATTRIBUTE` gives a function, by CPython's number (`MAKE_FUNCTION_*`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub enum FunctionAttribute {
    /// `MAKE_FUNCTION_DEFAULTS`: the values that the last parameters have by default.
    Defaults = 1,
    /// `MAKE_FUNCTION_KWDEFAULTS`: a dict of those of parameters that take arguments by name only.
    KeywordDefaults = 2,
    /// `MAKE_FUNCTION_ANNOTATIONS`, which are not kept.
    Annotations = 4,
    /// `MAKE_FUNCTION_CLOSURE`: the cells of the free variables.
    Closure = 8,
    /// `MAKE_FUNCTION_ANNOTATE` since 3.14: what makes annotations, which is not kept.
    Annotate = 16,
}

impl FunctionAttribute {
    /// The attribute with this number, which is the oparg of `_SET_FUNCTION_ATTRIBUTE`.
    pub fn from_number(number: u16) -> Option<FunctionAttribute> {
        use FunctionAttribute::{Annotate, Annotations, Closure, Defaults, KeywordDefaults};
        [Defaults, KeywordDefaults, Annotations, Closure, Annotate]
            .into_iter()
            .find(|&attribute| attribute as u16 == number)
    }
}

/// What all functions made from one definition share: CPython's `PyCodeObject`, as far as uops look.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Code {
    /// What `_CHECK_FUNCTION` and its like compare; not 0.
    pub version: u32,
    /// Number of parameters.
    pub arg_count: u32,
    /// Number of locals, parameters and free variables included.
    pub local_count: u32,
    /// Number of free variables, which are the last locals.
    pub free_count: u32,
    /// Bytes of a frame: what is in front of its locals, locals, evaluation stack.
    pub frame_size: u32,
    /// Number of parameters that take arguments by position. They are the first.
    pub positional: u32,
    /// How many of these take them by position only. They are the first.
    pub positional_only: u32,
    /// Number of parameters after them that take arguments by name only.
    pub keyword_only: u32,
    /// 1 if a parameter after these takes a tuple of all other arguments by position, else 0.
    pub varargs: u32,
    /// 1 if the last parameter takes a dict of all other arguments by name, else 0.
    pub varkeywords: u32,
    /// 1 if a call of it makes a coroutine, else 0.
    pub is_async: u32,
    /// A tuple of the names of the parameters; null in a program that has no uop that looks at them.
    pub names: Ref,
}

/// Stack slots of a frame beyond those that its code asks for, into which backends may spill.
pub const FRAME_SLACK: usize = 8;

impl Code {
    /// Bytes of a frame with these numbers of locals and stack slots.
    pub const fn frame_size(locals: usize, stack: usize) -> usize {
        size_of::<Frame>() + (locals + stack + FRAME_SLACK) * size_of::<Ref>()
    }
}

/// A `type` as a value, such as the builtin `range`.
#[repr(C)]
#[derive(Debug)]
pub struct TypeObject {
    /// The common header.
    pub header: Header,
    /// The type that this object stands for.
    pub represents: TypeId,
    /// The function `__init__` of a program's class; else null.
    pub init: Ref,
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

/// A `module`, such as `math`.
#[repr(C)]
#[derive(Debug)]
pub struct Module {
    /// The common header.
    pub header: Header,
    /// Which module.
    pub module: u32,
}

/// An object that the runtime does not model, of which only its identity is known.
#[repr(C)]
#[derive(Debug)]
pub struct Opaque {
    /// The common header.
    pub header: Header,
    /// The thread of its runtime, a [`crate::Thread`].
    pub thread: *mut core::ffi::c_void,
    /// Its number among those of its program.
    pub number: u32,
    /// Whether it may equal another object.
    pub compares: bool,
    /// Whether it may be false.
    pub has_truth: bool,
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
    /// The function that runs in this frame, which owns a reference to it.
    pub function: *mut Function,
    /// Index of the bytecode instruction that is being executed, for tracebacks.
    pub instr_ptr: u64,
    /// The evaluation stack's end while the frame is not the running one.
    pub stack_pointer: *mut Ref,
    /// Number of locals.
    pub local_count: u64,
    /// Where execution goes on once the function that this frame calls has returned: a number of
    /// the program's continuations.
    pub return_to: u64,
}

impl Frame {
    /// The frame that `locals` belongs to.
    ///
    /// # Safety
    /// `locals` points to the end of a `Frame`.
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

/// A `method`: a function bound to its `self`.
#[repr(C)]
#[derive(Debug)]
pub struct BoundMethod {
    /// The common header.
    pub header: Header,
    /// The function.
    pub function: Ref,
    /// Its first argument.
    pub this: Ref,
}

/// A `property`, `staticmethod` or `classmethod`.
#[repr(C)]
#[derive(Debug)]
pub struct Descriptor {
    /// The common header.
    pub header: Header,
    /// The function of a method, in front; of a property those that get, set and delete. Null where there is none.
    pub parts: [Ref; 3],
}

/// A `cell`: a variable that closures share.
#[repr(C)]
#[derive(Debug)]
pub struct Cell {
    /// The common header.
    pub header: Header,
    /// The variable's value; null while it has none.
    pub value: Ref,
}

/// What a running trace knows of itself: CPython's `_PyExecutorObject`, as far as uops look.
#[repr(C)]
#[derive(Debug)]
pub struct Executor {
    /// 0 once something that the trace relies on has changed.
    pub valid: u8,
}
