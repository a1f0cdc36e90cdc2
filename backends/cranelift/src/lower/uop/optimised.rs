//! The uops that only the optimiser emits, other than operators of tagged ints: loads, stores and
//! conversions, unboxed floats, borrowed references.
//!
//! A slot of any form is a word here. An unboxed float is cast to a word when it is made and cast
//! back when it is used; Cranelift removes both casts.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use crate::lower::slot::{Held, Slot};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Opcode, Value, types};
use uops::object::{TypeId, type_id};
use uops::thread::{SMALL_INT_COUNT, SMALL_INT_MIN};

lowerings! { |lowering, uop|
    _LOAD_FAST_BORROW => lowering.load_fast_borrow(uop.oparg),
    _LOAD_FAST_TAGGED => lowering.load_fast_tagged(uop.oparg),
    _LOAD_FAST_UNBOXED => lowering.load_fast_unboxed(uop.oparg),
    _LOAD_CONST_TAGGED | _LOAD_CONST_UNBOXED => lowering.load_const_borrow(uop.operand),
    _STORE_FAST_TAGGED => lowering.store_fast_tagged(uop.oparg),
    _STORE_FAST_UNBOXED => lowering.store_fast_unboxed(uop.oparg),
    _TAG_TOS => lowering.tag_slot(0),
    _TAG_NOS => lowering.tag_slot(1),
    _UNTAG_TOS => lowering.untag_slot(),
    _UNBOX_TOS => lowering.unbox_slot(0, true),
    _UNBOX_NOS => lowering.unbox_slot(1, true),
    _UNBOX_TOS_BORROW => lowering.unbox_slot(0, false),
    _UNBOX_NOS_BORROW => lowering.unbox_slot(1, false),
    _BOX_TOS => lowering.box_slot(),
    _GUARD_TOS_INT_TAGGED => lowering.guard_tagged_int(0),
    _GUARD_NOS_INT_TAGGED => lowering.guard_tagged_int(1),
    _COMPARE_OP_FLOAT_UNBOXED => lowering.compare_unboxed(uop.oparg),
}

impl Lowering<'_> {
    fn load_fast_borrow(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        self.push(value);
    }

    fn load_fast_tagged(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        let tagged = self.tag(value, false);
        self.push(tagged);
    }

    fn load_fast_unboxed(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        let unboxed = self.field(types::I64, value, layout::FLOAT_VALUE);
        self.push(unboxed);
    }

    fn store_fast_tagged(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let old = self.frame_field(layout::local(oparg));
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

    fn store_fast_unboxed(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let old = self.frame_field(layout::local(oparg));
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
        self.set_frame_field(layout::local(oparg), new);
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
        self.stack[index] = Slot::changed(held);
    }

    fn tag_slot(&mut self, distance: usize) {
        self.convert(distance, |this, value| this.tag(value, true));
    }

    fn untag_slot(&mut self) {
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

    fn unbox_slot(&mut self, distance: usize, owned: bool) {
        self.convert(distance, |this, value| {
            let unboxed = this.field(types::I64, value, layout::FLOAT_VALUE);
            if owned {
                this.decref_number(value);
            }
            unboxed
        });
    }

    fn box_slot(&mut self) {
        self.convert(0, |this, value| this.box_float(value));
    }

    fn guard_tagged_int(&mut self, distance: usize) {
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
        let value = self.float_result(opcode, [left, right]);
        let bits = self.builder.ins().bitcast(types::I64, MemFlagsData::new(), value);
        self.replace(2, bits);
    }

    fn compare_unboxed(&mut self, oparg: u16) {
        let [left, right] = self.unboxed_inputs();
        let condition = self.compare_floats(oparg, [left, right]);
        self.replace_by_truth(2, condition);
    }

    fn unboxed_inputs(&mut self) -> [Value; 2] {
        let inputs: [Value; 2] = self.inputs();
        inputs.map(|bits| self.builder.ins().bitcast(types::F64, MemFlagsData::new(), bits))
    }
}
