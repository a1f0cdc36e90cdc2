//! Lists.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::type_id;

lowerings! { |lowering, uop|
    _BINARY_SUBSCR_LIST_INT => lowering.binary_subscr_list_int(),
    _STORE_SUBSCR_LIST_INT => lowering.store_subscr_list_int(),
    _LIST_APPEND => lowering.list_append(uop.oparg),
    _BINARY_SUBSCR_LIST_TAGGED => lowering.binary_subscr_list_tagged(true, false),
    _BINARY_SUBSCR_LIST_TAGGED_BORROW => lowering.binary_subscr_list_tagged(false, false),
    _BINARY_SUBSCR_LIST_TAGGED_TAG => lowering.binary_subscr_list_tagged(true, true),
    _BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG => lowering.binary_subscr_list_tagged(false, true),
    _STORE_SUBSCR_LIST_TAGGED => lowering.store_subscr_list_tagged(true),
    _STORE_SUBSCR_LIST_TAGGED_BORROW => lowering.store_subscr_list_tagged(false),
}

impl Lowering<'_> {
    /// The address of `list[sub]`; exits unless `list` is a list and `sub` a compact int within its
    /// bounds.
    fn item(&mut self, list: Value, sub: Value) -> Value {
        self.exit_unless_type(sub, type_id::INT);
        self.exit_unless_type(list, type_id::LIST);
        let index = self.field(types::I64, sub, layout::INT_VALUE);
        let flags = self.field(types::I32, sub, layout::FLAGS);
        self.exit_if(flags);
        let len = self.field(types::I64, list, layout::LIST_LEN);
        // A negative index is a large one without its sign.
        let outside = self.builder.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, index, len);
        self.exit_if(outside);
        self.item_address(list, index)
    }

    fn item_address(&mut self, list: Value, index: Value) -> Value {
        let items = self.field(types::I64, list, layout::LIST_ITEMS);
        let distance = self.builder.ins().ishl_imm_u(index, layout::SLOT_SHIFT);
        self.builder.ins().iadd(items, distance)
    }

    fn binary_subscr_list_int(&mut self) {
        let [list, sub] = self.inputs();
        let item = self.item(list, sub);
        let result = self.field(types::I64, item, 0);
        self.incref(result);
        self.decref_number(sub);
        self.decref(list);
        self.replace(2, result);
    }

    fn store_subscr_list_int(&mut self) {
        let [value, list, sub] = self.inputs();
        let item = self.item(list, sub);
        let old = self.field(types::I64, item, 0);
        self.set_field(item, 0, value);
        self.decref(old);
        self.decref_number(sub);
        self.decref(list);
        self.pop(3);
    }

    /// Appends in place where there is room.
    pub(super) fn append(&mut self, list: Value, value: Value) {
        let (done, full) = (self.block(), self.cold_block());
        let len = self.field(types::I64, list, layout::LIST_LEN);
        let capacity = self.field(types::I64, list, layout::LIST_CAPACITY);
        let no_room = self.builder.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, len, capacity);
        self.branch_away(no_room, full);
        let item = self.item_address(list, len);
        self.set_field(item, 0, value);
        let len = self.builder.ins().iadd_imm_s(len, 1);
        self.set_field(list, layout::LIST_LEN, len);
        self.jump(done);
        self.in_cold(full, |this| {
            this.call_helper(Helper::uop_list_append, &[this.thread, list, value]);
            this.jump(done);
        });
        self.builder.switch_to_block(done);
    }

    fn list_append(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let list = self.object(self.stack.len() - 1 - usize::from(oparg));
        self.append(list, value);
        self.pop(1);
    }

    /// The address of `list[sub]`; exits unless `list` is a list and `sub` a tagged int within its
    /// bounds.
    fn tagged_item(&mut self, list: Value, sub: Value) -> Value {
        let index = self.tagged_index(list, type_id::LIST, sub);
        self.exit_unless_within(index, list, layout::LIST_LEN);
        self.item_address(list, index)
    }

    /// `list[sub]`, which becomes tagged if that is wanted; the list is released if it is `owned`.
    fn binary_subscr_list_tagged(&mut self, owned: bool, tag: bool) {
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

    fn store_subscr_list_tagged(&mut self, owned: bool) {
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
