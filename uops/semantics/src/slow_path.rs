//! How uop functions call the helpers that are rarely needed.
//!
//! Here they are called as what they are. Where stencils are compiled (`cfg(thunks)`), the same calls
//! go through thunks that save all registers: what a stencil keeps in registers then stays there,
//! and the hot path needs no stack frame for the sake of the slow one.
//!
//! A thunk's symbol is `_JIT_SLOW_` and the helper's name. What it is linked to is for the user of
//! the compiled code to say.

#[cfg(thunks)]
use crate::isa::{Word, call_thunk};
#[cfg(thunks)]
use crate::{Ref, Thread};

macro_rules! slow_paths {
    ($($mark:ident fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        $(slow_paths!(@$mark $name ($($arg: $ty),*) $($ret)?);)*
    };
    (@direct $($declaration:tt)*) => {};
    (@slow $name:ident ($thread:ident: $thread_type:ty $(, $arg:ident: $ty:ty)*) $($ret:ty)?) => {
        #[cfg(not(thunks))]
        pub use crate::helpers::$name;

        #[doc = concat!("Calls `", stringify!($name), "` through a thunk.")]
        ///
        /// # Safety
        /// As for the helper itself.
        #[cfg(thunks)]
        #[inline(always)]
        pub unsafe fn $name($thread: *mut Thread $(, $arg: $ty)*) $(-> $ret)? {
            unsafe extern "C" {
                #[link_name = concat!("_JIT_SLOW_", stringify!($name))]
                fn thunk();
            }
            core::hint::cold_path();
            // SAFETY: the caller's promise is the helper's.
            unsafe { call_thunk!(thunk, $thread, ($($arg)*) $(-> $ret)?) }
        }
    };
}

for_each_helper!(slow_paths);
