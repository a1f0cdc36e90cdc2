//! What is called: checks of a call, after which the lowering knows whether there is a `self`, and how many
//! arguments.
//!
//! A call lies on the stack as `callable, self_or_null, args[oparg]`.

use crate::lower::layout;
use crate::lower::lowering::{Lowering, Malformed};
use crate::lower::slot::{Held, Slot};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::{Code, TypeId, type_id};

impl Lowering<'_> {
    /// The slot of the callable, below `self_or_null` and `oparg` arguments.
    pub(super) fn callable(&self, oparg: u16) -> usize {
        self.stack.len() - 2 - usize::from(oparg)
    }

    /// How many arguments the function takes follows from its version.
    pub(super) fn check_function_exact_args(
        &mut self,
        oparg: u16,
        operand: u64,
    ) -> Result<(), Malformed> {
        let base = self.callable(oparg);
        let takes = self.code(operand)?.arg_count as usize;
        let function = self.object(base);
        self.object(base + 1);
        self.exit_unless_function(function, operand);
        self.exit_unless_given(base, takes);
        Ok(())
    }

    pub(super) fn expand_method(&mut self, oparg: u16) {
        let base = self.callable(oparg);
        let method = self.object(base);
        let function = self.field(types::I64, method, layout::BOUND_FUNCTION);
        let this = self.field(types::I64, method, layout::BOUND_THIS);
        self.incref(function);
        self.incref(this);
        self.decref(method);
        self.set_slot(base, function);
        self.set_slot(base + 1, this);
    }

    pub(super) fn check_and_allocate(&mut self, oparg: u16, operand: u64) {
        let base = self.callable(oparg);
        let class = self.object(base);
        self.object(base + 1);
        self.exit_unless_given(base, usize::from(oparg));
        self.exit_unless_type(class, type_id::TYPE);
        let represents = self.field(types::I32, class, layout::REPRESENTS);
        self.exit_unless_type_version(represents, operand);
        let init = self.field(types::I64, class, layout::INIT);
        self.exit_unless_frame_fits(init);
        let id = self.builder.ins().uextend(types::I64, represents);
        let instance = self.call_for(Helper::uop_new_instance, &[self.thread, id]);
        self.incref(init);
        self.decref(class);
        self.set_slot(base, init);
        self.set_slot(base + 1, instance);
    }

    /// Exits unless the call at `base` has `count` arguments, `self` the first of them if there is
    /// one. From then on it is known whether there is.
    fn exit_unless_given(&mut self, base: usize, count: usize) {
        let without_self = self.stack.len() - base - 2;
        let is_null = count == without_self;
        if (!is_null && count != without_self + 1) || self.stack[base + 1].null == Some(!is_null) {
            let always = self.builder.ins().iconst(types::I8, 1);
            self.exit_if(always);
        } else if self.stack[base + 1].null.is_none() {
            let this = self.object(base + 1);
            match is_null {
                true => self.exit_if(this),
                false => self.exit_unless(this),
            }
            self.stack[base + 1].null = Some(is_null);
        }
    }

    /// Exits unless the object is a function with the version of the operand.
    fn exit_unless_function(&mut self, function: Value, operand: u64) {
        self.exit_unless_type(function, type_id::FUNCTION);
        let version = self.field(types::I32, function, layout::FUNCTION_VERSION);
        self.exit_unless_version(version, operand);
    }

    /// Exits unless a frame of the function may be entered.
    fn exit_unless_frame_fits(&mut self, function: Value) {
        let code = self.field(types::I64, function, layout::FUNCTION_CODE);
        let bytes = self.field(types::I32, code, layout::CODE_FRAME_SIZE);
        let bytes = self.builder.ins().uextend(types::I64, bytes);
        self.exit_unless_space(bytes);
        self.check_recursion_remaining();
    }

    /// Exits unless `bytes` bytes are left for frames.
    fn exit_unless_space(&mut self, bytes: Value) {
        let limit = self.thread_field(types::I64, layout::THREAD_DATASTACK_LIMIT);
        let top = self.thread_field(types::I64, layout::THREAD_DATASTACK_TOP);
        let left = self.builder.ins().isub(limit, top);
        let small = self.builder.ins().icmp(IntCC::UnsignedLessThan, left, bytes);
        self.exit_if(small);
    }

    pub(super) fn check_recursion_remaining(&mut self) {
        let remaining = self.thread_field(types::I64, layout::THREAD_RECURSION_REMAINING);
        let none = self.builder.ins().icmp_imm_u(IntCC::UnsignedLessThanOrEqual, remaining, 1);
        self.exit_if(none);
    }

    /// Exits unless the type with this id, of 32 bits, has the version of the operand.
    fn exit_unless_type_version(&mut self, type_id: Value, operand: u64) {
        let index = self.builder.ins().uextend(types::I64, type_id);
        let distance = self.builder.ins().ishl_imm_u(index, 2);
        let entry = self.builder.ins().iadd(self.thread, distance);
        let version = self.thread_entry(types::I32, entry, layout::THREAD_TYPE_VERSIONS);
        self.exit_unless_version(version, operand);
    }

    /// Exits unless the object has the type.
    fn exit_unless_type(&mut self, object: Value, type_id: TypeId) {
        let differs = self.field_differs(object, layout::TYPE_ID, type_id);
        self.exit_if(differs);
    }

    fn exit_unless_version(&mut self, version: Value, operand: u64) {
        let expected = i64::from(operand as u32);
        let differs = self.builder.ins().icmp_imm_u(IntCC::NotEqual, version, expected);
        self.exit_if(differs);
    }

    /// Puts a value that is not null into a slot.
    fn set_slot(&mut self, index: usize, object: Value) {
        self.stack[index] = Slot::changed(Held::Object(object));
    }

    pub(super) fn code(&self, version: u64) -> Result<Code, Malformed> {
        let code = self.program.code(version as u32).copied();
        code.ok_or_else(|| Malformed(format!("no function with version {version}")))
    }
}
