//! From the uops of a trace to Cranelift's intermediate form.
//!
//! A trace becomes one function. Its value stack is SSA values, straight-line, without the
//! frontend's variables; a slot is written to memory only on the way out, or for a callee that
//! reads it there. Locals stay in memory, as the uops' functions have them.
//!
//! The modules by family hold the inlined meaning of the uops: what [`uops::semantics`] says, said
//! again in Cranelift's terms. A uop without one calls its function out of line.

mod access;
mod attribute;
mod bookkeeping;
mod call;
mod container;
mod dispatch;
mod exit;
mod frame;
mod guard;
mod iteration;
mod layout;
mod list;
mod local;
mod mixed;
mod number;
mod object;
mod optimised;
mod out_of_line;
mod sequence;
mod stack;
mod tagged;
mod text;
mod truth;
mod variable;

use crate::location::Location;
use crate::part::Part;
use crate::runtime_call::Callees;
use backend_api::{CompileOptions, Role};
use cranelift_codegen::ir::{
    Block, BlockArg, Function, InstBuilder, SourceLoc, StackSlot, Value, types,
};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use exit::Exits;
use stack::{Held, Slot};
use trace::{LoadedProgram, LoadedTrace, TraceId};
use uops::{Inst, Kind, Op};

/// The current frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct FrameValues {
    locals: Value,
    /// A pointer into the evaluation stack …
    sp: Value,
    /// … and the depth of the slot that it points at.
    base: usize,
}

/// A frame that the trace has entered another one from; memory holds its stack.
#[derive(Clone, Copy, Debug)]
struct Caller {
    /// `None` if an earlier part knows it.
    frame: Option<FrameValues>,
    depth: usize,
}

/// The first block of a loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Top {
    block: Block,
    /// The deepest slot that is passed as a value.
    lowest: usize,
    /// The stack's depth there.
    depth: usize,
}

/// Where the evaluation stack is between uops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum StackForm {
    /// In SSA values.
    Values,
    /// In memory.
    #[cfg(feature = "reference")]
    Memory,
}

/// What is lowered, and how.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) program: &'a LoadedProgram,
    /// The trace.
    pub(crate) id: TraceId,
    pub(crate) part: &'a Part,
    pub(crate) options: CompileOptions,
    pub(crate) stack: StackForm,
}

/// Lowers one part of a trace.
pub(crate) struct Lowering<'a> {
    builder: FunctionBuilder<'a>,
    program: &'a LoadedProgram,
    trace: &'a LoadedTrace,
    id: TraceId,
    part: &'a Part,
    options: CompileOptions,
    callees: Callees<'a>,
    flags: access::Flags,
    thread: Value,
    frame: FrameValues,
    stack: Vec<Slot>,
    /// The frames below the current one, as far as the trace has entered it from them.
    callers: Vec<Caller>,
    /// Whether frames may return to others than the host's.
    calls: bool,
    /// Where `_JUMP_TO_TOP` goes.
    top: Option<Top>,
    stack_form: StackForm,
    /// Whether registers may hold floats.
    floats: bool,
    /// Index of the uop that is being lowered.
    uop: u32,
    /// Whether code that only exceptional cases reach is being lowered.
    cold: bool,
    exits: Exits,
    /// The record that functions called out of line work on.
    vm_slot: Option<StackSlot>,
}

/// A trace that the lowering does not understand; the verifier lets none through.
#[derive(Debug)]
pub(crate) struct Malformed(pub(crate) String);

/// Lowers a part of a trace into `func`, whose signature is set. `callees` are none yet.
pub(crate) fn lower<'a>(
    func: &'a mut Function,
    context: &'a mut FunctionBuilderContext,
    config: TargetFrontendConfig,
    callees: Callees<'a>,
    Input { program, id, part, options, stack: stack_form }: Input<'a>,
) -> Result<(), Malformed> {
    let Some(trace) = program.traces().get(id.0 as usize) else {
        return Err(Malformed("there is no such trace".to_string()));
    };
    let flags = access::Flags::new(func);
    let mut builder = FunctionBuilder::new(func, context);
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    let &[thread, locals, sp] = builder.block_params(entry) else {
        return Err(Malformed("a trace's function has three parameters".to_string()));
    };
    let depth = trace.depths.get(part.uops.start).map_or(0, |&depth| depth as usize);
    let mut lowering = Lowering {
        builder,
        program,
        trace,
        id,
        part,
        options,
        callees,
        flags,
        thread,
        frame: FrameValues { locals, sp, base: depth },
        stack: vec![Slot::clean(Held::Memory); depth],
        callers: part.callers.iter().map(|&depth| Caller { frame: None, depth }).collect(),
        calls: !program.continuations().is_empty(),
        top: None,
        stack_form,
        floats: trace.insts[part.uops.clone()].iter().filter_map(op_of).any(has_floats),
        uop: 0,
        cold: false,
        exits: Exits::default(),
        vm_slot: None,
    };
    lowering.locate(Role::Entry { trace: id });
    let top = lowering.top_index();
    for (index, inst) in trace.insts.iter().enumerate().take(part.uops.end).skip(part.uops.start) {
        if top == Some(index) {
            lowering.enter_loop(index);
        }
        lowering.uop(index, inst)?;
    }
    match (part.uops.end == trace.insts.len(), lowering.ended()) {
        (true, true) => {}
        (false, false) => lowering.enter_part(part.number + 1),
        _ => return Err(Malformed("the trace's last uop does not end it".to_string())),
    }
    lowering.emit_exits();
    lowering.builder.seal_all_blocks();
    lowering.builder.finalize(config);
    Ok(())
}

impl Lowering<'_> {
    /// Where `_JUMP_TO_TOP` goes back to, if the trace is a loop in one part.
    fn top_index(&self) -> Option<usize> {
        let last = self.trace.insts.last().and_then(op_of);
        let is_loop =
            last == Some(Op::_JUMP_TO_TOP) && self.part.uops.len() == self.trace.insts.len();
        is_loop.then(|| self.trace.top())
    }

    /// Loads what the loop that starts at a uop reaches of the stack, and begins its first block.
    fn enter_loop(&mut self, start: usize) {
        let depths = self.trace.depths.iter().map(|&depth| depth as usize);
        let lowest = (self.trace.insts.iter().zip(depths).skip(start))
            .filter_map(|(inst, depth)| Some(depth.saturating_sub(reach(op_of(inst)?, inst))))
            .min()
            .unwrap_or(0)
            .min(self.stack.len());
        // At the top memory holds all slots, however it is reached.
        self.flush(0);
        let mut args: Vec<BlockArg> = vec![self.frame.locals.into(), self.frame.sp.into()];
        for index in lowest..self.stack.len() {
            args.push(self.object(index).into());
        }
        // A parameter that every iteration passes on as it is (an iterator, say) costs nothing:
        // Cranelift removes it.
        let top = self.builder.create_block();
        let params: Vec<Value> =
            args.iter().map(|_| self.builder.append_block_param(top, types::I64)).collect();
        self.builder.ins().jump(top, &args);
        self.builder.switch_to_block(top);
        self.frame = FrameValues { locals: params[0], sp: params[1], base: self.stack.len() };
        for (index, &param) in (lowest..self.stack.len()).zip(&params[2..]) {
            self.stack[index] = Slot::clean(Held::Object(param));
        }
        self.top = Some(Top { block: top, lowest, depth: self.stack.len() });
    }

    fn uop(&mut self, index: usize, inst: &Inst) -> Result<(), Malformed> {
        let op = op_of(inst).ok_or_else(|| Malformed(format!("no uop {}", inst.opcode)))?;
        let depth = self.trace.depths.get(index).map(|&depth| depth as usize);
        if depth != Some(self.stack.len()) || self.stack.len() < reach(op, inst) {
            return Err(Malformed(format!(
                "uop {index}, {op}: the stack's depth is not as it says"
            )));
        }
        if self.ended() {
            return Err(Malformed(format!("uop {index}, {op}: the trace has ended before")));
        }
        self.uop = index as u32;
        self.exits.next_uop();
        self.locate_uop();
        if self.options.count {
            self.count(layout::THREAD_UOPS_EXECUTED);
        }
        self.inline(op, inst)?;
        match self.stack_form {
            StackForm::Values => {}
            #[cfg(feature = "reference")]
            StackForm::Memory if self.ended() => {}
            #[cfg(feature = "reference")]
            StackForm::Memory => self.forget_values(),
        }
        Ok(())
    }

    /// Whether the block that was being lowered has its last instruction.
    fn ended(&self) -> bool {
        let block = self.builder.current_block();
        let last = block.and_then(|block| self.builder.func.layout.last_inst(block));
        last.is_some_and(|inst| self.builder.func.dfg.insts[inst].opcode().is_terminator())
    }

    /// A new block, cold if it is made within cold code.
    fn block(&mut self) -> Block {
        let block = self.builder.create_block();
        if self.cold {
            self.builder.set_cold_block(block);
        }
        block
    }

    fn cold_block(&mut self) -> Block {
        let block = self.builder.create_block();
        self.builder.set_cold_block(block);
        block
    }

    /// Lowers `body` into `block`, off the hot path; `body` ends the block.
    fn in_cold(&mut self, block: Block, body: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.cold, true);
        self.locate_uop();
        self.builder.switch_to_block(block);
        body(self);
        self.cold = outer;
        self.locate_uop();
    }

    /// Notes that the instructions that follow belong to the current uop.
    fn locate_uop(&mut self) {
        let (trace, uop) = (self.id, self.uop);
        self.locate(if self.cold { Role::Cold { trace, uop } } else { Role::Hot { trace, uop } });
    }

    /// Notes what the instructions that follow are for.
    fn locate(&mut self, role: Role) {
        self.builder.set_srcloc(match role {
            _ if self.options.map => Location::new(role).to_srcloc(),
            Role::Cold { .. } | Role::Exit { .. } => Location::OFF_HOT_PATH.to_srcloc(),
            _ => SourceLoc::default(),
        });
    }

    /// Goes on in a new block unless `condition` holds, in which case `other` is next.
    fn branch_away(&mut self, condition: Value, other: Block) {
        let next = self.block();
        self.builder.ins().brif(condition, other, &[], next, &[]);
        self.builder.switch_to_block(next);
    }

    /// Goes on in a new block if `condition` holds; otherwise `other` is next.
    fn branch_unless(&mut self, condition: Value, other: Block) {
        let next = self.block();
        self.builder.ins().brif(condition, next, &[], other, &[]);
        self.builder.switch_to_block(next);
    }

    /// Goes on where code was lowered before a detour.
    fn go_on_in(&mut self, block: Option<Block>) {
        if let Some(block) = block {
            self.builder.switch_to_block(block);
        }
    }

    fn jump(&mut self, block: Block) {
        self.builder.ins().jump(block, &[]);
    }

    fn jump_with(&mut self, block: Block, value: Value) {
        self.builder.ins().jump(block, &[value.into()]);
    }

    /// A block that a result is passed to, and the result.
    fn join(&mut self) -> (Block, Value) {
        let block = self.block();
        let result = self.builder.append_block_param(block, types::I64);
        (block, result)
    }
}

fn op_of(inst: &Inst) -> Option<Op> {
    Op::from_number(inst.opcode)
}

/// Whether the lowering of a uop may take the value of a float out of its box.
fn has_floats(op: Op) -> bool {
    let info = op.info();
    let kinds = info.inputs.iter().chain(info.outputs).map(|slot| slot.kind);
    kinds.into_iter().any(|kind| matches!(kind, Kind::Float | Kind::BorrowedFloat | Kind::Unboxed))
}

/// How many of the topmost slots a uop needs.
fn reach(op: Op, inst: &Inst) -> usize {
    op.info().stack_effect(inst.oparg).reach()
}
