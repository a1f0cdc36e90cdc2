//! The object model: CPython's in small.
//!
//! Every value is a [`Ref`], a pointer to a heap object that starts with a [`Header`]: a 64-bit
//! reference count and a type. Layouts are `repr(C)`, because machine code that other compilers
//! emit reads them too. One noun a file; allocation and deallocation live in `runtime`.
//!
//! This module depends on `core` only: the stencil build compiles it a second time.

mod collection;
mod function;
mod generator;
mod instance;
mod iterator;
mod number;
mod sequence;
mod text;

pub use collection::{Array, Deque, Dict, DictView, MemoryView, Set, Slice, TableIter};
pub use function::{
    BUILTIN_ISINSTANCE, BUILTIN_LEN, BoundMethod, Builtin, Cell, Code, Descriptor, Executor,
    FRAME_SLACK, Frame, Function, FunctionAttribute, METHOD_LIST_APPEND, MethodDescriptor, Module,
    Opaque, TypeObject,
};
pub use generator::Generator;
pub use instance::Instance;
pub use iterator::{Enumerate, RangeIter, SequenceIter, Zip};
pub use number::{Complex, FLAG_BIG, FLAG_WIDE, Float, Int, NUMBER_SIZE};
pub use sequence::{Bytes, List, Range, Tuple};
pub use text::{CHARACTERS, Character, EMPTY, FALSE, Str, TRUE, bytes_hash};

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
    /// `str`
    pub const STR: TypeId = 16;
    /// `dict`
    pub const DICT: TypeId = 17;
    /// `set`
    pub const SET: TypeId = 18;
    /// `frozenset`
    pub const FROZENSET: TypeId = 19;
    /// `slice`
    pub const SLICE: TypeId = 20;
    /// `str_iterator`
    pub const STR_ITER: TypeId = 21;
    /// `dict_keyiterator`
    pub const DICT_KEY_ITER: TypeId = 22;
    /// `dict_valueiterator`
    pub const DICT_VALUE_ITER: TypeId = 23;
    /// `dict_itemiterator`
    pub const DICT_ITEM_ITER: TypeId = 24;
    /// `dict_keys`
    pub const DICT_KEYS: TypeId = 25;
    /// `dict_values`
    pub const DICT_VALUES: TypeId = 26;
    /// `dict_items`
    pub const DICT_ITEMS: TypeId = 27;
    /// `set_iterator`
    pub const SET_ITER: TypeId = 28;
    /// `enumerate`
    pub const ENUMERATE: TypeId = 29;
    /// `zip`
    pub const ZIP: TypeId = 30;
    /// `reversed`
    pub const REVERSED: TypeId = 31;
    /// `list_reverseiterator`
    pub const LIST_REVERSED: TypeId = 32;
    /// `builtin_function_or_method`
    pub const BUILTIN: TypeId = 33;
    /// `object`
    pub const OBJECT: TypeId = 34;
    /// `method`
    pub const METHOD: TypeId = 35;
    /// `cell`
    pub const CELL: TypeId = 36;
    /// `super`
    pub const SUPER: TypeId = 37;
    /// `module`
    pub const MODULE: TypeId = 38;
    /// `generator`
    pub const GENERATOR: TypeId = 39;
    /// `array.array`
    pub const ARRAY: TypeId = 40;
    /// `arrayiterator`
    pub const ARRAY_ITER: TypeId = 41;
    /// Of what the runtime does not model; no name of CPython's.
    pub const OPAQUE: TypeId = 42;
    /// `collections.deque`
    pub const DEQUE: TypeId = 43;
    /// `_collections._deque_iterator`
    pub const DEQUE_ITER: TypeId = 44;
    /// `collections.defaultdict`, which is laid out as a `dict`
    pub const DEFAULT_DICT: TypeId = 45;
    /// `collections.Counter`, which is laid out as a `dict`
    pub const COUNTER: TypeId = 46;
    /// `coroutine`, which is laid out as a `generator`
    pub const COROUTINE: TypeId = 47;
    /// `bytearray`, which is laid out as an `array`
    pub const BYTEARRAY: TypeId = 48;
    /// `complex`
    pub const COMPLEX: TypeId = 49;
    /// `bytearray_iterator`
    pub const BYTEARRAY_ITER: TypeId = 50;
    /// `memoryview`
    pub const MEMORY_VIEW: TypeId = 51;
    /// `memory_iterator`
    pub const MEMORY_ITER: TypeId = 52;
    /// `property`
    pub const PROPERTY: TypeId = 53;
    /// `staticmethod`
    pub const STATIC_METHOD: TypeId = 54;
    /// `classmethod`
    pub const CLASS_METHOD: TypeId = 55;
    /// The first class of a program; those of builtin types are smaller.
    pub const FIRST_CLASS: TypeId = 64;
    /// Number of builtin types, the unused id 0 included.
    pub const COUNT: usize = 56;

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
        "str",
        "dict",
        "set",
        "frozenset",
        "slice",
        "str_iterator",
        "dict_keyiterator",
        "dict_valueiterator",
        "dict_itemiterator",
        "dict_keys",
        "dict_values",
        "dict_items",
        "set_iterator",
        "enumerate",
        "zip",
        "reversed",
        "list_reverseiterator",
        "builtin_function_or_method",
        "object",
        "method",
        "cell",
        "super",
        "module",
        "generator",
        "array",
        "arrayiterator",
        "opaque",
        "deque",
        "_deque_iterator",
        "defaultdict",
        "Counter",
        "coroutine",
        "bytearray",
        "complex",
        "bytearray_iterator",
        "memoryview",
        "memory_iterator",
        "property",
        "staticmethod",
        "classmethod",
    ];

    /// The types whose objects are iterators.
    const ITERATORS: [TypeId; 18] = [
        RANGE_ITER,
        LIST_ITER,
        TUPLE_ITER,
        BYTES_ITER,
        ARRAY_ITER,
        BYTEARRAY_ITER,
        MEMORY_ITER,
        DEQUE_ITER,
        STR_ITER,
        DICT_KEY_ITER,
        DICT_VALUE_ITER,
        DICT_ITEM_ITER,
        SET_ITER,
        ENUMERATE,
        ZIP,
        REVERSED,
        LIST_REVERSED,
        GENERATOR,
    ];

    /// Whether objects of a type are iterators. The types are bits of a word, so that no compiler makes a table
    /// in memory of them, which a stencil can't have.
    #[inline(always)]
    pub fn is_iterator(id: TypeId) -> bool {
        const BITS: u64 = {
            let (mut bits, mut at) = (0, 0);
            while at < ITERATORS.len() {
                bits |= 1 << ITERATORS[at];
                at += 1;
            }
            bits
        };
        id < u64::BITS as TypeId && BITS >> id & 1 != 0
    }

    /// CPython's name of a type; `object` for a class of a program.
    pub fn name(id: TypeId) -> &'static str {
        NAMES.get(id as usize).copied().unwrap_or("object")
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
/// It is a plain pointer and does no counting by itself: code that copies or drops one changes the count with
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

    /// Whether the object is an int whose value it holds itself.
    ///
    /// # Safety
    /// `self` points to a live object.
    #[inline(always)]
    pub unsafe fn is_compact_int(self) -> bool {
        const COMPACT: u64 = if cfg!(target_endian = "big") {
            (type_id::INT as u64) << 32
        } else {
            type_id::INT as u64
        };
        // SAFETY: the caller's promise. Type and flags lie side by side, so one comparison is
        // enough for both.
        unsafe { *(&raw const (*self.0).type_id).cast::<u64>() == COMPACT }
    }

    /// An int in place of a reference, as only optimised traces have them on the stack: shifted
    /// left by one, with the lowest bit set. Nothing if it needs more than 63 bits.
    #[inline(always)]
    pub fn tagged(value: i64) -> Option<Ref> {
        value.checked_add(value).map(|twice| Ref((twice | 1) as usize as *mut Header))
    }

    /// Whether this is an int in place of a reference.
    #[inline(always)]
    pub fn is_tagged(self) -> bool {
        self.0 as usize & 1 != 0
    }

    /// The int that is in place of a reference.
    #[inline(always)]
    pub fn untagged(self) -> i64 {
        self.0 as i64 >> 1
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

    /// Number of references to a mortal object.
    ///
    /// # Safety
    /// `self` points to a live object.
    pub unsafe fn reference_count(self) -> u32 {
        // SAFETY: the caller's promise.
        unsafe { *refcnt_low(self) }
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
