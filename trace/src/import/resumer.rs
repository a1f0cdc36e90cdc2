//! Which calls, and other instructions, resume a generator in C code, and what for.

use super::bytecode::Instruction;
use super::recording::{Call, OperandType, Value};
use uops::{InstructionRole, Op};

/// What an instruction does with a generator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Resumer {
    /// It takes all values.
    Collect,
    /// It takes so many values; one more is an error.
    Unpack(u16),
    /// It takes the next one, or the value that it is given beside the generator.
    Next { has_default: bool },
    /// It sends the generator, or coroutine, a value, and takes what comes next.
    Send,
    /// It stops at the first value with this truth, and has that truth then.
    Find(bool),
}

impl Resumer {
    /// What an instruction does that has met a generator and takes its values, or that always calls the same builtin, which
    /// does so and was called with a generator, too.
    pub(super) fn of(instruction: &Instruction<'_>) -> Option<Resumer> {
        let feedback = instruction.feedback?;
        if instruction.is(InstructionRole::TakesValues) {
            let mut kinds = feedback.operands.iter().map(|(kinds, ..)| kinds);
            let takes = kinds.any(|kinds| is_generator(kinds.first()));
            let resumer = match (instruction.is(InstructionRole::TakesSome), instruction.oparg) {
                (true, oparg) => Resumer::Unpack(u16::try_from(oparg).ok()?),
                (false, _) => Resumer::Collect,
            };
            return (takes || !feedback.special.is_empty()).then_some(resumer);
        }
        let calls = &feedback.calls;
        let (callee, kinds, ..) = calls.first()?;
        let has_self = kinds.first() != Some(&OperandType::Null);
        // A method is always called for objects of its class.
        let sends = is_method(callee, &["generator", "coroutine"], "send");
        let alike = |(other, given, ..): &Call| other == callee && given.len() == kinds.len();
        let takes = |(_, given, ..): &Call| sends || is_generator(given.get(1));
        if !calls.iter().all(alike) || !calls.iter().any(takes) {
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

/// Whether an instruction goes on with an asynchronous generator: with the object that stands for its next value. What it
/// yields is what is awaited, and where it returns, the loop over it ends.
fn resumes_async(instruction: &Instruction<'_>) -> bool {
    let met = instruction.feedback.map_or(&[][..], |met| &met.operands);
    instruction.is(InstructionRole::Delegate)
        && met.iter().any(|(kinds, ..)| {
            let kind = kinds.first();
            matches!(kind, Some(OperandType::Builtin(kind)) if kind == "async_generator_asend")
        })
}

/// Whether the exit of a uop of such an instruction is where the frame goes on once that has yielded or returned.
pub(super) fn goes_on_async(instruction: &Instruction<'_>, op: Op) -> bool {
    (op.info().resumes || op == Op::_SAVE_RETURN_OFFSET) && resumes_async(instruction)
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
                || is_method(callee, &["Counter", "dict", "set"], "update")
                || is_method(callee, &["Counter"], "subtract")
                || is_method(callee, &["frozenset", "set"], "union")
        }
    }
}

/// Whether what is called is this method of one of these builtin classes.
fn is_method(callee: &Value, classes: &[&str], name: &str) -> bool {
    matches!(callee, Value::Method(of, known) if classes.contains(&of.as_str()) && known == name)
}
