//! Lowers the side exits of a trace.
//!
//! All guards of a uop leave through one block of the cold section, because they restore the same
//! state. The block writes the slots that memory does not contain yet. Then it continues in the
//! linked trace or leaves the program. Exits with the same destination share the code for that step,
//! in small groups, because Cranelift's time for a join grows with the square of its distances.

use super::exits::{Destination, Pending, Reason, Shared};
use super::join::Join;
use super::layout;
use super::lowering::Lowering;
use super::slot::{FrameValues, Held};
use crate::runtime_call::Callee;
use backend_api::{Role, Status};
use cranelift_codegen::ir::condcodes::{CondCode, IntCC};
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, InstructionData, Value, types};
use trace::TraceId;
use uops::Op;

/// The most exits that share the code after them.
const GROUP: usize = 32;

impl Lowering<'_> {
    /// The current uop's exit, which restores the stack as it was before the uop.
    pub(super) fn exit_block(&mut self) -> Block {
        if let Some(block) = self.exits.exit {
            return block;
        }
        let inst = self.trace.insts.get(self.uop as usize);
        let pops = match inst.and_then(|inst| Op::from_number(inst.opcode)) {
            Some(op) if op.info().exit_pops => op.info().inputs.len(),
            _ => 0,
        };
        let block = self.new_exit(Reason::Exit, self.before.depth() - pops);
        self.exits.exit = Some(block);
        self.exits.is_inside = self
            .exits
            .pending
            .last()
            .is_some_and(|pending| pending.block == block && pending.join.is_some());
        block
    }

    /// Where the current uop goes if it has set an exception: an exit that restores the stack as it was
    /// before the uop.
    pub(super) fn error_block(&mut self) -> Block {
        if let Some(block) = self.exits.error {
            return block;
        }
        let block = self.new_exit(Reason::Error, self.before.depth());
        self.exits.error = Some(block);
        block
    }

    /// Takes the current uop's exit if `condition` holds.
    pub(super) fn exit_if(&mut self, condition: Value) {
        let exit = self.exit_block();
        self.branch_away(condition, exit);
    }

    /// Takes the current uop's exit unless `condition` holds.
    pub(super) fn exit_unless(&mut self, condition: Value) {
        let exit = self.exit_block();
        if self.leads_inside(exit) {
            let condition = self.negate(condition);
            self.branch_away(condition, exit);
        } else {
            self.branch_unless(condition, exit);
        }
    }

    /// Whether a block is the exit of the current uop and leads to another trace of the function. Such an exit has to
    /// come first in a branch: what comes last in it follows right after the branch in Cranelift's order.
    pub(super) fn leads_inside(&self, block: Block) -> bool {
        self.exits.is_inside && self.exits.exit == Some(block)
    }

    /// The opposite of a condition, for a branch.
    pub(super) fn negate(&mut self, condition: Value) -> Value {
        let dfg = &self.builder.func.dfg;
        let compare = dfg.value_def(condition).inst().map(|inst| dfg.insts[inst]);
        let ins = self.builder.ins();
        match compare {
            Some(InstructionData::IntCompare { cond, args: [a, b], .. }) => {
                ins.icmp(cond.complement(), a, b)
            }
            Some(InstructionData::FloatCompare { cond, args: [a, b], .. }) => {
                ins.fcmp(cond.complement(), a, b)
            }
            _ => ins.icmp_imm_u(IntCC::Equal, condition, 0),
        }
    }

    /// A block that leaves the trace with the lowest `depth` slots of the stack before the uop.
    fn new_exit(&mut self, reason: Reason, depth: usize) -> Block {
        let (uop, frame) = (self.uop, self.before.frame());
        let destination = self.destination(reason, uop);
        let join = match destination {
            Destination::Trace(target) => self.join_of(target, depth),
            Destination::Host => None,
        };
        let first = self.exits.slots.len();
        let lowest = join.map_or(depth, |join| join.lowest);
        self.exits.slots.extend(self.before.needed(depth, lowest));
        let slots = first..self.exits.slots.len();
        let is_linked = destination != Destination::Host && join.is_none();
        if slots.is_empty() && !self.options.count && is_linked {
            return self.shared(destination, frame, depth, uop);
        }
        let block = self.cold_block();
        self.exits.pending.push(Pending { block, reason, uop, frame, depth, join, slots });
        block
    }

    pub(super) fn destination(&self, reason: Reason, uop: u32) -> Destination {
        let exit = self.trace.insts.get(uop as usize).map(|inst| inst.exit as usize);
        let target = exit.and_then(|exit| self.trace.targets.get(exit)).copied().flatten();
        match target {
            Some(trace) if reason == Reason::Exit => Destination::Trace(trace),
            _ => Destination::Host,
        }
    }

    /// The block that goes on to `destination`, with room for one more user.
    fn shared(
        &mut self,
        destination: Destination,
        frame: FrameValues,
        depth: usize,
        uop: u32,
    ) -> Block {
        let wanted = (destination, frame, depth);
        let known = self.exits.shared.iter_mut().rev().find(|shared| {
            (shared.destination, shared.frame, shared.depth) == wanted && shared.users < GROUP
        });
        if let Some(shared) = known {
            shared.users += 1;
            return shared.block;
        }
        let block = self.cold_block();
        self.exits.shared.push(Shared { destination, frame, depth, block, users: 1, uop });
        block
    }

    /// Lowers the exits that the uops have branched to.
    pub(super) fn emit_exits(&mut self) {
        for pending in std::mem::take(&mut self.exits.pending) {
            self.emit_pending(&pending);
        }
        for shared in std::mem::take(&mut self.exits.shared) {
            self.emit_shared(&shared);
        }
    }

    fn emit_pending(&mut self, pending: &Pending) {
        self.builder.switch_to_block(pending.block);
        self.locate(Role::Exit { trace: self.id, uop: pending.uop });
        self.frame = pending.frame;
        if self.options.count && pending.reason == Reason::Exit {
            self.count(layout::THREAD_EXITS_TAKEN);
        }
        let mut passed = match pending.join {
            Some(join) => self.frame_at(join).to_vec(),
            None => Vec::new(),
        };
        for slot in pending.slots.clone() {
            let (index, slot) = self.exits.slots[slot];
            let (address, offset) = self.slot_address(index);
            let object = match slot.held {
                Held::Object(value) => value,
                Held::Truth(condition) => self.bool_object(condition),
                Held::Memory => self.load_frame(address, offset),
            };
            if slot.dirty {
                self.store_frame(address, offset, object);
            }
            if pending.join.is_some_and(|join| index >= join.lowest) {
                passed.push(object);
            }
        }
        if let Some(join) = pending.join {
            return self.jump_to(join, &passed);
        }
        let destination = self.destination(pending.reason, pending.uop);
        let shared = self.shared(destination, pending.frame, pending.depth, pending.uop);
        match destination {
            Destination::Trace(_) => self.jump(shared),
            Destination::Host => {
                let status = match pending.reason {
                    Reason::Exit => Status::unlinked_exit(self.id, pending.uop),
                    Reason::Error => Status::error(self.id, pending.uop),
                };
                let status = self.word(status.0);
                self.jump_with(shared, status);
            }
        }
    }

    fn emit_shared(&mut self, shared: &Shared) {
        self.builder.switch_to_block(shared.block);
        self.locate(Role::Exit { trace: self.id, uop: shared.uop });
        self.frame = shared.frame;
        match shared.destination {
            Destination::Trace(target) => self.enter_trace(target, shared.depth),
            Destination::Host => {
                let status = self.builder.append_block_param(shared.block, types::I64);
                self.leave_program(status, shared.depth);
            }
        }
    }

    /// Where a trace of the same function starts, if it does at this depth of the stack.
    pub(super) fn join_of(&self, target: TraceId, depth: usize) -> Option<Join> {
        self.joins.get(&target).copied().filter(|join| join.depth == depth)
    }

    /// Goes on where ways join. Memory holds all slots.
    pub(super) fn enter_join(&mut self, join: Join) {
        let mut passed = self.frame_at(join).to_vec();
        passed.extend((join.lowest..join.depth).map(|index| self.object(index)));
        self.jump_to(join, &passed);
    }

    /// What of the frame is passed where ways join.
    fn frame_at(&mut self, join: Join) -> [Value; 2] {
        [self.frame.locals, self.sp_at(join.base)]
    }

    fn jump_to(&mut self, join: Join, passed: &[Value]) {
        let args: Vec<BlockArg> = passed.iter().copied().map(BlockArg::from).collect();
        self.builder.ins().jump(join.block, &args);
    }

    /// Goes on in a function of another trace.
    pub(super) fn enter_trace(&mut self, target: TraceId, depth: usize) {
        self.enter(Callee::Trace(target), depth);
    }

    /// Goes on in another part of the trace.
    pub(super) fn enter_part(&mut self, part: u32) {
        self.flush(0);
        self.enter(Callee::part(self.id, part), self.stack.len());
    }

    fn enter(&mut self, code: Callee, depth: usize) {
        let target = self.callees.trace(self.builder.func, code);
        let args = [self.thread, self.frame.locals, self.sp_at(depth)];
        self.builder.ins().return_call(target, &args);
    }

    /// Returns to the host.
    pub(super) fn leave_program(&mut self, status: Value, depth: usize) {
        let sp = self.sp_at(depth);
        self.set_thread_field(layout::THREAD_LOCALS, self.frame.locals);
        self.set_thread_field(layout::THREAD_STACK_POINTER, sp);
        self.builder.ins().return_(&[status]);
    }
}
