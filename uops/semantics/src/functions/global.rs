//! Global and builtin names.

use super::counting::decref;
use crate::helpers::uop_raise_undefined;
use crate::thread::GLOBALS_VERSION;
use crate::{Flow, Operands, Ref, Vm};

uop!(_GUARD_GLOBALS_VERSION, |vm, _, []| -> Flow<0> {
    if (*vm.thread).globals_version != GLOBALS_VERSION {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_GUARD_BUILTINS_VERSION, |vm, _, []| -> Flow<0> {
    if (*vm.thread).builtins_version != GLOBALS_VERSION {
        return Flow::Exit;
    }
    Flow::Next([])
});

#[inline(always)]
unsafe fn global(vm: &Vm, operands: impl Operands) -> *mut Ref {
    // SAFETY: the contract of uop functions.
    unsafe { (*vm.thread).globals.wrapping_byte_add(operands.operand() as usize) }
}

/// A new reference to the value of a global name, if it has one.
#[inline(always)]
unsafe fn load(vm: &Vm, operands: impl Operands) -> Option<Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let value = *global(vm, operands);
        if value.is_null() {
            return None;
        }
        value.incref();
        Some(value)
    }
}

uop!(_LOAD_GLOBAL_MODULE_0, |vm, operands, []| -> Flow<1> {
    let Some(value) = load(vm, operands) else { return Flow::Exit };
    Flow::Next([value])
});

uop!(_LOAD_GLOBAL_MODULE_1, |vm, operands, []| -> Flow<2> {
    let Some(value) = load(vm, operands) else { return Flow::Exit };
    Flow::Next([value, Ref::NULL])
});

uop!(_LOAD_GLOBAL_0, |vm, operands, []| -> Flow<1> {
    let Some(value) = load(vm, operands) else {
        core::hint::cold_path();
        uop_raise_undefined(vm.thread);
        return Flow::Error;
    };
    Flow::Next([value])
});

uop!(_LOAD_GLOBAL_1, |vm, operands, []| -> Flow<2> {
    let Some(value) = load(vm, operands) else {
        core::hint::cold_path();
        uop_raise_undefined(vm.thread);
        return Flow::Error;
    };
    Flow::Next([value, Ref::NULL])
});

uop!(_STORE_GLOBAL, |vm, operands, [v]| -> Flow<0> {
    let global = global(vm, operands);
    let old = *global;
    *global = v;
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
});
