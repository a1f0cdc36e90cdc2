//! `uopbench scaling`: compile time by length.

use std::path::Path;
use std::process::{Command, Output};

fn scaling(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .arg("scaling")
        .args(arguments)
        .output()
        .expect("the command starts")
}

fn read(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("readable");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn times_of_each_length_are_written() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = out.path().to_str().expect("UTF-8");
    let backends = "interp-match,copy-patch";
    let output = scaling(&["--quick", "--uops", "100", "--backend", backends, "--out", folder]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json = read(&out.path().join("scaling.json"));
    let schema =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../results/schema/scaling-v1.schema.json");
    let validator = jsonschema::validator_for(&read(&schema)).expect("a schema");
    assert!(validator.is_valid(&json), "{json}");
    for (index, id) in backends.split(',').enumerate() {
        let backend = &json["backends"][index];
        assert_eq!(backend["backend"], id);
        let points = backend["points"].as_array().expect("points");
        let lengths: Vec<u64> = points.iter().filter_map(|point| point["uops"].as_u64()).collect();
        assert_eq!(lengths, [10, 30, 100]);
        assert!(backend["slope"]["value"].is_number(), "{backend}");
        assert!(backend["ended"].is_null(), "{backend}");
    }
    for name in ["scaling.md", "scaling.svg", "scaling.png"] {
        assert!(out.path().join(name).exists(), "{name}");
    }
}

#[test]
fn a_length_that_no_program_has_is_refused() {
    let output = scaling(&["--uops", "9"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("9 uops"));
}
