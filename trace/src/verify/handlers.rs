//! What handles exceptions: whether its lines are right, and what is known where a handler goes on.

use super::entry::{Entry, Held, LocalForm, Way};
use super::error::VerifyError;
use super::state::State;
use super::verifier::Verifier;
use crate::location::{Location, Part};
use crate::program::{FunctionId, Handler, Program, TraceId};
use uops::{Function, Kind, Op};

/// Checks the lines about handlers.
pub(super) fn check(program: &Program) -> Result<(), VerifyError> {
    let Some(handlers) = &program.handlers else { return Ok(()) };
    let error = |line: usize, message: String, help: &str| {
        Err(VerifyError::new(Location::Handler(line), message, help))
    };
    let targets = handlers.rows.iter().map(|row| (row.target, row.function));
    let all = [(Some(handlers.start), FunctionId::MAIN)].into_iter().chain(targets);
    for (line, (target, function)) in all.enumerate() {
        let exists = target.is_none_or(|target| (target.0 as usize) < program.traces.len());
        if !exists || !program.has_function(function) {
            let message = "there is no such trace or function".to_owned();
            return error(line, message, "name a trace and a function of the program");
        }
    }
    let first = &program.traces[0];
    if first.uops.iter().any(|uop| uop.op != Op::_DYNAMIC_EXIT) || first.stack != 0 {
        let message = format!("trace `{}` does more than go on elsewhere", first.name);
        let help = "the first trace of a program with handlers has an empty stack and the uop `_DYNAMIC_EXIT`";
        return error(0, message, help);
    }
    let start = program.trace(handlers.start);
    if start.function != FunctionId::MAIN || start.stack != 0 || handlers.start == TraceId(0) {
        let message = format!("a run can't begin with trace `{}`", start.name);
        return error(
            0,
            message,
            "name another trace of the program's own function, with an empty stack",
        );
    }
    for (line, row) in (1..).zip(&handlers.rows) {
        if row.from >= row.to {
            return error(
                line,
                "the handler is for no instruction".to_owned(),
                "write `@FROM @TO`",
            );
        }
        let Some(target) = row.target else { continue };
        let target = program.trace(target);
        if target.function != row.function {
            return error(
                line,
                format!(
                    "trace `{}` runs in a frame of `{}`",
                    target.name,
                    program.function_name(target.function)
                ),
                "an exception is handled in the frame of the instruction",
            );
        }
        if target.stack != row.stack() {
            return error(
                line,
                format!(
                    "the handler leaves {} slots, but trace `{}` starts with {}",
                    row.stack(),
                    target.name,
                    target.stack
                ),
                "above what stays on the stack are the offset, if it is wanted, and the exception",
            );
        }
    }
    Ok(())
}

/// Whether a uop checks, before a call, what is called and whether a frame may be entered. If such a check
/// fails in CPython, the interpreter executes the call's instruction, which raises an exception if there is
/// no room for a frame.
pub fn checks_call(op: Op) -> bool {
    matches!(
        op.info().function,
        Function::_CHECK_STACK_SPACE
            | Function::_CHECK_STACK_SPACE_OPERAND
            | Function::_CHECK_RECURSION_REMAINING
            | Function::_CHECK_PEP_523
            | Function::_CHECK_FUNCTION_EXACT_ARGS
            | Function::_CHECK_FUNCTION_VERSION
            | Function::_CHECK_METHOD_VERSION
            | Function::_CHECK_CALL_BOUND_METHOD_EXACT_ARGS
            | Function::_CHECK_IS_NOT_PY_CALLABLE
            | Function::_CHECK_AND_ALLOCATE_OBJECT
    )
}

/// Whether a uop sets the frame's instruction pointer.
pub(crate) fn sets_pointer(op: Op) -> bool {
    matches!(op, Op::_SET_IP | Op::_CHECK_VALIDITY_AND_SET_IP)
}

/// What a handler finds, of what is known where an exception is raised: all slots are references of their own.
fn raised(handler: &Handler, state: &State, way: Way) -> Entry {
    let depth = handler.depth as usize;
    let mut entry = state.leave(depth, way);
    let locals = state.locals.len();
    let owned = |kind: &mut Kind| {
        *kind = match *kind {
            kind if kind.is(Kind::Tagged) => kind.untagged(),
            Kind::Unboxed => Kind::Float,
            kind => kind,
        }
    };
    let mut kinds = entry.kinds.to_vec();
    kinds[locals..].iter_mut().for_each(owned);
    let pushed = usize::from(handler.pushes_offset);
    kinds.extend(std::iter::repeat_n(Kind::Int, pushed));
    kinds.push(Kind::Object);
    let mut classes = entry.classes.to_vec();
    classes.extend(std::iter::repeat_n(None, pushed + 1));
    entry.held = vec![Held::Owned; kinds.len() - locals].into();
    entry.forms = vec![LocalForm::Reference; locals].into();
    (entry.kinds, entry.classes) = (kinds.into(), classes.into());
    entry
}

impl Verifier<'_> {
    /// Notes that the uop may raise an exception, which a handler of the program may get.
    pub(super) fn link_handlers(
        &mut self,
        id: TraceId,
        index: usize,
        state: &State,
    ) -> Result<(), VerifyError> {
        let program = self.program;
        let op = program.trace(id).uops[index].op;
        let info = op.info();
        if program.handlers.is_none() || !(info.error || info.enters || checks_call(op)) {
            return Ok(());
        }
        let location = Location::Uop(id, index, Part::Whole);
        for (handler, target) in program.linked_handlers() {
            let is_met = match state.offset {
                Some(offset) => handler.covers(state.function, offset),
                None => handler.function == state.function,
            };
            let depth = handler.depth as usize;
            if !is_met || (state.offset.is_none() && depth > state.stack.len()) {
                continue;
            }
            if depth > state.stack.len() {
                let message = format!(
                    "the handler of this instruction leaves {depth} slots, and the stack holds {}",
                    state.stack.len()
                );
                let help = "the stack is at least that deep wherever the instruction may fail";
                return Err(VerifyError::new(location, message, help));
            }
            let way = Way { from: location, executor_set: false };
            let entry = raised(&handler, state, way);
            if let Some(collected) = &mut self.collected {
                if collected.target == target {
                    collected.ways.push((location, entry));
                }
                continue;
            }
            self.arrive(target, entry)?;
        }
        Ok(())
    }
}
