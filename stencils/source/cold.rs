//! How stencils call the helpers that are rarely needed: through thunks that save all registers.
//!
//! It takes the place of the module of this name in the uops' crate.
//!
//! A call is an instruction among others here, not a call that LLVM knows of: it passes the arguments
//! in `rcx`, `rax` and `r8`, finds the thread where it is anyway, keeps all registers but the result's,
//! and does not mind how the stack is aligned. So a path that is rarely taken costs the hot one
//! nothing, and is itself as short as can be. There is no red zone that the call could write to.

use crate::object::{Float, Header, Int, type_id};
use crate::thread::FreeSlot;
use crate::{Ref, Thread};
use core::arch::{asm, naked_asm};
use core::mem::offset_of;

unsafe extern "C" {
    /// Saves registers and calls the helper at the address in `r11`.
    fn _JIT_SAVE();
    /// Likewise for a helper without a result.
    fn _JIT_SAVE_VOID();
}

/// The register that the thread is in.
#[cfg(not(c_convention))]
macro_rules! thread {
    () => {
        "r14"
    };
}

/// The register that the thread is in.
#[cfg(c_convention)]
macro_rules! thread {
    () => {
        "rdx"
    };
}

pub(crate) use thread;

/// One instruction that calls a thunk; vector registers are not kept.
macro_rules! call {
    ($thunk:ident, $thread:expr, $($operands:tt)*) => {{
        #[cfg(not(c_convention))]
        call!(@ $thunk, in("r14") $thread, $($operands)*);
        #[cfg(c_convention)]
        call!(@ $thunk, in("rdx") $thread, $($operands)*);
    }};
    (@ $thunk:ident, $($operands:tt)*) => {{
        core::hint::cold_path();
        asm!(
            "call {thunk}",
            thunk = sym $thunk,
            $($operands)*
            out("r11") _,
            out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
            out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _,
            out("xmm8") _, out("xmm9") _, out("xmm10") _, out("xmm11") _,
            out("xmm12") _, out("xmm13") _, out("xmm14") _, out("xmm15") _,
            options(nostack)
        )
    }};
}

macro_rules! thunks {
    ($($link:ident $save:ident
       fn $name:ident(thread $(, $register:tt $arg:ident: $ty:ty)*) $(-> $ret:ident)?;)*) => {
        unsafe extern "C" {
            $(fn $link();)*
        }
        $(
            #[inline(always)]
            pub(crate) unsafe fn $name(thread: *mut Thread $(, $arg: $ty)*) $(-> $ret)? {
                thunks!(@call $link thread ($($register $arg)*) $($ret)?)
            }

            const _: () = {
                #[unsafe(export_name = concat!("_COLD_", stringify!($name)))]
                #[unsafe(naked)]
                unsafe extern "C" fn thunk() {
                    naked_asm!(
                        "lea r11, [rip + {helper}]",
                        "jmp {save}",
                        helper = sym crate::helpers::$name,
                        save = sym $save,
                    )
                }
            };
        )*
    };
    (@call $link:ident $thread:ident ($($register:tt $arg:ident)*)) => {
        // SAFETY: the caller's promise is the helper's.
        unsafe { call!($link, $thread, $(in($register) $arg.word(),)*) }
    };
    (@call $link:ident $thread:ident () $ret:ident) => {{
        let result: usize;
        // SAFETY: the caller's promise is the helper's.
        unsafe {
            call!($link, $thread, out("rax") result,);
            <$ret>::from_word(result)
        }
    }};
    (@call $link:ident $thread:ident ("rcx" $first:ident) $ret:ident) => {{
        let result: usize;
        // SAFETY: the caller's promise is the helper's.
        unsafe {
            call!($link, $thread, in("rcx") $first.word(), out("rax") result,);
            <$ret>::from_word(result)
        }
    }};
    (@call $link:ident $thread:ident
     ("rcx" $first:ident "rax" $second:ident $($register:tt $arg:ident)*) $ret:ident) => {{
        let result: usize;
        // SAFETY: the caller's promise is the helper's.
        unsafe {
            call!(
                $link,
                $thread,
                in("rcx") $first.word(),
                inout("rax") $second.word() => result,
                $(in($register) $arg.word(),)*
            );
            <$ret>::from_word(result)
        }
    }};
}

/// What fits a register.
trait Word: Copy {
    fn word(self) -> usize;
    fn from_word(word: usize) -> Self;
}

impl Word for usize {
    #[inline(always)]
    fn word(self) -> usize {
        self
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        word
    }
}

impl Word for Ref {
    #[inline(always)]
    fn word(self) -> usize {
        self.0 as usize
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        Ref(word as *mut Header)
    }
}

type Address = *mut u8;

impl Word for Address {
    #[inline(always)]
    fn word(self) -> usize {
        self as usize
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        word as Address
    }
}

impl Word for bool {
    #[inline(always)]
    fn word(self) -> usize {
        usize::from(self)
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        word as u8 != 0
    }
}

thunks! {
    _JIT_DEALLOC _JIT_SAVE_VOID fn uop_dealloc(thread, "rcx" object: Ref);
    _JIT_COLD_uop_refill _JIT_SAVE fn uop_refill(thread) -> Address;
    _JIT_COLD_uop_int_add _JIT_SAVE
        fn uop_int_add(thread, "rcx" left: Ref, "rax" right: Ref) -> Ref;
    _JIT_COLD_uop_int_subtract _JIT_SAVE
        fn uop_int_subtract(thread, "rcx" left: Ref, "rax" right: Ref) -> Ref;
    _JIT_COLD_uop_int_multiply _JIT_SAVE
        fn uop_int_multiply(thread, "rcx" left: Ref, "rax" right: Ref) -> Ref;
    _JIT_COLD_uop_new_reference _JIT_SAVE
        fn uop_new_reference(thread, "rcx" object: Ref) -> Ref;
    _JIT_COLD_uop_tagged_binary_op _JIT_SAVE fn uop_tagged_binary_op(
        thread, "rcx" operator: usize, "rax" left: Ref, "r8" right: Ref) -> Ref;
    _JIT_BOX_INT _JIT_SAVE fn uop_box_int(thread, "rcx" value: usize) -> Ref;
    _JIT_BOX_FLOAT _JIT_SAVE fn uop_box_float(thread, "rcx" bits: usize) -> Ref;
    _JIT_COLD_uop_compare_tagged _JIT_SAVE fn uop_compare_tagged(
        thread, "rcx" mask: usize, "rax" left: Ref, "r8" right: Ref) -> Ref;
    _JIT_COLD_uop_tagged_order _JIT_SAVE
        fn uop_tagged_order(thread, "rcx" left: Ref, "rax" right: Ref) -> usize;
    _JIT_COLD_uop_error_occurred _JIT_SAVE fn uop_error_occurred(thread) -> bool;
    _JIT_COLD_uop_list_append _JIT_SAVE_VOID
        fn uop_list_append(thread, "rcx" list: Ref, "rax" value: Ref);
    _JIT_COLD_uop_unbound_local _JIT_SAVE_VOID fn uop_unbound_local(thread, "rcx" local: usize);
    _JIT_COLD_uop_handle_events _JIT_SAVE fn uop_handle_events(thread) -> bool;
}

unsafe extern "C" {
    fn _JIT_COLD_uop_dealloc();
    fn _JIT_COLD_uop_box_int();
    fn _JIT_COLD_uop_box_float();
}

/// What stencils call to free an object: most are numbers, which go without saving a register. It is
/// [`Thread::free_if_number`] with one register of its own.
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
        concat!("mov r11, qword ptr [", thread!(), " + {free}]"),
        "mov qword ptr [rcx + {next}], r11",
        concat!("mov qword ptr [", thread!(), " + {free}], rcx"),
        "ret",
        type_id = const offset_of!(Header, type_id),
        flags = const offset_of!(Header, flags),
        first = const type_id::INT,
        numbers = const type_id::FLOAT - type_id::INT + 1,
        free = const offset_of!(Thread, free_numbers),
        next = const offset_of!(FreeSlot, next),
        other = sym _JIT_COLD_uop_dealloc,
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
                    concat!("mov rax, qword ptr [", thread!(), " + {free}]"),
                    "test rax, rax",
                    "je {other}",
                    "mov r11, qword ptr [rax + {next}]",
                    concat!("mov qword ptr [", thread!(), " + {free}], r11"),
                    "mov qword ptr [rax + {count}], 1",
                    "mov qword ptr [rax + {type_id}], {number}",
                    "mov qword ptr [rax + {value}], rcx",
                    "ret",
                    free = const offset_of!(Thread, free_numbers),
                    next = const offset_of!(FreeSlot, next),
                    count = const offset_of!(Header, refcnt),
                    // The flags behind it are none.
                    type_id = const offset_of!(Header, type_id),
                    number = const type_id::$type_id,
                    value = const offset_of!(Int, value),
                    other = sym $other,
                )
            }
        };
    };
}

boxing!("_BOX_INT" INT _JIT_COLD_uop_box_int);
boxing!("_BOX_FLOAT" FLOAT _JIT_COLD_uop_box_float);

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
                    concat!("mov rdi, ", thread!()),
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
