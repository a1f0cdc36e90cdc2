//! The uops' functions as a library for programs that are compiled as a whole.
//!
//! This crate is not part of the workspace. The build script of the LLVM backend compiles it with the
//! rustc that builds the project, and the backend links each program's source with it. The functions
//! come from the crate `semantics`, which is compiled in the same way; there is no second definition.
//! The thunks come from the crate `base`.
//!
//! The helpers stay undefined here, and so do the names by which slow paths call their thunks. The
//! source of a program defines each helper as a jump through a table that the host fills, so that the
//! runtime exists once. Options of the linker say which thunk has which name.
#![no_std]
#![allow(improper_ctypes, dead_code, non_snake_case, missing_docs, unused_imports)]

extern crate base;

use semantics::functions;
pub use semantics::object::{Frame, Ref};
pub use semantics::{Fixed, Flow, Operands, Thread, Vm};

/// The operands of a uop that are constants of the program.
#[derive(Clone, Copy)]
pub struct At(pub usize, pub u64);

impl Operands for At {
    #[inline(always)]
    fn oparg(self) -> usize {
        self.0
    }
    #[inline(always)]
    fn operand(self) -> u64 {
        self.1
    }
    #[inline(always)]
    fn small_operand(self) -> usize {
        self.1 as usize
    }
    #[inline(always)]
    fn local_offset(self) -> usize {
        self.0 * size_of::<Ref>()
    }
}

macro_rules! define_functions {
    ($({
        name: $name:ident, function: $function:ident, oparg: $oparg:literal,
        inputs: $inputs:literal, outputs: $outputs:literal, $($rest:tt)*
    })*) => {
        /// The functions by the names of their rows.
        pub mod uop {
            use crate::*;
            $(
                #[inline(always)]
                pub unsafe fn $name(
                    vm: &mut Vm,
                    operands: impl Operands,
                    inputs: [Ref; $inputs],
                ) -> Flow<$outputs> {
                    // SAFETY: the caller's promise, which is that of all uop functions.
                    unsafe { functions::$function(vm, Fixed::<$oparg, _>(operands), inputs) }
                }
            )*
        }
    };
}

uop_table::for_each_uop!(define_functions);

/// Notes where the program stopped, and passes the status on.
#[inline(always)]
pub unsafe fn stop(vm: &Vm, status: u64) -> u64 {
    // SAFETY: the caller passes a live thread.
    unsafe {
        (*vm.thread).locals = vm.locals;
        (*vm.thread).stack_pointer = vm.sp;
    }
    status
}

/// Counts a uop.
#[inline(always)]
pub unsafe fn count_uop(vm: &Vm) {
    // SAFETY: the caller passes a live thread.
    unsafe { (*vm.thread).uops_executed = (*vm.thread).uops_executed.wrapping_add(1) }
}

/// Counts an exit that is taken.
#[inline(always)]
pub unsafe fn count_exit(vm: &Vm) {
    // SAFETY: the caller passes a live thread.
    unsafe { (*vm.thread).exits_taken = (*vm.thread).exits_taken.wrapping_add(1) }
}

/// Pushes on the stack in memory.
#[inline(always)]
pub unsafe fn push(vm: &mut Vm, value: Ref) {
    // SAFETY: the verifier has shown that the stack has room.
    unsafe {
        *vm.sp = value;
        vm.sp = vm.sp.add(1);
    }
}

/// Pops from the stack in memory.
#[inline(always)]
pub unsafe fn pop(vm: &mut Vm) -> Ref {
    // SAFETY: the verifier has shown that the stack has it.
    unsafe {
        vm.sp = vm.sp.sub(1);
        *vm.sp
    }
}

/// What the table's flags say that a uop never answers.
#[inline(always)]
pub unsafe fn never() -> ! {
    // SAFETY: the caller's promise.
    unsafe { core::hint::unreachable_unchecked() }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // No uop's function has a panic path: the stencil build would refuse it.
    loop {}
}
