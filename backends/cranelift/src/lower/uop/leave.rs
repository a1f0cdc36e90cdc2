//! The uops that end a trace without a loop: exits, the return from the last frame, errors.

use crate::lower::exits::{Destination, Reason};
use crate::lower::layout;
use crate::lower::lowering::Lowering;
use backend_api::Status;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, types};
use uops::helpers::Helper;

lowerings! { |lowering, uop|
    _EXIT_TRACE => lowering.exit_trace(),
    _ERROR_POP_N => lowering.error_pop(),
    _DYNAMIC_EXIT => lowering.dynamic_exit(),
}

impl Lowering<'_> {
    /// `_EXIT_TRACE`: the exit, on the hot path.
    fn exit_trace(&mut self) {
        let depth = self.stack.len();
        self.flush(0);
        if self.options.count {
            self.count(layout::THREAD_EXITS_TAKEN);
        }
        match self.destination(Reason::Exit, self.uop) {
            Destination::Trace(target) => self.enter_trace(target, depth),
            Destination::Host => {
                let status = self.word(Status::unlinked_exit(self.id, self.uop).0);
                self.leave_program(status, depth);
            }
        }
    }

    /// `_ERROR_POP_N`: the host releases the objects on the stack after the run.
    fn error_pop(&mut self) {
        self.flush(0);
        self.call_helper(Helper::uop_raise_missing, &[self.thread]);
        let error = self.error_block();
        self.jump(error);
    }

    /// `_DYNAMIC_EXIT`: goes on where the frame says that is now current.
    fn dynamic_exit(&mut self) {
        self.flush(0);
        if self.calls {
            let number = self.load_frame(self.frame.locals, layout::FRAME_RETURN_TO);
            let table = self.thread_field(types::I64, layout::THREAD_RETURN_TABLE);
            let distance = self.builder.ins().ishl_imm_u(number, layout::SLOT_SHIFT);
            let place = self.builder.ins().iadd(table, distance);
            let flags = MemFlagsData::trusted().with_readonly();
            let target = self.builder.ins().load(types::I64, flags, place, 0);
            let args = [self.thread, self.frame.locals, self.sp_at(self.stack.len())];
            let signature = self.callees.trace_signature(self.builder.func);
            self.builder.ins().return_call_indirect(signature, target, &args);
            return;
        }
        let status = self.word(Status::RETURNED.0);
        self.leave_program(status, self.stack.len());
    }
}
