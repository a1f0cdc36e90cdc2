//! The workloads: results, heap, and agreement with CPython's recordings.

use measure::{Share, check};
use programs::{Variant, Workload};
use registry::Selection;
use std::path::PathBuf;
use std::process::Command;
use trace::optimise::Passes;
use trace::{Shape, Trace, Traces};

fn root() -> PathBuf {
    conformance::root()
}

fn workloads() -> Vec<Workload> {
    Workload::all(Some(&root().join("workloads")), &Variant::default()).expect("all workloads load")
}

#[test]
fn there_are_nine() {
    let names: Vec<String> = workloads().into_iter().map(|workload| workload.name).collect();
    let all = [
        "bubble",
        "collatz",
        "crc",
        "fib_iter",
        "float_poly",
        "mandelbrot",
        "matmul",
        "sieve",
        "sum_range",
    ];
    assert_eq!(names, all);
}

#[test]
fn every_backend_gives_cpythons_result_and_leaks_nothing() {
    let Selection { mut backends, missing } = registry::select_all();
    for error in missing {
        println!("left out: {error}");
    }
    for workload in workloads() {
        let inputs = workload.inputs(true);
        assert!(inputs.result.is_some(), "{} has an expected result", workload.name);
        let runs = check::run_on_each(&workload, &inputs, &mut backends).expect("they run");
        assert_eq!(runs.len(), backends.len());
        check::compare(&workload, &inputs, &runs).expect("right results and no leaks");
    }
}

#[test]
fn workloads_under_cpython_3_14_are_right_on_every_backend() {
    assert_right("py314");
}

#[test]
fn workloads_under_cpython_3_15_are_right_on_every_backend() {
    assert_right("py315");
}

#[test]
fn workloads_under_cpython_3_13_are_right_as_regions() {
    assert_forms("py313", &[(None, Shape::Region)]);
}

/// Asserts that the workloads, as recorded under a dialect's CPython, are right: with CPython's traces, with this
/// project's and as regions, optimised and not.
fn assert_right(dialect: &str) {
    let traces = [Traces::Own, Traces::Cpython].map(|traces| (Some(traces), Shape::Trace));
    assert_forms(dialect, &traces);
    assert_forms(dialect, &[(None, Shape::Region)]);
}

fn assert_forms(dialect: &str, forms: &[(Option<Traces>, Shape)]) {
    let mut backends = registry::select_all().backends;
    let dialect = dialect.parse().expect("a dialect");
    for name in workloads().iter().map(|workload| &workload.name) {
        let passes = [Passes::NONE, Passes::ALL];
        for (&(traces, shape), passes) in forms.iter().flat_map(|form| passes.map(|it| (form, it)))
        {
            let variant = Variant::new(Some(dialect), traces).in_shape(Some(shape));
            let workload = Workload::find_variant(name, Some(&root().join("workloads")), &variant);
            let workload = workload.and_then(|workload| workload.optimised(passes));
            let workload = workload.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(workload.program.program().shape(), shape);
            let inputs = workload.inputs(true);
            assert!(inputs.result.is_some(), "{name} has an expected result");
            let runs = check::run_on_each(&workload, &inputs, &mut backends).expect("they run");
            check::compare(&workload, &inputs, &runs).unwrap_or_else(|error| panic!("{error}"));
            let share = Share::of(&workload, &inputs).expect("it runs");
            match traces {
                None | Some(Traces::Own) => assert_eq!(share, None),
                // Most of each of them is CPython's own.
                Some(Traces::Cpython) => {
                    assert!(share.is_some_and(|share| share.fraction() > 0.9), "{name}")
                }
            }
        }
    }
}

/// A trace as CPython recorded it.
#[derive(serde::Deserialize)]
struct Recorded {
    uops: Vec<String>,
}

/// What `uopbench import --opt guards` makes of a workload's recording.
fn imported(name: &str) -> Workload {
    let recording = root().join("workloads").join(name).join("recording.json");
    let workload =
        Workload::from_recording(&recording, None).expect("the recording can be imported");
    let guards = Passes::parse("guards").expect("a pass");
    workload.optimised(guards).expect("what is optimised is a program")
}

#[test]
fn programs_are_what_the_import_makes_of_their_recordings() {
    for workload in workloads() {
        let imported = imported(&workload.name);
        let program = trace::print(imported.program.program());
        let want = format!("# {}\n{program}", imported.description);
        let path = root().join("workloads").join(&workload.name).join("program.uop");
        if std::env::var_os("UPDATE_PROGRAMS").is_some() {
            std::fs::write(&path, &want).expect("the program can be written");
        }
        let have = std::fs::read_to_string(&path).expect("a program");
        assert!(have == want, "{}: run this test with UPDATE_PROGRAMS=1", path.display());
    }
}

/// How many of the traces that CPython's JIT was seen to make the workloads have, uop for uop. The
/// others differ where a branch was taken another way when CPython happened to follow it.
const SAME_TRACES: usize = 25;

#[test]
fn traces_are_those_that_cpython_makes() {
    let (mut all, mut same) = (0, 0);
    for workload in workloads() {
        let path = root().join("workloads").join(&workload.name).join("recorded.json");
        let text = std::fs::read_to_string(&path).expect("a recording");
        let recorded: Vec<Recorded> = serde_json::from_str(&text).expect("JSON");
        assert!(!recorded.is_empty(), "{}", workload.name);
        let program = workload.program.program();
        for Recorded { uops } in recorded {
            let is_same = |trace: &Trace| trace.uops.iter().map(|uop| uop.op.name()).eq(&uops);
            all += 1;
            same += usize::from(program.traces.iter().any(is_same));
        }
    }
    assert!(same >= SAME_TRACES, "{same} of {all} traces of CPython are here");
}

/// A Python of 3.11 or newer, if the machine has one.
fn python() -> Option<&'static str> {
    let recent = "import sys; sys.exit(sys.version_info < (3, 11))";
    let candidates = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];
    candidates.into_iter().find(|python| {
        let status = Command::new(python).args(["-c", recent]).output();
        status.is_ok_and(|output| output.status.success())
    })
}

#[test]
fn expected_results_are_those_of_the_python_here() {
    let Some(python) = python() else {
        println!("skipped: there is no Python 3.11 or newer on this machine");
        return;
    };
    let script = root().join("scripts/check_workloads.py");
    let output = Command::new(python).arg(script).output().expect("Python starts");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn probes_return_what_they_should_on_every_backend() {
    let mut backends = registry::select_all().backends;
    for probe in programs::probe::ALL {
        for passes in [Passes::NONE, Passes::ALL] {
            let workload = Workload::find(probe.name, None).expect("it verifies");
            let workload = workload.optimised(passes).expect("it can be optimised");
            let inputs = workload.inputs(true);
            let runs = check::run_on_each(&workload, &inputs, &mut backends).expect("they run");
            check::compare(&workload, &inputs, &runs).expect("right results and no leaks");
        }
    }
}
