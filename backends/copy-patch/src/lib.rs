//! The copy-and-patch backend.
//!
//! A trace is compiled in one pass over its uops (`pass`). `stencil_table` chooses a uop's stencil by
//! the number of stack slots that are in registers. `code` copies the stencil after the previous one
//! and fills its holes. `emit` finds a place for a program and has the pass translate it; `image`
//! runs the result. What depends on the processor is in `isa`.
//!
//! On a target without stencils the crate builds, and [`CopyPatch::new`] fails with the reason.
#![deny(unsafe_code)]

#[cfg(stencils)]
mod assembler;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod code;
#[cfg(stencils)]
mod config;
#[cfg(stencils)]
mod emit;
#[cfg(stencils)]
mod exit_stubs;
#[cfg(stencils)]
mod exits;
#[cfg(stencils)]
mod hole;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod hole_values;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod image;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod isa;
#[cfg(stencils)]
mod library;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod link;
#[cfg(stencils)]
mod links;
#[cfg(stencils)]
pub mod listing;
#[cfg(stencils)]
mod observer;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod packed;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod pass;
#[cfg(stencils)]
mod phases;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod pool;
#[cfg(stencils)]
mod returns;
#[cfg(stencils)]
mod separate;
#[cfg(stencils)]
mod shared;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod stencil_table;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod write;

use backend_api::{
    Backend, BackendError, BackendInfo, CodeMemory, CompileOptions, Compiled, Phases,
};
#[cfg(stencils)]
use code_memory::Arena;
use trace::LoadedProgram;

#[cfg(stencils)]
pub use link::Traces;
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
    BackendError::no_isa(ID, "stencils")
}

/// The stencils that this build contains.
///
/// # Errors
/// On a target without stencils.
pub fn library() -> Result<Library, BackendError> {
    #[cfg(stencils)]
    return Ok(Library { stencils: library::DEFAULT.stencils, build_ms: library::BUILD_MS });
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
        return Self::with_limit(Arena::LIMIT);
        #[cfg(not(stencils))]
        Err(unavailable())
    }

    /// The backend with room for at most `limit` bytes of code.
    ///
    /// # Errors
    /// As [`CopyPatch::new`].
    #[cfg_attr(not(stencils), allow(unused_variables))]
    pub fn with_limit(limit: usize) -> Result<Self, BackendError> {
        #[cfg(stencils)]
        return Ok(CopyPatch { emitter: emit::Emitter::new(config::DEFAULT, limit)? });
        #[cfg(not(stencils))]
        Err(unavailable())
    }

    /// Where its code is.
    #[cfg(stencils)]
    pub fn arena(&self) -> &Arena {
        self.emitter.arena()
    }

    /// The backend in every configuration that differs from the default in one thing.
    ///
    /// # Errors
    /// As [`CopyPatch::new`].
    #[cfg(feature = "switches")]
    pub fn switched() -> Result<Vec<Self>, BackendError> {
        #[cfg(stencils)]
        {
            let make = |config: &config::Config| {
                Ok(CopyPatch { emitter: emit::Emitter::new(*config, Arena::LIMIT)? })
            };
            config::SWITCHED.iter().map(make).collect()
        }
        #[cfg(not(stencils))]
        Err(unavailable())
    }
}

impl Backend for CopyPatch {
    fn info(&self) -> BackendInfo {
        #[cfg(stencils)]
        return BackendInfo {
            id: self.emitter.config().id(),
            description: self.emitter.config().description(),
        };
        #[cfg(not(stencils))]
        BackendInfo { id: ID, description: "copy-and-patch" }
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        #[cfg(stencils)]
        return Ok(Box::new(self.emitter.emit(program, options)?));
        #[cfg(not(stencils))]
        {
            _ = (program, options);
            Err(unavailable())
        }
    }

    #[cfg(stencils)]
    fn phases(&mut self, program: &LoadedProgram) -> Result<Option<Phases>, BackendError> {
        phases::measure(&mut self.emitter, program).map(Some)
    }

    #[cfg(not(stencils))]
    fn phases(&mut self, _: &LoadedProgram) -> Result<Option<Phases>, BackendError> {
        Ok(None)
    }

    fn code_memory(&self) -> Option<CodeMemory> {
        #[cfg(stencils)]
        {
            let arena = self.arena();
            Some(CodeMemory { used: arena.used() + arena.shared(), pages: arena.touched() })
        }
        #[cfg(not(stencils))]
        None
    }
}
