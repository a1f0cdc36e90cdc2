//! CPython 3.15: calls of builtins, whose arguments stay on the stack, and the guards before them.

use super::call::Call;
use super::counting::decref;
use super::kept::above_two;
use super::list::append;
use crate::helpers::{
    uop_call_kept, uop_convert, uop_is_instance, uop_length, uop_tuple_of, uop_type_of,
};
use crate::object::{
    BUILTIN_ISINSTANCE, BUILTIN_LEN, Builtin, METHOD_LIST_APPEND, MethodDescriptor, TypeId,
    TypeObject, type_id,
};
use crate::{Flow, Operands, Ref, Thread, Vm};

/// Calls what is called, and puts the result in its place. The arguments stay.
#[inline(always)]
unsafe fn call(vm: &Vm, operands: impl Operands) -> Flow<0> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let Call { base, callable, args, count } = Call::new(vm, operands);
        let res = uop_call_kept(vm.thread, callable, args, count);
        if res.is_null() {
            core::hint::cold_path();
            return Flow::Error;
        }
        *base = res;
        decref(vm.thread, callable);
        Flow::Next([])
    }
}

uop!(_CALL_KEPT, |vm, operands, []| -> Flow<0> { call(vm, operands) });

/// Calls with the arguments that are given by value.
#[inline(always)]
unsafe fn call_with<const N: usize>(vm: &Vm, callable: Ref, mut args: [Ref; N]) -> Ref {
    // SAFETY: the contract of uop functions.
    unsafe { uop_call_kept(vm.thread, callable, (&raw mut args).cast(), N) }
}

uop!(_CALL_BUILTIN_O_KEPT, |vm, _, [callable, _null, arg]| -> Flow<3> {
    above_two(call_with(vm, callable, [arg]), callable, arg)
});

uop!(_CALL_METHOD_DESCRIPTOR_NOARGS_KEPT, |vm, _, [callable, this]| -> Flow<3> {
    above_two(call_with(vm, callable, [this]), callable, this)
});

uop!(_CALL_METHOD_DESCRIPTOR_O_KEPT, |vm, _, [callable, this, arg]| -> Flow<4> {
    let res = call_with(vm, callable, [this, arg]);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    Flow::Next([res, callable, this, arg])
});

uop!(_CALL_LEN_KEPT, |vm, _, [callable, _null, arg]| -> Flow<3> {
    above_two(uop_length(vm.thread, arg), arg, callable)
});

uop!(_CALL_ISINSTANCE_FIXED, |vm, _, [callable, _null, instance, class]| -> Flow<1> {
    let res = uop_is_instance(vm.thread, instance, class);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, class);
    decref(vm.thread, instance);
    decref(vm.thread, callable);
    Flow::Next([res])
});

uop!(_CALL_LIST_APPEND_KEPT, |vm, _, [callable, this, arg]| -> Flow<3> {
    append(vm, this, arg);
    Flow::Next([Thread::none(vm.thread), callable, this])
});

/// The result of a class that is called with one argument, which stays.
#[inline(always)]
unsafe fn made(vm: &Vm, callable: Ref, arg: Ref, res: Ref) -> Flow<2> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if res.is_null() {
            core::hint::cold_path();
            return Flow::Error;
        }
        decref(vm.thread, callable);
        Flow::Next([res, arg])
    }
}

uop!(_CALL_TYPE_1_KEPT, |vm, _, [callable, _null, arg]| -> Flow<2> {
    made(vm, callable, arg, uop_type_of(vm.thread, arg))
});

uop!(_CALL_STR_1_KEPT, |vm, _, [callable, _null, arg]| -> Flow<2> {
    made(vm, callable, arg, uop_convert(vm.thread, 1, arg))
});

uop!(_CALL_TUPLE_1_KEPT, |vm, _, [callable, _null, arg]| -> Flow<2> {
    made(vm, callable, arg, uop_tuple_of(vm.thread, arg))
});

/// Guards on a callable in memory, below `self_or_null` and the arguments.
macro_rules! guards {
    ($($name:ident |$call:ident| $holds:expr;)*) => {$(
        uop!($name, |vm, operands, []| -> Flow<0> {
            let $call = Call::new(vm, operands);
            if !$holds {
                return Flow::Exit;
            }
            Flow::Next([])
        });
    )*};
}

guards! {
    _GUARD_CALLABLE_BUILTIN_CLASS |call| call.calls(type_id::TYPE);
    _GUARD_CALLABLE_BUILTIN_FAST |call| call.calls(type_id::BUILTIN);
    _GUARD_CALLABLE_BUILTIN_O |call| call.calls(type_id::BUILTIN) && call.count == 1;
    _GUARD_CALLABLE_ISINSTANCE |call| is_builtin(call.callable, BUILTIN_ISINSTANCE);
    _GUARD_CALLABLE_METHOD_DESCRIPTOR_FAST |call| call.calls_method();
    _GUARD_CALLABLE_METHOD_DESCRIPTOR_NOARGS |call| call.calls_method() && call.count == 1;
    _GUARD_CALLABLE_METHOD_DESCRIPTOR_O |call| call.calls_method() && call.count == 2;
}

/// Whether this is the builtin function.
#[inline(always)]
unsafe fn is_builtin(callable: Ref, function: u32) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        callable.type_id() == type_id::BUILTIN && (*callable.cast::<Builtin>()).function == function
    }
}

/// Whether this is the builtin class.
#[inline(always)]
unsafe fn is_class(callable: Ref, class: TypeId) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        callable.type_id() == type_id::TYPE && (*callable.cast::<TypeObject>()).represents == class
    }
}

/// Whether this is `list.append`.
#[inline(always)]
unsafe fn is_append(callable: Ref) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        callable.type_id() == type_id::METHOD_DESCRIPTOR
            && (*callable.cast::<MethodDescriptor>()).method == METHOD_LIST_APPEND
    }
}

/// Guards on a callable below two slots.
macro_rules! guards_below_two {
    ($($name:ident |$callable:ident| $holds:expr;)*) => {$(
        uop!($name, |_, _, [$callable, below, top]| -> Flow<3> {
            if !$holds {
                return Flow::Exit;
            }
            Flow::Next([$callable, below, top])
        });
    )*};
}

guards_below_two! {
    _GUARD_CALLABLE_LEN |callable| is_builtin(callable, BUILTIN_LEN);
    _GUARD_CALLABLE_STR_1 |callable| is_class(callable, type_id::STR);
    _GUARD_CALLABLE_TUPLE_1 |callable| is_class(callable, type_id::TUPLE);
    _GUARD_CALLABLE_TYPE_1 |callable| is_class(callable, type_id::TYPE);
    _GUARD_CALLABLE_LIST_APPEND |callable| is_append(callable);
}
