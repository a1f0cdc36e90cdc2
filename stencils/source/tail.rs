//! The uops' functions, compiled to the handlers of a tail-calling interpreter.
//!
//! The build script of the tail-calling interpreter compiles this crate like the stencil crate in
//! `lib.rs`. A handler runs one uop on the stack in memory and jumps to the handler of the next uop.
//! There is no loop, and every uop has an indirect jump of its own, as in CPython 3.14's interpreter.
#![no_std]
#![feature(explicit_tail_calls, rust_preserve_none_cc)]
#![allow(incomplete_features, improper_ctypes, dead_code, non_snake_case, missing_docs)]

mod trampoline;

use semantics::object::Frame;
use semantics::tail::{ERROR, TailInst, TailOperands};
use semantics::{Fixed, Flow, Ref, Thread, Vm, functions};

/// What every handler is: locals, stack pointer, thread and the uop's record, all in registers that
/// calls preserve. The result says how the program ended.
type Handler =
    unsafe extern "rust-preserve-none" fn(*mut Ref, *mut Ref, *mut Thread, *const TailInst) -> u64;

/// What a C caller calls to run from a record: its own registers are saved here.
#[unsafe(export_name = "_TAIL_ENTER")]
unsafe extern "C" fn enter(
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
    inst: *const TailInst,
) -> u64 {
    // SAFETY: the caller passes an activation of the record's program.
    unsafe { base::enter!(handler(inst); locals, sp, thread, [inst]) }
}

#[inline(always)]
unsafe fn handler(inst: *const TailInst) -> Handler {
    // SAFETY: every record has the address of a handler.
    unsafe { core::mem::transmute::<usize, Handler>((*inst).handler as usize) }
}

/// Ends a program: notes where it stopped and returns the record's operand.
#[unsafe(export_name = "_TAIL_LEAVE")]
unsafe extern "rust-preserve-none" fn leave(
    locals: *mut Ref,
    sp: *mut Ref,
    thread: *mut Thread,
    inst: *const TailInst,
) -> u64 {
    // SAFETY: handlers get a live thread and record.
    unsafe {
        stop(locals, sp, thread);
        (*inst).operand
    }
}

#[inline(always)]
unsafe fn stop(locals: *mut Ref, sp: *mut Ref, thread: *mut Thread) {
    // SAFETY: handlers get a live thread.
    unsafe {
        (*thread).locals = locals;
        (*thread).stack_pointer = sp;
    }
}

macro_rules! define_handlers {
    ($({
        name: $name:ident, function: $function:ident, oparg: $oparg:literal,
        inputs: $inputs:literal, outputs: $outputs:literal, exit_pops: $exit_pops:literal,
        $($rest:tt)*
    })*) => {$(
        one_handler!("_TAIL" $name $function $oparg, $inputs, $outputs, $exit_pops, false);
        one_handler!("_COUNTING" $name $function $oparg, $inputs, $outputs, $exit_pops, true);
    )*};
}

macro_rules! one_handler {
    ($prefix:literal $name:ident $function:ident $oparg:literal, $inputs:literal,
     $outputs:literal, $exit_pops:literal, $count:literal) => {
        const _: () = {
            #[unsafe(export_name = concat!($prefix, stringify!($name)))]
            unsafe extern "rust-preserve-none" fn handle(
                locals: *mut Ref,
                sp: *mut Ref,
                thread: *mut Thread,
                inst: *const TailInst,
            ) -> u64 {
                const IN: usize = $inputs;
                const OUT: usize = $outputs;
                // SAFETY: handlers run records of traces that the verifier has accepted. The table of
                // returns has the record of every continuation.
                unsafe {
                    if $count {
                        (*thread).uops_executed = (*thread).uops_executed.wrapping_add(1);
                    }
                    let mut vm = Vm { thread, locals, sp: sp.sub(IN) };
                    let inputs = vm.sp.cast::<[Ref; IN]>().read();
                    let operands = Fixed::<$oparg, _>(TailOperands::new(inst));
                    let flow: Flow<OUT> = functions::$function(&mut vm, operands, inputs);
                    match flow {
                        Flow::Next(outputs) => {
                            vm.sp.cast::<[Ref; OUT]>().write(outputs);
                            let next = inst.add(1);
                            become handler(next)(vm.locals, vm.sp.add(OUT), thread, next)
                        }
                        Flow::Exit => {
                            if $count {
                                (*thread).exits_taken = (*thread).exits_taken.wrapping_add(1);
                            }
                            let next = (*inst).exit;
                            let sp = if $exit_pops { sp.sub(IN) } else { sp };
                            become handler(next)(locals, sp, thread, next)
                        }
                        Flow::Error => {
                            stop(locals, sp, thread);
                            (inst as u64) << 8 | ERROR
                        }
                        Flow::Top => {
                            let next = (*inst).exit;
                            become handler(next)(locals, sp, thread, next)
                        }
                        Flow::Return => {
                            let number = (*Frame::of(vm.locals)).return_to as usize;
                            let next = *(*thread).return_table.add(number) as *const TailInst;
                            become handler(next)(vm.locals, vm.sp, thread, next)
                        }
                    }
                }
            }
        };
    };
}

uop_table::for_each_uop!(define_handlers);
