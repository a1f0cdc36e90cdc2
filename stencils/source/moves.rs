//! Stencils that move stack slots between registers and memory.

use base::holes::_JIT_CONTINUE;
use base::isa::unused;
use base::stencil;

macro_rules! moves {
    ($($depth:literal)*) => {$(
        // Stores the deepest cached slot; those above it move down a register.
        stencil!(concat!("_SPILL__", stringify!($depth)), |locals, sp, thread, r0, r1, r2, r3| {
            // SAFETY: the verifier has shown that the stack has room.
            unsafe {
                *sp = r0;
                let r0 = if $depth > 1 { r1 } else { unused(0) };
                let r1 = if $depth > 2 { r2 } else { unused(1) };
                let r2 = if $depth > 3 { r3 } else { unused(2) };
                become _JIT_CONTINUE(locals, sp.add(1), thread, r0, r1, r2, unused(3))
            }
        });

        // Loads the topmost slot in memory, below the cached ones, which move up a register.
        stencil!(concat!("_RELOAD__", stringify!($depth)), |locals, sp, thread, r0, r1, r2, _| {
            // After reloading, this many are cached.
            let r3 = if $depth > 3 { r2 } else { unused(3) };
            let r2 = if $depth > 2 { r1 } else { unused(2) };
            let r1 = if $depth > 1 { r0 } else { unused(1) };
            // SAFETY: the loader reloads only slots that are in memory.
            unsafe {
                let r0 = *sp.sub(1);
                become _JIT_CONTINUE(locals, sp.sub(1), thread, r0, r1, r2, r3)
            }
        });
    )*};
}

moves!(1 2 3 4);
