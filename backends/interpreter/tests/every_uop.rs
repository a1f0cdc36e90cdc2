//! Every uop on the interpreter alone, with nothing left behind: for Miri, under which compilers of
//! machine code can't run.
//!
//! Programs are built as the test `every_uop` of the harness builds them, which compares backends.

#[path = "../../../harness/tests/every_uop/build.rs"]
mod build;
#[path = "../../../harness/tests/every_uop/case.rs"]
mod case;
#[path = "../../../harness/tests/every_uop/cases.rs"]
mod cases;
#[path = "../../../harness/tests/every_uop/containers.rs"]
mod containers;
#[path = "../../../harness/tests/every_uop/optimised.rs"]
mod optimised;
#[path = "../../../harness/tests/every_uop/values.rs"]
mod values;

use backend_api::{Backend, CompileOptions, run};
use case::{Case, End, Layout, Trouble};
use interpreter::Match;
use trace::{LoadedProgram, verify};
use uops::Op;
use uops::runtime::{Runtime, Value};

/// How many cases of a uop are run, and of each case how many runs. Miri takes its time.
const CASES: usize = if cfg!(miri) { 1 } else { usize::MAX };
const RUNS: usize = if cfg!(miri) { 1 } else { usize::MAX };

#[test]
fn every_uop_keeps_the_rules_and_leaves_nothing_behind() {
    let cases = cases::all();
    let mut runtime = Runtime::new();
    for (number, &op) in Op::ALL.iter().enumerate() {
        let layouts = Layout::all();
        let cases = cases.iter().filter(|case| case.op == op && case.trouble == Trouble::None);
        for (index, case) in cases.take(CASES).enumerate() {
            let turn = number + index;
            let mut allowed = layouts.iter().cycle().skip(turn % layouts.len());
            let layout = allowed.find(|layout| case.allows(layout)).expect("a case has a layout");
            let end = if turn.is_multiple_of(2) { End::Stop } else { End::Collect };
            let runs: Vec<_> = case.runs.iter().take(RUNS).collect();
            run_case(&mut runtime, case, layout, end, &runs);
        }
    }
}

/// Builds a case's program and runs it with each of these arguments.
fn run_case(runtime: &mut Runtime, case: &Case, layout: &Layout, end: End, runs: &[&Vec<Value>]) {
    let program = build::build(case, layout, end).program;
    let program = verify(program).unwrap_or_else(|error| panic!("{}: {error}", case.op));
    let loaded = LoadedProgram::load(runtime, program);
    let compiled = Match::new().compile(&loaded, CompileOptions::default()).expect("it compiles");
    let code = compiled.publish().expect("an interpreter needs no memory");
    for args in runs {
        let report = run(&loaded, code.as_ref(), runtime, args).expect("it starts");
        assert_eq!(report.leaked, 0, "{}: {:?}", case.op, report.outcome);
    }
    loaded.unload(runtime);
}
