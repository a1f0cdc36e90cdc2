//! Python values on the host's side.

use super::heap::new_object;
use super::repr::{bytes_repr, float_repr};
use super::{arithmetic, calls, dealloc, lists, state};
use crate::object::{
    Bytes, Float, Header, METHOD_LIST_APPEND, MethodDescriptor, Range, Ref, Tuple, TypeId,
    TypeObject, type_id,
};
use crate::thread::Thread;
use num_bigint::BigInt;
use std::fmt;

/// A Python value: what constants, arguments and results are outside of a runtime.
///
/// `Display` is CPython's `repr`. Floats are equal if their bits are.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Value {
    None,
    Bool(bool),
    Int(BigInt),
    Float(f64),
    Bytes(Vec<u8>),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    Range {
        start: i64,
        stop: i64,
        step: i64,
    },
    /// A builtin type.
    Type(BuiltinType),
    /// A method of a builtin type.
    Method(Method),
    /// An object that has no value of its own, such as an iterator: its type's name.
    Other(&'static str),
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        use Value::*;
        match (self, other) {
            (None, None) => true,
            (Bool(a), Bool(b)) => a == b,
            (Int(a), Int(b)) => a == b,
            (Float(a), Float(b)) => a.to_bits() == b.to_bits(),
            (Bytes(a), Bytes(b)) => a == b,
            (Tuple(a), Tuple(b)) | (List(a), List(b)) => a == b,
            (
                Range { start, stop, step },
                Range { start: other_start, stop: other_stop, step: other_step },
            ) => (start, stop, step) == (other_start, other_stop, other_step),
            (Type(a), Type(b)) => a == b,
            (Method(a), Method(b)) => a == b,
            (Other(a), Other(b)) => a == b,
            _ => false,
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value.into())
    }
}

/// A builtin type, as a constant names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BuiltinType(TypeId);

impl BuiltinType {
    /// The type called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        let id = type_id::NAMES.iter().skip(1).position(|n| *n == name)? + 1;
        Some(BuiltinType(id as TypeId))
    }

    /// CPython's name.
    pub fn name(self) -> &'static str {
        type_id::name(self.0)
    }

    /// The id that objects of the type carry.
    pub fn id(self) -> TypeId {
        self.0
    }
}

/// A method of a builtin type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Method {
    /// `list.append`
    ListAppend,
}

impl Method {
    /// Every method.
    pub const ALL: &'static [Method] = &[Method::ListAppend];

    /// The method with a name such as `list.append`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.name() == name)
    }

    /// Type and name.
    pub fn name(self) -> &'static str {
        match self {
            Method::ListAppend => "list.append",
        }
    }

    fn number(self) -> u32 {
        match self {
            Method::ListAppend => METHOD_LIST_APPEND,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("None"),
            Value::Bool(true) => f.write_str("True"),
            Value::Bool(false) => f.write_str("False"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Float(value) => f.write_str(&float_repr(*value)),
            Value::Bytes(bytes) => f.write_str(&bytes_repr(bytes)),
            Value::Tuple(items) if items.len() == 1 => write!(f, "({},)", items[0]),
            Value::Tuple(items) => write_items(f, '(', items, ')'),
            Value::List(items) => write_items(f, '[', items, ']'),
            Value::Range { start, stop, step: 1 } => write!(f, "range({start}, {stop})"),
            Value::Range { start, stop, step } => write!(f, "range({start}, {stop}, {step})"),
            Value::Type(t) => write!(f, "<class '{}'>", t.name()),
            Value::Method(method) => {
                let (owner, name) = method.name().split_once('.').unwrap_or(("", method.name()));
                write!(f, "<method '{name}' of '{owner}' objects>")
            }
            Value::Other(name) => write!(f, "<{name} object>"),
        }
    }
}

fn write_items(
    f: &mut fmt::Formatter<'_>,
    open: char,
    items: &[Value],
    close: char,
) -> fmt::Result {
    write!(f, "{open}")?;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    write!(f, "{close}")
}

/// A new reference to an object with this value.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn to_object(thread: *mut Thread, value: &Value) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        match value {
            Value::None | Value::Other(_) => Thread::none(thread),
            Value::Bool(value) => Thread::bool(thread, *value),
            Value::Int(value) => arithmetic::new_int(thread, value.clone()),
            Value::Float(value) => Thread::float(thread, *value),
            Value::Bytes(bytes) => new_bytes(thread, bytes),
            Value::Tuple(items) => new_tuple(thread, &to_objects(thread, items)),
            Value::List(items) => lists::new_list(thread, &to_objects(thread, items)),
            &Value::Range { start, stop, step } => {
                // A range that the runtime can't hold never gets into a `Value`.
                let len = calls::range_len(start, stop, step).unwrap_or(0);
                let header = Header::new(type_id::RANGE);
                Ref(new_object(thread, Range { header, start, stop, step, len }).cast())
            }
            Value::Type(t) => {
                let header = Header::new(type_id::TYPE);
                Ref(new_object(thread, TypeObject { header, represents: t.id(), init: Ref::NULL })
                    .cast())
            }
            Value::Method(method) => {
                let header = Header::new(type_id::METHOD_DESCRIPTOR);
                let method =
                    MethodDescriptor { header, owner: type_id::LIST, method: method.number() };
                Ref(new_object(thread, method).cast())
            }
        }
    }
}

unsafe fn to_objects(thread: *mut Thread, values: &[Value]) -> Vec<Ref> {
    // SAFETY: the caller passes a live thread.
    values.iter().map(|value| unsafe { to_object(thread, value) }).collect()
}

unsafe fn new_tuple(thread: *mut Thread, items: &[Ref]) -> Ref {
    // SAFETY: the caller passes a live thread and owned references; the layout has room for them.
    unsafe {
        let layout = dealloc::layout_of::<Tuple>(size_of_val(items));
        let tuple = state(thread).heap.allocate(layout).cast::<Tuple>();
        (*tuple).header = Header::new(type_id::TUPLE);
        (*tuple).len = items.len();
        let slots = (&raw mut (*tuple).items).cast::<Ref>();
        std::ptr::copy_nonoverlapping(items.as_ptr(), slots, items.len());
        Ref(tuple.cast())
    }
}

/// See [`crate::helpers::uop_build_tuple`].
///
/// # Safety
/// `thread` is a live runtime's; `items` points to `count` owned references.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_build_tuple(
    thread: *mut Thread,
    items: *mut Ref,
    count: usize,
) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { new_tuple(thread, std::slice::from_raw_parts(items, count)) }
}

unsafe fn new_bytes(thread: *mut Thread, data: &[u8]) -> Ref {
    // SAFETY: the caller passes a live thread; the layout has room for the data.
    unsafe {
        let layout = dealloc::layout_of::<Bytes>(data.len());
        let bytes = state(thread).heap.allocate(layout).cast::<Bytes>();
        (*bytes).header = Header::new(type_id::BYTES);
        (*bytes).len = data.len();
        let start = (&raw mut (*bytes).data).cast::<u8>();
        std::ptr::copy_nonoverlapping(data.as_ptr(), start, data.len());
        Ref(bytes.cast())
    }
}

/// The value of an object.
///
/// Where it contains itself, or is nested or shared beyond all reason, `Value::Other` stands for the
/// rest, as CPython's `repr` writes `[...]`.
///
/// # Safety
/// `object` is alive.
pub(super) unsafe fn from_object(object: Ref) -> Value {
    // SAFETY: the caller's promise.
    unsafe { Reader { inside: Vec::new(), left: READ_LIMIT }.read(object) }
}

/// Objects that are read for one value, and how deep they may nest.
const READ_LIMIT: usize = 10_000_000;
const DEPTH_LIMIT: usize = 500;

/// Reads values out of a heap that may contain cycles.
struct Reader {
    /// The containers around the current object.
    inside: Vec<Ref>,
    left: usize,
}

impl Reader {
    unsafe fn read(&mut self, object: Ref) -> Value {
        // SAFETY: the caller passes a live object; the type says the layout.
        unsafe {
            match object.type_id() {
                type_id::NONE => Value::None,
                type_id::BOOL => Value::Bool(arithmetic::int_value(object) != BigInt::ZERO),
                type_id::INT => Value::Int(arithmetic::int_value(object)),
                type_id::FLOAT => Value::Float((*object.cast::<Float>()).value),
                type_id::BYTES => {
                    let bytes = object.cast::<Bytes>();
                    let start = (&raw const (*bytes).data).cast::<u8>();
                    Value::Bytes(std::slice::from_raw_parts(start, (*bytes).len).to_vec())
                }
                type_id::TUPLE => {
                    let tuple = object.cast::<Tuple>();
                    let start = (&raw const (*tuple).items).cast::<Ref>();
                    let items = std::slice::from_raw_parts(start, (*tuple).len);
                    self.read_all(object, items).map_or(Value::Other("tuple"), Value::Tuple)
                }
                type_id::LIST => {
                    let items = lists::items(object);
                    self.read_all(object, items).map_or(Value::Other("list"), Value::List)
                }
                type_id::RANGE => {
                    let range = &*object.cast::<Range>();
                    Value::Range { start: range.start, stop: range.stop, step: range.step }
                }
                type_id::TYPE => {
                    Value::Type(BuiltinType((*object.cast::<TypeObject>()).represents))
                }
                type_id::METHOD_DESCRIPTOR => Value::Method(Method::ListAppend),
                other => Value::Other(type_id::name(other)),
            }
        }
    }

    unsafe fn read_all(&mut self, container: Ref, items: &[Ref]) -> Option<Vec<Value>> {
        let too_much = items.len() > self.left || self.inside.len() == DEPTH_LIMIT;
        if too_much || self.inside.contains(&container) {
            return None;
        }
        self.left -= items.len();
        self.inside.push(container);
        // SAFETY: the caller passes the items of a live container.
        let values = items.iter().map(|&item| unsafe { self.read(item) }).collect();
        self.inside.pop();
        Some(values)
    }
}
