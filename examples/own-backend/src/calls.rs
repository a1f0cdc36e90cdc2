//! A function for each uop that does it on the stack in memory.

use uops::inst::InstOperands;
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

// The table hands over all its rows; each becomes a function that moves inputs and outputs.
macro_rules! define_calls {
    ($({
        name: $name:ident, function: $function:ident, oparg: $oparg:literal,
        inputs: $inputs:literal, outputs: $outputs:literal, exit_pops: $exit_pops:literal,
        $($rest:tt)*
    })*) => {
        /// The functions, by the uops' numbers.
        pub(crate) const CALLS: &[Call] = &[$({
            unsafe fn call(vm: &mut Vm, inst: *const Inst) -> After {
                const IN: usize = $inputs;
                const OUT: usize = $outputs;
                // SAFETY: the verifier has shown that the stack has the inputs, of the kinds that the
                // function relies on, and room for the outputs.
                unsafe {
                    let before = vm.sp;
                    vm.sp = before.sub(IN);
                    let inputs = vm.sp.cast::<[Ref; IN]>().read();
                    let operands = Fixed::<$oparg, _>(InstOperands::new(inst));
                    let flow: Flow<OUT> = semantics::$function(vm, operands, inputs);
                    match flow {
                        Flow::Next(outputs) => {
                            vm.sp.cast::<[Ref; OUT]>().write(outputs);
                            vm.sp = vm.sp.add(OUT);
                            After::Next
                        }
                        Flow::Exit => {
                            if !$exit_pops {
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
