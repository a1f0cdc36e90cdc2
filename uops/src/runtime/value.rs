//! Python values on the host's side.

use super::complexes::{self, Number};
use super::formatting::{self, complex_repr, float_repr};
use super::heap::new_object;
use super::owned::{Owned, OwnedAll};
use super::repr::{bytes_repr, str_repr};
use super::{
    BuiltinFunction, Method, Module, arithmetic, arrays, buffers, classes, dealloc, dicts,
    functions, held, lists, replay, sets, state, strings, subscripts, tuples,
};
use crate::object::{
    Builtin, Bytes, Complex, Float, Header, MethodDescriptor, Range, Ref, Slice, Tuple, TypeId,
    TypeObject, type_id,
};
use crate::thread::Thread;
use num_bigint::BigInt;
use std::fmt;

/// A Python value: what constants, arguments and results are outside of a runtime.
///
/// `Display` is CPython's `repr`. Floats are equal if their bits are, dicts if their items are in
/// the same order.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Value {
    None,
    Bool(bool),
    Int(BigInt),
    Float(f64),
    /// Real and imaginary part.
    Complex(f64, f64),
    Bytes(Vec<u8>),
    ByteArray(Vec<u8>),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    Range {
        start: i64,
        stop: i64,
        step: i64,
    },
    /// Start, stop and step.
    Slice(Box<[Value; 3]>),
    /// A builtin type.
    Type(BuiltinType),
    /// A method of a builtin type.
    Method(Method),
    Str(String),
    /// Items, in the order in which their keys came.
    Dict(Vec<(Value, Value)>),
    /// Members, in the order of the table.
    Set(Vec<Value>),
    FrozenSet(Vec<Value>),
    /// A builtin function.
    Builtin(BuiltinFunction),
    /// A module.
    Module(Module),
    /// Inside of another value: the object of the constant with this number, which other values share.
    Constant(u32),
    /// Of a program: an instance of its class with this number.
    Instance {
        class: u32,
        /// The attributes that have a value, by name.
        attributes: Vec<(String, Value)>,
        /// The object that it holds of a builtin type from which the class derives.
        holds: Option<Box<Value>>,
    },
    /// Of a program: its class with this number.
    Class(u32),
    /// Of a program: its function with this number.
    Function(u32),
    /// Of a program: another function with the code of its function with this number.
    MadeFunction {
        function: u32,
        /// The cells of its free variables, and then the values of its last parameters by default, each
        /// with the name of the variable or parameter.
        given: Vec<(String, Value)>,
    },
    /// A bound method: the function, and its `self`.
    Bound(Box<[Value; 2]>),
    /// A variable that closures share: what it holds, if anything.
    Cell(Option<Box<Value>>),
    /// An object that the runtime does not model, by its number among those of the program.
    Opaque(u32),
    /// In a [`Replay`](super::Replay): the object of a run that has this number there, if it needs one, and what
    /// is in it, if that is known.
    Kept {
        number: Option<u32>,
        content: Option<Box<Value>>,
    },
    /// A container that lies deep inside of others: its `repr`.
    Deep(String),
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
            (Complex(a, b), Complex(c, d)) => {
                [a, b].map(|part| part.to_bits()) == [c, d].map(|part| part.to_bits())
            }
            (Bytes(a), Bytes(b)) | (ByteArray(a), ByteArray(b)) => a == b,
            (Tuple(a), Tuple(b)) | (List(a), List(b)) => a == b,
            (
                Range { start, stop, step },
                Range { start: other_start, stop: other_stop, step: other_step },
            ) => (start, stop, step) == (other_start, other_stop, other_step),
            (Slice(a), Slice(b)) => a == b,
            (Type(a), Type(b)) => a == b,
            (Method(a), Method(b)) => a == b,
            (Str(a), Str(b)) => a == b,
            (Dict(a), Dict(b)) => a == b,
            (Set(a), Set(b)) | (FrozenSet(a), FrozenSet(b)) => {
                a.len() == b.len() && a.iter().all(|member| b.contains(member))
            }
            (Builtin(a), Builtin(b)) => a == b,
            (Module(a), Module(b)) => a == b,
            (Constant(a), Constant(b)) => a == b,
            (
                Instance { class, attributes, holds },
                Instance { class: other_class, attributes: others, holds: other },
            ) => (class, attributes, holds) == (other_class, others, other),
            (Class(a), Class(b)) | (Function(a), Function(b)) => a == b,
            (
                MadeFunction { function, given },
                MadeFunction { function: other_function, given: other_given },
            ) => (function, given) == (other_function, other_given),
            (Bound(a), Bound(b)) => a == b,
            (Cell(a), Cell(b)) => a == b,
            (Opaque(a), Opaque(b)) => a == b,
            (Kept { number, content }, Kept { number: other_number, content: other_content }) => {
                (number, content) == (other_number, other_content)
            }
            (Deep(a), Deep(b)) => a == b,
            (Other(a), Other(b)) => a == b,
            _ => false,
        }
    }
}

impl Value {
    /// The number of an int that fits 63 bits, and so a tagged int.
    pub fn tagged_int(&self) -> Option<i64> {
        match self {
            Value::Int(int) => i64::try_from(int).ok().filter(|int| int.checked_mul(2).is_some()),
            _ => None,
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

    /// Whether classes of programs may derive from it.
    pub fn is_held(self) -> bool {
        held::TYPES.contains(&self.0)
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
            Value::Complex(real, imag) => f.write_str(&complex_repr(*real, *imag)),
            Value::Bytes(bytes) => f.write_str(&bytes_repr(bytes)),
            Value::ByteArray(bytes) => write!(f, "bytearray({})", bytes_repr(bytes)),
            Value::Tuple(items) if items.len() == 1 => write!(f, "({},)", items[0]),
            Value::Tuple(items) => write_items(f, '(', items, ')'),
            Value::List(items) => write_items(f, '[', items, ']'),
            Value::Range { start, stop, step: 1 } => write!(f, "range({start}, {stop})"),
            Value::Range { start, stop, step } => write!(f, "range({start}, {stop}, {step})"),
            Value::Slice(bounds) => {
                f.write_str("slice")?;
                write_items(f, '(', &bounds[..], ')')
            }
            Value::Type(t) if t.0 == type_id::ARRAY => f.write_str("<class 'array.array'>"),
            Value::Type(t) if (type_id::DEQUE..=type_id::COUNTER).contains(&t.0) => {
                write!(f, "<class 'collections.{}'>", t.name())
            }
            Value::Type(t) => write!(f, "<class '{}'>", t.name()),
            Value::Method(method) => {
                let (owner, name) = method.name().split_once('.').unwrap_or(("", method.name()));
                write!(f, "<method '{name}' of '{owner}' objects>")
            }
            Value::Str(text) => f.write_str(&str_repr(text)),
            Value::Dict(items) => {
                f.write_str("{")?;
                for (index, (key, value)) in items.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{key}: {value}")?;
                }
                f.write_str("}")
            }
            Value::Set(members) if members.is_empty() => f.write_str("set()"),
            Value::Set(members) => write_items(f, '{', members, '}'),
            Value::FrozenSet(members) if members.is_empty() => f.write_str("frozenset()"),
            Value::FrozenSet(members) => {
                f.write_str("frozenset(")?;
                write_items(f, '{', members, '}')?;
                f.write_str(")")
            }
            Value::Builtin(function) => {
                let name = function.name();
                write!(f, "<built-in function {}>", name.rsplit('.').next().unwrap_or(name))
            }
            Value::Module(module) => write!(f, "<module '{}' (built-in)>", module.name()),
            // What contains itself is cut off where it comes again.
            Value::Constant(number) => write!(f, "<constant {number}>"),
            Value::Instance { class, attributes, holds } => {
                write!(f, "<instance of class {class}")?;
                holds.iter().try_for_each(|held| write!(f, " of {held}"))?;
                attributes.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))?;
                f.write_str(">")
            }
            Value::Class(number) => write!(f, "<class {number}>"),
            Value::Function(number) => write!(f, "<function {number}>"),
            Value::MadeFunction { function, given } => {
                write!(f, "<function {function}")?;
                given.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))?;
                f.write_str(">")
            }
            Value::Bound(parts) => write!(f, "<bound {} of {}>", parts[0], parts[1]),
            Value::Cell(Some(value)) => write!(f, "<cell {value}>"),
            Value::Cell(None) => f.write_str("<cell>"),
            Value::Opaque(number) => write!(f, "<opaque {number}>"),
            Value::Kept { number, content } => {
                f.write_str("<kept")?;
                number.iter().try_for_each(|number| write!(f, " {number}"))?;
                content.iter().try_for_each(|content| write!(f, " {content}"))?;
                f.write_str(">")
            }
            Value::Deep(text) => f.write_str(text),
            Value::Other("list") => f.write_str("[...]"),
            Value::Other("tuple") => f.write_str("(...)"),
            Value::Other("dict") => f.write_str("{...}"),
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

/// What values of a program refer to by number.
#[derive(Clone, Copy, Default, Debug)]
pub struct Scope<'a> {
    /// The constants that there are already.
    pub constants: &'a [Ref],
    /// The classes: their ids, and the objects that stand for them.
    pub classes: &'a [(TypeId, Ref)],
    /// The functions, the program's own first.
    pub functions: &'a [Ref],
    /// The opaque objects.
    pub opaques: &'a [Ref],
}

/// A new reference to an object with this value, which refers to nothing of a program.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn to_object(thread: *mut Thread, value: &Value) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { to_object_of(thread, value, Scope::default()) }
}

/// A new reference to an object with this value. What the scope does not have becomes `None`.
///
/// # Safety
/// `thread` is a live runtime's, and the scope's objects and classes are of it.
pub(super) unsafe fn to_object_of(thread: *mut Thread, value: &Value, scope: Scope<'_>) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        match value {
            Value::None | Value::Deep(_) | Value::Other(_) => Thread::none(thread),
            Value::Constant(number) => {
                shared(thread, scope.constants.get(*number as usize).copied())
            }
            Value::Instance { class, attributes, holds } => {
                match scope.classes.get(*class as usize) {
                    Some(&(class, _)) => {
                        held::new_with(thread, class, attributes, holds.as_deref(), scope)
                    }
                    None => Thread::none(thread),
                }
            }
            Value::Class(number) => {
                shared(thread, scope.classes.get(*number as usize).map(|&(_, object)| object))
            }
            Value::Function(number) => {
                shared(thread, scope.functions.get(*number as usize).copied())
            }
            Value::MadeFunction { function, given } => {
                match scope.functions.get(*function as usize) {
                    Some(&function) => {
                        let mut objects = OwnedAll::new(thread);
                        for (_, value) in given {
                            objects.push(to_object_of(thread, value, scope));
                        }
                        functions::new_with(thread, function, objects.get())
                    }
                    None => Thread::none(thread),
                }
            }
            Value::Bound(parts) => {
                let function = to_object_of(thread, &parts[0], scope);
                let this = Owned::new(thread, to_object_of(thread, &parts[1], scope));
                functions::bind(thread, function, this.get())
            }
            Value::Cell(content) => {
                let content = content.as_deref();
                let content = content.map_or(Ref::NULL, |value| to_object_of(thread, value, scope));
                functions::uop_make_cell(thread, content)
            }
            Value::Opaque(number) => shared(thread, scope.opaques.get(*number as usize).copied()),
            Value::Kept { number, content } => {
                replay::kept(thread, *number, content.as_deref(), scope)
            }
            Value::Bool(value) => Thread::bool(thread, *value),
            Value::Int(value) => arithmetic::new_int(thread, value.clone()),
            Value::Float(value) => Thread::float(thread, *value),
            &Value::Complex(real, imag) => complexes::new(thread, Number { real, imag }),
            Value::Bytes(bytes) => new_bytes(thread, bytes),
            Value::ByteArray(bytes) => arrays::new_bytearray(thread, bytes.clone()),
            Value::Tuple(items) => tuples::new_tuple(thread, &to_objects(thread, items, scope)),
            Value::List(items) => lists::new_list(thread, &to_objects(thread, items, scope)),
            &Value::Range { start, stop, step } => {
                // A range that the runtime can't hold never gets into a `Value`.
                let len = classes::range_len(start, stop, step).unwrap_or(0);
                let header = Header::new(type_id::RANGE);
                Ref(new_object(thread, Range { header, start, stop, step, len }).cast())
            }
            Value::Slice(bounds) => {
                let bounds = to_objects(thread, &bounds[..], scope);
                subscripts::uop_build_slice(thread, bounds[0], bounds[1], bounds[2])
            }
            Value::Type(t) => classes::type_object(t.id()),
            Value::Method(method) => {
                let header = Header::new(type_id::METHOD_DESCRIPTOR);
                let (owner, method) = (method.owner(), method.number());
                Ref(new_object(thread, MethodDescriptor { header, owner, method }).cast())
            }
            Value::Str(text) => strings::constant(thread, text),
            Value::Dict(items) => {
                let (mut keys, mut values) = (OwnedAll::new(thread), OwnedAll::new(thread));
                for (key, value) in items {
                    keys.push(to_object_of(thread, key, scope));
                    values.push(to_object_of(thread, value, scope));
                }
                let texts = keys.get().iter().all(|key| key.type_id() == type_id::STR);
                let dict = dicts::new_sized(thread, items.len(), texts);
                for (&key, &value) in keys.get().iter().zip(values.get()) {
                    // What has no hash is no key of a `Value` either.
                    let _ = dicts::set(thread, dict, key, value);
                }
                dict
            }
            Value::Set(members) => new_set(thread, type_id::SET, members, scope),
            Value::FrozenSet(members) => new_set(thread, type_id::FROZENSET, members, scope),
            Value::Module(module) => module.object(),
            Value::Builtin(function) => {
                let header = Header::new(type_id::BUILTIN);
                Ref(new_object(thread, Builtin { header, function: function.number() }).cast())
            }
        }
    }
}

/// A new reference to an object that there is already; without one, to `None`.
unsafe fn shared(thread: *mut Thread, object: Option<Ref>) -> Ref {
    // SAFETY: the caller passes a live thread and a live object.
    unsafe {
        let object = object.unwrap_or_else(|| Thread::none(thread));
        object.incref();
        object
    }
}

unsafe fn new_set(thread: *mut Thread, kind: TypeId, members: &[Value], scope: Scope<'_>) -> Ref {
    // SAFETY: the caller passes a live thread.
    unsafe {
        let set = sets::new_set(thread, kind);
        for member in members {
            let member = Owned::new(thread, to_object_of(thread, member, scope));
            // What has no hash is no member of a `Value` either.
            let _ = sets::add(thread, set, member.get());
        }
        set
    }
}

unsafe fn to_objects(thread: *mut Thread, values: &[Value], scope: Scope<'_>) -> Vec<Ref> {
    // SAFETY: the caller passes a live thread.
    values.iter().map(|value| unsafe { to_object_of(thread, value, scope) }).collect()
}

/// A `bytes` with this content.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn new_bytes(thread: *mut Thread, data: &[u8]) -> Ref {
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
/// What lies deeper than [`DEPTH_LIMIT`] containers is a [`Value::Deep`]. Where it contains itself, or is
/// nested or shared beyond all reason, `Value::Other` stands for the rest, as CPython's `repr` writes
/// `[...]`.
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
                type_id::COMPLEX => {
                    let Complex { real, imag, .. } = *object.cast::<Complex>();
                    Value::Complex(real, imag)
                }
                type_id::BYTES => Value::Bytes(buffers::bytes(object).to_vec()),
                type_id::BYTEARRAY => Value::ByteArray(arrays::bytes(object).to_vec()),
                type_id::TUPLE => {
                    let tuple = object.cast::<Tuple>();
                    let start = (&raw const (*tuple).items).cast::<Ref>();
                    let items = std::slice::from_raw_parts(start, (*tuple).len);
                    self.read_all(object, items).map_or_else(|rest| rest, Value::Tuple)
                }
                type_id::LIST => {
                    let items = lists::items(object);
                    self.read_all(object, items).map_or_else(|rest| rest, Value::List)
                }
                type_id::RANGE => {
                    let range = &*object.cast::<Range>();
                    Value::Range { start: range.start, stop: range.stop, step: range.step }
                }
                type_id::TYPE => {
                    Value::Type(BuiltinType((*object.cast::<TypeObject>()).represents))
                }
                type_id::METHOD_DESCRIPTOR => {
                    let number = (*object.cast::<MethodDescriptor>()).method;
                    Method::from_number(number).map_or(Value::Other("method"), Value::Method)
                }
                type_id::BUILTIN => {
                    let number = (*object.cast::<Builtin>()).function;
                    let function = BuiltinFunction::from_number(number);
                    function.map_or(Value::Other("builtin"), Value::Builtin)
                }
                type_id::MODULE => Value::Module(Module::of(object)),
                type_id::OPAQUE => Value::Opaque(replay::number(object)),
                type_id::STR => Value::Str(strings::text(object).to_owned()),
                type_id::DICT => {
                    let entries = dicts::table(object).entries();
                    let items: Vec<Ref> = entries.flat_map(|e| [e.key, e.value]).collect();
                    self.read_all(object, &items).map_or_else(
                        |rest| rest,
                        |values| {
                            let mut values = values.into_iter();
                            let pairs =
                                std::iter::from_fn(|| Some((values.next()?, values.next()?)));
                            Value::Dict(pairs.collect())
                        },
                    )
                }
                type_id::SET | type_id::FROZENSET => {
                    let members: Vec<Ref> = sets::table(object).members().collect();
                    match (self.read_all(object, &members), object.type_id()) {
                        (Ok(members), type_id::SET) => Value::Set(members),
                        (Ok(members), _) => Value::FrozenSet(members),
                        (Err(rest), _) => rest,
                    }
                }
                type_id::SLICE => {
                    let Slice { start, stop, step, .. } = *object.cast::<Slice>();
                    match self.read_all(object, &[start, stop, step]) {
                        Ok(bounds) => bounds.try_into().map_or(
                            Value::Other(type_id::name(type_id::SLICE)),
                            |bounds: [Value; 3]| Value::Slice(Box::new(bounds)),
                        ),
                        Err(rest) => rest,
                    }
                }
                other => Value::Other(type_id::name(other)),
            }
        }
    }

    /// The values of a container's items.
    unsafe fn read_all(&mut self, container: Ref, items: &[Ref]) -> Result<Vec<Value>, Value> {
        let too_much = items.len() > self.left || self.inside.contains(&container);
        // SAFETY: the caller passes a live container.
        let name = type_id::name(unsafe { container.type_id() });
        if too_much {
            return Err(Value::Other(name));
        }
        if self.inside.len() == DEPTH_LIMIT {
            // SAFETY: as above.
            let text = unsafe { formatting::repr_inside(container, &mut self.inside, self.left) };
            self.inside.truncate(DEPTH_LIMIT);
            return Err(match text {
                Ok(text) => {
                    self.left = self.left.saturating_sub(text.len());
                    Value::Deep(text)
                }
                Err(_) => Value::Other(name),
            });
        }
        self.left -= items.len();
        self.inside.push(container);
        // SAFETY: the caller passes the items of a live container.
        let values = items.iter().map(|&item| unsafe { self.read(item) }).collect();
        self.inside.pop();
        Ok(values)
    }
}
