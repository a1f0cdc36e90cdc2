//! What the runtime does: uops that are little more than the call of a helper.

use super::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value};
use uops::helpers::Helper;
use uops::object::TypeId;

impl Lowering<'_> {
    /// Pops the inputs, which are released, and pushes the result; an error if that is null.
    pub(super) fn finish<const N: usize>(&mut self, result: Value, inputs: [Value; N]) {
        let error = self.error_block();
        self.branch_unless(result, error);
        self.release(inputs);
        self.replace(N, result);
    }

    fn release<const N: usize>(&mut self, inputs: [Value; N]) {
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
    pub(super) fn helper_of_3(&mut self, helper: Helper) {
        let [first, second, third] = self.inputs();
        let result = self.call_for(helper, &[self.thread, first, second, third]);
        self.finish(result, [first, second, third]);
    }

    /// Exits unless the slot so far below the topmost one has the type.
    pub(super) fn exit_unless_type(&mut self, distance: usize, type_id: TypeId) {
        let object = self.object(self.stack.len() - 1 - distance);
        let differs = self.is_not(object, type_id);
        self.exit_if(differs);
    }

    /// `-value` or `~value`.
    pub(super) fn unary_op(&mut self, invert: bool) {
        let [value] = self.inputs();
        let invert = self.word(invert.into());
        let result = self.call_for(Helper::uop_unary_op, &[self.thread, invert, value]);
        self.finish(result, [value]);
    }

    /// `container[sub] = value` by a helper that releases nothing.
    pub(super) fn store_item(&mut self, helper: Helper) {
        let [value, container, sub] = self.inputs();
        let stored = self.call_for_bool(helper, &[self.thread, container, sub, value]);
        let error = self.error_block();
        self.branch_unless(stored, error);
        self.release([value, container, sub]);
        self.pop(3);
    }

    pub(super) fn delete_subscr(&mut self) {
        let [container, sub] = self.inputs();
        let deleted = self.call_for_bool(Helper::uop_delete_item, &[self.thread, container, sub]);
        let error = self.error_block();
        self.branch_unless(deleted, error);
        self.release([container, sub]);
        self.pop(2);
    }

    /// Adds the topmost slot to the container `oparg - 1` below the next one.
    pub(super) fn add_to(&mut self, helper: Helper, oparg: u16) {
        let [value] = self.inputs();
        let container = self.object(self.stack.len() - 1 - usize::from(oparg));
        let added = self.call_for_bool(helper, &[self.thread, container, value]);
        let error = self.error_block();
        self.branch_unless(added, error);
        self.decref(value);
        self.pop(1);
    }

    pub(super) fn map_add(&mut self, oparg: u16) {
        let [key, value] = self.inputs();
        let dict = self.object(self.stack.len() - 2 - usize::from(oparg));
        let args = [self.thread, dict, key, value];
        let added = self.call_for_bool(Helper::uop_dict_set_item, &args);
        let error = self.error_block();
        self.branch_unless(added, error);
        self.release([key, value]);
        self.pop(2);
    }

    /// What a helper makes of the `oparg` topmost slots, which it takes over.
    pub(super) fn build(&mut self, helper: Helper, oparg: u16) {
        let count = usize::from(oparg);
        let first = self.stack.len() - count;
        self.flush(first);
        let items = self.sp_at(first);
        let length = self.word(oparg.into());
        let built = self.call_for(helper, &[self.thread, items, length]);
        self.replace(count, built);
    }

    pub(super) fn get_len(&mut self) {
        let [object] = self.inputs();
        let length = self.call_for(Helper::uop_length, &[self.thread, object]);
        let error = self.error_block();
        self.branch_unless(length, error);
        self.push(length);
    }

    /// `left in right`, or `not in`.
    pub(super) fn contains(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let found = self.call_for(Helper::uop_contains, &[self.thread, right, left]);
        let error = self.error_block();
        self.branch_unless(found, error);
        self.decref(left);
        self.decref(right);
        // The helper has answered with `True` or `False`, and `True` is where the thread is.
        let condition = if oparg == 0 { IntCC::Equal } else { IntCC::NotEqual };
        let truth = self.builder.ins().icmp(condition, found, self.thread);
        self.pop(2);
        self.push_held(super::stack::Held::Truth(truth));
    }

    pub(super) fn compare_any(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let mask = self.word(oparg.into());
        let result = self.call_for(Helper::uop_compare, &[self.thread, mask, left, right]);
        self.finish(result, [left, right]);
    }

    /// The truth of an object of any type.
    pub(super) fn truth_of_any(&mut self) {
        let [value] = self.inputs();
        let truth = self.call_for_bool(Helper::uop_truth, &[value]);
        self.decref(value);
        self.pop(1);
        self.push_held(super::stack::Held::Truth(truth));
    }
}
