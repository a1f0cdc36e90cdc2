//! The copy-and-patch backend.
//!
//! Compiling a trace is one pass over its uops: [`plan`] says which stencil a uop gets for the number
//! of stack slots that are in registers, [`emit`] copies it behind the last one, [`patch`] fills its
//! holes. [`memory`] makes the result executable, and never while it is writable.
//!
//! On a target without stencils the crate builds, and [`CopyPatch::new`] says that the backend is
//! not available.
#![deny(unsafe_code)]

#[cfg(stencils)]
#[allow(unsafe_code)]
mod buffer;
#[cfg(stencils)]
mod emit;
#[cfg(stencils)]
mod library;
#[cfg(stencils)]
pub mod listing;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod memory;
#[cfg(stencils)]
mod patch;
#[cfg(stencils)]
mod plan;

use backend_api::{Backend, BackendError, BackendInfo, CompileOptions, Compiled};
use trace::LoadedProgram;

pub use stencil_format::{Blob, Hole, Patch, Stencil, What};

const ID: &str = "copy-patch";

/// The backend; id `copy-patch`.
#[derive(Debug)]
pub struct CopyPatch {
    #[cfg(stencils)]
    emitter: emit::Emitter,
}

/// The stencils of this build.
#[derive(Clone, Copy, Debug)]
pub struct Library {
    /// All of them, sorted by name.
    pub stencils: &'static [Stencil],
    /// How long the build took to make them, in milliseconds.
    pub build_ms: u64,
}

#[cfg(not(stencils))]
fn unavailable() -> BackendError {
    BackendError::Unavailable {
        backend: ID,
        reason: format!(
            "there are no stencils for {} {}; build for x86-64 Linux",
            std::env::consts::ARCH,
            std::env::consts::OS
        ),
    }
}

/// The stencils that this build contains.
///
/// # Errors
/// On a target without stencils.
pub fn library() -> Result<Library, BackendError> {
    #[cfg(stencils)]
    return Ok(Library { stencils: library::STENCILS, build_ms: library::BUILD_MS });
    #[cfg(not(stencils))]
    Err(unavailable())
}

impl CopyPatch {
    /// The backend.
    ///
    /// # Errors
    /// On a target without stencils, and if there is no executable memory.
    pub fn new() -> Result<Self, BackendError> {
        #[cfg(stencils)]
        {
            let arena = code_memory::Arena::checked()
                .map_err(|source| BackendError::Memory { backend: ID, source })?;
            match emit::Emitter::new(arena) {
                Ok(emitter) => Ok(CopyPatch { emitter }),
                Err(error) => {
                    Err(BackendError::Internal { backend: ID, message: error.to_string() })
                }
            }
        }
        #[cfg(not(stencils))]
        Err(unavailable())
    }
}

impl Backend for CopyPatch {
    fn info(&self) -> BackendInfo {
        BackendInfo {
            id: ID,
            description: "copy-and-patch: stencils made by rustc, four stack slots in registers",
        }
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        #[cfg(stencils)]
        return match self.emitter.emit(program, options) {
            Ok(image) => Ok(Box::new(image)),
            Err(error) => Err(BackendError::Limit { backend: ID, reason: error.to_string() }),
        };
        #[cfg(not(stencils))]
        {
            _ = (program, options);
            Err(unavailable())
        }
    }
}
