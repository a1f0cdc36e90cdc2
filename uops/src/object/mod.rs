//! The object model: CPython's in small.
//!
//! Every value is a [`Ref`], a pointer to a heap object that starts with a [`Header`]: a 64-bit
//! reference count and a type. Layouts are `repr(C)`, because machine code that other compilers
//! emit reads them too. One noun a file; allocation and deallocation live in `runtime`.
//!
//! This module depends on `core` only: the stencil build compiles it a second time.

mod function;
mod instance;
mod iterator;
mod number;
mod sequence;

pub use function::{
    BoundMethod, Cell, Code, Executor, FRAME_SLACK, Frame, Function, METHOD_LIST_APPEND,
    MethodDescriptor, TypeObject,
};
pub use instance::Instance;
pub use iterator::{RangeIter, SequenceIter};
pub use number::{FLAG_BIG, Float, Int, NUMBER_SIZE};
pub use sequence::{Bytes, List, Range, Tuple};

/// Which type an object has: the index of its type in the runtime's type table.
///
/// CPython compares the address of a static type object; a small constant weighs the same in a
/// guard (one load, one compare with an immediate) and needs no relocation.
pub type TypeId = u32;

/// The builtin types' ids, by CPython's type names.
pub mod type_id {
    use super::TypeId;
    /// `NoneType`
    pub const NONE: TypeId = 1;
    /// `bool`
    pub const BOOL: TypeId = 2;
    /// `int`
    pub const INT: TypeId = 3;
    /// `float`
    pub const FLOAT: TypeId = 4;
    /// `bytes`
    pub const BYTES: TypeId = 5;
    /// `tuple`
    pub const TUPLE: TypeId = 6;
    /// `list`
    pub const LIST: TypeId = 7;
    /// `range`
    pub const RANGE: TypeId = 8;
    /// `range_iterator`
    pub const RANGE_ITER: TypeId = 9;
    /// `list_iterator`
    pub const LIST_ITER: TypeId = 10;
    /// `tuple_iterator`
    pub const TUPLE_ITER: TypeId = 11;
    /// `bytes_iterator`
    pub const BYTES_ITER: TypeId = 12;
    /// `type`
    pub const TYPE: TypeId = 13;
    /// `method_descriptor`
    pub const METHOD_DESCRIPTOR: TypeId = 14;
    /// `function`
    pub const FUNCTION: TypeId = 15;
    /// `method`
    pub const METHOD: TypeId = 48;
    /// `cell`
    pub const CELL: TypeId = 49;
    /// The first class of a program; those of builtin types are smaller.
    pub const FIRST_CLASS: TypeId = 64;
    /// Number of builtin types, the unused id 0 included.
    pub const COUNT: usize = 16;

    /// CPython's name of each type, by id; index 0 is unused.
    pub const NAMES: [&str; COUNT] = [
        "?",
        "NoneType",
        "bool",
        "int",
        "float",
        "bytes",
        "tuple",
        "list",
        "range",
        "range_iterator",
        "list_iterator",
        "tuple_iterator",
        "bytes_iterator",
        "type",
        "method_descriptor",
        "function",
    ];

    /// CPython's name of a type; `object` for a class of a program.
    pub fn name(id: TypeId) -> &'static str {
        match id {
            METHOD => "method",
            CELL => "cell",
            _ => NAMES.get(id as usize).copied().unwrap_or("object"),
        }
    }
}

/// The first 16 bytes of every object: as large as CPython's `PyObject`.
#[repr(C)]
#[derive(Debug)]
pub struct Header {
    /// Number of references; an object whose low half is negative is immortal (PEP 683).
    pub refcnt: i64,
    /// The object's type.
    pub type_id: TypeId,
    /// What a type needs to know of one object; see [`FLAG_BIG`].
    pub flags: u32,
}

/// The reference count of immortal objects: CPython 3.13's `_Py_IMMORTAL_REFCNT`.
pub const IMMORTAL_REFCNT: i64 = u32::MAX as i64;

impl Header {
    /// The header of a new object with one reference.
    #[inline(always)]
    pub const fn new(type_id: TypeId) -> Self {
        Header { refcnt: 1, type_id, flags: 0 }
    }
    /// The header of an object that is never freed.
    pub const fn immortal(type_id: TypeId) -> Self {
        Header { refcnt: IMMORTAL_REFCNT, type_id, flags: 0 }
    }
}

/// A reference to an object, or null where the evaluation stack or a local holds nothing.
///
/// It is a plain pointer and does no counting by itself: whoever copies or drops one says so with
/// [`Ref::incref`] and the `decref` functions of `semantics`.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Ref(pub *mut Header);

impl Ref {
    /// The empty reference.
    pub const NULL: Ref = Ref(core::ptr::null_mut());

    /// Whether this is the empty reference.
    #[inline(always)]
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// The object's type.
    ///
    /// # Safety
    /// `self` points to a live object.
    #[inline(always)]
    pub unsafe fn type_id(self) -> TypeId {
        // SAFETY: the caller's promise.
        unsafe { (*self.0).type_id }
    }

    /// The object seen as `T`.
    ///
    /// # Safety
    /// `self` points to a live object whose layout starts with `T`'s.
    #[inline(always)]
    pub unsafe fn cast<T>(self) -> *mut T {
        self.0.cast()
    }

    /// Adds a reference unless the object is immortal, by the low half alone as CPython does.
    ///
    /// # Safety
    /// `self` points to a live object.
    #[inline(always)]
    pub unsafe fn incref(self) {
        // SAFETY: the caller's promise; the low half of a little-endian count comes first.
        unsafe {
            let low = refcnt_low(self);
            let count = (*low).wrapping_add(1);
            if count != 0 {
                *low = count;
            }
        }
    }

    /// Takes a reference away and says whether it was the last. Nothing happens to an immortal
    /// object.
    ///
    /// It is the low half that is counted with, as in [`Ref::incref`]: reading 64 bits where 32
    /// have just been written would wait for the store.
    ///
    /// # Safety
    /// `self` points to a live object.
    #[inline(always)]
    pub unsafe fn drop_reference(self) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            if self.is_immortal() {
                return false;
            }
            let low = refcnt_low(self);
            *low = (*low).wrapping_sub(1);
            *low == 0
        }
    }

    /// Whether there is only one reference to the object.
    ///
    /// # Safety
    /// `self` points to a live object.
    #[inline(always)]
    pub unsafe fn is_unique(self) -> bool {
        // SAFETY: the caller's promise.
        unsafe { *refcnt_low(self) == 1 }
    }

    /// Whether the object is never freed.
    ///
    /// # Safety
    /// `self` points to a live object.
    #[inline(always)]
    pub unsafe fn is_immortal(self) -> bool {
        // SAFETY: the caller's promise.
        unsafe { (*refcnt_low(self) as i32) < 0 }
    }
}

#[inline(always)]
fn refcnt_low(r: Ref) -> *mut u32 {
    let half = if cfg!(target_endian = "big") { 1 } else { 0 };
    r.0.cast::<u32>().wrapping_add(half)
}
