//! `with` statements over objects of the program's classes, whose `__enter__` and `__exit__` are called.

use super::expand::Expander;
use super::recording::{Special, Value};
use crate::program::Operand;
use uops::InstructionRole;

impl<'r> Expander<'_, 'r> {
    /// Up to CPython 3.13, an instruction calls `__enter__` and puts the bound `__exit__` under its result.
    pub(super) fn bind_exit(&mut self) {
        self.push("_COPY", Operand::Oparg(1));
        let name = self.tables.attribute_name("__exit__");
        self.push("_LOAD_ATTR_0", Operand::Name(name));
        self.push("_SWAP", Operand::Oparg(2));
    }

    /// Whether the call is that of a bound `__exit__` with the first of its arguments in the slot of `self`, as up to
    /// CPython 3.13 at the end of a `with` statement.
    pub(super) fn leaves_with(&self) -> bool {
        let Some(Value::Bound(function)) = self.callee else { return false };
        let Value::Code(code) = **function else { return false };
        let code = self.tables.recording.codes.get(code);
        self.instruction.oparg == 2
            && !self.instruction.is(InstructionRole::CallByName)
            && code.is_some_and(|code| {
                code.name.ends_with("__exit__") && code.parameter_count() == Some(4)
            })
    }

    /// Calls the `__exit__` at the end of a `with` statement.
    pub(super) fn call_bound_exit(&mut self) {
        self.push("_PUSH_NULL", Operand::Nothing);
        self.put_in_places(vec![1, 2, 3, 0]);
        self.uops_of(InstructionRole::CallMethodExact, 3);
    }

    /// Calls `__exit__` with an exception: its class, the exception, and `None` for the traceback.
    pub(super) fn call_exit(&mut self, special: &'r Special) {
        let function = match self.tables.named(&special.function) {
            Ok(named) => named,
            Err(what) => return self.missing.push(what),
        };
        let called = self.tables.program.called(function);
        let Some(called) = called.filter(|&it| self.tables.program.arg_count(it) == 4) else {
            return self.missing.push("an `__exit__` that takes other arguments".to_owned());
        };
        self.getter = Some(called);
        // A bound method, or since CPython 3.14 a function and its `self`, below two slots and the exception.
        let is_bound = special.operands.len() == 4;
        self.push("_COPY", Operand::Oparg(special.operands.len() as u16));
        match is_bound {
            true => self.push("_PUSH_NULL", Operand::Nothing),
            false => self.push("_COPY", Operand::Oparg(5)),
        }
        self.push("_COPY", Operand::Oparg(3));
        let name = self.tables.attribute_name("__class__");
        self.push("_LOAD_ATTR_0", Operand::Name(name));
        self.push("_COPY", Operand::Oparg(4));
        match self.tables.named(&Value::None) {
            Ok(none) => self.load_named(none, false),
            Err(what) => return self.missing.push(what),
        }
        self.uops_of(
            match is_bound {
                true => InstructionRole::CallMethodExact,
                false => InstructionRole::CallExact,
            },
            3,
        );
    }
}
