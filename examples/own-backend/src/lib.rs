//! A backend of your own: an example to start from.
//!
//! Compiling makes a list of steps, each with the address of a function that does one uop; running calls
//! one after the other. It is about the least that a backend can be, and it does all that one has to:
//! loops, exits to other traces and out of the program, calls and returns, exceptions, counting.

mod calls;

use backend_api::{
    Backend, BackendError, BackendInfo, Code, CodeSizes, CompileOptions, Compiled, Piece, Status,
};
use calls::{After, CALLS, Call};
use trace::{LoadedProgram, TraceId};
use uops::object::Frame;
use uops::{Inst, Op, Vm};

/// The backend. What can be reused from program to program would be in here.
#[derive(Default)]
pub struct CallThreading;

impl Backend for CallThreading {
    fn info(&self) -> BackendInfo {
        BackendInfo { id: "call-threading", description: "a call of a function for each uop" }
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        let traces = program.traces();
        // All traces lie end to end, the entry first.
        let mut starts = Vec::new();
        let mut length = 0;
        for trace in traces {
            starts.push(length);
            length += trace.insts.len();
        }
        let mut steps = Vec::with_capacity(length);
        for (number, trace) in traces.iter().enumerate() {
            let id = TraceId(number as u32);
            for (uop, inst) in trace.insts.iter().enumerate() {
                let target = trace.targets.get(inst.exit as usize).copied().flatten();
                let exit = match target {
                    _ if inst.opcode == Op::_JUMP_TO_TOP as u16 => Ok(starts[number] + trace.top()),
                    Some(TraceId(target)) => Ok(starts[target as usize]),
                    // Nothing reads this if the uop has no exit.
                    None => Err(Status::unlinked_exit(id, uop as u32)),
                };
                let error = Status::error(id, uop as u32);
                steps.push(Step {
                    call: CALLS[usize::from(inst.opcode)],
                    inst: *inst,
                    exit,
                    error,
                });
            }
        }
        let after_calls = program.continuations().iter().map(|after| match after.target {
            Some(target) => Ok(starts[target.0 as usize]),
            None => Err(Status::unlinked_exit(after.trace, after.uop)),
        });
        let returns = std::iter::once(Err(Status::RETURNED)).chain(after_calls).collect();
        Ok(Box::new(Steps { steps, returns, count: options.count }))
    }
}

/// A uop, ready to be called.
struct Step {
    call: Call,
    inst: Inst,
    /// Where the uop's exit leads: to a step, or out of the program.
    exit: Result<usize, Status>,
    /// How the program ends if the uop sets an exception.
    error: Status,
}

/// A program.
struct Steps {
    steps: Vec<Step>,
    /// Where frames go on, by the number that they hold; the first is the end of the program.
    returns: Vec<Result<usize, Status>>,
    count: bool,
}

impl Compiled for Steps {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        // A JIT would make its code executable here.
        Ok(self)
    }
}

impl Code for Steps {
    unsafe fn enter(&self, mut vm: Vm) -> Status {
        let mut at = 0;
        // SAFETY: the caller passes an activation of the program that these steps were made of. It has
        // passed the verifier: the stack has what each uop takes, and no trace ends without leaving.
        unsafe {
            loop {
                let step = &self.steps[at];
                if self.count {
                    (*vm.thread).uops_executed += 1;
                }
                let next = match (step.call)(&mut vm, &step.inst) {
                    After::Next => Ok(at + 1),
                    After::Top => step.exit,
                    After::Exit => {
                        if self.count {
                            (*vm.thread).exits_taken += 1;
                        }
                        step.exit
                    }
                    After::Error => Err(step.error),
                    After::Return => self.returns[(*Frame::of(vm.locals)).return_to as usize],
                };
                match next {
                    Ok(next) => at = next,
                    Err(status) => {
                        // The harness looks here for what the program left.
                        (*vm.thread).locals = vm.locals;
                        (*vm.thread).stack_pointer = vm.sp;
                        return status;
                    }
                }
            }
        }
    }

    fn sizes(&self) -> CodeSizes {
        CodeSizes { data: size_of_val(&self.steps[..]), ..CodeSizes::default() }
    }

    fn pieces(&self) -> Vec<Piece> {
        // There is no machine code.
        Vec::new()
    }
}
