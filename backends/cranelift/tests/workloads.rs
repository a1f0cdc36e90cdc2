//! Every workload in every configuration: CPython's result, the interpreter's counts, no leak.

use backend_api::{Backend, BackendError, CompileOptions, Outcome, RunReport, run};
use cranelift_backend::{Config, Cranelift};
use programs::{Variant, Workload};
use trace::LoadedProgram;
use trace::optimise::Passes;
use uops::runtime::Runtime;

fn run_on(backend: &mut dyn Backend, workload: &Workload, verify: bool) -> RunReport {
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let options = CompileOptions { count: true, verify, ..CompileOptions::default() };
    let code = backend.compile(&program, options).unwrap().publish().unwrap();
    let report = run(&program, &*code, &mut runtime, &workload.inputs(true).args).unwrap();
    program.unload(&mut runtime);
    report
}

fn check(config: Config) {
    let mut cranelift = match Cranelift::new(config) {
        Err(BackendError::Unavailable { reason, .. }) => return eprintln!("skipped: {reason}"),
        cranelift => cranelift.unwrap(),
    };
    let mut checked = 0;
    for workload in Workload::all(None, &Variant::default()).unwrap() {
        for passes in [Passes::NONE, Passes::ALL] {
            let workload = workload.clone().optimised(passes).unwrap();
            let name = &workload.name;
            let report = run_on(&mut cranelift, &workload, true);
            let Outcome::Returned(value) = report.outcome else {
                panic!("{name}, {passes}: {:?}", report.outcome);
            };
            assert_eq!(Some(value.to_string()), workload.inputs(true).result, "{name}, {passes}");
            assert_eq!(report.leaked, 0, "{name}, {passes}");
            let interpreted = run_on(&mut interpreter::Match::new(), &workload, false);
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

#[test]
fn derived_fast() {
    check(Config::DerivedFast);
}

#[test]
fn derived_balanced() {
    check(Config::DerivedBalanced);
}

#[test]
fn derived_best() {
    check(Config::DerivedBest);
}
