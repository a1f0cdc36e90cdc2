//! The calling convention of stencils: preserve-none, or C's with `cfg(c_convention)`.
//!
//! Rust has no expression for the convention of a function. So a macro passes the convention to the
//! functions and types of the stencil crate.

/// Calls the macro `$m` with the convention and the rest.
#[cfg(not(c_convention))]
#[macro_export]
macro_rules! with_convention {
    ($m:ident! { $($rest:tt)* }) => { $m! { @ "rust-preserve-none" $($rest)* } };
}

/// Calls the macro `$m` with the convention and the rest.
#[cfg(c_convention)]
#[macro_export]
macro_rules! with_convention {
    ($m:ident! { $($rest:tt)* }) => { $m! { @ "C" $($rest)* } };
}

/// Defines a stencil: a function that is exported under the name, and has the arguments that all
/// stencils have. These are the locals, the stack pointer and the thread, in registers that calls
/// preserve, then the topmost stack slots, the deepest of them first. The result is the status of the
/// program.
///
/// ```text
/// stencil!("_NAME", |locals, sp, thread, r0, r1, r2, r3| { body });
/// ```
#[macro_export]
macro_rules! stencil {
    (@ $abi:literal $export:expr, |$locals:pat_param, $sp:pat_param, $thread:pat_param,
     $r0:pat_param, $r1:pat_param, $r2:pat_param, $r3:pat_param| $body:block) => {
        const _: () = {
            #[unsafe(export_name = $export)]
            unsafe extern $abi fn stencil(
                $locals: *mut $crate::Ref,
                $sp: *mut $crate::Ref,
                $thread: *mut $crate::Thread,
                $r0: $crate::Ref,
                $r1: $crate::Ref,
                $r2: $crate::Ref,
                $r3: $crate::Ref,
            ) -> u64 $body
        };
    };
    ($export:expr, $($function:tt)*) => {
        $crate::with_convention! { stencil! { $export, $($function)* } }
    };
}

macro_rules! stencil_type {
    (@ $abi:literal) => {
        /// A stencil as a function.
        pub type Stencil = unsafe extern $abi fn(
            *mut $crate::Ref,
            *mut $crate::Ref,
            *mut $crate::Thread,
            $crate::Ref,
            $crate::Ref,
            $crate::Ref,
            $crate::Ref,
        ) -> u64;
    };
}

with_convention! { stencil_type! {} }
