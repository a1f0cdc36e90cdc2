//! The lowering of all uops that have no other: a call of the uop's function, with the stack in
//! memory.

use crate::lower::lowering::{Lowering, Malformed};
use crate::lower::slot::{FrameValues, Held, Slot};
use crate::out_of_line::outcome;
use crate::runtime_call::Callee;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    InstBuilder, MemFlagsData, StackSlotData, StackSlotKind, Value, types,
};
use std::mem::{align_of, offset_of, size_of};
use uops::{Inst, Op, Vm};

impl Lowering<'_> {
    /// Calls the uop's function on the stack in memory.
    pub(super) fn out_of_line(&mut self, op: Op, inst: &Inst) -> Result<(), Malformed> {
        let info = op.info();
        if info.ends {
            return Err(Malformed(format!("{op} ends a trace in a way that is not known")));
        }
        let depth = self.stack.len();
        let effect = info.stack_effect(inst.oparg);
        let lowest = depth - effect.reach();
        self.flush(lowest);

        let vm = self.vm_record(depth);
        let inst_address = self.word(std::ptr::from_ref(inst) as u64);
        let call = self.call_host(Callee::Uop(op), &[vm, inst_address], Some(types::I64));
        let said = self.builder.inst_results(call)[0];
        if info.exit || info.error {
            let leave = self.cold_block();
            self.branch_away(said, leave);
            self.aside(leave, |this| match (info.exit, info.error) {
                (true, true) => {
                    let (exit, error) = (this.exit_block(), this.error_block());
                    let failed = outcome::ERROR as i64;
                    let failed = this.builder.ins().icmp_imm_u(IntCC::Equal, said, failed);
                    this.builder.ins().brif(failed, error, &[], exit, &[]);
                }
                (true, false) => {
                    let exit = this.exit_block();
                    this.jump(exit);
                }
                (false, _) => {
                    let error = this.error_block();
                    this.jump(error);
                }
            });
        }

        // The function may have written any slot that it reaches, and changed the frame.
        let after = depth - effect.pops() + effect.pushes();
        self.stack.truncate(lowest);
        self.stack.resize(after, Slot::clean(Held::Memory));
        let (locals, sp) = (self.vm_field(vm, LOCALS), self.vm_field(vm, SP));
        self.frame = FrameValues { locals, sp, base: after };
        Ok(())
    }

    /// A [`Vm`] on the machine stack, as the uop's function wants it.
    fn vm_record(&mut self, depth: usize) -> Value {
        let sp = self.sp_at(depth);
        let slot = match self.vm_slot {
            Some(slot) => slot,
            None => self.builder.create_sized_stack_slot(StackSlotData::new(
                StackSlotKind::ExplicitSlot,
                size_of::<Vm>() as u32,
                align_of::<Vm>().ilog2() as u8,
            )),
        };
        self.vm_slot = Some(slot);
        let vm = self.builder.ins().stack_addr(types::I64, slot, 0);
        for (offset, value) in [(THREAD, self.thread), (LOCALS, self.frame.locals), (SP, sp)] {
            self.builder.ins().store(MemFlagsData::trusted(), value, vm, offset);
        }
        vm
    }

    fn vm_field(&mut self, vm: Value, offset: i32) -> Value {
        self.builder.ins().load(types::I64, MemFlagsData::trusted(), vm, offset)
    }
}

const THREAD: i32 = offset_of!(Vm, thread) as i32;
const LOCALS: i32 = offset_of!(Vm, locals) as i32;
const SP: i32 = offset_of!(Vm, sp) as i32;
