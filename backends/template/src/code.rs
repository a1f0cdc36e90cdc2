//! The machine code of a program: calls, and jumps around them.
//!
//! While it runs, `rbx` points at the registers of the uops, and the stack is aligned for calls. Calls and
//! operands are relative to tables behind the code, so that it runs wherever it lies.

use crate::routines::{self, ERROR, ROUTINES};
use backend_api::{CompileOptions, Role, Status};
use std::mem::offset_of;
use std::ops::Range;
use trace::{LoadedProgram, LoadedTrace, TraceId};
use uops::{Inst, Op, Thread, Vm};

/// A place that a jump leads to.
#[derive(Clone, Copy)]
enum Target {
    /// The start of a trace.
    Trace(TraceId),
    /// An offset.
    Here(usize),
    /// What ends the program with the status in `rax`.
    Leave,
    /// A routine's place in the table.
    Table(usize),
}

/// Where a 32-bit distance has to be filled in, and to what.
struct Jump {
    at: usize,
    target: Target,
}

/// The part of a uop's code that follows all hot code.
struct Side {
    uop: u32,
    /// The distance that leads here.
    from: usize,
}

/// Code on its way.
pub(crate) struct Writer<'a> {
    pub(crate) bytes: Vec<u8>,
    /// Which bytes are what.
    pub(crate) parts: Vec<(Role, Range<usize>)>,
    /// Offsets of what frames go on with, by number.
    pub(crate) returns: Vec<usize>,
    starts: Vec<usize>,
    leave: usize,
    jumps: Vec<Jump>,
    /// Where records are, trace by trace.
    insts: &'a [Box<[Inst]>],
    options: CompileOptions,
}

/// The place of [`resume`] in the table, behind all routines.
const RESUME: usize = ROUTINES.len();

impl<'a> Writer<'a> {
    /// Writes a whole program, whose records are `insts`.
    pub(crate) fn write(
        program: &LoadedProgram,
        insts: &'a [Box<[Inst]>],
        options: CompileOptions,
    ) -> Self {
        let (bytes, parts, returns, starts, jumps) = Default::default();
        let mut writer = Writer { bytes, parts, returns, starts, leave: 0, jumps, insts, options };
        // push rbx; mov rbx, rdi; jmp to the first trace
        writer.put(&[0x53, 0x48, 0x89, 0xfb]);
        writer.jump(&[0xe9], Target::Trace(TraceId(0)));
        writer.leave = writer.bytes.len();
        // pop rbx; ret
        writer.put(&[0x5b, 0xc3]);
        writer.part(Role::Enter, 0);
        for (number, trace) in program.traces().iter().enumerate() {
            writer.trace(TraceId(number as u32), trace);
        }
        writer.ends(program);
        writer.table();
        writer
    }

    fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// An instruction that ends in a distance.
    fn jump(&mut self, opcode: &[u8], target: Target) {
        self.put(opcode);
        self.jumps.push(Jump { at: self.bytes.len(), target });
        self.put(&[0; 4]);
    }

    fn part(&mut self, role: Role, start: usize) {
        if self.options.map {
            self.parts.push((role, start..self.bytes.len()));
        }
    }

    /// Adds 1 to a counter of the thread.
    fn count(&mut self, counter: usize) {
        // mov rax, [rbx + thread]; inc qword [rax + counter]
        self.put(&[0x48, 0x8b, 0x43, offset_of!(Vm, thread) as u8, 0x48, 0xff, 0x80]);
        self.put(&(counter as u32).to_le_bytes());
    }

    /// Ends the program.
    fn leave(&mut self, status: Status) {
        // mov rax, status
        self.put(&[0x48, 0xb8]);
        self.put(&status.0.to_le_bytes());
        self.jump(&[0xe9], Target::Leave);
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
                self.count(offset_of!(Thread, uops_executed));
            }
            // mov rdi, rbx; mov rsi, record; call routine
            self.put(&[0x48, 0x89, 0xdf, 0x48, 0xbe]);
            let record = &raw const self.insts[id.0 as usize][index];
            self.put(&(record as u64).to_le_bytes());
            self.jump(&[0xff, 0x15], Target::Table(usize::from(inst.opcode)));
            if op.info().exit || op.info().error {
                // test eax, eax; jne
                self.put(&[0x85, 0xc0, 0x0f, 0x85]);
                sides.push(Side { uop, from: self.bytes.len() });
                self.put(&[0; 4]);
            }
            match op {
                Op::_JUMP_TO_TOP => self.jump(&[0xe9], Target::Here(top)),
                Op::_DYNAMIC_EXIT => {
                    // mov rdi, rbx; call resume; jmp rax
                    self.put(&[0x48, 0x89, 0xdf]);
                    self.jump(&[0xff, 0x15], Target::Table(RESUME));
                    self.put(&[0xff, 0xe0]);
                }
                _ => {}
            }
            self.part(Role::Hot { trace: id, uop }, start);
        }
        for side in sides {
            self.side(id, trace, side);
        }
    }

    /// The ways out of a uop, whose answer is in `eax`.
    fn side(&mut self, id: TraceId, trace: &LoadedTrace, Side { uop, from }: Side) {
        let start = self.bytes.len();
        self.jumps.push(Jump { at: from, target: Target::Here(start) });
        let inst = &trace.insts[uop as usize];
        let flags = Op::from_number(inst.opcode).map(Op::info);
        let (exit, error) = flags.map_or((false, false), |info| (info.exit, info.error));
        if exit && error {
            // cmp eax, ERROR; je
            self.put(&[0x83, 0xf8, ERROR, 0x0f, 0x84]);
        }
        let to_error = self.bytes.len();
        if exit && error {
            self.put(&[0; 4]);
        }
        if exit {
            if self.options.count {
                self.count(offset_of!(Thread, exits_taken));
            }
            match trace.targets.get(inst.exit as usize).copied().flatten() {
                Some(target) => self.jump(&[0xe9], Target::Trace(target)),
                None => self.leave(Status::unlinked_exit(id, uop)),
            }
        }
        if error {
            if exit {
                self.jumps.push(Jump { at: to_error, target: Target::Here(self.bytes.len()) });
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
            let place = match after.target {
                Some(target) => self.starts[target.0 as usize],
                None => {
                    let place = self.bytes.len();
                    self.leave(Status::unlinked_exit(after.trace, after.uop));
                    place
                }
            };
            self.returns.push(place);
        }
        self.part(Role::Shared, start);
    }

    /// The addresses of the routines that are called, and all distances.
    fn table(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0xcc);
        let start = self.bytes.len();
        let mut places = [None; ROUTINES.len() + 1];
        for Jump { at, target } in std::mem::take(&mut self.jumps) {
            let place = match target {
                Target::Trace(TraceId(number)) => self.starts[number as usize],
                Target::Here(place) => place,
                Target::Leave => self.leave,
                Target::Table(number) => *places[number].get_or_insert_with(|| {
                    let address = routines::address(number);
                    self.bytes.extend_from_slice(&address.to_le_bytes());
                    self.bytes.len() - 8
                }),
            };
            let distance = (place as i64 - (at as i64 + 4)) as i32;
            self.bytes[at..at + 4].copy_from_slice(&distance.to_le_bytes());
        }
        self.parts.push((Role::Data, start..self.bytes.len()));
    }
}
