//! Stencils that move stack slots between registers and memory.

use crate::holes::_JIT_CONTINUE;
use crate::variants::unused;
use crate::{Ref, Thread};

macro_rules! moves {
    ($($depth:literal)*) => {$(
        const _: () = {
            /// Stores the deepest cached slot; those above it move down a register.
            #[unsafe(export_name = concat!("_SPILL__", stringify!($depth)))]
            unsafe extern "rust-preserve-none" fn spill(
                locals: *mut Ref,
                sp: *mut Ref,
                thread: *mut Thread,
                r0: Ref,
                r1: Ref,
                r2: Ref,
                r3: Ref,
            ) -> u64 {
                // SAFETY: the verifier has shown that the stack has room.
                unsafe {
                    *sp = r0;
                    let r0 = if $depth > 1 { r1 } else { unused(0) };
                    let r1 = if $depth > 2 { r2 } else { unused(1) };
                    let r2 = if $depth > 3 { r3 } else { unused(2) };
                    become _JIT_CONTINUE(locals, sp.add(1), thread, r0, r1, r2, unused(3))
                }
            }

            /// Loads the topmost slot in memory, below the cached ones, which move up a register.
            #[unsafe(export_name = concat!("_RELOAD__", stringify!($depth)))]
            unsafe extern "rust-preserve-none" fn reload(
                locals: *mut Ref,
                sp: *mut Ref,
                thread: *mut Thread,
                r0: Ref,
                r1: Ref,
                r2: Ref,
                _: Ref,
            ) -> u64 {
                // After reloading, this many are cached.
                let r3 = if $depth > 3 { r2 } else { unused(3) };
                let r2 = if $depth > 2 { r1 } else { unused(2) };
                let r1 = if $depth > 1 { r0 } else { unused(1) };
                // SAFETY: the loader reloads only slots that are in memory.
                unsafe {
                    let r0 = *sp.sub(1);
                    become _JIT_CONTINUE(locals, sp.sub(1), thread, r0, r1, r2, r3)
                }
            }
        };
    )*};
}

moves!(1 2 3 4);
