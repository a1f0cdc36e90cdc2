//! What the command does where the system refuses something: it says what to do, and measures what
//! can be measured.
#![cfg(target_os = "linux")]

use rustix::process::{Resource, Rlimit, setrlimit};
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The command, with nothing of the surroundings that it may look at.
fn uopbench(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uopbench"));
    let workloads = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    command.arg("--workloads").arg(workloads).args(arguments).env("NO_COLOR", "1");
    command.env_remove("UOPBENCH_WORKLOADS");
    command
}

fn output(command: &mut Command) -> Output {
    command.output().expect("the command starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Standard error on one line.
fn stderr(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asserts that the command ends as one that the user can set right.
fn refused(command: &mut Command) -> String {
    let output = output(command);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(!message.contains("panicked"), "{message}");
    message
}

/// Has the child refused all memory that it wants to execute, as hardened systems do.
fn without_executable_memory(command: &mut Command) {
    refuse(command, &[libc::SYS_mprotect, libc::SYS_memfd_create]);
}

/// Has some of these two calls refused: `mprotect` that makes memory executable, and `memfd_create`.
fn refuse(command: &mut Command, calls: &[i64]) {
    use seccompiler::{
        SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    };
    const EXECUTABLE: u64 = libc::PROT_EXEC as u64;
    let condition = SeccompCondition::new(
        2,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::MaskedEq(EXECUTABLE),
        EXECUTABLE,
    );
    let to_execute = SeccompRule::new(vec![condition.expect("a condition")]).expect("a rule");
    let rules = [(libc::SYS_mprotect, vec![to_execute]), (libc::SYS_memfd_create, Vec::new())];
    let rules = rules.into_iter().filter(|(call, _)| calls.contains(call));
    let filter = SeccompFilter::new(
        rules.collect::<BTreeMap<_, _>>(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EACCES as u32),
        std::env::consts::ARCH.try_into().expect("a machine that has filters"),
    );
    let program: seccompiler::BpfProgram =
        filter.expect("a filter").try_into().expect("it can be expressed");
    // SAFETY: between fork and exec this makes two system calls and touches nothing else.
    unsafe {
        command.pre_exec(move || seccompiler::apply_filter(&program).map_err(io::Error::other));
    }
}

/// The command with so many KiB of stack. The shell sets the limit, for an emulator lets no program do so.
fn with_stack_of(kib: usize, arguments: &[&str]) -> Command {
    let uopbench = uopbench(arguments);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -s {kib}; exec \"$@\""), "sh"]);
    command.arg(uopbench.get_program()).args(uopbench.get_args()).env("NO_COLOR", "1");
    command.env_remove("UOPBENCH_WORKLOADS");
    command
}

#[test]
fn a_stack_that_is_too_small_is_an_error_that_says_what_is_needed() {
    let message = refused(&mut with_stack_of(64, &["list"]));
    assert!(message.contains("the stack has 64 KiB, and 1024 KiB are needed"), "{message}");
    assert!(message.contains("ulimit -s"), "{message}");
    // What is said to be enough is enough.
    for arguments in [["check", "sum_range"], ["run", "sum_range"]] {
        let output = output(&mut with_stack_of(1024, &arguments));
        assert!(output.status.success(), "{}", stderr(&output));
    }
}

/// Has every write of the child to a file fail.
fn with_full_disk(command: &mut Command) {
    // SAFETY: between fork and exec this makes two system calls and touches nothing else.
    unsafe {
        command.pre_exec(|| {
            // The signal would come before the error.
            libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
            let none = Rlimit { current: Some(0), maximum: Some(0) };
            Ok(setrlimit(Resource::Fsize, none)?)
        });
    }
}

#[cfg(all(feature = "copy-patch", feature = "cranelift", target_arch = "x86_64"))]
#[test]
fn without_executable_memory_the_interpreter_runs() {
    let mut command = uopbench(&["run", "sum_range", "--quick"]);
    without_executable_memory(&mut command);
    let output = output(&mut command);
    let (out, err) = (stdout(&output), stderr(&output));
    assert!(output.status.success(), "{err}");
    assert!(out.contains("interp-match") && !out.contains("copy-patch"), "{out}");
    for backend in ["interp-tail", "copy-patch", "cranelift-best"] {
        let note = format!("note: no executable memory for {backend}: Permission denied");
        assert!(err.contains(&note), "{err}");
    }
    assert!(err.contains("MemoryDenyWriteExecute") && err.contains("interp-match"), "{err}");
}

#[cfg(all(feature = "copy-patch", target_arch = "x86_64"))]
#[test]
fn without_executable_memory_a_backend_that_was_asked_for_is_an_error() {
    let mut command = uopbench(&["run", "sum_range", "--backend", "copy-patch"]);
    without_executable_memory(&mut command);
    let message = refused(&mut command);
    assert!(message.contains("no executable memory for copy-patch"), "{message}");
    assert!(message.contains("or use a backend that needs none"), "{message}");
}

#[test]
fn without_executable_memory_the_interpreter_is_measured() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = uopbench(&["bench", "sum_range", "--quick", "--out"]);
    without_executable_memory(command.arg(folder.path()));
    let output = output(&mut command);
    assert!(output.status.success(), "{}", stderr(&output));
    let results = std::fs::read_to_string(folder.path().join("results.json")).expect("results");
    let results: serde_json::Value = serde_json::from_str(&results).expect("JSON");
    let backends = results["backends"].as_array().expect("backends");
    let ids: Vec<&str> = backends.iter().filter_map(|backend| backend["id"].as_str()).collect();
    assert_eq!(ids, ["interp-match"]);
    assert!(!results["measurements"].as_array().expect("measurements").is_empty());
}

/// Where pages that were written to can't be made executable, only the backend is absent that has no
/// other way; where memory can't be mapped twice, none is.
#[cfg(all(feature = "copy-patch", feature = "cranelift", target_arch = "x86_64"))]
#[test]
fn where_one_way_to_executable_memory_is_refused_the_others_are_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("plain names");
    let commands: [&[&str]; 4] = [
        &["run", "sum_range", "--quick"],
        &["check", "sum_range"],
        &["fuzz", "--cases", "4", "--seed", "1", "--out", out],
        &["bench", "sum_range", "--quick", "--out", out],
    ];
    for arguments in commands {
        for call in [libc::SYS_mprotect, libc::SYS_memfd_create] {
            let mut command = uopbench(arguments);
            refuse(&mut command, &[call]);
            let output = output(&mut command);
            let (out, err) = (stdout(&output), stderr(&output));
            assert!(output.status.success(), "{arguments:?}: {out}{err}");
            let note = "no executable memory for cranelift-jitmodule: Permission denied";
            let is_flipping = call == libc::SYS_mprotect;
            assert_eq!(err.contains(note), is_flipping, "{arguments:?}: {err}");
            assert_eq!(err.contains("MemoryDenyWriteExecute"), is_flipping, "{arguments:?}: {err}");
            assert!(!err.contains("no executable memory for copy-patch"), "{arguments:?}: {err}");
        }
    }
}

#[test]
fn a_full_disk_is_an_error_and_leaves_what_was_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("uops.md");
    std::fs::write(&page, "as it was").expect("it can be written");
    let mut command = uopbench(&["docs", "--out"]);
    with_full_disk(command.arg(&page));
    let message = refused(&mut command);
    assert!(message.contains("can't write") && message.contains("uops.md"), "{message}");
    assert_eq!(std::fs::read_to_string(&page).expect("it is there"), "as it was");
    let left = std::fs::read_dir(folder.path()).expect("the folder is there").count();
    assert_eq!(left, 1, "no temporary file is left behind");
}

#[test]
fn a_full_disk_is_found_before_anything_is_measured() {
    let folder = tempfile::tempdir().expect("a folder");
    // Were it looked for first, the workload would be what is wrong.
    let mut command = uopbench(&["bench", "no_such_workload", "--out"]);
    with_full_disk(command.arg(folder.path()));
    let message = refused(&mut command);
    assert!(message.contains("can't write"), "{message}");
    assert!(!message.contains("no_such_workload"), "{message}");
}

#[test]
fn standard_output_that_is_full_is_an_error() {
    let full = File::options().write(true).open("/dev/full").expect("Linux has it");
    let message = refused(uopbench(&["list"]).stdout(Stdio::from(full)));
    assert!(message.contains("can't write to standard output"), "{message}");
}

#[test]
fn files_for_perf_that_cannot_be_written_are_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = uopbench(&["run", "sum_range", "--quick", "--perf", "jitdump"]);
    with_full_disk(command.arg("--debug-dir").arg(folder.path()));
    assert!(refused(&mut command).contains("can't write"));
}

/// Neither a home nor a folder that can be written to is needed to run something.
#[test]
fn nothing_but_the_workloads_is_needed() {
    let mut command = uopbench(&["run", "sum_range", "--quick"]);
    command.env_clear().current_dir("/proc");
    let output = output(&mut command);
    assert!(output.status.success(), "{}", stderr(&output));
    let mut command = uopbench(&["bench", "sum_range", "--quick"]);
    let message = refused(command.env_clear().current_dir("/proc"));
    assert!(message.contains("can't write to uopbench-results"), "{message}");
    assert!(message.contains("--out"), "{message}");
}

/// A slow machine takes a while until there is code.
const PATIENCE: Duration = Duration::from_secs(60);

/// During a bench, as the system itself says.
#[test]
fn no_page_is_ever_writable_and_executable() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = uopbench(&["bench", "collatz", "--quick", "--out"]);
    command.arg(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the command starts");
    let child_id = child.id();
    // Samples are taken in processes that the command starts.
    let children = format!("/proc/{0}/task/{0}/children", child.id());
    let maps_of_all = || {
        let children = std::fs::read_to_string(&children).unwrap_or_default();
        let own = child_id.to_string();
        let all = children.split_whitespace().chain([own.as_str()]);
        let maps = all.map(|id| std::fs::read_to_string(format!("/proc/{id}/maps")));
        maps.map(Result::unwrap_or_default).collect::<String>()
    };
    let (mut looks, mut with_code) = (0, 0);
    let start = Instant::now();
    while with_code < 300 && start.elapsed() < PATIENCE {
        if child.try_wait().expect("it is a child").is_some() {
            break;
        }
        let maps = maps_of_all();
        for line in maps.lines() {
            let rights = line.split_whitespace().nth(1).unwrap_or("");
            assert!(!(rights.contains('w') && rights.contains('x')), "{line}");
        }
        looks += 1;
        with_code += usize::from(maps.contains("r-xs"));
        std::thread::sleep(Duration::from_millis(3));
    }
    // It may have ended by itself.
    _ = child.kill();
    child.wait().expect("it is a child");
    assert!(looks > 0);
    if cfg!(all(feature = "copy-patch", target_arch = "x86_64")) {
        assert!(with_code >= 100, "{with_code} of {looks} looks found code");
    }
}
