//! Calls of rustc.

use crate::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How stencils are compiled.
///
/// - The small code model with static relocation makes the address of a hole a 32-bit immediate or
///   displacement.
/// - No red zone: slow paths are called from code that has set up no stack frame.
/// - Functions are not merged: each stencil has to be there under its own name.
/// - One codegen unit and a fixed crate name make builds repeatable.
pub const FLAGS: &[&str] = &[
    "--edition=2024",
    "--crate-type=lib",
    "--crate-name=stencils",
    "-Copt-level=3",
    "-Cpanic=abort",
    "-Cforce-unwind-tables=no",
    "-Crelocation-model=static",
    "-Ccode-model=small",
    "-Cno-redzone=yes",
    "-Ccodegen-units=1",
    "-Zfunction-sections=yes",
    "-Zmerge-functions=disabled",
    "--cap-lints=allow",
];

/// The environment variable that has stencils which call something keep frame pointers, for
/// unwinders that know nothing else.
pub const FRAME_POINTERS: &str = "UOPBENCH_FRAME_POINTERS";

/// What it stands for.
pub const KEEP_FRAME_POINTERS: &[&str] = &["-Zunstable-options", "-Cforce-frame-pointers=non-leaf"];

/// Compiles the stencil crate to assembly text, with further arguments that choose another form.
pub fn to_assembly(
    rustc: &Path,
    source: &Path,
    work: &Path,
    arguments: &[&str],
) -> Result<String, Error> {
    let out = work.join("stencils.s");
    run(rustc, source, work, |command| {
        command.args(FLAGS).args(arguments).arg(format!("--emit=asm={}", out.display()));
        if std::env::var_os(FRAME_POINTERS).is_some_and(|value| value == "1") {
            command.args(KEEP_FRAME_POINTERS);
        }
    })?;
    std::fs::read_to_string(&out).map_err(Error::io(&out))
}

/// Copies the stencil crate to `out`, with the plain C convention in place of preserve-none: the
/// convention of a function is no expression that a condition could choose.
pub fn with_c_convention(source: &Path, out: &Path) -> Result<PathBuf, Error> {
    std::fs::create_dir_all(out).map_err(Error::io(out))?;
    let uops = source.join("../../uops/src");
    let uops = uops.canonicalize().map_err(Error::io(&uops))?.display().to_string();
    for entry in std::fs::read_dir(source).map_err(Error::io(source))? {
        let path = entry.map_err(Error::io(source))?.path();
        let text = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
        let text = text.replace("\"rust-preserve-none\"", "\"C\"").replace("../../uops/src", &uops);
        let to = out.join(path.file_name().unwrap_or_default());
        std::fs::write(&to, text).map_err(Error::io(&to))?;
    }
    Ok(out.to_owned())
}

/// Assembles text to an object file, with the assembler that rustc has built in.
pub fn assemble(rustc: &Path, assembly: &str, work: &Path) -> Result<Vec<u8>, Error> {
    let text = work.join("tidied.s");
    std::fs::write(&text, assembly).map_err(Error::io(&text))?;
    let source = work.join("tidied.rs");
    let module = "#![no_std]\n\
                  core::arch::global_asm!(include_str!(\"tidied.s\"), options(att_syntax, raw));\n";
    std::fs::write(&source, module).map_err(Error::io(&source))?;
    let out = work.join("tidied.o");
    run(rustc, &source, work, |command| {
        command
            .args(["--edition=2024", "--crate-type=lib", "-Cpanic=abort", "-Ccodegen-units=1"])
            .arg(format!("--emit=obj={}", out.display()));
    })?;
    std::fs::read(&out).map_err(Error::io(&out))
}

fn run(
    rustc: &Path,
    input: &Path,
    work: &Path,
    arguments: impl FnOnce(&mut Command),
) -> Result<(), Error> {
    let mut command = Command::new(rustc);
    arguments(&mut command);
    // Else rustc puts intermediate files where it is run, where builds at the same time share them.
    command.arg("--out-dir").arg(work);
    // `become` and the preserve-none convention are not stable yet; the toolchain is pinned.
    command.env("RUSTC_BOOTSTRAP", "1").arg(input);
    // The stencil crate includes the rows from there.
    let rows = work.join("rows.rs");
    std::fs::write(&rows, uops::FOR_EACH_UOP).map_err(Error::io(&rows))?;
    command.env(uops::ROWS_VARIABLE, &rows);
    // Flags for the project's own build, such as a linker, are not for stencils.
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    let output = command.output().map_err(Error::io(rustc))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Rustc {
        rustc: rustc.display().to_string(),
        input: input.display().to_string(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}
