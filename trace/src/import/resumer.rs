//! Which calls resume a generator in C code, and what for.

use super::recording::{Feedback, OperandType, Value};

/// What a builtin does with a generator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Resumer {
    /// It takes all values.
    Collect,
    /// It takes the next one, or the value that it is given beside the generator.
    Next { has_default: bool },
    /// It stops at the first value with this truth, and has that truth then.
    Find(bool),
}

impl Resumer {
    /// What the instruction's builtin does, if it is such a builtin, always called with a generator.
    pub(super) fn of(feedback: &Feedback) -> Option<Resumer> {
        let calls = &feedback.calls;
        let (callee, kinds, ..) = calls.first()?;
        let is_generator = |kind: Option<&OperandType>| matches!(kind, Some(OperandType::Builtin(kind)) if kind == "generator");
        let has_self = kinds.first() != Some(&OperandType::Null);
        let alike = calls.iter().all(|(other, given, ..)| {
            other == callee && given.len() == kinds.len() && is_generator(given.get(1))
        });
        if !alike {
            return None;
        }
        match (callee, kinds.len()) {
            (callee, 2) if takes_all(callee) => Some(Resumer::Collect),
            _ if has_self => None,
            (Value::Builtin(name), 2) if name == "any" => Some(Resumer::Find(true)),
            (Value::Builtin(name), 2) if name == "all" => Some(Resumer::Find(false)),
            (Value::Builtin(name), 2 | 3) if name == "next" => {
                Some(Resumer::Next { has_default: kinds.len() == 3 })
            }
            _ => None,
        }
    }
}

/// Whether a builtin with one argument takes all of its values before anything else can be seen.
fn takes_all(callee: &Value) -> bool {
    match callee {
        Value::Builtin(name) => matches!(name.as_str(), "max" | "min" | "sorted" | "sum"),
        Value::Type(name) => {
            matches!(name.as_str(), "dict" | "frozenset" | "list" | "set" | "tuple")
        }
        Value::Method(class, name) => {
            matches!((class.as_str(), name.as_str()), ("str", "join") | ("list", "extend"))
        }
        _ => false,
    }
}
