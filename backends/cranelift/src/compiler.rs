//! Compiles traces to Cranelift functions, wherever the code is going to be placed.

use crate::Config;
use crate::error::{codegen, internal};
use crate::forms::Forms;
use crate::group::{self, Group};
use crate::lower::{self, Input, Malformed, StackForm};
use crate::part;
use crate::phase;
use crate::runtime_call::{Callee, Callees, Declare, trace_signature};
use backend_api::{BackendError, CompileOptions, Phase, Status};
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, UserFuncName, types};
use cranelift_codegen::isa::{CallConv, OwnedTargetIsa};
use cranelift_codegen::{CompiledCode, Context};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::mem::offset_of;
use trace::{LoadedProgram, TraceId};
use uops::Thread;

/// CLIF instructions of a function after which a context is not used again. The register allocator keeps a
/// hash set in it that never shrinks, and clears all of it again and again: a large function would make all
/// later ones slower.
const LARGE: usize = 10_000;

/// What is made once and used for all programs.
pub(crate) struct Compiler {
    pub(crate) config: Config,
    isa: OwnedTargetIsa,
    /// The same with Cranelift's verifier on.
    verifying_isa: OwnedTargetIsa,
    /// Holds the function that was built last.
    pub(crate) context: Context,
    builder_context: FunctionBuilderContext,
    stack: StackForm,
    /// What is inlined.
    forms: Forms,
    /// How many uops a part of a long trace has.
    pub(crate) part_length: usize,
    /// Whether computed floats are stored before a uop that may leave.
    pub(crate) stores_computed: bool,
}

impl Compiler {
    pub(crate) fn new(config: Config) -> Result<Self, BackendError> {
        Ok(Compiler {
            config,
            isa: config.host_isa(false)?,
            verifying_isa: config.host_isa(true)?,
            context: Context::new(),
            builder_context: FunctionBuilderContext::new(),
            stack: StackForm::Values,
            forms: Forms::new(config)?,
            part_length: part::LENGTH,
            stores_computed: config.optimises(),
        })
    }

    /// Ends a program. The next one gets contexts of its own, so that its compile time does not depend on
    /// what was compiled before; what this one's contexts have grown to is freed as a part of its own time.
    pub(crate) fn end_program(&mut self) {
        self.context = Context::new();
        self.builder_context = FunctionBuilderContext::new();
    }

    /// Keeps the evaluation stack in memory from now on.
    #[cfg(feature = "reference")]
    pub(crate) fn keep_stack_in_memory(&mut self) {
        self.stack = StackForm::Memory;
    }

    pub(crate) fn isa(&self, verify: bool) -> &OwnedTargetIsa {
        if verify { &self.verifying_isa } else { &self.isa }
    }

    /// What of a program becomes a function each.
    pub(crate) fn groups(&self, program: &LoadedProgram) -> Vec<Group> {
        group::groups(program, self.part_length)
    }

    /// Builds the function of a group.
    pub(crate) fn build_group(
        &mut self,
        declare: &mut dyn Declare,
        program: &LoadedProgram,
        group: &Group,
        options: CompileOptions,
    ) -> Result<(), BackendError> {
        let _phase = phase::enter(Phase::Frontend);
        let config = self.config;
        let frontend = self.isa.frontend_config();
        let func = self.start(CallConv::Tail);
        func.name = UserFuncName::User(group.callee().name());
        let callees = Callees::new(frontend.default_call_conv, declare);
        let (stack, forms, prefers_forms) = (self.stack, &self.forms, config.derived());
        let stores_computed = self.stores_computed;
        let input = Input { program, group, options, stack, forms, prefers_forms, stores_computed };
        let (func, context) = (&mut self.context.func, &mut self.builder_context);
        lower::lower(func, context, frontend, callees, input).map_err(|Malformed(message)| {
            // A builder that was abandoned leaves its state in the context.
            self.builder_context = FunctionBuilderContext::new();
            internal(config, message)
        })
    }

    /// Builds the entry of a program: a function with the host's convention that calls the first trace.
    pub(crate) fn build_entry(&mut self, declare: &mut dyn Declare) {
        let _phase = phase::enter(Phase::Frontend);
        let host = self.isa.default_call_conv();
        self.start(host);
        let mut builder = FunctionBuilder::new(&mut self.context.func, &mut self.builder_context);
        let block = builder.create_block();
        builder.append_block_params_for_function_params(block);
        builder.switch_to_block(block);
        builder.seal_block(block);
        let first = Callees::new(host, declare).trace(builder.func, Callee::Trace(TraceId(0)));
        let args = builder.block_params(block).to_vec();
        let call = builder.ins().call(first, &args);
        let status = builder.inst_results(call).to_vec();
        builder.ins().return_(&status);
        builder.finalize(self.isa.frontend_config());
    }

    /// Builds the end of a program: a function like a trace's that notes where the program stopped.
    pub(crate) fn build_end(&mut self, status: Status) {
        let _phase = phase::enter(Phase::Frontend);
        self.start(CallConv::Tail);
        let mut builder = FunctionBuilder::new(&mut self.context.func, &mut self.builder_context);
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
        builder.finalize(self.isa.frontend_config());
    }

    /// An empty function with a trace's parameters.
    fn start(&mut self, call_conv: CallConv) -> &mut cranelift_codegen::ir::Function {
        match self.context.func.dfg.num_insts() > LARGE {
            true => self.context = Context::new(),
            false => self.context.clear(),
        }
        self.context.func.signature = trace_signature(call_conv);
        &mut self.context.func
    }

    /// Compiles what was built last.
    pub(crate) fn compile(&mut self, verify: bool) -> Result<(), BackendError> {
        let isa = if verify { &self.verifying_isa } else { &self.isa };
        match self.context.compile(&**isa, &mut ControlPlane::default()) {
            Ok(_) => Ok(()),
            Err(error) => Err(codegen(self.config, &error.inner)),
        }
    }

    /// The code of what was built last, once it is compiled.
    pub(crate) fn code(&self) -> Result<&CompiledCode, BackendError> {
        let code = self.context.compiled_code();
        code.ok_or_else(|| internal(self.config, "no code"))
    }
}

/// What frames of a program go on with after calls, by number: a trace, or the end of the program with
/// a status. Number 0 is always the end.
pub(crate) fn continuations(
    program: &LoadedProgram,
) -> impl Iterator<Item = Result<TraceId, Status>> {
    let continuations = program.continuations();
    let end = (!continuations.is_empty()).then_some(Err(Status::RETURNED));
    end.into_iter().chain(continuations.iter().map(|continuation| {
        continuation.target.ok_or(Status::unlinked_exit(continuation.trace, continuation.uop))
    }))
}
