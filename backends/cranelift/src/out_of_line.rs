//! The function of each uop as a C function that works on the stack in memory.
//!
//! Code calls these functions for uops that the lowering does not inline. They call the same function
//! that the interpreter inlines.
#![allow(non_snake_case)]

use uops::{Fixed, Flow, Inst, Op, Ref, Vm, for_each_uop, inst::InstOperands, semantics};

/// What an out-of-line uop says.
pub(crate) mod outcome {
    /// On to the next uop.
    pub(crate) const NEXT: u64 = 0;
    /// Through the uop's exit.
    pub(crate) const EXIT: u64 = 1;
    /// An exception is set.
    pub(crate) const ERROR: u64 = 2;
    /// The trace ends, which the lowering does by itself.
    pub(crate) const END: u64 = 3;
}

/// Pops the topmost `N` slots.
///
/// # Safety
/// The stack in memory is that deep.
#[inline(always)]
unsafe fn pop<const N: usize>(vm: &mut Vm) -> [Ref; N] {
    // SAFETY: the caller's promise; an array of references is as aligned as one of them.
    unsafe {
        vm.sp = vm.sp.sub(N);
        vm.sp.cast::<[Ref; N]>().read()
    }
}

/// Pushes the outputs, if there are any, and says how it went.
///
/// # Safety
/// The stack in memory has room for the outputs.
#[inline(always)]
unsafe fn finish<const N: usize>(vm: &mut Vm, flow: Flow<N>) -> u64 {
    match flow {
        Flow::Next(outputs) => {
            // SAFETY: the caller's promise.
            unsafe {
                vm.sp.cast::<[Ref; N]>().write(outputs);
                vm.sp = vm.sp.add(N);
            }
            outcome::NEXT
        }
        Flow::Exit => outcome::EXIT,
        Flow::Error => outcome::ERROR,
        Flow::Top | Flow::Return => outcome::END,
    }
}

macro_rules! wrap {
    ($({
        name: $name:ident, function: $function:ident, oparg: $oparg:literal, $($rest:tt)*
    })*) => {
        $(unsafe extern "C" fn $name(vm: *mut Vm, inst: *const Inst) -> u64 {
            // SAFETY: compiled code passes a record of its own, which nothing else refers to.
            let vm = unsafe { &mut *vm };
            // SAFETY: compiled code has written the stack that the row asks for to memory, where
            // the activation has room for the outputs. The record is one of the loaded program,
            // which outlives its code.
            unsafe {
                let inputs = pop(vm);
                let flow = semantics::$function(vm, Fixed::<$oparg, _>(InstOperands::new(inst)), inputs);
                finish(vm, flow)
            }
        })*

        /// Where the uop's function is in this process.
        pub(crate) fn address(op: Op) -> usize {
            match op {
                $(Op::$name => $name as *const () as usize,)*
            }
        }
    };
}

for_each_uop!(wrap);
