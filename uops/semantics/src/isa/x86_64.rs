//! How a slow path calls a thunk on x86-64.
//!
//! The call is an instruction among others, not a call that LLVM knows of: it passes the arguments
//! in `rcx`, `rax` and `r8`, finds the thread where it is anyway, keeps all general registers but the
//! result's, `rax`, and `r11`, and does not mind how the stack is aligned. So a path that is rarely
//! taken costs the hot one nothing, and is itself as short as can be. There is no red zone that the
//! call could write to.

/// Calls a thunk with up to three arguments, and gives back the helper's result.
macro_rules! call_thunk {
    ($thunk:ident, $thread:ident, ($($first:ident $($second:ident $($third:ident)?)?)?)) => {
        call_thunk!(@ $thunk, $thread,
            $(in("rcx") $first.word(), $(in("rax") $second.word(), $(in("r8") $third.word(),)?)?)?)
    };
    ($thunk:ident, $thread:ident, ($($first:ident)?) -> $ret:ty) => {{
        let result: usize;
        call_thunk!(@ $thunk, $thread, $(in("rcx") $first.word(),)? out("rax") result,);
        <$ret>::from_word(result)
    }};
    ($thunk:ident, $thread:ident, ($first:ident $second:ident $($third:ident)?) -> $ret:ty) => {{
        let result: usize;
        call_thunk!(@ $thunk, $thread, in("rcx") $first.word(),
            inout("rax") $second.word() => result, $(in("r8") $third.word(),)?);
        <$ret>::from_word(result)
    }};
    (@ $thunk:ident, $thread:ident, $($operands:tt)*) => {{
        #[cfg(not(c_convention))]
        call_thunk!(@@ $thunk, in("r14") $thread, $($operands)*);
        #[cfg(c_convention)]
        call_thunk!(@@ $thunk, in("rdx") $thread, $($operands)*);
    }};
    (@@ $thunk:ident, $($operands:tt)*) => {
        core::arch::asm!(
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
    };
}

pub(crate) use call_thunk;

/// The register that the thread is in, as text for assembly.
#[cfg(not(c_convention))]
#[macro_export]
macro_rules! thread_register {
    () => {
        "r14"
    };
}

/// The register that the thread is in, as text for assembly.
#[cfg(c_convention)]
#[macro_export]
macro_rules! thread_register {
    () => {
        "rdx"
    };
}
