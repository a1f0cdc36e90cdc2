//! Calls of builtins that resume a generator, such as `sum(x for x in items)` and `next(generator)`.
//!
//! CPython's C code resumes it. Here uops do. Builtins that take all values get them in a list, which takes the
//! generator's place on the stack, and the call comes after that; the others are done without a call, as long as
//! what they are given is a generator.

use super::draft::{DYNAMIC_EXIT, Entry, Stage, Start};
use super::error::Stop;
use super::expand::Expander;
use super::form::Former;
use super::recording::{Feedback, OperandType, Value};
use super::walk::Walk;
use crate::program::Operand;
use uops::Op;

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
        Value::Type(name) => matches!(name.as_str(), "frozenset" | "list" | "set" | "tuple"),
        Value::Method(class, name) => {
            matches!((class.as_str(), name.as_str()), ("str", "join") | ("list", "extend"))
        }
        _ => false,
    }
}

impl Expander<'_, '_> {
    /// What the instruction does with a generator, if it calls a builtin that resumes one, and never anything else.
    pub(super) fn resumer(&self) -> Option<Resumer> {
        // Not yet where an iterator has two slots of the stack.
        let feedback = self.instruction.feedback.filter(|_| !self.tables.program.dialect.borrows());
        feedback.and_then(Resumer::of)
    }

    /// Puts the generator on top, above what its values go to.
    pub(super) fn start_resuming(&mut self, resumer: Resumer) {
        match resumer {
            Resumer::Collect => {
                self.push("_BUILD_LIST", Operand::Oparg(0));
                self.push("_SWAP", Operand::Oparg(2));
            }
            Resumer::Next { has_default: true } => self.push("_SWAP", Operand::Oparg(2)),
            Resumer::Next { has_default: false } | Resumer::Find(_) => {}
        }
    }
}

impl Former<'_, '_> {
    /// Begins a trace, which may have to do with a builtin that resumes a generator. Whether it goes on with an
    /// instruction: the one that it begins with, or the call of the builtin.
    pub(super) fn begin(&mut self, walk: &mut Walk, start: Start) -> Result<bool, Stop> {
        let Entry::Builtin(stage) = start.entry else { return Ok(true) };
        let bytecode = self.bytecode(start.function)?;
        let missing = || Stop::Flaw("a trace begins at no instruction".to_owned());
        let instruction = bytecode.at(start.offset).ok_or_else(missing)?;
        let resumer = instruction.feedback.and_then(Resumer::of).ok_or_else(missing)?;
        let next = Start::at(start.function, instruction.next);
        let to = |stage| {
            let entry = Entry::Builtin(stage);
            Some((start.offset, Some(Start { entry, held: Default::default(), ..start })))
        };
        match (stage, resumer) {
            (Stage::Resume, _) => {
                let dialect = self.tables.program.dialect;
                let op = |name: &str| {
                    let missing = || Stop::Flaw(format!("the dialect has no uop {name}"));
                    dialect.op(name).ok_or_else(missing)
                };
                walk.add(op("_FOR_ITER_GEN_FRAME")?, Operand::Nothing, to(Stage::Other))?;
                walk.add(op("_SAVE_RETURN_OFFSET")?, Operand::Nothing, to(Stage::End))?;
                walk.add(op("_PUSH_GEN_FRAME")?, Operand::Nothing, to(Stage::Value))?;
                walk.drafts.push(DYNAMIC_EXIT);
                return Ok(false);
            }
            (Stage::Value, Resumer::Collect) => {
                walk.add(Op::_LIST_APPEND, Operand::Oparg(2), None)?;
                walk.link(Start { entry: Entry::Builtin(Stage::Resume), ..start })?;
                return Ok(false);
            }
            (Stage::Value, Resumer::Find(wanted)) => {
                let guard = if wanted { Op::_GUARD_IS_FALSE_POP } else { Op::_GUARD_IS_TRUE_POP };
                walk.add(Op::_TO_BOOL, Operand::Nothing, None)?;
                walk.add(guard, Operand::Nothing, to(Stage::Found))?;
                walk.link(Start { entry: Entry::Builtin(Stage::Resume), ..start })?;
                return Ok(false);
            }
            (Stage::Value, Resumer::Next { has_default }) => {
                keep_result(walk, 1 + u16::from(has_default))?;
            }
            (Stage::End, Resumer::Collect) => {
                drop_top(walk, 2)?;
                return Ok(true);
            }
            (Stage::End, Resumer::Next { has_default: true }) => {
                drop_top(walk, 2)?;
                keep_result(walk, 0)?;
            }
            (Stage::End, Resumer::Next { has_default: false }) => {
                // StopIteration.
                walk.leave(start.offset)?;
                return Ok(false);
            }
            (Stage::End, Resumer::Find(wanted)) => {
                drop_top(walk, 1)?;
                drop_call(walk)?;
                self.push_bool(walk, !wanted)?;
            }
            (Stage::Found, _) => {
                drop_call(walk)?;
                self.push_bool(walk, resumer == Resumer::Find(true))?;
            }
            (Stage::Other, Resumer::Collect) => {
                walk.add(Op::_LIST_EXTEND, Operand::Oparg(1), None)?;
                return Ok(true);
            }
            (Stage::Other, Resumer::Next { has_default: true }) => {
                walk.add(Op::_SWAP, Operand::Oparg(2), None)?;
                return Ok(true);
            }
            (Stage::Other, _) => return Ok(true),
        }
        walk.link(next)?;
        Ok(false)
    }

    fn push_bool(&mut self, walk: &mut Walk, value: bool) -> Result<(), Stop> {
        static BOOLS: [Value; 2] = [Value::Bool(false), Value::Bool(true)];
        let named = self.tables.named(&BOOLS[usize::from(value)]).map_err(Stop::Flaw)?;
        walk.add(Op::_LOAD_CONST_INLINE_BORROW, Operand::from(named), None)
    }
}

/// Puts the topmost slot in the place of a builtin and its null, and drops all between: so many arguments.
fn keep_result(walk: &mut Walk, arguments: u16) -> Result<(), Stop> {
    walk.add(Op::_SWAP, Operand::Oparg(arguments + 3), None)?;
    drop_top(walk, arguments + 1)?;
    walk.add(Op::_POP_TOP_NOP, Operand::Nothing, None)
}

/// Drops a generator, and below it a null and the builtin.
fn drop_call(walk: &mut Walk) -> Result<(), Stop> {
    drop_top(walk, 1)?;
    walk.add(Op::_POP_TOP_NOP, Operand::Nothing, None)?;
    drop_top(walk, 1)
}

/// Drops so many slots.
fn drop_top(walk: &mut Walk, count: u16) -> Result<(), Stop> {
    (0..count).try_for_each(|_| walk.add(Op::_POP_TOP, Operand::Nothing, None))
}
