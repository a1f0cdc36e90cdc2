//! Makes libraries of the uops' functions with the rustc that builds the project, and notes its
//! version, because no other rustc can read the libraries.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use stencil_extract::compile::Compiler;
use stencil_extract::{Target, crates};

/// How the libraries are compiled, besides the flags of the target.
const FLAGS: &[&str] = &[
    "--edition=2024",
    "--crate-type=rlib",
    "-Copt-level=3",
    "-Cpanic=abort",
    "-Cforce-unwind-tables=no",
    "-Ccodegen-units=1",
    "--cap-lints=allow",
    "--cfg=thunks",
];

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    for input in crates::INPUTS.iter().chain(&["backends/llvm/source"]) {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    println!("cargo::rustc-check-cfg=cfg(ceiling)");
    let Some(target) = Target::of_build_script() else {
        // The crate still builds; the backend says that it is not available.
        return;
    };
    let rustc = PathBuf::from(env::var_os("RUSTC").expect("cargo sets RUSTC"));
    let compiler =
        Compiler { rustc: &rustc, root: &root, target: &target, flags: FLAGS, libraries: &out };
    let mut libraries = Vec::new();
    for krate in crates::UOP_FUNCTIONS.dependencies().into_iter().chain([&crates::UOP_FUNCTIONS]) {
        compiler
            .compile(krate, "link", &[], &out)
            .unwrap_or_else(|error| panic!("the uops' functions can't be compiled: {error}"));
        let file = format!("lib{}.rlib", krate.name);
        libraries.push(format!("({file:?}, include_bytes!({:?}))", out.join(&file)));
    }
    let version = run(&rustc, |command| command.arg("-vV"));
    // A path that leads to this very rustc, whatever a proxy of that name would choose elsewhere.
    let sysroot = run(&rustc, |command| command.args(["--print", "sysroot"]));
    let rustc = Path::new(sysroot.trim()).join("bin/rustc");
    let code = format!(
        "const RUSTC: &str = {:?};\n\
         const TARGET_FLAGS: &[&str] = &{:?};\n\
         const VERSION: &str = {version:?};\n\
         static LIBRARIES: &[(&str, &[u8])] = &[{}];\n",
        rustc.display().to_string(),
        target.flags(),
        libraries.join(", "),
    );
    fs::write(out.join("library.rs"), code).expect("OUT_DIR can be written");
    println!("cargo::rustc-cfg=ceiling");
}

/// What rustc prints, called with these arguments.
fn run(rustc: &Path, arguments: impl FnOnce(&mut Command) -> &mut Command) -> String {
    let mut command = Command::new(rustc);
    arguments(&mut command);
    // Flags for the project's own build, such as a linker, are not for these questions.
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    let output = command.output().expect("rustc can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "rustc: {stderr}");
    String::from_utf8(output.stdout).expect("rustc prints text")
}
