//! CPython 3.15: attributes, and stores in containers, that leave the object on the stack.

use super::attribute::{attribute, set_attribute};
use super::counting::decref;
use crate::helpers::{
    uop_dict_set_item, uop_dict_update, uop_intrinsic, uop_list_extend, uop_load_attr,
    uop_set_update,
};
use crate::object::type_id;
use crate::{Flow, Ref};

uop!(_LOAD_ATTR_VALUE_KEPT, |_, operands, [owner]| -> Flow<2> {
    let Some(attr) = attribute(operands, owner) else { return Flow::Exit };
    Flow::Next([attr, owner])
});

uop!(_LOAD_ATTR_MODULE_KEPT, |vm, operands, [owner]| -> Flow<2> {
    if owner.type_id() != type_id::MODULE {
        return Flow::Exit;
    }
    let attr = uop_load_attr(vm.thread, owner, operands.small_operand());
    if attr.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    Flow::Next([attr, owner])
});

uop!(_STORE_ATTR_VALUE_KEPT, |vm, operands, [value, owner]| -> Flow<1> {
    set_attribute(vm, operands, owner, value);
    Flow::Next([owner])
});

uop!(_STORE_SUBSCR_DICT_KEPT, |vm, _, [value, dict, sub]| -> Flow<1> {
    if !uop_dict_set_item(vm.thread, dict, sub, value) {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, value);
    decref(vm.thread, sub);
    Flow::Next([dict])
});

/// What a container in memory has been extended by, which stays; or an exception.
#[inline(always)]
pub(super) fn extended(by: Ref, ok: bool) -> Flow<1> {
    if !ok {
        core::hint::cold_path();
        return Flow::Error;
    }
    Flow::Next([by])
}

uop!(_LIST_EXTEND_KEPT, |vm, operands, [iterable]| -> Flow<1> {
    let list = *vm.below(operands.oparg());
    extended(iterable, uop_list_extend(vm.thread, list, iterable))
});

uop!(_SET_UPDATE_KEPT, |vm, operands, [iterable]| -> Flow<1> {
    let set = *vm.below(operands.oparg());
    extended(iterable, uop_set_update(vm.thread, set, iterable))
});

uop!(_DICT_UPDATE_KEPT, |vm, operands, [update]| -> Flow<1> {
    let dict = *vm.below(operands.oparg());
    extended(update, uop_dict_update(vm.thread, dict, update))
});

uop!(_CALL_INTRINSIC_1_KEPT, |vm, operands, [value]| -> Flow<2> {
    super::kept::above_one(uop_intrinsic(vm.thread, operands.oparg(), value), value)
});
