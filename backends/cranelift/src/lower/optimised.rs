//! The uops that only the optimiser emits: tagged ints, unboxed floats, borrowed references.
//!
//! Whatever its form, a slot is a word here. An unboxed float is cast where it is made and where it
//! is used, and Cranelift takes the two casts out again.

use super::stack::Held;
use super::{Lowering, layout};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Opcode, Value, types};
use uops::helpers::Helper;
use uops::object::{TypeId, type_id};
use uops::thread::{SMALL_INT_COUNT, SMALL_INT_MIN};

fn offset(oparg: u16) -> i32 {
    i32::from(oparg) * layout::SLOT
}

impl Lowering<'_> {
    pub(super) fn load_fast_borrow(&mut self, oparg: u16) {
        let value = self.frame_field(offset(oparg));
        self.push(value);
    }

    pub(super) fn load_fast_tagged(&mut self, oparg: u16) {
        let value = self.frame_field(offset(oparg));
        let tagged = self.tag(value, false);
        self.push(tagged);
    }

    pub(super) fn load_fast_unboxed(&mut self, oparg: u16) {
        let value = self.frame_field(offset(oparg));
        let unboxed = self.field(types::I64, value, layout::FLOAT_VALUE);
        self.push(unboxed);
    }

    /// The operand is the tagged int, or the float's bits.
    pub(super) fn load_const_value(&mut self, operand: u64) {
        let value = self.word(operand);
        self.push(value);
    }

    pub(super) fn store_fast_tagged(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let old = self.frame_field(offset(oparg));
        let done = self.block();
        let (replace, new) = self.join();
        let int = self.block();
        let tag = self.builder.ins().band_imm_u(value, 1);
        self.builder.ins().brif(tag, int, &[], replace, &[value.into()]);

        self.builder.switch_to_block(int);
        let number = self.builder.ins().sshr_imm_u(value, 1);
        let fresh = self.block();
        let index = self.builder.ins().iadd_imm_s(number, -SMALL_INT_MIN);
        let is_small =
            self.builder.ins().icmp_imm_u(IntCC::UnsignedLessThan, index, SMALL_INT_COUNT as i64);
        self.branch_away(is_small, fresh);
        self.branch_unless(old, fresh);
        self.branch_unless_own(old, type_id::INT, fresh);
        self.set_field(old, layout::INT_VALUE, number);
        self.jump(done);

        self.builder.switch_to_block(fresh);
        let object = self.box_int(number);
        self.jump_with(replace, object);

        self.builder.switch_to_block(replace);
        self.replace_local(oparg, old, new);
        self.jump(done);
        self.builder.switch_to_block(done);
        self.pop(1);
    }

    pub(super) fn store_fast_unboxed(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let old = self.frame_field(offset(oparg));
        let (fresh, done) = (self.block(), self.block());
        self.branch_unless(old, fresh);
        self.branch_unless_own(old, type_id::FLOAT, fresh);
        self.set_field(old, layout::FLOAT_VALUE, value);
        self.jump(done);

        self.builder.switch_to_block(fresh);
        let object = self.box_float(value);
        self.replace_local(oparg, old, object);
        self.jump(done);
        self.builder.switch_to_block(done);
        self.pop(1);
    }

    /// Goes on in a new block if the object is a number without flags that nothing else refers to;
    /// otherwise `other` is next.
    fn branch_unless_own(&mut self, object: Value, type_id: TypeId, other: Block) {
        let count = self.field(types::I32, object, layout::REFCNT_LOW);
        let shared = self.builder.ins().icmp_imm_u(IntCC::NotEqual, count, 1);
        self.branch_away(shared, other);
        let differs = self.is_not_plain(object, type_id);
        self.branch_away(differs, other);
    }

    /// Whether the object is of another type or has flags.
    fn is_not_plain(&mut self, object: Value, type_id: TypeId) -> Value {
        let found = self.field(types::I64, object, layout::TYPE_ID);
        let expected = layout::type_and_no_flags(type_id) as i64;
        self.builder.ins().icmp_imm_u(IntCC::NotEqual, found, expected)
    }

    fn replace_local(&mut self, oparg: u16, old: Value, new: Value) {
        self.set_frame_field(offset(oparg), new);
        self.decref_if_any(old);
    }

    /// The tagged form of an object, whose reference is taken over if it is `owned`.
    pub(super) fn tag(&mut self, object: Value, owned: bool) -> Value {
        let (done, result) = self.join();
        let other = self.cold_block();
        let differs = self.is_not_plain(object, type_id::INT);
        self.branch_away(differs, other);
        let number = self.field(types::I64, object, layout::INT_VALUE);
        let (twice, overflow) = self.builder.ins().sadd_overflow(number, number);
        self.branch_away(overflow, other);
        let tagged = self.builder.ins().bor_imm_u(twice, 1);
        if owned {
            self.decref_number(object);
        }
        self.jump_with(done, tagged);
        self.in_cold(other, |this| {
            if !owned {
                this.incref(object);
            }
            this.jump_with(done, object);
        });
        self.builder.switch_to_block(done);
        result
    }

    /// Changes the slot `distance` below the topmost one.
    fn convert(&mut self, distance: usize, f: impl FnOnce(&mut Self, Value) -> Value) {
        let index = self.stack.len() - 1 - distance;
        let value = self.object(index);
        let held = Held::Object(f(self, value));
        self.stack[index] = super::Slot { held, dirty: true, null: Some(false) };
    }

    pub(super) fn tag_slot(&mut self, distance: usize) {
        self.convert(distance, |this, value| this.tag(value, true));
    }

    pub(super) fn untag_slot(&mut self) {
        self.convert(0, |this, value| this.untag(value));
    }

    /// The reference that is left of a tagged value.
    pub(super) fn untag(&mut self, value: Value) -> Value {
        let (done, result) = self.join();
        let int = self.block();
        let tag = self.builder.ins().band_imm_u(value, 1);
        self.builder.ins().brif(tag, int, &[], done, &[value.into()]);
        self.builder.switch_to_block(int);
        let number = self.builder.ins().sshr_imm_u(value, 1);
        let object = self.box_int(number);
        self.jump_with(done, object);
        self.builder.switch_to_block(done);
        result
    }

    pub(super) fn unbox_slot(&mut self, distance: usize, owned: bool) {
        self.convert(distance, |this, value| {
            let unboxed = this.field(types::I64, value, layout::FLOAT_VALUE);
            if owned {
                this.decref_number(value);
            }
            unboxed
        });
    }

    pub(super) fn box_slot(&mut self) {
        self.convert(0, |this, value| this.box_float(value));
    }

    pub(super) fn guard_tagged_int(&mut self, distance: usize) {
        let value = self.object(self.stack.len() - 1 - distance);
        let (done, other) = (self.block(), self.cold_block());
        let exit = self.exit_block();
        let tag = self.builder.ins().band_imm_u(value, 1);
        self.builder.ins().brif(tag, done, &[], other, &[]);
        self.in_cold(other, |this| {
            let differs = this.is_not(value, type_id::INT);
            this.builder.ins().brif(differs, exit, &[], done, &[]);
        });
        self.builder.switch_to_block(done);
    }

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
            let error = this.error_block();
            this.branch_unless(object, error);
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

    pub(super) fn compare_tagged(&mut self, oparg: u16) {
        let numbers = self.numbers();
        let truth = self.compare_numbers(oparg, numbers);
        self.pop(2);
        self.push_held(Held::Truth(truth));
    }

    pub(super) fn ints_to_numbers(&mut self) {
        let [left, right] = self.numbers();
        self.replace(2, left);
        self.push(right);
    }

    pub(super) fn guard_compare_numbers(&mut self, oparg: u16) {
        let numbers = self.inputs();
        let truth = self.compare_numbers(oparg, numbers);
        self.exit_unless(truth);
        self.pop(2);
    }

    fn compare_numbers(&mut self, oparg: u16, [left, right]: [Value; 2]) -> Value {
        match super::number::int_condition(oparg) {
            Ok(condition) => self.builder.ins().icmp(condition, left, right),
            Err(always) => self.builder.ins().iconst(types::I8, i64::from(always)),
        }
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
            // What the helper says of equal ints.
            let equal = this.word(2);
            this.builder.ins().jump(done, &[order.into(), equal.into()]);
        });
        self.builder.switch_to_block(done);
        numbers
    }

    pub(super) fn iter_next_range_tagged(&mut self) {
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

    pub(super) fn unboxed_op(&mut self, opcode: Opcode) {
        let [left, right] = self.unboxed_inputs();
        let value = match opcode {
            Opcode::Fadd => self.builder.ins().fadd(left, right),
            Opcode::Fsub => self.builder.ins().fsub(left, right),
            _ => self.builder.ins().fmul(left, right),
        };
        let bits = self.builder.ins().bitcast(types::I64, MemFlagsData::new(), value);
        self.replace(2, bits);
    }

    pub(super) fn compare_unboxed(&mut self, oparg: u16) {
        let [left, right] = self.unboxed_inputs();
        let condition = match super::number::float_condition(oparg) {
            Ok(condition) => self.builder.ins().fcmp(condition, left, right),
            Err(always) => self.builder.ins().iconst(types::I8, i64::from(always)),
        };
        self.pop(2);
        self.push_held(Held::Truth(condition));
    }

    fn unboxed_inputs(&mut self) -> [Value; 2] {
        let inputs: [Value; 2] = self.inputs();
        inputs.map(|bits| self.builder.ins().bitcast(types::F64, MemFlagsData::new(), bits))
    }

    /// The address of `list[sub]`; exits unless `list` is a list and `sub` a tagged int within its
    /// bounds.
    fn tagged_item(&mut self, list: Value, sub: Value) -> Value {
        let index = self.tagged_index(list, type_id::LIST, sub);
        self.exit_unless_within(index, list, layout::LIST_LEN);
        self.item_address(list, index)
    }

    /// `list[sub]`, which becomes tagged if that is wanted; the list is released if it is `owned`.
    pub(super) fn binary_subscr_list_tagged(&mut self, owned: bool, tag: bool) {
        let [list, sub] = self.inputs();
        let item = self.tagged_item(list, sub);
        let mut result = self.field(types::I64, item, 0);
        if tag {
            result = self.tag(result, false);
        } else {
            self.incref(result);
        }
        if owned {
            self.decref(list);
        }
        self.replace(2, result);
    }

    pub(super) fn store_subscr_list_tagged(&mut self, owned: bool) {
        let [value, list, sub] = self.inputs();
        let item = self.tagged_item(list, sub);
        let old = self.field(types::I64, item, 0);
        self.set_field(item, 0, value);
        self.decref(old);
        if owned {
            self.decref(list);
        }
        self.pop(3);
    }
}
