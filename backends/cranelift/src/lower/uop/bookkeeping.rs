//! Validity, events, the instruction pointer, the back edge.

use crate::lower::layout;
use crate::lower::lowering::{Lowering, Malformed};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockArg, InstBuilder, Value, types};
use uops::helpers::Helper;

lowerings! { |lowering, uop|
    _NOP | _CHECK_PEP_523 => {},
    _START_EXECUTOR => lowering.start_executor(uop.operand),
    _RESUME_CHECK | _TIER2_RESUME_CHECK => lowering.resume_check(),
    _CHECK_PERIODIC => lowering.check_periodic(),
    _CHECK_VALIDITY => lowering.check_validity(),
    _CHECK_VALIDITY_AND_SET_IP => {
        lowering.check_validity();
        lowering.set_ip(uop.operand);
    },
    _SET_IP => lowering.set_ip(uop.operand),
    _JUMP_TO_TOP => lowering.jump_to_top()?,
}

impl Lowering<'_> {
    fn start_executor(&mut self, operand: u64) {
        let executor = self.word(operand);
        self.set_thread_field(layout::THREAD_EXECUTOR, executor);
        self.exit_unless_valid(executor);
    }

    fn check_validity(&mut self) {
        let executor = self.thread_field(types::I64, layout::THREAD_EXECUTOR);
        self.exit_unless_valid(executor);
    }

    fn exit_unless_valid(&mut self, executor: Value) {
        let valid = self.field(types::I8, executor, layout::EXECUTOR_VALID);
        let invalid = self.builder.ins().icmp_imm_u(IntCC::Equal, valid, 0);
        self.exit_if(invalid);
    }

    fn event_waits(&mut self) -> Value {
        let breaker = self.shared_thread_field(layout::THREAD_EVAL_BREAKER);
        self.builder.ins().icmp_imm_u(IntCC::NotEqual, breaker, 0)
    }

    fn resume_check(&mut self) {
        let waits = self.event_waits();
        self.exit_if(waits);
    }

    fn check_periodic(&mut self) {
        let (done, handle) = (self.block(), self.cold_block());
        let error = self.error_block();
        let waits = self.event_waits();
        self.builder.ins().brif(waits, handle, &[], done, &[]);
        self.in_cold(handle, |this| {
            let handled = this.call_for_bool(Helper::uop_handle_events, &[this.thread]);
            this.builder.ins().brif(handled, done, &[], error, &[]);
        });
        self.builder.switch_to_block(done);
    }

    fn set_ip(&mut self, operand: u64) {
        let instr_ptr = self.word(operand);
        self.set_frame_field(layout::FRAME_INSTR_PTR, instr_ptr);
    }

    /// The back edge. Slots that have changed are written to memory, so that at the top memory
    /// holds all of them, however it is reached.
    fn jump_to_top(&mut self) -> Result<(), Malformed> {
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
        let sp = self.sp_at(self.stack.len());
        let mut args: Vec<BlockArg> = vec![self.frame.locals.into(), sp.into()];
        for index in top.lowest..self.stack.len() {
            args.push(self.object(index).into());
        }
        self.builder.ins().jump(top.block, &args);
        Ok(())
    }
}
