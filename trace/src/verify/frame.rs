//! Calls of Python functions, and the frames that they run in.

use super::error::VerifyError;
use super::state::{Pending, Phase, State, Symbol};
use super::step::Step;
use crate::program::{FunctionId, Named, Operand};
use uops::{Below, Function, Kind, Op};

impl Step<'_> {
    /// Whether the uop may stand between those that make, enter and leave frames.
    pub(super) fn check_phase(&self, state: &State) -> Result<(), VerifyError> {
        let op = self.uop.op;
        if self.info().follows {
            return match state.phase {
                Phase::Left => Ok(()),
                _ => Err(self.error(
                    format!("`{op}` does not follow a uop after which nothing is known of the frame"),
                    "it follows a return out of the frame that the trace began in, or the entry of a generator",
                )),
            };
        }
        let (after, needs) = match state.phase {
            Phase::FrameMade => ("a frame was made", Some(Op::_SAVE_RETURN_OFFSET)),
            Phase::ReturnSaved => ("`_SAVE_RETURN_OFFSET`", Some(Op::_PUSH_FRAME)),
            Phase::Numbers => ("`_INTS_TO_NUMBERS`", Some(Op::_GUARD_COMPARE_NUMBERS)),
            Phase::Resumed => ("that a generator was resumed", Some(Op::_SAVE_RETURN_OFFSET)),
            Phase::ResumeSaved => ("`_SAVE_RETURN_OFFSET`", Some(Op::_PUSH_GEN_FRAME)),
            Phase::Left => ("that the frame was left", Some(Op::_DYNAMIC_EXIT)),
            Phase::Running => ("", None),
        };
        match needs {
            Some(next) if op != next => {
                return Err(self.error(
                    format!("`{op}` follows {after}"),
                    format!("`{next}` has to come first"),
                ));
            }
            None if op == Op::_DYNAMIC_EXIT => {
                return Err(self.error(
                    "`_DYNAMIC_EXIT` does not follow a uop after which nothing is known of the frame".to_owned(),
                    "it follows a return out of the frame that the trace began in, or the entry of a generator",
                ));
            }
            None if op == Op::_SAVE_RETURN_OFFSET || self.info().enters => {
                return Err(self.error(
                    format!("`{op}` without a new frame"),
                    "make one first, for example with `_INIT_CALL_PY_EXACT_ARGS`",
                ));
            }
            _ => {}
        }
        self.check_leaves(state)?;
        let needs_executor = matches!(op, Op::_CHECK_VALIDITY | Op::_CHECK_VALIDITY_AND_SET_IP);
        if needs_executor && !state.executor_set {
            return Err(self.error(
                format!("`{op}` does not know which trace runs"),
                "start the trace with `_START_EXECUTOR`, unless it is a block to which blocks of its region \
                 alone lead",
            ));
        }
        Ok(())
    }

    /// Whether the uop may leave the frame, if it does.
    fn check_leaves(&self, state: &State) -> Result<(), VerifyError> {
        if !self.info().returns {
            return Ok(());
        }
        let op = self.uop.op;
        let of_generator = matches!(op, Op::_YIELD_VALUE | Op::_POP_GEN_FRAME);
        match (of_generator, state.in_generator) {
            (true, false) => {
                return Err(self.error(
                    format!("`{op}` leaves a frame that is not known to be a generator's"),
                    "a generator's code starts where the exit of `_RETURN_GENERATOR` or `_YIELD_VALUE` leads",
                ));
            }
            (false, true) => {
                return Err(self.error(
                    format!("`{op}` leaves the frame of a generator"),
                    "leave it with `_YIELD_VALUE` or `_POP_GEN_FRAME`",
                ));
            }
            _ => {}
        }
        match state.stack.len() == 1 || self.info().waits() {
            true => Ok(()),
            false => Err(self.error(
                format!("`{op}` returns from a stack of {}", state.stack.len()),
                "only the value that is returned may be left on the stack",
            )),
        }
    }

    /// The symbols of the callable and of `self_or_null`, below `oparg` arguments.
    fn callee(&self, state: &State) -> Option<(Symbol, Symbol)> {
        let base = state.stack.len().checked_sub(self.oparg() + 2)?;
        Some((state.stack[base], state.stack[base + 1]))
    }

    /// Whether the uop pushes a frame that is not the current one.
    fn pushes_frame(&self) -> bool {
        self.info().outputs.iter().any(|output| output.kind == Kind::Frame)
    }

    /// Whether the uop makes a frame for the callable.
    fn makes_frame(&self) -> bool {
        self.pushes_frame() && self.info().below != Below::Nothing
    }

    /// Whether the uop makes the arguments locals as they are.
    pub(super) fn passes_arguments(&self) -> bool {
        self.info().function == Function::_INIT_CALL_PY_EXACT_ARGS
    }

    /// Whether the uop takes arguments out of a tuple and a dict.
    fn gathers_arguments(&self) -> bool {
        matches!(self.uop.op, Op::_PY_FRAME_STAR | Op::_CREATE_INIT_FRAME_STAR)
    }

    /// How many arguments a call hands on, if that is known.
    fn given(&self, state: &State, this: Symbol) -> Option<usize> {
        match state.kind(this) {
            Kind::Null => Some(self.oparg()),
            kind if kind.is(Kind::Object) => Some(self.oparg() + 1),
            _ => None,
        }
    }

    /// Whether a call may happen: the function is known, it gets its arguments, its frame has room.
    pub(super) fn check_call(&self, state: &State) -> Result<(), VerifyError> {
        // The frame of a generator is that of any function.
        if self.info().enters && self.uop.op != Op::_PUSH_GEN_FRAME {
            let function = state.pending.as_ref().map(|pending| pending.function);
            if function.map(Operand::Function) != Some(self.uop.operand) {
                let name = function.map_or("?", |function| self.program.function_name(function));
                return Err(self
                    .error(format!("the frame is one of `{name}`"), format!("expected `{name}`")));
            }
            return Ok(());
        }
        if let Operand::Call(count, function) = self.uop.operand
            && self.uop.op == Op::_CHECK_FUNCTION_EXACT_ARGS
        {
            let (count, takes) = (usize::from(count), self.program.arg_count(function));
            let known = self.callee(state).and_then(|(_, this)| self.given(state, this));
            let fits = known.map_or(takes == count || takes == count + 1, |given| given == takes);
            return match fits {
                true => Ok(()),
                false => Err(self.error(
                    format!(
                        "`{}` takes {takes} arguments, and {} are given",
                        self.program.function_name(function),
                        known.unwrap_or(count)
                    ),
                    "the check would always exit",
                )),
            };
        }
        let Some((callable, this)) = self
            .callee(state)
            .filter(|_| self.makes_frame() || self.uop.op == Op::_CHECK_STACK_SPACE)
        else {
            return Ok(());
        };
        let Some(function) = state.function_of(callable) else {
            return Err(self.error(
                format!("`{}` does not know which function is called", self.info().name),
                "guard it with `_CHECK_FUNCTION_EXACT_ARGS` or `_CHECK_FUNCTION_VERSION`",
            ));
        };
        if !self.makes_frame() {
            return Ok(());
        }
        let name = self.program.function_name(function);
        let given = self.given(state, this);
        let has_stars = self.program.function(function).is_some_and(|found| found.has_stars());
        if self.uop.op == Op::_PY_FRAME_GENERAL && has_stars {
            return Err(self.error(
                format!("`{name}` has a parameter that takes all other arguments"),
                "make a tuple or dict of these, and a frame with `_INIT_CALL_PY_EXACT_ARGS`; or use `_PY_FRAME_STAR`",
            ));
        }
        let any_number = self.uop.op == Op::_PY_FRAME_GENERAL || self.gathers_arguments();
        if !any_number && given != Some(self.program.arg_count(function)) {
            return Err(self.error(
                format!(
                    "`{name}` takes {} arguments, and it is not known that it gets them",
                    self.program.arg_count(function)
                ),
                "guard it with `_CHECK_FUNCTION_EXACT_ARGS`",
            ));
        }
        let words = self.program.frame_words(function);
        if state.space < words {
            return Err(self.error(
                format!(
                    "a frame of `{name}` takes {words} words, and {} are known to be free",
                    state.space
                ),
                "check it with `_CHECK_STACK_SPACE` or `_CHECK_STACK_SPACE_OPERAND`",
            ));
        }
        Ok(())
    }

    /// Whether the first parameter of a function takes one argument by position.
    fn takes_self(&self, function: FunctionId) -> bool {
        match self.program.function(function) {
            Some(function) => function.plain_count() > function.keyword_only,
            None => self.program.arg_count(function) > 0,
        }
    }

    /// Notes the frame that the uop is about to make, while its arguments are on the stack.
    pub(super) fn note_pending(&self, state: &mut State) {
        if !self.makes_frame() {
            return;
        }
        let Some((callable, this)) = self.callee(state) else { return };
        let Some(function) = state.function_of(callable) else { return };
        // Where it is not known whether there is a `self`, nothing is known of the parameters.
        let given = self.given(state, this).unwrap_or(0);
        let mut args = state.stack[state.stack.len() - given..].to_vec();
        if self.gathers_arguments() {
            // What is on the stack is not what the parameters hold, but for a `self`.
            let has_self = given > self.oparg() && self.takes_self(function);
            args.truncate(usize::from(has_self));
        }
        if self.uop.op == Op::_PY_FRAME_GENERAL || self.gathers_arguments() {
            // The frame is made only if there are not too many, and the others have their values by
            // default.
            args.truncate(self.program.arg_count(function));
            while args.len() < self.program.arg_count(function) {
                args.push(state.fresh(Kind::Object));
            }
        }
        let forms = args.iter().map(|&arg| state.form_in_local(arg)).collect();
        for arg in &mut args {
            // What is known of an object stays known in the frame that gets it.
            let untagged = state.untagged(*arg);
            *arg = state.object(untagged);
        }
        state.space -= self.program.frame_words(function).min(state.space);
        state.pending = Some(Pending { function, args, forms });
    }

    /// Notes which function the symbol is that the uop pushes first, if it is a constant.
    pub(super) fn note_function(&self, state: &mut State, symbol: Symbol, index: usize) {
        let Some(named) = self.uop.operand.named().filter(|_| index == 0) else { return };
        let called = self.program.called(named);
        // One without the closure that it needs stands for its code and can't be called.
        if called.is_some() || matches!(named, Named::Function(_)) {
            state.refine(symbol, Kind::Function);
        }
        if let Some(function) = called {
            state.learn_function(symbol, function);
        }
    }

    /// The effect of the uop on frames, and what it implies about functions. What is `returned` is what was on
    /// top, if what is known of it goes on to the caller.
    pub(super) fn apply_call(&self, state: &mut State, returned: Option<Symbol>) {
        self.apply_guard(state);
        let is_init = match (self.uop.op, state.pending.as_ref()) {
            (Op::_CREATE_INIT_FRAME, _) => true,
            (Op::_CREATE_INIT_FRAME_STAR, Some(pending)) => self.takes_self(pending.function),
            _ => false,
        };
        if is_init
            && let Some(this) = state.pending.as_ref().and_then(|pending| pending.args.first())
            && let [.., slot, _] = &mut state.stack[..]
        {
            *slot = *this;
        }
        state.phase = match self.uop.op {
            Op::_SAVE_RETURN_OFFSET if state.phase == Phase::Resumed => Phase::ResumeSaved,
            Op::_SAVE_RETURN_OFFSET => Phase::ReturnSaved,
            Op::_PUSH_GEN_FRAME => state.enter_generator(),
            _ if self.info().enters => {
                if let Some(function) = state.pending.as_ref().map(|pending| pending.function) {
                    let words = self.program.frame_words(function);
                    state.push_frame(self.program.local_count_of(function), words);
                }
                Phase::Running
            }
            _ if self.info().returns => match state.pop_frame() {
                true => {
                    let value = returned.unwrap_or_else(|| state.fresh(Kind::Object));
                    state.stack.push(value);
                    Phase::Running
                }
                false => {
                    state.returned =
                        returned.map(|value| (state.kind(value), state.class_of(value)));
                    state.leave_frame()
                }
            },
            _ if self.makes_frame() => Phase::FrameMade,
            _ if self.pushes_frame() => Phase::Resumed,
            Op::_INTS_TO_NUMBERS => Phase::Numbers,
            _ => Phase::Running,
        };
    }

    fn apply_guard(&self, state: &mut State) {
        if let Operand::Words(words) = self.uop.operand {
            state.space = state.space.max(words as usize);
        }
        let Some((callable, this)) = self.callee(state) else { return };
        let learn = |state: &mut State, kind| {
            state.refine(callable, kind);
            if let Operand::Call(_, function) = self.uop.operand {
                state.learn_function(callable, function);
            }
        };
        match self.uop.op {
            Op::_CHECK_FUNCTION_VERSION => learn(state, Kind::Function),
            Op::_CHECK_FUNCTION_EXACT_ARGS => {
                learn(state, Kind::Function);
                if let Operand::Call(count, function) = self.uop.operand {
                    let exact = self.program.arg_count(function) == usize::from(count);
                    state.refine(this, if exact { Kind::Null } else { Kind::Object });
                }
            }
            Op::_CHECK_CALL_BOUND_METHOD_EXACT_ARGS | Op::_CHECK_METHOD_VERSION => {
                learn(state, Kind::Method);
                state.refine(this, Kind::Null);
            }
            Op::_INIT_CALL_BOUND_METHOD_EXACT_ARGS | Op::_EXPAND_METHOD => {
                let function: Option<FunctionId> = state.function_of(callable);
                let kind = if function.is_some() { Kind::Function } else { Kind::Object };
                let base = state.stack.len() - self.oparg() - 2;
                state.stack[base] = state.fresh(kind);
                if let Some(function) = function {
                    state.learn_function(state.stack[base], function);
                }
                state.stack[base + 1] = state.fresh(Kind::Object);
            }
            Op::_CHECK_AND_ALLOCATE_OBJECT | Op::_ALLOCATE_OBJECT => {
                let Operand::CallClass(_, class) = self.uop.operand else { return };
                let Some(init) = self.program.init_function(class) else { return };
                let base = state.stack.len() - self.oparg() - 2;
                let (function, this) = (state.fresh(Kind::Function), state.fresh(Kind::Object));
                state.learn_function(function, init);
                state.learn_class(this, class);
                (state.stack[base], state.stack[base + 1]) = (function, this);
                state.space = state.space.max(self.program.frame_words(init));
            }
            Op::_CHECK_STACK_SPACE => {
                if let Some(function) = state.function_of(callable) {
                    state.space = state.space.max(self.program.frame_words(function));
                }
            }
            _ => {}
        }
    }
}
