//! Arithmetic and comparison of tagged ints.

use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Opcode, Value, types};
use uops::helpers::{Helper, ORDER_OF_EQUAL};
use uops::object::type_id;

lowerings! { |lowering, uop|
    _TO_BOOL_INT_TAGGED => lowering.truth_of_tagged(),
    _COMPARE_OP_INT_TAGGED => lowering.compare_tagged(uop.oparg),
    _INTS_TO_NUMBERS => lowering.ints_to_numbers(),
    _GUARD_COMPARE_NUMBERS => lowering.guard_compare_numbers(uop.oparg),
}

impl Lowering<'_> {
    /// Goes to `other` unless both are tagged ints.
    fn branch_unless_tagged(&mut self, left: Value, right: Value, other: Block) {
        let both = self.builder.ins().band(left, right);
        let tag = self.builder.ins().band_imm_u(both, 1);
        self.branch_unless(tag, other);
    }

    /// An operator on tagged ints where both are and the result is one, else by the helper.
    pub(super) fn tagged_op(&mut self, opcode: Opcode, oparg: u16) {
        let [left, right] = self.inputs();
        let slow = self.cold_block();
        let (done, result) = self.join();
        self.branch_unless_tagged(left, right, slow);
        // A tagged int is twice the number and one.
        let tagged = match opcode {
            Opcode::SaddOverflow | Opcode::SsubOverflow | Opcode::SmulOverflow => {
                let (value, overflow, tag) = match opcode {
                    Opcode::SaddOverflow => {
                        let right = self.builder.ins().iadd_imm_s(right, -1);
                        let (value, overflow) = self.builder.ins().sadd_overflow(left, right);
                        (value, overflow, false)
                    }
                    Opcode::SsubOverflow => {
                        let right = self.builder.ins().iadd_imm_s(right, -1);
                        let (value, overflow) = self.builder.ins().ssub_overflow(left, right);
                        (value, overflow, false)
                    }
                    _ => {
                        let left = self.builder.ins().iadd_imm_s(left, -1);
                        let right = self.builder.ins().sshr_imm_u(right, 1);
                        let (value, overflow) = self.builder.ins().smul_overflow(left, right);
                        (value, overflow, true)
                    }
                };
                self.branch_away(overflow, slow);
                if tag { self.builder.ins().bor_imm_u(value, 1) } else { value }
            }
            Opcode::Band => self.builder.ins().band(left, right),
            Opcode::Bor => self.builder.ins().bor(left, right),
            Opcode::Bxor => {
                let value = self.builder.ins().bxor(left, right);
                self.builder.ins().bor_imm_u(value, 1)
            }
            Opcode::Sdiv | Opcode::Srem => self.divide_tagged(opcode, [left, right], slow),
            _ => {
                let count = self.builder.ins().sshr_imm_u(right, 1);
                let too_far =
                    self.builder.ins().icmp_imm_u(IntCC::UnsignedGreaterThanOrEqual, count, 64);
                self.branch_away(too_far, slow);
                let value = match opcode {
                    Opcode::Ishl => {
                        let twice = self.builder.ins().iadd_imm_s(left, -1);
                        let value = self.builder.ins().ishl(twice, count);
                        let back = self.builder.ins().sshr(value, count);
                        let lost = self.builder.ins().icmp(IntCC::NotEqual, back, twice);
                        self.branch_away(lost, slow);
                        value
                    }
                    _ => self.builder.ins().sshr(left, count),
                };
                self.builder.ins().bor_imm_u(value, 1)
            }
        };
        self.jump_with(done, tagged);
        self.in_cold(slow, |this| {
            let operator = this.word(oparg.into());
            let args = [this.thread, operator, left, right];
            let object = this.call_for(Helper::uop_tagged_binary_op, &args);
            this.error_unless(object);
            this.jump_with(done, object);
        });
        self.builder.switch_to_block(done);
        self.replace(2, result);
    }

    /// Quotient or remainder of two tagged ints, rounded towards minus infinity; `slow` is next for a
    /// division by 0 and for a quotient that does not fit.
    fn divide_tagged(&mut self, opcode: Opcode, inputs: [Value; 2], slow: Block) -> Value {
        let [left, right] = inputs.map(|input| self.builder.ins().sshr_imm_u(input, 1));
        self.branch_unless(right, slow);
        let (narrow, wide) = (self.block(), self.cold_block());
        let (done, result) = self.join();
        let both = self.builder.ins().bor(left, right);
        let upper = self.builder.ins().ushr_imm_u(both, 32);
        self.builder.ins().brif(upper, wide, &[], narrow, &[]);

        // Most numbers are small and not negative, and then the division takes half the time.
        self.builder.switch_to_block(narrow);
        let [l, r] = [left, right].map(|value| self.builder.ins().ireduce(types::I32, value));
        let value = match opcode {
            Opcode::Sdiv => self.builder.ins().udiv(l, r),
            _ => self.builder.ins().urem(l, r),
        };
        let value = self.builder.ins().uextend(types::I64, value);
        self.jump_with(done, value);

        self.in_cold(wide, |this| {
            let rest = this.builder.ins().srem(left, right);
            let signs = this.builder.ins().bxor(rest, right);
            let differ = this.builder.ins().icmp_imm_s(IntCC::SignedLessThan, signs, 0);
            let zero = this.word(0);
            let is_rest = this.builder.ins().icmp(IntCC::NotEqual, rest, zero);
            let down = this.builder.ins().band(differ, is_rest);
            let value = match opcode {
                Opcode::Sdiv => {
                    let quotient = this.builder.ins().sdiv(left, right);
                    let less = this.builder.ins().iadd_imm_s(quotient, -1);
                    let quotient = this.builder.ins().select(down, less, quotient);
                    let (_, overflow) = this.builder.ins().sadd_overflow(quotient, quotient);
                    this.branch_away(overflow, slow);
                    quotient
                }
                _ => {
                    let more = this.builder.ins().iadd(rest, right);
                    this.builder.ins().select(down, more, rest)
                }
            };
            this.jump_with(done, value);
        });
        self.builder.switch_to_block(done);
        let twice = self.builder.ins().ishl_imm_u(result, 1);
        self.builder.ins().bor_imm_u(twice, 1)
    }

    fn compare_tagged(&mut self, oparg: u16) {
        let numbers = self.numbers();
        let truth = self.compare_words(oparg, numbers);
        self.replace_by_truth(2, truth);
    }

    fn ints_to_numbers(&mut self) {
        let [left, right] = self.numbers();
        self.replace(2, left);
        self.push(right);
    }

    fn guard_compare_numbers(&mut self, oparg: u16) {
        let numbers = self.inputs();
        let truth = self.compare_words(oparg, numbers);
        self.exit_unless(truth);
        self.pop(2);
    }

    fn truth_of_tagged(&mut self) {
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

    /// Two numbers that compare as the two topmost slots, which are released; exits where one needs
    /// more than 64 bits.
    fn numbers(&mut self) -> [Value; 2] {
        let [left, right] = self.inputs();
        let (slow, done) = (self.cold_block(), self.block());
        let numbers = [(); 2].map(|()| self.builder.append_block_param(done, types::I64));
        let exit = self.exit_block();
        self.branch_unless_tagged(left, right, slow);
        self.builder.ins().jump(done, &[left.into(), right.into()]);
        self.in_cold(slow, |this| {
            let order = this.call_for(Helper::uop_tagged_order, &[this.thread, left, right]);
            this.branch_unless(order, exit);
            let equal = this.word(ORDER_OF_EQUAL as u64);
            this.builder.ins().jump(done, &[order.into(), equal.into()]);
        });
        self.builder.switch_to_block(done);
        numbers
    }
}
