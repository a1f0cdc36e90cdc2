//! The uops once more, each as one function for the Cranelift backend to inline.
//!
//! This crate is not part of the workspace: the build script of the Cranelift backend compiles it with
//! the rustc that builds the project, to LLVM's intermediate form, which the crate `derive` reads. The
//! uops' functions come from the crate `semantics`, which is compiled in the same way; there is no
//! second definition.
//!
//! What differs from use to use of a uop is an argument. What comes after a uop is a call of one of the
//! functions that are declared here and defined nowhere: such a call ends the form.
#![no_std]
#![allow(improper_ctypes, dead_code, non_snake_case, missing_docs)]

use semantics::{Fixed, Flow, Operands, Ref, Thread, Vm, functions};

unsafe extern "C" {
    /// On to the next uop, with the outputs.
    fn _NEXT(locals: *mut Ref, sp: *mut Ref, ...);
    /// Through the uop's exit.
    fn _EXIT();
    /// Away with an exception.
    fn _ERROR();
    /// To the start of the trace.
    fn _TOP();
    /// To what the frame that is now current waits for.
    fn _RETURN();
}

/// The operands of a uop as arguments.
#[derive(Clone, Copy)]
struct Arguments {
    oparg: usize,
    operand: u64,
}

impl Operands for Arguments {
    #[inline(always)]
    fn oparg(self) -> usize {
        self.oparg
    }
    #[inline(always)]
    fn operand(self) -> u64 {
        self.operand
    }
    #[inline(always)]
    fn small_operand(self) -> usize {
        self.operand as usize
    }
    #[inline(always)]
    fn local_offset(self) -> usize {
        self.oparg * size_of::<Ref>()
    }
}

/// The function of a row for one oparg, `""` for any.
macro_rules! one {
    ($name:ident $function:ident $oparg:literal $suffix:literal 0 $outputs:literal) => {
        one!(@ $name $function $oparg $suffix [] $outputs);
    };
    ($name:ident $function:ident $oparg:literal $suffix:literal 1 $outputs:literal) => {
        one!(@ $name $function $oparg $suffix [a] $outputs);
    };
    ($name:ident $function:ident $oparg:literal $suffix:literal 2 $outputs:literal) => {
        one!(@ $name $function $oparg $suffix [a b] $outputs);
    };
    ($name:ident $function:ident $oparg:literal $suffix:literal 3 $outputs:literal) => {
        one!(@ $name $function $oparg $suffix [a b c] $outputs);
    };
    ($name:ident $function:ident $oparg:literal $suffix:literal 4 $outputs:literal) => {
        one!(@ $name $function $oparg $suffix [a b c d] $outputs);
    };
    (@ $name:ident $function:ident $oparg:literal $suffix:literal [$($input:ident)*] $outputs:literal) => {
        const _: () = {
            #[unsafe(export_name = concat!(stringify!($name), ".", $suffix))]
            unsafe extern "C" fn uop(
                thread: *mut Thread,
                locals: *mut Ref,
                sp: *mut Ref,
                oparg: usize,
                operand: u64,
                $($input: Ref,)*
            ) {
                const OUT: usize = $outputs;
                let operands = Fixed::<$oparg, _>(Arguments { oparg, operand });
                let mut vm = Vm { thread, locals, sp };
                // SAFETY: the form is inlined in traces that the verifier has accepted, in a state that
                // the lowering has tracked.
                unsafe {
                    let flow: Flow<OUT> = functions::$function(&mut vm, operands, [$($input),*]);
                    match flow {
                        Flow::Next(outputs) => {
                            let output = |i: usize| *outputs.as_ptr().add(i);
                            match OUT {
                                0 => _NEXT(vm.locals, vm.sp),
                                1 => _NEXT(vm.locals, vm.sp, output(0)),
                                2 => _NEXT(vm.locals, vm.sp, output(0), output(1)),
                                3 => _NEXT(vm.locals, vm.sp, output(0), output(1), output(2)),
                                4 => {
                                    _NEXT(vm.locals, vm.sp, output(0), output(1), output(2), output(3))
                                }
                                _ => const { assert!(OUT <= 4, "a row with more outputs") },
                            }
                        }
                        Flow::Exit => _EXIT(),
                        Flow::Error => _ERROR(),
                        Flow::Top => _TOP(),
                        Flow::Return => _RETURN(),
                    }
                }
            }
        };
    };
}

/// Helpers that uops call only so that stencils stay small. LLVM inlines these definitions, which are those of the
/// crate `uops`, into the functions.
mod small {
    use semantics::{Ref, Thread};

    #[inline(always)]
    #[unsafe(no_mangle)]
    unsafe extern "C" fn uop_new_reference(_: *mut Thread, object: Ref) -> Ref {
        // SAFETY: the caller's promise.
        unsafe { object.incref() };
        object
    }

    #[inline(always)]
    #[unsafe(no_mangle)]
    unsafe extern "C" fn uop_box_int(thread: *mut Thread, value: usize) -> Ref {
        // SAFETY: the caller's promise.
        unsafe { Thread::int(thread, value as i64) }
    }

    #[inline(always)]
    #[unsafe(no_mangle)]
    unsafe extern "C" fn uop_box_float(thread: *mut Thread, bits: usize) -> Ref {
        // SAFETY: the caller's promise.
        unsafe { Thread::float(thread, f64::from_bits(bits as u64)) }
    }
}

macro_rules! define_functions {
    ($({
        name: $name:ident, function: $function:ident, oparg: $oparg:literal,
        inputs: $inputs:tt, outputs: $outputs:literal, exit_pops: $exit_pops:literal,
        in_memory: $in_memory:literal, narrow: $narrow:ident, only: [$($only:literal),*]
    })*) => {$(
        one!($name $function $oparg "" $inputs $outputs);
        $(one!($name $function $only $only $inputs $outputs);)*
    )*};
}

uop_table::for_each_uop!(define_functions);
