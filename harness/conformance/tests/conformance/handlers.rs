//! Recorded programs that handle exceptions: they give CPython's result on every backend, in all dialects and shapes,
//! optimised or not, and leave nothing behind. What they do not handle ends the run.

use backend_api::{Backend, CompileOptions, Outcome, run};
use measure::{Error, check};
use programs::{Variant, Workload};
use trace::optimise::Passes;
use trace::{Dialect, LoadedProgram, Program, Shape, Traces, verify};
use uops::runtime::{ExceptionKind, Runtime, Value};

fn workload(name: &str, dialect: Dialect, traces: Option<Traces>, shape: Shape) -> Workload {
    let folder = conformance::root().join("harness/conformance/recorded").join(name);
    let variant = Variant::new(Some(dialect), traces).in_shape(Some(shape));
    let folder = folder.display().to_string();
    Workload::find_variant(&folder, None, &variant).expect("it is imported")
}

/// All forms of a recorded program.
fn forms(name: &str) -> Vec<(String, Workload)> {
    let mut forms = Vec::new();
    for dialect in Dialect::all() {
        for (traces, shape) in [
            (Some(Traces::Own), Shape::Trace),
            (Some(Traces::Own), Shape::Region),
            // Those of CPython's JIT, where there are any.
            (None, Shape::Trace),
        ] {
            let workload = workload(name, dialect, traces, shape);
            forms.push((format!("{name}, {dialect}, {traces:?}, {shape}"), workload));
        }
    }
    forms
}

fn right<T>(result: Result<T, Error>, form: &str) -> T {
    result.unwrap_or_else(|error| panic!("{form}: {error}"))
}

fn gives_cpythons_result(name: &str) {
    let mut backends = registry::select_all().backends;
    for (form, workload) in forms(name) {
        for passes in [Passes::NONE, Passes::ALL] {
            let workload = workload.clone().optimised(passes).expect("it is optimised");
            let inputs = workload.inputs(true);
            assert!(inputs.result.is_some(), "{form}");
            let form = format!("{form}, --opt {passes}");
            let runs = right(check::run_on_each(&workload, &inputs, &mut backends), &form);
            right(check::compare(&workload, &inputs, &runs), &form);
            right(check::run_measured(&workload, &inputs, &mut backends, &runs, 2), &form);
        }
    }
}

#[test]
fn exceptions_are_handled_on_every_backend() {
    gives_cpythons_result("handlers");
}

/// Generators with a `try` around a `yield`, in loops: the slot of the loop's position is null in one way to the handler.
#[test]
fn a_handler_is_reached_with_a_position_and_without() {
    gives_cpythons_result("sessions");
}

/// Classes of exceptions with an `__init__` of the program, which CPython's C code runs in the midst of its traces.
#[test]
fn an_exceptions_init_runs_outside_of_cpythons_traces() {
    gives_cpythons_result("backtracking");
}

#[test]
fn with_statements_are_left_in_all_ways_on_every_backend() {
    gives_cpythons_result("managers");
}

#[test]
fn exceptions_of_star_arguments_patterns_and_called_instances_are_handled_on_every_backend() {
    gives_cpythons_result("stars");
}

#[test]
fn generators_are_sent_values_and_end_on_every_backend() {
    gives_cpythons_result("senders");
}

#[test]
fn coroutines_await_each_other_on_every_backend() {
    gives_cpythons_result("coroutines");
}

#[test]
fn async_statements_call_the_programs_methods_on_every_backend() {
    gives_cpythons_result("asynchronous");
}

/// How a program ends whose handlers lead nowhere.
fn without_handlers(program: &Program, args: &[Value]) -> Outcome {
    let mut program = program.clone();
    for row in program.handlers.iter_mut().flat_map(|handlers| &mut handlers.rows) {
        row.target = None;
    }
    // What only handlers lead to is gone with them.
    let reached = reached(&program);
    keep(&mut program, &reached);
    let program = verify(program).expect("it is a valid program");
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, program);
    let mut outcomes = Vec::new();
    for backend in &mut registry::select_all().backends {
        let backend: &mut dyn Backend = &mut **backend;
        let compiled = backend.compile(&loaded, CompileOptions::default()).expect("it compiles");
        let code = compiled.publish().expect("there is executable memory");
        let report = run(&loaded, &*code, &mut runtime, args).expect("it starts");
        assert_eq!(report.leaked, 0, "{}", backend.info().id);
        outcomes.push(report.outcome);
    }
    assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]), "{outcomes:?}");
    loaded.unload(&mut runtime);
    outcomes.swap_remove(0)
}

/// The traces that a run may come to.
fn reached(program: &Program) -> Vec<bool> {
    let mut reached = vec![false; program.traces.len()];
    let start = program.handlers.as_ref().map(|handlers| handlers.start.0 as usize);
    let mut work: Vec<usize> = start.into_iter().chain([0]).collect();
    while let Some(index) = work.pop() {
        if !std::mem::replace(&mut reached[index], true) {
            let targets = program.traces[index].exits.iter().filter_map(|exit| exit.target);
            work.extend(targets.map(|target| target.0 as usize));
        }
    }
    reached
}

/// Keeps these traces alone.
fn keep(program: &mut Program, kept: &[bool]) {
    let numbers: Vec<u32> = kept
        .iter()
        .scan(0, |next, &kept| {
            let number = *next;
            *next += u32::from(kept);
            Some(number)
        })
        .collect();
    let mut kept = kept.iter();
    program.traces.retain(|_| *kept.next().expect("there are as many"));
    for target in program.traces.iter_mut().flat_map(|trace| &mut trace.exits) {
        if let Some(target) = &mut target.target {
            target.0 = numbers[target.0 as usize];
        }
    }
    if let Some(handlers) = &mut program.handlers {
        handlers.start.0 = numbers[handlers.start.0 as usize];
    }
}

#[test]
fn what_no_handler_handles_ends_the_run() {
    let dialect: Dialect = "py313".parse().expect("a dialect");
    let workload = workload("managers", dialect, Some(Traces::Own), Shape::Trace);
    let program = workload.program.program();
    match without_handlers(program, &workload.inputs(true).args) {
        Outcome::Raised(exception) => {
            // An object of one of CPython's classes that the program has raised.
            assert_eq!(exception.kind, ExceptionKind::Exception);
            assert_eq!(exception.to_string(), "KeyError: 1");
        }
        other => panic!("{other:?}"),
    }
}
