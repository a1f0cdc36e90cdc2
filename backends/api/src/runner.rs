//! Runs a program once.

use crate::{Code, Ended};
use std::time::{Duration, Instant};
use trace::{Activation, LoadedProgram, TraceId, lacks_frame};
use uops::Vm;
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
    /// Exceptions that a handler of the program got.
    pub exceptions_handled: u64,
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
    let mut ended = unsafe { code.enter(vm) }.decode();
    let mut exceptions_handled = 0;
    while let Some(vm) = handler(program, &mut activation, runtime, ended) {
        // SAFETY: the first trace of the program goes on where the frame does, in which the exception is handled.
        ended = unsafe { code.enter(vm) }.decode();
        exceptions_handled += 1;
    }
    let elapsed = start.elapsed();
    let (uops_executed, exits_taken) = runtime.counters();
    if let Ended::UnlinkedExit { trace, uop } | Ended::Error { trace, uop } = ended {
        activation.materialise(program, runtime, trace, uop);
        stopped(runtime);
    }
    let lacks_frame = matches!(ended, Ended::UnlinkedExit { trace, uop }
        if lacks_frame(program.program(), runtime, trace, uop));
    let returned = activation.finish(program, runtime);
    let outcome = match (ended, returned) {
        (Ended::Returned, value) => {
            Outcome::Returned(value.expect("a program that returns leaves a value"))
        }
        (Ended::UnlinkedExit { .. }, _) if lacks_frame => {
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
    Ok(RunReport { outcome, elapsed, uops_executed, exits_taken, exceptions_handled, leaked: 0 })
}

/// The registers with which a program goes on that was left with an exception that it handles.
fn handler(
    program: &LoadedProgram,
    activation: &mut Activation,
    runtime: &mut Runtime,
    ended: Ended,
) -> Option<Vm> {
    program.program().handlers.as_ref()?;
    match ended {
        Ended::Returned => None,
        Ended::Error { trace, uop } => activation.handle(program, runtime, trace, uop),
        Ended::UnlinkedExit { trace, uop } => {
            if !lacks_frame(program.program(), runtime, trace, uop) {
                return None;
            }
            runtime.raise(PyException::recursion_error());
            let handler = activation.handle(program, runtime, trace, uop);
            if handler.is_none() {
                runtime.take_exception();
            }
            handler
        }
    }
}
