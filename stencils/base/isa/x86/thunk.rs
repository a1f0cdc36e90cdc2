//! The code that slow paths call: thunks that save all registers but the result's.
//!
//! The caller passes the arguments in `eax`, `ecx` and `edx`, and the thread in `edi` (see `isa` in the crate
//! `semantics`). No routine tries a frequent case before the thunk.

use core::arch::naked_asm;

unsafe extern "C" {
    /// Saves registers and calls the code after the call of this, then returns to the caller of that.
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
                    "call {save}",
                    "jmp {helper}",
                    helper = sym semantics::helpers::$name,
                    save = sym _JIT_SAVE,
                )
            }
        };
    };
}

semantics::for_each_helper!(thunks);

/// Calls the code after the call of this with the thread and the three arguments on the stack, which is aligned for that.
#[unsafe(export_name = "_SAVE")]
#[unsafe(naked)]
unsafe extern "C" fn save() {
    naked_asm!(
        "push ebp",
        "mov ebp, esp",
        "push ecx",
        "push edx",
        "and esp, -16",
        "push edx",
        "push ecx",
        "push eax",
        "push edi",
        "call dword ptr [ebp + 4]",
        "lea esp, [ebp - 8]",
        "pop edx",
        "pop ecx",
        "pop ebp",
        "lea esp, [esp + 4]",
        "ret",
    )
}
