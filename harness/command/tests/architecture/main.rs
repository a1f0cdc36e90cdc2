//! The house is as ARCHITECTURE.md says.

mod circles;
mod crates;
mod dialect;
mod forbidden;
mod machine;
mod promises;
mod reference;
mod size;
mod sources;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("it is there")
}

/// What cargo knows of the workspace.
fn metadata() -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}
