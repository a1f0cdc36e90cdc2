//! The uops that end a trace: exits, the return from the last frame, errors, the back edge.

use crate::lower::exits::{Destination, Reason};
use crate::lower::layout;
use crate::lower::lowering::{Lowering, Malformed};
use backend_api::Status;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, types};
use uops::helpers::Helper;

impl Lowering<'_> {
    /// `_EXIT_TRACE`: the exit, on the hot path.
    pub(super) fn exit_trace(&mut self) {
        let depth = self.stack.len();
        self.flush(0);
        if self.options.count {
            self.count(layout::THREAD_EXITS_TAKEN);
        }
        match self.destination(Reason::Exit, self.uop) {
            Destination::Trace(target) => match self.join_of(target, depth) {
                Some(join) => self.enter_join(join),
                None => self.enter_trace(target, depth),
            },
            Destination::Host => {
                let status = self.word(Status::unlinked_exit(self.id, self.uop).0);
                self.leave_program(status, depth);
            }
        }
    }

    /// `_ERROR_POP_N`: the host releases the objects on the stack after the run.
    pub(super) fn error_pop(&mut self) {
        self.flush(0);
        self.call_helper(Helper::uop_raise_missing, &[self.thread]);
        let error = self.error_block();
        self.jump(error);
    }

    /// `_DYNAMIC_EXIT`: goes on where the frame says that is now current.
    pub(super) fn dynamic_exit(&mut self) {
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

    /// The back edge. Slots that have changed are written to memory, so that at the top memory
    /// holds all of them, however it is reached.
    pub(super) fn jump_to_top(&mut self) -> Result<(), Malformed> {
        if self.part.uops.len() < self.trace.insts.len() {
            // The top is where the first or the second part starts.
            self.enter_part(self.trace.top() as u32);
            return Ok(());
        }
        let Some(top) = self.top else {
            return Err(Malformed("_JUMP_TO_TOP is not the trace's last uop".to_string()));
        };
        if self.stack.len() != top.depth {
            return Err(Malformed("_JUMP_TO_TOP at another depth than the top's".to_string()));
        }
        self.flush(0);
        self.enter_join(top);
        Ok(())
    }
}
