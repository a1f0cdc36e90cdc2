//! Calls of builtins that take all values of a generator, such as `sum(x for x in items)`.
//!
//! CPython's C code resumes the generator. Here uops do: they collect its values in a list, which takes the generator's
//! place on the stack, and the call comes after that.

use super::draft::{DYNAMIC_EXIT, Entry, Start};
use super::error::Stop;
use super::expand::Expander;
use super::form::Former;
use super::recording::{OperandType, Value};
use super::walk::Walk;
use crate::program::Operand;

impl Expander<'_, '_> {
    /// Whether the instruction calls such a builtin with a generator, and never anything else.
    pub(super) fn collects(&self) -> bool {
        let calls = self.instruction.feedback.map_or(&[][..], |feedback| &feedback.calls);
        let Some((first, ..)) = calls.first() else { return false };
        // Not yet where an iterator has two slots of the stack.
        !self.tables.program.dialect.borrows()
            && takes_all(first)
            && calls.iter().all(|(callee, kinds, ..)| {
                callee == first
                    && matches!(&kinds[..], [_, OperandType::Builtin(kind)] if kind == "generator")
            })
    }

    /// Puts an empty list under the generator.
    pub(super) fn start_collecting(&mut self) {
        self.push("_BUILD_LIST", Operand::Oparg(0));
        self.push("_SWAP", Operand::Oparg(2));
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

impl Former<'_, '_> {
    /// Begins a trace that has to do with collecting. Whether the call comes next.
    pub(super) fn collect(&mut self, walk: &mut Walk, start: Start) -> Result<bool, Stop> {
        let dialect = self.tables.program.dialect;
        let op = |name: &str| {
            dialect.op(name).ok_or_else(|| Stop::Flaw(format!("the dialect has no uop {name}")))
        };
        let to =
            |entry| Some((start.offset, Some(Start { entry, held: Default::default(), ..start })));
        match start.entry {
            Entry::Collect => {
                walk.add(op("_FOR_ITER_GEN_FRAME")?, Operand::Nothing, to(Entry::CollectRest))?;
                walk.add(op("_SAVE_RETURN_OFFSET")?, Operand::Nothing, to(Entry::CollectedAll))?;
                walk.add(op("_PUSH_GEN_FRAME")?, Operand::Nothing, to(Entry::Collected))?;
                walk.drafts.push(DYNAMIC_EXIT);
            }
            Entry::Collected => {
                walk.add(op("_LIST_APPEND")?, Operand::Oparg(2), None)?;
                walk.link(Start { entry: Entry::Collect, ..start })?;
            }
            Entry::CollectedAll => {
                walk.add(op("_POP_TOP")?, Operand::Nothing, None)?;
                walk.add(op("_POP_TOP")?, Operand::Nothing, None)?;
                return Ok(true);
            }
            Entry::CollectRest => {
                walk.add(op("_LIST_EXTEND")?, Operand::Oparg(1), None)?;
                return Ok(true);
            }
            _ => return Ok(true),
        }
        Ok(false)
    }
}
