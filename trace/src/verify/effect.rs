//! What one uop asks of the state and does to it.

use super::VerifyError;
use super::state::{State, Symbol};
use crate::document::{Part, Place};
use crate::program::{Const, Operand, Program, Uop};
use uops::runtime::Value;
use uops::{Below, Kind, Op, OperandKind, UopInfo};

/// A uop at its place in a program.
pub(super) struct Step<'p> {
    pub(super) program: &'p Program,
    pub(super) uop: &'p Uop,
    pub(super) place: Place,
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
    pub(super) fn check(&self, state: &State) -> Result<(), VerifyError> {
        let info = self.info();
        let depth = state.stack.len();
        let inputs = info.inputs.len();
        let below = match info.below {
            Below::Nothing | Below::Frame => 0,
            Below::Pops { first, .. } | Below::Peeks { first, .. } => first.len() + self.oparg(),
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
        }
        match info.below {
            Below::Nothing | Below::Swaps | Below::Frame => {}
            Below::Pops { first, rest } | Below::Peeks { first, rest } => {
                for (index, &symbol) in state.stack[base - below..base].iter().enumerate() {
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
            Kind::Function => "guard it with `_CHECK_FUNCTION_EXACT_ARGS`",
            Kind::Method => "guard it with `_CHECK_CALL_BOUND_METHOD_EXACT_ARGS`",
            Kind::Cell => "make it with `_MAKE_CELL` or `_COPY_FREE_VARS` on every way there",
            Kind::Frame => "make it with `_INIT_CALL_PY_EXACT_ARGS`",
            Kind::Object | Kind::Slot | Kind::Null => "it must not be null on any way there",
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
        if self.info().operand != OperandKind::Local || self.info().function != "_LOAD_FAST" {
            return Ok(());
        }
        let kind = state.kind(state.locals[self.oparg()]);
        if kind.is(Kind::Object) {
            return Ok(());
        }
        let name = self.program.local_name(state.function, self.oparg()).unwrap_or("?");
        let (message, help) = match kind {
            Kind::Null => (format!("local `{name}` is empty here"), "store a value in it first"),
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

    /// What the uop, which [`Step::check`] let pass, does to the state.
    pub(super) fn apply(&self, state: &mut State) -> Result<(), VerifyError> {
        let info = self.info();
        // Only these reach an iterator; those that may fail do so by calling the runtime, where
        // `list(iterator)`, say, exhausts it.
        if info.error || self.uop.op == Op::_ITER_NEXT_RANGE {
            state.forget_unexhausted();
        }
        let depth = state.stack.len();
        match info.function {
            "_LOAD_FAST" => state.stack.push(state.locals[self.oparg()]),
            "_LOAD_FAST_AND_CLEAR" => {
                let empty = state.fresh(Kind::Null);
                let value = std::mem::replace(&mut state.locals[self.oparg()], empty);
                state.stack.push(value);
            }
            "_STORE_FAST" => {
                if let Some(value) = state.stack.pop() {
                    state.locals[self.oparg()] = value;
                }
            }
            "_MAKE_CELL" => state.locals[self.oparg()] = state.fresh(Kind::Cell),
            "_COPY_FREE_VARS" => {
                let first = state.locals.len() - self.oparg();
                for local in first..state.locals.len() {
                    state.locals[local] = state.fresh(Kind::Cell);
                }
            }
            _ => match info.below {
                Below::Copies => state.stack.push(state.stack[depth - self.oparg()]),
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
        for (index, output) in info.outputs.iter().enumerate() {
            let symbol = match info.inputs.iter().position(|input| input.name == output.name) {
                Some(input) => {
                    state.refine(inputs[input], output.kind);
                    inputs[input]
                }
                None => {
                    let constant = self.loaded_constant().filter(|_| index == 0);
                    let kind = constant.map_or(output.kind, |constant| kind_of(&constant.value));
                    let symbol = state.fresh(kind);
                    self.note_function(state, symbol, index);
                    symbol
                }
            };
            state.stack.push(symbol);
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
        _ => Kind::Object,
    }
}
