//! Locals.

use super::counting::decref;
use crate::slow_path::uop_unbound_local;
use crate::{Flow, Operands, Ref, Vm};

/// Where a local is.
#[inline(always)]
pub(super) fn local(vm: &Vm, operands: impl Operands) -> *mut Ref {
    vm.locals.wrapping_byte_add(operands.local_offset())
}

uop!(_LOAD_FAST, |vm, operands, []| -> Flow<1> {
    let value = *local(vm, operands);
    value.incref();
    Flow::Next([value])
});

uop!(_LOAD_FAST_AND_CLEAR, |vm, operands, []| -> Flow<1> {
    let local = local(vm, operands);
    let value = *local;
    *local = Ref::NULL;
    Flow::Next([value])
});

uop!(_STORE_FAST, |vm, operands, [value]| -> Flow<0> {
    let local = local(vm, operands);
    let old = *local;
    *local = value;
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
});

uop!(_DELETE_FAST, |vm, operands, []| -> Flow<0> {
    let local = local(vm, operands);
    let value = *local;
    if value.is_null() {
        core::hint::cold_path();
        uop_unbound_local(vm.thread, operands.local_offset() / size_of::<Ref>());
        return Flow::Error;
    }
    *local = Ref::NULL;
    decref(vm.thread, value);
    Flow::Next([])
});

uop!(_LOAD_FAST_CHECK, |vm, operands, []| -> Flow<1> {
    let value = *local(vm, operands);
    if value.is_null() {
        core::hint::cold_path();
        uop_unbound_local(vm.thread, operands.local_offset() / size_of::<Ref>());
        return Flow::Error;
    }
    value.incref();
    Flow::Next([value])
});
