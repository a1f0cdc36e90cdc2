//! Generators: frames that lie in an object.

use crate::lower::layout;
use crate::lower::lowering::{Caller, Lowering};
use crate::lower::slot::FrameValues;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::Generator;

impl Lowering<'_> {
    /// Leaves the frame, which becomes a generator's.
    pub(super) fn return_generator(&mut self, number: u64) {
        self.flush(0);
        let number = self.word(number);
        let sp = self.sp_at(self.stack.len());
        let args = [self.thread, self.frame.locals, sp, number];
        let generator = self.call_for(Helper::uop_new_generator, &args);
        let locals = self.load_frame(self.frame.locals, layout::FRAME_PREVIOUS);
        self.go_on_in_caller(locals, generator);
    }

    /// Has the generator in the topmost slot go on with `None`, and pushes its frame.
    pub(super) fn for_iter_generator(&mut self, place: usize) {
        let generator = self.object(self.stack.len() - place);
        let none = self.offset(self.thread, layout::THREAD_NONE.into());
        let state = self.field(types::I64, generator, layout::TYPE_ID);
        let frame = self.resume(generator, state, none);
        self.push(frame);
    }

    /// Has a generator or coroutine go on with the topmost slot, in whose place its frame comes.
    pub(super) fn send_generator(&mut self, place: usize) {
        let generator = self.object(self.stack.len() - place);
        let [sent] = self.inputs();
        let state = self.field(types::I64, generator, layout::TYPE_ID);
        let mask = self.word(!Generator::COROUTINE_BIT);
        let state = self.builder.ins().band(state, mask);
        let frame = self.resume(generator, state, sent);
        self.pop(1);
        self.push(frame);
    }

    /// The locals of the frame of a generator that goes on with a value; exits unless it can, which its type and `state`
    /// tell.
    fn resume(&mut self, generator: Value, state: Value, sent: Value) -> Value {
        let suspended = Generator::SUSPENDED_GENERATOR as i64;
        let other = self.builder.ins().icmp_imm_u(IntCC::NotEqual, state, suspended);
        self.exit_if(other);
        self.check_recursion_remaining();
        let locals = self.offset(generator, size_of::<Generator>() as i64);
        let sp = self.load_frame(locals, layout::FRAME_STACK_POINTER);
        self.store_frame(sp, 0, sent);
        let sp = self.offset(sp, layout::SLOT.into());
        self.store_frame(locals, layout::FRAME_STACK_POINTER, sp);
        self.store_frame(locals, layout::FRAME_PREVIOUS, self.frame.locals);
        self.set_generator_state(generator, Generator::EXECUTING);
        locals
    }

    fn set_generator_state(&mut self, generator: Value, state: u32) {
        let state = self.builder.ins().iconst(types::I32, i64::from(state));
        self.set_field(generator, layout::FLAGS, state);
    }

    /// Enters the frame of a generator, of whose stack only memory knows.
    pub(super) fn push_generator(&mut self, number: u64) {
        let [locals] = self.inputs();
        self.pop(1);
        self.flush(0);
        let number = self.word(number);
        self.store_frame(locals, layout::GENERATOR_YIELD_TO, number);
        let sp = self.sp_at(self.stack.len());
        self.set_frame_field(layout::FRAME_STACK_POINTER, sp);
        self.change_recursion(-1);
        let sp = self.load_frame(locals, layout::FRAME_STACK_POINTER);
        self.callers.push(Caller { frame: Some(self.frame), depth: self.stack.len() });
        self.stack.clear();
        self.frame = FrameValues { locals, sp, base: 0 };
    }

    fn change_recursion(&mut self, by: i64) {
        let remaining = self.thread_field(types::I64, layout::THREAD_RECURSION_REMAINING);
        let remaining = self.builder.ins().iadd_imm_s(remaining, by);
        self.set_thread_field(layout::THREAD_RECURSION_REMAINING, remaining);
    }

    /// Leaves the frame of a generator, which waits.
    pub(super) fn yield_value(&mut self, number: u64) {
        let [value] = self.inputs();
        self.pop(1);
        self.flush(0);
        let own = self.frame.locals;
        let sp = self.sp_at(self.stack.len());
        self.store_frame(own, layout::FRAME_STACK_POINTER, sp);
        let number = self.word(number);
        self.store_frame(own, layout::FRAME_RETURN_TO, number);
        let generator = self.offset(own, -(size_of::<Generator>() as i64));
        self.set_generator_state(generator, Generator::SUSPENDED);
        self.change_recursion(1);
        let locals = self.load_frame(own, layout::FRAME_PREVIOUS);
        let number = self.load_frame(own, layout::GENERATOR_YIELD_TO);
        self.store_frame(locals, layout::FRAME_RETURN_TO, number);
        self.go_on_in_caller(locals, value);
    }

    /// Leaves the frame of a generator for good.
    pub(super) fn pop_generator(&mut self) {
        let [value] = self.inputs();
        self.pop(1);
        let locals = self.call_for(Helper::uop_pop_generator, &[self.thread, self.frame.locals]);
        self.go_on_in_caller(locals, value);
    }
}
