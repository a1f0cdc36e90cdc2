//! Attributes, calls, frames.

use super::stack::{Held, Slot};
use super::{FrameValues, Lowering, layout};
use backend_api::Status;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, types};
use uops::helpers::Helper;
use uops::object::{METHOD_LIST_APPEND, type_id};

impl Lowering<'_> {
    pub(super) fn load_attr_method(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let method = self.word(operand);
        self.incref(method);
        self.replace(1, method);
        self.push(owner);
    }

    pub(super) fn call_list_append(&mut self) {
        let [callable, this, arg] = self.inputs();
        let differs = self.is_not(callable, type_id::METHOD_DESCRIPTOR);
        self.exit_if(differs);
        let differs = self.is_not(this, type_id::LIST);
        self.exit_if(differs);
        let differs = self.field_differs(callable, layout::METHOD, METHOD_LIST_APPEND);
        self.exit_if(differs);
        self.append(this, arg);
        self.decref(this);
        self.decref(callable);
        self.pop(3);
    }

    /// Notes the continuation of this number in the frame.
    pub(super) fn save_return(&mut self, operand: u64) {
        let number = self.word(operand);
        self.set_frame_field(layout::FRAME_RETURN_TO, number);
    }

    /// The caller's stack goes to memory; that of the new frame is empty.
    pub(super) fn push_frame(&mut self) {
        let [locals] = self.inputs();
        self.pop(1);
        self.flush(0);
        let sp = self.sp_at(self.stack.len());
        self.set_frame_field(layout::FRAME_STACK_POINTER, sp);
        let remaining = self.thread_field(types::I64, layout::THREAD_RECURSION_REMAINING);
        let remaining = self.builder.ins().iadd_imm_s(remaining, -1);
        self.set_thread_field(layout::THREAD_RECURSION_REMAINING, remaining);
        let count = self.load_frame(locals, layout::FRAME_LOCAL_COUNT);
        let bytes = self.builder.ins().imul_imm_s(count, i64::from(layout::SLOT));
        let sp = self.builder.ins().iadd(locals, bytes);
        self.callers.push(self.stack.len());
        self.stack.clear();
        self.frame = FrameValues { locals, sp, base: 0 };
    }

    /// The stack pointer of the frame below lies in that frame; what is returned goes on its stack.
    pub(super) fn pop_frame(&mut self) {
        let [value] = self.inputs();
        self.pop(1);
        let locals = self.call_for(Helper::uop_pop_frame, &[self.thread, self.frame.locals]);
        let sp = self.load_frame(locals, layout::FRAME_STACK_POINTER);
        if let Some(depth) = self.callers.pop() {
            self.stack.resize(depth, Slot::clean(Held::Memory));
            self.frame = FrameValues { locals, sp, base: depth };
            self.push(value);
            return;
        }
        self.store_frame(sp, 0, value);
        let sp = self.offset(sp, layout::SLOT.into());
        self.frame = FrameValues { locals, sp, base: self.stack.len() };
    }

    pub(super) fn dynamic_exit(&mut self) {
        self.flush(0);
        if self.calls {
            let number = self.load_frame(self.frame.locals, layout::FRAME_RETURN_TO);
            let table = self.thread_field(types::I64, layout::THREAD_RETURN_TABLE);
            let distance = self.builder.ins().imul_imm_s(number, i64::from(layout::SLOT));
            let place = self.builder.ins().iadd(table, distance);
            let target = self.builder.ins().load(types::I64, MemFlagsData::trusted(), place, 0);
            let args = [self.thread, self.frame.locals, self.sp_at(self.stack.len())];
            let signature = self.callees.trace_signature(self.builder.func);
            self.builder.ins().return_call_indirect(signature, target, &args);
            return;
        }
        let status = self.word(Status::RETURNED.0);
        self.leave_program(status, self.stack.len());
    }
}
