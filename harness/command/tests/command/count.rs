//! `uopbench count`: the same number twice, or a reason.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

#[test]
fn instructions_are_counted_or_unavailable_and_always_the_same() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/programs/points.uop");
    let count = || -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
            .arg("count")
            .arg(&program)
            .args(["--backend", "interp-match,copy-patch", "--json"])
            .output()
            .expect("the command starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let counts = count();
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../results/schema/counts-v1.schema.json");
    let schema = std::fs::read_to_string(path).expect("readable");
    let schema = serde_json::from_str(&schema).expect("JSON");
    assert!(jsonschema::validator_for(&schema).expect("a schema").is_valid(&counts), "{counts}");
    let rows = counts["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 2);
    let installed = Command::new("valgrind").arg("--version").output().is_ok();
    for row in rows {
        let callgrind = &row["callgrind"];
        if !installed {
            assert!(callgrind["unavailable"].is_string(), "{row}");
            continue;
        }
        let per_uop = callgrind["per_uop"].as_f64().expect("a number");
        // In a build without optimisation an interpreter needs hundreds.
        assert!((1.0..2000.0).contains(&per_uop), "{row}");
    }
    if installed {
        let jumps = |row: usize| rows[row]["indirect_jumps"]["per_uop"].as_f64().expect("a number");
        // What helpers jump is the same for both; the loop adds one for each uop.
        assert!(jumps(0) - jumps(1) > 0.9, "{rows:?}");
        let again = count();
        assert_eq!(again["rows"][1]["callgrind"], rows[1]["callgrind"], "JIT code is the same");
    }
}
