//! Thunks through which helpers are called without a change of registers.
//!
//! A slow-path helper is called through a thunk that saves the registers that the helper may change,
//! so that the register allocator does not have to save any (Cranelift's `preserve_all` convention).
//! That convention has no results, so the thunk stores the helper's result in the thread. A thunk
//! saves vector registers only for traces that have floats.

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

/// `rax` is free once it is saved: the helper's address goes there.
macro_rules! thunk {
    (direct $($rest:tt)*) => {};
    (slow uop_dealloc $save:ident) => {};
    (slow $helper:ident $save:ident) => {
        #[unsafe(naked)]
        pub(super) unsafe extern "C" fn $helper() {
            naked_asm!(
                "push rbp",
                "mov rbp, rsp",
                "push rax",
                "lea rax, [rip + {helper}]",
                "jmp {save}",
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
                "push rbp",
                "mov rbp, rsp",
                "push rax",
                "mov eax, dword ptr [rsi + {type_id}]",
                "sub eax, {first}",
                "cmp eax, {numbers}",
                "jae 2f",
                "cmp dword ptr [rsi + {flags}], 0",
                "jne 2f",
                "mov rax, qword ptr [rdi + {free}]",
                "mov qword ptr [rsi + {next}], rax",
                "mov qword ptr [rdi + {free}], rsi",
                "pop rax",
                "pop rbp",
                "ret",
                "2:",
                "lea rax, [rip + {helper}]",
                "jmp {save}",
                type_id = const offset_of!(Header, type_id),
                flags = const offset_of!(Header, flags),
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

/// Saves what a C function may change, calls what is in `rax`, and leaves the result in the thread.
/// A thunk has saved `rbp` and `rax`.
macro_rules! save {
    ($name:ident, $enter:literal, $leave:literal) => {
        #[unsafe(naked)]
        unsafe extern "C" fn $name() {
            naked_asm!(
                "push rcx",
                "push rdx",
                "push rsi",
                "push r8",
                "push r9",
                "push r10",
                "push r11",
                // The thread, which is wanted first.
                "push rdi",
                // Aligns the stack.
                "sub rsp, 8",
                $enter,
                "call rax",
                $leave,
                "add rsp, 8",
                "pop rdi",
                "mov qword ptr [rdi + {result}], rax",
                "pop r11",
                "pop r10",
                "pop r9",
                "pop r8",
                "pop rsi",
                "pop rdx",
                "pop rcx",
                "pop rax",
                "pop rbp",
                "ret",
                result = const offset_of!(Thread, helper_result),
            )
        }
    };
}

save!(save_words, "", "");
// Cranelift is given no vectors: floats are the lower halves.
save!(
    save_floats,
    "sub rsp, 128
     movsd qword ptr [rsp], xmm0
     movsd qword ptr [rsp + 8], xmm1
     movsd qword ptr [rsp + 16], xmm2
     movsd qword ptr [rsp + 24], xmm3
     movsd qword ptr [rsp + 32], xmm4
     movsd qword ptr [rsp + 40], xmm5
     movsd qword ptr [rsp + 48], xmm6
     movsd qword ptr [rsp + 56], xmm7
     movsd qword ptr [rsp + 64], xmm8
     movsd qword ptr [rsp + 72], xmm9
     movsd qword ptr [rsp + 80], xmm10
     movsd qword ptr [rsp + 88], xmm11
     movsd qword ptr [rsp + 96], xmm12
     movsd qword ptr [rsp + 104], xmm13
     movsd qword ptr [rsp + 112], xmm14
     movsd qword ptr [rsp + 120], xmm15",
    "movsd xmm0, qword ptr [rsp]
     movsd xmm1, qword ptr [rsp + 8]
     movsd xmm2, qword ptr [rsp + 16]
     movsd xmm3, qword ptr [rsp + 24]
     movsd xmm4, qword ptr [rsp + 32]
     movsd xmm5, qword ptr [rsp + 40]
     movsd xmm6, qword ptr [rsp + 48]
     movsd xmm7, qword ptr [rsp + 56]
     movsd xmm8, qword ptr [rsp + 64]
     movsd xmm9, qword ptr [rsp + 72]
     movsd xmm10, qword ptr [rsp + 80]
     movsd xmm11, qword ptr [rsp + 88]
     movsd xmm12, qword ptr [rsp + 96]
     movsd xmm13, qword ptr [rsp + 104]
     movsd xmm14, qword ptr [rsp + 112]
     movsd xmm15, qword ptr [rsp + 120]
     add rsp, 128"
);

for_each_helper!(thunks);
