//! Traces that are compiled, linked, unlinked and removed one by one.
#![cfg(stencils)]

use backend_api::{Backend, BackendError, CompileOptions, Ended, Outcome, Status, run};
use copy_patch::{CopyPatch, Traces};
use std::path::PathBuf;
use trace::generate::{Mix, Recipe, generate_seeded};
use trace::{Activation, Dialect, Document, LoadedProgram, Shape, TraceId};
use uops::runtime::{Runtime, Value};

fn load(name: &str, runtime: &mut Runtime) -> (LoadedProgram, Vec<Value>) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    let path = folder.join(name).join("program.uop");
    let text = std::fs::read(&path).expect("the program can be read");
    let document = Document::parse(&path.display().to_string(), &text).expect("it parses");
    let program = document.verify().expect("it verifies");
    let args = program.program().args.iter().map(|arg| arg.value.clone()).collect();
    (LoadedProgram::load(runtime, program), args)
}

/// Runs a program trace by trace and returns its result.
fn result(
    traces: &mut Traces,
    program: &LoadedProgram,
    runtime: &mut Runtime,
    args: &[Value],
) -> Value {
    let mut activation = Activation::new(program);
    let vm = activation.start(program, runtime, args).expect("it starts");
    // SAFETY: the activation is fresh and of this program, which is alive as the runtime is.
    let status: Status = unsafe { traces.run(vm) }.expect("there is memory");
    assert_eq!(status.decode(), Ended::Returned);
    activation.finish(program, runtime).expect("it returns a value")
}

fn expected(program: &LoadedProgram, runtime: &mut Runtime, args: &[Value]) -> Value {
    let mut backend = CopyPatch::new().expect("this target has stencils");
    let compiled = backend.compile(program, CompileOptions::default()).expect("it compiles");
    let code = compiled.publish().expect("there is memory");
    match run(program, &*code, runtime, args).expect("it starts").outcome {
        Outcome::Returned(value) => value,
        other => panic!("{other:?}"),
    }
}

/// Between two traces lies more code than a jump reaches over on some processors.
#[test]
fn a_trace_that_no_jump_reaches_is_run_without_a_link() {
    let mut runtime = Runtime::new();
    let (program, args) = load("sum_range", &mut runtime);
    let expected = expected(&program, &mut runtime, &args);
    let mut backend = CopyPatch::new().expect("this target has stencils");
    let arena = backend.arena().clone();
    let mut traces = Traces::new(&mut backend, &program);
    traces.compile(TraceId(0)).expect("there is memory");
    let filling = vec![0; 8 << 20];
    let fill = |_| arena.publish(&filling).expect("there is memory");
    let between: Vec<_> = (0..20).map(fill).collect();
    // What is left in front of them is too small for a trace.
    let small: Vec<_> =
        (0..4000).map(|_| arena.publish(&filling[..8 << 10]).expect("memory")).collect();
    for _ in 0..2 {
        assert_eq!(result(&mut traces, &program, &mut runtime, &args), expected);
    }
    drop((between, small));
}

#[test]
fn exits_to_traces_are_linked_and_unlinked() {
    for name in ["sum_range", "collatz", "bubble", "fib_iter", "matmul"] {
        let mut runtime = Runtime::new();
        let (program, args) = load(name, &mut runtime);
        let expected = expected(&program, &mut runtime, &args);
        let before = runtime.live_objects();
        let mut backend = CopyPatch::new().expect("this target has stencils");
        let mut traces = Traces::new(&mut backend, &program);
        assert_eq!(result(&mut traces, &program, &mut runtime, &args), expected, "{name}");
        let (links, compiled) = (traces.links(), traces.compiled());
        assert!(links > 0, "{name} has no exit to a trace");
        // All that is taken is linked, so that a second run stays in the code.
        assert_eq!(result(&mut traces, &program, &mut runtime, &args), expected, "{name}");
        assert_eq!((traces.links(), traces.compiled()), (links, compiled.clone()), "{name}");
        // Whatever is removed comes back, at its old place or another.
        for id in compiled {
            traces.remove(id);
            assert!(!traces.compiled().contains(&id));
            assert!(traces.links() < links, "{name}: nothing was linked to {id:?}");
            assert_eq!(result(&mut traces, &program, &mut runtime, &args), expected, "{name}");
            assert_eq!(traces.links(), links, "{name}");
        }
        for id in traces.compiled() {
            traces.remove(id);
        }
        assert_eq!(traces.links(), 0);
        drop(traces);
        assert_eq!(backend.arena().used(), 0, "all memory is free again");
        assert_eq!(runtime.live_objects(), before, "{name}");
        program.unload(&mut runtime);
    }
}

/// There are fewer shared exit stubs than it has side exits.
#[test]
fn a_long_program_runs_trace_by_trace() {
    let mut runtime = Runtime::new();
    let recipe = Recipe {
        dialect: Dialect::default(),
        uops: 4000,
        trace_uops: 150,
        mix: Mix::default(),
        shape: Shape::Trace,
    };
    let text = trace::print(&generate_seeded(&recipe, 3).expect("the length is fine"));
    let document = Document::parse("generated.uop", text.as_bytes()).expect("it parses");
    let verified = document.verify().expect("it verifies");
    let args: Vec<Value> = verified.program().args.iter().map(|arg| arg.value.clone()).collect();
    let program = LoadedProgram::load(&mut runtime, verified);
    let expected = expected(&program, &mut runtime, &args);
    let mut backend = CopyPatch::new().expect("this target has stencils");
    let mut traces = Traces::new(&mut backend, &program);
    for _ in 0..2 {
        assert_eq!(result(&mut traces, &program, &mut runtime, &args), expected);
    }
    assert!(traces.links() > 10, "{} links", traces.links());
    drop(traces);
    assert_eq!(backend.arena().used(), 0, "the exit stubs are free again, too");
    program.unload(&mut runtime);
}

#[test]
fn a_place_is_used_again() {
    let mut runtime = Runtime::new();
    let (program, _) = load("matmul", &mut runtime);
    let mut backend = CopyPatch::new().expect("this target has stencils");
    let arena = backend.arena().clone();
    let mut traces = Traces::new(&mut backend, &program);
    let all: Vec<TraceId> = (0..program.traces().len() as u32).map(TraceId).collect();
    for &id in &all {
        traces.compile(id).expect("there is memory");
    }
    let first = arena.touched();
    for _ in 0..100 {
        for &id in &all[1..] {
            traces.remove(id);
            traces.compile(id).expect("there is memory");
        }
    }
    drop(traces);
    // Without reuse it would be megabytes; holes that are too small wait for their neighbours.
    let more = arena.touched() - first;
    assert!(more < 128 << 10, "{more} bytes after {first}");
    program.unload(&mut runtime);
}

#[test]
fn a_limit_is_an_error() {
    let mut runtime = Runtime::new();
    let (program, _) = load("matmul", &mut runtime);
    let mut backend = CopyPatch::with_limit(4096).expect("this target has stencils");
    let error = backend.compile(&program, CompileOptions::default()).map(drop);
    let error = error.expect_err("it has more code");
    assert!(matches!(error, BackendError::Memory { .. }), "{error}");
    assert!(error.to_string().contains("the limit of 4096 bytes of code"), "{error}");
    program.unload(&mut runtime);
}
