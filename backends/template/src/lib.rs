//! Subroutine threading: the simplest form of code generation.
//!
//! A uop becomes a call of a function that runs it on the stack in memory ([`routines`]); the
//! compiler of this crate compiles the function once. Between the calls are jumps to exits
//! ([`code`]). The difference to `interp-tail` shows what is gained by dispatch in advance, the
//! difference to `copy-patch` what is gained by inlining.
#![deny(unsafe_code)]

mod code;
mod isa;
#[allow(unsafe_code)]
mod program;
#[allow(unsafe_code)]
mod routines;

use backend_api::{Backend, BackendError, BackendInfo, CompileOptions, Compiled};
use code::Writer;
use code_memory::{Arena, Options};
use isa::{Isa as _, Native};
use program::Written;
use trace::LoadedProgram;
use uops::Inst;

const ID: &str = "template-none";

/// Subroutine threading; id `template-none`.
#[derive(Debug)]
pub struct Template {
    arena: Arena,
    isa: Native,
}

impl Template {
    /// The backend, with an arena for its programs.
    ///
    /// # Errors
    /// On a machine whose instructions it does not know, and if there is no executable memory.
    pub fn new() -> Result<Self, BackendError> {
        let isa = Native::new().ok_or_else(|| BackendError::no_isa(ID, "templates"))?;
        let arena = Arena::checked(Options::default())
            .map_err(|source| BackendError::Memory { backend: ID, source })?;
        Ok(Template { arena, isa })
    }
}

impl Backend for Template {
    fn info(&self) -> BackendInfo {
        BackendInfo {
            id: ID,
            description: "subroutine threading: calls of the uops' functions, stack in memory",
        }
    }

    fn callees(&self) -> Vec<usize> {
        routines::addresses()
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        let copy = |trace: &trace::LoadedTrace| trace.insts.clone().into_boxed_slice();
        let insts: Vec<Box<[Inst]>> = program.traces().iter().map(copy).collect();
        let Writer { bytes, parts, returns, .. } =
            Writer::write(self.isa, program, &insts, options);
        if bytes.len() > Native::LIMIT {
            let reason =
                format!("its code has {} bytes, and {} is the most", bytes.len(), Native::LIMIT);
            return Err(BackendError::Limit { backend: ID, reason });
        }
        let (arena, shift) = (self.arena.clone(), options.shift.into());
        Ok(Box::new(Written { arena, shift, alone: options.map, bytes, parts, returns, insts }))
    }
}
