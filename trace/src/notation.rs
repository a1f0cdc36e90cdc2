//! The names and values that the text of a program can express. A program has no others.

use crate::limits::{NAME_LIMIT, NESTING_LIMIT};
use crate::program::{Class, Function};
use uops::runtime::{BuiltinType, Value};

/// Whether `text` can name something: letters, digits and `_`, or what CPython calls the argument
/// of a comprehension, `.0`.
pub(crate) fn is_name(text: &str) -> bool {
    let body = match text.strip_prefix('.') {
        Some(number) => {
            return !number.is_empty()
                && number.len() < 6
                && number.bytes().all(|b| b.is_ascii_digit());
        }
        None => text,
    };
    body.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && body.chars().all(|c| c.is_alphanumeric() || c == '_')
        && body.chars().count() <= NAME_LIMIT
}

/// What of a program its values may refer to.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Scope<'a> {
    /// The number of constants before the value. What a constant cell holds may be any constant.
    pub(crate) constants: usize,
    /// Of each constant of the program, whether it can be a key.
    pub(crate) keys: &'a [bool],
    pub(crate) classes: &'a [Class],
    pub(crate) functions: &'a [Function],
    /// The number of opaque objects.
    pub(crate) opaques: usize,
    /// In a replay, the number of objects that have a number.
    pub(crate) kept: Option<u32>,
}

impl Scope<'_> {
    /// Whether there is an object with this value.
    pub(crate) fn has(&self, value: &Value) -> bool {
        self.has_inside(value, 0)
    }

    fn has_inside(&self, value: &Value, depth: usize) -> bool {
        let inside = |value: &Value| self.has_inside(value, depth + 1);
        let is_key = |value: &Value| {
            let constant = |number| self.keys.get(number as usize).copied().unwrap_or(false);
            is_hashable(value, &constant) && inside(value)
        };
        let nests = matches!(
            value,
            Value::Tuple(_)
                | Value::List(_)
                | Value::Slice(_)
                | Value::Set(_)
                | Value::FrozenSet(_)
                | Value::Dict(_)
                | Value::Instance { .. }
                | Value::MadeFunction { .. }
                | Value::Bound(_)
                | Value::Cell(_)
                | Value::Kept { .. }
        );
        if nests && depth == NESTING_LIMIT {
            return false;
        }
        match value {
            Value::Tuple(items) | Value::List(items) => items.iter().all(inside),
            Value::Slice(bounds) => bounds.iter().all(inside),
            Value::Set(items) | Value::FrozenSet(items) => items.iter().all(is_key),
            Value::Dict(pairs) => pairs.iter().all(|(key, value)| is_key(key) && inside(value)),
            Value::Range { start, stop, step } => {
                *step != 0 && i64::try_from(i128::from(*stop) - i128::from(*start)).is_ok()
            }
            Value::Instance { class, attributes, holds } => {
                let class = self.classes.get(*class as usize);
                let fits = |(index, (name, value)): (usize, &(String, Value))| {
                    class.is_some_and(|class| class.attributes.contains(name))
                        && attributes[..index].iter().all(|(other, _)| other != name)
                        && inside(value)
                };
                class.is_some_and(|class| holds_fitting(class.holds, holds.as_deref()))
                    && holds.iter().all(|held| inside(held))
                    && attributes.iter().enumerate().all(fits)
            }
            // By themselves they are loaded as such; inside of a value, the value shares them.
            Value::Constant(number) => depth > 0 && (*number as usize) < self.constants,
            Value::Class(number) => depth > 0 && (*number as usize) < self.classes.len(),
            Value::Function(number) => {
                depth > 0
                    && (*number == 0 || self.function(*number).is_some_and(Function::is_complete))
            }
            Value::MadeFunction { function, given } => {
                let names = given.iter().map(|(name, _)| &**name);
                self.function(*function).is_some_and(|function| is_made_with(function, names))
                    && given.iter().all(|(_, value)| inside(value))
            }
            Value::Bound(parts) => is_bound(&parts[0]) && parts.iter().all(inside),
            Value::Cell(content) => {
                let constants = if depth == 0 { self.keys.len() } else { self.constants };
                let scope = Scope { constants, ..*self };
                content.iter().all(|value| scope.has_inside(value, depth + 1))
            }
            Value::Opaque(number) => (*number as usize) < self.opaques,
            Value::Kept { number, content } => {
                let is_container = |value: &Value| {
                    matches!(
                        value,
                        Value::List(_)
                            | Value::Dict(_)
                            | Value::Set(_)
                            | Value::ByteArray(_)
                            | Value::Instance { .. }
                    )
                };
                let is_numbered = |kept| number.is_none_or(|number| number < kept);
                self.kept.is_some_and(is_numbered)
                    && content.iter().all(|content| is_container(content) && inside(content))
            }
            Value::Deep(_) | Value::Other(_) => false,
            _ => true,
        }
    }

    /// The definition of a function that is not the program's own.
    fn function(&self, number: u32) -> Option<&Function> {
        self.functions.get((number as usize).checked_sub(1)?)
    }
}

/// Whether an instance of a class that derives from this builtin type, or from none, may hold this.
fn holds_fitting(kind: Option<BuiltinType>, held: Option<&Value>) -> bool {
    let Some(held) = held else { return kind.is_none() };
    let name = match held {
        Value::Tuple(_) => "tuple",
        Value::List(_) => "list",
        Value::Dict(_) => "dict",
        Value::Set(_) => "set",
        Value::FrozenSet(_) => "frozenset",
        Value::Str(_) => "str",
        Value::Bytes(_) => "bytes",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        _ => return false,
    };
    kind.is_some_and(|kind| kind.name() == name)
}

/// Whether a value is a function that a `self` can be bound to, or a constant, which may be one.
pub(crate) fn is_bound(function: &Value) -> bool {
    matches!(
        function,
        Value::Function(_) | Value::MadeFunction { .. } | Value::Method(_) | Value::Constant(_)
    )
}

/// Whether these are the names of all free variables of a function, and then of its last parameters.
fn is_made_with<'a>(function: &'a Function, given: impl Iterator<Item = &'a str> + Clone) -> bool {
    let defaults = given.clone().count().checked_sub(function.frees.len());
    let plain = function.plain_count();
    let required = defaults.and_then(|defaults| plain.checked_sub(defaults));
    required.is_some_and(|required| {
        let params = function.params[..plain].iter().skip(required);
        given.eq(function.frees.iter().chain(params).map(String::as_str))
    })
}

/// Whether the value can be a key of a dict or a member of a set; `constant` says it of constants by
/// their numbers.
pub(crate) fn is_hashable(value: &Value, constant: &impl Fn(u32) -> bool) -> bool {
    match value {
        Value::List(_)
        | Value::Dict(_)
        | Value::Set(_)
        | Value::ByteArray(_)
        | Value::Slice(_)
        | Value::Cell(_) => false,
        Value::Kept { content, .. } => content.is_none(),
        Value::Bound(parts) => is_hashable(&parts[0], constant),
        Value::Tuple(items) => items.iter().all(|item| is_hashable(item, constant)),
        Value::Instance { holds: Some(held), .. } => is_hashable(held, constant),
        Value::Constant(number) => constant(*number),
        _ => true,
    }
}
