//! Identity, comparison of texts, truth.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use crate::lower::slot::Held;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::TypeId;
use uops::object::type_id::{BOOL, INT, LIST, STR};

lowerings! { |lowering, uop|
    _TO_BOOL_BOOL => lowering.guard_types([Some(BOOL)]),
    _TO_BOOL_INT => lowering.truth_of_int(),
    _TO_BOOL => lowering.truth_of_any(),
    _TO_BOOL_LIST => lowering.truth_of_length(LIST, layout::LIST_LEN),
    _TO_BOOL_STR => lowering.truth_of_length(STR, layout::STR_LEN),
    _TO_BOOL_NONE => lowering.truth_of_none(),
    _COMPARE_OP => lowering.compare_any(uop.oparg),
    _COMPARE_OP_STR => lowering.compare_str(uop.oparg),
    _IS_OP => lowering.is_op(uop.oparg),
    _IS_NONE => lowering.is_none(),
    _UNARY_NOT => lowering.unary_not(),
    _REPLACE_WITH_TRUE => lowering.replace_with_true(),
}

impl Lowering<'_> {
    /// `None`.
    pub(super) fn none(&mut self) -> Value {
        self.offset(self.thread, layout::THREAD_NONE.into())
    }

    /// Goes on if the object is `None`; else the block that is returned, in the cold section, is next.
    pub(super) fn unless_none(&mut self, object: Value) -> Block {
        let other = self.cold_block();
        let none = self.none();
        let differs = self.builder.ins().icmp(IntCC::NotEqual, object, none);
        self.branch_away(differs, other);
        other
    }

    fn compare_str(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let order = self.call_for(Helper::uop_str_compare, &[left, right]);
        let equal = self.word(0);
        let condition = self.compare_words(oparg, [order, equal]);
        self.decref(left);
        self.decref(right);
        self.replace_by_truth(2, condition);
    }

    /// `left is right`, or `is not`.
    fn is_op(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let condition = if oparg == 0 { IntCC::Equal } else { IntCC::NotEqual };
        let condition = self.builder.ins().icmp(condition, left, right);
        self.decref(left);
        self.decref(right);
        self.replace_by_truth(2, condition);
    }

    fn is_none(&mut self) {
        let [value] = self.inputs();
        let none = self.none();
        let condition = self.builder.ins().icmp(IntCC::Equal, value, none);
        self.decref(value);
        self.replace_by_truth(1, condition);
    }

    /// Whether the length of a list or text is not 0; exits if it is something else.
    fn truth_of_length(&mut self, type_id: TypeId, len_offset: i32) {
        let [value] = self.inputs();
        self.guard_types([Some(type_id)]);
        let len = self.field(types::I64, value, len_offset);
        let condition = self.builder.ins().icmp_imm_u(IntCC::NotEqual, len, 0);
        self.decref(value);
        self.replace_by_truth(1, condition);
    }

    /// `False`; exits unless it is `None`.
    fn truth_of_none(&mut self) {
        let [value] = self.inputs();
        let none = self.none();
        self.exit_unless_same(value, none);
        let never = self.builder.ins().iconst(types::I8, 0);
        self.replace_by_truth(1, never);
    }

    /// `not value` of a bool.
    fn unary_not(&mut self) {
        let index = self.stack.len() - 1;
        let condition = match self.stack[index].held {
            Held::Truth(condition) => self.builder.ins().bxor_imm_u(condition, 1),
            _ => {
                let value = self.object(index);
                let falsehood = self.offset(self.thread, layout::THREAD_FALSE.into());
                self.builder.ins().icmp(IntCC::Equal, value, falsehood)
            }
        };
        self.replace_by_truth(1, condition);
    }

    fn replace_with_true(&mut self) {
        let [value] = self.inputs();
        self.decref(value);
        let always = self.builder.ins().iconst(types::I8, 1);
        self.replace_by_truth(1, always);
    }

    fn compare_any(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let mask = self.word(oparg.into());
        let result = self.call_for(Helper::uop_compare, &[self.thread, mask, left, right]);
        self.finish(result, [left, right]);
    }

    /// The truth of an object of any type.
    fn truth_of_any(&mut self) {
        let [value] = self.inputs();
        let truth = self.call_for_bool(Helper::uop_truth, &[value]);
        self.decref(value);
        self.replace_by_truth(1, truth);
    }

    fn truth_of_int(&mut self) {
        let [value] = self.inputs();
        self.guard_types([Some(INT)]);
        let number = self.field(types::I64, value, layout::INT_VALUE);
        // An int too large for 64 bits is not 0, whatever its lower half is.
        let flags = self.field(types::I32, value, layout::FLAGS);
        let flags = self.builder.ins().uextend(types::I64, flags);
        let bits = self.builder.ins().bor(number, flags);
        let condition = self.builder.ins().icmp_imm_u(IntCC::NotEqual, bits, 0);
        self.decref(value);
        self.replace_by_truth(1, condition);
    }
}
