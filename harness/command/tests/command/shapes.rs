//! `uopbench shapes`: one command measures traces and regions.

use results::Results;
use std::process::Command;
use trace::Shape;

fn shapes() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uopbench"));
    command.env("NO_COLOR", "1").env_remove("UOPBENCH_WORKLOADS").arg("shapes");
    command
}

#[test]
fn what_has_no_meaning_for_two_shapes_is_refused() {
    for (arguments, expected) in [
        (vec!["collatz", "--json"], "--json is for the results of one shape"),
        (vec!["collatz", "--shape", "region"], "both shapes are measured"),
        (vec!["collatz", "--traces", "cpython"], "both shapes are measured"),
        (vec!["workloads/collatz/program.uop"], "has one shape"),
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let output = shapes().args(arguments).arg("--out").arg(folder.path()).output();
        let output = output.expect("the command starts");
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn what_was_interrupted_while_it_was_planned_starts_anew() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nothing = shapes().args(["--resume", "--out"]).arg(folder.path()).output();
    let nothing = nothing.expect("the command starts");
    assert_eq!(nothing.status.code(), Some(2));
    let message = String::from_utf8_lossy(&nothing.stderr).into_owned();
    assert!(message.contains("has no interrupted bench"), "{message}");
    // The first part is planned, and no other one.
    let parts = folder.path().join("part-1").join("parts");
    std::fs::create_dir_all(&parts).expect("a folder");
    std::fs::write(parts.join("plan.json"), "{}").expect("a file");
    let resumed = shapes().args(["--resume", "--out"]).arg(folder.path()).output();
    assert_eq!(resumed.expect("the command starts").status.code(), Some(2));
    // Whatever else is there stays.
    let other = parts.join("notes.txt");
    std::fs::write(&other, "mine").expect("a file");
    let refused = shapes().args(["collatz", "--out"]).arg(folder.path()).output();
    assert_eq!(refused.expect("the command starts").status.code(), Some(2));
    std::fs::remove_file(other).expect("it is there");
    let mut again = shapes();
    again.args(["collatz", "--quick", "--processes", "1", "--time", "2s"]);
    again.args(["--backend", "interp-match,copy-patch", "--out"]).arg(folder.path());
    let again = again.output().expect("the command starts");
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    let shown = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(shown.contains("With regions, the programs have"), "{shown}");
    let page = std::fs::read_to_string(folder.path().join("report.md")).expect("a report");
    assert!(page.contains("cargo run --release -- shapes collatz"), "{page}");
    assert!(page.contains("report region/results.json --level trace/results.json"), "{page}");
}

/// With the usual arguments, `brackets` executes more uops as traces than a quick bench does, and fewer as regions.
#[test]
fn a_program_has_the_same_arguments_in_both_shapes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = shapes();
    command.args(["brackets", "--dialect", "py315", "--quick", "--opt", "all", "--processes", "1"]);
    command.args(["--backend", "interp-match", "--time", "4s", "--out"]).arg(folder.path());
    let output = command.output().expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let arguments = Shape::ALL.map(|shape| {
        let results = Results::read(&folder.path().join(shape.name()).join("results.json"));
        results.expect("results").workloads[0].args.clone()
    });
    assert_eq!(arguments[0], arguments[1]);
}

/// Interrupts the command once it has measured a process of a part, goes on, and gets the results of both shapes.
#[cfg(unix)]
fn goes_on_after_part(number: u32) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let mut first = shapes();
    first.args(["collatz", "--dialect", "py315", "--quick", "--arguments", "quick", "--seed", "7"]);
    first.args(["--backend", "interp-match", "--processes", "6", "--time", "8s"]);
    let mut child = first.arg("--out").arg(&out).spawn().expect("the command starts");
    let parts = out.join(format!("part-{number}")).join("parts");
    // The plan is there from the start.
    let is_measured = || std::fs::read_dir(&parts).is_ok_and(|files| files.count() > 1);
    while !is_measured() && child.try_wait().expect("it runs").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    kill(Pid::from_raw(child.id() as i32), Signal::SIGINT).expect("it is there");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    // A new one does not drop what is there.
    let other = shapes().args(["collatz", "--out"]).arg(&out).output().expect("it starts");
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("--resume goes on"));
    let again = shapes().args(["--resume", "--out"]).arg(&out).output().expect("it starts");
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    for shape in Shape::ALL {
        let results = Results::read(&out.join(shape.name()).join("results.json"));
        assert_eq!(results.expect("results").workloads.len(), 1);
    }
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_goes_on_from_its_first_part() {
    goes_on_after_part(1);
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_goes_on_from_a_later_part() {
    goes_on_after_part(2);
}

#[test]
fn one_command_measures_both_shapes_and_compares_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let mut command = shapes();
    command.args(["collatz", "sieve", "--dialect", "py315", "--quick", "--seed", "7"]);
    command.args(["--arguments", "quick", "--backend", "interp-match,copy-patch"]);
    command.args(["--processes", "2", "--time", "8s", "--out"]).arg(&out);
    let output = command.output().expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut uops = Vec::new();
    for shape in Shape::ALL {
        let path = out.join(shape.name()).join("results.json");
        let results = Results::read(&path).expect("results");
        assert_eq!(results.processes.len(), 2);
        for program in &results.workloads {
            assert_eq!((program.shape, &program.jit), (shape, &None), "{}", program.name);
        }
        uops.push(results.workloads.iter().map(|program| program.uops).sum::<usize>());
    }
    assert!(uops[1] < uops[0], "{uops:?}");
    let report = std::fs::read_to_string(out.join("report.md")).expect("a report");
    assert!(report.contains("Traces or methods"), "{report}");
    assert!(report.contains("(shapes.svg)"), "{report}");
    let chart = std::fs::read_to_string(out.join("shapes.svg")).expect("a chart");
    for expected in ["What regions cost", "machine code", "copy-patch"] {
        assert!(chart.contains(expected), "{expected}");
    }
    let left = std::fs::read_dir(&out).expect("the folder").filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        name.starts_with("part-").then_some(name)
    });
    assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new());
}
