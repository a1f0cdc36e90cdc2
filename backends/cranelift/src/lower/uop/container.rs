//! Uops that are little more than the call of a helper.

use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value};
use uops::helpers::Helper;
use uops::object::type_id::DICT;

lowerings! { |lowering, uop|
    _BINARY_SUBSCR => lowering.helper_of_2(Helper::uop_subscript),
    _BINARY_SLICE => lowering.helper_of_3(Helper::uop_slice),
    _STORE_SUBSCR => lowering.store_item(Helper::uop_set_item),
    _DELETE_SUBSCR => lowering.delete_subscr(),
    _GET_LEN => lowering.get_len(),
    _BINARY_SUBSCR_DICT => {
        lowering.guard_type(1, DICT);
        lowering.helper_of_2(Helper::uop_dict_item);
    },
    _STORE_SUBSCR_DICT => {
        lowering.guard_type(1, DICT);
        lowering.store_item(Helper::uop_dict_set_item);
    },
    _CONTAINS_OP => lowering.contains(uop.oparg),
    _CONTAINS_OP_DICT => {
        lowering.guard_type(0, DICT);
        lowering.contains(uop.oparg);
    },
    _BUILD_LIST => lowering.build(Helper::uop_build_list, uop.oparg),
    _BUILD_TUPLE => lowering.build(Helper::uop_build_tuple, uop.oparg),
    _MAP_ADD => lowering.map_add(uop.oparg),
    _DICT_UPDATE => lowering.add_to(Helper::uop_dict_update, uop.oparg),
    _SET_ADD => lowering.add_to(Helper::uop_set_add, uop.oparg),
    _SET_UPDATE => lowering.add_to(Helper::uop_set_update, uop.oparg),
    _LIST_EXTEND => lowering.add_to(Helper::uop_list_extend, uop.oparg),
}

impl Lowering<'_> {
    /// Pops the inputs, which are released, and pushes the result; an error if that is null.
    pub(super) fn finish<const N: usize>(&mut self, result: Value, inputs: [Value; N]) {
        self.error_unless(result);
        self.release(inputs);
        self.replace(N, result);
    }

    /// Drops a reference to each of the objects.
    pub(super) fn release<const N: usize>(&mut self, inputs: [Value; N]) {
        for input in inputs {
            self.decref(input);
        }
    }

    /// `helper(thread, left, right)`, which looks at its arguments and returns an object or null.
    pub(super) fn helper_of_2(&mut self, helper: Helper) {
        let [left, right] = self.inputs();
        let result = self.call_for(helper, &[self.thread, left, right]);
        self.finish(result, [left, right]);
    }

    /// Likewise of three inputs.
    fn helper_of_3(&mut self, helper: Helper) {
        let [first, second, third] = self.inputs();
        let result = self.call_for(helper, &[self.thread, first, second, third]);
        self.finish(result, [first, second, third]);
    }

    /// `container[sub] = value` by a helper that releases nothing.
    fn store_item(&mut self, helper: Helper) {
        let [value, container, sub] = self.inputs();
        let stored = self.call_for_bool(helper, &[self.thread, container, sub, value]);
        self.error_unless(stored);
        self.release([value, container, sub]);
        self.pop(3);
    }

    fn delete_subscr(&mut self) {
        let [container, sub] = self.inputs();
        let deleted = self.call_for_bool(Helper::uop_delete_item, &[self.thread, container, sub]);
        self.error_unless(deleted);
        self.release([container, sub]);
        self.pop(2);
    }

    /// Adds the topmost slot to the container `oparg - 1` below the next one.
    fn add_to(&mut self, helper: Helper, oparg: u16) {
        let [value] = self.inputs();
        let container = self.object(self.stack.len() - 1 - usize::from(oparg));
        let added = self.call_for_bool(helper, &[self.thread, container, value]);
        self.error_unless(added);
        self.decref(value);
        self.pop(1);
    }

    fn map_add(&mut self, oparg: u16) {
        let [key, value] = self.inputs();
        let dict = self.object(self.stack.len() - 2 - usize::from(oparg));
        let args = [self.thread, dict, key, value];
        let added = self.call_for_bool(Helper::uop_dict_set_item, &args);
        self.error_unless(added);
        self.release([key, value]);
        self.pop(2);
    }

    /// The object that a helper makes of the `oparg` topmost slots, which the helper takes over.
    fn build(&mut self, helper: Helper, oparg: u16) {
        let count = usize::from(oparg);
        let first = self.stack.len() - count;
        self.flush(first);
        let items = self.sp_at(first);
        let length = self.word(oparg.into());
        let built = self.call_for(helper, &[self.thread, items, length]);
        self.replace(count, built);
    }

    fn get_len(&mut self) {
        let [object] = self.inputs();
        let length = self.call_for(Helper::uop_length, &[self.thread, object]);
        self.error_unless(length);
        self.push(length);
    }

    /// `left in right`, or `not in`.
    fn contains(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let found = self.call_for(Helper::uop_contains, &[self.thread, right, left]);
        self.error_unless(found);
        self.release([left, right]);
        // The helper has answered with `True` or `False`, and `True` is where the thread is.
        let condition = if oparg == 0 { IntCC::Equal } else { IntCC::NotEqual };
        let truth = self.builder.ins().icmp(condition, found, self.thread);
        self.replace_by_truth(2, truth);
    }
}
