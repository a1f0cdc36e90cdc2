//! Which calls, and other instructions, resume a generator in C code, and what for.

use super::bytecode::Instruction;
use super::recording::{OperandType, Value};
use uops::InstructionRole;

/// What an instruction does with a generator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Resumer {
    /// It takes all values.
    Collect,
    /// It takes the next one, or the value that it is given beside the generator.
    Next { has_default: bool },
    /// It sends the generator a value, and takes what comes next.
    Send,
    /// It stops at the first value with this truth, and has that truth then.
    Find(bool),
}

impl Resumer {
    /// What an instruction does that has met a generator and takes its values, or that calls a builtin which does so and
    /// was always called with a generator.
    pub(super) fn of(instruction: &Instruction<'_>) -> Option<Resumer> {
        let feedback = instruction.feedback?;
        if instruction.is(InstructionRole::TakesValues) {
            let mut kinds = feedback.operands.iter().map(|(kinds, ..)| kinds);
            return kinds.any(|kinds| is_generator(kinds.first())).then_some(Resumer::Collect);
        }
        let calls = &feedback.calls;
        let (callee, kinds, ..) = calls.first()?;
        let has_self = kinds.first() != Some(&OperandType::Null);
        let sends = is_method(callee, &["generator"], "send");
        let alike = calls.iter().all(|(other, given, ..)| {
            let generator = given.get(usize::from(!sends));
            other == callee && given.len() == kinds.len() && is_generator(generator)
        });
        if !alike {
            return None;
        }
        match (callee, kinds.len()) {
            (_, 2) if sends => Some(Resumer::Send),
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

/// Whether an operand is a generator.
pub(super) fn is_generator(kind: Option<&OperandType>) -> bool {
    matches!(kind, Some(OperandType::Builtin(kind)) if kind == "generator")
}

/// Whether a builtin with one argument takes all of its values before anything else can be seen.
fn takes_all(callee: &Value) -> bool {
    match callee {
        Value::Builtin(name) => matches!(name.as_str(), "max" | "min" | "sorted" | "sum"),
        Value::Type(name) => {
            matches!(
                name.as_str(),
                "Counter"
                    | "bytearray"
                    | "bytes"
                    | "deque"
                    | "dict"
                    | "frozenset"
                    | "list"
                    | "set"
                    | "tuple"
            )
        }
        _ => {
            is_method(callee, &["bytearray", "bytes", "str"], "join")
                || is_method(callee, &["bytearray", "deque", "list"], "extend")
        }
    }
}

/// Whether what is called is this method of one of these builtin classes.
fn is_method(callee: &Value, classes: &[&str], name: &str) -> bool {
    matches!(callee, Value::Method(of, known) if classes.contains(&of.as_str()) && known == name)
}
