//! How a slow path calls a thunk on x86 of 32 bits.
//!
//! The call is an instruction among others, not a call that LLVM knows of: it passes the arguments in `eax`, `ecx`
//! and `edx` and the thread in `edi`, and keeps all general registers but `eax`, which gets the result.

/// Calls a thunk with up to three arguments, and gives back the helper's result.
macro_rules! call_thunk {
    ($thunk:ident, $thread:ident, ()) => {
        call_thunk!(@ $thunk, $thread, out("eax") _,)
    };
    ($thunk:ident, $thread:ident, ($first:ident $($second:ident $($third:ident)?)?)) => {
        call_thunk!(@ $thunk, $thread, inout("eax") $first.word() => _,
            $(in("ecx") $second.word(), $(in("edx") $third.word(),)?)?)
    };
    ($thunk:ident, $thread:ident, () -> $ret:ty) => {{
        let result: usize;
        call_thunk!(@ $thunk, $thread, out("eax") result,);
        <$ret>::from_word(result)
    }};
    ($thunk:ident, $thread:ident, ($first:ident $($second:ident $($third:ident)?)?) -> $ret:ty) => {{
        let result: usize;
        call_thunk!(@ $thunk, $thread, inout("eax") $first.word() => result,
            $(in("ecx") $second.word(), $(in("edx") $third.word(),)?)?);
        <$ret>::from_word(result)
    }};
    (@ $thunk:ident, $thread:ident, $($operands:tt)*) => {
        core::arch::asm!(
            "call {thunk}",
            thunk = sym $thunk,
            in("edi") $thread,
            $($operands)*
            out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
            out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _,
        )
    };
}

pub(crate) use call_thunk;

/// The register that the thread is in where a slow path begins, as text for assembly.
#[macro_export]
macro_rules! thread_register {
    () => {
        "edi"
    };
}
