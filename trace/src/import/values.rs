//! Recorded values as values of the runtime.

use super::recording::Value as Recorded;
use crate::notation::is_hashable;
use crate::parse_value;
use num_bigint::BigInt;
use uops::runtime::Value;

/// The ints that CPython keeps for good.
const SMALL_INTS: std::ops::RangeInclusive<i64> = -5..=256;

/// What a value refers to instead of containing an object, function or class of the recording; or what it
/// can't refer to.
pub(super) type Shared<'a, 'r> = dyn FnMut(&'r Recorded) -> Result<Value, String> + 'a;

/// The value, or what there is no value for.
pub(super) fn value<'r>(
    recorded: &'r Recorded,
    shared: &mut Shared<'_, 'r>,
) -> Result<Value, String> {
    Ok(match recorded {
        Recorded::None => Value::None,
        Recorded::Bool(value) => Value::Bool(*value),
        Recorded::Tuple(items) => Value::Tuple(values(items, shared)?),
        Recorded::List(items) => Value::List(values(items, shared)?),
        Recorded::Dict(pairs) => {
            let mut items = Vec::new();
            for (key, item) in pairs {
                items.push((key_of(key, shared)?, value(item, shared)?));
            }
            Value::Dict(items)
        }
        Recorded::Set(members) => Value::Set(keys(members, shared)?),
        Recorded::FrozenSet(members) => Value::FrozenSet(keys(members, shared)?),
        Recorded::Object(_) | Recorded::Function(_) | Recorded::Class(_) => shared(recorded)?,
        Recorded::Instance(class, attributes, holds) => {
            let attribute = |(name, recorded): &'r (String, Recorded)| {
                Ok((name.clone(), value(recorded, shared)?))
            };
            let attributes = attributes.iter().map(attribute).collect::<Result<_, String>>()?;
            let holds = holds.as_deref().map(|held| value(held, shared)).transpose()?;
            Value::Instance { class: *class, attributes, holds: holds.map(Box::new) }
        }
        Recorded::BoundMethod(parts) => {
            let (function, this) = &**parts;
            Value::Bound(Box::new([value(function, shared)?, value(this, shared)?]))
        }
        Recorded::Opaque(Some(number)) => Value::Opaque(*number),
        Recorded::Kept(number, content) => {
            let content = content.as_deref().map(|content| value(content, shared)).transpose()?;
            Value::Kept { number: *number, content: content.map(Box::new) }
        }
        other => {
            let text = literal(other).ok_or_else(|| describe(other))?;
            parse_value(&text).map_err(|_| describe(other))?
        }
    })
}

/// Whether a value refers to nothing of the recording.
pub(super) fn is_plain(recorded: &Recorded) -> bool {
    literal(recorded).is_some()
}

fn values<'r>(items: &'r [Recorded], shared: &mut Shared<'_, 'r>) -> Result<Vec<Value>, String> {
    items.iter().map(|item| value(item, shared)).collect()
}

/// A key of a dict or a member of a set.
fn key_of<'r>(recorded: &'r Recorded, shared: &mut Shared<'_, 'r>) -> Result<Value, String> {
    let key = value(recorded, shared)?;
    // Whether a constant has a hash is checked with the program.
    match is_hashable(&key, &|_| true) {
        true => Ok(key),
        false => Err("a key without a hash".to_owned()),
    }
}

fn keys<'r>(members: &'r [Recorded], shared: &mut Shared<'_, 'r>) -> Result<Vec<Value>, String> {
    members.iter().map(|member| key_of(member, shared)).collect()
}

/// The value as a `.uop` file has it. What files can hold, recordings can.
fn literal(recorded: &Recorded) -> Option<String> {
    let items = |items: &[Recorded]| -> Option<String> {
        let items: Option<Vec<String>> = items.iter().map(literal).collect();
        Some(items?.join(", "))
    };
    Some(match recorded {
        Recorded::None => "None".to_owned(),
        Recorded::Bool(true) => "True".to_owned(),
        Recorded::Bool(false) => "False".to_owned(),
        Recorded::Int(digits) | Recorded::Float(digits) => digits.clone(),
        Recorded::Complex([real, imag]) => format!("complex({real}, {imag})"),
        Recorded::Str(text) => quote(text),
        Recorded::Bytes(digits) => bytes(digits)?,
        Recorded::ByteArray(digits) => format!("bytearray({})", bytes(digits)?),
        Recorded::Tuple(tuple) if tuple.len() == 1 => format!("({},)", items(tuple)?),
        Recorded::Tuple(tuple) => format!("({})", items(tuple)?),
        Recorded::List(list) => format!("[{}]", items(list)?),
        Recorded::Set(set) => format!("set({{{}}})", items(set)?),
        Recorded::FrozenSet(set) => format!("frozenset({{{}}})", items(set)?),
        Recorded::Dict(dict) => {
            let pair =
                |(key, value): &(_, _)| Some(format!("{}: {}", literal(key)?, literal(value)?));
            let pairs: Option<Vec<String>> = dict.iter().map(pair).collect();
            format!("{{{}}}", pairs?.join(", "))
        }
        Recorded::Range([start, stop, step]) => format!("range({start}, {stop}, {step})"),
        Recorded::Slice(bounds) => format!("slice({})", items(bounds)?),
        Recorded::Type(name) => format!("type {name}"),
        Recorded::Method(owner, name) => format!("method {owner}.{name}"),
        Recorded::Builtin(name) => format!("builtin {name}"),
        Recorded::Module(name) => format!("module {name}"),
        Recorded::Object(_)
        | Recorded::Instance(..)
        | Recorded::Cell(_)
        | Recorded::Code(_)
        | Recorded::Function(_)
        | Recorded::Class(_)
        | Recorded::StaticMethod(_)
        | Recorded::ClassMethod(_)
        | Recorded::Bound(_)
        | Recorded::BoundMethod(_)
        | Recorded::Field(_)
        | Recorded::Called(..)
        | Recorded::New(..)
        | Recorded::Special(..)
        | Recorded::Build(_)
        | Recorded::Hosted(..)
        | Recorded::Opaque(_)
        | Recorded::Kept(..)
        | Recorded::Unsupported(_) => return None,
    })
}

/// A `str` as Python's `repr` writes it.
fn quote(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => quoted.push_str("\\'"),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_ascii_control() => quoted.push_str(&format!("\\x{:02x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted + "'"
}

fn bytes(digits: &str) -> Option<String> {
    let mut literal = String::from("b'");
    let digits: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(16)).collect();
    for pair in digits?.chunks(2) {
        let [high, low] = pair else { return None };
        literal.push_str(&format!("\\x{:02x}", high << 4 | low));
    }
    Some(literal + "'")
}

/// What a message calls a value that has no form here.
fn describe(recorded: &Recorded) -> String {
    match recorded {
        Recorded::None | Recorded::Bool(_) => "a singleton".to_owned(),
        Recorded::Str(_) => "str values".to_owned(),
        Recorded::Int(_) => "an int of this size".to_owned(),
        Recorded::Float(_) => "a float".to_owned(),
        Recorded::Complex(_) => "a complex number".to_owned(),
        Recorded::Bytes(_) => "bytes values".to_owned(),
        Recorded::ByteArray(_) => "bytearray values".to_owned(),
        Recorded::Tuple(_) | Recorded::List(_) => "a list or tuple".to_owned(),
        Recorded::Set(_) | Recorded::FrozenSet(_) => "set values".to_owned(),
        Recorded::Dict(_) => "dict values".to_owned(),
        Recorded::Range(_) => "a range".to_owned(),
        Recorded::Slice(_) => "a slice".to_owned(),
        Recorded::Type(name) => format!("type {name}"),
        Recorded::Method(owner, name) => format!("method {owner}.{name}"),
        Recorded::Builtin(name) => format!("builtin {name}"),
        Recorded::Module(name) => format!("module {name}"),
        Recorded::Instance(..) => "an instance".to_owned(),
        Recorded::Cell(_) => "a cell that is no object of its own".to_owned(),
        Recorded::Object(_) => "an object that lies inside of another one".to_owned(),
        Recorded::Unsupported(reason) => reason.chars().take(80).collect(),
        Recorded::StaticMethod(_) => "static methods as values".to_owned(),
        Recorded::ClassMethod(_) => "class methods as values".to_owned(),
        Recorded::Bound(_) | Recorded::BoundMethod(_) => "a bound method".to_owned(),
        Recorded::Field(_) => "a field of a class as a value".to_owned(),
        Recorded::Called(..)
        | Recorded::New(..)
        | Recorded::Special(..)
        | Recorded::Build(_)
        | Recorded::Hosted(..) => "a callee as a value".to_owned(),
        Recorded::Opaque(_) | Recorded::Kept(..) => "an opaque object".to_owned(),
        Recorded::Code(_) | Recorded::Function(_) => "a function as a value".to_owned(),
        Recorded::Class(_) => "a class as a value".to_owned(),
    }
}

/// Whether CPython never counts references to the constant.
pub(super) fn is_immortal(value: &Value) -> bool {
    match value {
        Value::None | Value::Bool(_) | Value::Type(_) | Value::Module(_) => true,
        Value::Int(int) => {
            BigInt::from(*SMALL_INTS.start()) <= *int && *int <= BigInt::from(*SMALL_INTS.end())
        }
        Value::Tuple(items) => items.is_empty(),
        // Texts of at most one character are static.
        other => other.to_string().chars().count() <= 3 && other.to_string().starts_with('\''),
    }
}
