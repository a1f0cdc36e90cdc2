//! Attributes, and the guards in front of them.

use super::{Lowering, layout};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::type_id;

impl Lowering<'_> {
    /// Exits unless the values of the topmost slot's object are where its class says.
    pub(super) fn guard_values(&mut self) {
        let [owner] = self.inputs();
        let flags = self.field(types::I32, owner, layout::FLAGS);
        self.exit_if(flags);
    }

    /// `owner.name`, whose place in the instance is the operand; the instance is released if it is
    /// `owned`.
    pub(super) fn load_attr_value(&mut self, operand: u64, owned: bool) {
        let [owner] = self.inputs();
        let value = self.field(types::I64, owner, operand as i32);
        self.exit_unless(value);
        self.incref(value);
        if owned {
            self.decref(owner);
        }
        self.replace(1, value);
    }

    /// `owner.name = new`, likewise.
    pub(super) fn store_attr_value(&mut self, operand: u64, owned: bool) {
        let [new, owner] = self.inputs();
        let old = self.field(types::I64, owner, operand as i32);
        self.set_field(owner, operand as i32, new);
        self.decref_if_any(old);
        if owned {
            self.decref(owner);
        }
        self.pop(2);
    }

    pub(super) fn check_attr_class(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let differs = self.is_not(owner, type_id::TYPE);
        self.exit_if(differs);
        let class = self.field(types::I32, owner, layout::REPRESENTS);
        self.exit_unless_type_version(class, operand);
    }

    pub(super) fn check_attr_module(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let module = self.word(operand);
        let differs = self.builder.ins().icmp(IntCC::NotEqual, owner, module);
        self.exit_if(differs);
    }

    /// A constant in the place of the object that it was found on.
    pub(super) fn load_attr_constant(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let value = self.word(operand);
        self.incref(value);
        self.decref(owner);
        self.replace(1, value);
    }

    /// A method below its `self`.
    pub(super) fn load_attr_method(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let method = self.word(operand);
        self.incref(method);
        self.replace(1, method);
        self.push(owner);
    }

    pub(super) fn load_attr_any(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let name = self.word(operand);
        let value = self.call_for(Helper::uop_load_attr, &[self.thread, owner, name]);
        self.finish(value, [owner]);
    }

    /// A method below its `self`, or a value below null.
    pub(super) fn load_attr_any_to_call(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let (found, other, done) = (self.block(), self.block(), self.block());
        let [attr, this] = [(); 2].map(|()| self.builder.append_block_param(done, types::I64));
        let name = self.word(operand);
        let method = self.call_for(Helper::uop_load_method, &[self.thread, owner, name]);
        self.builder.ins().brif(method, found, &[], other, &[]);
        self.builder.switch_to_block(found);
        self.builder.ins().jump(done, &[method.into(), owner.into()]);

        self.builder.switch_to_block(other);
        let value = self.call_for(Helper::uop_load_attr, &[self.thread, owner, name]);
        let error = self.error_block();
        self.branch_unless(value, error);
        self.decref(owner);
        let null = self.word(0);
        self.builder.ins().jump(done, &[value.into(), null.into()]);

        self.builder.switch_to_block(done);
        self.replace(1, attr);
        self.push_slot(this);
    }

    pub(super) fn store_attr_any(&mut self, operand: u64) {
        let [value, owner] = self.inputs();
        let name = self.word(operand);
        let args = [self.thread, owner, name, value];
        let stored = self.call_for_bool(Helper::uop_store_attr, &args);
        let error = self.error_block();
        self.branch_unless(stored, error);
        self.decref(owner);
        self.pop(2);
    }

    /// Exits unless the type with this id, of 32 bits, has the version of the operand.
    pub(super) fn exit_unless_type_version(&mut self, type_id: Value, operand: u64) {
        let index = self.builder.ins().uextend(types::I64, type_id);
        let distance = self.builder.ins().ishl_imm_u(index, 2);
        let entry = self.builder.ins().iadd(self.thread, distance);
        let version = self.thread_entry(types::I32, entry, layout::THREAD_TYPE_VERSIONS);
        self.exit_unless_version(version, operand);
    }
}
