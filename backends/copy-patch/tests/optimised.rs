//! Random programs do the same before and after the optimiser, on the interpreter and as machine
//! code: the same result or exception, or the same exit with the same locals and stack, and nothing
//! is left behind.

use arbtest::arbtest;
use backend_api::{Backend, CompileOptions, Ended};
use copy_patch::CopyPatch;
use std::path::Path;
use trace::generate::{Recipe, generate};
use trace::optimise::{Pass, Passes, optimise};
use trace::{Activation, Document, ExitId, LoadedProgram, TraceId, VerifiedProgram, print, verify};
use uops::Ref;
use uops::runtime::{PyException, Runtime, Value};

/// Where a program stopped, and with what.
#[derive(PartialEq, Debug)]
enum Stopped {
    Returned(Option<Value>),
    Raised(Option<PyException>, Vec<Option<Value>>),
    Left(TraceId, ExitId, Vec<Option<Value>>),
}

fn observe(program: &VerifiedProgram, backend: &mut dyn Backend, args: &[Value]) -> Stopped {
    let mut runtime = Runtime::new();
    let before = runtime.live_objects();
    let loaded = LoadedProgram::load(&mut runtime, program.clone());
    let compiled = backend.compile(&loaded, CompileOptions::default()).expect("it compiles");
    let code = compiled.publish().expect("there is executable memory");
    let immortal = runtime.live_objects();
    let mut activation = Activation::new(&loaded);
    let vm = activation.start(&loaded, &mut runtime, args).expect("it starts");
    // SAFETY: the activation is fresh and of this program.
    let status = unsafe { code.enter(vm) }.decode();
    if let Ended::ColdExit { trace, uop } | Ended::Error { trace, uop } = status {
        activation.materialise(&loaded, &mut runtime, trace, uop);
    }
    let slots = |runtime: &Runtime| -> Vec<Option<Value>> {
        let (locals, stack_pointer) = runtime.stopped_at();
        let count = (stack_pointer as usize - locals as usize) / size_of::<Ref>();
        let slot = |index| {
            // SAFETY: locals and stack hold references or null.
            let object = unsafe { *locals.add(index) };
            // SAFETY: as above.
            (!object.is_null()).then(|| one_nan(unsafe { runtime.value(object) }))
        };
        (0..count).map(slot).collect()
    };
    let stopped = match status {
        Ended::Returned => Stopped::Returned(activation.finish(&mut runtime).map(one_nan)),
        Ended::Error { .. } => {
            let slots = slots(&runtime);
            activation.finish(&mut runtime);
            Stopped::Raised(runtime.take_exception(), slots)
        }
        Ended::ColdExit { trace, uop } => {
            let slots = slots(&runtime);
            activation.finish(&mut runtime);
            let uop = &program.program().trace(trace).uops[uop as usize];
            Stopped::Left(trace, uop.exit.expect("it exits"), slots)
        }
    };
    assert_eq!(runtime.live_objects(), immortal, "nothing is left behind");
    drop(code);
    loaded.unload(&mut runtime);
    assert!(runtime.live_objects() >= before);
    stopped
}

/// The sign of a NaN depends on the order of operands, which is the compiler's affair.
fn one_nan(value: Value) -> Value {
    match value {
        Value::Float(float) if float.is_nan() => Value::Float(f64::NAN),
        Value::List(items) => Value::List(items.into_iter().map(one_nan).collect()),
        Value::Tuple(items) => Value::Tuple(items.into_iter().map(one_nan).collect()),
        value => value,
    }
}

/// Both forms of a program do the same.
#[track_caller]
fn compare(program: &VerifiedProgram, passes: Passes, args: &[Value]) {
    let optimised = match optimise(program, &passes) {
        Ok(optimised) => optimised.program,
        Err(error) => panic!("{error}\n{}", print(program.program())),
    };
    for (old, new) in program.program().traces.iter().zip(&optimised.program().traces) {
        assert_eq!(old.exits, new.exits, "exits stay as they are");
    }
    let text = print(optimised.program());
    let again = Document::parse("optimised.uop", text.as_bytes()).expect("it parses");
    assert_eq!(*again.program, **optimised.program(), "{text}");
    let mut interpreter = interpreter::Match::new();
    let mut machine_code = CopyPatch::new().expect("this target has stencils");
    let expected = observe(program, &mut interpreter, args);
    let backends: [&mut dyn Backend; 2] = [&mut interpreter, &mut machine_code];
    for backend in backends {
        let id = backend.info().id;
        let stopped = observe(&optimised, backend, args);
        assert_eq!(stopped, expected, "{id}, {passes}\n{}\n{text}", print(program.program()));
    }
}

#[test]
fn workloads_do_the_same_with_any_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    for entry in std::fs::read_dir(folder).expect("there are workloads") {
        let path = entry.expect("the folder can be read").path().join("program.uop");
        let text = std::fs::read(&path).expect("the program can be read");
        let document = Document::parse(&path.display().to_string(), &text).expect("it parses");
        let program = document.verify().expect("it verifies");
        let small = |value: &Value| match value {
            Value::Int(int) if int.bits() > 6 => Value::from(40),
            value => value.clone(),
        };
        let args: Vec<Value> = program.program().args.iter().map(|arg| small(&arg.value)).collect();
        compare(&program, Passes::ALL, &args);
        for pass in Pass::ALL {
            compare(&program, Passes::NONE.with(pass), &args);
        }
    }
}

#[test]
fn random_programs_do_the_same_with_random_passes() {
    arbtest(|u| {
        let recipe = Recipe {
            uops: u.int_in_range(20..=200)?,
            trace_uops: 60,
            mix: u
                .choose(&[
                    "ints=4,floats=4,lists=2,exits=1,branches=1,loops=1,faults=1",
                    "ints=8,exits=1,loops=1,faults=1",
                    "floats=8,ints=1,branches=1,faults=1",
                    "wild",
                ])?
                .parse()
                .expect("it is a mix"),
        };
        let mut passes = Passes::NONE;
        for pass in Pass::ALL {
            if u.ratio(3, 4)? {
                passes = passes.with(pass);
            }
        }
        let mut choices = |bound: usize| u.int_in_range(0..=bound.max(1) - 1).unwrap_or(0);
        let program = generate(&recipe, &mut choices).expect("the length is fine");
        let args: Vec<Value> = program.args.iter().map(|arg| arg.value.clone()).collect();
        let text = print(&program);
        let verified = match verify(program) {
            Ok(verified) => verified,
            Err(error) => panic!("{error}\n{text}"),
        };
        compare(&verified, passes, &args);
        Ok(())
    })
    .size_min(64)
    .size_max(4096)
    .budget_ms(12_000);
}
