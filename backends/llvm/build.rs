//! Makes a library of the uops' functions with the rustc that builds the project, and notes which one
//! that was: only the same can read it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// How the library is compiled. No red zone: slow paths are called by instructions that LLVM does not
/// know for calls.
const FLAGS: &[&str] = &[
    "--edition=2024",
    "--crate-type=rlib",
    "--crate-name=uop_functions",
    "-Copt-level=3",
    "-Cpanic=abort",
    "-Cforce-unwind-tables=no",
    "-Cno-redzone=yes",
    "-Ccodegen-units=1",
    "--cap-lints=allow",
];

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    for input in ["backends/llvm/source", "stencils/source/cold.rs", "uops/src"] {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    println!("cargo::rustc-check-cfg=cfg(ceiling)");
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if (target("ARCH").as_str(), target("OS").as_str()) != ("x86_64", "linux") {
        // The crate still builds; the backend says that it is not available.
        return;
    }
    let rustc = PathBuf::from(env::var_os("RUSTC").expect("cargo sets RUSTC"));
    let library = out.join("libuop_functions.rlib");
    let source = root.join("backends/llvm/source/lib.rs");
    let rows = out.join("rows.rs");
    fs::write(&rows, uops::FOR_EACH_UOP).expect("OUT_DIR can be written");
    run(&rustc, |command| {
        command.args(FLAGS).arg("-o").arg(&library).arg(&source).env(uops::ROWS_VARIABLE, &rows)
    });
    let version = run(&rustc, |command| command.arg("-vV"));
    // A path that leads to this very rustc, whatever a proxy of that name would choose elsewhere.
    let sysroot = run(&rustc, |command| command.args(["--print", "sysroot"]));
    let rustc = Path::new(sysroot.trim()).join("bin/rustc");
    let code = format!(
        "const RUSTC: &str = {:?};\n\
         const VERSION: &str = {version:?};\n\
         static LIBRARY: &[u8] = include_bytes!({:?});\n",
        rustc.display().to_string(),
        library.display().to_string(),
    );
    fs::write(out.join("library.rs"), code).expect("OUT_DIR can be written");
    println!("cargo::rustc-cfg=ceiling");
}

/// What rustc prints, called with these arguments.
fn run(rustc: &Path, arguments: impl FnOnce(&mut Command) -> &mut Command) -> String {
    let mut command = Command::new(rustc);
    arguments(&mut command);
    // Flags for the project's own build, such as a linker, are not for this library.
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    let output = command.output().expect("rustc can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the uops' functions can't be compiled: {stderr}");
    String::from_utf8(output.stdout).expect("rustc prints text")
}
