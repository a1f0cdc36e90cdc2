//! Notes how the harness was built, for the environment in its results.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let version = Command::new(rustc)
        .arg("-vV")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .unwrap_or_default();
    note("RUSTC", version.lines().next());
    note("LLVM", version.lines().find_map(|line| line.strip_prefix("LLVM version: ")));
    let lock = std::fs::read_to_string("../../Cargo.lock").unwrap_or_default();
    note("CRANELIFT", locked_version(&lock, "cranelift-codegen"));
    note("PROFILE", std::env::var("PROFILE").ok().as_deref());
}

/// Hands `value` to the crate as an environment variable; without one the variable is not set.
fn note(name: &str, value: Option<&str>) {
    if let Some(value) = value {
        println!("cargo::rustc-env=UOPBENCH_{name}={value}");
    }
}

/// The version of a package in a `Cargo.lock`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}
