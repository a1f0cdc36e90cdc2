//! The Cranelift backend.
//!
//! Each trace becomes a function with Cranelift's tail-call convention; the modules in `lower` make
//! it. Blocks of a region become one function where `group` allows that. An exit that is linked to a
//! trace is a jump within the function or a tail call of another one; any other exit returns to the
//! host. All functions of a program lie in one image in an arena, or in a `JITModule`.
#![deny(unsafe_code)]

mod compiler;
mod config;
mod error;
mod forms;
mod fragment;
mod group;
mod host;
mod image;
mod isa;
mod location;
mod lower;
#[allow(unsafe_code)]
mod memory;
#[allow(unsafe_code)]
mod module;
#[allow(unsafe_code)]
mod out_of_line;
mod part;
mod phase;
mod runtime_call;

pub use config::Config;
pub use forms::forms;

use backend_api::{
    Backend, BackendError, BackendInfo, Code, CodeMemory, CompileOptions, Compiled, Phases,
};
use code_memory::{Arena, Options};
use compiler::{Compiler, continuations};
use cranelift_codegen::CompiledCode;
use cranelift_codegen::ir::Function;
use error::{internal, limit};
use image::{Image, LinkError};
use memory::{PublishError, Published};
use module::Building;
use runtime_call::{ByNumber, Callee};
use trace::LoadedProgram;
use uops::Op;
use uops::helpers::Helper;

/// The backend in one configuration. Whatever does not depend on the program is made once.
pub struct Cranelift {
    compiler: Compiler,
    /// None if a module holds the code.
    shared: Option<Shared>,
}

/// What programs in an arena share.
struct Shared {
    arena: Arena,
    /// The function through which the host enters a program, and its code.
    entry: (Function, CompiledCode),
}

impl Cranelift {
    /// The backend for the machine that it runs on.
    pub fn new(config: Config) -> Result<Cranelift, BackendError> {
        let mut compiler = Compiler::new(config)?;
        let shared = match config {
            Config::JitModule => {
                // A module has memory of its own, which it makes executable after writing to it. Where
                // that is refused it would fail at each program.
                code_memory::ensure_flippable()
                    .map_err(|source| BackendError::Memory { backend: config.info().id, source })?;
                None
            }
            _ => Some(Shared::new(&mut compiler)?),
        };
        Ok(Cranelift { compiler, shared })
    }

    /// The same with the evaluation stack in memory: every uop loads its inputs and stores its outputs.
    /// Only to compare with.
    #[cfg(feature = "reference")]
    pub fn with_stack_in_memory(config: Config) -> Result<Cranelift, BackendError> {
        let mut backend = Cranelift::new(config)?;
        backend.compiler.keep_stack_in_memory();
        Ok(backend)
    }

    /// The same with computed floats left to Cranelift, which puts their computation in side exits. Only to
    /// compare with.
    #[cfg(feature = "reference")]
    pub fn with_floats_in_exits(config: Config) -> Result<Cranelift, BackendError> {
        let mut backend = Cranelift::new(config)?;
        backend.compiler.stores_computed = false;
        Ok(backend)
    }

    /// The same with traces of more than about `length` uops in several parts. Only to compare with.
    #[cfg(feature = "reference")]
    pub fn with_parts_of(config: Config, length: usize) -> Result<Cranelift, BackendError> {
        let mut backend = Cranelift::new(config)?;
        backend.compiler.part_length = length;
        Ok(backend)
    }

    /// Compiles a program, for a module or for the arena.
    fn translate(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        let Some(shared) = &self.shared else {
            return Ok(Box::new(Building::compile(&mut self.compiler, program, options)?));
        };
        let image = shared.compile(&mut self.compiler, program, options)?;
        Ok(Box::new(Linked {
            config: self.compiler.config,
            image,
            arena: shared.arena.clone(),
            shift: options.shift.into(),
        }))
    }
}

/// Executable memory, helpers near it.
fn arena(config: Config) -> Result<Arena, BackendError> {
    let near = Helper::ALL.first().map(|helper| helper.address());
    Arena::checked(Options { near, ..Options::default() })
        .map_err(|source| BackendError::Memory { backend: config.info().id, source })
}

impl Shared {
    fn new(compiler: &mut Compiler) -> Result<Self, BackendError> {
        let config = compiler.config;
        phase::install();
        compiler.build_entry(&mut ByNumber);
        compiler.compile(true)?;
        let code = compiler.context.take_compiled_code();
        let code = code.ok_or_else(|| internal(config, "no code for the entry"))?;
        let entry = (std::mem::replace(&mut compiler.context.func, Function::new()), code);
        // Helpers are called directly from where code is near them.
        let arena = arena(config)?;
        Ok(Shared { arena, entry })
    }

    /// Compiles all traces of a program into an image.
    fn compile(
        &self,
        compiler: &mut Compiler,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Image, BackendError> {
        let config = compiler.config;
        let unlinked = |error| link_error(config, &error);
        let mut image = Image::new(options.map);
        let (func, code) = &self.entry;
        image.add_entry(func, code).map_err(unlinked)?;
        for group in compiler.groups(program) {
            compiler.build_group(&mut ByNumber, program, &group, options)?;
            compiler.compile(options.verify)?;
            let func = &compiler.context.func;
            image.add_group(func, compiler.code()?, &group).map_err(unlinked)?;
        }
        for continuation in continuations(program) {
            match continuation {
                Ok(target) => image.add_continuation(target).map_err(unlinked)?,
                Err(status) => {
                    compiler.build_end(status);
                    compiler.compile(options.verify)?;
                    image.add_end(&compiler.context.func, compiler.code()?).map_err(unlinked)?;
                }
            }
        }
        image.link_traces().map_err(unlinked)?;
        Ok(image)
    }
}

impl Backend for Cranelift {
    fn info(&self) -> BackendInfo {
        self.compiler.config.info()
    }

    fn callees(&self) -> Vec<usize> {
        let helpers = Helper::ALL.iter().flat_map(|&helper| {
            let thunk = |floats| Callee::Preserving { helper, floats };
            [Callee::Helper(helper), thunk(false), thunk(true)]
        });
        let all = helpers.chain(Op::ALL.iter().map(|&op| Callee::Uop(op)));
        all.filter_map(Callee::address).collect()
    }

    fn code_memory(&self) -> Option<CodeMemory> {
        // A JITModule has its own memory, and does not say how much.
        let arena = &self.shared.as_ref()?.arena;
        Some(CodeMemory { used: arena.used() + arena.shared(), pages: arena.touched() })
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        phase::install();
        let compiled = self.translate(program, options);
        self.compiler.end_program();
        compiled
    }

    fn phases(&mut self, program: &LoadedProgram) -> Result<Option<Phases>, BackendError> {
        let (compiled, phases) =
            phase::measure(|| self.compile(program, CompileOptions::default()));
        compiled?;
        Ok(Some(phases))
    }
}

/// A program's image, its traces linked to each other, and not executable.
struct Linked {
    config: Config,
    image: Image,
    arena: Arena,
    shift: usize,
}

impl Compiled for Linked {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        match Published::new(self.image, &self.arena, self.shift) {
            Ok(code) => Ok(Box::new(code)),
            Err(PublishError::Link(error)) => Err(link_error(self.config, &error)),
            Err(PublishError::Memory(source)) => {
                Err(BackendError::Memory { backend: self.config.info().id, source })
            }
        }
    }
}

fn link_error(config: Config, error: &LinkError) -> BackendError {
    match error {
        LinkError::Range => limit(config, error),
        LinkError::Unknown(_) => internal(config, error),
    }
}
