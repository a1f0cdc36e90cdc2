//! Guards.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use crate::lower::slot::Held;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::object::TypeId;
use uops::object::type_id::{FLOAT, INT, STR};

lowerings! { |lowering, uop|
    _GUARD_BOTH_INT => lowering.guard_types([Some(INT), Some(INT)]),
    _GUARD_TOS_INT => lowering.guard_types([Some(INT)]),
    _GUARD_NOS_INT => lowering.guard_types([Some(INT), None]),
    _GUARD_BOTH_FLOAT => lowering.guard_types([Some(FLOAT), Some(FLOAT)]),
    _GUARD_TOS_FLOAT => lowering.guard_types([Some(FLOAT)]),
    _GUARD_NOS_FLOAT => lowering.guard_types([Some(FLOAT), None]),
    _GUARD_IS_TRUE_POP => lowering.guard_truth_pop(true),
    _GUARD_IS_FALSE_POP => lowering.guard_truth_pop(false),
    _GUARD_IS_NONE_POP => lowering.guard_none_pop(),
    _GUARD_IS_NOT_NONE_POP => lowering.guard_not_none_pop(),
    _GUARD_BOTH_UNICODE => lowering.guard_types([Some(STR), Some(STR)]),
    _GUARD_TYPE_VERSION => lowering.guard_type_version(uop.operand),
    _CHECK_FUNCTION => lowering.check_function(uop.operand),
}

impl Lowering<'_> {
    /// Exits unless the topmost slots have these types; `None` is any.
    pub(super) fn guard_types<const N: usize>(&mut self, expected: [Option<TypeId>; N]) {
        let first = self.stack.len() - N;
        for (i, expected) in expected.into_iter().enumerate() {
            if let Some(type_id) = expected {
                let object = self.object(first + i);
                self.exit_unless_type(object, type_id);
            }
        }
    }

    /// Exits unless the slot so far below the topmost one has the type.
    pub(super) fn guard_type(&mut self, distance: usize, type_id: TypeId) {
        let object = self.object(self.stack.len() - 1 - distance);
        self.exit_unless_type(object, type_id);
    }

    /// Exits unless the object has the type.
    pub(super) fn exit_unless_type(&mut self, object: Value, type_id: TypeId) {
        self.exit_unless_field(object, layout::TYPE_ID, type_id);
    }

    /// Exits unless a field of 32 bits has this value.
    pub(super) fn exit_unless_field(&mut self, object: Value, offset: i32, expected: u32) {
        let differs = self.field_differs(object, offset, expected);
        self.exit_if(differs);
    }

    /// Exits unless the two values are the same.
    pub(super) fn exit_unless_same(&mut self, value: Value, expected: Value) {
        let differs = self.builder.ins().icmp(IntCC::NotEqual, value, expected);
        self.exit_if(differs);
    }

    fn guard_truth_pop(&mut self, expected: bool) {
        let index = self.stack.len() - 1;
        if let Held::Truth(condition) = self.stack[index].held {
            if expected {
                self.exit_unless(condition);
            } else {
                self.exit_if(condition);
            }
        } else {
            let flag = self.object(index);
            let offset = if expected { layout::THREAD_TRUE } else { layout::THREAD_FALSE };
            let wanted = self.offset(self.thread, offset.into());
            self.exit_unless_same(flag, wanted);
        }
        self.pop(1);
    }

    fn guard_type_version(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let type_id = self.field(types::I32, owner, layout::TYPE_ID);
        self.exit_unless_type_version(type_id, operand);
    }

    fn check_function(&mut self, operand: u64) {
        let function = self.frame_field(layout::FRAME_FUNCTION);
        let version = self.field(types::I32, function, layout::FUNCTION_VERSION);
        self.exit_unless_version(version, operand);
    }

    pub(super) fn exit_unless_version(&mut self, version: Value, operand: u64) {
        let expected = i64::from(operand as u32);
        let differs = self.builder.ins().icmp_imm_u(IntCC::NotEqual, version, expected);
        self.exit_if(differs);
    }

    /// Pops; exits unless it was `None`, after it is released.
    fn guard_none_pop(&mut self) {
        let [value] = self.inputs();
        let other = self.unless_none(value);
        let exit = self.exit_block();
        self.aside(other, |this| {
            this.decref(value);
            this.jump(exit);
        });
        self.pop(1);
    }

    /// Pops; exits if it was `None`.
    fn guard_not_none_pop(&mut self) {
        let [value] = self.inputs();
        let none = self.none();
        let is_none = self.builder.ins().icmp(IntCC::Equal, value, none);
        self.exit_if(is_none);
        self.decref(value);
        self.pop(1);
    }
}
