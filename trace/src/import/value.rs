//! Values and kinds of operands, as recordings have them.

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What is known of the type of an operand.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum OperandType {
    Null,
    /// An object of a builtin type, by its name; ints by their size.
    Builtin(String),
    Class(usize),
    Is(Value),
}

/// A value, or something that is called.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    None,
    Bool(bool),
    Str(String),
    Int(String),
    /// By its `repr`.
    Float(String),
    /// By the `repr` of real and imaginary part.
    Complex([String; 2]),
    /// In hexadecimal.
    Bytes(String),
    /// In hexadecimal.
    ByteArray(String),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    Set(Vec<Value>),
    FrozenSet(Vec<Value>),
    Dict(Vec<(Value, Value)>),
    Range([String; 3]),
    Slice(Vec<Value>),
    /// An instance of one of [`Recording::classes`], its attributes that have a value, and the object that it holds of a
    /// builtin type from which its class derives.
    Instance(u32, Vec<(String, Value)>, Option<Box<Value>>),
    /// Of a class: an item of the tuple that its instances hold, by its number.
    Field(u32),
    /// A variable that closures share, and what it holds, if anything.
    Cell(Option<Box<Value>>),
    /// One of [`Recording::objects`].
    Object(usize),
    Code(usize),
    Function(usize),
    Class(usize),
    StaticMethod(Box<Value>),
    ClassMethod(Box<Value>),
    Type(String),
    Builtin(String),
    Method(String, String),
    Module(String),
    /// A bound method that is called.
    Bound(Box<Value>),
    /// A bound method that exists before the run: the function, and its `self`.
    BoundMethod(Box<(Value, Value)>),
    /// An instance of one of [`Recording::classes`] that is called, and the function that this calls.
    Called(usize, Box<Value>),
    /// One of [`Recording::classes`] that is called, and its `__new__`.
    New(usize, Box<Value>),
    /// A builtin that calls a special method of its argument, an instance of one of [`Recording::classes`].
    Special(String, usize, Box<Value>),
    /// `__build_class__`, and the one of [`Recording::classes`] that stands for what it makes.
    Build(usize),
    /// A builtin that calls code of the program, and the function in Python that is called in its place.
    Hosted(Box<Value>, Box<Value>),
    /// An object that the runtime does not model; any of them where one is called.
    Opaque(Option<u32>),
    /// In what opaque objects answer: an object with a number there, if it needs one, and what it holds, if that is known.
    Kept(Option<u32>, Option<Box<Value>>),
    /// A constant that no instruction that ran loads.
    Unsupported(String),
}

impl<'de> Deserialize<'de> for OperandType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OperandTypeVisitor;
        impl<'de> Visitor<'de> for OperandTypeVisitor {
            type Value = OperandType;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the type of an operand")
            }
            fn visit_unit<E>(self) -> Result<OperandType, E> {
                Ok(OperandType::Null)
            }
            fn visit_str<E>(self, name: &str) -> Result<OperandType, E> {
                Ok(OperandType::Builtin(name.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OperandType, A::Error> {
                let kind = match key(&mut map)?.as_str() {
                    "class" => OperandType::Class(map.next_value()?),
                    "is" => OperandType::Is(map.next_value()?),
                    other => return Err(A::Error::unknown_field(other, &["class", "is"])),
                };
                end(&mut map)?;
                Ok(kind)
            }
        }
        deserializer.deserialize_any(OperandTypeVisitor)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;
        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = Value;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::None)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(Value::Bool(value))
            }
            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Str(text.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
                tagged(map)
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// Takes a value that is an object in JSON: its first key says of what type.
fn tagged<'de, A: MapAccess<'de>>(mut map: A) -> Result<Value, A::Error> {
    let value = match key(&mut map)?.as_str() {
        "int" => Value::Int(map.next_value()?),
        "float" => {
            map.next_value::<IgnoredAny>()?;
            match map.next_key::<String>()?.as_deref() {
                Some("repr") => Value::Float(map.next_value()?),
                _ => return Err(A::Error::missing_field("repr")),
            }
        }
        "complex" => Value::Complex(map.next_value()?),
        "bytes" => Value::Bytes(map.next_value()?),
        "bytearray" => Value::ByteArray(map.next_value()?),
        "tuple" => Value::Tuple(map.next_value()?),
        "list" => Value::List(map.next_value()?),
        "set" => Value::Set(map.next_value()?),
        "frozenset" => Value::FrozenSet(map.next_value()?),
        "dict" => Value::Dict(map.next_value()?),
        "range" => Value::Range(map.next_value()?),
        "slice" => Value::Slice(map.next_value()?),
        "instance" => {
            let Instance(class, attributes, holds) = map.next_value()?;
            Value::Instance(class, attributes, holds.map(Box::new))
        }
        "field" => Value::Field(map.next_value()?),
        "cell" => {
            let content: Vec<Value> = map.next_value()?;
            if content.len() > 1 {
                return Err(A::Error::custom("a cell that holds more than one value"));
            }
            Value::Cell(content.into_iter().next().map(Box::new))
        }
        "object" => Value::Object(map.next_value()?),
        "code" => Value::Code(map.next_value()?),
        "function" => Value::Function(map.next_value()?),
        "class" => Value::Class(map.next_value()?),
        "staticmethod" => Value::StaticMethod(map.next_value()?),
        "classmethod" => Value::ClassMethod(map.next_value()?),
        "type" => Value::Type(map.next_value()?),
        "builtin" => Value::Builtin(map.next_value()?),
        "method" => {
            let (owner, name) = map.next_value()?;
            Value::Method(owner, name)
        }
        "module" => Value::Module(map.next_value()?),
        "bound" => Value::Bound(map.next_value()?),
        "bound_method" => Value::BoundMethod(map.next_value()?),
        "called" => {
            let (class, method) = map.next_value()?;
            Value::Called(class, method)
        }
        "new" => {
            let (class, new) = map.next_value()?;
            Value::New(class, new)
        }
        "special" => {
            let (builtin, class, method) = map.next_value()?;
            Value::Special(builtin, class, method)
        }
        "build" => Value::Build(map.next_value()?),
        "hosted" => {
            let (builtin, function) = map.next_value()?;
            Value::Hosted(builtin, function)
        }
        "opaque" => Value::Opaque(map.next_value()?),
        "kept" => {
            let (number, content): (_, Vec<Value>) = map.next_value()?;
            Value::Kept(number, content.into_iter().next().map(Box::new))
        }
        "unsupported" => Value::Unsupported(map.next_value()?),
        other => return Err(A::Error::custom(format_args!("there is no type of value `{other}`"))),
    };
    end(&mut map)?;
    Ok(value)
}

/// The class of an instance, its attributes, and what it holds, if anything.
struct Instance(u32, Vec<(String, Value)>, Option<Value>);

impl<'de> Deserialize<'de> for Instance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InstanceVisitor;
        impl<'de> Visitor<'de> for InstanceVisitor {
            type Value = Instance;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a class, attributes and, maybe, what an instance holds")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Instance, A::Error> {
                let class = seq.next_element()?;
                let class = class.ok_or_else(|| A::Error::invalid_length(0, &self))?;
                let attributes = seq.next_element()?;
                let attributes = attributes.ok_or_else(|| A::Error::invalid_length(1, &self))?;
                Ok(Instance(class, attributes, seq.next_element()?))
            }
        }
        deserializer.deserialize_seq(InstanceVisitor)
    }
}

fn key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<String, A::Error> {
    map.next_key()?.ok_or_else(|| A::Error::custom("an object without a key"))
}

fn end<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    match map.next_key::<String>()? {
        None => Ok(()),
        Some(key) => Err(A::Error::custom(format_args!("the key `{key}` is one too many"))),
    }
}

/// Takes a value where there is one; `null` is the value `None`.
pub(super) fn present<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
