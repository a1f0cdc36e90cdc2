//! Attributes and calls of builtins.

use super::counting::decref;
use super::list::append;
use crate::helpers::uop_call_class;
use crate::object::{METHOD_LIST_APPEND, MethodDescriptor, type_id};

use crate::{Flow, Ref, Site, Vm};

#[inline(always)]
pub unsafe fn _LOAD_ATTR_METHOD_NO_DICT(_: &mut Vm, site: impl Site, [owner]: [Ref; 1]) -> Flow<2> {
    let method = Ref(site.operand() as usize as *mut _);
    method.incref();
    Flow::Next([method, owner])
}

#[inline(always)]
pub unsafe fn _CALL_BUILTIN_CLASS(vm: &mut Vm, site: impl Site, []: [Ref; 0]) -> Flow<1> {
    // callable, self_or_null, args[oparg]
    let mut count = site.oparg();
    let base = vm.below(count.wrapping_add(2));
    let class = *base;
    let mut args = base.add(2);
    if !(*base.add(1)).is_null() {
        args = args.sub(1);
        count = count.wrapping_add(1);
    }
    if class.type_id() != type_id::TYPE {
        return Flow::Exit;
    }
    let res = uop_call_class(vm.thread, class, args, count);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    let mut i = 0;
    while i < count {
        decref(vm.thread, *args.add(i));
        i = i.wrapping_add(1);
    }
    decref(vm.thread, class);
    vm.sp = base;
    Flow::Next([res])
}

#[inline(always)]
pub unsafe fn _CALL_LIST_APPEND(
    vm: &mut Vm,
    _: impl Site,
    [callable, this, arg]: [Ref; 3],
) -> Flow<0> {
    if callable.type_id() != type_id::METHOD_DESCRIPTOR || this.type_id() != type_id::LIST {
        return Flow::Exit;
    }
    if (*callable.cast::<MethodDescriptor>()).method != METHOD_LIST_APPEND {
        return Flow::Exit;
    }
    append(vm, this, arg);
    decref(vm.thread, this);
    decref(vm.thread, callable);
    Flow::Next([])
}
