//! Random programs: a short campaign that finds nothing.

use std::process::Command;

#[test]
fn a_short_campaign_finds_no_difference() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("found");
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(["fuzz", "--cases", "120", "--seed", "2026", "--uops", "120", "--out"])
        .arg(&out)
        .output()
        .expect("the command starts");
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{stderr}");
    assert!(stdout.starts_with("120 programs of seed 2026, no difference"), "{stdout}");
    assert!(!out.exists(), "nothing was found, so nothing is written");
}
