//! Guards: they check their inputs, and exit or leave them on the stack.

use super::counting::decref;
use crate::object::{Frame, TypeId, type_id};
use crate::{Flow, Ref, Thread};

#[inline(always)]
unsafe fn is(object: Ref, type_id: TypeId) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe { object.type_id() == type_id }
}

uop!(_GUARD_BOTH_INT, |_, _, [left, right]| -> Flow<2> {
    if !is(left, type_id::INT) || !is(right, type_id::INT) {
        return Flow::Exit;
    }
    Flow::Next([left, right])
});

uop!(_GUARD_TOS_INT, |_, _, [value]| -> Flow<1> {
    if !is(value, type_id::INT) {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_GUARD_NOS_INT, |_, _, [left, unused]| -> Flow<2> {
    if !is(left, type_id::INT) {
        return Flow::Exit;
    }
    Flow::Next([left, unused])
});

uop!(_GUARD_BOTH_FLOAT, |_, _, [left, right]| -> Flow<2> {
    if !is(left, type_id::FLOAT) || !is(right, type_id::FLOAT) {
        return Flow::Exit;
    }
    Flow::Next([left, right])
});

uop!(_GUARD_TOS_FLOAT, |_, _, [value]| -> Flow<1> {
    if !is(value, type_id::FLOAT) {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_GUARD_NOS_FLOAT, |_, _, [left, unused]| -> Flow<2> {
    if !is(left, type_id::FLOAT) {
        return Flow::Exit;
    }
    Flow::Next([left, unused])
});

uop!(_GUARD_IS_TRUE_POP, |vm, _, [flag]| -> Flow<0> {
    if flag != Thread::bool(vm.thread, true) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_GUARD_IS_FALSE_POP, |vm, _, [flag]| -> Flow<0> {
    if flag != Thread::bool(vm.thread, false) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_GUARD_IS_NONE_POP, |vm, _, [val]| -> Flow<0> {
    if val != Thread::none(vm.thread) {
        decref(vm.thread, val);
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_GUARD_IS_NOT_NONE_POP, |vm, _, [val]| -> Flow<0> {
    if val == Thread::none(vm.thread) {
        return Flow::Exit;
    }
    decref(vm.thread, val);
    Flow::Next([])
});

uop!(_GUARD_BOTH_UNICODE, |_, _, [left, right]| -> Flow<2> {
    if !is(left, type_id::STR) || !is(right, type_id::STR) {
        return Flow::Exit;
    }
    Flow::Next([left, right])
});

uop!(_GUARD_TYPE_VERSION, |vm, operands, [owner]| -> Flow<1> {
    let versions = (&raw const (*vm.thread).type_versions).cast::<u32>();
    if *versions.add(owner.type_id() as usize) != operands.small_operand() as u32 {
        return Flow::Exit;
    }
    Flow::Next([owner])
});

uop!(_CHECK_FUNCTION, |vm, operands, []| -> Flow<0> {
    let function = (*Frame::of(vm.locals)).function;
    if (*function).version != operands.small_operand() as u32 {
        return Flow::Exit;
    }
    Flow::Next([])
});
