//! Texts.

use super::counting::{decref, decref_compact_int};
use super::local::local;
use crate::helpers::{
    uop_build_string, uop_convert, uop_format, uop_str_append, uop_str_concat, uop_str_item,
};
use crate::object::{Int, Str, type_id};
use crate::{Flow, Ref, Vm};

uop!(_BINARY_OP_ADD_UNICODE, |vm, _, [left, right]| -> Flow<1> {
    let res = uop_str_concat(vm.thread, left, right);
    decref(vm.thread, left);
    decref(vm.thread, right);
    Flow::Next([res])
});

uop!(_BINARY_OP_INPLACE_ADD_UNICODE, |vm, operands, [left, right]| -> Flow<0> {
    let local = local(vm, operands);
    if *local != left {
        return Flow::Exit;
    }
    // The local's own reference is left, so this one is not the last.
    left.drop_reference();
    *local = uop_str_append(vm.thread, left, right);
    decref(vm.thread, right);
    Flow::Next([])
});

uop!(_BINARY_OP_APPEND_UNICODE, |vm, operands, [left, right]| -> Flow<1> {
    let local = local(vm, operands);
    if *local != left {
        return Flow::Exit;
    }
    // The local's own reference goes on in the result, so this one is not the last.
    left.drop_reference();
    *local = Ref::NULL;
    let res = uop_str_append(vm.thread, left, right);
    decref(vm.thread, right);
    Flow::Next([res])
});

uop!(_BINARY_OP_SUBSCR_STR_INT_KNOWN, |vm, _, [str, sub]| -> Flow<1> {
    let (text, int) = (str.cast::<Str>(), sub.cast::<Int>());
    // A negative index is a large one without its sign.
    let index = (*int).value as usize;
    if (*int).header.flags != 0 || index >= (*text).len {
        return Flow::Exit;
    }
    let res = character(vm, text, index);
    decref_compact_int(vm.thread, int);
    decref(vm.thread, str);
    Flow::Next([res])
});

uop!(_BINARY_SUBSCR_STR_INT, |vm, operands, [str, sub]| -> Flow<1> {
    if sub.type_id() != type_id::INT || str.type_id() != type_id::STR {
        return Flow::Exit;
    }
    _BINARY_OP_SUBSCR_STR_INT_KNOWN(vm, operands, [str, sub])
});

/// The character at an index within bounds.
#[inline(always)]
pub(super) unsafe fn character(vm: &Vm, text: *mut Str, index: usize) -> Ref {
    // SAFETY: the contract of uop functions.
    unsafe {
        if (*text).is_ascii() {
            let code = *(&raw const (*text).data).cast::<u8>().add(index);
            // No code writes to an immortal object.
            Ref((*vm.thread).characters.add(code.into()).cast_mut().cast())
        } else {
            core::hint::cold_path();
            uop_str_item(vm.thread, Ref(text.cast()), index)
        }
    }
}

uop!(_FORMAT_SIMPLE, |vm, _, [value]| -> Flow<1> {
    if value.type_id() == type_id::STR {
        return Flow::Next([value]);
    }
    let res = uop_convert(vm.thread, 1, value);
    decref(vm.thread, value);
    Flow::Next([res])
});

uop!(_FORMAT_WITH_SPEC, |vm, _, [value, fmt_spec]| -> Flow<1> {
    let res = uop_format(vm.thread, value, fmt_spec);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, value);
    decref(vm.thread, fmt_spec);
    Flow::Next([res])
});

uop!(_CONVERT_VALUE, |vm, operands, [value]| -> Flow<1> {
    let res = uop_convert(vm.thread, operands.oparg(), value);
    decref(vm.thread, value);
    Flow::Next([res])
});

uop!(_BUILD_STRING, |vm, operands, []| -> Flow<1> {
    let count = operands.oparg();
    let items = vm.below(count);
    let res = uop_build_string(vm.thread, items, count);
    super::container::release_all(vm, items, count);
    vm.sp = items;
    Flow::Next([res])
});
