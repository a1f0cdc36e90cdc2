//! How a slow path calls a thunk on AArch64.
//!
//! The call is an instruction among others, not a call that LLVM knows of: it passes the arguments in
//! `x9`, `x10` and `x11`, finds the thread where it is anyway, and keeps all general registers but `x9`,
//! which gets the result, `x16` and `x17`. So a path that is rarely taken costs the hot one nothing, and is
//! itself as short as can be.
//!
//! The call changes the link register, which LLVM is not told: else every stencil with a slow path would
//! save it. Nothing needs the link register in a stencil. What leaves a program finds its return address
//! on the stack, and the tidy step refuses code that has a value in the link register.

/// Calls a thunk with up to three arguments, and gives back the helper's result.
macro_rules! call_thunk {
    ($thunk:ident, $thread:ident, ()) => {
        call_thunk!(@ $thunk, $thread, out("x9") _,)
    };
    ($thunk:ident, $thread:ident, ($first:ident $($second:ident $($third:ident)?)?)) => {
        call_thunk!(@ $thunk, $thread, inout("x9") $first.word() => _,
            $(in("x10") $second.word(), $(in("x11") $third.word(),)?)?)
    };
    ($thunk:ident, $thread:ident, () -> $ret:ty) => {{
        let result: usize;
        call_thunk!(@ $thunk, $thread, out("x9") result,);
        <$ret>::from_word(result)
    }};
    ($thunk:ident, $thread:ident, ($first:ident $($second:ident $($third:ident)?)?) -> $ret:ty) => {{
        let result: usize;
        call_thunk!(@ $thunk, $thread, inout("x9") $first.word() => result,
            $(in("x10") $second.word(), $(in("x11") $third.word(),)?)?);
        <$ret>::from_word(result)
    }};
    (@ $thunk:ident, $thread:ident, $($operands:tt)*) => {{
        #[cfg(not(c_convention))]
        call_thunk!(@@ $thunk, in("x22") $thread, $($operands)*);
        #[cfg(c_convention)]
        call_thunk!(@@ $thunk, in("x2") $thread, $($operands)*);
    }};
    (@@ $thunk:ident, $($operands:tt)*) => {
        core::arch::asm!(
            "bl {thunk}",
            thunk = sym $thunk,
            $($operands)*
            out("x16") _, out("x17") _,
            out("v0") _, out("v1") _, out("v2") _, out("v3") _,
            out("v4") _, out("v5") _, out("v6") _, out("v7") _,
            out("v8") _, out("v9") _, out("v10") _, out("v11") _,
            out("v12") _, out("v13") _, out("v14") _, out("v15") _,
            out("v16") _, out("v17") _, out("v18") _, out("v19") _,
            out("v20") _, out("v21") _, out("v22") _, out("v23") _,
            out("v24") _, out("v25") _, out("v26") _, out("v27") _,
            out("v28") _, out("v29") _, out("v30") _, out("v31") _,
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
        "x22"
    };
}

/// The register that the thread is in, as text for assembly.
#[cfg(c_convention)]
#[macro_export]
macro_rules! thread_register {
    () => {
        "x2"
    };
}
