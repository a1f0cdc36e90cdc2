//! The way into code of stencils.

/// Calls code in the convention of stencils and gives back its result.
///
/// Code may change the link register, so the return address is on the stack, 16 bytes above the stack
/// pointer that code is entered and left with. Only the first of the last arguments is passed on: no code
/// begins with more than one of these in use. LLVM knows no way to say that `x19` and `x29` are changed, so
/// these are saved here.
#[macro_export]
macro_rules! enter {
    ($code:expr; $locals:expr, $sp:expr, $thread:expr, [$first:expr $(, $rest:expr)*]) => {{
        let status: u64;
        let first = core::mem::transmute::<_, usize>($first);
        #[cfg(not(c_convention))]
        core::arch::asm!(
            "stp x19, x29, [sp, #-32]!",
            "adr x16, #12",
            "str x16, [sp, #16]",
            "blr x17",
            "ldp x19, x29, [sp], #32",
            in("x17") $code,
            inout("x20") $locals => _,
            inout("x21") $sp => _,
            inout("x22") $thread => _,
            inout("x23") first => _,
            out("x24") _, out("x25") _, out("x26") _, out("x27") _, out("x28") _,
            lateout("x0") status,
            clobber_abi("C"),
            out("v8") _, out("v9") _, out("v10") _, out("v11") _,
            out("v12") _, out("v13") _, out("v14") _, out("v15") _,
        );
        #[cfg(c_convention)]
        core::arch::asm!(
            "stp x19, x29, [sp, #-32]!",
            "adr x16, #12",
            "str x16, [sp, #16]",
            "blr x17",
            "ldp x19, x29, [sp], #32",
            in("x17") $code,
            inout("x0") $locals => status,
            in("x1") $sp,
            in("x2") $thread,
            in("x3") first,
            clobber_abi("C"),
        );
        status
    }};
}
