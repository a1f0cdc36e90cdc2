//! The example of a backend of one's own builds outside of the workspace and does all programs right.

use std::path::{Path, PathBuf};
use std::process::Command;

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/own-backend")
}

/// Names and versions in a `Cargo.lock`.
fn locked(path: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).expect("a lock file");
    let value = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
    let lines: Vec<&str> = text.lines().collect();
    let pairs = lines.windows(2).filter(|pair| pair[0].starts_with("name = "));
    pairs.map(|pair| (value(pair[0]), value(pair[1]))).collect()
}

#[test]
fn the_example_runs_every_program_as_the_interpreter_does() {
    // Beside the workspace's own, so that the second time there is nothing to build.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-backend");
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--locked"])
        .current_dir(example())
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (count, folder) in [(9, "workloads"), (93, "corpus")] {
        let line = said.lines().find(|line| line.ends_with(&format!("{folder} do the same")));
        assert!(line.is_some_and(|line| line.starts_with(&format!("{count} "))), "{said}");
    }
}

#[test]
fn the_example_needs_nothing_that_the_workspace_does_not() {
    let ours = locked(&example().join("../../Cargo.lock"));
    for package in locked(&example().join("Cargo.lock")) {
        assert!(ours.contains(&package) || package.0 == "own-backend", "{package:?}");
    }
}
