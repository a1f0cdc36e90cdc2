//! A second dialect works on every backend: one that has uops in common with the first, and uops with the
//! names of others whose stack effect is another one.
//!
//! `uops/tests/dialect/invented` has its rows. The feature `test-dialect` adds them to the table of uops:
//! `cargo test -p uopbench-conformance --features test-dialect --test dialect`.

use backend_api::conformance::{assert_agree, programs};
use backend_api::{Backend, CompileOptions, Outcome, run};
use registry::Selection;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use trace::generate::{Mix, Recipe, generate_seeded};
use trace::optimise::{Passes, optimise};
use trace::{Document, LoadedProgram, Shape, VerifiedProgram, parse_value};
use uops::runtime::{Runtime, Value};
use uops::{Dialect, Op};

/// The folder with the program of the dialect.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialect")
}

fn invented() -> Dialect {
    "invented".parse().expect("the dialect is in the table")
}

/// The program, and what its first comment says that it returns.
fn counting() -> (VerifiedProgram, Value) {
    let (path, program) = programs(&folder()).pop().expect("there is a program");
    let text = std::fs::read_to_string(path).expect("it can be read");
    let expected = text.lines().next().and_then(|line| line.strip_prefix("# result = "));
    (program, parse_value(expected.expect("a comment with the result")).expect("a value"))
}

/// The two uops of a name: of the first dialect, and of the invented one.
fn two_uops(name: &str) -> [Op; 2] {
    [Dialect::default(), invented()].map(|dialect| dialect.op(name).expect("both have the name"))
}

#[test]
fn rows_that_agree_are_one_uop_and_others_are_two() {
    let [one, other] = two_uops("_LOAD_FAST");
    assert_eq!(one, other);
    for (name, before, after) in [
        ("_TO_BOOL", (1, 1), (2, 1)),
        ("_UNARY_NEGATIVE", (1, 1), (2, 1)),
        ("_SWAP", (1, 1), (0, 1)),
    ] {
        let [one, other] = two_uops(name);
        assert_ne!(one, other);
        let effects = [one, other].map(|op| op.info().stack_effect(1));
        assert_eq!(effects.map(|effect| (effect.pops(), effect.pushes())), [before, after]);
        assert_eq!([one.name(), other.name()], [name; 2]);
        assert_eq!(other.symbol(), format!("{name}__INVENTED"));
        assert!(invented().has(other) && !invented().has(one) && !Dialect::default().has(other));
    }
    // The numbers of the first dialect's uops are what they are without the second.
    let first = Dialect::default().ops();
    assert!(first.iter().enumerate().all(|(number, &op)| op as usize == number));
}

#[test]
fn every_backend_runs_the_dialect() {
    let (program, expected) = counting();
    let args: Vec<Value> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, program);
    let Selection { mut backends, missing } = registry::select_with_ceiling(&[]).expect("backends");
    for error in missing {
        println!("left out: {error}");
    }
    assert!(backends.len() > 1, "there is more than the reference");
    for backend in &mut backends {
        let id = backend.info().id;
        let options = CompileOptions { verify: true, ..CompileOptions::default() };
        let compiled = backend.compile(&loaded, options).expect("it compiles");
        let code = compiled.publish().expect("there is executable memory");
        let report = run(&loaded, &*code, &mut runtime, &args).expect("it starts");
        assert_eq!(report.outcome, Outcome::Returned(expected.clone()), "{id}");
        let reference = registry::find("interp-match").and_then(|entry| Ok(entry.make()?));
        let mut reference = reference.expect("the interpreter is always there");
        assert_eq!(assert_agree(&folder(), &mut *reference, &mut **backend), 1);
    }
    loaded.unload(&mut runtime);
}

/// How a program ends on a backend.
fn outcome(program: &VerifiedProgram, backend: &mut dyn Backend) -> Outcome {
    let args: Vec<Value> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, program.clone());
    let compiled = backend.compile(&loaded, CompileOptions::default()).expect("it compiles");
    let code = compiled.publish().expect("there is executable memory");
    let outcome = run(&loaded, &*code, &mut runtime, &args).expect("it starts").outcome;
    drop(code);
    loaded.unload(&mut runtime);
    outcome
}

/// Random programs consist of what the dialect has: its own uops, too, where they do what others do.
#[test]
fn random_programs_of_the_dialect_agree_on_every_backend() {
    let dialect = invented();
    let mut uops = BTreeSet::new();
    for (name, mix) in Mix::NAMED {
        for seed in 0..4 {
            let (length, shape) = (30 + 90 * seed as usize, Shape::ALL[seed as usize % 2]);
            let recipe = Recipe { dialect, uops: length, trace_uops: 40, mix, shape };
            let program = generate_seeded(&recipe, seed).expect("it can be generated");
            uops.extend(program.traces.iter().flat_map(|trace| &trace.uops).map(|uop| uop.op));
            let program = trace::verify(program).unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut backends = registry::select(&[]).expect("there are backends").backends;
            let runs: Vec<Outcome> =
                backends.iter_mut().map(|backend| outcome(&program, backend.as_mut())).collect();
            assert!(runs.iter().all(|run| *run == runs[0]), "{name}, seed {seed}: {runs:?}");
        }
    }
    assert!(uops.iter().all(|&op| dialect.has(op)));
    for name in ["_UNARY_NEGATIVE", "_BUILD_SLICE", "_GUARD_BOTH_INT"] {
        assert!(dialect.op(name).is_some_and(|op| uops.contains(&op)), "{name}");
    }
}

/// Numbers of operators in recordings are the dialect's own.
#[test]
fn a_number_stands_for_the_operator_of_the_dialect() {
    let symbols = [Dialect::default(), invented()].map(|dialect| dialect.operator(0));
    assert_eq!(symbols.map(|operator| operator.expect("it has one").symbol()), ["+", "-"]);
}

/// The passes make uops that the dialect lacks, so these passes change nothing.
#[test]
fn the_optimiser_makes_no_uop_that_the_dialect_lacks() {
    let (program, _) = counting();
    let optimised = optimise(&program, &Passes::ALL).expect("the verifier accepts it");
    let uops = optimised.program.program().traces.iter().flat_map(|trace| &trace.uops);
    assert!(uops.map(|uop| uop.op).all(|op| invented().has(op)));
}

#[test]
fn the_text_says_which_dialect_it_is() {
    let (program, _) = counting();
    let text = trace::print(program.program());
    assert!(text.starts_with("program counting dialect invented\n"), "{text}");
    let again = Document::parse("again", text.as_bytes()).expect("it parses");
    assert_eq!(again.program, *program.program());
    // The uops of the names are others there, and the verifier notices.
    let text = text.replace(" dialect invented", "");
    let error = Document::parse("again", text.as_bytes()).map(|document| document.verify().err());
    let message = match error {
        Ok(error) => error.expect("the stack is not what 3.13's uops need").to_string(),
        Err(error) => error.to_string(),
    };
    assert!(message.contains("_SPLIT") || message.contains("_TO_BOOL"), "{message}");
}

#[test]
fn a_uop_of_another_dialect_is_refused() {
    let (program, _) = counting();
    let mut program = trace::Program::clone(program.program());
    program.dialect = Dialect::default();
    let error = trace::verify(program).expect_err("the uops are the invented dialect's");
    assert_eq!(error.message, "the dialect `py313` has no uop `_TO_BOOL__INVENTED`");
}
