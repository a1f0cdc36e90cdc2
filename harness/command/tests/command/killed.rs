//! A command that is killed while it writes leaves what was there, whole.
#![cfg(target_os = "linux")]

use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};
use std::collections::BTreeMap;
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// How a command that writes files is started; `OUT` stands for a path in a folder of its own.
const WRITERS: [&[&str]; 8] = [
    &["docs", "--out", "OUT/uops.md"],
    &["generate", "--uops", "200", "--out", "OUT/random.uop"],
    &["import", "WORKLOADS/sum_range/recording.json", "--out", "OUT/program.uop"],
    &["explore", "fib_iter", "--backend", "interp-match", "--out", "OUT/page.html"],
    &["export", "RESULTS", "--format", "csv", "--out", "OUT/results.csv"],
    &["compare", "RESULTS", "RESULTS", "--chart", "OUT/ratios.svg"],
    // With report and charts.
    &["merge", "RESULTS", "--out", "OUT"],
    &["scaling", "--uops", "10", "--backend", "interp-match", "--quick", "--out", "OUT"],
];

fn uopbench(arguments: &[&str], out: &Path) -> Command {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let workloads = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    let path = |path: PathBuf| path.to_str().expect("UTF-8").to_owned();
    let (results, workloads) = (path(tests.join("fixtures/results.json")), path(workloads));
    let out = path(out.to_owned());
    let mut command = Command::new(env!("CARGO_BIN_EXE_uopbench"));
    command.env("UOPBENCH_WORKLOADS", &workloads).env("NO_COLOR", "1");
    for argument in arguments {
        let argument = argument.replace("OUT", &out).replace("RESULTS", &results);
        command.arg(argument.replace("WORKLOADS", &workloads));
    }
    command
}

/// Every file in a folder, but for those that are being written.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    entries
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| {
            let name = path.file_name().expect("it has a name").to_string_lossy();
            path.is_file() && !name.starts_with(".uopbench-")
        })
        .map(|path| (path.clone(), std::fs::read(path).expect("it can be read")))
        .collect()
}

/// Has the child die when it gives a file its name.
fn dies_at_rename(command: &mut Command) {
    let rules = [
        // Younger machines never had it.
        #[cfg(target_arch = "x86_64")]
        libc::SYS_rename,
        libc::SYS_renameat,
        libc::SYS_renameat2,
    ];
    let filter = SeccompFilter::new(
        rules.map(|call| (call, Vec::new())).into(),
        SeccompAction::Allow,
        SeccompAction::KillProcess,
        std::env::consts::ARCH.try_into().expect("a machine that has filters"),
    );
    let program: BpfProgram = filter.expect("a filter").try_into().expect("it can be expressed");
    // SAFETY: between fork and exec this makes three system calls and touches nothing else.
    unsafe {
        command.pre_exec(move || {
            without_core_dump()?;
            apply_filter(&program).map_err(io::Error::other)
        });
    }
}

/// Has the child die when a file that it writes gets longer than a few bytes.
fn dies_in_the_middle(command: &mut Command) {
    // SAFETY: between fork and exec this makes two system calls and touches nothing else.
    unsafe {
        command.pre_exec(|| {
            without_core_dump()?;
            let few = Rlimit { current: Some(100), maximum: Some(100) };
            Ok(setrlimit(Resource::Fsize, few)?)
        });
    }
}

fn without_core_dump() -> io::Result<()> {
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

fn run(command: &mut Command) -> Output {
    command.output().expect("the command starts")
}

/// Has a command die in some way.
type Kill = fn(&mut Command);

/// Ways to kill a command, and the signals that tell of them.
const KILLS: [(Kill, i32); 2] =
    [(dies_at_rename, libc::SIGSYS), (dies_in_the_middle, libc::SIGXFSZ)];

#[test]
fn a_command_killed_while_it_writes_leaves_earlier_files_whole() {
    std::thread::scope(|scope| {
        for arguments in WRITERS {
            scope.spawn(|| check_writer(arguments));
        }
    });
}

fn check_writer(arguments: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path();
    let output = run(&mut uopbench(arguments, out));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {message}");
    let whole = files(out);
    assert!(!whole.is_empty(), "{arguments:?} writes nothing");
    let assert_leaves = |before: &BTreeMap<PathBuf, Vec<u8>>| {
        for (kill, signal) in KILLS {
            let mut command = uopbench(arguments, out);
            kill(&mut command);
            let output = run(&mut command);
            assert_eq!(output.status.signal(), Some(signal), "{arguments:?}: {output:?}");
            assert!(files(out) == *before, "{arguments:?} leaves something else");
        }
    };
    assert_leaves(&whole);
    // Nor does it leave half of a file where there was none.
    for path in whole.keys() {
        std::fs::remove_file(path).expect("it is there");
    }
    assert_leaves(&BTreeMap::new());
}

/// A bench writes its plan before it measures, and parts before results.
#[test]
fn a_bench_killed_while_it_writes_leaves_earlier_results_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/results.json");
    std::fs::copy(fixture, folder.path().join("results.json")).expect("it can be copied");
    let before = files(folder.path());
    for (kill, signal) in KILLS {
        let arguments = ["bench", "sum_range", "--quick", "--backend", "interp-match"];
        let arguments = [&arguments[..], &["--out", "OUT"]].concat();
        let mut command = uopbench(&arguments, folder.path());
        kill(&mut command);
        let output = run(&mut command);
        assert_eq!(output.status.signal(), Some(signal), "{output:?}");
        assert!(files(folder.path()) == before, "results have changed");
    }
}
