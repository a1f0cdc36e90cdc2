//! Random programs: a short campaign that finds nothing.

use std::process::Command;

#[test]
fn a_short_campaign_finds_no_difference() {
    for shape in ["trace", "region", "both"] {
        finds_no_difference(shape);
    }
}

fn finds_no_difference(shape: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("found");
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args([
            "fuzz", "--cases", "120", "--seed", "2026", "--uops", "120", "--shape", shape, "--out",
        ])
        .arg(&out)
        .output()
        .expect("the command starts");
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{stderr}");
    assert!(stdout.starts_with("120 programs of seed 2026, no difference"), "{stdout}");
    let handled = stdout.lines().nth(1).and_then(|line| line.split_once(" of them handled"));
    let handled: u64 = handled.and_then(|(count, _)| count.parse().ok()).expect("it says so");
    assert!((1..120).contains(&handled), "{stdout}");
    assert!(!out.exists(), "nothing was found, so nothing is written");
}

/// Another program may start the processes; what it does shows.
#[test]
fn a_runner_starts_the_processes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |runner: &str| {
        Command::new(env!("CARGO_BIN_EXE_uopbench"))
            .args(["fuzz", "--cases", "1", "--seed", "2026", "--backend", "interp-match"])
            .args(["--runner", runner, "--out"])
            .arg(folder.path())
            .output()
            .expect("the command starts")
    };
    assert!(run("env FOO=1").status.success());
    let output = run("false");
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
    assert!(stderr.contains("no process for programs can be started"), "{stderr}");
    assert!(stderr.contains("the process died, exit status: 1"), "{stderr}");
    // Ending well is not enough.
    let output = run("true");
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
    assert!(stderr.contains("no process for programs can be started"), "{stderr}");
    assert_eq!(run("there-is-no-such-program").status.code(), Some(2));
    // It ends well where nothing is asked for, and dies of every program.
    let script = folder.path().join("dies");
    std::fs::write(
        &script,
        "read request; case $request in *'\"cases\":0,'*) echo '{\"ran\":{\"cases\":0,\"handled\":0}}' ;; *) exit 3 ;; esac",
    )
    .expect("the folder can be written to");
    let output = run(&format!("sh {}", script.display()));
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("the process died, exit status: 3"), "{stderr}");
}
