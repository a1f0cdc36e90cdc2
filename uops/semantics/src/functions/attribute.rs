//! Attributes of instances and classes.

use super::counting::decref;
use crate::helpers::{
    uop_delete_attr, uop_load_attr, uop_load_method, uop_load_super_attr, uop_load_super_method,
    uop_store_attr,
};
use crate::object::{TypeObject, type_id};
use crate::{Flow, Ref, Site, Vm};

#[inline(always)]
pub unsafe fn _CHECK_MANAGED_OBJECT_HAS_VALUES(
    _: &mut Vm,
    _: impl Site,
    [owner]: [Ref; 1],
) -> Flow<1> {
    if (*owner.0).flags != 0 {
        return Flow::Exit;
    }
    Flow::Next([owner])
}

/// The value whose place in the instance is the operand.
#[inline(always)]
fn value(owner: Ref, site: impl Site) -> *mut Ref {
    owner.0.wrapping_byte_add(site.small_operand()).cast()
}

/// A value of an instance.
#[inline(always)]
pub(super) unsafe fn attribute(site: impl Site, owner: Ref) -> Option<Ref> {
    let attr = *value(owner, site);
    if attr.is_null() {
        return None;
    }
    attr.incref();
    Some(attr)
}

/// Takes a value out of an instance, which is released.
#[inline(always)]
unsafe fn load(vm: &Vm, site: impl Site, owner: Ref) -> Option<Ref> {
    let attr = attribute(site, owner)?;
    decref(vm.thread, owner);
    Some(attr)
}

/// Puts a value into an instance.
#[inline(always)]
pub(super) unsafe fn set_attribute(vm: &Vm, site: impl Site, owner: Ref, new: Ref) {
    let value = value(owner, site);
    let old = *value;
    *value = new;
    if !old.is_null() {
        decref(vm.thread, old);
    }
}

#[inline(always)]
pub unsafe fn _LOAD_ATTR_INSTANCE_VALUE_0(
    vm: &mut Vm,
    site: impl Site,
    [owner]: [Ref; 1],
) -> Flow<1> {
    let Some(attr) = load(vm, site, owner) else { return Flow::Exit };
    Flow::Next([attr])
}

#[inline(always)]
pub unsafe fn _LOAD_ATTR_INSTANCE_VALUE_1(
    vm: &mut Vm,
    site: impl Site,
    [owner]: [Ref; 1],
) -> Flow<2> {
    let Some(attr) = load(vm, site, owner) else { return Flow::Exit };
    Flow::Next([attr, Ref::NULL])
}

#[inline(always)]
pub unsafe fn _STORE_ATTR_INSTANCE_VALUE(
    vm: &mut Vm,
    site: impl Site,
    [new, owner]: [Ref; 2],
) -> Flow<0> {
    set_attribute(vm, site, owner, new);
    decref(vm.thread, owner);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _CHECK_ATTR_CLASS(vm: &mut Vm, site: impl Site, [owner]: [Ref; 1]) -> Flow<1> {
    if owner.type_id() != type_id::TYPE {
        return Flow::Exit;
    }
    let versions = (&raw const (*vm.thread).type_versions).cast::<u32>();
    let class = (*owner.cast::<TypeObject>()).represents as usize;
    if *versions.add(class) != site.small_operand() as u32 {
        return Flow::Exit;
    }
    Flow::Next([owner])
}

#[inline(always)]
pub unsafe fn _CHECK_ATTR_MODULE(_: &mut Vm, site: impl Site, [owner]: [Ref; 1]) -> Flow<1> {
    if owner != Ref(site.operand() as usize as *mut _) {
        return Flow::Exit;
    }
    Flow::Next([owner])
}

/// The constant that the operand is, in the place of `owner`.
#[inline(always)]
unsafe fn constant(vm: &Vm, site: impl Site, owner: Ref) -> Ref {
    let attr = Ref(site.operand() as usize as *mut _);
    attr.incref();
    decref(vm.thread, owner);
    attr
}

#[inline(always)]
pub unsafe fn _LOAD_ATTR_CLASS_0(vm: &mut Vm, site: impl Site, [owner]: [Ref; 1]) -> Flow<1> {
    Flow::Next([constant(vm, site, owner)])
}

#[inline(always)]
pub unsafe fn _LOAD_ATTR_CLASS_1(vm: &mut Vm, site: impl Site, [owner]: [Ref; 1]) -> Flow<2> {
    Flow::Next([constant(vm, site, owner), Ref::NULL])
}

#[inline(always)]
pub unsafe fn _LOAD_ATTR_0(vm: &mut Vm, site: impl Site, [owner]: [Ref; 1]) -> Flow<1> {
    let attr = uop_load_attr(vm.thread, owner, site.small_operand());
    if attr.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, owner);
    Flow::Next([attr])
}

#[inline(always)]
pub unsafe fn _LOAD_ATTR_1(vm: &mut Vm, site: impl Site, [owner]: [Ref; 1]) -> Flow<2> {
    let name = site.small_operand();
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
}

#[inline(always)]
pub unsafe fn _STORE_ATTR(vm: &mut Vm, site: impl Site, [v, owner]: [Ref; 2]) -> Flow<0> {
    if !uop_store_attr(vm.thread, owner, site.small_operand(), v) {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, owner);
    Flow::Next([])
}

#[inline(always)]
pub unsafe fn _DELETE_ATTR(vm: &mut Vm, site: impl Site, [owner]: [Ref; 1]) -> Flow<0> {
    if !uop_delete_attr(vm.thread, owner, site.small_operand()) {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, owner);
    Flow::Next([])
}

/// Whether this is the class `super`, and the other one a class.
#[inline(always)]
unsafe fn is_super(global_super: Ref, class: Ref) -> bool {
    global_super.type_id() == type_id::TYPE
        && (*global_super.cast::<TypeObject>()).represents == type_id::SUPER
        && class.type_id() == type_id::TYPE
}

#[inline(always)]
pub unsafe fn _LOAD_SUPER_ATTR_ATTR(
    vm: &mut Vm,
    site: impl Site,
    [global_super, class, this]: [Ref; 3],
) -> Flow<1> {
    if !is_super(global_super, class) {
        return Flow::Exit;
    }
    let attr = uop_load_super_attr(vm.thread, class, this, site.small_operand());
    if attr.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, this);
    decref(vm.thread, class);
    decref(vm.thread, global_super);
    Flow::Next([attr])
}

#[inline(always)]
pub unsafe fn _LOAD_SUPER_ATTR_METHOD(
    vm: &mut Vm,
    site: impl Site,
    [global_super, class, this]: [Ref; 3],
) -> Flow<2> {
    if !is_super(global_super, class) {
        return Flow::Exit;
    }
    let name = site.small_operand();
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
}
