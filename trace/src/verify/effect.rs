//! What one uop asks of the state and does to it.

use super::state::{State, Symbol};
use super::{SlotForm, VerifyError};
use crate::document::{Part, Place};
use crate::program::{Const, Operand, Program, Uop};
use uops::operator::IntResult;
use uops::runtime::Value;
use uops::{Applied, Below, Kind, Op, OperandKind, UopInfo};

/// A uop at its place in a program.
pub(crate) struct Step<'p> {
    pub(crate) program: &'p Program,
    pub(crate) uop: &'p Uop,
    pub(crate) place: Place,
}

impl Step<'_> {
    pub(super) fn info(&self) -> &'static UopInfo {
        self.uop.op.info()
    }

    pub(super) fn oparg(&self) -> usize {
        self.uop.oparg().into()
    }

    pub(super) fn error(&self, message: String, help: impl Into<String>) -> VerifyError {
        VerifyError::new(self.place, message, help)
    }

    /// Whether the uop may run in this state.
    pub(crate) fn check(&self, state: &State) -> Result<(), VerifyError> {
        let info = self.info();
        let depth = state.stack.len();
        let inputs = info.inputs.len();
        let below = match info.below {
            Below::Nothing | Below::Pushes | Below::Frame => 0,
            Below::Pops { .. } | Below::PopsPairs => info.pops_below(self.uop.oparg()),
            Below::Peeks { first, .. } => first.len() + self.oparg(),
            Below::Reads(_) | Below::Copies => self.oparg(),
            Below::Swaps => self.oparg() - 1,
        };
        if depth < inputs + below {
            return Err(self.error(
                format!(
                    "`{}` needs {} on the stack, which holds {depth}",
                    info.name,
                    inputs + below
                ),
                "push what it needs first",
            ));
        }
        let base = depth - inputs;
        for (input, &symbol) in info.inputs.iter().zip(&state.stack[base..]) {
            self.check_kind(state, symbol, input.kind, input.name)?;
            let stays = !info.exit_pops && info.outputs.iter().any(|out| out.name == input.name);
            if !stays {
                self.check_owned(state, symbol, !input.kind.is_borrowed(), input.name)?;
            }
        }
        match info.below {
            Below::Nothing | Below::Swaps | Below::Pushes => {}
            // While another frame is the current one, nobody can tell what these slots hold.
            Below::Frame => {
                for &symbol in &state.stack[..base] {
                    self.check_owned(state, symbol, true, "each value on the stack")?;
                    self.check_kind(state, symbol, Kind::Slot, "each value on the stack")?;
                }
            }
            Below::PopsPairs => {
                for &symbol in &state.stack[base - below..base] {
                    self.check_owned(state, symbol, true, "each key and value")?;
                    self.check_kind(state, symbol, Kind::Object, "each key and value")?;
                }
            }
            Below::Pops { first, rest } | Below::Peeks { first, rest } => {
                for (index, &symbol) in state.stack[base - below..base].iter().enumerate() {
                    self.check_owned(state, symbol, true, "each argument")?;
                    let in_local = index >= first.len() && self.passes_arguments();
                    if in_local && state.form(symbol) == SlotForm::Tagged {
                        continue;
                    }
                    match first.get(index) {
                        Some(slot) => self.check_kind(state, symbol, slot.kind, slot.name)?,
                        None => self.check_kind(state, symbol, rest, "each argument")?,
                    }
                }
            }
            Below::Reads(slot) => {
                self.check_kind(state, state.stack[base - below], slot.kind, slot.name)?;
            }
            Below::Copies => {
                self.check_kind(state, state.stack[base - below], Kind::Object, "the original")?;
            }
        }
        self.check_phase(state)?;
        self.check_call(state)?;
        self.check_attribute(state)?;
        self.check_local(state)
    }

    fn check_kind(
        &self,
        state: &State,
        symbol: Symbol,
        kind: Kind,
        name: &str,
    ) -> Result<(), VerifyError> {
        let known = state.kind(symbol);
        if known.is(kind) {
            return Ok(());
        }
        let guard = match kind {
            Kind::Int => "guard it with `_GUARD_BOTH_INT`, `_GUARD_TOS_INT` or `_GUARD_NOS_INT`",
            Kind::Float => {
                "guard it with `_GUARD_BOTH_FLOAT`, `_GUARD_TOS_FLOAT` or `_GUARD_NOS_FLOAT`"
            }
            Kind::Bool => "make it with a comparison or `_TO_BOOL_BOOL`",
            Kind::List => "make it with `_BUILD_LIST` on every way there",
            Kind::RangeIter => "guard it with `_ITER_CHECK_RANGE`",
            Kind::RangeIterMore => "guard it with `_GUARD_NOT_EXHAUSTED_RANGE`",
            Kind::Str => "guard it with `_GUARD_BOTH_UNICODE`, or make it with `_FORMAT_SIMPLE`",
            Kind::Tuple => "make it with `_BUILD_TUPLE`",
            Kind::Dict => "make it with `_BUILD_MAP` on every way there",
            Kind::Set => "make it with `_BUILD_SET` on every way there",
            Kind::ListIter => "guard it with `_ITER_CHECK_LIST`",
            Kind::ListIterMore => "guard it with `_GUARD_NOT_EXHAUSTED_LIST`",
            Kind::TupleIter => "guard it with `_ITER_CHECK_TUPLE`",
            Kind::TupleIterMore => "guard it with `_GUARD_NOT_EXHAUSTED_TUPLE`",
            Kind::Function => "guard it with `_CHECK_FUNCTION_EXACT_ARGS`",
            Kind::Method => "guard it with `_CHECK_CALL_BOUND_METHOD_EXACT_ARGS`",
            Kind::Cell => "make it with `_MAKE_CELL` or `_COPY_FREE_VARS` on every way there",
            Kind::Frame => "make it with `_INIT_CALL_PY_EXACT_ARGS`",
            Kind::Object | Kind::Slot | Kind::Null | Kind::Borrowed => {
                "it must be a reference, and not be null on any way there"
            }
            Kind::Tagged | Kind::TaggedInt => "tag it with `_TAG_TOS` or `_TAG_NOS`",
            Kind::Number => "make it with `_INTS_TO_NUMBERS`",
            Kind::Unboxed => "unbox it with `_UNBOX_TOS` or `_UNBOX_NOS`",
            Kind::BorrowedFloat => "guard it as a float first",
            Kind::Any => "anything will do",
        };
        Err(self.error(
            format!(
                "`{}` needs {} as `{name}`, but all that is known of it is: {}",
                self.info().name,
                kind.describe(),
                known.describe()
            ),
            guard,
        ))
    }

    /// Whether the uop gets a reference of its own where it releases it, and no other one.
    fn check_owned(
        &self,
        state: &State,
        symbol: Symbol,
        owned: bool,
        name: &str,
    ) -> Result<(), VerifyError> {
        match (owned, state.lender(symbol).is_none()) {
            (true, false) => Err(self.error(
                format!("`{}` takes over `{name}`, which is borrowed", self.info().name),
                "load it with `_LOAD_FAST`",
            )),
            (false, true) => Err(self.error(
                format!("`{}` does not release `{name}`, which is owned", self.info().name),
                "load it with `_LOAD_FAST_BORROW`, or use a uop that releases it",
            )),
            _ => Ok(()),
        }
    }

    /// Whether the place of an attribute is one of the object's.
    fn check_attribute(&self, state: &State) -> Result<(), VerifyError> {
        let Operand::Attribute(class, _) = self.uop.operand else { return Ok(()) };
        let owner = state.stack[state.stack.len() - 1];
        match state.class_of(owner) == Some(class) {
            true => Ok(()),
            false => Err(self.error(
                format!(
                    "`{}` does not know that it has an instance of `{}`",
                    self.info().name,
                    self.program.classes[class.0 as usize].name
                ),
                "guard it with `_GUARD_TYPE_VERSION`",
            )),
        }
    }

    fn check_local(&self, state: &State) -> Result<(), VerifyError> {
        if matches!(self.uop.op, Op::_LOAD_DEREF | Op::_STORE_DEREF) {
            let symbol = state.locals[self.oparg()];
            let name = self.program.local_name(state.function, self.oparg()).unwrap_or("?");
            return self.check_kind(state, symbol, Kind::Cell, name);
        }
        if self.uop.op == Op::_COPY_FREE_VARS {
            let first = state.locals.len() - self.oparg();
            return (first..state.locals.len())
                .try_for_each(|local| self.check_not_mixed(state, local));
        }
        if self.info().operand != OperandKind::Local {
            return Ok(());
        }
        let knows_mixed = matches!(
            self.info().function,
            "_LOAD_FAST_MIXED"
                | "_LOAD_FAST_MIXED_TAGGED"
                | "_LOAD_FAST_AND_CLEAR_MIXED"
                | "_STORE_FAST_MIXED_TAGGED"
        );
        if !knows_mixed {
            self.check_not_mixed(state, self.oparg())?;
        }
        let wanted = match self.info().function {
            "_LOAD_FAST"
            | "_LOAD_FAST_BORROW"
            | "_LOAD_FAST_TAGGED"
            | "_LOAD_FAST_MIXED"
            | "_LOAD_FAST_MIXED_TAGGED" => Kind::Object,
            "_LOAD_FAST_UNBOXED" => Kind::Float,
            "_LOAD_FAST_CHECK" => return Ok(()),
            // It changes the local.
            _ => return self.check_not_lent(state),
        };
        let kind = state.kind(state.locals[self.oparg()]);
        if kind.is(wanted) {
            return Ok(());
        }
        let name = self.program.local_name(state.function, self.oparg()).unwrap_or("?");
        let (message, help) = match kind {
            Kind::Null => (format!("local `{name}` is empty here"), "store a value in it first"),
            _ if wanted == Kind::Float && kind.is(Kind::Object) => {
                (format!("local `{name}` may be no float here"), "guard it first")
            }
            _ => (
                format!("local `{name}` may be empty here"),
                "store a value in it on every way that leads here",
            ),
        };
        let place = match self.place {
            Place::Uop(trace, index, _) => Place::Uop(trace, index, Part::Operand),
            place => place,
        };
        Err(VerifyError::new(place, message, help))
    }

    /// The local holds a reference or null.
    fn check_not_mixed(&self, state: &State, local: usize) -> Result<(), VerifyError> {
        if !state.mixed[local] {
            return Ok(());
        }
        let name = self.program.local_name(state.function, local).unwrap_or("?");
        Err(self.error(
            format!(
                "local `{name}` may hold a tagged value, which `{}` can't use",
                self.info().name
            ),
            "use `_LOAD_FAST_MIXED` or `_STORE_FAST_MIXED`, or store it with `_STORE_FAST_TAGGED`",
        ))
    }

    /// Nothing on the stack is borrowed from the uop's local.
    fn check_not_lent(&self, state: &State) -> Result<(), VerifyError> {
        let local = self.uop.oparg();
        if !state.stack.iter().any(|&symbol| state.lender(symbol) == Some(local)) {
            return Ok(());
        }
        let name = self.program.local_name(state.function, local.into()).unwrap_or("?");
        Err(self.error(
            format!("the stack borrows from local `{name}`, which `{}` changes", self.info().name),
            "load it with `_LOAD_FAST`",
        ))
    }

    /// What the uop, which [`Step::check`] let pass, does to the state.
    pub(crate) fn apply(&self, state: &mut State) -> Result<(), VerifyError> {
        let info = self.info();
        // Only these reach an iterator; those that may fail do so by calling the runtime, where
        // `list(iterator)`, say, exhausts it.
        let goes_on = info.outputs.iter().zip(info.inputs).any(|(output, input)| {
            input.name == output.name && input.kind.exhaustible() == Some(output.kind)
        });
        if info.error || goes_on {
            state.forget_unexhausted();
        }
        let depth = state.stack.len();
        match info.function {
            "_LOAD_FAST" | "_LOAD_FAST_MIXED" => state.stack.push(state.locals[self.oparg()]),
            "_LOAD_FAST_CHECK" => {
                let value = state.locals[self.oparg()];
                state.refine(value, Kind::Object);
                state.stack.push(value);
            }
            "_BINARY_OP_INPLACE_ADD_UNICODE" => {
                state.stack.truncate(depth - 2);
                state.locals[self.oparg()] = state.fresh(Kind::Str);
            }
            "_LOAD_FAST_AND_CLEAR" | "_LOAD_FAST_AND_CLEAR_MIXED" => {
                state.mixed[self.oparg()] = false;
                let empty = state.fresh(Kind::Null);
                let value = std::mem::replace(&mut state.locals[self.oparg()], empty);
                state.stack.push(value);
            }
            "_STORE_FAST" => {
                if let Some(value) = state.stack.pop() {
                    state.locals[self.oparg()] = value;
                }
            }
            "_LOAD_FAST_BORROW" => {
                let symbol = state.borrow(self.uop.oparg());
                state.stack.push(symbol);
            }
            "_LOAD_FAST_TAGGED" | "_LOAD_FAST_MIXED_TAGGED" => {
                let symbol = state.tag(state.locals[self.oparg()]);
                state.stack.push(symbol);
            }
            "_STORE_FAST_TAGGED" => {
                if let Some(value) = state.stack.pop() {
                    state.locals[self.oparg()] = state.untag(value);
                }
            }
            "_STORE_FAST_MIXED_TAGGED" => {
                if let Some(value) = state.stack.pop() {
                    let tagged = state.form(value) == SlotForm::Tagged;
                    state.mixed[self.oparg()] = tagged;
                    state.locals[self.oparg()] = state.untagged(value);
                }
            }
            "_STORE_FAST_UNBOXED" => {
                state.stack.pop();
                state.locals[self.oparg()] = state.fresh(Kind::Float);
            }
            "_TAG_TOS" => state.stack[depth - 1] = state.tag(state.stack[depth - 1]),
            "_TAG_NOS" => state.stack[depth - 2] = state.tag(state.stack[depth - 2]),
            "_UNTAG_TOS" => state.stack[depth - 1] = state.untag(state.stack[depth - 1]),
            "_DELETE_FAST" => state.locals[self.oparg()] = state.fresh(Kind::Null),
            "_MAKE_CELL" => state.locals[self.oparg()] = state.fresh(Kind::Cell),
            "_COPY_FREE_VARS" => {
                let first = state.locals.len() - self.oparg();
                for local in first..state.locals.len() {
                    state.locals[local] = state.fresh(Kind::Cell);
                }
            }
            _ => match info.below {
                Below::Copies => {
                    let original = state.object(state.stack[depth - self.oparg()]);
                    state.stack.push(original);
                }
                Below::Swaps => state.stack.swap(depth - 1, depth - self.oparg()),
                _ => self.exchange(state),
            },
        }
        self.apply_call(state);
        if let (Op::_GUARD_TYPE_VERSION, Operand::Class(class)) = (self.uop.op, self.uop.operand)
            && let Some(&owner) = state.stack.last()
        {
            state.learn_class(owner, class);
        }
        state.executor_set |= self.uop.op == Op::_START_EXECUTOR;
        let room = self.program.stack_of(state.function);
        if state.stack.len() > room as usize {
            return Err(self.error(
                format!(
                    "the stack holds {} behind `{}`, and at most {room} fit",
                    state.stack.len(),
                    info.name,
                ),
                format!(
                    "`{}` needs `stack {}` or more",
                    self.program.function_name(state.function),
                    state.stack.len()
                ),
            ));
        }
        Ok(())
    }

    /// Replaces inputs by outputs, as the uop's row says.
    fn exchange(&self, state: &mut State) {
        let info = self.info();
        self.note_pending(state);
        let base = state.stack.len() - info.inputs.len();
        let inputs = state.stack.split_off(base);
        state.stack.truncate(base - info.pops_below(self.uop.oparg()));
        for _ in 0..info.pushes_below(self.uop.oparg()) {
            let item = state.fresh(Kind::Object);
            state.stack.push(item);
        }
        for (index, output) in info.outputs.iter().enumerate() {
            let symbol = match info.inputs.iter().position(|input| input.name == output.name) {
                Some(input) => {
                    state.refine(inputs[input], output.kind);
                    inputs[input]
                }
                None => {
                    let kind = match self.loaded_constant().filter(|_| index == 0) {
                        Some(constant) if output.kind.is_reference() => kind_of(&constant.value),
                        _ => self.result_kind(state, &inputs).unwrap_or(output.kind),
                    };
                    let symbol = state.fresh(kind);
                    self.note_function(state, symbol, index);
                    symbol
                }
            };
            state.stack.push(symbol);
        }
    }

    /// What is known of an operator's result from the kinds of its operands.
    fn result_kind(&self, state: &State, inputs: &[Symbol]) -> Option<Kind> {
        let &[left, right] = inputs else { return None };
        if self.info().operand != OperandKind::Operator {
            return None;
        }
        let kinds = [state.kind(left), state.kind(right)];
        let operator = Applied::from_oparg(self.uop.oparg())?.operator;
        match (kinds, operator.of_ints()) {
            ([Kind::Int, Kind::Int], IntResult::Int) => Some(Kind::Int),
            ([Kind::TaggedInt, Kind::TaggedInt], IntResult::Int) => Some(Kind::TaggedInt),
            ([Kind::Int, Kind::Int], IntResult::Float) => Some(Kind::Float),
            ([Kind::Float, Kind::Int | Kind::Float] | [Kind::Int, Kind::Float], _)
                if operator.makes_floats() =>
            {
                Some(Kind::Float)
            }
            _ => None,
        }
    }

    /// The constant that the uop pushes first.
    fn loaded_constant(&self) -> Option<&Const> {
        match self.uop.operand {
            Operand::Const(id) => self.program.consts.get(id.0 as usize),
            _ => None,
        }
    }
}

fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Int(_) => Kind::Int,
        Value::Bool(_) => Kind::Bool,
        Value::Float(_) => Kind::Float,
        Value::List(_) => Kind::List,
        Value::Str(_) => Kind::Str,
        Value::Tuple(_) => Kind::Tuple,
        Value::Dict(_) => Kind::Dict,
        Value::Set(_) => Kind::Set,
        _ => Kind::Object,
    }
}
