//! The tail-calling interpreter: every uop has a handler, which runs the uop on the stack in memory
//! and jumps to the handler of the next uop.
//!
//! The stencil pipeline makes the handlers from the uops' functions, because tail calls and the
//! preserve-none convention are not stable in Rust yet. [`handlers`] loads the handlers once.
//! Compiling a program means decoding it into records that contain the addresses of their handlers
//! (direct threading).
#![deny(unsafe_code)]

#[cfg(stencils)]
#[allow(unsafe_code)]
mod handlers;
#[cfg(stencils)]
mod isa;
#[cfg(stencils)]
#[allow(unsafe_code)]
mod records;

use backend_api::{Backend, BackendError, BackendInfo, CompileOptions, Compiled};
use trace::LoadedProgram;

const ID: &str = "interp-tail";

/// The tail-calling interpreter; id `interp-tail`.
#[derive(Debug)]
pub struct Tail {
    #[cfg(stencils)]
    handlers: std::rc::Rc<handlers::Handlers>,
}

#[cfg(not(stencils))]
fn unavailable() -> BackendError {
    BackendError::no_isa(ID, "handlers")
}

impl Tail {
    /// Loads the handlers.
    ///
    /// # Errors
    /// On a target without stencils, and if there is no executable memory.
    pub fn new() -> Result<Self, BackendError> {
        #[cfg(stencils)]
        return Ok(Tail { handlers: std::rc::Rc::new(handlers::Handlers::load()?) });
        #[cfg(not(stencils))]
        Err(unavailable())
    }
}

impl Backend for Tail {
    fn info(&self) -> BackendInfo {
        BackendInfo {
            id: ID,
            description: "interpreter: a handler per uop that tail-calls the next, stack in memory",
        }
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        #[cfg(stencils)]
        return Ok(Box::new(records::Records::new(program, self.handlers.clone(), options.count)));
        #[cfg(not(stencils))]
        {
            _ = (program, options);
            Err(unavailable())
        }
    }
}
