//! Chooses the form of an instruction that is expanded, and where execution continues after it.

use super::accept::{accepts, generic};
use super::bytecode::Instruction;
use super::expand::{Expander, Piece};
use super::recording::{Call, Found, OperandType, Value};
use super::tables::Tables;
use crate::program::{FunctionId, Operand};
use uops::{Function, Op};

/// Where execution goes after an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flow {
    /// To an offset, which is the next instruction's or that of a jump.
    Next(u32),
    /// Back to a loop header.
    Back(u32),
    /// Where a value leads: one guard continues after the instruction, the other at `target`.
    Branch { stay: Op, jump: Op, target: u32 },
    /// Into the body of a loop, or to `done` if the iterator is exhausted. `guard` is the uop that
    /// notices.
    Iterate { guard: Op, done: u32 },
    /// Into a function, and then to the next instruction.
    Call { function: FunctionId, init: bool },
    /// Out of the function.
    Return,
}

/// An instruction as uops.
#[derive(Debug)]
pub(super) struct Expansion {
    pub(super) pieces: Vec<Piece>,
    pub(super) flow: Flow,
    /// The instruction has another variant for what its guards let not pass.
    pub(super) more: bool,
}

/// The uops of variant number `variant` of an instruction in `function`, which `following` follows; or
/// what is missing.
pub(super) fn expand<'r>(
    tables: &mut Tables<'r>,
    function: FunctionId,
    instruction: &Instruction<'r>,
    following: Option<&Instruction<'r>>,
    variant: usize,
) -> Result<Expansion, Vec<String>> {
    let mut expander = Expander {
        tables,
        function,
        instruction,
        callee: None,
        with_self: false,
        owner: None,
        pieces: Vec::new(),
        missing: Vec::new(),
    };
    let (name, more) = expander.form(variant);
    let flow = expander.expand(name, following);
    match (expander.missing.is_empty(), flow) {
        (true, Some(flow)) => Ok(Expansion { pieces: expander.pieces, flow, more }),
        _ => Err(expander.missing),
    }
}

impl<'r> Expander<'_, 'r> {
    /// Which form of the instruction a variant has, and whether there is one after it.
    fn form(&mut self, variant: usize) -> (&'r str, bool) {
        let name = self.instruction.name;
        let Some(feedback) = self.instruction.feedback else { return (name, false) };
        if !feedback.calls.is_empty() {
            let callees = callees(&feedback.calls);
            (self.callee, self.with_self) = match callees.get(variant) {
                Some(&(callee, with_self)) => (Some(callee), with_self),
                None => (None, false),
            };
            return (self.call_form(callees.len() > 1), variant + 1 < callees.len());
        }
        let families = ["LOAD_ATTR", "STORE_ATTR", "LOAD_SUPER_ATTR"];
        if families.iter().any(|family| name.starts_with(family)) {
            let mut owners: Vec<&OperandType> = feedback.owner.iter().collect();
            for owner in feedback.operands.iter().filter_map(|(kinds, ..)| kinds.last()) {
                if !owners.contains(&owner) {
                    owners.push(owner);
                }
            }
            let found = |owner| feedback.finds.iter().find(|(kind, _)| kind == owner);
            self.owner =
                owners.get(variant).map(|&owner| (owner, found(owner).map(|(_, found)| found)));
            if name.starts_with("LOAD_SUPER_ATTR") {
                return (self.super_form(), false);
            }
            return (self.attribute_form(), variant + 1 < owners.len());
        }
        if (name, variant) == ("TO_BOOL_ALWAYS_TRUE", 0) {
            let kinds = feedback.operands.iter().filter_map(|(kinds, ..)| kinds.first());
            let class = kinds.clone().find(|kind| matches!(kind, OperandType::Class(_)));
            self.owner = class.map(|class| (class, None));
            return match class {
                Some(class) => (name, kinds.clone().any(|kind| kind != class)),
                None => ("TO_BOOL", false),
            };
        }
        match (generic(name), variant) {
            (Some(_), 0) => {
                let dialect = self.tables.program.dialect;
                let accepted = |kinds: &[OperandType]| accepts(dialect, name, kinds);
                (name, feedback.operands.iter().any(|(kinds, ..)| !accepted(kinds)))
            }
            (Some(generic), _) => (generic, false),
            (None, _) => (name, false),
        }
    }

    /// The form of `LOAD_SUPER_ATTR`.
    fn super_form(&self) -> &'static str {
        match self.instruction.oparg & 1 {
            0 => "LOAD_SUPER_ATTR_ATTR",
            _ => "LOAD_SUPER_ATTR_METHOD",
        }
    }

    /// The form of `LOAD_ATTR` or `STORE_ATTR` for the owner.
    fn attribute_form(&self) -> &'static str {
        let inline = |class: &usize| {
            self.tables.recording.classes.get(*class).is_some_and(|class| class.inline_values)
        };
        let has_inline =
            |owner: &OperandType| matches!(owner, OperandType::Class(class) if inline(class));
        let (owner, found) = match self.owner {
            Some((owner, Some(found))) => (owner, found),
            _ if self.instruction.name.starts_with("STORE") => return "STORE_ATTR",
            _ => return "LOAD_ATTR",
        };
        if self.instruction.name.starts_with("STORE") {
            return match found {
                Found::Value(_) if has_inline(owner) => "STORE_ATTR_INSTANCE_VALUE",
                Found::Slot(_) => "STORE_ATTR_SLOT",
                _ => "STORE_ATTR",
            };
        }
        match (owner, found) {
            (owner, Found::Value(_)) if has_inline(owner) => "LOAD_ATTR_INSTANCE_VALUE",
            // It is in a dict, beside slots.
            (_, Found::Value(_)) => "LOAD_ATTR",
            (_, Found::Slot(_)) => "LOAD_ATTR_SLOT",
            (_, Found::Bound(_) | Found::Changed(_)) => "LOAD_ATTR",
            (_, Found::Property(_)) => "LOAD_ATTR_PROPERTY",
            // A method that is not called at once is bound.
            (_, Found::Method(_)) if self.instruction.oparg & 1 == 0 => "LOAD_ATTR",
            (OperandType::Class(class), Found::Method(_)) if inline(class) => {
                "LOAD_ATTR_METHOD_WITH_VALUES"
            }
            (_, Found::Method(_)) => "LOAD_ATTR_METHOD_NO_DICT",
            (OperandType::Is(Value::Module(_)), Found::Object(_)) => "LOAD_ATTR_MODULE",
            (OperandType::Is(_), Found::Object(_)) => "LOAD_ATTR_CLASS",
            // These push no null.
            (OperandType::Class(_), Found::Object(_)) if self.instruction.oparg & 1 == 1 => {
                "LOAD_ATTR"
            }
            (OperandType::Class(class), Found::Object(_)) if inline(class) => {
                "LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES"
            }
            (_, Found::Object(_)) => "LOAD_ATTR_NONDESCRIPTOR_NO_DICT",
        }
    }

    /// The uops of the form `name`, and where they lead.
    fn expand(&mut self, name: &'r str, following: Option<&Instruction<'r>>) -> Option<Flow> {
        let next = self.instruction.next;
        let target = self.instruction.target();
        match name {
            "NOP" => return Some(Flow::Next(next)),
            "JUMP_FORWARD" => return Some(Flow::Next(target?)),
            "JUMP_BACKWARD" | "JUMP_BACKWARD_NO_INTERRUPT" => return Some(Flow::Back(target?)),
            _ => {}
        }
        if let Some(condition) = name.strip_prefix("POP_JUMP_IF_") {
            return self.branch(condition);
        }
        if name.starts_with("LOAD_GLOBAL") {
            self.load_global();
            return Some(Flow::Next(next));
        }
        match name {
            "CALL_KW" => self.call_with_keywords(),
            "CALL_ALLOC_AND_ENTER_INIT" => self.call_class(),
            "LOAD_ATTR_PROPERTY" => self.load_property(),
            _ => self.uops(name, following),
        }
        self.flow(name, following)
    }

    fn flow(&mut self, name: &str, following: Option<&Instruction<'r>>) -> Option<Flow> {
        let next = self.instruction.next;
        if name.starts_with("FOR_ITER") {
            // END_FOR and POP_TOP stand at the target, an instruction each. The guards of
            // specialised forms leave the iterator for POP_TOP.
            let target = self.instruction.target()?;
            let guards = |piece: &&Piece| {
                matches!(
                    piece.op.info().function,
                    Function::_GUARD_NOT_EXHAUSTED_LIST
                        | Function::_GUARD_NOT_EXHAUSTED_RANGE
                        | Function::_GUARD_NOT_EXHAUSTED_TUPLE
                )
            };
            return Some(match self.pieces.iter().find(guards) {
                Some(piece) => Flow::Iterate { guard: piece.op, done: target.checked_add(1)? },
                None => {
                    Flow::Iterate { guard: self.pieces.first()?.op, done: target.checked_add(2)? }
                }
            });
        }
        Some(match name {
            "RETURN_VALUE" | "RETURN_CONST" => Flow::Return,
            // These do what the instruction after them says, too.
            "CALL_LIST_APPEND" | "BINARY_OP_INPLACE_ADD_UNICODE" => {
                Flow::Next(following.map_or(next, |following| following.next))
            }
            _ => match self.pieces.last()? {
                Piece { op: Op::_PUSH_FRAME, operand: Operand::Function(function) } => {
                    let init = self.pieces.iter().any(|piece| piece.op == Op::_CREATE_INIT_FRAME);
                    Flow::Call { function: *function, init }
                }
                _ => Flow::Next(next),
            },
        })
    }

    fn branch(&mut self, condition: &str) -> Option<Flow> {
        let (stay, jump) = match condition {
            "TRUE" => ("_GUARD_IS_FALSE_POP", "_GUARD_IS_TRUE_POP"),
            "FALSE" => ("_GUARD_IS_TRUE_POP", "_GUARD_IS_FALSE_POP"),
            "NONE" => ("_GUARD_IS_NOT_NONE_POP", "_GUARD_IS_NONE_POP"),
            _ => ("_GUARD_IS_NONE_POP", "_GUARD_IS_NOT_NONE_POP"),
        };
        let (stay, jump) = (self.find(stay), self.find(jump));
        Some(Flow::Branch { stay: stay?, jump: jump?, target: self.instruction.target()? })
    }
}

/// What a call met: each callee, and whether it was called with a `self` that lies below the arguments.
/// The most frequent comes first.
fn callees(calls: &[Call]) -> Vec<(&Value, bool)> {
    let mut callees = Vec::new();
    for (callee, kinds, ..) in calls {
        let with_self = kinds.first().is_some_and(|kind| *kind != OperandType::Null);
        if !callees.contains(&(callee, with_self)) {
            callees.push((callee, with_self));
        }
    }
    callees
}
