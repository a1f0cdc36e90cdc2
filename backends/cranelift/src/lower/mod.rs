//! From the uops of a trace to Cranelift's intermediate form.
//!
//! A trace becomes one function. Its value stack is SSA values, straight-line, without the
//! frontend's variables; a slot is written to memory only on the way out, or for a callee that
//! reads it there. Locals stay in memory, as the uops' functions have them.
//!
//! The modules by family hold the inlined meaning of the uops: what [`uops::semantics`] says, said
//! again in Cranelift's terms. A uop without one calls its function out of line.

mod access;
mod bookkeeping;
mod call;
mod exit;
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
mod stack;

use crate::location::Location;
use crate::runtime_call::Callees;
use backend_api::{CompileOptions, Role};
use cranelift_codegen::ir::{
    Block, BlockArg, Function, InstBuilder, SourceLoc, StackSlot, Value, types,
};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use exit::Exits;
use stack::{Held, Slot};
use trace::{LoadedTrace, TraceId};
use uops::{Below, Inst, Op};

/// The current frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct FrameValues {
    locals: Value,
    /// A pointer into the evaluation stack …
    sp: Value,
    /// … and the depth of the slot that it points at.
    base: usize,
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

/// Lowers one trace.
pub(crate) struct Lowering<'a> {
    builder: FunctionBuilder<'a>,
    trace: &'a LoadedTrace,
    id: TraceId,
    options: CompileOptions,
    callees: Callees,
    flags: access::Flags,
    thread: Value,
    frame: FrameValues,
    stack: Vec<Slot>,
    /// Depths of the stacks of the frames that the trace has entered from, which memory holds.
    callers: Vec<usize>,
    /// Whether frames may return to others than the host's.
    calls: bool,
    /// Where `_JUMP_TO_TOP` goes.
    top: Option<Top>,
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

/// Lowers the trace `id` into `func`, whose signature is set. `calls` says whether the program calls
/// functions of its own.
pub(crate) fn lower(
    func: &mut Function,
    context: &mut FunctionBuilderContext,
    config: TargetFrontendConfig,
    id: TraceId,
    trace: &LoadedTrace,
    calls: bool,
    options: CompileOptions,
) -> Result<(), Malformed> {
    let flags = access::Flags::new(func);
    let mut builder = FunctionBuilder::new(func, context);
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    let &[thread, locals, sp] = builder.block_params(entry) else {
        return Err(Malformed("a trace's function has three parameters".to_string()));
    };
    let depth = trace.stack as usize;
    let mut lowering = Lowering {
        builder,
        trace,
        id,
        options,
        callees: Callees::new(config.default_call_conv),
        flags,
        thread,
        frame: FrameValues { locals, sp, base: depth },
        stack: vec![Slot::clean(Held::Memory); depth],
        callers: Vec::new(),
        calls,
        top: None,
        uop: 0,
        cold: false,
        exits: Exits::default(),
        vm_slot: None,
    };
    lowering.locate(Role::Entry { trace: id });
    let top = lowering.top_index();
    for (index, inst) in trace.insts.iter().enumerate() {
        if top == Some(index) {
            lowering.enter_loop(index);
        }
        lowering.uop(index, inst)?;
    }
    if !lowering.ended() {
        return Err(Malformed("the trace's last uop does not end it".to_string()));
    }
    lowering.emit_exits();
    lowering.builder.seal_all_blocks();
    lowering.builder.finalize(config);
    Ok(())
}

impl Lowering<'_> {
    /// Where `_JUMP_TO_TOP` goes back to, if the trace is a loop.
    fn top_index(&self) -> Option<usize> {
        let last = self.trace.insts.last().and_then(op_of);
        (last == Some(Op::_JUMP_TO_TOP)).then(|| self.trace.top())
    }

    /// Loads what the loop that starts at a uop reaches of the stack, and begins its first block.
    fn enter_loop(&mut self, start: usize) {
        let depths = self.trace.depths.iter().map(|&depth| depth as usize);
        let lowest = (self.trace.insts.iter().zip(depths).skip(start))
            .filter_map(|(inst, depth)| Some(depth.saturating_sub(reach(op_of(inst)?, inst.oparg))))
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
        if depth != Some(self.stack.len()) || self.stack.len() < reach(op, inst.oparg) {
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
        self.inline(op, inst)
    }

    /// Lowers the uop by hand if there is a lowering, else as a call of its function.
    fn inline(&mut self, op: Op, inst: &Inst) -> Result<(), Malformed> {
        use cranelift_codegen::ir::Opcode::{
            Band, Bor, Bxor, Fadd, Fmul, Fsub, SaddOverflow, SmulOverflow, Sshr, SsubOverflow,
        };
        use uops::helpers::Helper;
        use uops::object::type_id::{FLOAT, INT};
        let oparg = op.info().fixed.unwrap_or(inst.oparg);
        match op {
            Op::_LOAD_FAST
            | Op::_LOAD_FAST_0
            | Op::_LOAD_FAST_1
            | Op::_LOAD_FAST_2
            | Op::_LOAD_FAST_3
            | Op::_LOAD_FAST_4
            | Op::_LOAD_FAST_5
            | Op::_LOAD_FAST_6
            | Op::_LOAD_FAST_7 => self.load_fast(oparg),
            Op::_LOAD_FAST_AND_CLEAR => self.load_fast_and_clear(oparg),
            Op::_STORE_FAST
            | Op::_STORE_FAST_0
            | Op::_STORE_FAST_1
            | Op::_STORE_FAST_2
            | Op::_STORE_FAST_3
            | Op::_STORE_FAST_4
            | Op::_STORE_FAST_5
            | Op::_STORE_FAST_6
            | Op::_STORE_FAST_7 => self.store_fast(oparg),

            Op::_POP_TOP => self.pop_top(),
            Op::_PUSH_NULL => self.push_null(),
            Op::_COPY => self.copy(oparg),
            Op::_SWAP => self.swap(oparg),
            Op::_LOAD_CONST_INLINE => self.load_const(inst.operand),
            Op::_LOAD_CONST_INLINE_BORROW => self.load_const_borrow(inst.operand),
            Op::_LOAD_CONST_INLINE_BORROW_WITH_NULL => {
                self.load_const_borrow(inst.operand);
                self.push_null();
            }

            Op::_GUARD_BOTH_INT => self.guard_types([Some(INT), Some(INT)]),
            Op::_GUARD_TOS_INT => self.guard_types([Some(INT)]),
            Op::_GUARD_NOS_INT => self.guard_types([Some(INT), None]),
            Op::_GUARD_BOTH_FLOAT => self.guard_types([Some(FLOAT), Some(FLOAT)]),
            Op::_GUARD_TOS_FLOAT => self.guard_types([Some(FLOAT)]),
            Op::_GUARD_NOS_FLOAT => self.guard_types([Some(FLOAT), None]),
            Op::_GUARD_IS_TRUE_POP => self.guard_truth_pop(true),
            Op::_GUARD_IS_FALSE_POP => self.guard_truth_pop(false),
            Op::_GUARD_TYPE_VERSION => self.guard_type_version(inst.operand),
            Op::_CHECK_FUNCTION => self.check_function(inst.operand),

            Op::_BINARY_OP_ADD_INT => self.int_op(SaddOverflow, Helper::uop_int_add),
            Op::_BINARY_OP_SUBTRACT_INT => self.int_op(SsubOverflow, Helper::uop_int_subtract),
            Op::_BINARY_OP_MULTIPLY_INT => self.int_op(SmulOverflow, Helper::uop_int_multiply),
            Op::_BINARY_OP_ADD_FLOAT => self.float_op(Fadd),
            Op::_BINARY_OP_SUBTRACT_FLOAT => self.float_op(Fsub),
            Op::_BINARY_OP_MULTIPLY_FLOAT => self.float_op(Fmul),
            Op::_BINARY_OP => self.binary_op(oparg),
            Op::_COMPARE_OP_INT => self.compare_int(oparg),
            Op::_COMPARE_OP_FLOAT => self.compare_float(oparg),
            Op::_TO_BOOL_BOOL => self.truth_of_bool(),
            Op::_TO_BOOL_INT => self.truth_of_int(),

            Op::_BINARY_SUBSCR_LIST_INT => self.binary_subscr_list_int(),
            Op::_STORE_SUBSCR_LIST_INT => self.store_subscr_list_int(),
            Op::_LIST_APPEND => self.list_append(oparg),
            Op::_BUILD_LIST => self.build_list(oparg),

            Op::_GET_ITER => self.get_iter(),
            Op::_ITER_CHECK_RANGE => self.iter_check_range(),
            Op::_GUARD_NOT_EXHAUSTED_RANGE => self.guard_not_exhausted_range(),
            Op::_ITER_NEXT_RANGE => self.iter_next_range(),
            Op::_FOR_ITER_TIER_TWO => self.for_iter(),

            Op::_LOAD_ATTR_METHOD_NO_DICT => self.load_attr_method(inst.operand),
            Op::_CALL_LIST_APPEND => self.call_list_append(),
            Op::_SAVE_RETURN_OFFSET => self.save_return(inst.operand),
            Op::_PUSH_FRAME => self.push_frame(),
            Op::_POP_FRAME => self.pop_frame(),
            Op::_DYNAMIC_EXIT => self.dynamic_exit(),

            Op::_START_EXECUTOR => self.start_executor(inst.operand),
            Op::_RESUME_CHECK | Op::_TIER2_RESUME_CHECK => self.resume_check(),
            Op::_CHECK_PERIODIC => self.check_periodic(),
            Op::_CHECK_VALIDITY => self.check_validity(),
            Op::_CHECK_VALIDITY_AND_SET_IP => {
                self.check_validity();
                self.set_ip(inst.operand);
            }
            Op::_SET_IP => self.set_ip(inst.operand),
            Op::_JUMP_TO_TOP => return self.jump_to_top(),
            Op::_EXIT_TRACE | Op::_DEOPT => self.exit_trace(),
            Op::_ERROR_POP_N => self.error_pop(),

            Op::_LOAD_FAST_BORROW => self.load_fast_borrow(oparg),
            Op::_LOAD_FAST_TAGGED => self.load_fast_tagged(oparg),
            Op::_LOAD_FAST_UNBOXED => self.load_fast_unboxed(oparg),
            Op::_LOAD_CONST_TAGGED | Op::_LOAD_CONST_UNBOXED => {
                self.load_const_value(inst.operand);
            }
            Op::_STORE_FAST_TAGGED => self.store_fast_tagged(oparg),
            Op::_LOAD_FAST_MIXED_TAGGED => self.load_fast_mixed_tagged(oparg),
            Op::_LOAD_FAST_AND_CLEAR_MIXED => self.load_fast_and_clear_mixed(oparg),
            Op::_LOAD_FAST_MIXED => self.load_fast_mixed(oparg),
            Op::_STORE_FAST_MIXED_TAGGED | Op::_STORE_FAST_MIXED => self.store_fast_mixed(oparg),
            Op::_STORE_FAST_UNBOXED => self.store_fast_unboxed(oparg),
            Op::_TAG_TOS => self.tag_slot(0),
            Op::_TAG_NOS => self.tag_slot(1),
            Op::_UNTAG_TOS => self.untag_slot(),
            Op::_UNBOX_TOS => self.unbox_slot(0, true),
            Op::_UNBOX_NOS => self.unbox_slot(1, true),
            Op::_UNBOX_TOS_BORROW => self.unbox_slot(0, false),
            Op::_UNBOX_NOS_BORROW => self.unbox_slot(1, false),
            Op::_BOX_TOS => self.box_slot(),
            Op::_GUARD_TOS_INT_TAGGED => self.guard_tagged_int(0),
            Op::_GUARD_NOS_INT_TAGGED => self.guard_tagged_int(1),
            Op::_BINARY_OP_ADD_TAGGED => self.tagged_op(SaddOverflow, oparg),
            Op::_BINARY_OP_SUBTRACT_TAGGED => self.tagged_op(SsubOverflow, oparg),
            Op::_BINARY_OP_MULTIPLY_TAGGED => self.tagged_op(SmulOverflow, oparg),
            Op::_BINARY_OP_AND_TAGGED => self.tagged_op(Band, oparg),
            Op::_BINARY_OP_OR_TAGGED => self.tagged_op(Bor, oparg),
            Op::_BINARY_OP_XOR_TAGGED => self.tagged_op(Bxor, oparg),
            Op::_BINARY_OP_RSHIFT_TAGGED => self.tagged_op(Sshr, oparg),
            Op::_ITER_NEXT_RANGE_TAGGED => self.iter_next_range_tagged(),
            Op::_BINARY_OP_ADD_UNBOXED => self.unboxed_op(Fadd),
            Op::_BINARY_OP_SUBTRACT_UNBOXED => self.unboxed_op(Fsub),
            Op::_BINARY_OP_MULTIPLY_UNBOXED => self.unboxed_op(Fmul),
            Op::_COMPARE_OP_INT_TAGGED => self.compare_tagged(oparg),
            Op::_INTS_TO_NUMBERS => self.ints_to_numbers(),
            Op::_GUARD_COMPARE_NUMBERS => self.guard_compare_numbers(oparg),
            Op::_COMPARE_OP_FLOAT_UNBOXED => self.compare_unboxed(oparg),
            Op::_BINARY_SUBSCR_LIST_TAGGED => self.binary_subscr_list_tagged(true, false),
            Op::_BINARY_SUBSCR_LIST_TAGGED_BORROW => self.binary_subscr_list_tagged(false, false),
            Op::_BINARY_SUBSCR_LIST_TAGGED_TAG => self.binary_subscr_list_tagged(true, true),
            Op::_BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG => {
                self.binary_subscr_list_tagged(false, true);
            }
            Op::_STORE_SUBSCR_LIST_TAGGED => self.store_subscr_list_tagged(true),
            Op::_STORE_SUBSCR_LIST_TAGGED_BORROW => self.store_subscr_list_tagged(false),

            // A wildcard, so that a uop works as soon as it has a row in the table.
            _ => return self.out_of_line(op, inst),
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

/// How many of the topmost slots a uop looks at.
fn reach(op: Op, oparg: u16) -> usize {
    let info = op.info();
    let oparg = usize::from(info.fixed.unwrap_or(oparg));
    info.inputs.len()
        + match info.below {
            Below::Nothing | Below::Pushes | Below::Frame => 0,
            Below::Peeks { first, .. } => first.len() + oparg,
            Below::Pops { .. } | Below::PopsPairs => info.pops_below(oparg as u16),
            Below::Reads(_) | Below::Copies => oparg,
            Below::Swaps => oparg.saturating_sub(1),
        }
}
