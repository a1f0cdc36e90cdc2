//! Runs a program once on each backend and compares the results.

use crate::Error;
use backend_api::{Backend, CompileOptions, Outcome, run, run_timed};
use programs::{Inputs, Workload};
use std::time::{Duration, Instant};
use trace::LoadedProgram;
use uops::runtime::Runtime;

/// What one run on one backend gave.
#[derive(Clone, PartialEq, Debug)]
pub struct Checked {
    /// The backend's id.
    pub backend: &'static str,
    /// How the run ended.
    pub outcome: Outcome,
    /// How it ended, in words: the result's `repr`, or what happened instead.
    pub text: String,
    /// Uops that it executed.
    pub uops_executed: u64,
    /// Exits that it took.
    pub exits_taken: u64,
    /// Objects that are still allocated after the run.
    pub leaked: i64,
    /// How long compiling and publishing took, with counting and verifying.
    pub compiling: Duration,
    /// How long the run took, counting included.
    pub elapsed: Duration,
}

/// Runs the workload once on every backend.
pub fn run_on_each(
    workload: &Workload,
    inputs: &Inputs,
    backends: &mut [Box<dyn Backend>],
) -> Result<Vec<Checked>, Error> {
    backends.iter_mut().map(|backend| run_on(workload, inputs, backend.as_mut())).collect()
}

/// Runs the workload once, in a runtime of its own, with code that counts.
pub fn run_on(
    workload: &Workload,
    inputs: &Inputs,
    backend: &mut dyn Backend,
) -> Result<Checked, Error> {
    let mut runs = run_with_all(workload, std::slice::from_ref(inputs), backend)?;
    Ok(runs.pop().expect("there is a run for each of the inputs"))
}

/// Runs the workload with each of these inputs, one after the other in one runtime, with code that is compiled once and
/// counts.
pub fn run_with_all(
    workload: &Workload,
    inputs: &[Inputs],
    backend: &mut dyn Backend,
) -> Result<Vec<Checked>, Error> {
    let id = backend.info().id;
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let options =
        CompileOptions { count: true, verify: true, announce: true, ..CompileOptions::default() };
    let start = Instant::now();
    let code = backend.compile(&program, options)?.publish()?;
    let compiling = start.elapsed();
    let check = |inputs: &Inputs| {
        let report =
            run(&program, code.as_ref(), &mut runtime, &inputs.args).map_err(|source| {
                Error::Run { workload: workload.name.clone(), backend: id.into(), source }
            })?;
        Ok(Checked {
            backend: id,
            text: describe(workload, &report.outcome),
            outcome: report.outcome,
            uops_executed: report.uops_executed,
            exits_taken: report.exits_taken,
            leaked: report.leaked,
            compiling,
            elapsed: report.elapsed,
        })
    };
    inputs.iter().map(check).collect()
}

/// How long it takes to compile the workload on a backend and to run it once, in code as a bench measures it: which
/// does not count, and was not verified.
///
/// # Errors
/// If it can't be compiled or run.
pub fn plain_times(
    workload: &Workload,
    inputs: &Inputs,
    backend: &mut dyn Backend,
) -> Result<(Duration, Duration), Error> {
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let start = Instant::now();
    let code = backend.compile(&program, CompileOptions::default())?.publish()?;
    let compiling = start.elapsed();
    let report = run_timed(&program, code.as_ref(), &mut runtime, &inputs.args);
    let report = report.map_err(|source| Error::Run {
        workload: workload.name.clone(),
        backend: backend.info().id.into(),
        source,
    })?;
    Ok((compiling, report.elapsed))
}

/// Runs the workload this many times on every backend with the code that a bench measures, which counts
/// nothing. `checked` is what a run of each gave.
///
/// # Errors
/// If a run ends otherwise than when it was checked.
pub fn run_measured(
    workload: &Workload,
    inputs: &Inputs,
    backends: &mut [Box<dyn Backend>],
    checked: &[Checked],
    times: u64,
) -> Result<(), Error> {
    for (backend, checked) in backends.iter_mut().zip(checked) {
        let mut runtime = Runtime::new();
        let program = LoadedProgram::load(&mut runtime, workload.program.clone());
        let options = CompileOptions { announce: true, ..CompileOptions::default() };
        let code = backend.compile(&program, options)?.publish()?;
        for _ in 0..times {
            let report = run_timed(&program, code.as_ref(), &mut runtime, &inputs.args);
            let report = report.map_err(|source| Error::Run {
                workload: workload.name.clone(),
                backend: checked.backend.into(),
                source,
            })?;
            if report.outcome != checked.outcome {
                return Err(Error::WrongResult(format!(
                    "{} on {} ends otherwise in code that does not count",
                    workload.name, checked.backend
                )));
            }
        }
    }
    Ok(())
}

/// Fails unless all runs ended alike, as expected, and without leaving objects behind.
pub fn compare(workload: &Workload, inputs: &Inputs, runs: &[Checked]) -> Result<(), Error> {
    let name = &workload.name;
    let Some(first) = runs.first() else { return Ok(()) };
    for run in runs {
        let Checked { backend, text, .. } = run;
        let returned = matches!(run.outcome, Outcome::Returned(_));
        match &inputs.result {
            Some(expected) if !returned || expected != text => {
                return Err(Error::WrongResult(format!(
                    "{name} on {backend} {}, but CPython returns {expected}",
                    ended(run)
                )));
            }
            _ => {}
        }
        if run.outcome != first.outcome {
            return Err(Error::WrongResult(format!(
                "{name} on {backend} {}, but on {} it {}",
                ended(run),
                first.backend,
                ended(first)
            )));
        }
        if (run.uops_executed, run.exits_taken) != (first.uops_executed, first.exits_taken) {
            return Err(Error::WrongResult(format!(
                "{name} on {backend} executes {} uops and takes {} exits, but on {} {} and {}",
                run.uops_executed,
                run.exits_taken,
                first.backend,
                first.uops_executed,
                first.exits_taken
            )));
        }
        if run.leaked != 0 {
            return Err(Error::WrongResult(format!(
                "{name} on {backend} leaves {} objects behind",
                run.leaked
            )));
        }
    }
    Ok(())
}

fn ended(run: &Checked) -> String {
    match run.outcome {
        Outcome::Returned(_) => format!("returns {}", run.text),
        _ => run.text.clone(),
    }
}

fn describe(workload: &Workload, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Returned(value) => value.to_string(),
        Outcome::Raised(exception) => format!("raises {exception}"),
        Outcome::UnlinkedExit { trace, uop } => {
            let trace = workload.program.program().trace(*trace);
            let place = trace.uops.get(*uop as usize).map(|uop| uop.op.name());
            format!(
                "leaves through an unlinked exit at {}, uop {uop} of trace {}",
                place.unwrap_or("the end"),
                trace.name
            )
        }
    }
}
