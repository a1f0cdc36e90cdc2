//! Stencils that exit if their operand is 0.
#![no_std]
#![feature(explicit_tail_calls, rust_preserve_none_cc)]
#![allow(dead_code, improper_ctypes)]

#[path = "../../../source/holes.rs"]
mod holes;
#[path = "../../../../uops/src/site.rs"]
mod site;

mod object {
    #[derive(Clone, Copy)]
    #[repr(transparent)]
    pub struct Ref(*mut u8);
}

mod thread {
    pub struct Thread;
}

use object::Ref;
use site::Site;
use thread::Thread;

macro_rules! exits_if_zero {
    ($name:literal $operand:ident) => {
        #[unsafe(export_name = $name)]
        unsafe extern "rust-preserve-none" fn $operand(
            locals: *mut Ref,
            sp: *mut Ref,
            thread: *mut Thread,
            r0: Ref,
            r1: Ref,
            r2: Ref,
            r3: Ref,
        ) -> u64 {
            // SAFETY: only the code is looked at.
            unsafe {
                if holes::Hole.$operand() == 0 {
                    become holes::_JIT_EXIT_0(locals, sp, thread, r0, r1, r2, r3)
                }
                become holes::_JIT_CONTINUE(locals, sp, thread, r0, r1, r2, r3)
            }
        }
    };
}

exits_if_zero!("_OPARG__0" oparg);
exits_if_zero!("_OPERAND__0" operand);
