//! Iteration.

use super::{Lowering, layout};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::type_id;

impl Lowering<'_> {
    pub(super) fn get_iter(&mut self) {
        let [iterable] = self.inputs();
        let iter = self.call_for(Helper::uop_get_iter, &[self.thread, iterable]);
        let error = self.error_block();
        self.branch_unless(iter, error);
        self.decref(iterable);
        self.replace(1, iter);
    }

    pub(super) fn iter_check_range(&mut self) {
        self.guard_types([Some(type_id::RANGE_ITER)]);
    }

    pub(super) fn guard_not_exhausted_range(&mut self) {
        let [iter] = self.inputs();
        let len = self.field(types::I64, iter, layout::RANGE_LEN);
        let exhausted = self.builder.ins().icmp_imm_s(IntCC::SignedLessThanOrEqual, len, 0);
        self.exit_if(exhausted);
    }

    pub(super) fn iter_next_range(&mut self) {
        let [iter] = self.inputs();
        let value = self.advance_range(iter);
        let next = self.box_int(value);
        self.push(next);
    }

    /// The value that a range iterator is at, which goes on to the next.
    pub(super) fn advance_range(&mut self, iter: Value) -> Value {
        let value = self.field(types::I64, iter, layout::RANGE_START);
        let step = self.field(types::I64, iter, layout::RANGE_STEP);
        let start = self.builder.ins().iadd(value, step);
        self.set_field(iter, layout::RANGE_START, start);
        let len = self.field(types::I64, iter, layout::RANGE_LEN);
        let len = self.builder.ins().iadd_imm_s(len, -1);
        self.set_field(iter, layout::RANGE_LEN, len);
        value
    }

    pub(super) fn for_iter(&mut self) {
        let [iter] = self.inputs();
        let next = self.call_for(Helper::uop_iter_next, &[self.thread, iter]);
        let end = self.cold_block();
        self.branch_unless(next, end);
        let after = self.builder.current_block();
        let (exit, error) = (self.exit_block(), self.error_block());
        self.in_cold(end, |this| {
            let failed = this.call_for_bool(Helper::uop_error_occurred, &[this.thread]);
            this.branch_away(failed, error);
            this.decref(iter);
            this.jump(exit);
        });
        self.go_on_in(after);
        self.push(next);
    }

    /// The index of a list or tuple iterator, and what it goes over.
    fn position(&mut self, iter: Value) -> [Value; 2] {
        let index = self.field(types::I64, iter, layout::ITER_INDEX);
        [index, self.field(types::I64, iter, layout::ITER_SEQUENCE)]
    }

    /// Exits unless the iterator of a list or tuple has an item left.
    pub(super) fn guard_not_exhausted(&mut self, len_offset: i32) {
        let [iter] = self.inputs();
        let [index, sequence] = self.position(iter);
        self.exit_unless(sequence);
        self.exit_unless_within(index, sequence, len_offset);
    }

    /// Takes the next item, which is at `offset` from `items`, and pushes it.
    fn take_item(&mut self, iter: Value, index: Value, items: Value, offset: i32) {
        let distance = self.builder.ins().ishl_imm_u(index, layout::SLOT_SHIFT);
        let place = self.builder.ins().iadd(items, distance);
        let next = self.field(types::I64, place, offset);
        let index = self.builder.ins().iadd_imm_s(index, 1);
        self.set_field(iter, layout::ITER_INDEX, index);
        self.incref(next);
        self.push(next);
    }

    pub(super) fn iter_next_list(&mut self) {
        let [iter] = self.inputs();
        let [index, list] = self.position(iter);
        let items = self.field(types::I64, list, layout::LIST_ITEMS);
        self.take_item(iter, index, items, 0);
    }

    pub(super) fn iter_next_tuple(&mut self) {
        let [iter] = self.inputs();
        let [index, tuple] = self.position(iter);
        self.take_item(iter, index, tuple, layout::TUPLE_ITEMS);
    }
}
