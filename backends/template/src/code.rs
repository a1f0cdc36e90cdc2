//! The machine code of a program: calls, and jumps around them.
//!
//! Calls and operands are relative to tables after the code, so the code runs at any address.

use crate::isa::{Distance, Isa};
use crate::routines::{self, ERROR, ROUTINES};
use backend_api::{CompileOptions, Role, Status};
use std::mem::offset_of;
use std::ops::Range;
use trace::{LoadedProgram, LoadedTrace, TraceId};
use uops::{Inst, Op, Thread};

/// What a distance leads to.
#[derive(Clone, Copy)]
enum Target {
    /// The start of a trace.
    Trace(TraceId),
    /// An offset.
    Here(usize),
    /// What ends the program with the status that is the answer.
    Leave,
    /// A routine's entry in the table.
    Table(usize),
}

/// A distance that has to be filled in, and what it leads to.
struct Jump {
    at: Distance,
    target: Target,
}

/// The part of a uop's code that follows all hot code.
struct Side {
    uop: u32,
    /// The distance that leads here.
    from: Distance,
}

/// Code that is being written.
pub(crate) struct Writer<'a, I> {
    pub(crate) bytes: Vec<u8>,
    /// What each piece of the code is for.
    pub(crate) parts: Vec<(Role, Range<usize>)>,
    /// Offsets of what frames go on with, by number.
    pub(crate) returns: Vec<usize>,
    isa: I,
    starts: Vec<usize>,
    leave: usize,
    jumps: Vec<Jump>,
    /// Where records are, trace by trace.
    insts: &'a [Box<[Inst]>],
    options: CompileOptions,
}

/// The number of `resume` in the table, after all routines.
const RESUME: usize = ROUTINES.len();

impl<'a, I: Isa> Writer<'a, I> {
    /// Writes a whole program, whose records are `insts`.
    pub(crate) fn write(
        isa: I,
        program: &LoadedProgram,
        insts: &'a [Box<[Inst]>],
        options: CompileOptions,
    ) -> Self {
        let (bytes, parts, returns, starts, jumps) = Default::default();
        let mut writer =
            Writer { bytes, parts, returns, isa, starts, leave: 0, jumps, insts, options };
        let at = isa.enter(&mut writer.bytes);
        writer.lead(at, Target::Trace(TraceId(0)));
        writer.leave = writer.bytes.len();
        isa.leave(&mut writer.bytes);
        writer.part(Role::Enter, 0);
        for (number, trace) in program.traces().iter().enumerate() {
            writer.trace(TraceId(number as u32), trace);
        }
        writer.ends(program);
        writer.table();
        writer
    }

    /// Notes that a distance leads to a target.
    fn lead(&mut self, at: Distance, target: Target) {
        self.jumps.push(Jump { at, target });
    }

    fn jump(&mut self, target: Target) {
        let at = self.isa.jump(&mut self.bytes);
        self.lead(at, target);
    }

    fn part(&mut self, role: Role, start: usize) {
        if self.options.map {
            self.parts.push((role, start..self.bytes.len()));
        }
    }

    /// Ends the program.
    fn leave(&mut self, status: Status) {
        self.isa.answer(&mut self.bytes, status.0);
        self.jump(Target::Leave);
    }

    fn trace(&mut self, id: TraceId, trace: &LoadedTrace) {
        self.starts.push(self.bytes.len());
        let mut top = self.bytes.len();
        let mut sides = Vec::new();
        for (index, inst) in trace.insts.iter().enumerate() {
            let start = self.bytes.len();
            if index == trace.top() {
                top = start;
            }
            // The loader writes numbers of uops only.
            let Some(op) = Op::from_number(inst.opcode) else { continue };
            let uop = index as u32;
            if self.options.count {
                self.isa.count(&mut self.bytes, offset_of!(Thread, uops_executed));
            }
            let record = &raw const self.insts[id.0 as usize][index];
            let at = self.isa.call_for(&mut self.bytes, record as u64);
            self.lead(at, Target::Table(usize::from(inst.opcode)));
            if op.info().exit || op.info().error || op.info().follows {
                let from = self.isa.jump_if_answered(&mut self.bytes);
                sides.push(Side { uop, from });
            }
            match op {
                Op::_JUMP_TO_TOP => self.jump(Target::Here(top)),
                Op::_DYNAMIC_EXIT => self.resume(),
                _ => {}
            }
            self.part(Role::Hot { trace: id, uop }, start);
        }
        for side in sides {
            self.side(id, trace, side);
        }
    }

    /// Goes on where the current frame does.
    fn resume(&mut self) {
        let at = self.isa.jump_to_result(&mut self.bytes);
        self.lead(at, Target::Table(RESUME));
    }

    /// The exits of a uop, whose answer says which is taken.
    fn side(&mut self, id: TraceId, trace: &LoadedTrace, Side { uop, from }: Side) {
        let start = self.bytes.len();
        self.lead(from, Target::Here(start));
        let inst = &trace.insts[uop as usize];
        let flags = Op::from_number(inst.opcode).map(Op::info);
        if flags.is_some_and(|info| info.follows) {
            self.resume();
            return self.part(Role::Exit { trace: id, uop }, start);
        }
        let (exit, error) = flags.map_or((false, false), |info| (info.exit, info.error));
        let to_error = (exit && error).then(|| self.isa.jump_if_answer_is(&mut self.bytes, ERROR));
        if exit {
            if self.options.count {
                self.isa.count(&mut self.bytes, offset_of!(Thread, exits_taken));
            }
            match trace.targets.get(inst.exit as usize).copied().flatten() {
                Some(target) => self.jump(Target::Trace(target)),
                None => self.leave(Status::unlinked_exit(id, uop)),
            }
        }
        if error {
            if let Some(at) = to_error {
                self.lead(at, Target::Here(self.bytes.len()));
            }
            self.leave(Status::error(id, uop));
        }
        self.part(Role::Exit { trace: id, uop }, start);
    }

    /// What frames go on with that have no trace.
    fn ends(&mut self, program: &LoadedProgram) {
        let start = self.bytes.len();
        self.returns.push(start);
        self.leave(Status::RETURNED);
        for after in program.continuations() {
            let offset = match after.target {
                Some(target) => self.starts[target.0 as usize],
                None => {
                    let offset = self.bytes.len();
                    self.leave(Status::unlinked_exit(after.trace, after.uop));
                    offset
                }
            };
            self.returns.push(offset);
        }
        self.part(Role::Shared, start);
    }

    /// The entries of the routines that are called, and all distances.
    fn table(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), I::FILLING);
        let start = self.bytes.len();
        let mut entries = [None; ROUTINES.len() + 1];
        for Jump { at, target } in std::mem::take(&mut self.jumps) {
            let offset = match target {
                Target::Trace(TraceId(number)) => self.starts[number as usize],
                Target::Here(offset) => offset,
                Target::Leave => self.leave,
                Target::Table(number) => *entries[number].get_or_insert_with(|| {
                    let offset = self.bytes.len();
                    self.isa.entry(&mut self.bytes, routines::address(number) as u64);
                    offset
                }),
            };
            self.isa.fill(&mut self.bytes, at, offset);
        }
        self.parts.push((I::ENTRIES, start..self.bytes.len()));
    }
}
