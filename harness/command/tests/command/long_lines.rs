//! What is wrong far to the right in a line is shown without all that is before it.

use std::path::Path;
use std::process::{Command, Output};

/// Characters of the lines: more than a terminal's columns can count.
const LENGTH: usize = 200_000;

fn uopbench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_uopbench")).args(arguments).output().expect("it starts")
}

/// Fails unless the command says in a few lines what is wrong with the file.
#[track_caller]
fn is_told(output: &Output, says: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{}", stderr.chars().take(2_000).collect::<String>());
    assert!(stderr.len() < 2_000, "{} bytes", stderr.len());
    assert!(stderr.contains(says), "{stderr}");
}

/// Writes a file; returns its path.
fn file(folder: &Path, name: &str, contents: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, contents).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
fn results_far_to_the_right_are_told_in_a_few_lines() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let spaces = " ".repeat(LENGTH);
    let values = "1, ".repeat(LENGTH / 3);
    let texts = [
        format!("{{\"schema_version\": 2,{spaces}\"environment\": 7}}"),
        format!("{{\"schema_version\": 2, \"environment\": {{\"x\": [{values}]}}}}"),
        format!("{{\"schema_version\": 2, \"workloads\": \"{}\"}}", "é".repeat(LENGTH)),
    ];
    for (number, text) in texts.iter().enumerate() {
        let path = file(folder.path(), &format!("{number}.json"), text);
        let out = folder.path().join("out");
        let out = out.to_str().expect("UTF-8");
        for command in [
            &["compare", &path, &path][..],
            &["report", &path, "--out", out],
            &["export", &path, "--format", "csv"],
            &["evaluate", &path],
            &["merge", &path, &path, "--out", out],
        ] {
            is_told(&uopbench(command), &format!("{number}.json"));
        }
    }
}

#[test]
fn criteria_programs_recordings_and_plans_far_to_the_right_are_told_in_a_few_lines() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let spaces = " ".repeat(LENGTH);
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/results.json");
    let fixture = fixture.to_str().expect("UTF-8");
    let criteria = file(folder.path(), "criteria.toml", &format!("title = \"t\"{spaces}x"));
    is_told(&uopbench(&["evaluate", fixture, "--criteria", &criteria]), "criteria.toml");
    let criteria = format!("title = \"t\"\n[[criterion]]\nid = {}\"a\", 3", "[".repeat(LENGTH));
    let criteria = file(folder.path(), "nested.toml", &criteria);
    is_told(&uopbench(&["evaluate", fixture, "--criteria", &criteria]), "nested.toml");

    let program = file(folder.path(), "program.uop", &format!("program x\nlocal{spaces}1"));
    is_told(&uopbench(&["verify", &program]), "program.uop");
    let recording = file(folder.path(), "recording.json", &format!("{{{spaces}7}}"));
    is_told(&uopbench(&["import", &recording]), "recording.json");

    let bench = folder.path().join("bench/parts");
    std::fs::create_dir_all(&bench).expect("a folder");
    file(&bench, "plan.json", &format!("{{{spaces}7}}"));
    let out = folder.path().join("bench");
    let out = out.to_str().expect("UTF-8");
    is_told(&uopbench(&["bench", "--resume", "--out", out]), "plan.json");

    let workload = folder.path().join("workload");
    std::fs::create_dir_all(&workload).expect("a folder");
    let sum_range =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads/sum_range/program.uop");
    std::fs::copy(sum_range, workload.join("program.uop")).expect("copied");
    file(&workload, "expected.json", &format!("{{{spaces}\"args\": 7}}"));
    is_told(&uopbench(&["run", workload.to_str().expect("UTF-8")]), "expected.json");
}
