//! Variables that functions share, and functions that are made at run time.

use super::{Lowering, layout};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::thread::GLOBALS_VERSION;

fn offset(oparg: u16) -> i32 {
    i32::from(oparg) * layout::SLOT
}

impl Lowering<'_> {
    pub(super) fn make_cell(&mut self, oparg: u16) {
        let value = self.frame_field(offset(oparg));
        let cell = self.call_for(Helper::uop_make_cell, &[self.thread, value]);
        self.set_frame_field(offset(oparg), cell);
    }

    /// The last `oparg` locals become the cells of the running function's closure.
    pub(super) fn copy_free_vars(&mut self, oparg: u16) {
        let function = self.frame_field(layout::FRAME_FUNCTION);
        let closure = self.field(types::I64, function, layout::FUNCTION_CLOSURE);
        let count = self.frame_field(layout::FRAME_LOCAL_COUNT);
        let bytes = self.builder.ins().ishl_imm_u(count, layout::SLOT_SHIFT);
        let end = self.builder.ins().iadd(self.frame.locals, bytes);
        for index in 0..i32::from(oparg) {
            let cell = self.field(types::I64, closure, layout::TUPLE_ITEMS + index * layout::SLOT);
            self.incref(cell);
            self.store_frame(end, (index - i32::from(oparg)) * layout::SLOT, cell);
        }
    }

    pub(super) fn load_deref(&mut self, oparg: u16) {
        let cell = self.frame_field(offset(oparg));
        let value = self.field(types::I64, cell, layout::CELL_VALUE);
        self.raise_unless(value, Helper::uop_raise_unbound);
        self.incref(value);
        self.push(value);
    }

    pub(super) fn store_deref(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let cell = self.frame_field(offset(oparg));
        let old = self.field(types::I64, cell, layout::CELL_VALUE);
        self.set_field(cell, layout::CELL_VALUE, value);
        self.decref_if_any(old);
        self.pop(1);
    }

    /// Goes on if there is a value; else calls what sets the exception.
    fn raise_unless(&mut self, value: Value, raise: Helper) {
        let (bound, unbound) = (self.block(), self.cold_block());
        let error = self.error_block();
        self.builder.ins().brif(value, bound, &[], unbound, &[]);
        self.in_cold(unbound, |this| {
            this.call_helper(raise, &[this.thread]);
            this.jump(error);
        });
        self.builder.switch_to_block(bound);
    }

    /// Exits unless this version in the thread is the one that it has at first.
    pub(super) fn guard_names(&mut self, version: i32) {
        let version = self.thread_field(types::I32, version);
        let expected = i64::from(GLOBALS_VERSION);
        let differs = self.builder.ins().icmp_imm_u(IntCC::NotEqual, version, expected);
        self.exit_if(differs);
    }

    /// The value of the global name of the operand, or null.
    fn global(&mut self, operand: u64) -> Value {
        let globals = self.thread_field(types::I64, layout::THREAD_GLOBALS);
        self.field(types::I64, globals, operand as i32)
    }

    /// Pushes the value of a name; exits if it has none.
    pub(super) fn load_global(&mut self, operand: u64) {
        let value = self.global(operand);
        self.exit_unless(value);
        self.incref(value);
        self.push(value);
    }

    /// Pushes the value of a name, which has to have one.
    pub(super) fn load_global_or_raise(&mut self, operand: u64) {
        let value = self.global(operand);
        self.raise_unless(value, Helper::uop_raise_undefined);
        self.incref(value);
        self.push(value);
    }

    pub(super) fn store_global(&mut self, operand: u64) {
        let [value] = self.inputs();
        let globals = self.thread_field(types::I64, layout::THREAD_GLOBALS);
        let old = self.field(types::I64, globals, operand as i32);
        self.set_field(globals, operand as i32, value);
        self.decref_if_any(old);
        self.pop(1);
    }

    pub(super) fn make_function(&mut self) {
        let [code] = self.inputs();
        let function = self.call_for(Helper::uop_make_function, &[self.thread, code]);
        self.decref(code);
        self.replace(1, function);
    }
}
