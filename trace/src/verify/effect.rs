//! The effect of a uop on the state.

use super::entry::LocalForm;
use super::error::VerifyError;
use super::handlers::sets_pointer;
use super::state::{State, Symbol};
use super::step::Step;
use crate::program::{ClassId, Const, Operand};
use num_bigint::Sign;
use uops::operator::IntResult;
use uops::runtime::{BuiltinType, Value};
use uops::{Applied, Below, Function, Kind, Moves, Op, OperandKind, Operator};

impl Step<'_> {
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
        // CPython 3.13's optimiser knows nothing of what a call returns.
        let is_known = self.uop.op == Op::_RETURN_VALUE
            || self.uop.op == Op::_YIELD_VALUE && self.program.dialect.borrows();
        let returned = state.stack.last().filter(|_| is_known).copied();
        if !self.apply_to_locals(state) && !self.apply_form(state) {
            match info.below.moves() {
                Some(Moves::Copy) => {
                    let original = state.stack[state.stack.len() - self.oparg()];
                    let original = state.object(original);
                    state.stack.push(original);
                }
                Some(Moves::Swap) => {
                    let depth = state.stack.len();
                    state.stack.swap(depth - 1, depth - self.oparg());
                }
                None => self.exchange(state),
            }
        }
        self.apply_call(state, returned);
        self.learn(state);
        state.executor_set |= self.uop.op == Op::_START_EXECUTOR;
        if self.program.handlers.is_some() {
            match self.uop.operand {
                Operand::InstrPtr(offset) if sets_pointer(self.uop.op) => {
                    state.offset = Some(offset)
                }
                // A new frame has none yet.
                Operand::Function(_) if info.enters => state.offset = Some(0),
                _ => {}
            }
        }
        let room = self.program.stack_of(state.function);
        if state.stack.len() > room as usize {
            return Err(self.error(
                format!(
                    "the stack holds {} slots after `{}`, and at most {room} fit",
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

    /// What is known after a guard beyond what its row says of its outputs.
    fn learn(&self, state: &mut State) {
        let [.., below, top] = match state.stack[..] {
            [.., below, top] => [below, top],
            [top] => [top, top],
            [] => return,
        };
        let guarded = match self.info().function {
            Function::_GUARD_TYPE | Function::_GUARD_TYPE_VERSION => top,
            Function::_GUARD_NOS_TYPE | Function::_GUARD_NOS_TYPE_VERSION => below,
            Function::_GUARD_BINARY_OP_SUBSCR_TUPLE_INT_BOUNDS
            | Function::_GUARD_NOT_EXHAUSTED_TUPLE_AT => {
                return state.learn_within(below, top);
            }
            Function::_GUARD_BINARY_OP_EXTEND => {
                if let Operand::Types(left, right) = self.uop.operand {
                    for (symbol, builtin) in [(below, left), (top, right)] {
                        if let Some(kind) = operand_kind(builtin) {
                            state.refine(symbol, kind);
                        }
                    }
                }
                return;
            }
            Function::_GUARD_BINARY_OP_EXTEND_LHS | Function::_GUARD_BINARY_OP_EXTEND_RHS => {
                let is_left = self.info().function == Function::_GUARD_BINARY_OP_EXTEND_LHS;
                if let Operand::Type(builtin) = self.uop.operand
                    && let Some(kind) = operand_kind(builtin)
                {
                    state.refine(if is_left { below } else { top }, kind);
                }
                return;
            }
            _ => return,
        };
        match self.uop.operand {
            Operand::Class(class) => state.learn_class(guarded, class),
            // What CPython 3.13's optimiser makes of a version is that of a class.
            Operand::Type(builtin)
                if self.program.dialect.borrows()
                    || !matches!(
                        self.info().function,
                        Function::_GUARD_TYPE_VERSION | Function::_GUARD_NOS_TYPE_VERSION
                    ) =>
            {
                if let Some(kind) = Kind::of_type(builtin.name()) {
                    state.refine(guarded, kind);
                }
            }
            _ => {}
        }
    }

    /// What the uop does if its meaning is about locals; whether it is.
    fn apply_to_locals(&self, state: &mut State) -> bool {
        let depth = state.stack.len();
        match self.info().function {
            Function::_LOAD_FAST | Function::_LOAD_FAST_MIXED => {
                state.stack.push(state.locals[self.oparg()])
            }
            Function::_LOAD_FAST_CHECK => {
                let value = state.locals[self.oparg()];
                state.refine(value, Kind::Object);
                state.stack.push(value);
            }
            Function::_BINARY_OP_INPLACE_ADD_UNICODE => {
                state.stack.truncate(depth - 2);
                state.locals[self.oparg()] = state.fresh(Kind::Str);
            }
            Function::_BINARY_OP_APPEND_UNICODE => {
                state.stack.truncate(depth - 2);
                state.locals[self.oparg()] = state.fresh(Kind::Null);
                let res = state.fresh(Kind::Str);
                state.stack.push(res);
            }
            Function::_LOAD_FAST_AND_CLEAR | Function::_LOAD_FAST_AND_CLEAR_MIXED => {
                state.forms[self.oparg()] = LocalForm::Reference;
                let empty = state.fresh(Kind::Null);
                let value = std::mem::replace(&mut state.locals[self.oparg()], empty);
                state.stack.push(value);
            }
            Function::_STORE_FAST => {
                if let Some(value) = state.stack.pop() {
                    state.locals[self.oparg()] = value;
                }
            }
            Function::_SWAP_FAST => {
                if let Some(value) = state.stack.pop() {
                    let old = std::mem::replace(&mut state.locals[self.oparg()], value);
                    state.stack.push(old);
                }
            }
            Function::_LOAD_FAST_BORROW => {
                let symbol = state.borrow(self.uop.oparg());
                state.stack.push(symbol);
            }
            Function::_LOAD_FAST_MIXED_TAGGED => {
                state.forms[self.oparg()] = LocalForm::Tagged;
                let symbol = state.tag(state.locals[self.oparg()]);
                state.stack.push(symbol);
            }
            Function::_LOAD_FAST_TAGGED
            | Function::_LOAD_FAST_COMPACT_TAGGED
            | Function::_LOAD_FAST_HELD_TAGGED => {
                let symbol = state.tag(state.locals[self.oparg()]);
                state.stack.push(symbol);
            }
            Function::_STORE_FAST_TAGGED => {
                if let Some(value) = state.stack.pop() {
                    state.locals[self.oparg()] = state.untag(value);
                }
            }
            Function::_STORE_FAST_MIXED_TAGGED | Function::_STORE_FAST_OVER_TAGGED => {
                if let Some(value) = state.stack.pop() {
                    state.forms[self.oparg()] = state.form_in_local(value);
                    state.locals[self.oparg()] = state.untagged(value);
                }
            }
            Function::_STORE_FAST_UNBOXED => {
                state.stack.pop();
                state.locals[self.oparg()] = state.fresh(Kind::Float);
            }
            Function::_DELETE_FAST => state.locals[self.oparg()] = state.fresh(Kind::Null),
            Function::_MAKE_CELL => state.locals[self.oparg()] = state.fresh(Kind::Cell),
            Function::_COPY_FREE_VARS => {
                let first = state.locals.len() - self.oparg();
                for local in first..state.locals.len() {
                    state.locals[local] = state.fresh(Kind::Cell);
                }
            }
            _ => return false,
        }
        true
    }

    /// What the uop does if it changes the form of a slot and nothing else; whether it does.
    fn apply_form(&self, state: &mut State) -> bool {
        let depth = state.stack.len();
        match self.info().function {
            Function::_TAG_TOS => state.stack[depth - 1] = state.tag(state.stack[depth - 1]),
            Function::_TAG_NOS => state.stack[depth - 2] = state.tag(state.stack[depth - 2]),
            // It is the same object, with a reference of its own.
            Function::_MAKE_HEAP_SAFE => {
                state.stack[depth - 1] = state.object(state.stack[depth - 1]);
            }
            Function::_UNTAG_TOS | Function::_UNTAG_COMPACT => {
                state.stack[depth - 1] = state.untag(state.stack[depth - 1])
            }
            _ => return false,
        }
        true
    }

    /// Replaces inputs by outputs, as the uop's row says.
    fn exchange(&self, state: &mut State) {
        let info = self.info();
        self.note_pending(state);
        let effect = info.stack_effect(self.uop.oparg());
        let base = state.stack.len() - effect.inputs;
        let inputs = state.stack.split_off(base);
        if let Below::Replaces { result, .. } = info.below {
            state.stack[base - effect.reach_below] = state.fresh(result.kind);
        }
        state.stack.truncate(base - effect.pops_below);
        for _ in 0..effect.pushes_below {
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
                        Some(constant) if output.kind == Kind::TaggedInt => {
                            kind_of(&constant.value).tagged()
                        }
                        _ => self.result_kind(state, &inputs).unwrap_or(output.kind),
                    };
                    let symbol = state.fresh(kind);
                    if let Some(Const { value: Value::Int(int), .. }) =
                        self.loaded_constant().filter(|_| index == 0)
                        && int.sign() != Sign::Minus
                    {
                        state.learn_natural(symbol);
                    }
                    if index == 0 && self.loaded_constant().is_some() && output.kind.is_reference()
                    {
                        state.learn_immortal(symbol);
                    }
                    if index == 0
                        && let Some(Const { value: Value::Instance { class, .. }, .. }) =
                            self.loaded_constant()
                    {
                        state.learn_class(symbol, ClassId(*class));
                    }
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
        let both = |kind: Kind| kinds.iter().all(|known| known.is(kind));
        let is_number = |kind: Kind| kind.is(Kind::Int) || kind == Kind::Float;
        match operator.of_ints() {
            IntResult::Int if both(Kind::Int) || both(Kind::TaggedInt) => {
                let is_compact = match operator {
                    // No larger than what is divided or shifted, and smaller than what it is divided by.
                    Operator::FloorDivide | Operator::RightShift => is_compact(kinds[0]),
                    Operator::Remainder => is_compact(kinds[1]),
                    // No larger than an operand that is not negative.
                    Operator::And => [left, right]
                        .iter()
                        .any(|&symbol| state.is_natural(symbol) && is_compact(state.kind(symbol))),
                    _ => false,
                };
                let int = if is_compact { Kind::Compact } else { Kind::Int };
                Some(if both(Kind::Int) { int } else { int.tagged() })
            }
            IntResult::Float if both(Kind::Int) => Some(Kind::Float),
            _ if kinds.contains(&Kind::Float)
                && kinds.into_iter().all(is_number)
                && operator.makes_floats() =>
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

/// What is known of an operand of an operator that is specialised for a type.
pub(crate) fn operand_kind(builtin: BuiltinType) -> Option<Kind> {
    let kind = Kind::of_type(builtin.name())?;
    Some(if kind == Kind::Int { Kind::Compact } else { kind })
}

/// Whether an int of a kind is known to be compact.
fn is_compact(kind: Kind) -> bool {
    matches!(kind, Kind::Compact | Kind::TaggedCompact)
}

fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Int(int) if int.bits() <= 30 => Kind::Compact,
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
