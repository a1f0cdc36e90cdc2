//! The pass: stencils laid end to end, with their holes filled.
//!
//! A program becomes one run of code: what traces share first, then for each trace its hot path,
//! its slow paths and its exits. All jumps within it are relative, so that it can be moved; helpers
//! are reached through trampolines at its start, wherever it is put.

use crate::buffer::Buffer;
use crate::library::{self, CACHE, generated as stencil};
use crate::memory::Image;
use crate::patch::OutOfRange;
use crate::plan::{Part, Plans, place, value};
use backend_api::{CompileOptions, Role, Status};
use trace::{LoadedProgram, LoadedTrace, TraceId};
use uops::helpers::Helper;
use uops::{Inst, Op};

/// Where something is in the code that is being made; 0 is before everything that is jumped to.
type Offset = u32;

/// What fills the holes of a uop's operands.
type Values = [i64; value::COUNT];

/// Makes code; keeps its buffers from program to program.
#[derive(Debug)]
pub struct Emitter {
    plans: Plans,
    code: Buffer,
    /// Where jumps lead. What all traces share stays; the rest is the current uop's.
    places: [Offset; place::COUNT],
    /// The end of what traces share.
    shared: Offset,
    /// Why the program ended, by the number that a cold exit returns.
    statuses: Vec<Status>,
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
            code: Buffer::default(),
            places: [0; place::COUNT],
            shared: 0,
            statuses: Vec::new(),
            map: Vec::new(),
            traces: Vec::new(),
            links: Vec::new(),
            unfinished: Vec::new(),
            options: CompileOptions::default(),
            hot: 0,
        };
        emitter.emit_shared()?;
        Ok(emitter)
    }

    /// Translates a program.
    pub fn emit(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Image, OutOfRange> {
        self.options = options;
        self.code.truncate(self.shared);
        self.map.clear();
        self.mark_at(0, Role::Shared);
        self.statuses.clear();
        // What `_LEAVE_RETURNED` returns.
        self.statuses.push(Status::RETURNED);
        self.links.clear();
        self.hot = 0;
        self.traces.clear();
        self.traces.extend(
            program
                .traces()
                .iter()
                .map(|trace| Placed { depth: body_depth(trace), ..Placed::default() }),
        );
        for (index, trace) in program.traces().iter().enumerate() {
            self.emit_trace(TraceId(index as u32), trace)?;
        }
        for index in 0..self.links.len() {
            let Link { position, addend, to } = self.links[index];
            let target = self.resolve(to);
            self.code.write_relative(position, target, addend);
        }
        // Every distance in the code fits 32 bits if its length does.
        self.code.check_length()?;
        Ok(Image {
            code: self.code.to_vec(),
            enter: 0,
            start: self.traces.first().map_or(0, |trace| trace.entry),
            statuses: self.statuses.clone(),
            map: self.map.clone(),
            hot: self.hot,
        })
    }

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
    #[inline]
    fn copy(&mut self, part: &Part, values: &Values) -> Result<Offset, OutOfRange> {
        let position = self.code.copy(self.plans.code(part), part.len);
        for record in self.plans.values(part) {
            let value = values[usize::from(record.index)];
            self.code.write(position, record, value)?;
        }
        Ok(position)
    }

    /// Copies a stencil that is no uop's and has one part only; its jumps lead to places that are
    /// known.
    fn glue(&mut self, index: usize, values: &Values) -> Result<Offset, OutOfRange> {
        let part = self.plans.stencil(index).hot;
        let position = self.copy(&part, values)?;
        for record in self.plans.jumps(&part) {
            let target = self.places[usize::from(record.index)];
            let at = position + Offset::from(record.offset);
            self.code.write_relative(at, target, record.addend);
        }
        Ok(position)
    }

    /// Puts what traces share at the start of the code; the way in comes first.
    fn emit_shared(&mut self) -> Result<(), OutOfRange> {
        let none = [0; value::COUNT];
        self.glue(stencil::ENTER, &none)?;
        self.places[place::RETURN] = self.glue(stencil::LEAVE_RETURNED, &none)?;
        let leave = [stencil::LEAVE__0, stencil::LEAVE__1, stencil::LEAVE__2, stencil::LEAVE__3];
        for (depth, index) in leave.into_iter().enumerate() {
            self.places[place::LEAVE + depth] = self.glue(index, &none)?;
        }
        for helper in Helper::ALL {
            let mut address = none;
            address[value::OPERAND] = helper.address() as i64;
            self.places[place::HELPER + *helper as usize] =
                self.glue(stencil::TRAMPOLINE, &address)?;
        }
        for &(helper, index) in library::THUNKS {
            self.places[place::THUNK + helper as usize] = self.glue(index, &none)?;
        }
        self.places[place::DEALLOC] = self.glue(stencil::DEALLOC, &none)?;
        self.shared = self.code.position();
        Ok(())
    }

    fn emit_trace(&mut self, id: TraceId, trace: &LoadedTrace) -> Result<(), OutOfRange> {
        let none = [0; value::COUNT];
        let start = self.code.position();
        self.mark(Role::Entry { trace: id });
        let body_depth = usize::from(self.traces[id.0 as usize].depth);
        for reload in &RELOADS[1..=body_depth] {
            self.glue(*reload, &none)?;
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
                self.glue(stencil::COUNT_UOP, &none)?;
            }
            if inst.opcode == Op::_JUMP_TO_TOP as u16 {
                // The loop begins with as many slots in registers as its body wants.
                while depth > body_depth {
                    self.glue(SPILLS[depth], &none)?;
                    depth -= 1;
                }
                while depth < body_depth {
                    depth += 1;
                    self.glue(RELOADS[depth], &none)?;
                }
            }
            let plan = self.plans.uop(inst);
            let stencil = Plans::select(plan, inst, depth);
            depth = usize::from(plan.after[depth]);
            let plan = self.plans.stencil(usize::from(stencil));
            let (part, has_more) = (plan.hot, plan.has_more());
            let hot = self.copy(&part, &operands(inst))?;
            if has_more {
                self.unfinished.push(Unfinished { uop, hot, stencil });
            }
        }
        self.hot += (self.code.position() - start) as usize;
        for index in 0..self.unfinished.len() {
            self.finish(id, trace, self.unfinished[index])?;
        }
        Ok(())
    }

    /// Places a uop's slow path and exits, and fills the holes that lead somewhere.
    fn finish(
        &mut self,
        id: TraceId,
        trace: &LoadedTrace,
        entry: Unfinished,
    ) -> Result<(), OutOfRange> {
        let Unfinished { uop, stencil, hot } = entry;
        let inst = &trace.insts[uop as usize];
        let plan = *self.plans.stencil(usize::from(stencil));
        self.places[place::HOT] = hot;
        let mut cold = 0;
        if plan.cold.len != 0 {
            self.mark(Role::Cold { trace: id, uop });
            cold = self.copy(&plan.cold, &operands(inst))?;
            self.places[place::COLD] = cold;
        }
        // The ways out are made when the first hole asks for one.
        self.places[place::EXIT..place::HELPER].fill(0);
        for (part, position) in [(&plan.hot, hot), (&plan.cold, cold)] {
            for index in 0..self.plans.jumps(part).len() {
                let record = self.plans.jumps(part)[index];
                let way = usize::from(record.index);
                let at = position + Offset::from(record.offset);
                let mut target = self.places[way];
                if target == 0 {
                    match self.way_out(id, trace, uop, way)? {
                        Destination::Here(stub) => {
                            self.places[way] = stub;
                            target = stub;
                        }
                        to => {
                            target = self.resolve(to);
                            if target == 0 {
                                self.links.push(Link { position: at, addend: record.addend, to });
                                continue;
                            }
                        }
                    }
                }
                self.code.write_relative(at, target, record.addend);
            }
        }
        Ok(())
    }

    /// Where a uop's exit or error leads.
    fn way_out(
        &mut self,
        id: TraceId,
        trace: &LoadedTrace,
        uop: u32,
        way: usize,
    ) -> Result<Destination, OutOfRange> {
        if way >= place::ERROR {
            return self.cold_exit(id, uop, way - place::ERROR, Status::error(id, uop));
        }
        let depth = way - place::EXIT;
        let exit = trace.insts[uop as usize].exit as usize;
        let Some(target) = trace.targets.get(exit).copied().flatten() else {
            return self.cold_exit(id, uop, depth, Status::cold_exit(id, uop));
        };
        self.link(id, uop, target, depth)
    }

    /// A warm exit: straight into the other trace if that takes the same number of slots in
    /// registers, else through a stub.
    fn link(
        &mut self,
        id: TraceId,
        uop: u32,
        target: TraceId,
        depth: usize,
    ) -> Result<Destination, OutOfRange> {
        let placed = &self.traces[target.0 as usize];
        if !self.options.count {
            if usize::from(placed.depth) == depth {
                return Ok(Destination::Body(target));
            }
            if placed.stubs[depth] != 0 {
                return Ok(Destination::Here(placed.stubs[depth]));
            }
        }
        self.mark(Role::Exit { trace: id, uop });
        let stub = self.code.position();
        self.count_exit()?;
        let part = self.plans.stencil(LINKS[depth]).hot;
        let position = self.copy(&part, &[0; value::COUNT])?;
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
        Ok(Destination::Here(stub))
    }

    /// A way out of the program.
    fn cold_exit(
        &mut self,
        id: TraceId,
        uop: u32,
        depth: usize,
        status: Status,
    ) -> Result<Destination, OutOfRange> {
        self.mark(Role::Exit { trace: id, uop });
        let mut values = [0; value::COUNT];
        values[value::OPERAND] = self.statuses.len() as i64;
        self.statuses.push(status);
        let stub = self.code.position();
        if self.options.count && status == Status::cold_exit(id, uop) {
            self.count_exit()?;
        }
        self.glue(COLD_EXITS[depth], &values)?;
        Ok(Destination::Here(stub))
    }

    fn count_exit(&mut self) -> Result<(), OutOfRange> {
        if self.options.count {
            self.glue(stencil::COUNT_EXIT, &[0; value::COUNT])?;
        }
        Ok(())
    }

    /// The offset of a destination; 0 while it is not placed.
    fn resolve(&self, to: Destination) -> Offset {
        match to {
            Destination::Here(offset) => offset,
            Destination::Entry(trace) => self.traces[trace.0 as usize].entry,
            Destination::Body(trace) => self.traces[trace.0 as usize].body,
        }
    }
}

/// What fills the holes of a uop's operands.
#[inline]
fn operands(inst: &Inst) -> Values {
    let mut values = [0; value::COUNT];
    values[value::OPARG] = inst.oparg.into();
    values[value::LOCAL] = i64::from(inst.oparg) * size_of::<uops::Ref>() as i64;
    values[value::OPERAND] = inst.operand as i64;
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
