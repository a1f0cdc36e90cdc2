//! Variables that functions share, and functions that are made at run time.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::thread::GLOBALS_VERSION;

/// The most cells that are copied one by one. For more, the uop's function is called.
const COPIED: u16 = 32;

lowerings! { |lowering, uop|
    _MAKE_CELL => lowering.make_cell(uop.oparg),
    _COPY_FREE_VARS => match uop.oparg {
        ..=COPIED => lowering.copy_free_vars(uop.oparg),
        _ => lowering.out_of_line(uop)?,
    },
    _LOAD_DEREF => lowering.load_deref(uop.oparg),
    _STORE_DEREF => lowering.store_deref(uop.oparg),
    _MAKE_FUNCTION => lowering.make_function(),
    _GUARD_GLOBALS_VERSION => lowering.guard_names(layout::THREAD_GLOBALS_VERSION),
    _GUARD_BUILTINS_VERSION => lowering.guard_names(layout::THREAD_BUILTINS_VERSION),
    _LOAD_GLOBAL_MODULE_0 => lowering.load_global(uop.operand),
    _LOAD_GLOBAL_MODULE_1 => {
        lowering.load_global(uop.operand);
        lowering.push_null();
    },
    _LOAD_GLOBAL_0 => lowering.load_global_or_builtin(uop.operand),
    _LOAD_GLOBAL_1 => {
        lowering.load_global_or_builtin(uop.operand);
        lowering.push_null();
    },
    _STORE_GLOBAL => lowering.store_global(uop.operand),
}

impl Lowering<'_> {
    fn make_cell(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        let cell = self.call_for(Helper::uop_make_cell, &[self.thread, value]);
        self.set_frame_field(layout::local(oparg), cell);
    }

    /// The last `oparg` locals become the cells of the running function's closure.
    fn copy_free_vars(&mut self, oparg: u16) {
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

    fn load_deref(&mut self, oparg: u16) {
        let cell = self.frame_field(layout::local(oparg));
        let value = self.field(types::I64, cell, layout::CELL_VALUE);
        self.raise_unless(value, Helper::uop_raise_unbound);
        self.incref(value);
        self.push(value);
    }

    fn store_deref(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let cell = self.frame_field(layout::local(oparg));
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
    fn guard_names(&mut self, version: i32) {
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
    fn load_global(&mut self, operand: u64) {
        let value = self.global(operand);
        self.exit_unless(value);
        self.incref(value);
        self.push(value);
    }

    /// Pushes the value of a name, or the builtin of that name.
    fn load_global_or_builtin(&mut self, operand: u64) {
        let value = self.global(operand);
        let (known, unknown) = (self.block(), self.cold_block());
        let (found, loaded) = self.join();
        let error = self.error_block();
        self.builder.ins().brif(value, known, &[], unknown, &[]);
        self.in_cold(unknown, |this| {
            let name = this.word(operand);
            let builtin = this.call_for(Helper::uop_load_builtin, &[this.thread, name]);
            this.builder.ins().brif(builtin, found, &[builtin.into()], error, &[]);
        });
        self.builder.switch_to_block(known);
        self.incref(value);
        self.jump_with(found, value);
        self.builder.switch_to_block(found);
        self.push(loaded);
    }

    fn store_global(&mut self, operand: u64) {
        let [value] = self.inputs();
        let globals = self.thread_field(types::I64, layout::THREAD_GLOBALS);
        let old = self.field(types::I64, globals, operand as i32);
        self.set_field(globals, operand as i32, value);
        let (known, added, done) = (self.block(), self.cold_block(), self.block());
        self.builder.ins().brif(old, known, &[], added, &[]);
        self.in_cold(added, |this| {
            this.call_helper(Helper::uop_add_global, &[this.thread]);
            this.jump(done);
        });
        self.builder.switch_to_block(known);
        self.decref(old);
        self.jump(done);
        self.builder.switch_to_block(done);
        self.pop(1);
    }

    fn make_function(&mut self) {
        let [code] = self.inputs();
        let function = self.call_for(Helper::uop_make_function, &[self.thread, code]);
        self.decref(code);
        self.replace(1, function);
    }
}
