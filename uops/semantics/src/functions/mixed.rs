//! Uops that only the optimiser emits, for mixed locals: locals that may contain a tagged value (see
//! `optimised`).
//!
//! When a frame is left, only those of its mixed locals that contain references are released.

use super::counting::decref;
use super::local::local;
use crate::slow_path::uop_tag_local;
use crate::thread::Thread;
use crate::{Flow, Ref};

uop!(_LOAD_FAST_MIXED_TAGGED, |vm, operands, []| -> Flow<1> {
    let local = local(vm, operands);
    let value = *local;
    if value.is_tagged() {
        return Flow::Next([value]);
    }
    core::hint::cold_path();
    let tagged = uop_tag_local(vm.thread, value);
    *local = tagged;
    Flow::Next([tagged])
});

uop!(_LOAD_FAST_MIXED, |vm, operands, []| -> Flow<1> {
    let value = *local(vm, operands);
    if value.is_tagged() {
        return Flow::Next([Thread::int(vm.thread, value.untagged())]);
    }
    value.incref();
    Flow::Next([value])
});

uop!(_LOAD_FAST_AND_CLEAR_MIXED, |vm, operands, []| -> Flow<1> {
    let local = local(vm, operands);
    let value = *local;
    *local = Ref::NULL;
    if value.is_tagged() {
        return Flow::Next([Thread::int(vm.thread, value.untagged())]);
    }
    Flow::Next([value])
});

uop!(_STORE_FAST_MIXED_TAGGED, |vm, operands, [value]| -> Flow<0> {
    let local = local(vm, operands);
    let old = *local;
    *local = value;
    if old.is_tagged() {
        return Flow::Next([]);
    }
    core::hint::cold_path();
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
});
