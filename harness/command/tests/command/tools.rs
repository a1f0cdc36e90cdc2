//! What perf and gdb themselves make of the code; each test says so where its tool is missing.
#![cfg(all(
    target_arch = "x86_64",
    target_os = "linux",
    feature = "copy-patch",
    feature = "cranelift"
))]

use std::path::Path;
use std::process::{Command, Output};

const UOPBENCH: &str = env!("CARGO_BIN_EXE_uopbench");

/// Whether a tool is there; prints that the test is skipped if it is not.
fn has(tool: &str) -> bool {
    let there = Command::new(tool).arg("--version").output().is_ok_and(|o| o.status.success());
    if !there {
        eprintln!("skipped: there is no {tool}");
    }
    there
}

fn run(command: &mut Command) -> Output {
    command.env_remove("UOPBENCH_WORKLOADS").output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Records a run with the software clock and returns the recording's name and that of the file that
/// tells of the code; none where the system does not let it.
fn record(folder: &Path, arguments: &[&str]) -> Option<(String, String)> {
    let data = folder.join("perf.data").display().to_string();
    let mut perf = Command::new("perf");
    perf.args(["record", "-k", "mono", "-e", "cpu-clock", "-c", "100000", "-o", &data, "--"]);
    perf.args([UOPBENCH, "run", "crc", "--dialect", "py313", "--repeat", "200"]);
    perf.args(["--backend", "copy-patch,cranelift-best"]);
    let output = run(perf.args(arguments).arg("--debug-dir").arg(folder));
    if !output.status.success() {
        eprintln!("skipped: perf can't record here: {}", text(&output.stderr));
        return None;
    }
    let told = text(&output.stderr);
    let file = told.lines().find_map(|line| line.strip_prefix("note: perf finds the code in "));
    Some((data, file.expect("the command names the file").to_owned()))
}

fn report(data: &str) -> String {
    let output = run(Command::new("perf").args(["report", "--stdio", "-i", data]));
    text(&output.stdout)
}

#[test]
fn perf_reports_traces_from_the_dump() {
    let folder = tempfile::tempdir().expect("a folder");
    if !has("perf") {
        return;
    }
    let Some((data, _)) = record(folder.path(), &["--perf", "jitdump"]) else { return };
    let merged = folder.path().join("merged.data").display().to_string();
    let output = run(Command::new("perf").args(["inject", "--jit", "-i", &data, "-o", &merged]));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let report = report(&merged);
    for symbol in ["copy-patch:crc:loop_99", "cranelift-best:crc:loop_99"] {
        assert!(report.contains(symbol), "{report}");
    }
}

/// Code that counts uops is other code than what a bench measures, and has another name.
#[test]
fn code_that_counts_has_a_name_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(Command::new(UOPBENCH)
        .args(["run", "crc", "--quick", "--backend", "copy-patch", "--perf", "map"])
        .arg("--debug-dir")
        .arg(folder.path()));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let told = text(&output.stderr);
    let map = told.lines().find_map(|line| line.strip_prefix("note: perf finds the code in "));
    let map = map.expect("the command names the file");
    let names = std::fs::read_to_string(map).expect("the map is there");
    std::fs::remove_file(map).expect("the map is there");
    for name in [" copy-patch+counting:crc:", " copy-patch:crc:"] {
        assert!(names.contains(name), "{names}");
    }
}

#[test]
fn perf_reports_uops_from_the_map() {
    let folder = tempfile::tempdir().expect("a folder");
    if !has("perf") {
        return;
    }
    let options = ["--perf", "map", "--symbols", "uop"];
    let Some((data, map)) = record(folder.path(), &options) else { return };
    let report = report(&data);
    // It is not in the folder that goes by itself.
    std::fs::remove_file(map).expect("the map is there");
    for uop in ["copy-patch:crc:loop_99:", "cranelift-best:crc:loop_99:"] {
        assert!(report.contains(uop), "{report}");
    }
}

/// Stops in a helper, and prints the backtrace; then goes on from instruction to instruction in the
/// code that called it, and counts the places from which a backtrace finds the way to the harness.
const SCRIPT: &str = r#"
import gdb, os
gdb.execute("set debuginfod enabled off")
gdb.execute("set pagination off")
gdb.execute("set language c")
gdb.execute("break *" + os.environ["HELPER"])
gdb.execute("run")
gdb.execute("delete")
print("BACKTRACE")
frame = gdb.newest_frame()
while frame is not None:
    place = frame.find_sal()
    print("FRAME", frame.name(), place.symtab.fullname() if place.symtab else "-", place.line)
    frame = frame.older()
gdb.execute("finish", to_string=True)

def path():
    names = []
    frame = gdb.newest_frame()
    while frame is not None and len(names) < 12:
        names.append(str(frame.name()))
        frame = frame.older()
    return names

good, steps = 0, 200
for _ in range(steps):
    names = path()
    if "::" not in names[0] and any(n.endswith(":enter") for n in names[:3]) \
            and any("run_timed" in n for n in names):
        good += 1
    else:
        print("LOST", hex(gdb.newest_frame().pc()), names)
    gdb.execute("nexti", to_string=True)
print("WALKED", good, "OF", steps)
gdb.execute("kill")
"#;

/// Asserts that backtraces are right from where `helper` is first called by `uop` of a program.
fn backtraces(backend: &str, program: &str, helper: &str, uop: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("script.py");
    std::fs::write(&script, SCRIPT).expect("it can be written");
    let output = run(Command::new("gdb")
        .args(["-nx", "-batch", "-x"])
        .arg(&script)
        .env("HELPER", helper)
        .args(["--args", UOPBENCH, "run", program, "--dialect", "py313", "--quick", "--gdb"])
        .args(["--backend", backend])
        .arg("--debug-dir")
        .arg(folder.path()));
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    if err.contains("Python scripting is not supported") || err.contains("ptrace") {
        eprintln!("skipped: this gdb can't be used: {err}");
        return;
    }
    let frames: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix("FRAME ")).collect();
    let names: Vec<&str> = frames.iter().filter_map(|frame| frame.split(' ').next()).collect();
    // The first run is the one that counts.
    let trace = format!("{backend}+counting:");
    let expected = [helper, &trace, ":enter", "::enter", "announced", "run_timed", "run"];
    assert!(names.len() > 10, "{out}{err}");
    for (name, part) in names.iter().zip(expected) {
        assert!(name.contains(part), "{part} is {name}:\n{out}{err}");
    }
    // The line of the trace's frame is the uop that called.
    let mut fields = frames[1].split(' ').skip(1);
    let source = std::fs::read_to_string(fields.next().expect("a file")).expect("it is there");
    let line: usize = fields.next().expect("a line").parse().expect("a number");
    let line = source.lines().nth(line - 1).expect("the line is there");
    assert_eq!(line.split_whitespace().next(), Some(uop), "{out}");
    assert!(out.contains("WALKED 200 OF 200"), "{out}{err}");
}

/// A program whose functions call themselves; returns jump through registers.
const FIB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/programs/fib.uop");

#[test]
fn gdb_walks_through_copied_stencils() {
    if has("gdb") {
        backtraces("copy-patch", "sum_range", "uop_get_iter", "_GET_ITER");
        backtraces("copy-patch", FIB, "uop_pop_frame", "_POP_FRAME");
    }
}

#[test]
fn gdb_walks_through_cranelifts_code() {
    if has("gdb") {
        backtraces("cranelift-best", FIB, "uop_pop_frame", "_POP_FRAME");
        backtraces("cranelift-fast", "sum_range", "uop_get_iter", "_GET_ITER");
    }
}
