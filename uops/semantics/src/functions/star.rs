//! Calls with arguments in a tuple and a dict, instances that are called, unpacking with a star.

use super::call::is_python;
use super::container::{consume, done};
use super::counting::decref;
use super::kept_object::extended;
use crate::helpers::{
    uop_call_star, uop_dict_merge, uop_star_frame, uop_tuple_of, uop_unpack_star,
};
use crate::{Flow, Operands, Ref, Vm};

/// The slot of the callable, below `self_or_null` and `oparg` arguments.
#[inline(always)]
unsafe fn callable(vm: &Vm, operands: impl Operands) -> *mut Ref {
    // SAFETY: the contract of uop functions.
    unsafe { vm.below(operands.oparg().wrapping_add(2)) }
}

uop!(_PY_FRAME_STAR, |vm, operands, []| -> Flow<1> {
    let base = callable(vm, operands);
    let frame = uop_star_frame(vm.thread, vm.locals, base, operands.oparg());
    if frame.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    vm.sp = base;
    Flow::Next([frame])
});

uop!(_CREATE_INIT_FRAME_STAR, |vm, operands, []| -> Flow<2> {
    let base = callable(vm, operands);
    let this = *base.add(1);
    let frame = uop_star_frame(vm.thread, vm.locals, base, operands.oparg());
    if frame.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    this.incref();
    vm.sp = base;
    Flow::Next([this, frame])
});

uop!(_CHECK_CALLABLE_INSTANCE, |vm, operands, []| -> Flow<0> {
    let base = callable(vm, operands);
    if !(*base.add(1)).is_null() {
        return Flow::Exit;
    }
    let versions = (&raw const (*vm.thread).type_versions).cast::<u32>();
    if *versions.add((*base).type_id() as usize) != operands.small_operand() as u32 {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_CHECK_IS_NOT_PY_CALLABLE_EX, |_, _, [callable, null, callargs, kwargs]| -> Flow<4> {
    if is_python(callable) {
        return Flow::Exit;
    }
    Flow::Next([callable, null, callargs, kwargs])
});

uop!(_MAKE_CALLARGS_A_TUPLE, |vm, _, [callable, null, callargs, kwargs]| -> Flow<4> {
    let tuple = uop_tuple_of(vm.thread, callargs);
    if tuple.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, callargs);
    Flow::Next([callable, null, tuple, kwargs])
});

uop!(_CALL_FUNCTION_EX_NON_PY_GENERAL, |vm, _, [callable, null, callargs, kwargs]| -> Flow<1> {
    let res = uop_call_star(vm.thread, callable, callargs, kwargs);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    if !kwargs.is_null() {
        decref(vm.thread, kwargs);
    }
    if !null.is_null() {
        decref(vm.thread, null);
    }
    consume(vm, [callargs, callable], res)
});

uop!(_DICT_MERGE, |vm, operands, [update]| -> Flow<0> {
    let dict = *vm.below(operands.oparg());
    done(vm, [update], uop_dict_merge(vm.thread, dict, update))
});

uop!(_DICT_MERGE_KEPT, |vm, operands, [update]| -> Flow<1> {
    let dict = *vm.below(operands.oparg());
    extended(update, uop_dict_merge(vm.thread, dict, update))
});

uop!(_UNPACK_EX, |vm, operands, [seq]| -> Flow<0> {
    let counts = operands.oparg();
    let flow = done(vm, [seq], uop_unpack_star(vm.thread, seq, vm.sp, counts));
    if matches!(flow, Flow::Next(_)) {
        vm.sp = vm.sp.add((counts & 255).wrapping_add(counts >> 8).wrapping_add(1));
    }
    flow
});
