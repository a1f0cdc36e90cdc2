//! Items of tuples and texts.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::{TypeId, type_id};

/// The most items that are unpacked one by one. For more, the uop's function is called.
const UNPACKED: u16 = 32;

lowerings! { |lowering, uop|
    _BINARY_SUBSCR_STR_INT => lowering.binary_subscr_str_int(),
    _BINARY_SUBSCR_TUPLE_INT => lowering.binary_subscr_tuple_int(),
    _UNPACK_SEQUENCE_TWO_TUPLE => lowering.unpack_tuple(2),
    _UNPACK_SEQUENCE_TUPLE => match uop.oparg {
        ..=UNPACKED => lowering.unpack_tuple(uop.oparg.into()),
        _ => lowering.out_of_line(uop)?,
    },
    _UNPACK_SEQUENCE_LIST => match uop.oparg {
        ..=UNPACKED => lowering.unpack_list(uop.oparg.into()),
        _ => lowering.out_of_line(uop)?,
    },
    _BINARY_SUBSCR_TUPLE_TAGGED => lowering.binary_subscr_tuple_tagged(true),
    _BINARY_SUBSCR_TUPLE_TAGGED_BORROW => lowering.binary_subscr_tuple_tagged(false),
    _BINARY_SUBSCR_STR_TAGGED => lowering.binary_subscr_str_tagged(true),
    _BINARY_SUBSCR_STR_TAGGED_BORROW => lowering.binary_subscr_str_tagged(false),
}

impl Lowering<'_> {
    /// The number in `sub`; exits unless that is a compact int and `container` of the type.
    fn compact_index(&mut self, container: Value, type_id: TypeId, sub: Value) -> Value {
        self.exit_unless_type(sub, type_id::INT);
        self.exit_unless_type(container, type_id);
        let flags = self.field(types::I32, sub, layout::FLAGS);
        self.exit_if(flags);
        self.field(types::I64, sub, layout::INT_VALUE)
    }

    /// The number in `sub`; exits unless that is a tagged int and `container` of the type.
    pub(super) fn tagged_index(&mut self, container: Value, type_id: TypeId, sub: Value) -> Value {
        self.exit_unless_type(container, type_id);
        let tag = self.builder.ins().band_imm_u(sub, 1);
        self.exit_unless(tag);
        self.builder.ins().sshr_imm_u(sub, 1)
    }

    /// Exits unless the index is less than the length at `offset`.
    pub(super) fn exit_unless_within(&mut self, index: Value, container: Value, offset: i32) {
        let len = self.field(types::I64, container, offset);
        // A negative index is a large one without its sign.
        let outside = self.builder.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, index, len);
        self.exit_if(outside);
    }

    /// A new reference to an item of a tuple; exits if the index is not within its bounds.
    fn tuple_item(&mut self, tuple: Value, index: Value) -> Value {
        self.exit_unless_within(index, tuple, layout::TUPLE_LEN);
        let distance = self.builder.ins().ishl_imm_u(index, layout::SLOT_SHIFT);
        let place = self.builder.ins().iadd(tuple, distance);
        let item = self.field(types::I64, place, layout::TUPLE_ITEMS);
        self.incref(item);
        item
    }

    fn binary_subscr_tuple_int(&mut self) {
        let [tuple, sub] = self.inputs();
        let index = self.compact_index(tuple, type_id::TUPLE, sub);
        let item = self.tuple_item(tuple, index);
        self.decref_number(sub);
        self.decref(tuple);
        self.replace(2, item);
    }

    /// `tuple[sub]`; the tuple is released if it is `owned`.
    fn binary_subscr_tuple_tagged(&mut self, owned: bool) {
        let [tuple, sub] = self.inputs();
        let index = self.tagged_index(tuple, type_id::TUPLE, sub);
        let item = self.tuple_item(tuple, index);
        if owned {
            self.decref(tuple);
        }
        self.replace(2, item);
    }

    /// The character at an index of a text; exits if that is not within its bounds. In ASCII it is
    /// one of those that the thread has.
    fn character(&mut self, text: Value, index: Value) -> Value {
        self.exit_unless_within(index, text, layout::STR_LEN);
        let (done, result) = self.join();
        let other = self.cold_block();
        let len = self.field(types::I64, text, layout::STR_LEN);
        let bytes = self.field(types::I64, text, layout::STR_BYTES);
        let differs = self.builder.ins().icmp(IntCC::NotEqual, len, bytes);
        self.branch_away(differs, other);
        let place = self.builder.ins().iadd(text, index);
        let code = self.field(types::I8, place, layout::STR_DATA);
        let code = self.builder.ins().uextend(types::I64, code);
        let distance = self.builder.ins().imul_imm_s(code, layout::CHARACTER_SIZE);
        let characters = self.thread_field(types::I64, layout::THREAD_CHARACTERS);
        let character = self.builder.ins().iadd(characters, distance);
        self.jump_with(done, character);
        self.in_cold(other, |this| {
            let item = this.call_for(Helper::uop_str_item, &[this.thread, text, index]);
            this.jump_with(done, item);
        });
        self.builder.switch_to_block(done);
        result
    }

    fn binary_subscr_str_int(&mut self) {
        let [text, sub] = self.inputs();
        let index = self.compact_index(text, type_id::STR, sub);
        let character = self.character(text, index);
        self.decref_number(sub);
        self.decref(text);
        self.replace(2, character);
    }

    /// `text[sub]`; the text is released if it is `owned`.
    fn binary_subscr_str_tagged(&mut self, owned: bool) {
        let [text, sub] = self.inputs();
        let index = self.tagged_index(text, type_id::STR, sub);
        let character = self.character(text, index);
        if owned {
            self.decref(text);
        }
        self.replace(2, character);
    }

    /// The `count` items of a tuple, the first on top.
    fn unpack_tuple(&mut self, count: usize) {
        let [tuple] = self.inputs();
        self.exit_unless_sequence(tuple, type_id::TUPLE, layout::TUPLE_LEN, count);
        self.unpack(tuple, tuple, layout::TUPLE_ITEMS, count);
    }

    /// The `count` items of a list, the first on top.
    fn unpack_list(&mut self, count: usize) {
        let [list] = self.inputs();
        self.exit_unless_sequence(list, type_id::LIST, layout::LIST_LEN, count);
        let items = self.field(types::I64, list, layout::LIST_ITEMS);
        self.unpack(list, items, 0, count);
    }

    fn exit_unless_sequence(
        &mut self,
        object: Value,
        type_id: TypeId,
        len_offset: i32,
        count: usize,
    ) {
        self.exit_unless_type(object, type_id);
        let len = self.field(types::I64, object, len_offset);
        let differs = self.builder.ins().icmp_imm_u(IntCC::NotEqual, len, count as i64);
        self.exit_if(differs);
    }

    fn unpack(&mut self, sequence: Value, items: Value, offset: i32, count: usize) {
        let mut values = Vec::with_capacity(count);
        for index in (0..count as i32).rev() {
            let item = self.field(types::I64, items, offset + index * layout::SLOT);
            self.incref(item);
            values.push(item);
        }
        self.decref(sequence);
        self.pop(1);
        for value in values {
            self.push(value);
        }
    }
}
