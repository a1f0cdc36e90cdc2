//! Attributes and calls of builtins.

use super::counting::decref;
use super::list::append;
use crate::helpers::{
    uop_call, uop_call_with_names, uop_convert, uop_intrinsic, uop_is_instance, uop_length,
    uop_release_call, uop_tuple_of, uop_type_of,
};
use crate::object::{
    BUILTIN_ISINSTANCE, BUILTIN_LEN, BoundMethod, Builtin, METHOD_LIST_APPEND, MethodDescriptor,
    TypeId, TypeObject, type_id,
};
use crate::{Flow, Operands, Ref, Vm};

uop!(_LOAD_ATTR_METHOD_NO_DICT, |_, operands, [owner]| -> Flow<2> {
    let method = Ref(operands.operand() as usize as *mut _);
    method.incref();
    Flow::Next([method, owner])
});

/// A call as it lies on the stack: `callable, self_or_null, args[oparg]`.
#[derive(Clone, Copy)]
pub(super) struct Call {
    pub(super) base: *mut Ref,
    pub(super) callable: Ref,
    /// The arguments, `self` the first of them if there is one.
    pub(super) args: *mut Ref,
    pub(super) count: usize,
}

impl Call {
    #[inline(always)]
    pub(super) unsafe fn new(vm: &Vm, operands: impl Operands) -> Self {
        // SAFETY: the contract of uop functions.
        unsafe {
            let count = operands.oparg();
            let base = vm.below(count.wrapping_add(2));
            if (*base.add(1)).is_null() {
                return Call { base, callable: *base, args: base.add(2), count };
            }
            Call { base, callable: *base, args: base.add(1), count: count.wrapping_add(1) }
        }
    }

    #[inline(always)]
    pub(super) unsafe fn calls(&self, type_id: TypeId) -> bool {
        // SAFETY: the contract of uop functions.
        unsafe { self.callable.type_id() == type_id }
    }

    /// Whether it calls this builtin function with that many arguments.
    #[inline(always)]
    unsafe fn calls_builtin(&self, function: u32, count: usize) -> bool {
        // SAFETY: the contract of uop functions.
        unsafe {
            self.calls(type_id::BUILTIN)
                && (*self.callable.cast::<Builtin>()).function == function
                && self.count == count
        }
    }

    /// Whether it calls a method of its first argument's type.
    #[inline(always)]
    pub(super) unsafe fn calls_method(&self) -> bool {
        // SAFETY: the contract of uop functions.
        unsafe {
            if !self.calls(type_id::METHOD_DESCRIPTOR) || self.count == 0 {
                return false;
            }
            let owner = (*self.callable.cast::<MethodDescriptor>()).owner;
            (*self.args).type_id() == owner
        }
    }

    #[inline(always)]
    unsafe fn run(self, vm: &mut Vm) -> Flow<1> {
        // SAFETY: the contract of uop functions.
        unsafe {
            let res = uop_call(vm.thread, self.base, self.args, self.count);
            if res.is_null() {
                core::hint::cold_path();
                return Flow::Error;
            }
            vm.sp = self.base;
            Flow::Next([res])
        }
    }

    /// Pops what was called and the arguments, if there is a result.
    #[inline(always)]
    unsafe fn finish(self, vm: &mut Vm, res: Ref) -> Flow<1> {
        // SAFETY: the contract of uop functions.
        unsafe {
            if res.is_null() {
                core::hint::cold_path();
                return Flow::Error;
            }
            uop_release_call(vm.thread, self.base, self.args, self.count);
            vm.sp = self.base;
            Flow::Next([res])
        }
    }
}

uop!(_CALL_BUILTIN_CLASS, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls(type_id::TYPE) {
        return Flow::Exit;
    }
    call.run(vm)
});

uop!(_CALL_BUILTIN_O, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls(type_id::BUILTIN) || call.count != 1 {
        return Flow::Exit;
    }
    call.run(vm)
});

uop!(_CALL_BUILTIN_FAST, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls(type_id::BUILTIN) {
        return Flow::Exit;
    }
    call.run(vm)
});

uop!(_CALL_BUILTIN_FAST_WITH_KEYWORDS, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls(type_id::BUILTIN) {
        return Flow::Exit;
    }
    call.run(vm)
});

uop!(_CALL_METHOD_DESCRIPTOR_O, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls_method() || call.count != 2 {
        return Flow::Exit;
    }
    call.run(vm)
});

uop!(_CALL_METHOD_DESCRIPTOR_NOARGS, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls_method() || call.count != 1 {
        return Flow::Exit;
    }
    call.run(vm)
});

uop!(_CALL_METHOD_DESCRIPTOR_FAST, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls_method() {
        return Flow::Exit;
    }
    call.run(vm)
});

uop!(_CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls_method() {
        return Flow::Exit;
    }
    call.run(vm)
});

/// Whether something that is called is a Python function, a method bound to an object, or a class whose
/// `__init__` is a Python function.
#[inline(always)]
pub(super) unsafe fn is_python(callable: Ref) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        match callable.type_id() {
            type_id::FUNCTION => true,
            type_id::METHOD => {
                (*callable.cast::<BoundMethod>()).function.type_id() == type_id::FUNCTION
            }
            type_id::TYPE => !(*callable.cast::<TypeObject>()).init.is_null(),
            _ => false,
        }
    }
}

uop!(_CHECK_IS_NOT_PY_CALLABLE, |vm, operands, []| -> Flow<0> {
    if is_python(*vm.below(operands.oparg().wrapping_add(2))) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_CHECK_IS_NOT_PY_CALLABLE_KW, |vm, operands, [kwnames]| -> Flow<1> {
    if is_python(*vm.below(operands.oparg().wrapping_add(2))) {
        return Flow::Exit;
    }
    Flow::Next([kwnames])
});

uop!(_CALL_NON_PY_GENERAL, |vm, operands, []| -> Flow<1> { Call::new(vm, operands).run(vm) });

uop!(_CALL_KW_NON_PY, |vm, operands, [kwnames]| -> Flow<1> {
    let call = Call::new(vm, operands);
    let res = uop_call_with_names(vm.thread, call.callable, call.args, call.count, kwnames);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, kwnames);
    call.finish(vm, res)
});

uop!(_CALL_LEN, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls_builtin(BUILTIN_LEN, 1) {
        return Flow::Exit;
    }
    let res = uop_length(vm.thread, *call.args);
    call.finish(vm, res)
});

uop!(_CALL_ISINSTANCE, |vm, operands, []| -> Flow<1> {
    let call = Call::new(vm, operands);
    if !call.calls_builtin(BUILTIN_ISINSTANCE, 2) {
        return Flow::Exit;
    }
    let res = uop_is_instance(vm.thread, *call.args, *call.args.add(1));
    call.finish(vm, res)
});

/// Whether the callable is this class, called with nothing but an argument.
#[inline(always)]
unsafe fn calls_class(callable: Ref, null: Ref, class: TypeId) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        callable.type_id() == type_id::TYPE
            && (*callable.cast::<TypeObject>()).represents == class
            && null.is_null()
    }
}

uop!(_CALL_TYPE_1, |vm, _, [callable, null, arg]| -> Flow<1> {
    if !calls_class(callable, null, type_id::TYPE) {
        return Flow::Exit;
    }
    let res = uop_type_of(vm.thread, arg);
    decref(vm.thread, arg);
    decref(vm.thread, callable);
    Flow::Next([res])
});

uop!(_CALL_STR_1, |vm, _, [callable, null, arg]| -> Flow<1> {
    if !calls_class(callable, null, type_id::STR) {
        return Flow::Exit;
    }
    let res = uop_convert(vm.thread, 1, arg);
    decref(vm.thread, arg);
    decref(vm.thread, callable);
    Flow::Next([res])
});

uop!(_CALL_TUPLE_1, |vm, _, [callable, null, arg]| -> Flow<1> {
    if !calls_class(callable, null, type_id::TUPLE) {
        return Flow::Exit;
    }
    let res = uop_tuple_of(vm.thread, arg);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, arg);
    decref(vm.thread, callable);
    Flow::Next([res])
});

/// Whether this is a list, and the method that appends to one.
#[inline(always)]
pub(super) unsafe fn appends(callable: Ref, this: Ref) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        callable.type_id() == type_id::METHOD_DESCRIPTOR
            && this.type_id() == type_id::LIST
            && (*callable.cast::<MethodDescriptor>()).method == METHOD_LIST_APPEND
    }
}

uop!(_CALL_LIST_APPEND, |vm, _, [callable, this, arg]| -> Flow<0> {
    if !appends(callable, this) {
        return Flow::Exit;
    }
    append(vm, this, arg);
    decref(vm.thread, this);
    decref(vm.thread, callable);
    Flow::Next([])
});

uop!(_CALL_INTRINSIC_1, |vm, operands, [value]| -> Flow<1> {
    let res = uop_intrinsic(vm.thread, operands.oparg(), value);
    if res.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, value);
    Flow::Next([res])
});
