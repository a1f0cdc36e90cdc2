//! Guards.

use super::stack::Held;
use super::{Lowering, layout};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::object::TypeId;

impl Lowering<'_> {
    /// Exits unless the topmost slots have these types; `None` is any.
    pub(super) fn guard_types<const N: usize>(&mut self, expected: [Option<TypeId>; N]) {
        let first = self.stack.len() - N;
        for (i, expected) in expected.into_iter().enumerate() {
            if let Some(type_id) = expected {
                self.object(first + i);
                self.guard_type(first + i, type_id);
            }
        }
    }

    fn guard_type(&mut self, index: usize, type_id: TypeId) {
        let object = self.object(index);
        let differs = self.is_not(object, type_id);
        self.exit_if(differs);
    }

    pub(super) fn guard_truth_pop(&mut self, expected: bool) {
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
            let differs = self.builder.ins().icmp(IntCC::NotEqual, flag, wanted);
            self.exit_if(differs);
        }
        self.pop(1);
    }

    pub(super) fn guard_type_version(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let type_id = self.field(types::I32, owner, layout::TYPE_ID);
        self.exit_unless_type_version(type_id, operand);
    }

    pub(super) fn check_function(&mut self, operand: u64) {
        let function = self.frame_field(layout::FRAME_FUNCTION);
        let version = self.field(types::I32, function, layout::FUNCTION_VERSION);
        self.exit_unless_version(version, operand);
    }

    pub(super) fn exit_unless_version(&mut self, version: Value, operand: u64) {
        let expected = i64::from(operand as u32);
        let differs = self.builder.ins().icmp_imm_u(IntCC::NotEqual, version, expected);
        self.exit_if(differs);
    }
}
