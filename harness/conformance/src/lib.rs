//! Code that tests of backends share: cases of uops, the programs around them, and the folders of
//! programs.
//!
//! The tests that check all backends are beside this library, in `tests/conformance/`.
#![forbid(unsafe_code)]

pub mod build;
pub mod case;
pub mod values;

use std::path::{Path, PathBuf};

/// The folder of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of small programs with calls, classes and closures. The first comment of each says how it
/// ends.
pub fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("programs")
}
