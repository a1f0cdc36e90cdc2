//! Texts.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::{InstBuilder, types};
use uops::helpers::Helper;
use uops::object::type_id;

lowerings! { |lowering, uop|
    _BINARY_OP_ADD_UNICODE => lowering.add_str(),
    _BINARY_OP_INPLACE_ADD_UNICODE => lowering.inplace_add_str(uop.oparg),
    _FORMAT_SIMPLE => lowering.format_simple(),
    _FORMAT_WITH_SPEC => lowering.helper_of_2(Helper::uop_format),
    _CONVERT_VALUE => lowering.convert_value(uop.oparg.into()),
    _BUILD_STRING => lowering.build_string(uop.oparg),
}

impl Lowering<'_> {
    fn add_str(&mut self) {
        let [left, right] = self.inputs();
        let text = self.call_for(Helper::uop_str_concat, &[self.thread, left, right]);
        self.decref(left);
        self.decref(right);
        self.replace(2, text);
    }

    /// `local = left + right`, in place where it can be; exits unless the local holds `left`.
    fn inplace_add_str(&mut self, oparg: u16) {
        let [left, right] = self.inputs();
        let offset = i32::from(oparg) * layout::SLOT;
        let local = self.frame_field(offset);
        self.exit_unless_same(local, left);
        let dropped = self.block();
        let count = self.field(types::I32, left, layout::REFCNT_LOW);
        self.skip_if_immortal(count, dropped);
        // The local's own reference is left, so this one is not the last.
        let count = self.builder.ins().iadd_imm_s(count, -1);
        self.set_field(left, layout::REFCNT_LOW, count);
        self.jump(dropped);
        self.builder.switch_to_block(dropped);
        let text = self.call_for(Helper::uop_str_append, &[self.thread, left, right]);
        self.set_frame_field(offset, text);
        self.decref(right);
        self.pop(2);
    }

    /// `str(value)`, `repr(value)` or `ascii(value)`, by CPython's number.
    fn convert_value(&mut self, how: u64) {
        let [value] = self.inputs();
        let how = self.word(how);
        let text = self.call_for(Helper::uop_convert, &[self.thread, how, value]);
        self.decref(value);
        self.replace(1, text);
    }

    /// `str(value)`, which is a text's own reference.
    fn format_simple(&mut self) {
        let [value] = self.inputs();
        let (done, result) = self.join();
        let other = self.block();
        let differs = self.is_not(value, type_id::STR);
        self.builder.ins().brif(differs, other, &[], done, &[value.into()]);
        self.builder.switch_to_block(other);
        let how = self.word(1);
        let text = self.call_for(Helper::uop_convert, &[self.thread, how, value]);
        self.decref(value);
        self.jump_with(done, text);
        self.builder.switch_to_block(done);
        self.replace(1, result);
    }

    /// A text of the `oparg` topmost ones, which are released.
    fn build_string(&mut self, oparg: u16) {
        let count = usize::from(oparg);
        let first = self.stack.len() - count;
        self.flush(first);
        let items = self.sp_at(first);
        let length = self.word(oparg.into());
        let text = self.call_for(Helper::uop_build_string, &[self.thread, items, length]);
        for index in first..self.stack.len() {
            let (address, offset) = self.slot_address(index);
            let item = self.load_frame(address, offset);
            self.decref(item);
        }
        self.replace(count, text);
    }
}
