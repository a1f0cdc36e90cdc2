//! Identity, comparison of texts, truth.

use super::stack::Held;
use super::{Lowering, layout};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::{TypeId, type_id};

impl Lowering<'_> {
    /// `None`.
    pub(super) fn none(&mut self) -> Value {
        self.offset(self.thread, layout::THREAD_NONE.into())
    }

    /// Pops the inputs and pushes `True` or `False`.
    fn replace_by_truth(&mut self, inputs: usize, condition: Value) {
        self.pop(inputs);
        self.push_held(Held::Truth(condition));
    }

    pub(super) fn compare_str(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let order = self.call_for(Helper::uop_str_compare, &[left, right]);
        let condition = match super::number::int_condition(oparg) {
            Ok(condition) => self.builder.ins().icmp_imm_s(condition, order, 0),
            Err(always) => self.builder.ins().iconst(types::I8, i64::from(always)),
        };
        self.decref(left);
        self.decref(right);
        self.replace_by_truth(2, condition);
    }

    /// `left is right`, or `is not`.
    pub(super) fn is_op(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let condition = if oparg == 0 { IntCC::Equal } else { IntCC::NotEqual };
        let condition = self.builder.ins().icmp(condition, left, right);
        self.decref(left);
        self.decref(right);
        self.replace_by_truth(2, condition);
    }

    pub(super) fn is_none(&mut self) {
        let [value] = self.inputs();
        let none = self.none();
        let condition = self.builder.ins().icmp(IntCC::Equal, value, none);
        self.decref(value);
        self.replace_by_truth(1, condition);
    }

    /// Whether the length of a list or text is not 0; exits if it is something else.
    pub(super) fn truth_of_length(&mut self, type_id: TypeId, len_offset: i32) {
        let [value] = self.inputs();
        self.guard_types([Some(type_id)]);
        let len = self.field(types::I64, value, len_offset);
        let condition = self.builder.ins().icmp_imm_u(IntCC::NotEqual, len, 0);
        self.decref(value);
        self.replace_by_truth(1, condition);
    }

    /// `False`; exits unless it is `None`.
    pub(super) fn truth_of_none(&mut self) {
        let [value] = self.inputs();
        let none = self.none();
        let differs = self.builder.ins().icmp(IntCC::NotEqual, value, none);
        self.exit_if(differs);
        let never = self.builder.ins().iconst(types::I8, 0);
        self.replace_by_truth(1, never);
    }

    pub(super) fn truth_of_tagged(&mut self) {
        let [value] = self.inputs();
        let (object, done) = (self.cold_block(), self.block());
        let condition = self.builder.append_block_param(done, types::I8);
        let exit = self.exit_block();
        let tag = self.builder.ins().band_imm_u(value, 1);
        self.branch_unless(tag, object);
        // 1 is the number 0, tagged.
        let truth = self.builder.ins().icmp_imm_u(IntCC::NotEqual, value, 1);
        self.jump_with(done, truth);
        self.in_cold(object, |this| {
            let differs = this.is_not(value, type_id::INT);
            this.branch_away(differs, exit);
            // What does not fit a tag is not 0.
            this.decref(value);
            let always = this.builder.ins().iconst(types::I8, 1);
            this.jump_with(done, always);
        });
        self.builder.switch_to_block(done);
        self.replace_by_truth(1, condition);
    }

    /// `not value` of a bool.
    pub(super) fn unary_not(&mut self) {
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

    pub(super) fn replace_with_true(&mut self) {
        let [value] = self.inputs();
        self.decref(value);
        let always = self.builder.ins().iconst(types::I8, 1);
        self.replace_by_truth(1, always);
    }

    /// Pops; exits unless it was `None`, after it is released.
    pub(super) fn guard_none_pop(&mut self) {
        let [value] = self.inputs();
        let other = self.cold_block();
        let none = self.none();
        let differs = self.builder.ins().icmp(IntCC::NotEqual, value, none);
        self.branch_away(differs, other);
        let next = self.builder.current_block();
        let exit = self.exit_block();
        self.in_cold(other, |this| {
            this.decref(value);
            this.jump(exit);
        });
        self.go_on_in(next);
        self.pop(1);
    }

    /// Pops; exits if it was `None`.
    pub(super) fn guard_not_none_pop(&mut self) {
        let [value] = self.inputs();
        let none = self.none();
        let is_none = self.builder.ins().icmp(IntCC::Equal, value, none);
        self.exit_if(is_none);
        self.decref(value);
        self.pop(1);
    }
}
