//! Expands an instruction into uops.

use super::bytecode::Instruction;
use super::recording::{Code, Feedback, Found, OperandType, Scope, Value};
use super::tables::Tables;
use crate::program::{ClassId, FunctionId, Named, Operand};
use uops::runtime::BuiltinType;
use uops::{Comparison, Dialect, Function, InstructionRole, Op, OperandKind};

/// A uop of an instruction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) op: Op,
    pub(super) operand: Operand,
}

/// An instruction in its code object, in one of its variants: the first is the specialised form,
/// the others handle operands that the guards of earlier variants reject.
pub(super) struct Expander<'t, 'r> {
    pub(super) tables: &'t mut Tables<'r>,
    pub(super) function: FunctionId,
    pub(super) instruction: &'t Instruction<'r>,
    /// What is called.
    pub(super) callee: Option<&'r Value>,
    /// The builtin in whose place it is called.
    pub(super) hosted: Option<&'r Value>,
    /// Whether it is called with a `self` that lies below the arguments.
    pub(super) with_self: bool,
    /// Whether all callees of the call have a `self` on the stack, or none. Otherwise a trace may know that
    /// this callee is not the one for which the slot of `self` is right, so that no form may depend on the
    /// number of arguments.
    pub(super) same_self: bool,
    /// Of an attribute, what has it, and where.
    pub(super) owner: Option<(&'r OperandType, Option<&'r Found>)>,
    /// The function of a property or a special method.
    pub(super) getter: Option<FunctionId>,
    /// The form of the instruction always raises an exception: no attribute is found.
    pub(super) raises: bool,
    /// The uops so far.
    pub(super) pieces: Vec<Piece>,
    /// What there is no form of.
    pub(super) missing: Vec<String>,
}

impl<'r> Expander<'_, 'r> {
    /// The uops that the dialect says that the instruction stands for.
    pub(super) fn uops(&mut self, name: &str, following: Option<&Instruction<'r>>) {
        self.uops_with(name, self.instruction.oparg, following);
    }

    /// The uops of a form, which applies to this oparg.
    pub(super) fn uops_of(&mut self, role: InstructionRole, oparg: u16) {
        let form = self.form_of(role);
        self.uops_with(form, oparg.into(), None);
    }

    /// The name of a form; that of the instruction if the dialect has no such form.
    pub(super) fn form_of(&self, role: InstructionRole) -> &'r str {
        self.tables.program.dialect.form(role).unwrap_or(self.instruction.name)
    }

    fn uops_with(&mut self, name: &str, oparg: u32, following: Option<&Instruction<'r>>) {
        let Some(uops) = self.tables.program.dialect.expansion(name) else {
            return self.missing.push(format!("instruction {name}"));
        };
        for uop in uops {
            self.uop(uop, oparg, following);
        }
    }

    /// As CPython's optimiser replaces it: the global is a constant as long as the function is the
    /// same.
    pub(super) fn load_global(&mut self, with_null: bool) {
        let feedback = self.instruction.feedback;
        let recording = self.tables.recording;
        let found = feedback.and_then(|feedback| {
            let table = match feedback.scope? {
                Scope::Globals => &recording.globals,
                Scope::Builtins => &recording.builtins,
            };
            table.iter().find(|(name, _)| Some(name) == feedback.name.as_ref())
        });
        let name = feedback.and_then(|feedback| feedback.name.as_deref());
        if name.is_some_and(|name| self.tables.assigned(name).is_some()) {
            // Where names come and go, no version of them lasts, and CPython looks each up.
            if !self.tables.keeps_names {
                return self.uops(self.form_of(InstructionRole::LoadGlobal), None);
            }
            return self.uops(self.form_of(InstructionRole::LoadAssigned), None);
        }
        let Some((_, value)) = found else {
            self.missing.push("a global name without a value".to_owned());
            return;
        };
        match self.tables.globals_guard() {
            Some(Op::_CHECK_FUNCTION) => {
                self.push("_CHECK_FUNCTION", Operand::Function(self.function));
            }
            Some(_) => self.push("_GUARD_GLOBALS_VERSION", Operand::Nothing),
            None => {}
        }
        self.load_constant(value, with_null);
    }

    fn load_constant(&mut self, value: &'r Value, with_null: bool) {
        match self.tables.named(value) {
            Ok(named) => self.load_named(named, with_null),
            Err(what) => self.missing.push(what),
        }
    }

    /// Loads a constant, function or class.
    pub(super) fn load_named(&mut self, named: Named, with_null: bool) {
        let operand = Operand::from(named);
        let load = match self.tables.is_immortal(named) {
            true => "_LOAD_CONST_INLINE_BORROW",
            false => "_LOAD_CONST_INLINE",
        };
        let with = format!("{load}_WITH_NULL");
        match (with_null, self.op(&with)) {
            (true, Some(_)) => self.push(&with, operand),
            (true, None) => {
                self.push(load, operand);
                self.push("_PUSH_NULL", Operand::Nothing);
            }
            (false, _) => self.push(load, operand),
        }
    }

    /// Adds a uop of an expansion.
    pub(super) fn uop(&mut self, text: &str, oparg: u32, following: Option<&Instruction<'r>>) {
        let (name, oparg) = match text.split_once('/') {
            Some((name, "high")) => (name, oparg >> 4),
            Some((name, "next")) => (name, following.map_or(oparg, |next| next.oparg)),
            Some((name, "more")) => (name, oparg.saturating_add(1)),
            Some((_, "called")) if oparg & 1 == 0 => return,
            Some((name, "called")) => (name, oparg),
            Some((name, "int")) => return self.load_int(name, oparg),
            Some((name, _)) => (name, oparg & 15),
            None => (text, oparg),
        };
        if name == "_LOAD_CONST" {
            return self.load_const();
        }
        let oparg = oparg.saturating_add(self.locals_before(name));
        let Ok(oparg) = u16::try_from(oparg) else {
            return self.missing.push("an oparg of more than 16 bits".to_owned());
        };
        let dialect = self.tables.program.dialect;
        let name = if is_subscript(dialect, name, oparg) { "_BINARY_OP_SUBSCR" } else { name };
        let replicated =
            self.op(&format!("{name}_{oparg}")).filter(|op| op.info().fixed == Some(oparg));
        let Some(op) = replicated.or_else(|| self.find(name)) else { return };
        let code = self.tables.recording.codes.get(self.function.0 as usize);
        let op = match op.info().function {
            // In CPython that uop looks at who owns the frame.
            Function::_POP_FRAME if code.is_some_and(Code::is_suspended) => Op::_POP_GEN_FRAME,
            _ => op,
        };
        match self.operand(op, oparg) {
            Ok(operand) => self.pieces.push(Piece { op, operand }),
            Err(what) => self.missing.push(format!("{what} for uop {name}")),
        }
    }

    fn load_const(&mut self) {
        let code = self.tables.recording.codes.get(self.function.0 as usize);
        let index = self.instruction.oparg as usize;
        match code.and_then(|code| code.constants.get(index)) {
            // In a dialect that has a uop for it, the load borrows.
            Some(value) if self.op("_LOAD_CONST").is_some() => {
                match self.tables.named(value) {
                    // The code object keeps its constants alive.
                    Ok(named @ Named::Const(_)) => {
                        self.push("_LOAD_CONST_INLINE_BORROW", Operand::from(named));
                    }
                    Ok(named) => self.load_named(named, false),
                    Err(what) => self.missing.push(what),
                }
            }
            Some(value) => self.load_constant(value, false),
            None => self.missing.push("a constant that is not in the recording".to_owned()),
        }
    }

    /// Loads a module that the program has loaded, or what it has.
    pub(super) fn load_imported(&mut self, name: &str) {
        // The name comes from the module, which stays.
        if self.tables.program.dialect.expansion(name).is_some() {
            self.uops(name, None);
        }
        match self.common_constant() {
            Some(value) => self.load_constant(value, false),
            None => self.missing.push("what an import gives".to_owned()),
        }
    }

    fn load_int(&mut self, load: &str, number: u32) {
        let named = self.tables.int(number.into());
        self.push(load, Operand::from(named));
    }

    pub(super) fn push(&mut self, name: &str, operand: Operand) {
        if let Some(op) = self.find(name) {
            self.pieces.push(Piece { op, operand });
        }
    }

    /// The dialect's uop with this name.
    pub(super) fn op(&self, name: &str) -> Option<Op> {
        self.tables.program.dialect.op(name)
    }

    /// The uop with this name, or that of its two by the low bit of the oparg; it is noted as
    /// missing if there is none.
    pub(super) fn find(&mut self, name: &str) -> Option<Op> {
        let split = || self.op(&format!("{name}_{}", self.instruction.oparg & 1));
        let op = self.op(name).or_else(split);
        if op.is_none() {
            self.missing.push(format!("uop {name}"));
        }
        op
    }

    /// The operand of a uop, by what its row says that it is.
    fn operand(&mut self, op: Op, oparg: u16) -> Result<Operand, String> {
        let kind = op.info().operand;
        if self.instruction.raised && !self.keeps_name(op, oparg) {
            return Err(
                "a variable without a value whose name has other letters than ASCII".to_owned()
            );
        }
        Ok(match kind {
            OperandKind::Nothing | OperandKind::Executor => Operand::Nothing,
            OperandKind::Local | OperandKind::Count => Operand::Oparg(oparg),
            OperandKind::Operator => {
                let operator = self.tables.program.dialect.operator(oparg);
                Operand::Oparg(operator.ok_or("a known operator")?.oparg())
            }
            // The result of a comparison of the types here is a bool in any case.
            OperandKind::Comparison => Operand::Oparg(oparg | Comparison::TO_BOOL),
            OperandKind::Object => self.found_object(op)?.into(),
            OperandKind::TypeVersion => self.owner_type()?,
            OperandKind::TypePair => {
                let met = self.instruction.feedback.and_then(types_of_two);
                let (left, right) = met.ok_or("the types of both operands")?;
                Operand::Types(left, right)
            }
            OperandKind::FunctionVersion => Operand::Function(self.called_function()?),
            OperandKind::Call => Operand::Call(oparg, self.called_function()?),
            OperandKind::CallClass => match self.callee {
                Some(Value::Class(class)) => {
                    self.tables.init(*class)?;
                    Operand::CallClass(oparg, ClassId(*class as u32))
                }
                _ => return Err("the class that is called".to_owned()),
            },
            OperandKind::Attribute => match self.owner {
                Some((
                    OperandType::Class(class),
                    Some(Found::Value(index) | Found::Slot(index)),
                )) => {
                    let index = u16::try_from(*index).map_err(|_| "a smaller index".to_owned())?;
                    Operand::Attribute(ClassId(*class as u32), index)
                }
                _ => return Err("the place of the attribute".to_owned()),
            },
            OperandKind::Name => {
                let name = self.name().ok_or("the name")?;
                Operand::Name(self.tables.attribute_name(name))
            }
            OperandKind::Global => {
                let number = self.name().and_then(|name| self.tables.assigned(name));
                Operand::Global(number.ok_or("a global name that is assigned to")?)
            }
            _ => return Err(format!("an operand of kind {kind:?}")),
        })
    }

    /// The name that the instruction is about. Instructions that have no feedback have its index.
    pub(super) fn name(&self) -> Option<&'r String> {
        let by_index = || {
            let code = self.tables.recording.codes.get(self.function.0 as usize)?;
            code.names.get(self.instruction.oparg as usize)
        };
        let name = self.instruction.feedback.and_then(|feedback| feedback.name.as_ref());
        name.or_else(by_index)
    }

    /// Whether a variable of a uop that has raised an exception has the same name in the program, which the message has.
    fn keeps_name(&self, op: Op, oparg: u16) -> bool {
        let (here, recorded) = match op.info().operand {
            OperandKind::Local => {
                let code = self.tables.recording.codes.get(self.function.0 as usize);
                let before = self.locals_before(op.info().name) as usize;
                let index = usize::from(oparg).checked_sub(before);
                let local = index.and_then(|index| code?.locals.get(index));
                let here = self.tables.program.local_name(self.function, oparg.into());
                (here, local.map(|(name, _)| name))
            }
            OperandKind::Global => {
                let number = self.name().and_then(|name| self.tables.assigned(name));
                let global = number.and_then(|it| self.tables.program.globals.get(it as usize));
                (global.map(|global| &*global.name), self.name())
            }
            _ => return true,
        };
        here == recorded.map(String::as_str)
    }

    fn found_object(&mut self, op: Op) -> Result<Named, String> {
        match self.owner {
            Some((OperandType::Is(module), _)) if op == Op::_CHECK_ATTR_MODULE => {
                self.tables.named(module)
            }
            None if self.common_constant().is_some() => {
                let value = self.common_constant().ok_or("a constant")?;
                self.tables.named(value)
            }
            Some((
                _,
                Some(Found::Method(value) | Found::Object(value) | Found::Property(value)),
            )) => self.tables.named(value),
            _ => Err("the object that is found".to_owned()),
        }
    }

    /// What an instruction loads that loads a constant of CPython's.
    fn common_constant(&self) -> Option<&'r Value> {
        self.instruction.feedback.and_then(|feedback| feedback.value.as_ref())
    }

    pub(super) fn owner_type(&self) -> Result<Operand, String> {
        match self.owner {
            Some((OperandType::Class(class) | OperandType::Is(Value::Class(class)), _)) => {
                Ok(Operand::Class(ClassId(*class as u32)))
            }
            Some((OperandType::Builtin(name) | OperandType::Is(Value::Type(name)), _)) => {
                let name = if name.ends_with(" int") { "int" } else { name };
                BuiltinType::from_name(name).map(Operand::Type).ok_or(format!("type {name}"))
            }
            _ => Err("the type of the owner".to_owned()),
        }
    }

    /// The function that a call enters.
    pub(super) fn called_function(&mut self) -> Result<FunctionId, String> {
        if let Some(getter) = self.getter {
            return Ok(getter);
        }
        match self.callee {
            Some(Value::Code(code)) => Ok(FunctionId(*code as u32)),
            Some(Value::Bound(function)) => match **function {
                Value::Code(code) => Ok(FunctionId(code as u32)),
                _ => Err("the function that is called".to_owned()),
            },
            Some(Value::Class(class)) => self.tables.init(*class),
            Some(Value::Called(_, method) | Value::New(_, method)) => {
                if let Value::Code(code) = **method {
                    return Ok(FunctionId(code as u32));
                }
                let method = self.tables.named(method)?;
                let called = self.tables.program.called(method);
                called.ok_or_else(|| "a special method that is no function".to_owned())
            }
            _ => Err("the function that is called".to_owned()),
        }
    }
}

/// Whether a uop is the binary operator whose number is that of a subscript, which is no operator here.
pub(super) fn is_subscript(dialect: Dialect, name: &str, oparg: u16) -> bool {
    name == "_BINARY_OP" && dialect.operator(oparg).is_none()
}

/// The types of both operands that an instruction met most often, if they are builtin.
pub(super) fn types_of_two(met: &Feedback) -> Option<(BuiltinType, BuiltinType)> {
    let (kinds, ..) = met.operands.first()?;
    types_of_pair(kinds)
}

/// The types of two operands, if they are builtin.
pub(super) fn types_of_pair(kinds: &[OperandType]) -> Option<(BuiltinType, BuiltinType)> {
    let builtin = |kind: &OperandType| match kind {
        OperandType::Builtin(name) if name.ends_with("int") => BuiltinType::from_name("int"),
        OperandType::Builtin(name) => BuiltinType::from_name(name),
        _ => None,
    };
    match kinds {
        [left, right] => Some((builtin(left)?, builtin(right)?)),
        _ => None,
    }
}
