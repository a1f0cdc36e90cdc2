//! CPython 3.14: uops that rely on the types that guards in front of them have found, and release their inputs.

use super::container::{consume, done};
use super::counting::{decref, decref_compact_int};
use super::list::compact_item;
use crate::helpers::{
    uop_convert, uop_dict_item, uop_dict_set_item, uop_error_occurred, uop_iter_next, uop_length,
    uop_tuple_of, uop_type_of,
};
use crate::object::{List, Str};
use crate::{Flow, Thread};

uop!(_BINARY_OP_SUBSCR_LIST_INT_KNOWN, |vm, _, [list, sub]| -> Flow<1> {
    let Some(item) = compact_item(list, sub) else { return Flow::Exit };
    let res = *item;
    res.incref();
    decref_compact_int(vm.thread, sub.cast());
    decref(vm.thread, list);
    Flow::Next([res])
});

uop!(_STORE_SUBSCR_LIST_INT_KNOWN, |vm, _, [value, list, sub]| -> Flow<0> {
    let Some(item) = compact_item(list, sub) else { return Flow::Exit };
    let old = *item;
    *item = value;
    decref(vm.thread, old);
    decref_compact_int(vm.thread, sub.cast());
    decref(vm.thread, list);
    Flow::Next([])
});

uop!(_BINARY_OP_SUBSCR_DICT_KNOWN, |vm, _, [dict, sub]| -> Flow<1> {
    consume(vm, [dict, sub], uop_dict_item(vm.thread, dict, sub))
});

uop!(_STORE_SUBSCR_DICT_KNOWN, |vm, _, [value, dict, sub]| -> Flow<0> {
    done(vm, [value, dict, sub], uop_dict_set_item(vm.thread, dict, sub, value))
});

uop!(_TO_BOOL_LIST_KNOWN, |vm, _, [value]| -> Flow<1> {
    let res = (*value.cast::<List>()).len != 0;
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_TO_BOOL_STR_KNOWN, |vm, _, [value]| -> Flow<1> {
    let res = (*value.cast::<Str>()).len != 0;
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_FOR_ITER_LEFT, |vm, _, [iter]| -> Flow<2> {
    let next = uop_iter_next(vm.thread, iter);
    if next.is_null() {
        core::hint::cold_path();
        if uop_error_occurred(vm.thread) {
            return Flow::Error;
        }
        return Flow::Exit;
    }
    Flow::Next([iter, next])
});

uop!(_CALL_LEN_KNOWN, |vm, _, [callable, _null, arg]| -> Flow<1> {
    consume(vm, [arg, callable], uop_length(vm.thread, arg))
});

uop!(_CALL_TYPE_1_KNOWN, |vm, _, [callable, _null, arg]| -> Flow<1> {
    consume(vm, [arg, callable], uop_type_of(vm.thread, arg))
});

uop!(_CALL_STR_1_KNOWN, |vm, _, [callable, _null, arg]| -> Flow<1> {
    consume(vm, [arg, callable], uop_convert(vm.thread, 1, arg))
});

uop!(_CALL_TUPLE_1_KNOWN, |vm, _, [callable, _null, arg]| -> Flow<1> {
    consume(vm, [arg, callable], uop_tuple_of(vm.thread, arg))
});
