//! Arithmetic and comparison.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, Opcode, Value, types};
use uops::Comparison;
use uops::helpers::Helper;

lowerings! { |lowering, uop|
    _BINARY_OP => lowering.binary_op(uop.oparg),
    _UNARY_NEGATIVE => lowering.unary_op(false),
    _UNARY_INVERT => lowering.unary_op(true),
    _COMPARE_OP_INT => lowering.compare_int(uop.oparg),
    _COMPARE_OP_FLOAT => lowering.compare_float(uop.oparg),
}

impl Lowering<'_> {
    /// An int operation: on 64 bits where operands and result fit, else by the helper.
    pub(super) fn int_op(&mut self, opcode: Opcode, helper: Helper) {
        let [left, right] = self.inputs();
        let slow = self.cold_block();
        let (done, result) = self.join();
        let not_compact = self.flags_of_either(left, right);
        self.branch_away(not_compact, slow);
        let l = self.field(types::I64, left, layout::INT_VALUE);
        let r = self.field(types::I64, right, layout::INT_VALUE);
        let (value, overflow) = match opcode {
            Opcode::SaddOverflow => with_overflow(self.builder.ins().sadd_overflow(l, r)),
            Opcode::SsubOverflow => with_overflow(self.builder.ins().ssub_overflow(l, r)),
            Opcode::SmulOverflow => with_overflow(self.builder.ins().smul_overflow(l, r)),
            Opcode::Band => (self.builder.ins().band(l, r), None),
            Opcode::Bor => (self.builder.ins().bor(l, r), None),
            _ => (self.builder.ins().bxor(l, r), None),
        };
        if let Some(overflow) = overflow {
            self.branch_away(overflow, slow);
        }
        let int = self.box_int(value);
        self.decref_number(left);
        self.decref_number(right);
        self.jump_with(done, int);

        self.in_cold(slow, |this| {
            // The helper takes over the operands unless it fails.
            let object = this.call_for(helper, &[this.thread, left, right]);
            this.error_unless(object);
            this.jump_with(done, object);
        });
        self.builder.switch_to_block(done);
        self.replace(2, result);
    }

    /// The flags of two ints: 0 if both are compact.
    fn flags_of_either(&mut self, left: Value, right: Value) -> Value {
        let l = self.field(types::I32, left, layout::FLAGS);
        let r = self.field(types::I32, right, layout::FLAGS);
        self.builder.ins().bor(l, r)
    }

    /// A float operation, in place where one of the operands dies.
    pub(super) fn float_op(&mut self, opcode: Opcode) {
        let [left, right] = self.inputs();
        let l = self.field(types::F64, left, layout::FLOAT_VALUE);
        let r = self.field(types::F64, right, layout::FLOAT_VALUE);
        let value = self.float_result(opcode, [l, r]);
        let (done, result) = self.join();
        let (in_left, try_right) = (self.block(), self.block());
        let (in_right, in_new) = (self.block(), self.block());
        let left_count = self.field(types::I32, left, layout::REFCNT_LOW);
        let dies = self.builder.ins().icmp_imm_u(IntCC::Equal, left_count, 1);
        self.builder.ins().brif(dies, in_left, &[], try_right, &[]);

        self.builder.switch_to_block(in_left);
        self.set_field(left, layout::FLOAT_VALUE, value);
        self.decref_number(right);
        self.jump_with(done, left);

        self.builder.switch_to_block(try_right);
        let right_count = self.field(types::I32, right, layout::REFCNT_LOW);
        let dies = self.builder.ins().icmp_imm_u(IntCC::Equal, right_count, 1);
        self.builder.ins().brif(dies, in_right, &[], in_new, &[]);

        self.builder.switch_to_block(in_right);
        self.set_field(right, layout::FLOAT_VALUE, value);
        let dropped = self.block();
        self.skip_if_immortal(left_count, dropped);
        // Another reference to `left` is left, so this one is not its last.
        let count = self.builder.ins().iadd_imm_s(left_count, -1);
        self.set_field(left, layout::REFCNT_LOW, count);
        self.jump(dropped);
        self.builder.switch_to_block(dropped);
        self.jump_with(done, right);

        self.builder.switch_to_block(in_new);
        let float = self.box_float(value);
        self.decref_number(left);
        self.decref_number(right);
        self.jump_with(done, float);

        self.builder.switch_to_block(done);
        self.replace(2, result);
    }

    pub(super) fn float_result(&mut self, opcode: Opcode, [left, right]: [Value; 2]) -> Value {
        match opcode {
            Opcode::Fadd => self.builder.ins().fadd(left, right),
            Opcode::Fsub => self.builder.ins().fsub(left, right),
            _ => self.builder.ins().fmul(left, right),
        }
    }

    fn binary_op(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let operator = self.word(oparg.into());
        let object = self.call_for(Helper::uop_binary_op, &[self.thread, operator, left, right]);
        self.finish(object, [left, right]);
    }

    fn compare_int(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let not_compact = self.flags_of_either(left, right);
        self.exit_if(not_compact);
        let l = self.field(types::I64, left, layout::INT_VALUE);
        let r = self.field(types::I64, right, layout::INT_VALUE);
        let condition = self.compare_words(oparg, [l, r]);
        self.finish_comparison(left, right, condition);
    }

    fn compare_float(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let l = self.field(types::F64, left, layout::FLOAT_VALUE);
        let r = self.field(types::F64, right, layout::FLOAT_VALUE);
        let condition = self.compare_floats(oparg, [l, r]);
        self.finish_comparison(left, right, condition);
    }

    /// Whether two words compare as CPython's comparison mask says.
    pub(super) fn compare_words(&mut self, oparg: u16, [left, right]: [Value; 2]) -> Value {
        self.builder.ins().icmp(int_condition(comparison(oparg)), left, right)
    }

    /// Whether two floats compare as CPython's comparison mask says.
    pub(super) fn compare_floats(&mut self, oparg: u16, [left, right]: [Value; 2]) -> Value {
        self.builder.ins().fcmp(float_condition(comparison(oparg)), left, right)
    }

    fn finish_comparison(&mut self, left: Value, right: Value, condition: Value) {
        self.decref_number(left);
        self.decref_number(right);
        self.replace_by_truth(2, condition);
    }

    /// `-value` or `~value`.
    fn unary_op(&mut self, invert: bool) {
        let [value] = self.inputs();
        let invert = self.word(invert.into());
        let result = self.call_for(Helper::uop_unary_op, &[self.thread, invert, value]);
        self.finish(result, [value]);
    }
}

fn with_overflow((value, overflow): (Value, Value)) -> (Value, Option<Value>) {
    (value, Some(overflow))
}

/// The comparison that an oparg stands for.
fn comparison(oparg: u16) -> Comparison {
    Comparison::from_mask(oparg & Comparison::MASK)
        .expect("the verifier lets comparisons through only")
}

fn int_condition(comparison: Comparison) -> IntCC {
    match comparison {
        Comparison::Less => IntCC::SignedLessThan,
        Comparison::LessEqual => IntCC::SignedLessThanOrEqual,
        Comparison::Equal => IntCC::Equal,
        Comparison::NotEqual => IntCC::NotEqual,
        Comparison::Greater => IntCC::SignedGreaterThan,
        Comparison::GreaterEqual => IntCC::SignedGreaterThanOrEqual,
    }
}

/// `!=` holds if one of the floats is a NaN; no other comparison does.
fn float_condition(comparison: Comparison) -> FloatCC {
    match comparison {
        Comparison::Less => FloatCC::LessThan,
        Comparison::LessEqual => FloatCC::LessThanOrEqual,
        Comparison::Equal => FloatCC::Equal,
        Comparison::NotEqual => FloatCC::NotEqual,
        Comparison::Greater => FloatCC::GreaterThan,
        Comparison::GreaterEqual => FloatCC::GreaterThanOrEqual,
    }
}
