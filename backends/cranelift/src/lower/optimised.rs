//! The uops that only the optimiser emits, other than operators of tagged ints: loads, stores and
//! conversions, unboxed floats, borrowed references.
//!
//! Whatever its form, a slot is a word here. An unboxed float is cast where it is made and where it
//! is used, and Cranelift takes the two casts out again.

use super::stack::Held;
use super::{Lowering, layout};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Opcode, Value, types};
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
