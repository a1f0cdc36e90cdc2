//! The Cranelift backend.
//!
//! Each trace becomes a function with Cranelift's tail-call convention; the `lower` modules say
//! how. A linked exit is a tail call of the other trace, a cold one returns to the host. All traces
//! of a program lie in one image with one mapping of its own.
#![deny(unsafe_code)]

mod image;
mod location;
mod lower;
#[allow(unsafe_code)]
mod memory;
#[allow(unsafe_code)]
mod out_of_line;
mod runtime_call;

use backend_api::{Backend, BackendError, BackendInfo, Code, CompileOptions, Compiled, Status};
use code_memory::{Arena, Options};
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::{Function, InstBuilder, MemFlagsData, UserFuncName, types};
use cranelift_codegen::isa::{CallConv, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable, SetError};
use cranelift_codegen::{CodegenError, CompiledCode, Context};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use image::{Image, LinkError};
use lower::Malformed;
use memory::Published;
use runtime_call::{Callees, trace_signature};
use std::mem::offset_of;
use trace::{LoadedProgram, LoadedTrace, TraceId};
use uops::helpers::Helper;
use uops::{Op, Thread};

/// How Cranelift is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Config {
    /// No optimisation, registers allocated in a single pass.
    Fast,
    /// No optimisation, backtracking register allocation.
    Balanced,
    /// All optimisation for speed, backtracking register allocation.
    Best,
}

impl Config {
    /// Every configuration, the fastest compiler first.
    pub const ALL: [Config; 3] = [Config::Fast, Config::Balanced, Config::Best];

    /// What the backend is called in this configuration.
    pub const fn info(self) -> BackendInfo {
        match self {
            Config::Fast => BackendInfo {
                id: "cranelift-fast",
                description: "Cranelift: opt_level none, regalloc single_pass",
            },
            Config::Balanced => BackendInfo {
                id: "cranelift-balanced",
                description: "Cranelift: opt_level none, regalloc backtracking",
            },
            Config::Best => BackendInfo {
                id: "cranelift-best",
                description: "Cranelift: opt_level speed, regalloc backtracking",
            },
        }
    }

    fn opt_level(self) -> &'static str {
        match self {
            Config::Fast | Config::Balanced => "none",
            Config::Best => "speed",
        }
    }

    /// The most uops of a trace. The time of single-pass register allocation grows with the square
    /// of the trace: it looks at every block for all values that cold blocks, which come last,
    /// want. The other limit is where compiling takes tens of seconds.
    fn uop_limit(self) -> usize {
        match self {
            Config::Fast => 10_000,
            Config::Balanced | Config::Best => 100_000,
        }
    }

    fn regalloc_algorithm(self) -> &'static str {
        match self {
            Config::Fast => "single_pass",
            Config::Balanced | Config::Best => "backtracking",
        }
    }
}

/// The most bytes of machine stack that a trace may take. Single-pass register allocation gives
/// every spilled value a slot of its own, so that the frame grows with the trace.
const FRAME_LIMIT: u32 = 1 << 20;

/// The backend in one configuration. Whatever does not depend on the program is made once.
pub struct Cranelift {
    config: Config,
    isa: OwnedTargetIsa,
    /// The same with Cranelift's verifier on.
    verifying_isa: OwnedTargetIsa,
    context: Context,
    builder_context: FunctionBuilderContext,
    /// The function through which the host enters a program, and its code.
    entry: (Function, CompiledCode),
    /// Where programs go.
    arena: Arena,
}

impl Cranelift {
    /// The backend for the machine that it runs on.
    pub fn new(config: Config) -> Result<Cranelift, BackendError> {
        let isa = host_isa(config, false)?;
        let verifying_isa = host_isa(config, true)?;
        let mut context = Context::new();
        let mut builder_context = FunctionBuilderContext::new();
        build_entry(&mut context.func, &mut builder_context, &isa);
        compile(config, &mut context, &verifying_isa)?;
        let Some(code) = context.take_compiled_code() else {
            return Err(internal(config, "no code for the entry".to_string()));
        };
        let entry = (std::mem::replace(&mut context.func, Function::new()), code);
        let arena = Arena::checked(Options::default())
            .map_err(|source| BackendError::Memory { backend: config.info().id, source })?;
        Ok(Cranelift { config, isa, verifying_isa, context, builder_context, entry, arena })
    }
}

impl Cranelift {
    /// Adds what frames go on with after calls: number 0 is the end of the program.
    fn add_continuations(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
        image: &mut Image,
    ) -> Result<(), BackendError> {
        let config = self.config;
        let isa = if options.verify { &self.verifying_isa } else { &self.isa };
        let cold = program.continuations().iter().map(|continuation| match continuation.target {
            Some(target) => Err(target),
            None => Ok(Status::cold_exit(continuation.trace, continuation.uop)),
        });
        for continuation in std::iter::once(Ok(Status::RETURNED)).chain(cold) {
            let status = match continuation {
                Ok(status) => status,
                Err(target) => {
                    image.add_continuation(target);
                    continue;
                }
            };
            self.context.clear();
            build_end(&mut self.context.func, &mut self.builder_context, isa, status);
            compile(config, &mut self.context, isa)?;
            if let Some(code) = self.context.compiled_code() {
                image
                    .add_end(&self.context.func, code)
                    .map_err(|error| link_error(config, error))?;
            }
        }
        Ok(())
    }
}

impl Backend for Cranelift {
    fn info(&self) -> BackendInfo {
        self.config.info()
    }

    fn callees(&self) -> Vec<usize> {
        let helpers = Helper::ALL.iter().map(|helper| helper.address());
        helpers.chain(Op::ALL.iter().map(|&op| out_of_line::address(op))).collect()
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        let config = self.config;
        let isa = if options.verify { &self.verifying_isa } else { &self.isa };
        let mut image = Image::new(options.map);
        let (func, code) = &self.entry;
        image.add_entry(func, code).map_err(|error| link_error(config, error))?;
        let calls = !program.continuations().is_empty();
        for (index, trace) in program.traces().iter().enumerate() {
            let id = TraceId(index as u32);
            check_length(config, index, trace)?;
            self.context.clear();
            self.context.func.signature = trace_signature(CallConv::Tail);
            self.context.func.name = UserFuncName::User(runtime_call::Callee::Trace(id).name());
            let func = &mut self.context.func;
            let frontend = isa.frontend_config();
            let builder_context = &mut self.builder_context;
            lower::lower(func, builder_context, frontend, id, trace, calls, options).map_err(
                |Malformed(message)| {
                    // A builder that was given up leaves its state behind.
                    self.builder_context = FunctionBuilderContext::new();
                    internal(config, format!("trace {index}: {message}"))
                },
            )?;
            compile(config, &mut self.context, isa)?;
            if let Some(code) = self.context.compiled_code() {
                check_frame(config, index, code)?;
                image
                    .add_trace(&self.context.func, code)
                    .map_err(|error| link_error(config, error))?;
            }
        }
        if calls {
            self.add_continuations(program, options, &mut image)?;
        }
        image.link().map_err(|error| link_error(config, error))?;
        Ok(Box::new(Linked {
            config,
            image,
            arena: self.arena.clone(),
            shift: options.shift.into(),
        }))
    }
}

/// A program's image, linked and not executable.
struct Linked {
    config: Config,
    image: Image,
    arena: Arena,
    shift: usize,
}

impl Compiled for Linked {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        let backend = self.config.info().id;
        match Published::new(self.image, &self.arena, self.shift) {
            Ok(code) => Ok(Box::new(code)),
            Err(source) => Err(BackendError::Memory { backend, source }),
        }
    }
}

fn host_isa(config: Config, verify: bool) -> Result<OwnedTargetIsa, BackendError> {
    let unavailable =
        |reason: String| BackendError::Unavailable { backend: config.info().id, reason };
    if !cfg!(target_arch = "x86_64") {
        return Err(unavailable("images are made for x86-64 only".to_string()));
    }
    let flags = flags(config, verify).map_err(|error| internal(config, error.to_string()))?;
    let builder = cranelift_native::builder().map_err(|reason| unavailable(reason.to_string()))?;
    builder.finish(flags).map_err(|error| unavailable(error.to_string()))
}

fn flags(config: Config, verify: bool) -> Result<settings::Flags, SetError> {
    let mut builder = settings::builder();
    builder.set("opt_level", config.opt_level())?;
    builder.set("regalloc_algorithm", config.regalloc_algorithm())?;
    builder.set("enable_verifier", if verify { "true" } else { "false" })?;
    // Tail calls need them.
    builder.set("preserve_frame_pointers", "true")?;
    // A trace's frame can be larger than a guard page.
    builder.set("enable_probestack", "true")?;
    builder.set("probestack_strategy", "inline")?;
    Ok(settings::Flags::new(builder))
}

/// The way in: a function with the host's convention that calls the first trace.
fn build_entry(func: &mut Function, context: &mut FunctionBuilderContext, isa: &OwnedTargetIsa) {
    func.signature = trace_signature(isa.default_call_conv());
    let mut builder = FunctionBuilder::new(func, context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    builder.seal_block(block);
    let first = Callees::new(isa.default_call_conv()).trace(builder.func, TraceId(0));
    let args = builder.block_params(block).to_vec();
    let call = builder.ins().call(first, &args);
    let status = builder.inst_results(call).to_vec();
    builder.ins().return_(&status);
    builder.finalize(isa.frontend_config());
}

/// The end of a program: a function like a trace's that notes where the program stopped.
fn build_end(
    func: &mut Function,
    context: &mut FunctionBuilderContext,
    isa: &OwnedTargetIsa,
    status: Status,
) {
    func.signature = trace_signature(CallConv::Tail);
    let mut builder = FunctionBuilder::new(func, context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    builder.seal_block(block);
    if let &[thread, locals, sp] = builder.block_params(block) {
        let flags = MemFlagsData::trusted();
        builder.ins().store(flags, locals, thread, offset_of!(Thread, locals) as i32);
        builder.ins().store(flags, sp, thread, offset_of!(Thread, stack_pointer) as i32);
    }
    let status = builder.ins().iconst(types::I64, status.0 as i64);
    builder.ins().return_(&[status]);
    builder.finalize(isa.frontend_config());
}

fn compile(
    config: Config,
    context: &mut Context,
    isa: &OwnedTargetIsa,
) -> Result<(), BackendError> {
    match context.compile(&**isa, &mut ControlPlane::default()) {
        Ok(_) => Ok(()),
        Err(error) => Err(match error.inner {
            CodegenError::ImplLimitExceeded | CodegenError::CodeTooLarge => {
                limit(config, format!("a trace is too long for Cranelift: {}", error.inner))
            }
            inner => internal(config, format!("{inner:?}")),
        }),
    }
}

fn check_length(config: Config, index: usize, trace: &LoadedTrace) -> Result<(), BackendError> {
    let (length, most) = (trace.insts.len(), config.uop_limit());
    if length > most {
        return Err(limit(
            config,
            format!("trace {index} has {length} uops, and {most} is the most"),
        ));
    }
    Ok(())
}

fn check_frame(config: Config, trace: usize, code: &CompiledCode) -> Result<(), BackendError> {
    let size = code.buffer.frame_layout().map_or(0, |layout| layout.frame_to_fp_offset);
    if size > FRAME_LIMIT {
        let reason = format!(
            "trace {trace} needs {size} bytes of machine stack, and {FRAME_LIMIT} is the most"
        );
        return Err(limit(config, reason));
    }
    Ok(())
}

fn link_error(config: Config, error: LinkError) -> BackendError {
    match error {
        LinkError::Range => limit(config, "the program is too large for near calls".to_string()),
        LinkError::Unknown(what) => internal(config, format!("can't link: {what}")),
    }
}

fn limit(config: Config, reason: String) -> BackendError {
    BackendError::Limit { backend: config.info().id, reason }
}

fn internal(config: Config, message: String) -> BackendError {
    BackendError::Internal { backend: config.info().id, message }
}
