//! Calls of Python functions, and the frames that they run in.
//!
//! The uop that enters a frame names the function. So the lowering knows the function when it makes
//! the frame: sizes are constants, and the locals after the arguments are emptied one by one.

use crate::lower::layout;
use crate::lower::lowering::{Caller, Lowering, Malformed};
use crate::lower::slot::{FrameValues, Held, Slot};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::{Code, Frame, type_id};
use uops::{Inst, Op};

/// The most locals that are made null one by one.
const UNROLLED: usize = 16;

lowerings! { |lowering, uop|
    _CHECK_FUNCTION_VERSION => lowering.check_function_version(uop.oparg, uop.operand),
    _CHECK_FUNCTION_EXACT_ARGS => lowering.check_function_exact_args(uop.oparg, uop.operand)?,
    _CHECK_CALL_BOUND_METHOD_EXACT_ARGS => _ = lowering.check_bound_method(uop.oparg),
    _CHECK_METHOD_VERSION => lowering.check_method_version(uop.oparg, uop.operand),
    _INIT_CALL_BOUND_METHOD_EXACT_ARGS => lowering.expand_method(uop.oparg),
    _CHECK_STACK_SPACE => lowering.check_stack_space(uop.oparg),
    _CHECK_STACK_SPACE_OPERAND => lowering.check_stack_space_operand(uop.operand),
    _CHECK_RECURSION_REMAINING => lowering.check_recursion_remaining(),
    _INIT_CALL_PY_EXACT_ARGS => lowering.init_call(uop.oparg)?,
    _CHECK_AND_ALLOCATE_OBJECT => lowering.check_and_allocate(uop.oparg, uop.operand),
    _CREATE_INIT_FRAME => lowering.create_init_frame(uop.oparg)?,
    _EXIT_INIT_CHECK => lowering.exit_init_check(),
    _SAVE_RETURN_OFFSET => lowering.save_return(uop.operand),
    _PUSH_FRAME => lowering.push_frame(uop.operand)?,
    _POP_FRAME => lowering.pop_frame(),
}

impl Lowering<'_> {
    /// The slot of the callable, below `self_or_null` and `oparg` arguments.
    pub(super) fn callable(&self, oparg: u16) -> usize {
        self.stack.len() - 2 - usize::from(oparg)
    }

    /// Exits unless the object is a function with the version of the operand.
    fn exit_unless_function(&mut self, function: Value, operand: u64) {
        self.exit_unless_type(function, type_id::FUNCTION);
        let version = self.field(types::I32, function, layout::FUNCTION_VERSION);
        self.exit_unless_version(version, operand);
    }

    fn check_function_version(&mut self, oparg: u16, operand: u64) {
        let function = self.object(self.callable(oparg));
        self.exit_unless_function(function, operand);
    }

    /// How many arguments the function takes follows from its version.
    fn check_function_exact_args(&mut self, oparg: u16, operand: u64) -> Result<(), Malformed> {
        let base = self.callable(oparg);
        let takes = self.code(operand)?.arg_count as usize;
        let function = self.object(base);
        self.object(base + 1);
        self.exit_unless_function(function, operand);
        self.exit_unless_given(base, takes);
        Ok(())
    }

    /// Exits unless the callable is a bound method, above it null.
    fn check_bound_method(&mut self, oparg: u16) -> Value {
        let base = self.callable(oparg);
        let method = self.object(base);
        self.object(base + 1);
        self.exit_unless_given(base, usize::from(oparg));
        self.exit_unless_type(method, type_id::METHOD);
        method
    }

    fn check_method_version(&mut self, oparg: u16, operand: u64) {
        let method = self.check_bound_method(oparg);
        let function = self.field(types::I64, method, layout::BOUND_FUNCTION);
        self.exit_unless_function(function, operand);
    }

    fn expand_method(&mut self, oparg: u16) {
        let base = self.callable(oparg);
        let method = self.object(base);
        let function = self.field(types::I64, method, layout::BOUND_FUNCTION);
        let this = self.field(types::I64, method, layout::BOUND_THIS);
        self.incref(function);
        self.incref(this);
        self.decref(method);
        self.set_slot(base, function);
        self.set_slot(base + 1, this);
    }

    /// Puts a value that is not null into a slot.
    fn set_slot(&mut self, index: usize, object: Value) {
        self.stack[index] = Slot::changed(Held::Object(object));
    }

    /// Exits unless `bytes` bytes are left for frames.
    fn exit_unless_space(&mut self, bytes: Value) {
        let limit = self.thread_field(types::I64, layout::THREAD_DATASTACK_LIMIT);
        let top = self.thread_field(types::I64, layout::THREAD_DATASTACK_TOP);
        let left = self.builder.ins().isub(limit, top);
        let small = self.builder.ins().icmp(IntCC::UnsignedLessThan, left, bytes);
        self.exit_if(small);
    }

    fn check_recursion_remaining(&mut self) {
        let remaining = self.thread_field(types::I64, layout::THREAD_RECURSION_REMAINING);
        let none = self.builder.ins().icmp_imm_u(IntCC::UnsignedLessThanOrEqual, remaining, 1);
        self.exit_if(none);
    }

    fn check_stack_space_operand(&mut self, operand: u64) {
        let bytes = self.word(operand);
        self.exit_unless_space(bytes);
    }

    fn check_stack_space(&mut self, oparg: u16) {
        let function = self.object(self.callable(oparg));
        self.exit_unless_frame_fits(function);
    }

    /// Exits unless a frame of the function may be entered.
    fn exit_unless_frame_fits(&mut self, function: Value) {
        let code = self.field(types::I64, function, layout::FUNCTION_CODE);
        let bytes = self.field(types::I32, code, layout::CODE_FRAME_SIZE);
        let bytes = self.builder.ins().uextend(types::I64, bytes);
        self.exit_unless_space(bytes);
        self.check_recursion_remaining();
    }

    /// Makes a frame of what is from the slot `base` on: callable, `self_or_null`, arguments. All of
    /// that is popped.
    fn new_frame(&mut self, base: usize) -> Result<Value, Malformed> {
        let code = self.next_code()?;
        let values: Vec<Value> = (base..self.stack.len()).map(|slot| self.object(slot)).collect();
        let &[function, this, ref args @ ..] = &values[..] else {
            return Err(Malformed("a call without a callable".to_string()));
        };
        let frame = self.thread_field(types::I64, layout::THREAD_DATASTACK_TOP);
        let end = self.offset(frame, code.frame_size.into());
        self.set_thread_field(layout::THREAD_DATASTACK_TOP, end);
        let locals = self.offset(frame, size_of::<Frame>() as i64);
        self.store_frame(locals, layout::FRAME_PREVIOUS, self.frame.locals);
        self.store_frame(locals, layout::FRAME_FUNCTION, function);
        let zero = self.word(0);
        self.store_frame(locals, layout::FRAME_INSTR_PTR, zero);
        let count = self.word(code.local_count.into());
        self.store_frame(locals, layout::FRAME_LOCAL_COUNT, count);
        // Without a `self` the first argument takes its place.
        let first = match self.stack[base + 1].null {
            Some(true) => locals,
            Some(false) => self.offset(locals, layout::SLOT.into()),
            None => {
                let is_there = self.builder.ins().icmp_imm_u(IntCC::NotEqual, this, 0);
                let is_there = self.builder.ins().uextend(types::I64, is_there);
                let distance = self.builder.ins().ishl_imm_u(is_there, layout::SLOT_SHIFT);
                self.builder.ins().iadd(locals, distance)
            }
        };
        let known = args.len() + usize::from(self.stack[base + 1].null == Some(false));
        self.empty_locals(locals, known, code.local_count as usize);
        if self.stack[base + 1].null != Some(true) && code.local_count > 0 {
            self.store_frame(locals, 0, this);
        }
        for (index, &arg) in args.iter().enumerate() {
            self.store_frame(first, index as i32 * layout::SLOT, arg);
        }
        self.stack.truncate(base);
        Ok(locals)
    }

    /// Makes locals null, a few one by one, many in a loop.
    fn empty_locals(&mut self, locals: Value, first: usize, count: usize) {
        let zero = self.word(0);
        if count.saturating_sub(first) <= UNROLLED {
            for local in first..count {
                self.store_frame(locals, local as i32 * layout::SLOT, zero);
            }
            return;
        }
        let (top, done) = (self.block(), self.block());
        let local = self.builder.append_block_param(top, types::I64);
        let start = self.offset(locals, first as i64 * i64::from(layout::SLOT));
        let end = self.offset(locals, count as i64 * i64::from(layout::SLOT));
        self.builder.ins().jump(top, &[start.into()]);
        self.builder.switch_to_block(top);
        self.store_frame(local, 0, zero);
        let next = self.offset(local, layout::SLOT.into());
        let more = self.builder.ins().icmp(IntCC::NotEqual, next, end);
        self.builder.ins().brif(more, top, &[next.into()], done, &[]);
        self.builder.switch_to_block(done);
    }

    /// The code of the function whose frame is being made.
    fn next_code(&self) -> Result<Code, Malformed> {
        let rest = &self.trace.insts[self.uop as usize..];
        let enters = |inst: &&Inst| Op::from_number(inst.opcode).is_some_and(|op| op.info().enters);
        match rest.iter().find(enters) {
            Some(push) => self.code(push.operand),
            None => Err(Malformed("a frame that is not entered".to_string())),
        }
    }

    fn code(&self, version: u64) -> Result<Code, Malformed> {
        let code = self.program.code(version as u32).copied();
        code.ok_or_else(|| Malformed(format!("no function with version {version}")))
    }

    fn init_call(&mut self, oparg: u16) -> Result<(), Malformed> {
        let frame = self.new_frame(self.callable(oparg))?;
        self.push(frame);
        Ok(())
    }

    fn create_init_frame(&mut self, oparg: u16) -> Result<(), Malformed> {
        let base = self.callable(oparg);
        let this = self.object(base + 1);
        let frame = self.new_frame(base)?;
        self.incref(this);
        self.push(this);
        self.push(frame);
        Ok(())
    }

    fn check_and_allocate(&mut self, oparg: u16, operand: u64) {
        let base = self.callable(oparg);
        let class = self.object(base);
        self.object(base + 1);
        self.exit_unless_given(base, usize::from(oparg));
        self.exit_unless_type(class, type_id::TYPE);
        let represents = self.field(types::I32, class, layout::REPRESENTS);
        self.exit_unless_type_version(represents, operand);
        let init = self.field(types::I64, class, layout::INIT);
        self.exit_unless_frame_fits(init);
        let id = self.builder.ins().uextend(types::I64, represents);
        let instance = self.call_for(Helper::uop_new_instance, &[self.thread, id]);
        self.incref(init);
        self.decref(class);
        self.set_slot(base, init);
        self.set_slot(base + 1, instance);
    }

    fn exit_init_check(&mut self) {
        let [value] = self.inputs();
        let other = self.unless_none(value);
        let error = self.error_block();
        self.aside(other, |this| {
            this.call_helper(Helper::uop_raise_init_result, &[this.thread, value]);
            this.jump(error);
        });
        self.pop(1);
    }

    /// Notes the continuation of this number in the frame.
    fn save_return(&mut self, operand: u64) {
        let number = self.word(operand);
        self.set_frame_field(layout::FRAME_RETURN_TO, number);
    }

    /// The caller's stack goes to memory; that of the new frame is empty.
    fn push_frame(&mut self, operand: u64) -> Result<(), Malformed> {
        let count = self.code(operand)?.local_count;
        let [locals] = self.inputs();
        self.pop(1);
        self.flush(0);
        let sp = self.sp_at(self.stack.len());
        self.set_frame_field(layout::FRAME_STACK_POINTER, sp);
        let remaining = self.thread_field(types::I64, layout::THREAD_RECURSION_REMAINING);
        let remaining = self.builder.ins().iadd_imm_s(remaining, -1);
        self.set_thread_field(layout::THREAD_RECURSION_REMAINING, remaining);
        let sp = self.offset(locals, i64::from(count) * i64::from(layout::SLOT));
        let caller = Caller { frame: Some(self.frame), depth: self.stack.len() };
        self.callers.push(caller);
        self.stack.clear();
        self.frame = FrameValues { locals, sp, base: 0 };
        Ok(())
    }

    /// What is returned goes on the stack of the frame below: one that the trace has come from, or
    /// one that only memory knows.
    fn pop_frame(&mut self) {
        let [value] = self.inputs();
        self.pop(1);
        let locals = self.call_for(Helper::uop_pop_frame, &[self.thread, self.frame.locals]);
        let caller = self.callers.pop();
        if let Some(Caller { frame: Some(frame), depth }) = caller {
            self.stack.resize(depth, Slot::clean(Held::Memory));
            self.frame = frame;
            self.push(value);
            return;
        }
        let sp = self.load_frame(locals, layout::FRAME_STACK_POINTER);
        if let Some(Caller { depth, .. }) = caller {
            self.stack.resize(depth, Slot::clean(Held::Memory));
            self.frame = FrameValues { locals, sp, base: depth };
            self.push(value);
            return;
        }
        self.store_frame(sp, 0, value);
        let sp = self.offset(sp, layout::SLOT.into());
        self.frame = FrameValues { locals, sp, base: self.stack.len() };
    }
}
