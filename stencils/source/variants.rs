//! A stencil of every uop for every number of stack slots that are in registers on entry.
//!
//! A variant takes its inputs from registers, or from memory if they are below the slots in
//! registers. It runs the uop's function and passes the outputs to the next stencil in registers. The
//! register of a slot follows from the depth: the deepest slot in registers is in `r0`. All of that
//! is constant, so the compiler folds it away.

use base::holes::*;
use base::isa::{self, unused};
use base::{CACHED_SLOTS, stencil};
use semantics::{Fixed, Flow, Ref, Vm, functions};

/// Stack slots that a stencil keeps in registers in the form that is compiled.
const LIMIT: usize = match () {
    () if cfg!(cached = "0") => 0,
    () if cfg!(cached = "1") => 1,
    () if cfg!(cached = "2") => 2,
    () if cfg!(cached = "3") => 3,
    () => isa::LIMIT,
};

/// What a register that holds no slot contains after the uop, given its content before.
#[inline(always)]
fn unused_after(register: usize, before: Ref) -> Ref {
    if register < LIMIT || isa::LIMIT == CACHED_SLOTS { unused(register) } else { before }
}

/// The first `depth` registers of the cache; the others hold anything.
#[inline(always)]
fn only(mut cache: [Ref; CACHED_SLOTS], depth: usize) -> [Ref; CACHED_SLOTS] {
    let mut i = depth;
    while i < CACHED_SLOTS {
        cache[i] = unused_after(i, cache[i]);
        i += 1;
    }
    cache
}

const fn min(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

/// The state of the cache around a uop's function.
struct Cache<const IN: usize, const DEPTH: usize>;

impl<const IN: usize, const DEPTH: usize> Cache<IN, DEPTH> {
    /// Inputs that are in registers.
    const FROM_CACHE: usize = min(IN, DEPTH);
    /// Inputs that are in memory.
    const FROM_MEMORY: usize = IN - Self::FROM_CACHE;
    /// Slots that stay in registers under the inputs.
    const KEPT: usize = DEPTH - Self::FROM_CACHE;

    #[inline(always)]
    unsafe fn inputs(sp: *mut Ref, cache: &[Ref; CACHED_SLOTS]) -> [Ref; IN] {
        let mut inputs = [Ref::NULL; IN];
        let mut i = 0;
        while i < IN {
            inputs[i] = if i < Self::FROM_MEMORY {
                // SAFETY: the verifier has shown that the stack has the inputs.
                unsafe { *sp.sub(Self::FROM_MEMORY).add(i) }
            } else {
                cache[Self::KEPT + i - Self::FROM_MEMORY]
            };
            i += 1;
        }
        inputs
    }

    /// The slots in registers after the uop: kept slots, then outputs, the deepest spilled if there are too
    /// many. Registers that hold no slot keep what they had, so that nothing is moved for them.
    #[inline(always)]
    unsafe fn outputs<const OUT: usize>(
        sp: &mut *mut Ref,
        kept: usize,
        cache: &[Ref; CACHED_SLOTS],
        outputs: [Ref; OUT],
    ) -> [Ref; CACHED_SLOTS] {
        let slot = |i: usize| if i < kept { cache[i] } else { outputs[i - kept] };
        let total = kept + OUT;
        let spilled = total.saturating_sub(LIMIT);
        let mut i = 0;
        while i < spilled {
            // SAFETY: the verifier has shown that the stack has room.
            unsafe {
                **sp = slot(i);
                *sp = sp.add(1);
            }
            i += 1;
        }
        let mut next = *cache;
        let mut i = 0;
        while i < CACHED_SLOTS {
            next[i] =
                if spilled + i < total { slot(spilled + i) } else { unused_after(i, cache[i]) };
            i += 1;
        }
        next
    }
}

/// Leaves through the hole of `$kind` for `$depth` cached slots.
macro_rules! leave {
    ($e0:ident $e1:ident $e2:ident $e3:ident $e4:ident, $depth:expr, $args:tt) => {
        match $depth {
            0 => leave!($e0 0, $args),
            1 => leave!($e1 1, $args),
            2 => leave!($e2 2, $args),
            3 => leave!($e3 3, $args),
            _ => leave!($e4 4, $args),
        }
    };
    ($hole:ident $depth:expr, ($locals:expr, $sp:expr, $thread:expr, $cache:expr)) => {{
        let [r0, r1, r2, r3] = only($cache, $depth);
        become $hole($locals, $sp, $thread, r0, r1, r2, r3)
    }};
}

macro_rules! variant {
    ($name:ident $suffix:literal $function:ident $operands:expr, $inputs:literal, $outputs:literal,
     $exit_pops:literal, $in_memory:literal, $depth:literal) => {
        stencil!(
            concat!(stringify!($name), $suffix, "__", stringify!($depth)),
            |locals, sp, thread, r0, r1, r2, r3| {
                const IN: usize = $inputs;
                const OUT: usize = $outputs;
                type Layout = Cache<IN, $depth>;
                // SAFETY: stencils run in traces that the verifier has accepted, in a state that
                // the loader has tracked.
                unsafe {
                    let cache = [r0, r1, r2, r3];
                    let inputs = Layout::inputs(sp, &cache);
                    let mut vm = Vm { thread, locals, sp: sp.sub(Layout::FROM_MEMORY) };
                    let mut kept = Layout::KEPT;
                    if $in_memory {
                        // The function looks at the stack in memory: put it all there.
                        let mut i = 0;
                        while i < kept {
                            *vm.sp = cache[i];
                            vm.sp = vm.sp.add(1);
                            i += 1;
                        }
                        kept = 0;
                    }
                    let popped = vm.sp;
                    let flow: Flow<OUT> = functions::$function(&mut vm, $operands, inputs);
                    match flow {
                        Flow::Next(outputs) => {
                            let c = Layout::outputs(&mut vm.sp, kept, &cache, outputs);
                            become _JIT_CONTINUE(vm.locals, vm.sp, thread, c[0], c[1], c[2], c[3])
                        }
                        Flow::Exit if $exit_pops => {
                            leave!(_JIT_EXIT_0 _JIT_EXIT_1 _JIT_EXIT_2 _JIT_EXIT_3 _JIT_EXIT_4,
                                kept, (locals, popped, thread, cache))
                        }
                        Flow::Exit => {
                            leave!(_JIT_EXIT_0 _JIT_EXIT_1 _JIT_EXIT_2 _JIT_EXIT_3 _JIT_EXIT_4,
                                $depth, (locals, sp, thread, cache))
                        }
                        Flow::Error => {
                            leave!(_JIT_ERROR_0 _JIT_ERROR_1 _JIT_ERROR_2 _JIT_ERROR_3 _JIT_ERROR_4,
                                $depth, (locals, sp, thread, cache))
                        }
                        Flow::Top => {
                            let [r0, r1, r2, r3] = only(cache, $depth);
                            become _JIT_TOP(locals, sp, thread, r0, r1, r2, r3)
                        }
                        Flow::Return => become _JIT_RETURN(locals, sp, thread, r0, r1, r2, r3),
                    }
                }
            }
        );
    };
}

/// The stencils of a uop with these operands for every number of slots in registers on entry.
macro_rules! depths {
    (@ [$($depth:literal)*] $variant:tt) => {
        $(depths!(@ $depth $variant);)*
    };
    (@ $depth:literal ($($variant:tt)*)) => {
        variant!($($variant)*, $depth);
    };
    ($($variant:tt)*) => {
        #[cfg(cached = "0")]
        depths!(@ [0] ($($variant)*));
        #[cfg(cached = "1")]
        depths!(@ [0 1] ($($variant)*));
        #[cfg(cached = "2")]
        depths!(@ [0 1 2] ($($variant)*));
        #[cfg(any(cached = "3", c_convention))]
        depths!(@ [0 1 2 3] ($($variant)*));
        #[cfg(not(any(cached, c_convention)))]
        depths!(@ [0 1 2 3 4] ($($variant)*));
    };
}

macro_rules! define_stencils {
    ($({
        name: $name:ident, function: $function:ident, oparg: $oparg:literal,
        inputs: $inputs:literal, outputs: $outputs:literal, exit_pops: $exit_pops:literal,
        in_memory: $in_memory:literal, narrow: $narrow:ident, only: [$($only:literal),*]
    })*) => {$(
        depths!($name "" $function Fixed::<$oparg, _>(Hole), $inputs, $outputs, $exit_pops,
            $in_memory);
        $(depths!($name $only $function Fixed::<$only, _>(Hole), $inputs, $outputs, $exit_pops,
            $in_memory);)*
        narrow!($narrow $name $function $inputs, $outputs, $exit_pops, $in_memory);
    )*};
}

/// The shorter stencils of a uop for operands that fit a narrow hole.
///
/// For a local whose offset fits 8 bits there are two, made for locals 1 and 2; what differs between
/// them is where the number goes. Where the operand is an address there is one for those near the code.
macro_rules! narrow {
    (none $($row:tt)*) => {};
    (local $name:ident $function:ident $($row:tt)*) => {
        depths!($name ".1" $function Fixed::<1, _>(Hole), $($row)*);
        depths!($name ".2" $function Fixed::<2, _>(Hole), $($row)*);
    };
    (near $name:ident $function:ident $($row:tt)*) => {
        depths!($name ".near" $function Near, $($row)*);
    };
}

uop_table::for_each_uop!(define_stencils);
