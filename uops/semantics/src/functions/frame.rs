//! Calls of Python functions, and the frames that they run in.

use super::counting::decref;
use crate::helpers::{uop_new_instance, uop_pop_frame, uop_raise_arguments, uop_raise_init_result};
use crate::object::{BoundMethod, Frame, Function, Tuple, TypeObject, type_id};
use crate::{Flow, Operands, Ref, Thread, Vm};

uop!(_CHECK_PEP_523, |_, _, []| -> Flow<0> { Flow::Next([]) });

/// The slot of the callable, below `self_or_null` and `oparg` arguments.
#[inline(always)]
unsafe fn callable(vm: &Vm, operands: impl Operands) -> *mut Ref {
    // SAFETY: the contract of uop functions.
    unsafe { vm.below(operands.oparg().wrapping_add(2)) }
}

/// The function in `slot`, if it is one with the version of the operand.
#[inline(always)]
unsafe fn checked_function(function: Ref, operands: impl Operands) -> Option<*mut Function> {
    // SAFETY: the contract of uop functions.
    unsafe {
        if function.type_id() != type_id::FUNCTION {
            return None;
        }
        let function = function.cast::<Function>();
        if (*function).version != operands.small_operand() as u32 {
            return None;
        }
        Some(function)
    }
}

uop!(_CHECK_FUNCTION_VERSION, |vm, operands, []| -> Flow<0> {
    if checked_function(*callable(vm, operands), operands).is_none() {
        return Flow::Exit;
    }
    Flow::Next([])
});

/// Number of arguments above the slot of the callable.
#[inline(always)]
unsafe fn given(base: *mut Ref, operands: impl Operands) -> usize {
    // SAFETY: the contract of uop functions.
    unsafe { operands.oparg().wrapping_add(usize::from(!(*base.add(1)).is_null())) }
}

uop!(_CHECK_FUNCTION_EXACT_ARGS, |vm, operands, []| -> Flow<0> {
    let base = callable(vm, operands);
    let Some(function) = checked_function(*base, operands) else { return Flow::Exit };
    if (*(*function).code).arg_count as usize != given(base, operands) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_CHECK_CALL_BOUND_METHOD_EXACT_ARGS, |vm, operands, []| -> Flow<0> {
    let base = callable(vm, operands);
    if !(*base.add(1)).is_null() || (*base).type_id() != type_id::METHOD {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_CHECK_METHOD_VERSION, |vm, operands, []| -> Flow<0> {
    let base = callable(vm, operands);
    if !(*base.add(1)).is_null() || (*base).type_id() != type_id::METHOD {
        return Flow::Exit;
    }
    let method = (*base).cast::<BoundMethod>();
    if checked_function((*method).function, operands).is_none() {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_INIT_CALL_BOUND_METHOD_EXACT_ARGS, |vm, operands, []| -> Flow<0> {
    let base = callable(vm, operands);
    let method = *base;
    let BoundMethod { function, this, .. } = *method.cast::<BoundMethod>();
    function.incref();
    this.incref();
    *base = function;
    *base.add(1) = this;
    decref(vm.thread, method);
    Flow::Next([])
});

/// Whether `bytes` bytes are left for frames.
#[inline(always)]
unsafe fn has_space(vm: &Vm, bytes: usize) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        let thread = vm.thread;
        let left =
            ((*thread).datastack_limit as usize).wrapping_sub((*thread).datastack_top as usize);
        left >= bytes
    }
}

/// CPython leaves the last frame to those that it enters without a check.
#[inline(always)]
unsafe fn may_recurse(vm: &Vm) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe { (*vm.thread).recursion_remaining > 1 }
}

uop!(_CHECK_STACK_SPACE, |vm, operands, []| -> Flow<0> {
    let function = (*callable(vm, operands)).cast::<Function>();
    if !has_space(vm, (*(*function).code).frame_size as usize) || !may_recurse(vm) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_CHECK_STACK_SPACE_OPERAND, |vm, operands, []| -> Flow<0> {
    if !has_space(vm, operands.small_operand()) {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_CHECK_RECURSION_REMAINING, |vm, _, []| -> Flow<0> {
    if !may_recurse(vm) {
        return Flow::Exit;
    }
    Flow::Next([])
});

/// Makes a frame of what is from the slot `base` on: callable, `self_or_null`, `count` arguments.
#[inline(always)]
unsafe fn new_frame(vm: &mut Vm, base: *mut Ref, count: usize) -> Ref {
    // SAFETY: the contract of uop functions.
    unsafe {
        let function = (*base).cast::<Function>();
        let code = (*function).code;
        let frame = (*vm.thread).datastack_top.cast::<Frame>();
        (*vm.thread).datastack_top = frame.cast::<u8>().wrapping_add((*code).frame_size as usize);
        let locals = Frame::locals(frame);
        (*frame).previous = vm.locals;
        (*frame).function = function;
        (*frame).instr_ptr = 0;
        (*frame).local_count = (*code).local_count.into();
        let mut local = locals;
        let this = *base.add(1);
        if !this.is_null() {
            *local = this;
            local = local.add(1);
        }
        let mut argument = base.add(2);
        let mut left = count;
        // Volatile, so that the loops do not become calls of `memcpy` and `memset`.
        while left != 0 {
            local.write_volatile(*argument);
            local = local.add(1);
            argument = argument.add(1);
            left = left.wrapping_sub(1);
        }
        let end = locals.add((*code).local_count as usize);
        while local != end {
            local.write_volatile(Ref::NULL);
            local = local.add(1);
        }
        vm.sp = base;
        Ref(locals.cast())
    }
}

uop!(_INIT_CALL_PY_EXACT_ARGS, |vm, operands, []| -> Flow<1> {
    let base = callable(vm, operands);
    Flow::Next([new_frame(vm, base, operands.oparg())])
});

uop!(_PY_FRAME_GENERAL, |vm, operands, []| -> Flow<1> {
    let base = callable(vm, operands);
    let function = (*base).cast::<Function>();
    let given = given(base, operands);
    let takes = (*(*function).code).arg_count as usize;
    let defaults = (*function).defaults.cast::<Tuple>();
    let default_count = if defaults.is_null() { 0 } else { (*defaults).len };
    if given > takes || takes.wrapping_sub(given) > default_count {
        core::hint::cold_path();
        uop_raise_arguments(vm.thread, *base, given);
        return Flow::Error;
    }
    let frame = new_frame(vm, base, operands.oparg());
    let mut missing = takes.wrapping_sub(given);
    if missing != 0 {
        let items = (&raw const (*defaults).items).cast::<Ref>().wrapping_add(default_count);
        let locals = frame.cast::<Ref>().wrapping_add(takes);
        while missing != 0 {
            let value = *items.wrapping_sub(missing);
            value.incref();
            locals.wrapping_sub(missing).write_volatile(value);
            missing = missing.wrapping_sub(1);
        }
    }
    Flow::Next([frame])
});

uop!(_CHECK_OBJECT, |vm, operands, []| -> Flow<0> {
    let base = callable(vm, operands);
    if !(*base.add(1)).is_null() || (*base).type_id() != type_id::TYPE {
        return Flow::Exit;
    }
    let versions = (&raw const (*vm.thread).type_versions).cast::<u32>();
    let class = (*(*base).cast::<TypeObject>()).represents as usize;
    if *versions.add(class) != operands.small_operand() as u32 {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_GUARD_IP, |vm, operands, []| -> Flow<0> {
    if (*Frame::of(vm.locals)).instr_ptr != operands.small_operand() as u64 {
        return Flow::Exit;
    }
    Flow::Next([])
});

uop!(_CHECK_AND_ALLOCATE_OBJECT, |vm, operands, []| -> Flow<0> {
    let base = callable(vm, operands);
    let class = *base;
    if !(*base.add(1)).is_null() || class.type_id() != type_id::TYPE {
        return Flow::Exit;
    }
    let TypeObject { represents, init, .. } = *class.cast::<TypeObject>();
    let versions = (&raw const (*vm.thread).type_versions).cast::<u32>();
    if *versions.add(represents as usize) != operands.small_operand() as u32 {
        return Flow::Exit;
    }
    let code = (*init.cast::<Function>()).code;
    if !has_space(vm, (*code).frame_size as usize) || !may_recurse(vm) {
        return Flow::Exit;
    }
    let instance = uop_new_instance(vm.thread, represents);
    init.incref();
    *base = init;
    *base.add(1) = instance;
    decref(vm.thread, class);
    Flow::Next([])
});

uop!(_CREATE_INIT_FRAME, |vm, operands, []| -> Flow<2> {
    let base = callable(vm, operands);
    let this = *base.add(1);
    let frame = new_frame(vm, base, operands.oparg());
    this.incref();
    Flow::Next([this, frame])
});

uop!(_EXIT_INIT_CHECK, |vm, _, [value]| -> Flow<0> {
    if value != Thread::none(vm.thread) {
        core::hint::cold_path();
        uop_raise_init_result(vm.thread, value);
        return Flow::Error;
    }
    Flow::Next([])
});

uop!(_SAVE_RETURN_OFFSET, |vm, operands, []| -> Flow<0> {
    (*Frame::of(vm.locals)).return_to = operands.small_operand() as u64;
    Flow::Next([])
});

uop!(_PUSH_FRAME, |vm, _, [new_frame]| -> Flow<0> {
    let locals = new_frame.0.cast::<Ref>();
    (*Frame::of(vm.locals)).stack_pointer = vm.sp;
    (*vm.thread).recursion_remaining = (*vm.thread).recursion_remaining.wrapping_sub(1);
    vm.locals = locals;
    vm.sp = locals.add((*Frame::of(locals)).local_count as usize);
    Flow::Next([])
});

uop!(_POP_FRAME, |vm, _, [retval]| -> Flow<0> {
    vm.locals = uop_pop_frame(vm.thread, vm.locals);
    vm.sp = (*Frame::of(vm.locals)).stack_pointer;
    *vm.sp = retval;
    vm.sp = vm.sp.add(1);
    Flow::Next([])
});

uop!(_GUARD_RETURN_TO, |vm, operands, []| -> Flow<0> {
    if (*Frame::of(vm.locals)).return_to != operands.small_operand() as u64 {
        return Flow::Return;
    }
    Flow::Next([])
});

uop!(_DYNAMIC_EXIT, |_, _, []| -> Flow<0> { Flow::Return });
