//! Targets of other machines, with a core library that is made of its source where rustc has none.

use super::{rustc, work};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use stencil_extract::Target;

/// What a crate without the standard library asks for, and stencils do not use.
const BUILTINS: &str = "#![feature(compiler_builtins)]\n#![compiler_builtins]\n#![no_std]\n";

/// The target, or nothing where its core library can't be had.
pub fn target(name: &str) -> Option<Target> {
    let target = Target::named(name).expect("there are stencils for it");
    if has_library(name) {
        return Some(target);
    }
    let source = Path::new(&print(&["--print", "sysroot"]))
        .join("lib/rustlib/src/rust/library/core/src/lib.rs");
    if !source.exists() {
        eprintln!(
            "skipped: there is no core library for {name}, and no source: rustup component add rust-src"
        );
        return None;
    }
    Some(target.with_core(&core(name, &source)))
}

/// What rustc prints.
fn print(arguments: &[&str]) -> String {
    let output = Command::new(rustc()).args(arguments).output().expect("rustc runs");
    String::from_utf8(output.stdout).expect("rustc prints text").trim().to_owned()
}

/// Whether the compiler has a core library for a target.
fn has_library(name: &str) -> bool {
    let folder = print(&["--print", "target-libdir", "--target", name]);
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.into_iter().any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
}

/// The folder with the core library, as metadata: stencils contain what they use of it.
fn core(name: &str, source: &Path) -> PathBuf {
    let folder = work(&format!("core-{name}"));
    let builtins = folder.join("compiler_builtins.rs");
    fs::write(&builtins, BUILTINS).expect("the target directory can be written");
    for (krate, source) in [("core", source), ("compiler_builtins", &builtins)] {
        let output = Command::new(rustc())
            .args(["--edition=2024", "--crate-type=rlib", "--emit=metadata", "--cap-lints=allow"])
            .args(["-Copt-level=3", "-Cpanic=abort", "-Zalways-encode-mir"])
            .args(["-Zforce-unstable-if-unmarked", "--crate-name", krate, "--target", name])
            .arg("-L")
            .arg(&folder)
            .arg("--out-dir")
            .arg(&folder)
            .arg(source)
            .env("RUSTC_BOOTSTRAP", "1")
            .env_remove("RUSTFLAGS")
            .output()
            .expect("rustc runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    folder
}
