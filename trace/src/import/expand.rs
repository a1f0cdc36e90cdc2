//! From an instruction to uops.

use super::accept::{accepts, generic};
use super::bytecode::Instruction;
use super::expansions::expansion;
use super::recording::{Found, Kind, Scope, Value};
use super::tables::Tables;
use crate::program::{ClassId, FunctionId, Named, Operand};
use uops::runtime::BuiltinType;
use uops::{Op, OperandKind};

/// A uop of an instruction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) op: Op,
    pub(super) operand: Operand,
}

/// Where execution goes behind an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flow {
    /// To an offset, which is the next instruction's or that of a jump.
    Next(u32),
    /// Back to a loop header.
    Back(u32),
    /// Where a value leads: one guard lets go on behind the instruction, the other at `target`.
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

/// An instruction in its code object, in one of its variants: the first is the specialised form,
/// the others handle what the guards of those before them let not pass.
pub(super) struct Expander<'t, 'r> {
    pub(super) tables: &'t mut Tables<'r>,
    function: FunctionId,
    pub(super) instruction: &'t Instruction<'r>,
    /// What is called.
    pub(super) callee: Option<&'r Value>,
    /// Whether it is called with a `self` that lies below the arguments.
    pub(super) with_self: bool,
    /// Of an attribute, what has it, and where.
    pub(super) owner: Option<(&'r Kind, Option<&'r Found>)>,
    pieces: Vec<Piece>,
    /// What there is no form of.
    pub(super) missing: Vec<String>,
}

/// The uops of variant number `variant` of an instruction in `function`, behind which `following`
/// stands; or what is missing.
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
    /// Which form of the instruction a variant has, and whether there is one behind it.
    fn form(&mut self, variant: usize) -> (&'r str, bool) {
        let name = self.instruction.name;
        let Some(site) = self.instruction.site else { return (name, false) };
        if !site.calls.is_empty() {
            let mut callees: Vec<&Value> = Vec::new();
            for (callee, ..) in &site.calls {
                if !callees.contains(&callee) {
                    callees.push(callee);
                }
            }
            self.callee = callees.get(variant).copied();
            self.with_self = site.calls.iter().any(|(callee, kinds, ..)| {
                Some(callee) == self.callee && kinds.first().is_some_and(|kind| *kind != Kind::Null)
            });
            return (self.call_form(), variant + 1 < callees.len());
        }
        let families = ["LOAD_ATTR", "STORE_ATTR", "LOAD_SUPER_ATTR"];
        if families.iter().any(|family| name.starts_with(family)) {
            let mut owners: Vec<&Kind> = site.owner.iter().collect();
            for owner in site.operands.iter().filter_map(|(kinds, ..)| kinds.last()) {
                if !owners.contains(&owner) {
                    owners.push(owner);
                }
            }
            let found = |owner| site.finds.iter().find(|(kind, _)| kind == owner);
            self.owner =
                owners.get(variant).map(|&owner| (owner, found(owner).map(|(_, found)| found)));
            if name.starts_with("LOAD_SUPER_ATTR") {
                return (self.super_form(), false);
            }
            return (self.attribute_form(), variant + 1 < owners.len());
        }
        if (name, variant) == ("TO_BOOL_ALWAYS_TRUE", 0) {
            let kinds = site.operands.iter().filter_map(|(kinds, ..)| kinds.first());
            let class = kinds.clone().find(|kind| matches!(kind, Kind::Class(_)));
            self.owner = class.map(|class| (class, None));
            return match class {
                Some(class) => (name, kinds.clone().any(|kind| kind != class)),
                None => ("TO_BOOL", false),
            };
        }
        match (generic(name), variant) {
            (Some(_), 0) => (name, site.operands.iter().any(|(kinds, ..)| !accepts(name, kinds))),
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
        let has_inline = |owner: &Kind| matches!(owner, Kind::Class(class) if inline(class));
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
            (_, Found::Bound(_)) => "LOAD_ATTR",
            (_, Found::Property(_)) => "LOAD_ATTR_PROPERTY",
            // A method that is not called at once is bound.
            (_, Found::Method(_)) if self.instruction.oparg & 1 == 0 => "LOAD_ATTR",
            (Kind::Class(class), Found::Method(_)) if inline(class) => {
                "LOAD_ATTR_METHOD_WITH_VALUES"
            }
            (_, Found::Method(_)) => "LOAD_ATTR_METHOD_NO_DICT",
            (Kind::Is(Value::Module(_)), Found::Object(_)) => "LOAD_ATTR_MODULE",
            (Kind::Is(_), Found::Object(_)) => "LOAD_ATTR_CLASS",
            // These push no null.
            (Kind::Class(_), Found::Object(_)) if self.instruction.oparg & 1 == 1 => "LOAD_ATTR",
            (Kind::Class(class), Found::Object(_)) if inline(class) => {
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

    /// The uops of the table of expansions.
    fn uops(&mut self, name: &str, following: Option<&Instruction<'r>>) {
        let Some(uops) = expansion(name) else {
            return self.missing.push(format!("instruction {name}"));
        };
        for uop in uops {
            self.uop(uop, following);
        }
    }

    fn flow(&mut self, name: &str, following: Option<&Instruction<'r>>) -> Option<Flow> {
        let next = self.instruction.next;
        if name.starts_with("FOR_ITER") {
            // END_FOR and POP_TOP stand at the target, an instruction each. The guards of
            // specialised forms leave the iterator for POP_TOP.
            let target = self.instruction.target()?;
            let guards = |piece: &&Piece| piece.op.name().starts_with("_GUARD_NOT_EXHAUSTED");
            return Some(match self.pieces.iter().find(guards) {
                Some(piece) => Flow::Iterate { guard: piece.op, done: target.checked_add(1)? },
                None => {
                    Flow::Iterate { guard: self.pieces.first()?.op, done: target.checked_add(2)? }
                }
            });
        }
        Some(match name {
            "RETURN_VALUE" | "RETURN_CONST" => Flow::Return,
            // These do what the instruction behind them says, too.
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

    /// As CPython's optimiser replaces it: the global is a constant as long as the function is the
    /// same.
    fn load_global(&mut self) {
        let site = self.instruction.site;
        let recording = self.tables.recording;
        let found = site.and_then(|site| {
            let table = match site.scope? {
                Scope::Globals => &recording.globals,
                Scope::Builtins => &recording.builtins,
            };
            table.iter().find(|(name, _)| Some(name) == site.name.as_ref())
        });
        let name = site.and_then(|site| site.name.as_deref());
        if let Some(global) = name.and_then(|name| self.tables.assigned(name)) {
            self.push("_GUARD_GLOBALS_VERSION", Operand::Nothing);
            self.push("_LOAD_GLOBAL_MODULE", Operand::Global(global));
            return;
        }
        let Some((_, value)) = found else {
            self.missing.push("a global name without a value".to_owned());
            return;
        };
        self.push("_CHECK_FUNCTION", Operand::Function(self.function));
        self.load_constant(value, self.instruction.oparg & 1 == 1);
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
        match (self.tables.is_immortal(named), with_null) {
            (true, true) => self.push("_LOAD_CONST_INLINE_BORROW_WITH_NULL", operand),
            (true, false) => self.push("_LOAD_CONST_INLINE_BORROW", operand),
            (false, true) if Op::from_name("_LOAD_CONST_INLINE_WITH_NULL").is_none() => {
                self.push("_LOAD_CONST_INLINE", operand);
                self.push("_PUSH_NULL", Operand::Nothing);
            }
            (false, true) => self.push("_LOAD_CONST_INLINE_WITH_NULL", operand),
            (false, false) => self.push("_LOAD_CONST_INLINE", operand),
        }
    }

    /// Adds a uop of the table of expansions.
    fn uop(&mut self, text: &str, following: Option<&Instruction<'r>>) {
        let oparg = self.instruction.oparg;
        let (name, oparg) = match text.split_once('/') {
            Some((name, "high")) => (name, oparg >> 4),
            Some((name, _)) => (name, oparg & 15),
            None => (text, oparg),
        };
        // Its local is the one that the STORE_FAST behind it names.
        let oparg = match name {
            "_BINARY_OP_INPLACE_ADD_UNICODE" => following.map_or(oparg, |store| store.oparg),
            _ => oparg,
        };
        if name == "_LOAD_CONST" {
            return self.load_const();
        }
        let Ok(oparg) = u16::try_from(oparg) else {
            return self.missing.push("an oparg of more than 16 bits".to_owned());
        };
        let replicated =
            Op::from_name(&format!("{name}_{oparg}")).filter(|op| op.info().fixed == Some(oparg));
        let Some(op) = replicated.or_else(|| self.find(name)) else { return };
        match self.operand(op, oparg) {
            Ok(operand) => self.pieces.push(Piece { op, operand }),
            Err(what) => self.missing.push(format!("{what} for uop {name}")),
        }
    }

    fn load_const(&mut self) {
        let code = self.tables.recording.codes.get(self.function.0 as usize);
        let index = self.instruction.oparg as usize;
        match code.and_then(|code| code.constants.get(index)) {
            Some(value) => self.load_constant(value, false),
            None => self.missing.push("a constant that is not in the recording".to_owned()),
        }
    }

    pub(super) fn push(&mut self, name: &str, operand: Operand) {
        if let Some(op) = self.find(name) {
            self.pieces.push(Piece { op, operand });
        }
    }

    /// The uop with this name, or that of its two by the low bit of the oparg; it is noted as
    /// missing if there is none.
    fn find(&mut self, name: &str) -> Option<Op> {
        let split = || Op::from_name(&format!("{name}_{}", self.instruction.oparg & 1));
        let op = Op::from_name(name).or_else(split);
        if op.is_none() {
            self.missing.push(format!("uop {name}"));
        }
        op
    }

    /// The operand of a uop, by what its row says that it is.
    fn operand(&mut self, op: Op, oparg: u16) -> Result<Operand, String> {
        let kind = op.info().operand;
        Ok(match kind {
            OperandKind::Nothing | OperandKind::Executor => Operand::Nothing,
            OperandKind::Local | OperandKind::Count | OperandKind::Operator => {
                Operand::Oparg(oparg)
            }
            // The result of a comparison of the types here is a bool in any case.
            OperandKind::Comparison => Operand::Oparg(oparg | 16),
            OperandKind::Object => self.found_object(op)?.into(),
            OperandKind::TypeVersion => self.owner_type()?,
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
                Some((Kind::Class(class), Some(Found::Value(index) | Found::Slot(index)))) => {
                    let index = u16::try_from(*index).map_err(|_| "a smaller index".to_owned())?;
                    Operand::Attribute(ClassId(*class as u32), index)
                }
                _ => return Err("the place of the attribute".to_owned()),
            },
            OperandKind::Name => {
                let code = self.tables.recording.codes.get(self.function.0 as usize);
                // Instructions that have no site have the index of a name.
                let by_index = || code?.names.get(self.instruction.oparg as usize);
                let name = self.instruction.site.and_then(|site| site.name.as_ref());
                let name = name.or_else(by_index).ok_or("the name")?;
                Operand::Name(self.tables.attribute_name(name))
            }
            OperandKind::Global => {
                let code = self.tables.recording.codes.get(self.function.0 as usize);
                let name = code.and_then(|code| code.names.get(self.instruction.oparg as usize));
                let number = name.and_then(|name| self.tables.assigned(name));
                Operand::Global(number.ok_or("a global name that is assigned to")?)
            }
            _ => return Err(format!("an operand of kind {kind:?}")),
        })
    }

    fn found_object(&mut self, op: Op) -> Result<Named, String> {
        match self.owner {
            Some((Kind::Is(module), _)) if op == Op::_CHECK_ATTR_MODULE => {
                self.tables.named(module)
            }
            Some((_, Some(Found::Method(value) | Found::Object(value)))) => {
                self.tables.named(value)
            }
            _ => Err("the object that is found".to_owned()),
        }
    }

    fn owner_type(&self) -> Result<Operand, String> {
        match self.owner {
            Some((Kind::Class(class) | Kind::Is(Value::Class(class)), _)) => {
                Ok(Operand::Class(ClassId(*class as u32)))
            }
            Some((Kind::Builtin(name) | Kind::Is(Value::Type(name)), _)) => {
                let name = if name.ends_with(" int") { "int" } else { name };
                BuiltinType::from_name(name).map(Operand::Type).ok_or(format!("type {name}"))
            }
            _ => Err("the type of the owner".to_owned()),
        }
    }

    /// Guards that the owner of an attribute has the type that it was found for.
    pub(super) fn guard_owner(&mut self) {
        match self.owner_type() {
            Ok(operand) => self.push("_GUARD_TYPE_VERSION", operand),
            Err(what) => self.missing.push(what),
        }
    }

    /// The function that a call enters.
    pub(super) fn called_function(&mut self) -> Result<FunctionId, String> {
        match self.callee {
            Some(Value::Code(code)) => Ok(FunctionId(*code as u32)),
            Some(Value::Bound(function)) => match **function {
                Value::Code(code) => Ok(FunctionId(code as u32)),
                _ => Err("the function that is called".to_owned()),
            },
            Some(Value::Class(class)) => self.tables.init(*class),
            _ => Err("the function that is called".to_owned()),
        }
    }
}
