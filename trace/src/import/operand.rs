//! What the operands of CPython's uops are here: numbers of its objects, versions and places become those of the
//! program.

use super::executor::Uop as Recorded;
use super::expand::types_of_two;
use super::recording::{Feedback, Found, OperandType, Value};
use super::replay::{CHECK_INLINE, Replay};
use crate::program::{ClassId, FunctionId, Operand};
use uops::runtime::BuiltinType;
use uops::{Comparison, Function, Op, OperandKind};

/// Bytes from the start of an instance to its inline values, and to its slots.
const INLINE_VALUES: u64 = 24;
const SLOTS: u64 = 16;

impl<'r> Replay<'_, 'r> {
    /// What the operand of one of CPython's uops is here.
    pub(super) fn operand(&mut self, op: Op, uop: &'r Recorded) -> Result<Operand, String> {
        let unknown = |what: &str| match &uop.unresolved {
            Some(reason) => reason.clone(),
            None => what.to_owned(),
        };
        let function = |value: &Option<Value>| match value {
            Some(Value::Code(code)) => Ok(FunctionId(*code as u32)),
            _ => Err(unknown("the function whose version is compared")),
        };
        Ok(match op.info().operand {
            OperandKind::Nothing | OperandKind::Executor => {
                if let (CHECK_INLINE, Some(Value::Code(code))) = (op.name(), &uop.version) {
                    self.checked = Some(FunctionId(*code as u32));
                }
                Operand::Nothing
            }
            // Of the instruction after it, which stores the result.
            OperandKind::Local if appends(op.info().function) => {
                let bytecode = self.bytecodes.get(self.state.function.0 as usize);
                let next = bytecode.and_then(|code| code.at(code.at(self.offset)?.next));
                let local = next.and_then(|next| u16::try_from(next.oparg).ok());
                Operand::Oparg(local.ok_or("the local that is appended to")?)
            }
            OperandKind::Local
                if self.tables.recording.is_class_body(self.state.function.0 as usize) =>
            {
                return Err("a local of the body of a class".to_owned());
            }
            OperandKind::Local | OperandKind::Count => Operand::Oparg(uop.oparg),
            OperandKind::Operator => {
                let operator = self.tables.program.dialect.operator(uop.oparg);
                Operand::Oparg(operator.ok_or("a known operator")?.oparg())
            }
            OperandKind::Comparison => Operand::Oparg(uop.oparg | Comparison::TO_BOOL),
            OperandKind::Object => {
                let value = uop.value.as_ref().or_else(|| self.object(op, uop.oparg));
                self.tables.named(value.ok_or_else(|| unknown("the object"))?)?.into()
            }
            OperandKind::TypeVersion => match uop.version.as_ref().or(uop.value.as_ref()) {
                Some(Value::Class(class)) => Operand::Class(ClassId(*class as u32)),
                Some(Value::Type(name)) => BuiltinType::from_name(name)
                    .map(Operand::Type)
                    .ok_or_else(|| format!("type {name}"))?,
                _ => match (
                    self.guarded_class().or_else(|| self.met_owner()),
                    self.guarded_operand(op),
                ) {
                    (_, Some(builtin)) => Operand::Type(builtin),
                    (Some(class), None) => Operand::Class(class),
                    (None, None) => return Err(unknown("the type")),
                },
            },
            OperandKind::FunctionVersion if op.info().enters => {
                let pending = self.state.pending_function();
                Operand::Function(pending.ok_or_else(|| unknown("the function that is called"))?)
            }
            OperandKind::FunctionVersion => Operand::Function(function(&uop.version)?),
            OperandKind::ReturnPlace => Operand::Function(self.state.function),
            // In CPython this one looks at nothing but the number of parameters.
            OperandKind::Call if op == Op::_CHECK_FUNCTION_EXACT_ARGS => {
                Operand::Call(uop.oparg, self.callee(uop)?)
            }
            OperandKind::Call => Operand::Call(uop.oparg, function(&uop.version)?),
            OperandKind::FrameSize => {
                let callee = self.callee(uop)?;
                Operand::Words(self.tables.program.frame_words(callee) as u32)
            }
            OperandKind::InstrPtr => match uop.instruction {
                Some((_, offset)) => Operand::InstrPtr(offset),
                None => Operand::InstrPtr(uop.offset.unwrap_or(self.offset)),
            },
            OperandKind::Attribute => self.attribute(op, uop)?,
            OperandKind::Name => {
                let name = self.met().and_then(|met| met.name.as_ref());
                Operand::Name(self.tables.attribute_name(name.ok_or("the name")?))
            }
            OperandKind::CallClass => match uop.version.as_ref().or_else(|| self.called()) {
                Some(Value::Class(class)) => {
                    self.tables.init(*class)?;
                    Operand::CallClass(uop.oparg, ClassId(*class as u32))
                }
                _ => return Err(unknown("the class that is called")),
            },
            OperandKind::TypePair => {
                let types = self.met().and_then(types_of_two);
                let (left, right) = types.ok_or_else(|| unknown("the types of both operands"))?;
                Operand::Types(left, right)
            }
            OperandKind::Global => {
                let looked_up = || self.met().and_then(|met| met.name.as_ref());
                let name = uop.global.as_ref().or_else(looked_up);
                let name = name.ok_or_else(|| unknown("the name"))?.clone();
                Operand::Global(self.tables.global(&name)?)
            }
        })
    }

    /// The constant that a uop loads which CPython's optimiser has not replaced.
    fn object(&self, op: Op, oparg: u16) -> Option<&'r Value> {
        let dialect = self.tables.program.dialect;
        if Some(op) == dialect.op("_LOAD_CONST") {
            let code = self.tables.recording.codes.get(self.state.function.0 as usize)?;
            return code.constants.get(usize::from(oparg));
        }
        self.met()?.value.as_ref().filter(|_| Some(op) == dialect.op("_LOAD_COMMON_CONSTANT"))
    }

    /// The function whose frame comes next: that of the version check in front.
    pub(super) fn callee(&self, uop: &Recorded) -> Result<FunctionId, String> {
        self.checked.ok_or_else(|| format!("the function that is called after {}", uop.name))
    }

    /// The place of an attribute: of the class that the trace has guarded or, where it has guarded none,
    /// of the one that the instruction met.
    fn attribute(&self, op: Op, uop: &Recorded) -> Result<Operand, String> {
        let number = uop.number.ok_or("the place of the attribute")?;
        let guarded = self.guarded_class();
        let first = match op.name().contains("SLOT") {
            true => SLOTS,
            false => guarded.and_then(|class| self.values_at(class)).unwrap_or(INLINE_VALUES),
        };
        let index = number.checked_sub(first).map(|bytes| bytes / 8);
        let index = index.and_then(|index| u16::try_from(index).ok());
        let index = index.ok_or("the place of the attribute")?;
        let class = guarded.or_else(|| self.met_class(index));
        Ok(Operand::Attribute(class.ok_or("the class of the attribute's owner")?, index))
    }

    /// Bytes from the start of an instance to its inline values, if its class says that.
    fn values_at(&self, class: ClassId) -> Option<u64> {
        self.tables.recording.classes.get(class.0 as usize)?.values_at
    }

    /// What the instruction met in the recorded runs.
    pub(super) fn met(&self) -> Option<&'r Feedback> {
        let code = self.tables.recording.codes.get(self.state.function.0 as usize)?;
        code.feedback.iter().find(|met| met.at == self.offset)
    }

    /// The class of which the topmost object is known to be an instance.
    fn guarded_class(&self) -> Option<ClassId> {
        self.state.stack.last().and_then(|&owner| self.state.class_of(owner))
    }

    /// The type that a guard on one operand of a binary operator wants.
    fn guarded_operand(&self, op: Op) -> Option<BuiltinType> {
        let (left, right) = self.met().and_then(types_of_two)?;
        match op.name() {
            "_GUARD_BINARY_OP_EXTEND_LHS" => Some(left),
            "_GUARD_BINARY_OP_EXTEND_RHS" => Some(right),
            _ => None,
        }
    }

    /// What the instruction called.
    fn called(&self) -> Option<&'r Value> {
        self.met()?.calls.first().map(|(callee, ..)| callee)
    }

    /// The class whose instance the instruction met most often.
    fn met_owner(&self) -> Option<ClassId> {
        self.met()?.finds.iter().find_map(|(owner, _)| match owner {
            OperandType::Class(class) => Some(ClassId(*class as u32)),
            _ => None,
        })
    }

    /// The class that the instruction met whose attribute is there.
    fn met_class(&self, index: u16) -> Option<ClassId> {
        self.met()?.finds.iter().find_map(|(owner, found)| match (owner, found) {
            (OperandType::Class(class), Found::Value(at) | Found::Slot(at))
                if *at == usize::from(index) =>
            {
                Some(ClassId(*class as u32))
            }
            _ => None,
        })
    }
}

/// Whether a function adds to the text that a local holds, which is the local that the next instruction stores to.
fn appends(function: Function) -> bool {
    matches!(
        function,
        Function::_BINARY_OP_APPEND_UNICODE | Function::_BINARY_OP_INPLACE_ADD_UNICODE
    )
}
