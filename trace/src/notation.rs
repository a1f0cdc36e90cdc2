//! The names and values that the text of a program can express. A program has no others.

use crate::limits::{NAME_LIMIT, NESTING_LIMIT};
use crate::program::Class;
use uops::runtime::Value;

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

/// Whether there is an object with this value, if the program has these classes, and these constants
/// before it: of each, whether it can be a key.
pub(crate) fn is_representable(value: &Value, constants: &[bool], classes: &[Class]) -> bool {
    fn check(value: &Value, constants: &[bool], classes: &[Class], depth: usize) -> bool {
        let is_key = |value: &Value| {
            let constant = |number| constants.get(number as usize).copied().unwrap_or(false);
            is_hashable(value, &constant) && check(value, constants, classes, depth + 1)
        };
        match value {
            Value::Tuple(items) | Value::List(items) => {
                depth < NESTING_LIMIT
                    && items.iter().all(|item| check(item, constants, classes, depth + 1))
            }
            Value::Set(items) | Value::FrozenSet(items) => {
                depth < NESTING_LIMIT && items.iter().all(is_key)
            }
            Value::Dict(pairs) => {
                let fits = |(key, value): &(Value, Value)| {
                    is_key(key) && check(value, constants, classes, depth + 1)
                };
                depth < NESTING_LIMIT && pairs.iter().all(fits)
            }
            Value::Range { start, stop, step } => {
                *step != 0 && i64::try_from(i128::from(*stop) - i128::from(*start)).is_ok()
            }
            Value::Instance { class, attributes } => {
                let class = classes.get(*class as usize);
                let fits = |(index, (name, value)): (usize, &(String, Value))| {
                    class.is_some_and(|class| class.attributes.contains(name))
                        && attributes[..index].iter().all(|(other, _)| other != name)
                        && check(value, constants, classes, depth + 1)
                };
                depth < NESTING_LIMIT && class.is_some() && attributes.iter().enumerate().all(fits)
            }
            // A constant by itself is loaded as such; inside of a value, the value shares it.
            Value::Constant(number) => depth > 0 && (*number as usize) < constants.len(),
            Value::Deep(_) | Value::Other(_) => false,
            _ => true,
        }
    }
    check(value, constants, classes, 0)
}

/// Whether the value can be a key of a dict or a member of a set; `constant` says it of constants by
/// their numbers.
pub(crate) fn is_hashable(value: &Value, constant: &impl Fn(u32) -> bool) -> bool {
    match value {
        Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Instance { .. } => false,
        Value::Tuple(items) => items.iter().all(|item| is_hashable(item, constant)),
        Value::Constant(number) => constant(*number),
        _ => true,
    }
}
