//! Generators and coroutines: frames that go on after they have handed out a value.

use super::counting::decref;
use super::position::{item_at, next_position};
use crate::helpers::{uop_get_awaitable, uop_new_generator, uop_pop_generator, uop_send};
use crate::object::{Frame, Generator};
use crate::slow_path::uop_error_occurred;
use crate::{Flow, Ref, Thread, Vm};

uop!(_RETURN_GENERATOR, |vm, operands, []| -> Flow<0> {
    let generator = uop_new_generator(vm.thread, vm.locals, vm.sp, operands.small_operand());
    vm.locals = (*Frame::of(vm.locals)).previous;
    vm.sp = (*Frame::of(vm.locals)).stack_pointer;
    *vm.sp = generator;
    vm.sp = vm.sp.add(1);
    Flow::Next([])
});

/// Whether an object is a generator that can be resumed, and one more frame may be entered.
#[inline(always)]
unsafe fn may_resume(vm: &Vm, object: Ref) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe { Generator::is_suspended(object) && (*vm.thread).recursion_remaining > 1 }
}

/// The same for a generator or coroutine.
#[inline(always)]
unsafe fn may_send(vm: &Vm, object: Ref) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe { Generator::takes_values(object) && (*vm.thread).recursion_remaining > 1 }
}

/// Has a generator run that goes on with a value that it is sent. Returns its frame.
#[inline(always)]
unsafe fn resume(vm: &Vm, generator: Ref, sent: Ref) -> Ref {
    // SAFETY: the contract of uop functions. A generator that can be resumed has room on its stack, since its
    // code takes what it is sent from there.
    unsafe {
        let locals = Generator::locals(generator.cast());
        let frame = Frame::of(locals);
        let sp = (*frame).stack_pointer;
        *sp = sent;
        (*frame).stack_pointer = sp.add(1);
        (*frame).previous = vm.locals;
        (*generator.0).flags = Generator::EXECUTING;
        Ref(locals.cast())
    }
}

uop!(_FOR_ITER_GEN_FRAME, |vm, _, [iter]| -> Flow<2> {
    if !may_resume(vm, iter) {
        return Flow::Exit;
    }
    Flow::Next([iter, resume(vm, iter, Thread::none(vm.thread))])
});

uop!(_FOR_ITER_GEN_FRAME_AT, |vm, _, [iter, null]| -> Flow<3> {
    if !may_resume(vm, iter) {
        return Flow::Exit;
    }
    Flow::Next([iter, null, resume(vm, iter, Thread::none(vm.thread))])
});

uop!(_SEND_GEN_FRAME, |vm, _, [receiver, sent]| -> Flow<2> {
    if !may_send(vm, receiver) {
        return Flow::Exit;
    }
    Flow::Next([receiver, resume(vm, receiver, sent)])
});

uop!(_SEND_GEN_FRAME_AT, |vm, _, [receiver, null, sent]| -> Flow<3> {
    if !may_send(vm, receiver) {
        return Flow::Exit;
    }
    Flow::Next([receiver, null, resume(vm, receiver, sent)])
});

uop!(_PUSH_GEN_FRAME, |vm, operands, [gen_frame]| -> Flow<0> {
    let locals = gen_frame.0.cast::<Ref>();
    (*Generator::of(locals)).yield_to = operands.small_operand() as u64;
    (*Frame::of(vm.locals)).stack_pointer = vm.sp;
    (*vm.thread).recursion_remaining = (*vm.thread).recursion_remaining.wrapping_sub(1);
    vm.locals = locals;
    vm.sp = (*Frame::of(locals)).stack_pointer;
    Flow::Next([])
});

uop!(_YIELD_VALUE, |vm, operands, [retval]| -> Flow<0> {
    let frame = Frame::of(vm.locals);
    let generator = Generator::of(vm.locals);
    (*frame).stack_pointer = vm.sp;
    (*frame).return_to = operands.small_operand() as u64;
    (*generator).header.flags = Generator::SUSPENDED;
    (*vm.thread).recursion_remaining = (*vm.thread).recursion_remaining.wrapping_add(1);
    vm.locals = (*frame).previous;
    let caller = Frame::of(vm.locals);
    (*caller).return_to = (*generator).yield_to;
    vm.sp = (*caller).stack_pointer;
    *vm.sp = retval;
    vm.sp = vm.sp.add(1);
    Flow::Next([])
});

uop!(_POP_GEN_FRAME, |vm, _, [retval]| -> Flow<0> {
    vm.locals = uop_pop_generator(vm.thread, vm.locals);
    vm.sp = (*Frame::of(vm.locals)).stack_pointer;
    *vm.sp = retval;
    vm.sp = vm.sp.add(1);
    Flow::Next([])
});

uop!(_GET_AWAITABLE, |vm, _, [awaited]| -> Flow<1> {
    let iter = uop_get_awaitable(vm.thread, awaited);
    if iter.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, awaited);
    Flow::Next([iter])
});

uop!(_END_SEND, |vm, _, [receiver, value]| -> Flow<1> {
    decref(vm.thread, receiver);
    Flow::Next([value])
});

uop!(_SEND_TIER_TWO, |vm, _, [receiver, sent]| -> Flow<2> {
    let next = uop_send(vm.thread, receiver, sent);
    if next.is_null() {
        core::hint::cold_path();
        if uop_error_occurred(vm.thread) {
            return Flow::Error;
        }
        return Flow::Exit;
    }
    decref(vm.thread, sent);
    Flow::Next([receiver, next])
});

uop!(_END_SEND_AT, |vm, _, [receiver, _index, value]| -> Flow<1> {
    decref(vm.thread, receiver);
    Flow::Next([value])
});

uop!(_SEND_ANY, |vm, _, [receiver, index, sent]| -> Flow<3> {
    if index.is_tagged() && sent == Thread::none(vm.thread) {
        let Some(next) = item_at(vm, receiver, index) else { return Flow::Exit };
        return Flow::Next([receiver, next_position(index), next]);
    }
    let next = uop_send(vm.thread, receiver, sent);
    if next.is_null() {
        core::hint::cold_path();
        if uop_error_occurred(vm.thread) {
            return Flow::Error;
        }
        return Flow::Exit;
    }
    decref(vm.thread, sent);
    Flow::Next([receiver, index, next])
});
