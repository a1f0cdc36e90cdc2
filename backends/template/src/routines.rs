//! A routine for each uop, which runs the uop on the stack in memory.

use uops::inst::InstOperands;
use uops::object::Frame;
use uops::{Fixed, Flow, Inst, Ref, Vm, for_each_uop, semantics};

/// What code calls: does the uop of a record, and answers one of the numbers below.
pub(crate) type Routine = unsafe extern "C" fn(*mut Vm, *const Inst) -> u32;

/// The code continues with the next uop, or where its own jumps lead.
const NEXT: u32 = 0;
/// Through the uop's exit, or to where the current frame goes on.
const EXIT: u32 = 1;
/// An exception is set.
pub(crate) const ERROR: u8 = 2;

macro_rules! define_routines {
    ($({
        name: $name:ident, function: $function:ident, oparg: $oparg:literal,
        inputs: $inputs:literal, outputs: $outputs:literal, exit_pops: $exit_pops:literal,
        $($rest:tt)*
    })*) => {
        /// The routines, by the uops' numbers.
        pub(crate) static ROUTINES: &[Routine] = &[$({
            unsafe extern "C" fn routine(vm: *mut Vm, inst: *const Inst) -> u32 {
                const IN: usize = $inputs;
                const OUT: usize = $outputs;
                // SAFETY: code passes the registers of a running program and a record of it, which the
                // verifier has accepted.
                unsafe {
                    let before = (*vm).sp;
                    let mut registers = Vm { sp: before.sub(IN), ..*vm };
                    let inputs = registers.sp.cast::<[Ref; IN]>().read();
                    let operands = Fixed::<$oparg, _>(InstOperands::new(inst));
                    let flow: Flow<OUT> = semantics::$function(&mut registers, operands, inputs);
                    match flow {
                        Flow::Next(outputs) => {
                            registers.sp.cast::<[Ref; OUT]>().write(outputs);
                            (*vm).locals = registers.locals;
                            (*vm).sp = registers.sp.add(OUT);
                            NEXT
                        }
                        Flow::Exit => {
                            if $exit_pops {
                                (*vm).sp = before.sub(IN);
                            }
                            EXIT
                        }
                        Flow::Error => ERROR.into(),
                        Flow::Top => NEXT,
                        // After the uop that ends a trace, code looks at no answer.
                        Flow::Return => EXIT,
                    }
                }
            }
            routine
        }),*];
    };
}

for_each_uop!(define_routines);

/// The address of the routine of the uop with this number, or of what comes after all uops:
/// [`resume`].
pub(crate) fn address(number: usize) -> usize {
    match ROUTINES.get(number) {
        Some(routine) => *routine as usize,
        None => RESUME as usize,
    }
}

/// The function behind one address: a function that is named in several places may have several.
static RESUME: unsafe extern "C" fn(*mut Vm) -> usize = resume;

/// The addresses of all.
pub(crate) fn addresses() -> Vec<usize> {
    (0..=ROUTINES.len()).map(address).collect()
}

/// The address of the code where the current frame goes on.
unsafe extern "C" fn resume(vm: *mut Vm) -> usize {
    // SAFETY: code passes the registers of a running program; frames hold numbers of continuations, of
    // which the table has all.
    unsafe {
        let number = (*Frame::of((*vm).locals)).return_to as usize;
        *(*(*vm).thread).return_table.add(number)
    }
}
