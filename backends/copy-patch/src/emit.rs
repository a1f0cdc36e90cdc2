//! The pass: stencils laid end to end, with their holes filled.
//!
//! A program becomes one run of code: what traces share first, then for each trace its hot path,
//! its slow paths and its exits. All jumps within it are relative, so that it can be moved; helpers
//! are reached through trampolines at its start, wherever it is put.

use crate::buffer::Buffer;
use crate::library::{self, CACHE, generated as stencil};
use crate::memory::{Image, Numbers};
use crate::patch::{OutOfRange, narrow};
use crate::plan::{Part, Plans, place, value};
use backend_api::{CompileOptions, Role};
use code_memory::Arena;
use stencil_format::Patch;
use trace::{Continuation, LoadedProgram, LoadedTrace, TraceId};
use uops::helpers::Helper;
use uops::{Inst, Op};

/// Where something is in the code that is being made; 0 is before everything that is jumped to.
type Offset = u32;

/// What fills the holes of a uop's operands.
type Values = [u64; value::COUNT];

/// The values of a stencil without operands.
const NONE: Values = [0; value::COUNT];

/// Makes code; keeps its buffers from program to program.
#[derive(Debug)]
pub struct Emitter {
    plans: Plans,
    /// Where programs go.
    arena: Arena,
    code: Buffer,
    /// Where jumps lead. What all traces share stays; the rest is the current uop's.
    places: [Offset; place::COUNT],
    /// The end of a program that returned.
    returned: Offset,
    /// The end of what traces share.
    shared: Offset,
    /// Where each piece begins, if that is asked for.
    map: Vec<(Offset, Role)>,
    traces: Vec<Placed>,
    /// Jumps to traces that are not placed yet.
    links: Vec<Link>,
    /// Uops of the current trace with slow paths or exits.
    unfinished: Vec<Unfinished>,
    options: CompileOptions,
    /// Bytes on hot paths.
    hot: usize,
    /// The first value that did not fit its hole.
    failure: Option<OutOfRange>,
}

/// A trace's ways in.
#[derive(Clone, Copy, Default, Debug)]
struct Placed {
    /// For those who come with the whole stack in memory.
    entry: Offset,
    /// For those who come with as many slots in registers as `depth`.
    body: Offset,
    /// How many that are.
    depth: u8,
    /// Stubs that put that many slots into memory and go to `entry`, where there are any yet.
    stubs: [Offset; CACHE + 1],
}

/// A jump to a trace.
#[derive(Debug)]
struct Link {
    position: Offset,
    addend: i32,
    to: Destination,
}

/// Where an exit leads.
#[derive(Clone, Copy, Debug)]
enum Destination {
    Here(Offset),
    Entry(TraceId),
    Body(TraceId),
}

/// A uop whose hot part refers to code that comes after the trace's hot path.
#[derive(Clone, Copy, Debug)]
struct Unfinished {
    uop: u32,
    hot: Offset,
    stencil: u16,
}

impl Emitter {
    /// An emitter with what all programs share in place.
    pub fn new() -> Result<Self, OutOfRange> {
        let mut emitter = Emitter {
            plans: Plans::new(),
            arena: Arena::default(),
            code: Buffer::default(),
            places: [0; place::COUNT],
            returned: 0,
            shared: 0,
            map: Vec::new(),
            traces: Vec::new(),
            links: Vec::new(),
            unfinished: Vec::new(),
            options: CompileOptions::default(),
            hot: 0,
            failure: None,
        };
        emitter.emit_shared();
        emitter.failure.map_or(Ok(emitter), Err)
    }

    /// Translates a program.
    ///
    /// # Errors
    /// If an operand does not fit its hole, or the code is too long for jumps within it.
    pub fn emit(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Image, OutOfRange> {
        self.options = options;
        self.failure = None;
        self.code.truncate(self.shared);
        self.map.clear();
        self.mark_at(0, Role::Shared);
        self.links.clear();
        self.hot = 0;
        self.traces.clear();
        self.traces.extend(
            program
                .traces()
                .iter()
                .map(|trace| Placed { depth: body_depth(trace), ..Placed::default() }),
        );
        let mut numbers = Numbers::default();
        for (index, trace) in program.traces().iter().enumerate() {
            let first = numbers.add(trace.insts.len());
            self.emit_trace(TraceId(index as u32), trace, first);
        }
        let continuations = self.emit_continuations(program, &numbers);
        for index in 0..self.links.len() {
            let Link { position, addend, to } = self.links[index];
            let target = self.resolve(to);
            self.code.write_relative(position, target, addend);
        }
        // Every distance in the code fits 32 bits if its length does.
        let length = i64::from(self.code.position());
        if length > i64::from(i32::MAX) {
            return Err(OutOfRange::new(length, Patch::Rel32));
        }
        match self.failure {
            Some(failure) => Err(failure),
            None => Ok(Image {
                arena: self.arena.clone(),
                shift: self.options.shift.into(),
                code: self.code.to_vec(),
                enter: 0,
                start: self.traces.first().map_or(0, |trace| trace.entry),
                continuations,
                numbers,
                map: self.map.clone(),
                hot: self.hot,
            }),
        }
    }

    #[inline(always)]
    fn mark(&mut self, role: Role) {
        if self.options.map {
            self.mark_at(self.code.position(), role);
        }
    }

    fn mark_at(&mut self, position: Offset, role: Role) {
        if self.options.map {
            self.map.push((position, role));
        }
    }

    /// Copies a part of a stencil and fills the holes of operands.
    #[inline(always)]
    fn copy(&mut self, part: &Part, values: &Values) -> Offset {
        let position = self.code.copy(&self.plans.pool, part);
        for record in self.plans.values(part) {
            let at = position + Offset::from(record.offset);
            let value = values[usize::from(record.index) % value::COUNT];
            if record.patch == Patch::Abs64 {
                self.code.write_64(at, value.wrapping_add_signed(record.addend.into()));
            } else {
                match narrow(record.patch, value as i64, record.addend) {
                    Ok(word) => self.code.write_32(at, word),
                    Err(failure) => self.failure = Some(failure),
                }
            }
        }
        position
    }

    /// Copies a stencil that is no uop's and has one part only; its jumps lead to places that are
    /// known.
    #[inline(always)]
    fn glue(&mut self, index: usize, values: &Values) -> Offset {
        let part = self.plans.stencils[index].hot;
        let position = self.copy(&part, values);
        for record in self.plans.jumps(&part) {
            let target = self.places[usize::from(record.index)];
            let at = position + Offset::from(record.offset);
            self.code.write_relative(at, target, record.addend);
        }
        position
    }

    /// Puts what traces share at the start of the code; the way in comes first.
    fn emit_shared(&mut self) {
        self.glue(stencil::ENTER, &NONE);
        self.returned = self.glue(stencil::LEAVE_RETURNED, &NONE);
        self.places[place::RETURN] = self.glue(stencil::RETURN, &NONE);
        let leave = [stencil::LEAVE__0, stencil::LEAVE__1, stencil::LEAVE__2, stencil::LEAVE__3];
        for (depth, index) in leave.into_iter().enumerate() {
            self.places[place::LEAVE + depth] = self.glue(index, &NONE);
        }
        for helper in Helper::ALL {
            let mut address = NONE;
            address[value::OPERAND] = helper.address() as u64;
            self.places[place::HELPER + *helper as usize] =
                self.glue(stencil::TRAMPOLINE, &address);
        }
        for &(helper, index) in library::THUNKS {
            self.places[place::THUNK + helper as usize] = self.glue(index, &NONE);
        }
        self.places[place::DEALLOC] = self.glue(stencil::DEALLOC, &NONE);
        self.shared = self.code.position();
    }

    /// Where frames go on after calls: number 0 is the end of the program.
    fn emit_continuations(&mut self, program: &LoadedProgram, numbers: &Numbers) -> Vec<Offset> {
        let mut offsets = vec![self.returned];
        for &Continuation { trace, uop, target } in program.continuations() {
            offsets.push(match target {
                Some(target) => self.traces[target.0 as usize].entry,
                None => self.way_out(trace, uop, 0, Numbers::exit(numbers.first(trace), uop)),
            });
        }
        offsets
    }

    fn emit_trace(&mut self, id: TraceId, trace: &LoadedTrace, first_number: u32) {
        let start = self.code.position();
        self.mark(Role::Entry { trace: id });
        let body_depth = usize::from(self.traces[id.0 as usize].depth);
        for reload in &RELOADS[1..=body_depth] {
            self.glue(*reload, &NONE);
        }
        let placed = &mut self.traces[id.0 as usize];
        placed.entry = start;
        placed.body = self.code.position();
        let top = trace.top();
        let mut depth = body_depth;
        self.unfinished.clear();
        for (index, inst) in trace.insts.iter().enumerate() {
            let uop = index as u32;
            self.mark(Role::Hot { trace: id, uop });
            if index == top {
                self.places[place::TOP] = self.code.position();
            }
            if self.options.count {
                self.glue(stencil::COUNT_UOP, &NONE);
            }
            if inst.opcode == Op::_JUMP_TO_TOP as u16 {
                // The loop begins with as many slots in registers as its body wants.
                while depth > body_depth {
                    self.glue(SPILLS[depth], &NONE);
                    depth -= 1;
                }
                while depth < body_depth {
                    depth += 1;
                    self.glue(RELOADS[depth], &NONE);
                }
            }
            let uop_plan = &self.plans.uops[usize::from(inst.opcode)];
            let stencil = uop_plan.select(inst, depth);
            depth = usize::from(uop_plan.after[depth]);
            let plan = &self.plans.stencils[usize::from(stencil)];
            let (part, has_more) = (plan.hot, plan.has_more);
            let hot = self.copy(&part, &operands(inst));
            if has_more {
                self.unfinished.push(Unfinished { uop, hot, stencil });
            }
        }
        self.hot += (self.code.position() - start) as usize;
        for index in 0..self.unfinished.len() {
            self.finish(id, trace, self.unfinished[index], first_number);
        }
    }

    /// Places a uop's slow path and exits, and fills the holes that lead somewhere.
    #[inline(always)]
    fn finish(&mut self, id: TraceId, trace: &LoadedTrace, entry: Unfinished, first_number: u32) {
        let Unfinished { uop, stencil, hot } = entry;
        let inst = &trace.insts[uop as usize];
        let plan = self.plans.stencils[usize::from(stencil)];
        self.places[place::HOT] = hot;
        let mut cold = 0;
        if plan.cold.len != 0 {
            self.mark(Role::Cold { trace: id, uop });
            cold = self.copy(&plan.cold, &operands(inst));
            self.places[place::COLD] = cold;
        }
        let mut late = None;
        if let Some(depth) = plan.exit {
            let depth = usize::from(depth);
            let to = match trace.targets.get(inst.exit as usize).copied().flatten() {
                Some(target) => self.link(id, uop, target, depth),
                None => {
                    let stub = self.cold_exit(id, uop, depth, Numbers::exit(first_number, uop));
                    Destination::Here(stub)
                }
            };
            self.places[place::EXIT] = self.resolve(to);
            if self.places[place::EXIT] == 0 {
                late = Some(to);
            }
        }
        if let Some(depth) = plan.error {
            let number = Numbers::error(first_number, uop);
            self.places[place::ERROR] = self.way_out(id, uop, usize::from(depth), number);
        }
        for (part, position) in [(&plan.hot, hot), (&plan.cold, cold)] {
            for record in self.plans.jumps(part) {
                let at = position + Offset::from(record.offset);
                let target = self.places[usize::from(record.index)];
                match late {
                    Some(to) if target == 0 => {
                        self.links.push(Link { position: at, addend: record.addend, to });
                    }
                    _ => self.code.write_relative(at, target, record.addend),
                }
            }
        }
    }

    /// A warm exit: straight into the other trace if that takes the same number of slots in
    /// registers, else through a stub.
    fn link(&mut self, id: TraceId, uop: u32, target: TraceId, depth: usize) -> Destination {
        let placed = &self.traces[target.0 as usize];
        if !self.options.count {
            if usize::from(placed.depth) == depth {
                return Destination::Body(target);
            }
            if placed.stubs[depth] != 0 {
                return Destination::Here(placed.stubs[depth]);
            }
        }
        self.mark(Role::Exit { trace: id, uop });
        let stub = self.code.position();
        self.count_exit();
        let part = self.plans.stencils[LINKS[depth]].hot;
        let position = self.copy(&part, &NONE);
        let to = Destination::Entry(target);
        let entry = self.resolve(to);
        for record in self.plans.jumps(&part) {
            let at = position + Offset::from(record.offset);
            if entry == 0 {
                self.links.push(Link { position: at, addend: record.addend, to });
            } else {
                self.code.write_relative(at, entry, record.addend);
            }
        }
        self.traces[target.0 as usize].stubs[depth] = stub;
        Destination::Here(stub)
    }

    /// An exit that leaves the program.
    #[inline(always)]
    fn cold_exit(&mut self, id: TraceId, uop: u32, depth: usize, number: u32) -> Offset {
        if !self.options.count {
            return self.way_out(id, uop, depth, number);
        }
        let stub = self.code.position();
        self.count_exit();
        self.way_out(id, uop, depth, number);
        stub
    }

    /// A way out of the program, which returns `number`.
    #[inline(always)]
    fn way_out(&mut self, id: TraceId, uop: u32, depth: usize, number: u32) -> Offset {
        self.mark(Role::Exit { trace: id, uop });
        let mut values = NONE;
        values[value::OPERAND] = number.into();
        self.glue(COLD_EXITS[depth], &values)
    }

    fn count_exit(&mut self) {
        if self.options.count {
            self.glue(stencil::COUNT_EXIT, &NONE);
        }
    }

    /// The offset of a destination; 0 while it is not placed.
    #[inline(always)]
    fn resolve(&self, to: Destination) -> Offset {
        match to {
            Destination::Here(offset) => offset,
            Destination::Entry(trace) => self.traces[trace.0 as usize].entry,
            Destination::Body(trace) => self.traces[trace.0 as usize].body,
        }
    }
}

/// What fills the holes of a uop's operands.
#[inline(always)]
fn operands(inst: &Inst) -> Values {
    let mut values = NONE;
    values[value::OPARG] = inst.oparg.into();
    values[value::LOCAL] = u64::from(inst.oparg) * size_of::<uops::Ref>() as u64;
    values[value::OPERAND] = inst.operand;
    values
}

/// How many slots a trace wants in registers at its start: the topmost, which a loop's iterator is.
fn body_depth(trace: &LoadedTrace) -> u8 {
    trace.stack.min(1) as u8
}

/// Stencils that load one slot, by the number of slots in registers after it.
const RELOADS: [usize; CACHE + 1] =
    [0, stencil::RELOAD__1, stencil::RELOAD__2, stencil::RELOAD__3, stencil::RELOAD__4];

/// Stencils that store one slot, by the number of slots in registers before it.
const SPILLS: [usize; CACHE + 1] =
    [0, stencil::SPILL__1, stencil::SPILL__2, stencil::SPILL__3, stencil::SPILL__4];

/// Warm exits, by the number of slots in registers.
const LINKS: [usize; CACHE + 1] = [
    stencil::EXIT_LINK__0,
    stencil::EXIT_LINK__1,
    stencil::EXIT_LINK__2,
    stencil::EXIT_LINK__3,
    stencil::EXIT_LINK__4,
];

/// Cold exits, by the number of slots in registers.
const COLD_EXITS: [usize; CACHE + 1] = [
    stencil::EXIT_COLD__0,
    stencil::EXIT_COLD__1,
    stencil::EXIT_COLD__2,
    stencil::EXIT_COLD__3,
    stencil::EXIT_COLD__4,
];
