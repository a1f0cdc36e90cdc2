//! Functions that are made at run time, and the variables that they share.

use super::counting::decref;
use crate::helpers::{uop_make_cell, uop_make_function, uop_set_closure, uop_set_defaults};
use crate::object::{Cell, Frame, FunctionAttribute, Tuple};
use crate::slow_path::uop_unbound_local;
use crate::{Flow, Operands, Ref, Vm};

#[inline(always)]
fn local(vm: &Vm, operands: impl Operands) -> *mut Ref {
    vm.locals.wrapping_byte_add(operands.local_offset())
}

uop!(_MAKE_CELL, |vm, operands, []| -> Flow<0> {
    let local = local(vm, operands);
    *local = uop_make_cell(vm.thread, *local);
    Flow::Next([])
});

uop!(_COPY_FREE_VARS, |vm, operands, []| -> Flow<0> {
    let frame = Frame::of(vm.locals);
    let closure = (*(*frame).function).closure.cast::<Tuple>();
    let count = operands.oparg();
    let cells = (&raw const (*closure).items).cast::<Ref>();
    let locals = vm.locals.add((*frame).local_count as usize).sub(count);
    let mut index = 0;
    while index != count {
        let cell = *cells.add(index);
        cell.incref();
        *locals.add(index) = cell;
        index = index.wrapping_add(1);
    }
    Flow::Next([])
});

uop!(_LOAD_DEREF, |vm, operands, []| -> Flow<1> {
    let value = (*(*local(vm, operands)).cast::<Cell>()).value;
    if value.is_null() {
        core::hint::cold_path();
        uop_unbound_local(vm.thread, operands.local_offset() / size_of::<Ref>());
        return Flow::Error;
    }
    value.incref();
    Flow::Next([value])
});

uop!(_STORE_DEREF, |vm, operands, [v]| -> Flow<0> {
    let cell = (*local(vm, operands)).cast::<Cell>();
    let old = (*cell).value;
    (*cell).value = v;
    if !old.is_null() {
        decref(vm.thread, old);
    }
    Flow::Next([])
});

uop!(_DELETE_DEREF, |vm, operands, []| -> Flow<0> {
    let cell = (*local(vm, operands)).cast::<Cell>();
    let old = (*cell).value;
    if old.is_null() {
        core::hint::cold_path();
        uop_unbound_local(vm.thread, operands.local_offset() / size_of::<Ref>());
        return Flow::Error;
    }
    (*cell).value = Ref::NULL;
    decref(vm.thread, old);
    Flow::Next([])
});

uop!(_MAKE_FUNCTION_KEPT, |vm, _, [codeobj]| -> Flow<2> {
    Flow::Next([uop_make_function(vm.thread, codeobj), codeobj])
});

uop!(_MAKE_FUNCTION, |vm, _, [codeobj]| -> Flow<1> {
    let func = uop_make_function(vm.thread, codeobj);
    decref(vm.thread, codeobj);
    Flow::Next([func])
});

const DEFAULTS: usize = FunctionAttribute::Defaults as usize;
const KEYWORD_DEFAULTS: usize = FunctionAttribute::KeywordDefaults as usize;
const CLOSURE: usize = FunctionAttribute::Closure as usize;

uop!(_SET_FUNCTION_ATTRIBUTE, |vm, operands, [attr, func]| -> Flow<1> {
    match operands.oparg() {
        DEFAULTS | KEYWORD_DEFAULTS => uop_set_defaults(vm.thread, func, attr),
        CLOSURE => uop_set_closure(vm.thread, func, attr),
        _ => {}
    }
    decref(vm.thread, attr);
    Flow::Next([func])
});
