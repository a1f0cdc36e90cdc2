//! Thunks through which helpers are called without a change of registers.
//!
//! A slow-path helper is called through a thunk that saves the registers that the helper may change,
//! so that the register allocator does not have to save any (Cranelift's `preserve_all` convention).
//! That convention has no results, so the thunk stores the helper's result in the thread. A thunk
//! saves vector registers only for traces that have floats.
//!
//! `x16` and `x17` are free: Cranelift keeps nothing there over a call.

use std::arch::naked_asm;
use std::mem::offset_of;
use uops::Thread;
use uops::for_each_helper;
use uops::helpers::{self, Helper};
use uops::object::{Header, type_id};
use uops::thread::FreeSlot;

/// Thunks of both kinds for each slow-path helper.
macro_rules! thunks {
    ($($mark:ident fn $helper:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        /// The thunk of a helper, if it has one.
        pub(crate) fn thunk(helper: Helper, floats: bool) -> Option<usize> {
            $(found!($mark $helper, helper, floats);)*
            None
        }

        /// For traces without floats.
        mod words {
            use super::*;
            $(thunk!($mark $helper save_words);)*
            dealloc!(save_words);
        }

        /// For traces with floats.
        mod floats {
            use super::*;
            $(thunk!($mark $helper save_floats);)*
            dealloc!(save_floats);
        }
    };
}

macro_rules! found {
    (direct $($rest:tt)*) => {};
    (slow $name:ident, $helper:ident, $floats:ident) => {
        if $helper == Helper::$name {
            let thunk = if $floats { floats::$name } else { words::$name };
            return Some(thunk as *const () as usize);
        }
    };
}

/// `x17` gets the helper's address.
macro_rules! thunk {
    (direct $($rest:tt)*) => {};
    (slow uop_dealloc $save:ident) => {};
    (slow $helper:ident $save:ident) => {
        #[unsafe(naked)]
        pub(super) unsafe extern "C" fn $helper() {
            naked_asm!(
                "adrp x17, {helper}",
                "add x17, x17, :lo12:{helper}",
                "b {save}",
                helper = sym helpers::$helper,
                save = sym $save,
            )
        }
    };
}

/// Most of what dies is a number, which goes without a call: [`Thread::free_if_number`].
macro_rules! dealloc {
    ($save:ident) => {
        #[unsafe(naked)]
        pub(super) unsafe extern "C" fn uop_dealloc() {
            naked_asm!(
                "ldp w16, w17, [x1, {type_id}]",
                "sub w16, w16, {first}",
                "cmp w16, {numbers}",
                "b.hs 2f",
                "cbnz w17, 2f",
                "ldr x16, [x0, {free}]",
                "str x16, [x1, {next}]",
                "str x1, [x0, {free}]",
                "ret",
                "2:",
                "adrp x17, {helper}",
                "add x17, x17, :lo12:{helper}",
                "b {save}",
                type_id = const offset_of!(Header, type_id),
                first = const type_id::INT,
                numbers = const type_id::FLOAT - type_id::INT + 1,
                free = const offset_of!(Thread, free_numbers),
                next = const offset_of!(FreeSlot, next),
                helper = sym helpers::uop_dealloc,
                save = sym $save,
            )
        }
    };
}

const _: () = assert!(offset_of!(Header, flags) == offset_of!(Header, type_id) + 4);

/// Saves what a C function may change, calls what is in `x17`, and leaves the result in the thread.
macro_rules! save {
    ($name:ident, $enter:literal, $leave:literal) => {
        #[unsafe(naked)]
        unsafe extern "C" fn $name() {
            naked_asm!(
                "stp x29, x30, [sp, #-160]!",
                "mov x29, sp",
                "stp x0, x1, [sp, #16]",
                "stp x2, x3, [sp, #32]",
                "stp x4, x5, [sp, #48]",
                "stp x6, x7, [sp, #64]",
                "stp x8, x9, [sp, #80]",
                "stp x10, x11, [sp, #96]",
                "stp x12, x13, [sp, #112]",
                "stp x14, x15, [sp, #128]",
                "str x18, [sp, #144]",
                $enter,
                "blr x17",
                $leave,
                "mov x16, x0",
                "ldp x0, x1, [sp, #16]",
                "str x16, [x0, {result}]",
                "ldp x2, x3, [sp, #32]",
                "ldp x4, x5, [sp, #48]",
                "ldp x6, x7, [sp, #64]",
                "ldp x8, x9, [sp, #80]",
                "ldp x10, x11, [sp, #96]",
                "ldp x12, x13, [sp, #112]",
                "ldp x14, x15, [sp, #128]",
                "ldr x18, [sp, #144]",
                "ldp x29, x30, [sp], #160",
                "ret",
                result = const offset_of!(Thread, helper_result),
            )
        }
    };
}

save!(save_words, "", "");
// Cranelift is given no vectors: floats are the lower halves, and of `v8` to `v15` C functions keep these.
save!(
    save_floats,
    "stp d0, d1, [sp, #-192]!
     stp d2, d3, [sp, #16]
     stp d4, d5, [sp, #32]
     stp d6, d7, [sp, #48]
     stp d16, d17, [sp, #64]
     stp d18, d19, [sp, #80]
     stp d20, d21, [sp, #96]
     stp d22, d23, [sp, #112]
     stp d24, d25, [sp, #128]
     stp d26, d27, [sp, #144]
     stp d28, d29, [sp, #160]
     stp d30, d31, [sp, #176]",
    "ldp d2, d3, [sp, #16]
     ldp d4, d5, [sp, #32]
     ldp d6, d7, [sp, #48]
     ldp d16, d17, [sp, #64]
     ldp d18, d19, [sp, #80]
     ldp d20, d21, [sp, #96]
     ldp d22, d23, [sp, #112]
     ldp d24, d25, [sp, #128]
     ldp d26, d27, [sp, #144]
     ldp d28, d29, [sp, #160]
     ldp d30, d31, [sp, #176]
     ldp d0, d1, [sp], #192"
);

for_each_helper!(thunks);
