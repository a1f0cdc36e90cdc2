//! The ceiling: right results, and its place in a bench and its report.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use results::CEILING;
use results::ceiling::share_of_all;
use results::{Metric, Results};
use std::path::Path;
use std::process::{Command, Output};

fn uopbench(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uopbench"));
    command.args(arguments).env("NO_COLOR", "1").env_remove("UOPBENCH_WORKLOADS");
    command
}

#[track_caller]
fn succeeded(mut command: Command) -> Output {
    let output = command.output().expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Frames, classes, exceptions that leave a program, strings and containers; `check corpus` has all of them.
#[test]
fn recorded_programs_give_cpythons_result() {
    for opt in ["none", "all"] {
        let programs = ["fib_rec", "bank", "word_count"];
        let backends = format!("interp-match,{CEILING}");
        let mut command = uopbench(&["check", "--opt", opt, "--backend", &backends]);
        command.args(programs);
        let said = String::from_utf8(succeeded(command).stdout).expect("text");
        let verdict = said.lines().last();
        assert_eq!(verdict, Some("3 of 3 programs are right on interp-match, llvm-o3"), "{said}");
    }
}

#[test]
fn a_bench_with_the_ceiling_tells_shares_of_its_gain() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let mut command = uopbench(&["bench", "sum_range", "--quick", "--ceiling", "--seed", "1"]);
    // The ceiling is named, too, so that it is not left out for want of time.
    let backends = format!("interp-match,copy-patch,{CEILING}");
    command.args(["--backend", &backends, "--processes", "2", "--time", "1s"]);
    command.arg("--out").arg(&out);
    succeeded(command);
    let results = Results::read(&out.join("results.json")).expect("results");
    let compile = results.get("sum_range", CEILING, Metric::CompileNs).expect("a number");
    assert_eq!(compile.processes, [1, 1], "one sample a process");
    assert!(share_of_all(&results, "copy-patch").is_some_and(|share| share.value > 0.0));
    for file in ["report.md", "report.html"] {
        let report = std::fs::read_to_string(out.join(file)).expect("a report");
        assert!(report.contains("share of the ceiling"), "{file}");
    }
    let headline = std::fs::read_to_string(out.join("headline.svg")).expect("a chart");
    assert!(headline.contains(CEILING));
    let phases = std::fs::read_to_string(out.join("phases.svg")).expect("a chart");
    assert!(phases.contains("copy-patch") && phases.contains("patch"));
}

/// What does not fit is said before anything is measured.
#[test]
fn a_ceiling_that_takes_too_long_is_left_out_and_that_is_said() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("late-ceiling");
    let said = |time: &str| {
        let mut command = uopbench(&["bench", "sum_range", "--quick", "--ceiling", "--dry-run"]);
        command.args(["--backend", "interp-match", "--time", time, "--out"]).arg(&out);
        let Output { stdout, stderr, .. } = succeeded(command);
        [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned())
    };
    let [plan, notes] = said("1ms");
    assert!(
        notes.contains("note: llvm-o3 is left out") && !plan.contains(CEILING),
        "{notes}{plan}"
    );
    let [plan, notes] = said("1h");
    assert!(notes.contains("takes llvm-o3 about") && plan.contains(CEILING), "{notes}{plan}");
}

#[test]
fn where_there_is_no_rustc_a_bench_goes_on_without() {
    let no_rustc = |command: &mut Command| {
        let out = command
            .env("UOPBENCH_CEILING_RUSTC", "/there/is/no/rustc")
            .output()
            .expect("it starts");
        (out.status.code(), String::from_utf8_lossy(&out.stderr).replace("\n  │ ", " "))
    };
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-ceiling");
    let mut command = uopbench(&["bench", "sum_range", "--quick", "--ceiling", "--dry-run"]);
    let (status, said) = no_rustc(command.arg("--out").arg(&out));
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("note: backend llvm-o3 is not available"), "{said}");
    let (status, said) = no_rustc(&mut uopbench(&["run", "sum_range", "--backend", CEILING]));
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("there is no rustc"), "{said}");
}
