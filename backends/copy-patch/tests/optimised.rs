//! Random programs do the same before and after the optimiser, on the interpreter and as machine
//! code: the same result or exception, or the same exit with the same locals and stack, and nothing
//! is left behind.

use arbtest::arbtest;
use backend_api::{Backend, CompileOptions, Stopped, observe};
use copy_patch::CopyPatch;
use std::collections::HashMap;
use std::path::Path;
use trace::generate::{Recipe, generate};
use trace::optimise::{Pass, Passes, optimise};
use trace::{
    Dialect, Document, FunctionId, LoadedProgram, Shape, Trace, VerifiedProgram, print, verify,
};
use uops::runtime::{Runtime, Value};

/// Runs a program, which leaves nothing behind, and says where it stopped.
fn stopped(program: &VerifiedProgram, backend: &mut dyn Backend, args: &[Value]) -> Stopped {
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, program.clone());
    let compiled = backend.compile(&loaded, CompileOptions::default()).expect("it compiles");
    let code = compiled.publish().expect("there is executable memory");
    let (stopped, report) = observe(&loaded, &*code, &mut runtime, args).expect("it starts");
    assert_eq!(report.leaked, 0, "nothing is left behind");
    stopped
}

/// How many exits leave the program at each place.
fn unlinked(program: &VerifiedProgram) -> HashMap<(FunctionId, u32), usize> {
    let mut places = HashMap::new();
    for trace in &program.program().traces {
        for exit in trace.exits.iter().filter(|exit| exit.target.is_none()) {
            *places.entry((trace.function, exit.offset)).or_default() += 1;
        }
    }
    places
}

/// Both forms of a program do the same.
#[track_caller]
fn compare(program: &VerifiedProgram, passes: Passes, args: &[Value]) {
    let optimised = match optimise(program, &passes) {
        Ok(optimised) => optimised.program,
        Err(error) => panic!("{error}\n{}", print(program.program())),
    };
    let (before, after) = (unlinked(program), unlinked(&optimised));
    assert!(before.iter().all(|(place, count)| after.get(place) >= Some(count)), "exits stay");
    let traces = program.program().traces.iter().filter(|_| !passes.contains(Pass::Merge));
    for old in traces {
        let new = optimised.program().traces.iter().find(|new| new.name == old.name);
        let places = |trace: &Trace| -> Vec<(String, u32)> {
            trace.exits.iter().map(|exit| (exit.name.clone(), exit.offset)).collect()
        };
        let new = places(new.expect("no trace goes"));
        assert!(new.starts_with(&places(old)), "exits stay as they are");
    }
    let text = print(optimised.program());
    let again = Document::parse("optimised.uop", text.as_bytes()).expect("it parses");
    assert_eq!(*again.program, **optimised.program(), "{text}");
    let mut interpreter = interpreter::Match::new();
    let mut machine_code = CopyPatch::new().expect("this target has stencils");
    let expected = stopped(program, &mut interpreter, args);
    let backends: [&mut dyn Backend; 2] = [&mut interpreter, &mut machine_code];
    for backend in backends {
        let id = backend.info().id;
        let found = stopped(&optimised, backend, args);
        assert_eq!(found, expected, "{id}, {passes}\n{}\n{text}", print(program.program()));
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
            dialect: Dialect::default(),
            uops: u.int_in_range(20..=200)?,
            trace_uops: 60,
            mix: u
                .choose(&[
                    "ints=4,floats=4,lists=2,exits=1,branches=1,loops=1,faults=1",
                    "ints=8,exits=1,loops=1,faults=1",
                    "floats=8,ints=1,branches=1,faults=1",
                    "wild",
                    "calls",
                    "objects",
                    "closures",
                    "everything",
                ])?
                .parse()
                .expect("it is a mix"),
            shape: *u.choose(&Shape::ALL)?,
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
