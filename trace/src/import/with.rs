//! `with` statements over objects of the program's classes, whose `__enter__` and `__exit__` are called, and `async with`
//! statements, which await what their `__aenter__` and `__aexit__` give.

use super::expand::Expander;
use super::recording::{Code, OperandType, Special, Value};
use crate::program::{FunctionId, Named, Operand};
use uops::InstructionRole;

impl<'r> Expander<'_, 'r> {
    /// Up to CPython 3.13, an instruction calls `__enter__` and puts the bound `__exit__`, which has this name, under its
    /// result.
    pub(super) fn bind_exit(&mut self, name: &str) {
        self.push("_COPY", Operand::Oparg(1));
        let name = self.tables.attribute_name(name);
        self.push("_LOAD_ATTR_0", Operand::Name(name));
        self.push("_SWAP", Operand::Oparg(2));
    }

    /// Enters an object of a builtin type.
    pub(super) fn enter_builtin(&mut self) {
        let met = self.instruction.feedback.map_or(&[][..], |met| &met.operands);
        let is_view =
            |kind: &OperandType| matches!(kind, OperandType::Builtin(name) if name == "memoryview");
        if !met.iter().all(|(kinds, ..)| kinds.iter().all(is_view)) {
            return self.missing.push("a `with` over such an object".to_owned());
        }
        self.bind_exit("__exit__");
        let name = self.tables.attribute_name("__enter__");
        self.push("_LOAD_ATTR_1", Operand::Name(name));
        self.push("_CALL_NON_PY_GENERAL", Operand::Oparg(0));
    }

    /// Whether the call is that of a bound `__exit__` with the first of its arguments in the slot of `self`, as up to
    /// CPython 3.13 at the end of a `with` statement.
    pub(super) fn leaves_with(&self) -> bool {
        let Some(Value::Bound(function)) = self.callee else { return false };
        let Value::Code(code) = **function else { return false };
        let code = self.tables.recording.codes.get(code);
        let takes = |code: &Code| {
            code.parameter_count() == Some(4) || code.has_varargs() || code.has_varkeywords()
        };
        self.instruction.oparg == 2
            && self.with_self
            && !self.instruction.is(InstructionRole::CallByName)
            && code.is_some_and(|code| is_exit(&code.name) && takes(code))
    }

    /// Calls the `__exit__` at the end of a `with` statement.
    pub(super) fn call_bound_exit(&mut self) {
        self.push("_PUSH_NULL", Operand::Nothing);
        self.put_in_places(vec![1, 2, 3, 0]);
        match self.called_function() {
            Ok(exit) => self.enter_exit(exit, true),
            Err(what) => self.missing.push(what),
        }
    }

    /// Calls an `__exit__`, which is bound or below its `self`, with the three slots on top.
    fn enter_exit(&mut self, exit: FunctionId, is_bound: bool) {
        let (exact, gathering) = match is_bound {
            true => (InstructionRole::CallMethodExact, InstructionRole::CallMethodGathering),
            false => (InstructionRole::CallExact, InstructionRole::CallGathering),
        };
        if !self.has_stars(exit) && self.tables.program.arg_count(exit) == 4 {
            return self.uops_of(exact, 3);
        }
        let targets = self.targets(exit, 4, &[]);
        self.uops_of(gathering, 3);
        self.enter_gathered(exit, targets, 3, 1);
    }

    /// Calls `__exit__` with an exception: its class, the exception, and `None` for the traceback.
    pub(super) fn call_exit(&mut self, special: &'r Special) {
        let function = match self.tables.named(&special.function) {
            Ok(named) => named,
            Err(what) => return self.missing.push(what),
        };
        let called = match (&special.function, function) {
            (Value::Code(_), Named::Function(function)) => Some(function),
            (_, function) => self.tables.program.called(function),
        };
        let takes =
            |it: &FunctionId| self.tables.program.arg_count(*it) == 4 || self.has_stars(*it);
        let Some(called) = called.filter(takes) else {
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
        self.enter_exit(called, is_bound);
    }
}

/// Whether a function with this qualified name is called at the end of a `with` statement.
fn is_exit(name: &str) -> bool {
    ["__exit__", "__aexit__"].iter().any(|exit| name.ends_with(exit))
}
