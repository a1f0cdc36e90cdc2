//! Iteration.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::type_id::{LIST_ITER, RANGE_ITER, TUPLE_ITER};

lowerings! { |lowering, uop|
    _GET_ITER => lowering.get_iter(),
    _ITER_CHECK_RANGE => lowering.guard_types([Some(RANGE_ITER)]),
    _GUARD_NOT_EXHAUSTED_RANGE => lowering.guard_not_exhausted_range(),
    _ITER_NEXT_RANGE => lowering.iter_next_range(),
    _ITER_NEXT_RANGE_TAGGED => lowering.iter_next_range_tagged(),
    _ITER_CHECK_LIST => lowering.guard_types([Some(LIST_ITER)]),
    _GUARD_NOT_EXHAUSTED_LIST => lowering.guard_not_exhausted(layout::LIST_LEN),
    _ITER_NEXT_LIST => lowering.iter_next_list(),
    _ITER_CHECK_TUPLE => lowering.guard_types([Some(TUPLE_ITER)]),
    _GUARD_NOT_EXHAUSTED_TUPLE => lowering.guard_not_exhausted(layout::TUPLE_LEN),
    _ITER_NEXT_TUPLE => lowering.iter_next_tuple(),
    _FOR_ITER_TIER_TWO => lowering.for_iter(),
}

impl Lowering<'_> {
    fn get_iter(&mut self) {
        let [iterable] = self.inputs();
        let iter = self.call_for(Helper::uop_get_iter, &[self.thread, iterable]);
        self.finish(iter, [iterable]);
    }

    fn guard_not_exhausted_range(&mut self) {
        let [iter] = self.inputs();
        let len = self.field(types::I64, iter, layout::RANGE_LEN);
        let exhausted = self.builder.ins().icmp_imm_s(IntCC::SignedLessThanOrEqual, len, 0);
        self.exit_if(exhausted);
    }

    fn iter_next_range(&mut self) {
        let [iter] = self.inputs();
        let value = self.advance_range(iter);
        let next = self.box_int(value);
        self.push(next);
    }

    /// The value that a range iterator is at, which goes on to the next.
    fn advance_range(&mut self, iter: Value) -> Value {
        let value = self.field(types::I64, iter, layout::RANGE_START);
        let step = self.field(types::I64, iter, layout::RANGE_STEP);
        let start = self.builder.ins().iadd(value, step);
        self.set_field(iter, layout::RANGE_START, start);
        let len = self.field(types::I64, iter, layout::RANGE_LEN);
        let len = self.builder.ins().iadd_imm_s(len, -1);
        self.set_field(iter, layout::RANGE_LEN, len);
        value
    }

    fn for_iter(&mut self) {
        let [iter] = self.inputs();
        let next = self.call_for(Helper::uop_iter_next, &[self.thread, iter]);
        let end = self.cold_block();
        self.branch_unless(next, end);
        let (exit, error) = (self.exit_block(), self.error_block());
        self.aside(end, |this| {
            let failed = this.call_for_bool(Helper::uop_error_occurred, &[this.thread]);
            this.branch_away(failed, error);
            this.decref(iter);
            this.jump(exit);
        });
        self.push(next);
    }

    /// The index of a list or tuple iterator, and what it goes over.
    fn position(&mut self, iter: Value) -> [Value; 2] {
        let index = self.field(types::I64, iter, layout::ITER_INDEX);
        [index, self.field(types::I64, iter, layout::ITER_SEQUENCE)]
    }

    /// Exits unless the iterator of a list or tuple has an item left.
    fn guard_not_exhausted(&mut self, len_offset: i32) {
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

    fn iter_next_list(&mut self) {
        let [iter] = self.inputs();
        let [index, list] = self.position(iter);
        let items = self.field(types::I64, list, layout::LIST_ITEMS);
        self.take_item(iter, index, items, 0);
    }

    fn iter_next_tuple(&mut self) {
        let [iter] = self.inputs();
        let [index, tuple] = self.position(iter);
        self.take_item(iter, index, tuple, layout::TUPLE_ITEMS);
    }

    fn iter_next_range_tagged(&mut self) {
        let [iter] = self.inputs();
        let value = self.advance_range(iter);
        let (done, next) = self.join();
        let large = self.cold_block();
        let (twice, overflow) = self.builder.ins().sadd_overflow(value, value);
        self.branch_away(overflow, large);
        let tagged = self.builder.ins().bor_imm_u(twice, 1);
        self.jump_with(done, tagged);
        self.in_cold(large, |this| {
            let object = this.box_int(value);
            this.jump_with(done, object);
        });
        self.builder.switch_to_block(done);
        self.push(next);
    }
}
