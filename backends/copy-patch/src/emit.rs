//! The pass: stencils laid end to end, with their holes filled.
//!
//! A program becomes one run of code: what traces share first, then for each trace its hot path,
//! its slow paths and its exits. All jumps within it are relative, so that it can be moved; helpers
//! are reached through trampolines at its start, wherever it is put.

use crate::library::{self, CACHE, DEPTH_AFTER, generated as stencil};
use crate::memory::Image;
use crate::patch::{self, OutOfRange};
use backend_api::{CompileOptions, Role, Status};
use stencil_format::{Blob, Stencil, What};
use trace::{LoadedProgram, LoadedTrace, TraceId};
use uops::helpers::Helper;
use uops::{Inst, Op};

/// Where something is in the code that is being made; 0 is before everything that is jumped to.
type Offset = u32;

/// Makes code; keeps its buffers from program to program.
#[derive(Default, Debug)]
pub struct Emitter {
    code: Vec<u8>,
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
    shared: Shared,
}

/// What all traces share.
#[derive(Default, Debug)]
struct Shared {
    enter: Offset,
    returned: Offset,
    leave: [Offset; CACHE],
    helpers: Vec<Offset>,
    thunks: Vec<Offset>,
    dealloc: Offset,
    end: Offset,
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
    /// For its own loop, which comes likewise.
    top: Offset,
    /// Stubs that put that many slots into memory and go to `entry`, where there are any yet.
    stubs: [Offset; CACHE + 1],
}

/// A relative jump to a trace.
#[derive(Debug)]
struct Link {
    position: Offset,
    addend: i32,
    to: Destination,
}

/// Where a jump leads.
#[derive(Clone, Copy, Debug)]
enum Destination {
    Here(Offset),
    Entry(TraceId),
    Body(TraceId),
    Top(TraceId),
}

/// A uop whose hot part refers to code that comes after the trace's hot path.
#[derive(Clone, Copy, Debug)]
struct Unfinished {
    uop: u32,
    stencil: &'static Stencil,
    hot: Offset,
}

impl Emitter {
    /// Translates a program.
    pub fn emit(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Image, OutOfRange> {
        self.map.clear();
        self.options = options;
        self.begin_shared()?;
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
        for link in std::mem::take(&mut self.links) {
            let value = self.resolve(link.to);
            self.write_relative(link.position, value, link.addend)?;
        }
        let start = self.traces.first().map_or(0, |trace| trace.entry);
        Ok(Image {
            code: self.code.clone(),
            enter: self.shared.enter,
            start,
            statuses: self.statuses.clone(),
            map: self.map.clone(),
            hot: self.hot,
        })
    }

    fn position(&self) -> Offset {
        self.code.len() as Offset
    }

    fn mark(&mut self, role: Role) {
        self.mark_at(self.position(), role);
    }

    fn mark_at(&mut self, position: Offset, role: Role) {
        if self.options.map {
            self.map.push((position, role));
        }
    }

    fn copy(&mut self, blob: &Blob) -> Offset {
        let position = self.position();
        self.code.extend_from_slice(blob.bytes);
        position
    }

    /// Puts what traces share at the start of the code. It is the same for every program, so it is
    /// made for the first one and then left where it is.
    fn begin_shared(&mut self) -> Result<(), OutOfRange> {
        self.code.truncate(self.shared.end as usize);
        self.mark_at(0, Role::Shared);
        if self.shared.end == 0 {
            self.emit_shared()?;
            self.emit_thunks()?;
            self.shared.end = self.position();
        }
        Ok(())
    }

    fn emit_shared(&mut self) -> Result<(), OutOfRange> {
        let glue = |emitter: &mut Self, index: usize| emitter.copy(&library::STENCILS[index].hot);
        self.shared.enter = glue(self, stencil::ENTER);
        self.shared.returned = glue(self, stencil::LEAVE_RETURNED);
        let leave = [stencil::LEAVE__0, stencil::LEAVE__1, stencil::LEAVE__2, stencil::LEAVE__3];
        self.shared.leave = leave.map(|index| glue(self, index));
        self.shared.helpers.clear();
        for helper in Helper::ALL {
            let trampoline = &library::STENCILS[stencil::TRAMPOLINE].hot;
            let position = self.copy(trampoline);
            self.shared.helpers.push(position);
            for hole in trampoline.holes {
                let at = position as usize + usize::from(hole.offset);
                patch::write(&mut self.code, at, hole.patch, helper.address() as i64, hole.addend)?;
            }
        }
        Ok(())
    }

    /// The thunks of the helpers that have one; they go through the trampolines.
    fn emit_thunks(&mut self) -> Result<(), OutOfRange> {
        self.shared.thunks.clear();
        self.shared.thunks.resize(Helper::ALL.len(), 0);
        for &(helper, index) in library::THUNKS {
            let thunk = &library::STENCILS[index].hot;
            let position = self.copy(thunk);
            self.shared.thunks[helper as usize] = position;
            for hole in thunk.holes {
                let at = position + Offset::from(hole.offset);
                self.write_relative(at, self.shared.helpers[helper as usize], hole.addend)?;
            }
        }
        let dealloc = &library::STENCILS[stencil::DEALLOC].hot;
        self.shared.dealloc = self.copy(dealloc);
        for hole in dealloc.holes {
            let at = self.shared.dealloc + Offset::from(hole.offset);
            let thunk = self.shared.thunks[Helper::uop_dealloc as usize];
            self.write_relative(at, thunk, hole.addend)?;
        }
        Ok(())
    }

    fn emit_trace(&mut self, id: TraceId, trace: &LoadedTrace) -> Result<(), OutOfRange> {
        self.unfinished.clear();
        let start = self.position();
        self.mark(Role::Entry { trace: id });
        let body_depth = usize::from(self.traces[id.0 as usize].depth);
        for reload in &RELOADS[1..=body_depth] {
            self.copy(&library::STENCILS[*reload].hot);
        }
        let placed = &mut self.traces[id.0 as usize];
        placed.entry = start;
        placed.body = self.code.len() as Offset;
        let mut depth = body_depth;
        for (index, inst) in trace.insts.iter().enumerate() {
            let uop = index as u32;
            self.mark(Role::Hot { trace: id, uop });
            if index == trace.top() {
                self.traces[id.0 as usize].top = self.position();
            }
            if self.options.count {
                self.copy(&library::STENCILS[stencil::COUNT_UOP].hot);
            }
            if inst.opcode == Op::_JUMP_TO_TOP as u16 {
                // The loop begins with as many slots in registers as its body wants.
                while depth > body_depth {
                    self.copy(&library::STENCILS[SPILLS[depth]].hot);
                    depth -= 1;
                }
                while depth < body_depth {
                    depth += 1;
                    self.copy(&library::STENCILS[RELOADS[depth]].hot);
                }
            }
            let stencil = library::select(inst, depth);
            let position = self.copy(&stencil.hot);
            if self.fill_operands(&stencil.hot, position, inst)? {
                self.unfinished.push(Unfinished { uop, stencil, hot: position });
            }
            depth = usize::from(DEPTH_AFTER[usize::from(inst.opcode)][depth]);
        }
        self.hot += self.code.len() - start as usize;
        let unfinished = std::mem::take(&mut self.unfinished);
        for entry in &unfinished {
            self.finish(id, trace, entry)?;
        }
        self.unfinished = unfinished;
        Ok(())
    }

    /// Fills the holes that depend on the uop alone, and says whether there are others.
    fn fill_operands(
        &mut self,
        blob: &Blob,
        position: Offset,
        inst: &Inst,
    ) -> Result<bool, OutOfRange> {
        let mut others = false;
        for hole in blob.holes {
            let value = match hole.what {
                What::Operand | What::Small => inst.operand as i64,
                What::Oparg => inst.oparg.into(),
                What::Local => i64::from(inst.oparg) * size_of::<uops::Ref>() as i64,
                _ => {
                    others = true;
                    continue;
                }
            };
            let at = position as usize + usize::from(hole.offset);
            patch::write(&mut self.code, at, hole.patch, value, hole.addend)?;
        }
        Ok(others)
    }

    /// Places a uop's slow path and exits, and fills the holes that refer to them.
    fn finish(
        &mut self,
        id: TraceId,
        trace: &LoadedTrace,
        entry: &Unfinished,
    ) -> Result<(), OutOfRange> {
        let Unfinished { uop, stencil, hot } = *entry;
        let inst = &trace.insts[uop as usize];
        let mut cold = 0;
        if !stencil.cold.bytes.is_empty() {
            self.mark(Role::Cold { trace: id, uop });
            cold = self.copy(&stencil.cold);
            self.fill_operands(&stencil.cold, cold, inst)?;
        }
        // A uop's exits differ only if it leaves with different numbers of slots in registers.
        let mut exits = [None; CACHE + 1];
        let mut errors = [None; CACHE + 1];
        for (blob, position) in [(&stencil.hot, hot), (&stencil.cold, cold)] {
            for hole in blob.holes {
                let to = match hole.what {
                    What::Operand | What::Small | What::Oparg | What::Local => continue,
                    What::Hot => Destination::Here(hot),
                    What::Cold => Destination::Here(cold),
                    What::Top => Destination::Top(id),
                    What::Return => Destination::Here(self.shared.returned),
                    What::Helper(helper) => Destination::Here(self.shared.helpers[helper as usize]),
                    What::Dealloc => Destination::Here(self.shared.dealloc),
                    What::Thunk(helper) => Destination::Here(self.shared.thunks[helper as usize]),
                    What::Leave(depth) => Destination::Here(self.shared.leave[usize::from(depth)]),
                    // Only links have this hole, and they fill it themselves.
                    What::Target => continue,
                    What::Exit(depth) => {
                        let depth = usize::from(depth);
                        match exits[depth] {
                            Some(to) => to,
                            None => {
                                let to = self.exit(id, trace, uop, depth)?;
                                *exits[depth].insert(to)
                            }
                        }
                    }
                    What::Error(depth) => {
                        let depth = usize::from(depth);
                        match errors[depth] {
                            Some(to) => to,
                            None => {
                                let to = self.cold_exit(id, uop, depth, Status::error(id, uop))?;
                                *errors[depth].insert(to)
                            }
                        }
                    }
                };
                self.jump(position + Offset::from(hole.offset), to, hole.addend)?;
            }
        }
        Ok(())
    }

    /// Where a uop's exit leads: straight into the other trace if that takes the same number of
    /// slots in registers, else through a stub.
    fn exit(
        &mut self,
        id: TraceId,
        trace: &LoadedTrace,
        uop: u32,
        depth: usize,
    ) -> Result<Destination, OutOfRange> {
        let exit = trace.insts[uop as usize].exit as usize;
        let Some(target) = trace.targets.get(exit).copied().flatten() else {
            return self.cold_exit(id, uop, depth, Status::cold_exit(id, uop));
        };
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
        let stub = self.position();
        self.count_exit();
        let link = &library::STENCILS[LINKS[depth]].hot;
        let position = self.copy(link);
        for hole in link.holes {
            let at = position + Offset::from(hole.offset);
            self.jump(at, Destination::Entry(target), hole.addend)?;
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
        let number = self.statuses.len() as i64;
        self.statuses.push(status);
        let stub = self.position();
        if status == Status::cold_exit(id, uop) {
            self.count_exit();
        }
        let cold = &library::STENCILS[COLD_EXITS[depth]].hot;
        let position = self.copy(cold);
        for hole in cold.holes {
            let at = position + Offset::from(hole.offset);
            match hole.what {
                What::Leave(depth) => {
                    let to = Destination::Here(self.shared.leave[usize::from(depth)]);
                    self.jump(at, to, hole.addend)?;
                }
                _ => {
                    patch::write(&mut self.code, at as usize, hole.patch, number, hole.addend)?;
                }
            }
        }
        Ok(Destination::Here(stub))
    }

    fn count_exit(&mut self) {
        if self.options.count {
            self.copy(&library::STENCILS[stencil::COUNT_EXIT].hot);
        }
    }

    /// Makes the jump at `position` lead to `to`, now or once that is placed.
    fn jump(&mut self, position: Offset, to: Destination, addend: i32) -> Result<(), OutOfRange> {
        match self.resolve(to) {
            0 => {
                self.links.push(Link { position, addend, to });
                Ok(())
            }
            value => self.write_relative(position, value, addend),
        }
    }

    /// The offset of a destination; 0 while it is not placed.
    fn resolve(&self, to: Destination) -> Offset {
        match to {
            Destination::Here(offset) => offset,
            Destination::Entry(trace) => self.traces[trace.0 as usize].entry,
            Destination::Body(trace) => self.traces[trace.0 as usize].body,
            Destination::Top(trace) => self.traces[trace.0 as usize].top,
        }
    }

    fn write_relative(
        &mut self,
        position: Offset,
        value: Offset,
        addend: i32,
    ) -> Result<(), OutOfRange> {
        let patch = stencil_format::Patch::Rel32;
        patch::write(&mut self.code, position as usize, patch, value.into(), addend)
    }
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
