//! Stencils that move stack slots between registers and memory.

use crate::holes::_JIT_CONTINUE;
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
                const DEPTH: usize = $depth;
                let mut cache = [r0, r1, r2, r3];
                let mut i = 1;
                while i < DEPTH {
                    cache[i - 1] = cache[i];
                    i += 1;
                }
                // SAFETY: the verifier has shown that the stack has room.
                unsafe {
                    *sp = r0;
                    let [r0, r1, r2, r3] = cache;
                    become _JIT_CONTINUE(locals, sp.add(1), thread, r0, r1, r2, r3)
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
                r3: Ref,
            ) -> u64 {
                // After reloading, this many are cached.
                const DEPTH: usize = $depth;
                let mut cache = [r0, r1, r2, r3];
                let mut i = DEPTH;
                while i > 1 {
                    cache[i - 1] = cache[i - 2];
                    i -= 1;
                }
                // SAFETY: the loader reloads only slots that are in memory.
                unsafe {
                    cache[0] = *sp.sub(1);
                    let [r0, r1, r2, r3] = cache;
                    become _JIT_CONTINUE(locals, sp.sub(1), thread, r0, r1, r2, r3)
                }
            }
        };
    )*};
}

moves!(1 2 3 4);
