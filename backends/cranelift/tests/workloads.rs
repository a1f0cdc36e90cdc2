//! Every workload in every configuration: CPython's result, the interpreter's counts, no leak.

use backend_api::{Backend, BackendError, CompileOptions, Outcome, RunReport, run};
use cranelift_backend::{Config, Cranelift};
use std::path::{Path, PathBuf};
use trace::optimise::{Passes, optimise};
use trace::{Document, LoadedProgram};
use uops::runtime::{Runtime, Value};

/// Folders of the workloads.
fn workloads() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    let mut workloads: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("program.uop").exists())
        .collect();
    workloads.sort();
    workloads
}

/// A field of `expected.json`, whose values are strings with Python values.
fn expected(workload: &Path, field: &str) -> Value {
    let json = std::fs::read_to_string(workload.join("expected.json")).unwrap();
    let start = format!("\"{field}\": \"");
    let line = json.lines().find_map(|line| line.trim().strip_prefix(&start)).unwrap();
    let python = line.trim_end_matches(',').trim_end_matches('"').replace("\\\\", "\\");
    let source = format!(
        "program values\nstack 1\n\nconst value = {python}\n\n\
         trace entry @0 stack 0\n    _EXIT_TRACE -> end\n    exit end @0\n"
    );
    let document = Document::parse(field, source.as_bytes()).expect("a value of .uop's kind");
    document.program.consts[0].value.clone()
}

fn run_on(
    backend: &mut dyn Backend,
    source: &Path,
    args: &[Value],
    verify: bool,
    passes: Passes,
) -> RunReport {
    let contents = std::fs::read(source).unwrap();
    let document = Document::parse(&source.display().to_string(), &contents).unwrap();
    let mut runtime = Runtime::new();
    let optimised = optimise(&document.verify().unwrap(), &passes).unwrap();
    let program = LoadedProgram::load(&mut runtime, optimised.program);
    let compiled = backend
        .compile(&program, CompileOptions { count: true, verify, ..CompileOptions::default() })
        .unwrap();
    let code = compiled.publish().unwrap();
    let report = run(&program, &*code, &mut runtime, args).unwrap();
    program.unload(&mut runtime);
    report
}

fn check(config: Config) {
    let mut cranelift = match Cranelift::new(config) {
        Err(BackendError::Unavailable { reason, .. }) => return eprintln!("skipped: {reason}"),
        cranelift => cranelift.unwrap(),
    };
    let mut checked = 0;
    for workload in workloads() {
        let Value::Tuple(args) = expected(&workload, "quick_args") else {
            panic!("arguments are a tuple");
        };
        let source = workload.join("program.uop");
        let name = workload.display();
        let wanted = Outcome::Returned(expected(&workload, "quick_result"));
        for passes in [Passes::NONE, Passes::ALL] {
            let report = run_on(&mut cranelift, &source, &args, true, passes);
            assert_eq!(report.outcome, wanted, "{name}, {passes}");
            assert_eq!(report.leaked, 0, "{name}, {passes}");
            let mut interpreter = interpreter::Match::new();
            let interpreted = run_on(&mut interpreter, &source, &args, false, passes);
            assert_eq!(report.uops_executed, interpreted.uops_executed, "{name}, {passes}");
            assert_eq!(report.exits_taken, interpreted.exits_taken, "{name}, {passes}");
        }
        checked += 1;
    }
    assert!(checked >= 9, "only {checked} workloads found");
}

#[test]
fn fast() {
    check(Config::Fast);
}

#[test]
fn balanced() {
    check(Config::Balanced);
}

#[test]
fn best() {
    check(Config::Best);
}
