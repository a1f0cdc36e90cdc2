//! Attributes, and the guards in front of them.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::type_id;

lowerings! { |lowering, uop|
    _CHECK_MANAGED_OBJECT_HAS_VALUES => lowering.guard_values(),
    _LOAD_ATTR_INSTANCE_VALUE_0 => lowering.load_attr_value(uop.operand, true),
    _LOAD_ATTR_INSTANCE_VALUE_1 => {
        lowering.load_attr_value(uop.operand, true);
        lowering.push_null();
    },
    _LOAD_ATTR_INSTANCE_VALUE_BORROW => lowering.load_attr_value(uop.operand, false),
    _STORE_ATTR_INSTANCE_VALUE => lowering.store_attr_value(uop.operand, true),
    _STORE_ATTR_INSTANCE_VALUE_BORROW => lowering.store_attr_value(uop.operand, false),
    _CHECK_ATTR_CLASS => lowering.check_attr_class(uop.operand),
    _CHECK_ATTR_MODULE => lowering.check_attr_module(uop.operand),
    _LOAD_ATTR_CLASS_0 => lowering.load_attr_constant(uop.operand),
    _LOAD_ATTR_CLASS_1 => {
        lowering.load_attr_constant(uop.operand);
        lowering.push_null();
    },
    _LOAD_ATTR_METHOD_NO_DICT => lowering.load_attr_method(uop.operand),
    _LOAD_ATTR_0 => lowering.load_attr_any(uop.operand),
    _LOAD_ATTR_1 => lowering.load_attr_any_to_call(uop.operand),
    _STORE_ATTR => lowering.store_attr_any(uop.operand),
}

impl Lowering<'_> {
    /// Exits unless the values of the topmost slot's object are where its class says.
    fn guard_values(&mut self) {
        let [owner] = self.inputs();
        let flags = self.field(types::I32, owner, layout::FLAGS);
        self.exit_if(flags);
    }

    /// `owner.name`, whose place in the instance is the operand; the instance is released if it is
    /// `owned`.
    fn load_attr_value(&mut self, operand: u64, owned: bool) {
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
    fn store_attr_value(&mut self, operand: u64, owned: bool) {
        let [new, owner] = self.inputs();
        let old = self.field(types::I64, owner, operand as i32);
        self.set_field(owner, operand as i32, new);
        self.decref_if_any(old);
        if owned {
            self.decref(owner);
        }
        self.pop(2);
    }

    fn check_attr_class(&mut self, operand: u64) {
        let [owner] = self.inputs();
        self.exit_unless_type(owner, type_id::TYPE);
        let class = self.field(types::I32, owner, layout::REPRESENTS);
        self.exit_unless_type_version(class, operand);
    }

    fn check_attr_module(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let module = self.word(operand);
        self.exit_unless_same(owner, module);
    }

    /// Replaces the object on which a constant was found by the constant.
    fn load_attr_constant(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let value = self.word(operand);
        self.incref(value);
        self.decref(owner);
        self.replace(1, value);
    }

    /// A method below its `self`.
    fn load_attr_method(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let method = self.word(operand);
        self.incref(method);
        self.replace(1, method);
        self.push(owner);
    }

    fn load_attr_any(&mut self, operand: u64) {
        let [owner] = self.inputs();
        let name = self.word(operand);
        let value = self.call_for(Helper::uop_load_attr, &[self.thread, owner, name]);
        self.finish(value, [owner]);
    }

    /// A method below its `self`, or a value below null.
    fn load_attr_any_to_call(&mut self, operand: u64) {
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
        self.error_unless(value);
        self.decref(owner);
        let null = self.word(0);
        self.builder.ins().jump(done, &[value.into(), null.into()]);

        self.builder.switch_to_block(done);
        self.replace(1, attr);
        self.push_slot(this);
    }

    fn store_attr_any(&mut self, operand: u64) {
        let [value, owner] = self.inputs();
        let name = self.word(operand);
        let args = [self.thread, owner, name, value];
        let stored = self.call_for_bool(Helper::uop_store_attr, &args);
        self.error_unless(stored);
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
