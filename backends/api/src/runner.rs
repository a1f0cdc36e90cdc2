//! Runs a program once.

use crate::{Code, Ended};
use std::time::{Duration, Instant};
use trace::{Activation, LoadedProgram, TraceId};
use uops::Function;
use uops::runtime::{PyException, Runtime, Value};

/// How a run ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// The function returned this.
    Returned(Value),
    /// It raised.
    Raised(PyException),
    /// It left through an exit that leads nowhere.
    UnlinkedExit {
        /// The trace.
        trace: TraceId,
        /// The uop's index.
        uop: u32,
    },
}

/// What a run was like.
#[derive(Clone, PartialEq, Debug)]
pub struct RunReport {
    /// How it ended.
    pub outcome: Outcome,
    /// Wall time in the code itself: arguments are made before, the result is read after.
    pub elapsed: Duration,
    /// Uops executed; 0 unless compiled to count.
    pub uops_executed: u64,
    /// Exits taken; 0 unless compiled to count.
    pub exits_taken: u64,
    /// Objects alive after the run less those alive before; [`run_timed`] does not look.
    pub leaked: i64,
}

/// Why a program could not be started.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Wrong arguments.
    #[error(transparent)]
    Start(#[from] trace::StartError),
}

/// Runs a program and counts the objects that it leaves behind.
pub fn run(
    program: &LoadedProgram,
    code: &dyn Code,
    runtime: &mut Runtime,
    args: &[Value],
) -> Result<RunReport, RunError> {
    let before = runtime.live_objects();
    let mut report = run_timed(program, code, runtime, args)?;
    report.leaked = runtime.live_objects() as i64 - before as i64;
    Ok(report)
}

/// As [`run`], without counting objects: for timing loops.
pub fn run_timed(
    program: &LoadedProgram,
    code: &dyn Code,
    runtime: &mut Runtime,
    args: &[Value],
) -> Result<RunReport, RunError> {
    enter(program, code, runtime, args, |_| {})
}

/// Runs a program; one that does not return is shown to `stopped` before its frames go.
pub(crate) fn enter(
    program: &LoadedProgram,
    code: &dyn Code,
    runtime: &mut Runtime,
    args: &[Value],
    mut stopped: impl FnMut(&Runtime),
) -> Result<RunReport, RunError> {
    let mut activation = Activation::new(program);
    let vm = activation.start(program, runtime, args)?;
    runtime.reset_counters();
    let start = Instant::now();
    // SAFETY: the activation is fresh and of this program, which is alive as the runtime is.
    let status = unsafe { code.enter(vm) };
    let elapsed = start.elapsed();
    let (uops_executed, exits_taken) = runtime.counters();
    let ended = status.decode();
    if let Ended::UnlinkedExit { trace, uop } | Ended::Error { trace, uop } = ended {
        activation.materialise(program, runtime, trace, uop);
        stopped(runtime);
    }
    let too_deep = runtime.recursion_remaining() <= 1;
    let returned = activation.finish(program, runtime);
    let outcome = match (ended, returned) {
        (Ended::Returned, value) => {
            Outcome::Returned(value.expect("a program that returns leaves a value"))
        }
        (Ended::UnlinkedExit { trace, uop }, _)
            if too_deep && is_call_check(program, trace, uop) =>
        {
            Outcome::Raised(PyException::recursion_error())
        }
        (Ended::UnlinkedExit { trace, uop }, _) => Outcome::UnlinkedExit { trace, uop },
        (Ended::Error { .. }, _) => {
            let exception = runtime.take_exception();
            Outcome::Raised(exception.expect("a failing uop sets an exception"))
        }
    };
    // Whatever the program did after an opaque object answered wrongly says nothing.
    let outcome = runtime.take_replay_failure().map_or(outcome, Outcome::Raised);
    Ok(RunReport { outcome, elapsed, uops_executed, exits_taken, leaked: 0 })
}

/// Whether a uop checks, before a call, what is called and whether a frame may be entered. If such a check
/// fails in CPython, the interpreter executes the call's instruction, which raises an exception if there is
/// no room for a frame.
fn is_call_check(program: &LoadedProgram, trace: TraceId, uop: u32) -> bool {
    let trace = program.program().trace(trace);
    trace.uops.get(uop as usize).is_some_and(|uop| {
        matches!(
            uop.op.info().function,
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
    })
}
