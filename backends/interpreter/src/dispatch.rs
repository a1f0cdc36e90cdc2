//! The interpreter's loop.

use crate::tally::Tally;
use backend_api::Status;
use std::ops::Range;
use trace::{Continuation, LoadedProgram, TraceId};
use uops::inst::InstOperands;
use uops::object::Frame;
use uops::{Fixed, Flow, Inst, Op, Ref, Thread, Vm, for_each_uop, semantics};

/// A target that does not exist.
const UNLINKED: u32 = u32::MAX;

/// All traces of a program, end to end.
///
/// A uop's `exit` is the index of the record where execution goes on, so that taking an exit
/// is one load; an unlinked exit's is [`UNLINKED`]. `_JUMP_TO_TOP`'s leads to the top.
#[derive(Debug)]
pub(crate) struct Table {
    insts: Vec<Inst>,
    /// Index of each trace's first record.
    starts: Vec<u32>,
    /// Where frames go on after calls, by number less 1.
    continuations: Vec<Continuation>,
    /// What is counted, if anything is.
    tally: Tally,
}

impl Table {
    pub(crate) fn new(program: &LoadedProgram, tally: Tally) -> Self {
        let mut starts = Vec::with_capacity(program.traces().len());
        let mut next = 0;
        for trace in program.traces() {
            starts.push(next);
            next += trace.insts.len() as u32;
        }
        let mut insts = Vec::with_capacity(next as usize);
        for (trace, start) in program.traces().iter().zip(&starts) {
            insts.extend(trace.insts.iter().map(|inst| {
                if inst.opcode == Op::_JUMP_TO_TOP as u16 {
                    return Inst { exit: start + trace.top() as u32, ..*inst };
                }
                let target = trace.targets.get(inst.exit as usize).copied().flatten();
                let exit = target.map_or(UNLINKED, |TraceId(id)| starts[id as usize]);
                Inst { exit, ..*inst }
            }));
        }
        let continuations = program.continuations().to_vec();
        Table { insts, starts, continuations, tally }
    }

    pub(crate) fn len(&self) -> usize {
        self.insts.len()
    }

    /// What is counted, and the records of each trace.
    pub(crate) fn counted(&self) -> (&Tally, impl Iterator<Item = Range<usize>>) {
        let ends = self.starts.iter().skip(1).copied().chain([self.insts.len() as u32]);
        let traces = self.starts.iter().zip(ends);
        (&self.tally, traces.map(|(&start, end)| start as usize..end as usize))
    }

    /// The record where a frame goes on, or how the program ends instead.
    fn resume(&self, number: u64) -> Result<*const Inst, Status> {
        let Some(index) = number.checked_sub(1) else { return Err(Status::RETURNED) };
        let Continuation { trace, uop, target } = self.continuations[index as usize];
        match target {
            // A pointer to all records, since the loop goes on from there.
            Some(target) => {
                Ok(self.insts.as_ptr().wrapping_add(self.starts[target.0 as usize] as usize))
            }
            None => Err(Status::unlinked_exit(trace, uop)),
        }
    }

    /// Which uop of which trace a record is.
    fn place(&self, ip: *const Inst) -> (TraceId, u32) {
        let start = self.insts.as_ptr() as usize;
        let index = ((ip as usize - start) / size_of::<Inst>()) as u32;
        let trace = self.starts.partition_point(|&start| start <= index) - 1;
        (TraceId(trace as u32), index - self.starts[trace])
    }
}

macro_rules! define_loop {
    ($({
        name: $name:ident, function: $function:ident, oparg: $oparg:literal,
        inputs: $inputs:literal, outputs: $outputs:literal, exit_pops: $exit_pops:literal,
        $($rest:tt)*
    })*) => {
        /// Runs from the first trace until the program is left.
        ///
        /// # Safety
        /// `table` was made from a loaded program, with a tally of it if `COUNT`; the others are the registers
        /// of a fresh activation of it, and both runtime and program are alive.
        pub(crate) unsafe fn interpret<const COUNT: bool>(
            table: &Table,
            thread: *mut Thread,
            locals: *mut Ref,
            sp: *mut Ref,
        ) -> Status {
            // Made here, and given away as a whole to no function that is called: so LLVM keeps its
            // parts in registers. One that is passed in stays in memory.
            let mut vm = Vm { thread, locals, sp };
            let insts = table.insts.as_ptr();
            let mut ip = insts;
            // SAFETY: the verifier has shown that traces end with a uop that leaves them, that the
            // stack has what each uop pops, and that kinds are what the functions rely on. The
            // loader writes numbers of `Op`s only.
            unsafe {
                loop {
                    if COUNT {
                        (*vm.thread).uops_executed += 1;
                        table.tally.note(ip.offset_from_unsigned(insts));
                    }
                    match std::mem::transmute::<u16, Op>((*ip).opcode) {
                        $(Op::$name => {
                            const INPUTS: usize = $inputs;
                            const OUTPUTS: usize = $outputs;
                            let before = vm.sp;
                            vm.sp = before.sub(INPUTS);
                            let inputs = vm.sp.cast::<[Ref; INPUTS]>().read();
                            let operands = Fixed::<$oparg, _>(InstOperands::new(ip));
                            let flow: Flow<OUTPUTS> = semantics::$function(&mut vm, operands, inputs);
                            match flow {
                                Flow::Next(outputs) => {
                                    vm.sp.cast::<[Ref; OUTPUTS]>().write(outputs);
                                    vm.sp = vm.sp.add(OUTPUTS);
                                    ip = ip.add(1);
                                }
                                Flow::Exit => {
                                    if !$exit_pops {
                                        vm.sp = before;
                                    }
                                    if COUNT {
                                        (*vm.thread).exits_taken += 1;
                                    }
                                    if (*ip).exit == UNLINKED {
                                        let (trace, uop) = table.place(ip);
                                        return leave(vm, Status::unlinked_exit(trace, uop));
                                    }
                                    ip = insts.add((*ip).exit as usize);
                                }
                                Flow::Error => {
                                    vm.sp = before;
                                    let (trace, uop) = table.place(ip);
                                    return leave(vm, Status::error(trace, uop));
                                }
                                Flow::Top => ip = insts.add((*ip).exit as usize),
                                Flow::Return => {
                                    match table.resume((*Frame::of(vm.locals)).return_to) {
                                        Ok(target) => ip = target,
                                        Err(status) => return leave(vm, status),
                                    }
                                }
                            }
                        })*
                    }
                }
            }
        }
    };
}

for_each_uop!(define_loop);

/// Notes where the program stopped.
#[inline(always)]
unsafe fn leave(vm: Vm, status: Status) -> Status {
    // SAFETY: the caller passes a live thread.
    unsafe {
        (*vm.thread).locals = vm.locals;
        (*vm.thread).stack_pointer = vm.sp;
    }
    status
}
