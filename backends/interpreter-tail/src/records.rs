//! Programs as records that the handlers read.

use crate::handlers::Handlers;
use backend_api::{BackendError, Code, CodeSizes, Compiled, Piece, Status};
use std::rc::Rc;
use trace::{Continuation, LoadedProgram, TraceId};
use uops::tail::{ERROR, TailInst};
use uops::{Inst, Op, Vm};

/// All traces of a program, end to end, and a record for every unlinked exit.
pub(crate) struct Records {
    handlers: Rc<Handlers>,
    /// Records point at each other, so this is never moved or grown.
    insts: Box<[TailInst]>,
    /// Index of each trace's first record.
    starts: Vec<u32>,
    /// Addresses of the records where frames go on, by number; the first ends the program.
    continuations: Box<[usize]>,
}

impl Records {
    pub(crate) fn new(program: &LoadedProgram, handlers: Rc<Handlers>, count: bool) -> Self {
        let traces = program.traces();
        let mut starts = Vec::with_capacity(traces.len());
        let (mut uops, mut unlinked_exits) = (0, 0);
        for trace in traces {
            starts.push(uops as u32);
            uops += trace.insts.len();
            unlinked_exits +=
                trace.insts.iter().filter(|inst| is_unlinked(inst, &trace.targets)).count();
        }
        let blank = TailInst { handler: 0, operand: 0, exit: std::ptr::null(), oparg: 0 };
        let returns = 1 + program.continuations().len();
        let mut insts = vec![blank; uops + unlinked_exits + returns].into_boxed_slice();
        let base = insts.as_mut_ptr();
        let at = |index: usize| base.wrapping_add(index).cast_const();
        let (mut next, mut next_leave) = (0, uops);
        for (id, trace) in traces.iter().enumerate() {
            for (uop, inst) in trace.insts.iter().enumerate() {
                let mut exit = std::ptr::null();
                if inst.opcode == Op::_JUMP_TO_TOP as u16 {
                    exit = at(starts[id] as usize + trace.top());
                } else if let Some(Some(TraceId(target))) = trace.targets.get(inst.exit as usize) {
                    exit = at(starts[*target as usize] as usize);
                } else if is_unlinked(inst, &trace.targets) {
                    let status = Status::unlinked_exit(TraceId(id as u32), uop as u32);
                    let leave = TailInst { handler: handlers.leave(), operand: status.0, ..blank };
                    exit = at(next_leave);
                    insts[next_leave] = leave;
                    next_leave += 1;
                }
                insts[next] = TailInst {
                    handler: handlers.uop(inst.opcode, count),
                    operand: inst.operand,
                    exit,
                    oparg: inst.oparg.into(),
                };
                next += 1;
            }
        }
        let mut leave = |status: Status| {
            let index = next_leave;
            insts[index] = TailInst { handler: handlers.leave(), operand: status.0, ..blank };
            next_leave += 1;
            at(index) as usize
        };
        let ended = leave(Status::RETURNED);
        let resume = |&Continuation { trace, uop, target }: &Continuation| match target {
            Some(target) => at(starts[target.0 as usize] as usize) as usize,
            None => leave(Status::unlinked_exit(trace, uop)),
        };
        let resumed = program.continuations().iter().map(resume);
        let continuations = std::iter::once(ended).chain(resumed).collect();
        Records { handlers, insts, starts, continuations }
    }
}

/// Whether a uop has an exit that leads nowhere.
fn is_unlinked(inst: &Inst, targets: &[Option<TraceId>]) -> bool {
    inst.exit != Inst::NO_EXIT && targets.get(inst.exit as usize).copied().flatten().is_none()
}

impl Compiled for Records {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        Ok(self)
    }
}

impl Code for Records {
    unsafe fn enter(&self, vm: Vm) -> Status {
        // SAFETY: the caller's promise; the records were made from the same program.
        let ended = unsafe {
            (*vm.thread).return_table = self.continuations.as_ptr();
            self.handlers.enter()(vm.locals, vm.sp, vm.thread, self.insts.as_ptr())
        };
        if ended & 0xff != ERROR {
            return Status(ended);
        }
        let index = ((ended >> 8) as usize - self.insts.as_ptr() as usize) / size_of::<TailInst>();
        let trace = self.starts.partition_point(|&start| start as usize <= index) - 1;
        Status::error(TraceId(trace as u32), index as u32 - self.starts[trace])
    }

    fn sizes(&self) -> CodeSizes {
        CodeSizes {
            data: size_of_val(&*self.insts) + size_of_val(&*self.continuations),
            executable: self.handlers.executable(),
            ..CodeSizes::default()
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        Vec::new()
    }
}
