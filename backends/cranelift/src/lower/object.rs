//! Code that many uops need: counting references, boxing numbers, calling helpers.

use super::layout;
use super::lowering::Lowering;
use crate::isa::has_thunk;
use crate::runtime_call::Callee;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, Inst, InstBuilder, Type, Value, types};
use uops::helpers::Helper;

impl Lowering<'_> {
    /// Adds a reference unless the object is immortal.
    pub(super) fn incref(&mut self, object: Value) {
        let (mortal, done) = (self.block(), self.block());
        let low = self.field(types::I32, object, layout::REFCNT_LOW);
        let low = self.builder.ins().iadd_imm_s(low, 1);
        self.builder.ins().brif(low, mortal, &[], done, &[]);
        self.builder.switch_to_block(mortal);
        self.set_field(object, layout::REFCNT_LOW, low);
        self.jump(done);
        self.builder.switch_to_block(done);
    }

    /// Drops a reference to an object of any type.
    pub(super) fn decref(&mut self, object: Value) {
        let (done, dead) = (self.block(), self.cold_block());
        self.drop_reference(object, done, dead);
        self.in_cold(dead, |this| {
            this.call_helper(Helper::uop_dealloc, &[this.thread, object]);
            this.jump(done);
        });
        self.builder.switch_to_block(done);
    }

    /// Takes 1 off the count of an object unless it is immortal, and ends the block: `dead` is next
    /// if that was the last reference, `done` if not.
    fn drop_reference(&mut self, object: Value, done: Block, dead: Block) {
        let count = self.field(types::I32, object, layout::REFCNT_LOW);
        self.skip_if_immortal(count, done);
        let count = self.builder.ins().iadd_imm_s(count, -1);
        self.set_field(object, layout::REFCNT_LOW, count);
        self.builder.ins().brif(count, done, &[], dead, &[]);
    }

    /// Goes to `done` if this is the reference count of an immortal object.
    pub(super) fn skip_if_immortal(&mut self, count: Value, done: Block) {
        let immortal = self.builder.ins().icmp_imm_s(IntCC::SignedLessThan, count, 0);
        self.branch_away(immortal, done);
    }

    /// Calls a helper that returns an object or another pointer.
    pub(super) fn call_for(&mut self, helper: Helper, args: &[Value]) -> Value {
        if has_thunk(helper) {
            self.call_preserving(helper, args);
            return self.thread_field(types::I64, layout::THREAD_HELPER_RESULT);
        }
        let call = self.call_host(Callee::Helper(helper), args, Some(types::I64));
        self.builder.inst_results(call)[0]
    }

    /// Calls a helper that returns a `bool`, which is all that the lowest byte holds.
    pub(super) fn call_for_bool(&mut self, helper: Helper, args: &[Value]) -> Value {
        if has_thunk(helper) {
            self.call_preserving(helper, args);
            return self.thread_field(types::I8, layout::THREAD_HELPER_RESULT);
        }
        let call = self.call_host(Callee::Helper(helper), args, Some(types::I8));
        self.builder.inst_results(call)[0]
    }

    /// Calls a helper without a result.
    pub(super) fn call_helper(&mut self, helper: Helper, args: &[Value]) {
        if has_thunk(helper) {
            self.call_preserving(helper, args);
        } else {
            self.call_host(Callee::Helper(helper), args, None);
        }
    }

    /// Calls a helper through the thunk that saves all registers; the thread has the result.
    fn call_preserving(&mut self, helper: Helper, args: &[Value]) {
        let callee = Callee::Preserving { helper, floats: self.floats };
        let function = self.callees.preserving(self.builder.func, callee, args.len());
        self.builder.ins().call(function, args);
    }

    /// Calls a function of the host.
    pub(super) fn call_host(
        &mut self,
        callee: Callee,
        args: &[Value],
        result: Option<Type>,
    ) -> Inst {
        let function = self.callees.host(self.builder.func, callee, args.len(), result);
        self.builder.ins().call(function, args)
    }
}
