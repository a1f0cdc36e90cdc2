//! Checks whether a uop may run in a state.

use super::entry::LocalForm;
use super::error::VerifyError;
use super::state::{SlotForm, State, Symbol};
use super::step::{CALLABLE_AND_SELF, Step};
use crate::location::{Location, Part};
use crate::program::Operand;
use uops::{Function, Kind, Op, OperandKind};

impl Step<'_> {
    /// Whether the uop may run in this state.
    pub(crate) fn check(&self, state: &State) -> Result<(), VerifyError> {
        self.check_depth(state)?;
        let info = self.info();
        let depth = state.stack.len();
        let effect = info.stack_effect(self.uop.oparg());
        let base = depth - effect.inputs;
        let below = effect.reach_below;
        for (input, &symbol) in info.inputs.iter().zip(&state.stack[base..]) {
            if info.function == Function::_POP_TOP_NOP {
                self.check_needs_no_release(state, symbol)?;
                continue;
            }
            self.check_kind(state, symbol, input.kind, input.name)?;
            let moves = info.below.moves().is_some();
            let stays =
                moves || !info.exit_pops && info.outputs.iter().any(|out| out.name == input.name);
            if !stays {
                self.check_owned(state, symbol, !input.kind.is_borrowed(), input.name)?;
            }
        }
        let reached = info.below.reached(base, below);
        for (index, &symbol) in state.stack[reached].iter().enumerate() {
            let Some(required) = info.below.required(index) else { continue };
            if let Some(name) = required.owned {
                self.check_owned(state, symbol, true, name)?;
            }
            // A position stays where it is while another frame runs.
            if info.waits() && state.kind(symbol).is(Kind::PositionOrNull) {
                continue;
            }
            let in_local = index >= CALLABLE_AND_SELF && self.passes_arguments();
            if in_local && state.form(symbol) == SlotForm::Tagged {
                continue;
            }
            self.check_kind(state, symbol, required.kind, required.name)?;
        }
        self.check_bounds(state)?;
        self.check_phase(state)?;
        self.check_call(state)?;
        self.check_attribute(state)?;
        self.check_local(state)
    }

    /// Whether the stack holds as much as the uop reaches.
    pub(crate) fn check_depth(&self, state: &State) -> Result<(), VerifyError> {
        let reach = self.info().stack_effect(self.uop.oparg()).reach();
        let depth = state.stack.len();
        match depth >= reach {
            true => Ok(()),
            false => Err(self.error(
                format!("`{}` needs {reach} on the stack, which holds {depth}", self.info().name),
                "push what it needs first",
            )),
        }
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
            Kind::Compact => "guard it with a `_GUARD_TOS_INT` or `_GUARD_NOS_INT` of CPython 3.15",
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
            Kind::TaggedCompact => {
                "tag a compact int with `_TAG_TOS` or `_TAG_NOS`, or guard it with \
                 `_GUARD_TOS_COMPACT_TAGGED` or `_GUARD_NOS_COMPACT_TAGGED`"
            }
            Kind::Tagged | Kind::TaggedInt => "tag it with `_TAG_TOS` or `_TAG_NOS`",
            Kind::Number => "make it with `_INTS_TO_NUMBERS`",
            Kind::Unboxed => "unbox it with `_UNBOX_TOS` or `_UNBOX_NOS`",
            Kind::BorrowedFloat => "guard it as a float first",
            Kind::Position | Kind::PositionOrNull => {
                "push it with `_PUSH_TAGGED_ZERO` or `_GET_ITER` on every way there"
            }
            Kind::Any => "anything will do",
        };
        let message = format!(
            "`{}` needs {} as `{name}`, but all that is known of it is: {}",
            self.info().name,
            kind.describe(),
            known.describe()
        );
        Err(self.error(message, guard))
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
            // Nobody has to release what lives as long as the program.
            (false, true) if !state.is_immortal(symbol) => Err(self.error(
                format!("`{}` does not release `{name}`, which is owned", self.info().name),
                "load it with `_LOAD_FAST_BORROW`, or use a uop that releases it",
            )),
            _ => Ok(()),
        }
    }

    /// Whether the slot holds no object that has to be released.
    fn check_needs_no_release(&self, state: &State, symbol: Symbol) -> Result<(), VerifyError> {
        let is_counted = state.lender(symbol).is_none()
            && !state.is_immortal(symbol)
            && !state.kind(symbol).is(Kind::PositionOrNull)
            && state.kind(symbol) != Kind::Bool;
        match is_counted {
            false => Ok(()),
            true => Err(self.error(
                format!("`{}` does not release the topmost slot, which is owned", self.info().name),
                "pop it with `_POP_TOP`",
            )),
        }
    }

    /// Whether a guard has found that an index is within the bounds of the tuple, where the uop relies on it.
    fn check_bounds(&self, state: &State) -> Result<(), VerifyError> {
        let help = match self.info().function {
            Function::_BINARY_OP_SUBSCR_TUPLE_INT => {
                "guard it with `_GUARD_BINARY_OP_SUBSCR_TUPLE_INT_BOUNDS`"
            }
            Function::_ITER_NEXT_TUPLE_AT => "guard it with `_GUARD_NOT_EXHAUSTED_TUPLE`",
            _ => return Ok(()),
        };
        let [.., tuple, index] = state.stack[..] else { return Ok(()) };
        match state.is_within(tuple, index) {
            true => Ok(()),
            false => Err(self.error(
                format!("`{}` does not know that the tuple has the item", self.info().name),
                help,
            )),
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
        if matches!(
            self.info().function,
            Function::_LOAD_DEREF | Function::_STORE_DEREF | Function::_DELETE_DEREF
        ) {
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
            Function::_LOAD_FAST_MIXED
                | Function::_LOAD_FAST_MIXED_TAGGED
                | Function::_LOAD_FAST_AND_CLEAR_MIXED
                | Function::_STORE_FAST_MIXED_TAGGED
                | Function::_LOAD_FAST_HELD_TAGGED
                | Function::_STORE_FAST_OVER_TAGGED
        );
        if !knows_mixed {
            self.check_not_mixed(state, self.oparg())?;
        }
        let held = [Function::_LOAD_FAST_HELD_TAGGED, Function::_STORE_FAST_OVER_TAGGED];
        if held.contains(&self.info().function) {
            self.check_held(state)?;
        }
        let wanted = match self.info().function {
            Function::_LOAD_FAST
            | Function::_LOAD_FAST_BORROW
            | Function::_LOAD_FAST_TAGGED
            | Function::_LOAD_FAST_MIXED
            | Function::_LOAD_FAST_MIXED_TAGGED
            | Function::_LOAD_FAST_HELD_TAGGED => Kind::Object,
            Function::_LOAD_FAST_UNBOXED => Kind::Float,
            Function::_LOAD_FAST_COMPACT_TAGGED => Kind::Compact,
            Function::_LOAD_FAST_CHECK => return Ok(()),
            // It changes the local.
            _ => return self.check_not_lent(state),
        };
        if self.info().function == Function::_LOAD_FAST_MIXED_TAGGED {
            // The local may change its form.
            self.check_not_lent(state)?;
        }
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
            _ if wanted == Kind::Compact && kind.is(Kind::Object) => {
                (format!("local `{name}` may be no int below 2**30 here"), "guard it first")
            }
            _ => (
                format!("local `{name}` may be empty here"),
                "store a value in it on every way that leads here",
            ),
        };
        let location = match self.location {
            Location::Uop(trace, index, _) => Location::Uop(trace, index, Part::Operand),
            location => location,
        };
        Err(VerifyError::new(location, message, help))
    }

    /// The local holds a tagged int that is compact.
    fn check_held(&self, state: &State) -> Result<(), VerifyError> {
        if state.holds_tagged(self.oparg()) {
            return Ok(());
        }
        let name = self.program.local_name(state.function, self.oparg()).unwrap_or("?");
        Err(self.error(
            format!("local `{name}` may hold something else than a tagged int below 2**30 here"),
            "use `_LOAD_FAST_MIXED_TAGGED` and `_STORE_FAST_MIXED_TAGGED`",
        ))
    }

    /// The local holds a reference or null.
    fn check_not_mixed(&self, state: &State, local: usize) -> Result<(), VerifyError> {
        if state.forms[local] == LocalForm::Reference {
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
}
