//! Global and builtin names.

use super::counting::decref;
use crate::helpers::uop_raise_undefined;
use crate::slow_path::{uop_add_global, uop_load_builtin};
use crate::thread::{GLOBALS_VERSION, NO_VERSION};
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

/// A new reference to the value of a global name, or else to the builtin of that name. None and an
/// exception if there is neither.
#[inline(always)]
unsafe fn load_either(vm: &Vm, operands: impl Operands) -> Option<Ref> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let value = *global(vm, operands);
        if value.is_null() {
            core::hint::cold_path();
            let builtin = uop_load_builtin(vm.thread, operands.operand() as usize);
            return if builtin.is_null() { None } else { Some(builtin) };
        }
        value.incref();
        Some(value)
    }
}

uop!(_LOAD_GLOBAL_0, |vm, operands, []| -> Flow<1> {
    let Some(value) = load_either(vm, operands) else { return Flow::Error };
    Flow::Next([value])
});

uop!(_LOAD_GLOBAL_1, |vm, operands, []| -> Flow<2> {
    let Some(value) = load_either(vm, operands) else { return Flow::Error };
    Flow::Next([value, Ref::NULL])
});

uop!(_STORE_GLOBAL, |vm, operands, [v]| -> Flow<0> {
    let global = global(vm, operands);
    let old = *global;
    *global = v;
    if old.is_null() {
        core::hint::cold_path();
        uop_add_global(vm.thread);
    } else {
        decref(vm.thread, old);
    }
    Flow::Next([])
});

uop!(_DELETE_GLOBAL, |vm, operands, []| -> Flow<0> {
    let global = global(vm, operands);
    let old = *global;
    if old.is_null() {
        core::hint::cold_path();
        uop_raise_undefined(vm.thread, operands.operand() as usize);
        return Flow::Error;
    }
    *global = Ref::NULL;
    (*vm.thread).globals_version = NO_VERSION;
    decref(vm.thread, old);
    Flow::Next([])
});
