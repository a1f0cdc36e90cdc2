//! Attributes, calls, frames.

use super::{FrameValues, Lowering, layout};
use backend_api::Status;
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

    /// The stack pointer of the frame below lies in that frame; what is returned goes on its stack.
    pub(super) fn pop_frame(&mut self) {
        let [value] = self.inputs();
        self.pop(1);
        let locals = self.call_for(Helper::uop_pop_frame, &[self.thread, self.frame.locals]);
        let sp = self.load_frame(locals, layout::FRAME_STACK_POINTER);
        self.store_frame(sp, 0, value);
        let sp = self.offset(sp, layout::SLOT.into());
        self.frame = FrameValues { locals, sp, base: self.stack.len() };
    }

    pub(super) fn dynamic_exit(&mut self) {
        self.flush(0);
        let status = self.word(Status::RETURNED.0);
        self.leave_program(status, self.stack.len());
    }
}
