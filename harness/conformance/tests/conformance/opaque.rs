//! A recorded program that asks objects which the runtime does not model: they answer as was recorded, on every
//! backend, and a program that asks for anything else gets an error.

use backend_api::{Backend, CompileOptions, Outcome, run};
use measure::check;
use programs::{Variant, Workload};
use std::sync::Arc;
use trace::optimise::Passes;
use trace::{Dialect, Document, LoadedProgram, Program, Shape, Traces, VerifiedProgram, verify};
use uops::runtime::{ExceptionKind, Replay, RequestKind, Runtime, Value};

/// A recorded program that asks opaque objects.
fn recorded(name: &str, dialect: &str, traces: Traces, shape: Shape) -> Workload {
    let folder = conformance::root().join("harness/conformance/recorded").join(name);
    let dialect: Dialect = dialect.parse().expect("a dialect");
    let variant = Variant::new(Some(dialect), Some(traces)).in_shape(Some(shape));
    let folder = folder.display().to_string();
    Workload::find_variant(&folder, None, &variant).expect("it is imported")
}

fn workload(dialect: &str, shape: Shape) -> Workload {
    recorded("opaque", dialect, Traces::Own, shape)
}

/// Runs a program on every backend, with ARGS and QUICK_ARGS, and compares what it gives with CPython's result.
fn check_everywhere(workload: &Workload, what: &str) {
    let mut backends = registry::select_all().backends;
    for quick in [false, true] {
        let inputs = workload.inputs(quick);
        let runs = check::run_on_each(workload, &inputs, &mut backends)
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        check::compare(workload, &inputs, &runs).unwrap_or_else(|error| panic!("{what}: {error}"));
        check::run_measured(workload, &inputs, &mut backends, &runs, 2)
            .unwrap_or_else(|error| panic!("{what}: {error}"));
    }
}

#[test]
fn opaque_objects_answer_as_was_recorded_on_every_backend() {
    for name in ["opaque", "iterators"] {
        for dialect in ["py313", "py315"] {
            for (shape, passes) in Shape::ALL
                .into_iter()
                .flat_map(|shape| [(shape, Passes::NONE), (shape, Passes::ALL)])
            {
                let workload = recorded(name, dialect, Traces::Own, shape);
                let workload = workload.optimised(passes).expect("it is optimised");
                check_everywhere(&workload, &format!("{name} {dialect} {shape} {passes}"));
            }
        }
    }
}

#[test]
fn opaque_objects_are_asked_in_cpythons_traces() {
    for name in ["opaque", "iterators"] {
        for passes in [Passes::NONE, Passes::ALL] {
            let workload = recorded(name, "py315", Traces::Cpython, Shape::Trace);
            let workload = workload.optimised(passes).expect("it is optimised");
            check_everywhere(&workload, &format!("{name} {passes}"));
        }
    }
}

/// The program, changed in what its first run was answered.
fn changed(change: impl Fn(&mut Replay)) -> VerifiedProgram {
    let mut program = Program::clone(workload("py315", Shape::Trace).program.program());
    change(Arc::make_mut(&mut program.replays[0]));
    verify(program).expect("it is a valid program")
}

/// What a program gives in several runs of the same code on each backend.
fn outcomes(program: &VerifiedProgram, args: &[Value]) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, program.clone());
    for backend in &mut registry::select_all().backends {
        let backend: &mut dyn Backend = &mut **backend;
        let compiled = backend.compile(&loaded, CompileOptions::default()).expect("it compiles");
        let code = compiled.publish().expect("there is executable memory");
        for _ in 0..3 {
            let report = run(&loaded, &*code, &mut runtime, args).expect("it starts");
            assert_eq!(report.leaked, 0, "{}", backend.info().id);
            outcomes.push(report.outcome);
        }
    }
    loaded.unload(&mut runtime);
    // The text in the tuple `('count',)`, which is immortal.
    assert_eq!(runtime.live_objects(), 1);
    outcomes
}

fn args(program: &VerifiedProgram) -> Vec<Value> {
    program.program().args.iter().map(|arg| arg.value.clone()).collect()
}

/// What the error says with which the program ends in every run on every backend.
fn failure(program: &VerifiedProgram, args: &[Value]) -> String {
    let mut messages = outcomes(program, args).into_iter().map(|outcome| match outcome {
        Outcome::Raised(exception) if exception.kind == ExceptionKind::ReplayError => {
            exception.message.clone()
        }
        other => panic!("{other:?}"),
    });
    let first = messages.next().expect("there is a backend");
    assert!(messages.all(|other| other == first));
    first
}

#[test]
fn each_run_begins_anew() {
    let program = changed(|_| {});
    let outcomes = outcomes(&program, &args(&program));
    assert!(matches!(outcomes[0], Outcome::Returned(_)), "{:?}", outcomes[0]);
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]));
}

#[test]
fn asking_in_another_order_is_an_error() {
    let program = changed(|replay| replay.order.swap(4, 5));
    let message = failure(&program, &args(&program));
    assert!(message.starts_with("opaque call 5 of "), "{message}");
    assert!(message.contains("the program asks for `load random of <opaque "), "{message}");
}

#[test]
fn asking_of_other_operands_is_an_error() {
    let program = changed(|replay| {
        let call = replay.exchanges.iter_mut().find(|it| it.kind == RequestKind::Call);
        call.expect("it calls").operands[1] = Value::from(13);
    });
    let message = failure(&program, &args(&program));
    assert!(message.contains(", 12`, recorded is `call of <opaque "), "{message}");
    assert!(message.ends_with(", 13`"), "{message}");
}

#[test]
fn asking_for_less_is_an_error() {
    let program = changed(|replay| replay.order.push(0));
    let message = failure(&program, &args(&program));
    assert!(message.starts_with("the program has asked for "), "{message}");
}

#[test]
fn asking_for_more_is_an_error() {
    let program = changed(|replay| replay.order.truncate(3));
    let message = failure(&program, &args(&program));
    assert!(message.ends_with("recorded is nothing more"), "{message}");
}

#[test]
fn other_arguments_have_no_answers() {
    let program = changed(|_| {});
    let message = failure(&program, &[Value::from(5)]);
    assert_eq!(message, "what opaque objects answer is known for the recorded arguments only");
}

#[test]
fn an_answer_that_the_program_has_not_made_is_an_error() {
    let program = changed(|replay| {
        replay.kept += 1;
        let number = Some(replay.kept - 1);
        replay.exchanges[0].answer = Some(Value::Kept { number, content: None });
    });
    let message = failure(&program, &args(&program));
    assert_eq!(message, "an answer is an object that the program has not made");
}

#[test]
fn raising_what_is_no_exception_is_an_error() {
    let program = changed(|replay| replay.exchanges[0].raises = Some(Value::from(1)));
    let message = failure(&program, &args(&program));
    assert_eq!(message, "what an opaque call raises is no exception");
}

#[test]
fn files_have_what_opaque_objects_raise_and_make() {
    let folder = conformance::root().join("harness/conformance/meaning/opaque_errors");
    let variant = Variant::default();
    let workload = Workload::find_variant(&folder.display().to_string(), None, &variant);
    let workload = workload.expect("it is imported");
    let program = workload.program.program();
    let text = trace::print(program);
    for given in [" raises instance JSONDecodeError(args=", " instance Pair(first="] {
        assert!(text.contains(given), "{given}");
    }
    let again = Document::parse("again", text.as_bytes()).expect("it parses");
    assert!(trace::print(&again.program) == text);
    assert!(again.program.replays == program.replays);
    again.verify().expect("it verifies");
}

#[test]
fn files_have_what_opaque_objects_answer() {
    let workload = workload("py315", Shape::Region);
    let text = trace::print(workload.program.program());
    let again = Document::parse("again", text.as_bytes()).expect("it parses");
    let program = workload.program.program();
    assert!(trace::print(&again.program) == text);
    assert!(
        (&again.program.opaques, &again.program.replays) == (&program.opaques, &program.replays)
    );
    let broken = text.replacen("order 0 ", "order 99999 ", 1);
    let broken = Document::parse("broken", broken.as_bytes()).expect("it parses");
    let error = broken.verify().expect_err("there is no such exchange");
    let line =
        text.lines().position(|line| line.starts_with("replay ")).expect("there is a run") + 1;
    assert_eq!(error.to_string(), format!("broken:{line}:1: there is no exchange 99999"));
    let broken = text.replacen("-> opaque ", "-> opaque 99", 1);
    let broken = Document::parse("broken", broken.as_bytes()).expect("it parses");
    assert!(broken.verify().is_err());
}
