//! The ceiling: the code that LLVM makes of a program if compile time does not matter.
//!
//! A trace becomes one Rust function that calls the functions of its uops one after the other, with
//! operands as constants and the value stack in variables ([`source`]). The rustc that built the
//! project compiles all traces of a program at `-O3` to a shared library, which is loaded into the
//! process ([`program`]). Compiling takes about a second, which is too long for real use. The ceiling
//! shows how far the other backends are from the best code for the same uops.
//!
//! The uops' functions come from a library that the build script makes ([`toolchain`]). Programs call
//! the runtime through a table, so that there is one runtime in the process.
#![deny(unsafe_code)]

#[cfg(ceiling)]
mod isa;
#[cfg(ceiling)]
#[allow(unsafe_code)]
mod program;
#[cfg(ceiling)]
mod source;
#[cfg(ceiling)]
mod toolchain;

use backend_api::{Backend, BackendError, BackendInfo, CompileOptions, Compiled};
use std::path::PathBuf;
use trace::LoadedProgram;

const ID: &str = "llvm-o3";

/// Whole traces, compiled by rustc; id `llvm-o3`.
#[derive(Debug)]
pub struct Llvm {
    #[cfg(ceiling)]
    toolchain: toolchain::Toolchain,
}

impl Llvm {
    /// The backend with the rustc that `UOPBENCH_CEILING_RUSTC` names, or that of the build.
    ///
    /// # Errors
    /// If there is no such rustc, or it is another than the one that built the project, and on targets
    /// without thunks.
    pub fn new() -> Result<Self, BackendError> {
        #[cfg(ceiling)]
        return Ok(Llvm { toolchain: toolchain::Toolchain::find()? });
        #[cfg(not(ceiling))]
        Err(unavailable())
    }

    /// The backend with this rustc.
    ///
    /// # Errors
    /// As [`Llvm::new`].
    pub fn with_rustc(rustc: PathBuf) -> Result<Self, BackendError> {
        #[cfg(ceiling)]
        return Ok(Llvm { toolchain: toolchain::Toolchain::new(rustc)? });
        #[cfg(not(ceiling))]
        {
            _ = rustc;
            Err(unavailable())
        }
    }
}

#[cfg(not(ceiling))]
fn unavailable() -> BackendError {
    BackendError::no_isa(ID, "thunks")
}

impl Backend for Llvm {
    fn info(&self) -> BackendInfo {
        BackendInfo {
            id: ID,
            description: "the ceiling: rustc -O3 for whole traces, stack in variables",
        }
    }

    fn is_repeatable(&self) -> bool {
        false
    }

    /// Writes the source and runs rustc on it, linker included: all of that is compile time.
    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        #[cfg(ceiling)]
        {
            let source = source::of_program(program, options);
            let (folder, path) = self.toolchain.compile(&source)?;
            Ok(Box::new(program::Built { _folder: folder, path, map: options.map }))
        }
        #[cfg(not(ceiling))]
        {
            _ = (program, options);
            Err(unavailable())
        }
    }
}
