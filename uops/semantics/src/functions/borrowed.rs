//! Uops that only the optimiser emits: those that use an object that a local keeps alive, and those
//! that find an item by a tagged index.

use super::attribute::{attribute, set_attribute};
use super::call::appends;
use super::counting::decref;
use super::list::append;
use super::text::character;
use crate::object::{Str, Tuple, type_id};
use crate::{Flow, Ref};

/// The item `tuple[sub]`, if `tuple` is one and `sub` a tagged int within its bounds.
#[inline(always)]
unsafe fn tuple_item(tuple: Ref, sub: Ref) -> Option<Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if tuple.type_id() != type_id::TUPLE || !sub.is_tagged() {
            return None;
        }
        let items = tuple.cast::<Tuple>();
        // A negative index is a large one without its sign.
        let index = sub.untagged() as usize;
        if index >= (*items).len {
            return None;
        }
        Some(*(&raw const (*items).items).cast::<Ref>().add(index))
    }
}

uop!(_BINARY_SUBSCR_TUPLE_TAGGED, |vm, _, [tuple, sub]| -> Flow<1> {
    let Some(res) = tuple_item(tuple, sub) else { return Flow::Exit };
    res.incref();
    decref(vm.thread, tuple);
    Flow::Next([res])
});

uop!(_BINARY_SUBSCR_TUPLE_TAGGED_BORROW, |_, _, [tuple, sub]| -> Flow<1> {
    let Some(res) = tuple_item(tuple, sub) else { return Flow::Exit };
    res.incref();
    Flow::Next([res])
});

/// The index that `sub` is, if `str` is a text and `sub` a tagged int within its bounds.
#[inline(always)]
unsafe fn index_of_character(str: Ref, sub: Ref) -> Option<usize> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if str.type_id() != type_id::STR || !sub.is_tagged() {
            return None;
        }
        // A negative index is a large one without its sign.
        let index = sub.untagged() as usize;
        if index >= (*str.cast::<Str>()).len {
            return None;
        }
        Some(index)
    }
}

uop!(_BINARY_SUBSCR_STR_TAGGED, |vm, _, [str, sub]| -> Flow<1> {
    let Some(index) = index_of_character(str, sub) else { return Flow::Exit };
    let res = character(vm, str.cast(), index);
    decref(vm.thread, str);
    Flow::Next([res])
});

uop!(_BINARY_SUBSCR_STR_TAGGED_BORROW, |vm, _, [str, sub]| -> Flow<1> {
    let Some(index) = index_of_character(str, sub) else { return Flow::Exit };
    Flow::Next([character(vm, str.cast(), index)])
});

uop!(_LOAD_ATTR_INSTANCE_VALUE_BORROW, |_, operands, [owner]| -> Flow<1> {
    let Some(attr) = attribute(operands, owner) else { return Flow::Exit };
    Flow::Next([attr])
});

uop!(_STORE_ATTR_INSTANCE_VALUE_BORROW, |vm, operands, [new, owner]| -> Flow<0> {
    set_attribute(vm, operands, owner, new);
    Flow::Next([])
});

uop!(_CALL_LIST_APPEND_BORROW, |vm, _, [callable, this, arg]| -> Flow<0> {
    if !appends(callable, this) {
        return Flow::Exit;
    }
    append(vm, this, arg);
    decref(vm.thread, callable);
    Flow::Next([])
});
