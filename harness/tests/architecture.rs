//! Who uses whom is as ARCHITECTURE.md draws it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The crates of the workspace that each may use, outside of its tests.
const EDGES: &[(&str, &[&str])] = &[
    ("uopbench-rows", &[]),
    ("uopbench-semantics", &[]),
    ("uopbench-uops", &["uopbench-rows", "uopbench-semantics"]),
    ("uopbench-trace", &["uopbench-uops"]),
    ("uopbench-stencil-format", &["uopbench-uops"]),
    ("uopbench-stencil-extract", &["uopbench-stencil-format", "uopbench-uops"]),
    ("uopbench-backend-api", &["uopbench-trace", "uopbench-uops"]),
    ("uopbench-code-memory", &[]),
    ("uopbench-debug-info", &["uopbench-backend-api", "uopbench-trace", "uopbench-uops"]),
    ("uopbench-interpreter", &["uopbench-backend-api", "uopbench-trace", "uopbench-uops"]),
    (
        "uopbench-interpreter-tail",
        &[
            "uopbench-backend-api",
            "uopbench-code-memory",
            "uopbench-stencil-extract",
            "uopbench-stencil-format",
            "uopbench-trace",
            "uopbench-uops",
        ],
    ),
    (
        "uopbench-copy-patch",
        &[
            "uopbench-backend-api",
            "uopbench-code-memory",
            "uopbench-stencil-extract",
            "uopbench-stencil-format",
            "uopbench-trace",
            "uopbench-uops",
        ],
    ),
    (
        "uopbench-cranelift",
        &["uopbench-backend-api", "uopbench-code-memory", "uopbench-trace", "uopbench-uops"],
    ),
    (
        "uopbench-template",
        &["uopbench-backend-api", "uopbench-code-memory", "uopbench-trace", "uopbench-uops"],
    ),
    (
        "uopbench-llvm",
        &[
            "uopbench-backend-api",
            "uopbench-stencil-extract",
            "uopbench-stencil-format",
            "uopbench-trace",
            "uopbench-uops",
        ],
    ),
    (
        "uopbench",
        &[
            "uopbench-backend-api",
            "uopbench-copy-patch",
            "uopbench-cranelift",
            "uopbench-debug-info",
            "uopbench-interpreter",
            "uopbench-interpreter-tail",
            "uopbench-llvm",
            "uopbench-template",
            "uopbench-trace",
            "uopbench-uops",
        ],
    ),
];

#[test]
fn crates_use_whom_they_may() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let uses = found.entry(package["name"].as_str().expect("a name")).or_default();
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let name = dependency["name"].as_str().expect("a name");
            // A path makes it one of ours; what tests use besides is their business.
            if dependency["path"].is_string() && dependency["kind"] != "dev" {
                uses.insert(name);
            }
            if name == "uopbench-stencil-extract" {
                assert_eq!(dependency["kind"], "build", "stencils are made at build time only");
            }
        }
    }
    let drawn: BTreeMap<&str, BTreeSet<&str>> =
        EDGES.iter().map(|&(name, uses)| (name, uses.iter().copied().collect())).collect();
    assert_eq!(found, drawn);
}

/// Files and tests that SECURITY.md names exist.
#[test]
fn promises_name_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let security = std::fs::read_to_string(root.join("SECURITY.md")).expect("readable");
    let (mut files, mut tests) = (0, 0);
    let mut usual = None;
    for line in security.lines().filter(|line| line.starts_with('|')) {
        if line.starts_with("| promise") {
            usual = None;
        }
        // What is between backticks: names of tests, and the file that they are in behind them.
        let mut names = Vec::new();
        for token in line.split('`').skip(1).step_by(2) {
            let is_name = token.contains('_') && !token.contains(['/', ' ', '.', '-']);
            if is_name {
                names.push(token);
            } else if token.ends_with(".rs") && line.starts_with("| promise") {
                usual = Some(token);
            } else if token.ends_with(".rs") {
                let text = std::fs::read_to_string(root.join(token));
                let text = text.unwrap_or_else(|error| panic!("{token}: {error}"));
                files += 1;
                for name in names.drain(..) {
                    assert!(text.contains(&format!("fn {name}(")), "{name} is not in {token}");
                    tests += 1;
                }
            }
        }
        // The head of a table says where all others are.
        for name in names {
            let file = usual.unwrap_or_else(|| panic!("where is {name}?"));
            let text = std::fs::read_to_string(root.join(file)).expect("readable");
            assert!(text.contains(&format!("fn {name}(")), "{name} is not in {file}");
            tests += 1;
        }
    }
    assert!(files > 15 && tests > 20, "{files} files and {tests} tests");
}
