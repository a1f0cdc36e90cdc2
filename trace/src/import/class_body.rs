//! Classes that a program makes while it runs: the body of a `class` statement, and methods that are looked up since
//! they are made with their class.
//!
//! CPython's C code runs the body in an interpreter loop of its own, with a namespace in place of fast locals. Here the
//! statement is a call of the body in the trace, and the namespace is a dict, the body's first local. What CPython does
//! once the body has run is `Ending::Build`.

use super::expand::{Expander, Piece};
use super::recording::Value;
use crate::program::{FunctionId, Operand};
use uops::{InstructionRole, OperandKind};

/// The name of annotations in a namespace.
const ANNOTATIONS: &str = "__annotations__";

impl<'r> Expander<'_, 'r> {
    /// How many locals lie in front of those that an instruction's uop has by their numbers: in the body of a class the
    /// namespace.
    pub(super) fn locals_before(&self, uop: &str) -> u32 {
        let is_body = self.tables.recording.is_class_body(self.function.0 as usize);
        let is_local = |op: uops::Op| op.info().operand == OperandKind::Local;
        u32::from(is_body && self.op(uop).is_some_and(is_local))
    }

    /// The uops of an instruction about the namespace of a body, if it is one.
    pub(super) fn expand_in_class_body(&mut self) -> bool {
        let is = |role| self.instruction.is(role);
        if is(InstructionRole::StoreName) {
            self.store_name();
        } else if is(InstructionRole::LoadName) {
            self.load_name();
        } else if is(InstructionRole::DeleteName) {
            self.load_namespace();
            self.load_own_name();
            self.push("_DELETE_SUBSCR", Operand::Nothing);
        } else if is(InstructionRole::LoadLocals) {
            self.load_namespace();
        } else if is(InstructionRole::LoadFromNamespace) {
            self.load_from_namespace();
        } else if is(InstructionRole::SetUpAnnotations) {
            self.push("_BUILD_MAP", Operand::Oparg(0));
            self.load_namespace();
            self.load_text(ANNOTATIONS);
            self.push("_STORE_SUBSCR", Operand::Nothing);
        } else {
            return false;
        }
        true
    }

    fn load_namespace(&mut self) {
        let op = self.op("_LOAD_FAST_0").or_else(|| self.op("_LOAD_FAST"));
        match op {
            Some(op) => self.pieces.push(Piece { op, operand: Operand::Oparg(0) }),
            None => self.missing.push("a load of a local".to_owned()),
        }
    }

    fn load_text(&mut self, text: &str) {
        let text = self.tables.text(text);
        self.load_named(text, false);
    }

    /// Loads the name that the instruction is about.
    fn load_own_name(&mut self) {
        match self.name() {
            Some(name) => self.load_text(name),
            None => self.missing.push("a name in the body of a class".to_owned()),
        }
    }

    fn store_name(&mut self) {
        self.load_namespace();
        self.load_own_name();
        self.push("_STORE_SUBSCR", Operand::Nothing);
    }

    fn load_name(&mut self) {
        let is_global = self.instruction.feedback.is_some_and(|met| met.scope.is_some());
        if !is_global {
            self.load_namespace();
            self.load_own_name();
            let op = self.op("_BINARY_SUBSCR").or_else(|| self.find("_BINARY_OP_SUBSCR"));
            let Some(op) = op else { return };
            self.pieces.push(Piece { op, operand: Operand::Nothing });
            // CPython 3.15 leaves what it has looked at on the stack.
            for _ in 1..op.info().outputs.len() {
                self.push("_POP_TOP", Operand::Nothing);
            }
            return;
        }
        let is_assigned = self.name().is_some_and(|name| self.tables.assigned(name).is_some());
        if is_assigned {
            let what = "a global name that the program assigns to, in the body of a class";
            return self.missing.push(what.to_owned());
        }
        self.load_get();
        self.load_namespace();
        self.load_own_name();
        self.load_global(false);
        self.push("_CALL_NON_PY_GENERAL", Operand::Oparg(2));
    }

    /// Loads what looks for a name in a namespace.
    fn load_get(&mut self) {
        match self.tables.method("dict.get") {
            Some(get) => self.load_named(get, false),
            None => self.missing.push("the method dict.get".to_owned()),
        }
    }

    fn load_from_namespace(&mut self) {
        let code = self.tables.recording.codes.get(self.function.0 as usize);
        let local = self.instruction.oparg;
        let Some((name, _)) = code.and_then(|code| code.locals.get(local as usize)) else {
            return self.missing.push("a local of the body of a class".to_owned());
        };
        self.load_get();
        self.push("_SWAP", Operand::Oparg(2));
        self.load_text(name);
        self.uop("_LOAD_DEREF", local, None);
        self.push("_CALL_NON_PY_GENERAL", Operand::Oparg(2));
    }

    /// Calls the body of a class with an empty namespace. Function, name and bases are on top, above `__build_class__`
    /// and null.
    pub(super) fn run_class_body(&mut self, class: usize) {
        let body = self.tables.recording.classes.get(class).and_then(|class| class.made);
        let bases = (self.instruction.oparg as usize).checked_sub(2);
        let (Some(body), Some(bases), false) = (body, bases, self.with_self) else {
            return self.missing.push("a class that is made in another way".to_owned());
        };
        self.push("_BUILD_MAP", Operand::Oparg(0));
        self.push("_COPY", Operand::Oparg(1));
        self.push("_PUSH_NULL", Operand::Nothing);
        // Name, bases and the namespace stay, and the body's function is called with the namespace.
        let function = bases + 2;
        let stays = 0..=bases + 1;
        self.put_in_places(
            [function].into_iter().chain(stays).chain([function + 2, function + 1]).collect(),
        );
        self.getter = Some(FunctionId(body as u32));
        self.uops_of(InstructionRole::CallExact, 1);
    }

    /// Enters an `__init__` that finds the parameter of each argument itself, since its values by default are made with it.
    /// So many arguments by position are above the instance, and above them those that have names.
    pub(super) fn enter_made_init(&mut self, by_position: usize, names: &'r [String]) {
        if let Some(above) = self.pack(by_position, names) {
            self.uops_of(InstructionRole::EnterStarInit, above);
        }
    }

    /// Calls the getter of a property that is made with its class.
    pub(super) fn load_made_property(&mut self, getter: FunctionId) {
        let is_plain = self.tables.program.arg_count(getter) == 1;
        let (Some(name), true) = (self.name(), is_plain) else {
            return self.missing.push("a property with more parameters".to_owned());
        };
        match self.owner_type() {
            Ok(class) => self.push("_GUARD_TYPE_VERSION", class),
            Err(what) => return self.missing.push(what),
        }
        self.load_made_part(name, "fget", 1);
        self.push("_SWAP", Operand::Oparg(2));
        self.getter = Some(getter);
        self.uops_of(InstructionRole::CallExact, 0);
    }

    /// Pushes a function of the property of this name that the class has of what lies so many slots deep.
    pub(super) fn load_made_part(&mut self, property: &str, part: &str, depth: usize) {
        self.load_made_method(property, depth);
        let part = self.tables.attribute_name(part);
        self.push("_LOAD_ATTR_0", Operand::Name(part));
    }

    /// Pushes a special method of an object whose class the program has made, below the object.
    pub(super) fn load_made_special(&mut self) {
        match self.name() {
            Some(name) => self.load_made_method(name, 1),
            None => self.missing.push("the name of a special method".to_owned()),
        }
        self.push("_SWAP", Operand::Oparg(2));
    }

    /// Pushes a method of the class of what lies so many slots deep, the topmost being 1. The program has made the class, and the
    /// method with it.
    pub(super) fn load_made_method(&mut self, name: &str, depth: usize) {
        self.push("_COPY", Operand::Oparg(depth as u16));
        for name in ["__class__", name] {
            let name = self.tables.attribute_name(name);
            self.push("_LOAD_ATTR_0", Operand::Name(name));
        }
    }

    /// The form that enters a special method once its arguments are in order. One that is made with its class is guarded.
    pub(super) fn special_role(method: &Value) -> InstructionRole {
        match method {
            Value::Code(_) => InstructionRole::CallExact,
            _ => InstructionRole::CallSpecial,
        }
    }
}
