//! The code that slow paths call: thunks that save all registers.
//!
//! The caller passes the arguments in `x9`, `x10` and `x11` (see `isa` in the crate `semantics`). The
//! symbol that it calls is linked to the helper's thunk, or to a routine here that tries the frequent
//! case first.
//!
//! These routines return by `br`: the tidy step takes `ret` for the end of a program.

use crate::register;
use core::arch::naked_asm;
use core::mem::offset_of;
use semantics::Thread;
use semantics::object::{Float, Header, Int, type_id};
use semantics::thread::FreeSlot;

unsafe extern "C" {
    /// Saves registers and calls the code after the call of this, then returns to the address in `x16`.
    fn _JIT_SAVE();
}

macro_rules! thunks {
    ($($mark:ident fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        $(thunks!(@$mark $name);)*
    };
    (@direct $name:ident) => {};
    (@slow $name:ident) => {
        const _: () = {
            #[unsafe(export_name = concat!("_THUNK_", stringify!($name)))]
            #[unsafe(naked)]
            unsafe extern "C" fn thunk() {
                naked_asm!(
                    "mov x16, x30",
                    "bl {save}",
                    "b {helper}",
                    helper = sym semantics::helpers::$name,
                    save = sym _JIT_SAVE,
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
/// register. The code is [`Thread::free_if_number`] with only two registers of its own.
#[unsafe(export_name = "_DEALLOC")]
#[unsafe(naked)]
unsafe extern "C" fn dealloc() {
    naked_asm!(
        "ldp w16, w17, [x9, {type_id}]",
        "sub w16, w16, {first}",
        "cmp w16, {numbers}",
        "b.hs {other}",
        "cbnz w17, {other}",
        concat!("ldr x16, [", register!(thread), ", {free}]"),
        "str x16, [x9, {next}]",
        concat!("str x9, [", register!(thread), ", {free}]"),
        "br x30",
        type_id = const offset_of!(Header, type_id),
        first = const type_id::INT,
        numbers = const type_id::FLOAT - type_id::INT + 1,
        free = const offset_of!(Thread, free_numbers),
        next = const offset_of!(FreeSlot, next),
        other = sym _JIT_THUNK_uop_dealloc,
    )
}

const _: () = assert!(offset_of!(Header, flags) == offset_of!(Header, type_id) + 4);

macro_rules! boxing {
    ($export:literal $type_id:ident $other:ident) => {
        const _: () = {
            /// What stencils call to make an object of a number: most find a free slot, without saving a
            /// register. It is `Thread::int` of a number that is not cached, or `Thread::float`, with two
            /// registers of its own.
            #[unsafe(export_name = $export)]
            #[unsafe(naked)]
            unsafe extern "C" fn boxing() {
                naked_asm!(
                    concat!("ldr x16, [", register!(thread), ", {free}]"),
                    "cbz x16, {other}",
                    "ldr x17, [x16, {next}]",
                    concat!("str x17, [", register!(thread), ", {free}]"),
                    "mov x17, #1",
                    "str x17, [x16, {count}]",
                    "mov x17, {number}",
                    "str x17, [x16, {type_id}]",
                    "str x9, [x16, {value}]",
                    "mov x9, x16",
                    "br x30",
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

/// Calls the code at the address in the link register with the thread and the three arguments, and saves
/// the registers that C functions may change.
#[unsafe(export_name = "_SAVE")]
#[unsafe(naked)]
unsafe extern "C" fn save() {
    naked_asm!(
        "stp x29, x16, [sp, #-144]!",
        "mov x29, sp",
        "stp x0, x1, [sp, #16]",
        "stp x2, x3, [sp, #32]",
        "stp x4, x5, [sp, #48]",
        "stp x6, x7, [sp, #64]",
        "stp x8, x10, [sp, #80]",
        "stp x11, x12, [sp, #96]",
        "stp x13, x14, [sp, #112]",
        "stp x15, x18, [sp, #128]",
        concat!("mov x0, ", register!(thread)),
        "mov x1, x9",
        "mov x2, x10",
        "mov x3, x11",
        "blr x30",
        "mov x9, x0",
        "ldp x0, x1, [sp, #16]",
        "ldp x2, x3, [sp, #32]",
        "ldp x4, x5, [sp, #48]",
        "ldp x6, x7, [sp, #64]",
        "ldp x8, x10, [sp, #80]",
        "ldp x11, x12, [sp, #96]",
        "ldp x13, x14, [sp, #112]",
        "ldp x15, x18, [sp, #128]",
        "ldp x29, x16, [sp], #144",
        "br x16",
    )
}

/// The same: the result's register is the caller's to lose.
#[unsafe(export_name = "_SAVE_VOID")]
#[unsafe(naked)]
unsafe extern "C" fn save_void() {
    naked_asm!("b {save}", save = sym _JIT_SAVE)
}
