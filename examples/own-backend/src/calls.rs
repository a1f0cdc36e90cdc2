//! A function for each uop that does it on the stack in memory.

use uops::inst::InstSite;
use uops::{Fixed, Flow, Inst, Ref, Vm, for_each_uop, semantics};

/// Where execution goes after a uop.
pub(crate) enum After {
    Next,
    Exit,
    Error,
    Top,
    Return,
}

/// Does one uop.
pub(crate) type Call = unsafe fn(&mut Vm, *const Inst) -> After;

macro_rules! count {
    ($($t:ident)*) => { <[&str]>::len(&[$(stringify!($t)),*]) };
}

macro_rules! site {
    ($site:expr) => {
        $site
    };
    ($site:expr, $fixed:literal) => {
        Fixed::<$fixed, _>($site)
    };
}

/// Whether a row has a flag.
macro_rules! has {
    (exit_pops: ) => { false };
    (exit_pops: exit_pops $($rest:ident)*) => { true };
    (exit_pops: $other:ident $($rest:ident)*) => { has!(exit_pops: $($rest)*) };
}

// The table hands over all its rows; each becomes a function that moves inputs and outputs.
macro_rules! define_calls {
    ($(
        $(#[$doc:meta])*
        $name:ident = $function:ident $(@ $fixed:literal)?:
            ($($in:ident: $in_kind:ident),* -- $($out:ident: $out_kind:ident),*),
            $operand:ident, [$($flag:ident)*] $(, below $below:expr)? $(, only [$($only:literal),*])?;
    )*) => {
        /// The functions, by the uops' numbers.
        pub(crate) const CALLS: &[Call] = &[$({
            unsafe fn call(vm: &mut Vm, inst: *const Inst) -> After {
                const IN: usize = count!($($in)*);
                const OUT: usize = count!($($out)*);
                // SAFETY: the verifier has shown that the stack has the inputs, of the kinds that the
                // function relies on, and room for the outputs.
                unsafe {
                    let before = vm.sp;
                    vm.sp = before.sub(IN);
                    let inputs = vm.sp.cast::<[Ref; IN]>().read();
                    let site = site!(InstSite::new(inst) $(, $fixed)?);
                    let flow: Flow<OUT> = semantics::$function(vm, site, inputs);
                    match flow {
                        Flow::Next(outputs) => {
                            vm.sp.cast::<[Ref; OUT]>().write(outputs);
                            vm.sp = vm.sp.add(OUT);
                            After::Next
                        }
                        Flow::Exit => {
                            if !has!(exit_pops: $($flag)*) {
                                vm.sp = before;
                            }
                            After::Exit
                        }
                        Flow::Error => {
                            vm.sp = before;
                            After::Error
                        }
                        Flow::Top => After::Top,
                        Flow::Return => After::Return,
                    }
                }
            }
            call
        }),*];
    };
}

for_each_uop!(define_calls);
