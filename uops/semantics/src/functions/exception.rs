//! Exceptions: raising, and what handlers do with them.

use super::counting::decref;
use crate::Flow;
use crate::helpers::{
    uop_exception_matches, uop_pop_exception, uop_push_exception, uop_raise, uop_raise_again,
};

uop!(_RAISE_VARARGS, |vm, operands, []| -> Flow<0> {
    let count = operands.oparg();
    let args = vm.below(count);
    if !uop_raise(vm.thread, args, count) {
        return Flow::Error;
    }
    vm.sp = args;
    Flow::Next([])
});

uop!(_RERAISE, |vm, operands, [exc]| -> Flow<0> {
    let values = vm.below(operands.oparg());
    if !uop_raise_again(vm.thread, exc) {
        return Flow::Error;
    }
    vm.sp = values;
    Flow::Next([])
});

uop!(_PUSH_EXC_INFO, |vm, _, [exc]| -> Flow<2> {
    let previous = uop_push_exception(vm.thread, exc);
    Flow::Next([previous, exc])
});

uop!(_POP_EXCEPT, |vm, _, [exc_value]| -> Flow<0> {
    uop_pop_exception(vm.thread, exc_value);
    Flow::Next([])
});

uop!(_CHECK_EXC_MATCH, |vm, _, [left, right]| -> Flow<2> {
    let matches = uop_exception_matches(vm.thread, left, right);
    if matches.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, right);
    Flow::Next([left, matches])
});
