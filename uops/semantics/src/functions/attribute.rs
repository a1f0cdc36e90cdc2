//! Attributes of instances and classes.

use super::counting::decref;
use crate::helpers::{
    uop_delete_attr, uop_load_attr, uop_load_method, uop_load_super_attr, uop_load_super_method,
    uop_store_attr,
};
use crate::object::{Instance, TypeObject, type_id};
use crate::{Flow, Operands, Ref, Vm};

uop!(_CHECK_MANAGED_OBJECT_HAS_VALUES, |_, _, [owner]| -> Flow<1> {
    if !Instance::has_values((*owner.0).flags) {
        return Flow::Exit;
    }
    Flow::Next([owner])
});

/// The value whose place in the instance is the operand.
#[inline(always)]
fn value(owner: Ref, operands: impl Operands) -> *mut Ref {
    owner.0.wrapping_byte_add(operands.small_operand()).cast()
}

/// A value of an instance.
#[inline(always)]
pub(super) unsafe fn attribute(operands: impl Operands, owner: Ref) -> Option<Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let attr = *value(owner, operands);
        if attr.is_null() {
            return None;
        }
        attr.incref();
        Some(attr)
    }
}

/// Takes a value out of an instance, which is released.
#[inline(always)]
unsafe fn load(vm: &Vm, operands: impl Operands, owner: Ref) -> Option<Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let attr = attribute(operands, owner)?;
        decref(vm.thread, owner);
        Some(attr)
    }
}

/// Puts a value into an instance.
#[inline(always)]
pub(super) unsafe fn set_attribute(vm: &Vm, operands: impl Operands, owner: Ref, new: Ref) {
    // SAFETY: the contract of uop functions.
    unsafe {
        let value = value(owner, operands);
        let old = *value;
        *value = new;
        if !old.is_null() {
            decref(vm.thread, old);
        }
    }
}

uop!(_LOAD_ATTR_INSTANCE_VALUE_0, |vm, operands, [owner]| -> Flow<1> {
    let Some(attr) = load(vm, operands, owner) else { return Flow::Exit };
    Flow::Next([attr])
});

uop!(_LOAD_ATTR_INSTANCE_VALUE_1, |vm, operands, [owner]| -> Flow<2> {
    let Some(attr) = load(vm, operands, owner) else { return Flow::Exit };
    Flow::Next([attr, Ref::NULL])
});

uop!(_STORE_ATTR_INSTANCE_VALUE, |vm, operands, [new, owner]| -> Flow<0> {
    set_attribute(vm, operands, owner, new);
    decref(vm.thread, owner);
    Flow::Next([])
});

uop!(_CHECK_ATTR_CLASS, |vm, operands, [owner]| -> Flow<1> {
    if owner.type_id() != type_id::TYPE {
        return Flow::Exit;
    }
    let versions = (&raw const (*vm.thread).type_versions).cast::<u32>();
    let class = (*owner.cast::<TypeObject>()).represents as usize;
    if *versions.add(class) != operands.small_operand() as u32 {
        return Flow::Exit;
    }
    Flow::Next([owner])
});

uop!(_CHECK_ATTR_MODULE, |_, operands, [owner]| -> Flow<1> {
    if owner != Ref(operands.operand() as usize as *mut _) {
        return Flow::Exit;
    }
    Flow::Next([owner])
});

/// The constant that the operand points at, which replaces `owner` on the stack.
#[inline(always)]
unsafe fn constant(vm: &Vm, operands: impl Operands, owner: Ref) -> Ref {
    // SAFETY: the contract of uop functions.
    unsafe {
        let attr = Ref(operands.operand() as usize as *mut _);
        attr.incref();
        decref(vm.thread, owner);
        attr
    }
}

uop!(_LOAD_ATTR_CLASS_0, |vm, operands, [owner]| -> Flow<1> {
    Flow::Next([constant(vm, operands, owner)])
});

uop!(_LOAD_ATTR_CLASS_1, |vm, operands, [owner]| -> Flow<2> {
    Flow::Next([constant(vm, operands, owner), Ref::NULL])
});

uop!(_LOAD_ATTR_0, |vm, operands, [owner]| -> Flow<1> {
    let attr = uop_load_attr(vm.thread, owner, operands.small_operand());
    if attr.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, owner);
    Flow::Next([attr])
});

uop!(_LOAD_ATTR_1, |vm, operands, [owner]| -> Flow<2> {
    let name = operands.small_operand();
    let method = uop_load_method(vm.thread, owner, name);
    if !method.is_null() {
        return Flow::Next([method, owner]);
    }
    let attr = uop_load_attr(vm.thread, owner, name);
    if attr.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, owner);
    Flow::Next([attr, Ref::NULL])
});

uop!(_STORE_ATTR, |vm, operands, [v, owner]| -> Flow<0> {
    if !uop_store_attr(vm.thread, owner, operands.small_operand(), v) {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, owner);
    Flow::Next([])
});

uop!(_DELETE_ATTR, |vm, operands, [owner]| -> Flow<0> {
    if !uop_delete_attr(vm.thread, owner, operands.small_operand()) {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, owner);
    Flow::Next([])
});

/// Whether this is the class `super`, and the other one a class.
#[inline(always)]
unsafe fn is_super(global_super: Ref, class: Ref) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        global_super.type_id() == type_id::TYPE
            && (*global_super.cast::<TypeObject>()).represents == type_id::SUPER
            && class.type_id() == type_id::TYPE
    }
}

uop!(_LOAD_SUPER_ATTR_ATTR, |vm, operands, [global_super, class, this]| -> Flow<1> {
    if !is_super(global_super, class) {
        return Flow::Exit;
    }
    let attr = uop_load_super_attr(vm.thread, class, this, operands.small_operand());
    if attr.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, this);
    decref(vm.thread, class);
    decref(vm.thread, global_super);
    Flow::Next([attr])
});

uop!(_LOAD_SUPER_ATTR_METHOD, |vm, operands, [global_super, class, this]| -> Flow<2> {
    if !is_super(global_super, class) {
        return Flow::Exit;
    }
    let name = operands.small_operand();
    let method = uop_load_super_method(vm.thread, class, this, name);
    if !method.is_null() {
        decref(vm.thread, class);
        decref(vm.thread, global_super);
        return Flow::Next([method, this]);
    }
    let attr = uop_load_super_attr(vm.thread, class, this, name);
    if attr.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, this);
    decref(vm.thread, class);
    decref(vm.thread, global_super);
    Flow::Next([attr, Ref::NULL])
});
