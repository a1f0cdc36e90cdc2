//! Comparison, identity, membership, truth.

use super::counting::decref;
use crate::helpers::{uop_compare, uop_contains, uop_str_compare, uop_truth};
use crate::object::{List, Str, type_id};
use crate::operator::comparison::accepts;
use crate::{Flow, Operands, Ref, Thread, Vm};

/// Releases two inputs where there is a result.
#[inline(always)]
unsafe fn consume(vm: &Vm, left: Ref, right: Ref, res: Ref) -> Flow<1> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if res.is_null() {
            core::hint::cold_path();
            return Flow::Error;
        }
        decref(vm.thread, left);
        decref(vm.thread, right);
        Flow::Next([res])
    }
}

uop!(_COMPARE_OP, |vm, operands, [left, right]| -> Flow<1> {
    consume(vm, left, right, uop_compare(vm.thread, operands.oparg(), left, right))
});

uop!(_COMPARE_OP_STR, |vm, operands, [left, right]| -> Flow<1> {
    let res = accepts(operands.oparg(), uop_str_compare(left, right), 0);
    consume(vm, left, right, Thread::bool(vm.thread, res))
});

#[inline(always)]
unsafe fn contains(vm: &Vm, operands: impl Operands, left: Ref, right: Ref) -> Flow<1> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let res = uop_contains(vm.thread, right, left);
        if res.is_null() {
            core::hint::cold_path();
            return Flow::Error;
        }
        let found = res == Thread::bool(vm.thread, true);
        let res = Thread::bool(vm.thread, found != (operands.oparg() != 0));
        consume(vm, left, right, res)
    }
}

uop!(_CONTAINS_OP, |vm, operands, [left, right]| -> Flow<1> {
    contains(vm, operands, left, right)
});

uop!(_CONTAINS_OP_DICT, |vm, operands, [left, right]| -> Flow<1> {
    if right.type_id() != type_id::DICT {
        return Flow::Exit;
    }
    contains(vm, operands, left, right)
});

uop!(_CONTAINS_OP_SET, |vm, operands, [left, right]| -> Flow<1> {
    if right.type_id() != type_id::SET && right.type_id() != type_id::FROZENSET {
        return Flow::Exit;
    }
    contains(vm, operands, left, right)
});

uop!(_IS_OP, |vm, operands, [left, right]| -> Flow<1> {
    let res = (left == right) != (operands.oparg() != 0);
    consume(vm, left, right, Thread::bool(vm.thread, res))
});

uop!(_IS_NONE, |vm, _, [value]| -> Flow<1> {
    let res = value == Thread::none(vm.thread);
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_TO_BOOL, |vm, _, [value]| -> Flow<1> {
    let res = uop_truth(value);
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_TO_BOOL_LIST, |vm, _, [value]| -> Flow<1> {
    if value.type_id() != type_id::LIST {
        return Flow::Exit;
    }
    let res = (*value.cast::<List>()).len != 0;
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_TO_BOOL_NONE, |vm, _, [value]| -> Flow<1> {
    if value != Thread::none(vm.thread) {
        return Flow::Exit;
    }
    Flow::Next([Thread::bool(vm.thread, false)])
});

uop!(_TO_BOOL_STR, |vm, _, [value]| -> Flow<1> {
    if value.type_id() != type_id::STR {
        return Flow::Exit;
    }
    let res = (*value.cast::<Str>()).len != 0;
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_UNARY_NOT, |vm, _, [value]| -> Flow<1> {
    let res = value == Thread::bool(vm.thread, false);
    Flow::Next([Thread::bool(vm.thread, res)])
});

uop!(_REPLACE_WITH_TRUE, |vm, _, [value]| -> Flow<1> {
    decref(vm.thread, value);
    Flow::Next([Thread::bool(vm.thread, true)])
});
