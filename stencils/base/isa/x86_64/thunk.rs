//! The code that slow paths call: thunks that save all registers.
//!
//! The caller passes the arguments in `rcx`, `rax` and `r8` (see `isa` in the crate `semantics`). The
//! symbol that it calls is linked to the helper's thunk, or to a routine here that tries the frequent
//! case first.

use crate::register;
use core::arch::naked_asm;
use core::mem::offset_of;
use semantics::Thread;
use semantics::object::{Float, Header, Int, type_id};
use semantics::thread::FreeSlot;

unsafe extern "C" {
    /// Saves registers and calls the helper at the address in `r11`.
    fn _JIT_SAVE();
    /// Likewise for a helper without a result.
    fn _JIT_SAVE_VOID();
}

macro_rules! thunks {
    ($($mark:ident fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        $(thunks!(@$mark $name $($ret)?);)*
    };
    (@direct $($declaration:tt)*) => {};
    (@slow $name:ident) => {
        thunks!(@@$name _JIT_SAVE_VOID);
    };
    (@slow $name:ident $ret:ty) => {
        thunks!(@@$name _JIT_SAVE);
    };
    (@@$name:ident $save:ident) => {
        const _: () = {
            #[unsafe(export_name = concat!("_THUNK_", stringify!($name)))]
            #[unsafe(naked)]
            unsafe extern "C" fn thunk() {
                naked_asm!(
                    "lea r11, [rip + {helper}]",
                    "jmp {save}",
                    helper = sym semantics::helpers::$name,
                    save = sym $save,
                )
            }
        };
    };
}

semantics::for_each_helper!(thunks);

unsafe extern "C" {
    fn _JIT_THUNK_uop_dealloc();
    fn _JIT_THUNK_uop_box_int();
    fn _JIT_THUNK_uop_box_float();
}

/// What stencils call to free an object. Most objects are numbers, which are freed without saving a
/// register. The code is [`Thread::free_if_number`] with only one register of its own.
#[unsafe(export_name = "_DEALLOC")]
#[unsafe(naked)]
unsafe extern "C" fn dealloc() {
    naked_asm!(
        "mov r11d, dword ptr [rcx + {type_id}]",
        "sub r11d, {first}",
        "cmp r11d, {numbers}",
        "jae {other}",
        "cmp dword ptr [rcx + {flags}], 0",
        "jne {other}",
        concat!("mov r11, qword ptr [", register!(thread), " + {free}]"),
        "mov qword ptr [rcx + {next}], r11",
        concat!("mov qword ptr [", register!(thread), " + {free}], rcx"),
        "ret",
        type_id = const offset_of!(Header, type_id),
        flags = const offset_of!(Header, flags),
        first = const type_id::INT,
        numbers = const type_id::FLOAT - type_id::INT + 1,
        free = const offset_of!(Thread, free_numbers),
        next = const offset_of!(FreeSlot, next),
        other = sym _JIT_THUNK_uop_dealloc,
    )
}

macro_rules! boxing {
    ($export:literal $type_id:ident $other:ident) => {
        const _: () = {
            /// What stencils call to make an object of a number: most find a free slot, without saving a
            /// register. It is `Thread::int` of a number that is not cached, or `Thread::float`, with one
            /// register of its own.
            #[unsafe(export_name = $export)]
            #[unsafe(naked)]
            unsafe extern "C" fn boxing() {
                naked_asm!(
                    concat!("mov rax, qword ptr [", register!(thread), " + {free}]"),
                    "test rax, rax",
                    "je {other}",
                    "mov r11, qword ptr [rax + {next}]",
                    concat!("mov qword ptr [", register!(thread), " + {free}], r11"),
                    "mov qword ptr [rax + {count}], 1",
                    "mov qword ptr [rax + {type_id}], {number}",
                    "mov qword ptr [rax + {value}], rcx",
                    "ret",
                    free = const offset_of!(Thread, free_numbers),
                    next = const offset_of!(FreeSlot, next),
                    count = const offset_of!(Header, refcnt),
                    // The last field has no flags.
                    type_id = const offset_of!(Header, type_id),
                    number = const type_id::$type_id,
                    value = const offset_of!(Int, value),
                    other = sym $other,
                )
            }
        };
    };
}

boxing!("_BOX_INT" INT _JIT_THUNK_uop_box_int);
boxing!("_BOX_FLOAT" FLOAT _JIT_THUNK_uop_box_float);

const _: () = assert!(offset_of!(Int, value) == offset_of!(Float, value));

macro_rules! save {
    ($export:literal, $push:literal, $pop:literal, $saved:literal) => {
        const _: () = {
            #[unsafe(export_name = $export)]
            #[unsafe(naked)]
            unsafe extern "C" fn save() {
                naked_asm!(
                    "push rbp",
                    "mov rbp, rsp",
                    "push rcx",
                    "push rdx",
                    "push rsi",
                    "push rdi",
                    "push r8",
                    "push r9",
                    "push r10",
                    $push,
                    "and rsp, -16",
                    concat!("mov rdi, ", register!(thread)),
                    "mov rsi, rcx",
                    "mov rdx, rax",
                    "mov rcx, r8",
                    "call r11",
                    concat!("lea rsp, [rbp - ", $saved, "]"),
                    $pop,
                    "pop r10",
                    "pop r9",
                    "pop r8",
                    "pop rdi",
                    "pop rsi",
                    "pop rdx",
                    "pop rcx",
                    "pop rbp",
                    "ret",
                )
            }
        };
    };
}

save!("_SAVE", "", "", 56);
save!("_SAVE_VOID", "push rax", "pop rax", 64);
