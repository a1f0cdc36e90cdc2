//! The workloads: results, heap, and agreement with CPython's recordings.

use harness::backends::{self, Selection};
use harness::{check, workload::Workload};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn workloads() -> Vec<Workload> {
    Workload::all(Some(&root().join("workloads"))).expect("all workloads load")
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
    let Selection { mut backends, missing } = backends::select(&[]).expect("backends");
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

/// A trace as CPython recorded it.
#[derive(serde::Deserialize)]
struct Recorded {
    trace: String,
    uops: Vec<String>,
}

#[test]
fn traces_have_the_recorded_uops() {
    for workload in workloads() {
        let path = root().join("workloads").join(&workload.name).join("recorded.json");
        let text = std::fs::read_to_string(&path).expect("a recording");
        let recorded: Vec<Recorded> = serde_json::from_str(&text).expect("JSON");
        assert!(!recorded.is_empty(), "{}", workload.name);
        let program = workload.program.program();
        for Recorded { trace: name, uops } in recorded {
            let trace = program.traces.iter().find(|trace| trace.name == name);
            let trace = trace.unwrap_or_else(|| panic!("{} has no trace {name}", program.name));
            let ours: Vec<&str> = trace.uops.iter().map(|uop| uop.op.name()).collect();
            assert_eq!(ours, uops, "{}: {name}", program.name);
        }
    }
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
