//! Containers of any type, tuples, dicts and sets.

use super::counting::{decref, decref_compact_int};
use crate::helpers::{
    uop_build_const_key_map, uop_build_map, uop_build_set, uop_build_slice, uop_build_tuple,
    uop_delete_item, uop_dict_item, uop_dict_set_item, uop_dict_update, uop_length, uop_set_add,
    uop_set_item, uop_set_slice, uop_set_update, uop_slice, uop_subscript, uop_unpack,
};
use crate::object::{Int, List, Tuple, type_id};
use crate::{Flow, Ref, Thread, Vm};

/// Releases inputs that a helper has looked at, where it has a result.
#[inline(always)]
pub(super) unsafe fn consume<const N: usize>(vm: &Vm, inputs: [Ref; N], res: Ref) -> Flow<1> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if res.is_null() {
            core::hint::cold_path();
            return Flow::Error;
        }
        let mut i = 0;
        while i < N {
            decref(vm.thread, inputs[i]);
            i += 1;
        }
        Flow::Next([res])
    }
}

/// Releases inputs that a helper has looked at, where it has succeeded.
#[inline(always)]
pub(super) unsafe fn done<const N: usize>(vm: &Vm, inputs: [Ref; N], ok: bool) -> Flow<0> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if !ok {
            core::hint::cold_path();
            return Flow::Error;
        }
        let mut i = 0;
        while i < N {
            decref(vm.thread, inputs[i]);
            i += 1;
        }
        Flow::Next([])
    }
}

/// Releases slots in memory.
#[inline(always)]
pub(super) unsafe fn release_all(vm: &Vm, items: *mut Ref, count: usize) {
    // SAFETY: the contract of uop functions.
    unsafe {
        let mut i = 0;
        while i < count {
            decref(vm.thread, *items.add(i));
            i = i.wrapping_add(1);
        }
    }
}

uop!(_BINARY_SUBSCR, |vm, _, [container, sub]| -> Flow<1> {
    consume(vm, [container, sub], uop_subscript(vm.thread, container, sub))
});

uop!(_BINARY_SLICE, |vm, _, [container, start, stop]| -> Flow<1> {
    consume(vm, [container, start, stop], uop_slice(vm.thread, container, start, stop))
});

uop!(_STORE_SUBSCR, |vm, _, [v, container, sub]| -> Flow<0> {
    done(vm, [v, container, sub], uop_set_item(vm.thread, container, sub, v))
});

uop!(_STORE_SLICE, |vm, _, [v, container, start, stop]| -> Flow<0> {
    done(vm, [v, container, start, stop], uop_set_slice(vm.thread, v, container, start, stop))
});

uop!(_DELETE_SUBSCR, |vm, _, [container, sub]| -> Flow<0> {
    done(vm, [container, sub], uop_delete_item(vm.thread, container, sub))
});

uop!(_BUILD_SLICE, |vm, operands, []| -> Flow<1> {
    let count = operands.oparg();
    let items = vm.below(count);
    let step = if count == 3 { *items.add(2) } else { Thread::none(vm.thread) };
    let slice = uop_build_slice(vm.thread, *items, *items.add(1), step);
    vm.sp = items;
    Flow::Next([slice])
});

uop!(_GET_LEN, |vm, _, [obj]| -> Flow<2> {
    let len = uop_length(vm.thread, obj);
    if len.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    Flow::Next([obj, len])
});

uop!(_BINARY_OP_SUBSCR_TUPLE_INT_KNOWN, |vm, _, [tuple, sub]| -> Flow<1> {
    let (items, int) = (tuple.cast::<Tuple>(), sub.cast::<Int>());
    // A negative index is a large one without its sign.
    let index = (*int).value as usize;
    if (*int).header.flags != 0 || index >= (*items).len {
        return Flow::Exit;
    }
    let res = *(&raw const (*items).items).cast::<Ref>().add(index);
    res.incref();
    decref_compact_int(vm.thread, int);
    decref(vm.thread, tuple);
    Flow::Next([res])
});

uop!(_BINARY_SUBSCR_TUPLE_INT, |vm, operands, [tuple, sub]| -> Flow<1> {
    if sub.type_id() != type_id::INT || tuple.type_id() != type_id::TUPLE {
        return Flow::Exit;
    }
    _BINARY_OP_SUBSCR_TUPLE_INT_KNOWN(vm, operands, [tuple, sub])
});

uop!(_BUILD_TUPLE, |vm, operands, []| -> Flow<1> {
    let count = operands.oparg();
    let items = vm.below(count);
    let tuple = uop_build_tuple(vm.thread, items, count);
    vm.sp = items;
    Flow::Next([tuple])
});

uop!(_UNPACK_SEQUENCE, |vm, operands, [seq]| -> Flow<0> {
    let count = operands.oparg();
    let flow = done(vm, [seq], uop_unpack(vm.thread, seq, vm.sp, count));
    if matches!(flow, Flow::Next(_)) {
        vm.sp = vm.sp.add(count);
    }
    flow
});

uop!(_UNPACK_SEQUENCE_TWO_TUPLE, |vm, _, [seq]| -> Flow<2> {
    if seq.type_id() != type_id::TUPLE || (*seq.cast::<Tuple>()).len != 2 {
        return Flow::Exit;
    }
    let items = (&raw const (*seq.cast::<Tuple>()).items).cast::<Ref>();
    let (val0, val1) = (*items, *items.add(1));
    val0.incref();
    val1.incref();
    decref(vm.thread, seq);
    Flow::Next([val1, val0])
});

/// Pushes items, the first on top, and releases what they came from.
#[inline(always)]
unsafe fn unpack(vm: &mut Vm, seq: Ref, items: *const Ref, count: usize) -> Flow<0> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let mut i = count;
        while i > 0 {
            i = i.wrapping_sub(1);
            let item = *items.add(i);
            item.incref();
            *vm.sp = item;
            vm.sp = vm.sp.add(1);
        }
        decref(vm.thread, seq);
        Flow::Next([])
    }
}

uop!(_UNPACK_SEQUENCE_TUPLE, |vm, operands, [seq]| -> Flow<0> {
    let count = operands.oparg();
    if seq.type_id() != type_id::TUPLE || (*seq.cast::<Tuple>()).len != count {
        return Flow::Exit;
    }
    unpack(vm, seq, (&raw const (*seq.cast::<Tuple>()).items).cast(), count)
});

uop!(_UNPACK_SEQUENCE_LIST, |vm, operands, [seq]| -> Flow<0> {
    let count = operands.oparg();
    if seq.type_id() != type_id::LIST || (*seq.cast::<List>()).len != count {
        return Flow::Exit;
    }
    unpack(vm, seq, (*seq.cast::<List>()).items, count)
});

uop!(_BINARY_SUBSCR_DICT, |vm, _, [dict, sub]| -> Flow<1> {
    if dict.type_id() != type_id::DICT {
        return Flow::Exit;
    }
    consume(vm, [dict, sub], uop_dict_item(vm.thread, dict, sub))
});

uop!(_STORE_SUBSCR_DICT, |vm, _, [value, dict, sub]| -> Flow<0> {
    if dict.type_id() != type_id::DICT {
        return Flow::Exit;
    }
    done(vm, [value, dict, sub], uop_dict_set_item(vm.thread, dict, sub, value))
});

/// Pops slots in memory where something was made of them.
#[inline(always)]
unsafe fn built(vm: &mut Vm, items: *mut Ref, count: usize, res: Ref) -> Flow<1> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if res.is_null() {
            core::hint::cold_path();
            return Flow::Error;
        }
        release_all(vm, items, count);
        vm.sp = items;
        Flow::Next([res])
    }
}

uop!(_BUILD_MAP, |vm, operands, []| -> Flow<1> {
    let count = operands.oparg();
    let slots = count.wrapping_mul(2);
    let items = vm.below(slots);
    let map = uop_build_map(vm.thread, items, count);
    built(vm, items, slots, map)
});

uop!(_BUILD_CONST_KEY_MAP, |vm, operands, [keys]| -> Flow<1> {
    let count = operands.oparg();
    let items = vm.below(count);
    let map = uop_build_const_key_map(vm.thread, keys, items, count);
    let flow = built(vm, items, count, map);
    if matches!(flow, Flow::Next(_)) {
        decref(vm.thread, keys);
    }
    flow
});

uop!(_MAP_ADD, |vm, operands, [key, value]| -> Flow<0> {
    let dict = *vm.below(operands.oparg());
    done(vm, [key, value], uop_dict_set_item(vm.thread, dict, key, value))
});

uop!(_DICT_UPDATE, |vm, operands, [update]| -> Flow<0> {
    let dict = *vm.below(operands.oparg());
    done(vm, [update], uop_dict_update(vm.thread, dict, update))
});

uop!(_BUILD_SET, |vm, operands, []| -> Flow<1> {
    let count = operands.oparg();
    let items = vm.below(count);
    let set = uop_build_set(vm.thread, items, count);
    built(vm, items, count, set)
});

uop!(_SET_ADD, |vm, operands, [v]| -> Flow<0> {
    let set = *vm.below(operands.oparg());
    done(vm, [v], uop_set_add(vm.thread, set, v))
});

uop!(_SET_UPDATE, |vm, operands, [iterable]| -> Flow<0> {
    let set = *vm.below(operands.oparg());
    done(vm, [iterable], uop_set_update(vm.thread, set, iterable))
});
