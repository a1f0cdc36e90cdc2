//! Makes stencils.
//!
//! 1. [`compile`] has rustc compile [`crates`] to assembly text;
//! 2. [`tidy`] splits every function into a hot and a cold part, and has rustc assemble the result. Execution that
//!    reaches the end of the hot part continues in the next stencil;
//! 3. [`extract`] reads the object file into a [`Library`]: bytes, and holes as plain data;
//! 4. [`narrow`] makes one stencil with 8-bit holes of two that were made for different opargs;
//! 5. [`emit`] writes the library as Rust source, which the backend includes.
//!
//! Every step fails if it meets something that it does not understand, so no stencil is dropped
//! silently.
#![forbid(unsafe_code)]

pub mod compile;
pub mod crates;
pub mod emit;
pub mod extract;
mod format;
mod isa;
pub mod narrow;
pub mod tidy;

use compile::{Compiler, Convention};
use crates::Crate;
use format::Format;
use std::path::{Path, PathBuf};

pub use stencil_format::{Hole, Patch, What};
pub use uops::stencil::{C_CACHED_SLOTS, CACHED_SLOTS};

/// All stencils.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Library {
    /// Sorted by name.
    pub stencils: Vec<Stencil>,
}

impl Library {
    /// The index of the stencil called `name`.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.stencils.binary_search_by(|stencil| stencil.name.as_str().cmp(name)).ok()
    }
}

/// A stencil: a uop, or a piece of glue, for one number of cached stack slots.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stencil {
    /// The symbol: uop, oparg if it is made for one, `__`, depth.
    pub name: String,
    /// The part on the hot path; its end is where the next stencil begins.
    pub hot: Blob,
    /// The rest.
    pub cold: Blob,
}

/// A run of machine code with holes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Blob {
    /// The code.
    pub bytes: Vec<u8>,
    /// The holes, in the order of their offsets.
    pub holes: Vec<Hole>,
}

/// A target that stencils can be made for.
#[derive(Clone, Debug)]
pub struct Target {
    isa: &'static dyn isa::Isa,
    format: Format,
    /// Its name, if it is another one than the machine with the compiler.
    name: Option<String>,
    /// The folder with the core library, if the compiler has none for the target.
    core: Option<PathBuf>,
}

impl Target {
    /// The machine with the compiler, whose processor and system have these names for cargo, if there are
    /// stencils for it.
    pub fn new(arch: &str, os: &str) -> Option<Target> {
        isa::of_target(arch, os).map(|isa| Target::of_isa(isa, None))
    }

    /// The target that the build script which calls this builds for, if there are stencils for it. With
    /// `--cfg uopbench_no_isa` there are none for any target.
    pub fn of_build_script() -> Option<Target> {
        isa::of_build_script().map(|(isa, name)| Target::of_isa(isa, name))
    }

    fn of_isa(isa: &'static dyn isa::Isa, name: Option<String>) -> Target {
        Target { isa, format: Format::Elf, name, core: None }
    }

    /// The target that rustc has by this name, whatever machine the compiler runs on. Its stencils can be
    /// extracted from object files; whether there is a backend that runs them is another matter.
    pub fn named(name: &str) -> Option<Target> {
        let format = Format::of_target(name)?;
        let isa = isa::of_objects(name.split_once('-')?.0, format)?;
        Some(Target { format, ..Target::of_isa(isa, Some(name.to_owned())) })
    }

    /// The target with its core library in this folder, where rustc does not look for it otherwise.
    #[must_use]
    pub fn with_core(self, folder: &Path) -> Target {
        Target { core: Some(folder.to_owned()), ..self }
    }

    /// The arguments of rustc that depend on the target, when uops' functions are compiled.
    pub fn flags(&self) -> Vec<&'static str> {
        [self.isa.flags(), self.format.flags()].concat()
    }

    /// The arguments of rustc that say which target it is, if it needs any.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let name = self.name.iter().map(|name| format!("--target={name}"));
        name.chain(self.core.iter().map(|core| format!("-L{}", core.display()))).collect()
    }
}

/// Why there are no stencils.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// rustc failed.
    #[error("{rustc} failed on {input}:\n{stderr}")]
    Rustc {
        /// The compiler.
        rustc: String,
        /// What it was given.
        input: String,
        /// What it said.
        stderr: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Assembly that the tidy step does not understand.
    #[error("stencil {stencil}: {what}: `{line}`")]
    Assembly {
        /// The stencil's symbol.
        stencil: String,
        /// What is wrong.
        what: &'static str,
        /// The line.
        line: String,
    },
    /// An object file that is not what the pipeline makes.
    #[error("stencil {stencil}: {what}")]
    Object {
        /// The stencil's symbol, or the section's name.
        stencil: String,
        /// What is wrong.
        what: String,
    },
}

impl Error {
    fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        move |source| Error::Io { path: path.to_owned(), source }
    }
}

/// The whole way from source to library.
///
/// `root` is the root of the project, `work` a directory for intermediate files.
///
/// # Errors
/// On a source that does not compile, and on what no stencil may have.
pub fn build(
    rustc: &Path,
    root: &Path,
    krate: &Crate,
    target: &Target,
    work: &Path,
) -> Result<Library, Error> {
    let compiler = Compiler { rustc, root, target, flags: compile::FLAGS, libraries: work };
    let convention = Convention::default();
    compiler.prepare(krate, convention)?;
    let assembly = compiler.to_assembly(krate, convention, &[], work)?;
    finish(rustc, &assembly, target, work, tidy::Options::default())
}

/// The way from assembly to library.
///
/// # Errors
/// On what no stencil may have.
pub fn finish(
    rustc: &Path,
    assembly: &str,
    target: &Target,
    work: &Path,
    options: tidy::Options,
) -> Result<Library, Error> {
    let tidied = tidy::tidy(assembly, target, options)?;
    let object = compile::assemble(rustc, &tidied.assembly, target, work)?;
    narrow::join_pairs(extract::extract(&object, &tidied.stencils)?, target)
}
