//! Runs a program in all ways and finds where the results differ.

use backend_api::{Backend, CompileOptions, Outcome, RunReport, Stopped, observe};
use trace::optimise::{Passes, optimise};
use trace::{LoadedProgram, Program, VerifiedProgram, verify};
use uops::runtime::{Runtime, Value};

/// What a program does everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Agreement {
    /// Whether it handles an exception, as it is.
    pub handles: bool,
}

/// What a program does in all ways, or what is wrong with it: that the verifier rejects it or what a pass made of it,
/// that backends differ, or that it does something else when it is optimised with `passes`.
///
/// With `count`, the code counts uops and exits, and the numbers are compared, too; without, it is
/// the code that is measured.
pub fn compare(
    program: &Program,
    passes: &Passes,
    backends: &mut [Box<dyn Backend>],
    count: bool,
) -> Result<Agreement, String> {
    let plain = match verify(program.clone()) {
        Ok(plain) => plain,
        Err(error) => return Err(format!("the verifier rejects it: {error}")),
    };
    let optimised = match optimise(&plain, passes) {
        Ok(optimised) => optimised.program,
        Err(error) => return Err(format!("--opt {passes}: {error}")),
    };
    let (plain, handles) = stopped(&plain, backends, count)?;
    let (optimised, _) =
        stopped(&optimised, backends, count).map_err(|what| format!("--opt {passes}: {what}"))?;
    match plain == optimised {
        true => Ok(Agreement { handles }),
        false => {
            Err(format!("--opt {passes}: {}, but --opt none: {}", words(&optimised), words(&plain)))
        }
    }
}

/// What is wrong with a program, if anything; see [`compare`].
pub fn difference(
    program: &Program,
    passes: &Passes,
    backends: &mut [Box<dyn Backend>],
    count: bool,
) -> Option<String> {
    compare(program, passes, backends, count).err()
}

/// Runs one form of a program on every backend; where they agree, what it does, and whether it handles an exception.
fn stopped(
    program: &VerifiedProgram,
    backends: &mut [Box<dyn Backend>],
    count: bool,
) -> Result<(Option<Stopped>, bool), String> {
    let mut runtime = Runtime::new();
    let args: Vec<Value> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
    let loaded = LoadedProgram::load(&mut runtime, program.clone());
    let mut first: Option<(&str, Stopped, RunReport)> = None;
    for backend in backends {
        let id = backend.info().id;
        let failed = |error: &dyn std::fmt::Display| format!("{id}: {error}");
        let options = CompileOptions { count, verify: true, ..CompileOptions::default() };
        let compiled = backend.compile(&loaded, options).map_err(|error| failed(&error))?;
        let code = compiled.publish().map_err(|error| failed(&error))?;
        let (stopped, report) =
            observe(&loaded, &*code, &mut runtime, &args).map_err(|error| failed(&error))?;
        if report.leaked != 0 {
            return Err(format!("{id} leaves {} objects allocated", report.leaked));
        }
        let Some((first_id, first_stopped, first_report)) = &first else {
            first = Some((id, stopped, report));
            continue;
        };
        if stopped != *first_stopped || left(&report) != left(first_report) {
            let (this, other) = (words(&Some(stopped)), words(&Some(first_stopped.clone())));
            let (from, first_from) = (place(&report), place(first_report));
            return Err(format!("{id} {this}{from}, but {first_id} {other}{first_from}"));
        }
        let counts = |report: &RunReport| {
            (report.uops_executed, report.exits_taken, report.exceptions_handled)
        };
        if counts(&report) != counts(first_report) {
            let (uops, exits, handled) = counts(&report);
            let (first_uops, first_exits, first_handled) = counts(first_report);
            return Err(format!(
                "{id} executes {uops} uops, takes {exits} exits and handles {handled} exceptions, \
                 but {first_id} {first_uops}, {first_exits} and {first_handled}"
            ));
        }
    }
    loaded.unload(&mut runtime);
    let handles = first.as_ref().is_some_and(|(_, _, report)| report.exceptions_handled > 0);
    Ok((first.map(|(_, stopped, _)| stopped), handles))
}

/// The trace and the uop that an exit which leads nowhere was taken from.
fn left(report: &RunReport) -> Option<(u32, u32)> {
    match report.outcome {
        Outcome::UnlinkedExit { trace, uop } => Some((trace.0, uop)),
        _ => None,
    }
}

fn place(report: &RunReport) -> String {
    left(report).map_or(String::new(), |(trace, uop)| format!(" from uop {uop} of trace {trace}"))
}

fn words(stopped: &Option<Stopped>) -> String {
    let slots = |slots: &[Option<Value>]| {
        let slot = |slot: &Option<Value>| {
            slot.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string)
        };
        slots.iter().map(slot).collect::<Vec<_>>().join(", ")
    };
    match stopped {
        None => "nothing ran".into(),
        Some(Stopped::Returned(value)) => format!("returns {value}"),
        Some(Stopped::Raised(exception, frame)) => {
            format!("raises {exception} with {}", slots(frame))
        }
        Some(Stopped::Left(function, offset, frame)) => {
            format!("leaves function {} at @{offset} with {}", function.0, slots(frame))
        }
    }
}
