//! Stencils that exit if their operand is 0.
#![no_std]
#![feature(explicit_tail_calls, rust_preserve_none_cc)]
#![allow(dead_code, improper_ctypes)]

use base::holes::{_JIT_CONTINUE, _JIT_EXIT_0, Hole};
use base::{Operands, stencil};

macro_rules! exits_if_zero {
    ($name:literal $operand:ident) => {
        stencil!($name, |locals, sp, thread, r0, r1, r2, r3| {
            // SAFETY: only the code is looked at.
            unsafe {
                if Hole.$operand() == 0 {
                    become _JIT_EXIT_0(locals, sp, thread, r0, r1, r2, r3)
                }
                become _JIT_CONTINUE(locals, sp, thread, r0, r1, r2, r3)
            }
        });
    };
}

exits_if_zero!("_OPARG__0" oparg);
exits_if_zero!("_OPERAND__0" operand);
