//! The evaluation stack as SSA values.

use super::layout;
use super::lowering::Lowering;
use super::slot::{Held, Slot};
use cranelift_codegen::ir::{InstBuilder, Opcode, Value, types};
use std::ops::Range;

impl Lowering<'_> {
    /// The reference in a slot. To be called where its block comes before all others that use the
    /// slot: not within a branch of a uop.
    pub(super) fn object(&mut self, index: usize) -> Value {
        let slot = self.stack[index];
        let object = match slot.held {
            Held::Object(value) => return value,
            Held::Memory => {
                let (address, offset) = self.slot_address(index);
                self.load_frame(address, offset)
            }
            Held::Truth(condition) => self.bool_object(condition),
        };
        self.before.found(self.frame, index, slot.held, object);
        self.stack[index].held = Held::Object(object);
        object
    }

    /// The topmost `N` slots, the topmost last; they stay where they are.
    pub(super) fn inputs<const N: usize>(&mut self) -> [Value; N] {
        let first = self.stack.len() - N;
        std::array::from_fn(|i| self.object(first + i))
    }

    /// Pushes a value that is not null.
    pub(super) fn push(&mut self, object: Value) {
        self.push_held(Held::Object(object));
    }

    fn push_held(&mut self, held: Held) {
        self.stack.push(Slot::changed(held));
    }

    pub(super) fn pop(&mut self, count: usize) {
        self.stack.truncate(self.stack.len() - count);
    }

    /// Where a slot is in memory: a pointer and the distance from there.
    pub(super) fn slot_address(&self, index: usize) -> (Value, i32) {
        let distance = index as i64 - self.frame.base as i64;
        (self.frame.sp, distance as i32 * layout::SLOT)
    }

    /// The stack pointer at a depth.
    pub(super) fn sp_at(&mut self, depth: usize) -> Value {
        let (address, offset) = self.slot_address(depth);
        self.offset(address, offset.into())
    }

    /// Writes the slots from `first` up to memory, where that does not hold them yet.
    pub(super) fn flush(&mut self, first: usize) {
        self.flush_slots(first..self.stack.len());
    }

    /// Writes these slots to memory, where that does not hold them yet.
    pub(super) fn flush_slots(&mut self, slots: Range<usize>) {
        for index in slots {
            self.flush_slot(index);
        }
    }

    fn flush_slot(&mut self, index: usize) {
        if self.stack[index].dirty {
            let object = self.object(index);
            let (address, offset) = self.slot_address(index);
            self.store_frame(address, offset, object);
            self.before.stored(self.frame, index, Held::Object(object));
            self.stack[index].dirty = false;
        }
    }

    /// Writes the slots with unboxed floats that were computed to memory.
    ///
    /// To be called before a uop that may leave. A side exit needs such a value, and on the hot path often
    /// nothing does but the next computation. Cranelift's optimiser would put the computation in each
    /// exit, with all others that it depends on, and keep what they are made of in registers up to the
    /// last exit: in a chain of computations the square of its length. A store pins the value.
    pub(super) fn store_computed(&mut self) {
        for index in 0..self.stack.len() {
            if self.is_computed(self.stack[index].held) {
                self.flush_slot(index);
            }
        }
    }

    /// Whether it is the bits of a float from an instruction, rather than from memory. All other values
    /// come from memory or where branches join, or are cheap to make of constants and the thread.
    fn is_computed(&self, held: Held) -> bool {
        let Held::Object(value) = held else { return false };
        let dfg = &self.builder.func.dfg;
        let inst = dfg.value_def(value).inst();
        inst.is_some_and(|inst| dfg.insts[inst].opcode() == Opcode::Bitcast)
    }

    /// Writes all slots to memory, which alone holds them from then on.
    #[cfg(feature = "reference")]
    pub(super) fn forget_values(&mut self) {
        self.flush(0);
        for slot in &mut self.stack {
            *slot = Slot { null: slot.null, ..Slot::clean(Held::Memory) };
        }
    }

    /// `True` or `False`.
    pub(super) fn bool_object(&mut self, condition: Value) -> Value {
        let falsehood = self.builder.ins().bxor_imm_u(condition, 1);
        let falsehood = self.builder.ins().uextend(types::I64, falsehood);
        let distance = self.builder.ins().ishl_imm_u(falsehood, layout::INT_SHIFT);
        let r#true = self.offset(self.thread, layout::THREAD_TRUE.into());
        self.builder.ins().iadd(r#true, distance)
    }
}
