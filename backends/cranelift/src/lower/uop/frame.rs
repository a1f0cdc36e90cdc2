//! Frames of Python functions.
//!
//! The uop that enters a frame names the function. So the lowering knows the function when it makes
//! the frame: sizes are constants, and the locals after the arguments are emptied one by one.

use crate::lower::layout;
use crate::lower::lowering::{Caller, Lowering, Malformed};
use crate::lower::slot::{FrameValues, Held, Slot};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::{Code, Frame};
use uops::{Inst, Op};

/// The most locals that are made null one by one.
const UNROLLED: usize = 16;

impl Lowering<'_> {
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

    pub(super) fn init_call(&mut self, oparg: u16) -> Result<(), Malformed> {
        let frame = self.new_frame(self.callable(oparg))?;
        self.push(frame);
        Ok(())
    }

    pub(super) fn create_init_frame(&mut self, oparg: u16) -> Result<(), Malformed> {
        let base = self.callable(oparg);
        let this = self.object(base + 1);
        let frame = self.new_frame(base)?;
        self.incref(this);
        self.push(this);
        self.push(frame);
        Ok(())
    }

    /// The caller's stack goes to memory; that of the new frame is empty.
    pub(super) fn push_frame(&mut self, operand: u64) -> Result<(), Malformed> {
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
    pub(super) fn pop_frame(&mut self) {
        let [value] = self.inputs();
        self.pop(1);
        let locals = self.call_for(Helper::uop_pop_frame, &[self.thread, self.frame.locals]);
        self.go_on_in_caller(locals, value);
    }

    /// Goes on in the frame that the trace has returned to, if the place where that frame goes on has the number of the
    /// operand; else wherever the frame does.
    pub(super) fn follow_return(&mut self, inst: &Inst) -> Result<(), Malformed> {
        let number = self.load_frame(self.frame.locals, layout::FRAME_RETURN_TO);
        let expected = self.word(inst.operand);
        let is_same = self.builder.ins().icmp(IntCC::Equal, number, expected);
        let elsewhere = self.cold_block();
        self.branch_unless(is_same, elsewhere);
        self.aside(elsewhere, Self::dynamic_exit);
        let Some(&depth) = self.trace.depths.get(self.uop as usize + 1) else {
            return Err(Malformed("nothing follows a return that is followed".to_string()));
        };
        // All that waited in the frame is in memory.
        self.stack = vec![Slot::clean(Held::Memory); depth as usize];
        self.frame.base = self.stack.len();
        Ok(())
    }

    /// Goes on in the frame below, which has these locals, with a value on its stack.
    pub(super) fn go_on_in_caller(&mut self, locals: Value, value: Value) {
        self.stack.clear();
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
