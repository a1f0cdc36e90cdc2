//! Runs rustc.

use crate::crates::{Crate, Source};
use crate::{Error, Target};
use std::path::Path;
use std::process::Command;

/// How stencils are compiled on every target; [`Target::flags`] come after these.
///
/// - The small code model with static relocation makes the address of a hole a 32-bit immediate or
///   displacement.
/// - Functions are not merged: each stencil has to be there under its own name.
/// - One codegen unit and fixed crate names make builds repeatable.
/// - Crates are used by others without having been made to machine code, so they hand on what they mean.
pub const FLAGS: &[&str] = &[
    "--edition=2024",
    "--crate-type=lib",
    "-Copt-level=3",
    "-Cpanic=abort",
    "-Cforce-unwind-tables=no",
    "-Crelocation-model=static",
    "-Ccode-model=small",
    "-Ccodegen-units=1",
    "-Zfunction-sections=yes",
    "-Zmerge-functions=disabled",
    "-Zalways-encode-mir",
    "--cap-lints=allow",
    "--cfg=thunks",
];

/// The environment variable that has stencils which call something keep frame pointers, for
/// unwinders that know nothing else.
pub const FRAME_POINTERS: &str = "UOPBENCH_FRAME_POINTERS";

/// What it stands for.
pub const KEEP_FRAME_POINTERS: &[&str] = &["-Zunstable-options", "-Cforce-frame-pointers=non-leaf"];

/// The calling convention of stencils.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Convention {
    /// The first arguments are in registers that C functions preserve.
    #[default]
    PreserveNone,
    /// The plain C convention.
    C,
}

impl Convention {
    /// The arguments of rustc that select the convention.
    pub fn flags(self) -> &'static [&'static str] {
        match self {
            Convention::PreserveNone => &[],
            Convention::C => &["--cfg=c_convention"],
        }
    }
}

/// The rustc that builds the project, and what it needs to know to compile crates.
#[derive(Clone, Copy, Debug)]
pub struct Compiler<'a> {
    /// The rustc.
    pub rustc: &'a Path,
    /// The root of the project.
    pub root: &'a Path,
    /// What it compiles for.
    pub target: &'a Target,
    /// How crates are compiled, besides the flags of the target.
    pub flags: &'a [&'a str],
    /// The folder with the crates that others use.
    pub libraries: &'a Path,
}

impl Compiler<'_> {
    /// Compiles a crate whose dependencies are compiled. `emit` is rustc's `--emit`, `out` the folder for
    /// what is made.
    ///
    /// # Errors
    /// What rustc says of the source.
    pub fn compile(
        &self,
        krate: &Crate,
        emit: &str,
        arguments: &[&str],
        out: &Path,
    ) -> Result<(), Error> {
        let source = match krate.source {
            Source::File(path) => self.root.join(path),
            Source::Text { text, .. } => {
                let path = out.join(krate.name).with_extension("rs");
                std::fs::write(&path, text).map_err(Error::io(&path))?;
                path
            }
        };
        run(self.rustc, &source, out, |command| {
            command
                .args(self.flags)
                .args(self.target.flags())
                .args(self.target.arguments())
                .args(arguments)
                .arg(format!("--emit={emit}"));
            command.arg(format!("--crate-name={}", krate.name)).arg("-L").arg(self.libraries);
            for used in krate.uses {
                command.arg("--extern").arg(used.name);
            }
            if let Source::Text { .. } = krate.source {
                command.arg("-Zcrate-attr=no_std");
            }
        })
    }

    /// Compiles what stencils of `krate` need: the crates that it uses, and the assembly text of those
    /// that have stencils.
    ///
    /// # Errors
    /// What rustc says of the sources.
    pub fn prepare(&self, krate: &Crate, convention: Convention) -> Result<(), Error> {
        for used in krate.dependencies() {
            let emit = if used.has_stencils { "metadata,asm" } else { "metadata" };
            self.compile(used, emit, convention.flags(), self.libraries)?;
        }
        Ok(())
    }

    /// The assembly text of a crate and of those with stencils that it uses, after [`Self::prepare`].
    ///
    /// # Errors
    /// What rustc says of the source.
    pub fn to_assembly(
        &self,
        krate: &Crate,
        convention: Convention,
        arguments: &[&str],
        work: &Path,
    ) -> Result<String, Error> {
        let mut all = [convention.flags(), arguments].concat();
        if std::env::var_os(FRAME_POINTERS).is_some_and(|value| value == "1") {
            all.extend(KEEP_FRAME_POINTERS);
        }
        self.compile(krate, "asm", &all, work)?;
        let used = krate.dependencies().into_iter().filter(|used| used.has_stencils);
        let folders = used.map(|used| (self.libraries, used.name)).chain([(work, krate.name)]);
        folders
            .map(|(folder, name)| folder.join(name).with_extension("s"))
            .map(|path| std::fs::read_to_string(&path).map_err(Error::io(&path)))
            .collect()
    }
}

/// Assembles text to an object file, with the assembler that rustc has built in.
///
/// # Errors
/// What rustc says of the text.
pub fn assemble(
    rustc: &Path,
    assembly: &str,
    target: &Target,
    work: &Path,
) -> Result<Vec<u8>, Error> {
    let text = work.join("tidied.s");
    std::fs::write(&text, assembly).map_err(Error::io(&text))?;
    let source = work.join("tidied.rs");
    std::fs::write(&source, target.isa.module_of_assembly("tidied.s"))
        .map_err(Error::io(&source))?;
    let out = work.join("tidied.o");
    run(rustc, &source, work, |command| {
        command
            .args(["--edition=2024", "--crate-type=lib", "-Cpanic=abort", "-Ccodegen-units=1"])
            .args(target.arguments())
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
