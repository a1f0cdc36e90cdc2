//! The pass over the uops of a trace: it copies stencils one after the other and fills their holes.

use crate::assembler::Assembler;
use crate::exit_stubs::{self, RUN};
use crate::exits::ExitTargets;
use crate::hole_values::HoleValues;
use crate::isa;
use crate::links::{Linking, UopIndex};
use crate::observer::Observer;
use crate::stencil_table::{Chooser, InRegisters};
use backend_api::Role;
use trace::{LinkedExit, LoadedTrace, TraceId};
use uops::{Op, StencilInst};

/// Translates the traces of one program, or one of them.
pub struct Pass<'a, O> {
    /// What the code is made with.
    pub assembler: Assembler<'a, O>,
    /// Bits of operands that are numbers.
    pub numbers: u64,
    /// Bytes of hot code.
    pub hot: usize,
    /// What fills the holes of uops.
    values: HoleValues,
    /// Whether the trace before runs on into the next one, with as many slots in registers as its body wants.
    runs_on: bool,
}

/// Bytes of code that a uop may have beside its stencil: counters and exits of its own.
const BESIDE: usize = 256;

/// The most stencils that are written without asking again whether there is room.
#[inline(always)]
fn stencils(counts: bool) -> usize {
    RUN * (1 + usize::from(counts))
}

impl<'a, O: Observer> Pass<'a, O> {
    /// A pass that has translated nothing.
    pub fn new(assembler: Assembler<'a, O>) -> Self {
        Pass { assembler, numbers: 0, hot: 0, values: HoleValues::default(), runs_on: false }
    }

    /// Translates a trace.
    pub fn trace(&mut self, id: TraceId, trace: &LoadedTrace) {
        let start = self.assembler.code.cursor.hot();
        let depth = usize::from(self.assembler.buffers.traces[id.0 as usize].depth);
        match self.runs_on && depth > 0 {
            true => self.entry_below(id, depth),
            false => self.entry(id, depth),
        }
        self.runs_on = self.ends_at_the_next(id, trace);
        self.numbers |= trace.bounds.numbers;
        self.uops(id, trace, depth);
        self.hot = self.hot.wrapping_add(self.assembler.code.cursor.hot() - start);
    }

    /// Where a trace is entered with the whole stack in memory, right before its body.
    fn entry(&mut self, id: TraceId, depth: usize) {
        let assembler = &mut self.assembler;
        let number = id.0 as usize;
        let start = assembler.code.cursor.hot();
        if assembler.buffers.traces[number].is_landing {
            assembler.push_glue(assembler.glue.landing);
        }
        for depth in 1..=depth {
            assembler.push_glue(assembler.glue.reload[depth]);
        }
        assembler.buffers.traces[number].entry = start;
        let body = assembler.code.cursor.hot();
        assembler.buffers.traces[number].body = body;
        assembler.observer.piece(start..body, Role::Entry { trace: id });
    }

    /// The same with the cold code, where the code before the body runs on into it.
    fn entry_below(&mut self, id: TraceId, depth: usize) {
        let assembler = &mut self.assembler;
        let (body, end) = (assembler.code.cursor.hot(), assembler.code.cursor.cold());
        assembler.buffers.values.target = body as u64;
        assembler.push_glue_below(assembler.glue.link[0]);
        for depth in (1..=depth).rev() {
            assembler.push_glue_below(assembler.glue.reload[depth]);
        }
        if assembler.buffers.traces[id.0 as usize].is_landing {
            assembler.push_glue_below(assembler.glue.landing);
        }
        let placed = &mut assembler.buffers.traces[id.0 as usize];
        (placed.entry, placed.body) = (assembler.code.cursor.cold(), body);
        assembler.observer.piece(placed.entry..end, Role::Entry { trace: id });
    }

    /// Whether a trace ends with a link to the trace that is placed next, so that it can run on into that.
    fn ends_at_the_next(&self, id: TraceId, trace: &LoadedTrace) -> bool {
        let last = trace.insts.len() - 1;
        let next = LinkedExit { uop: last as u32, target: TraceId(id.0 + 1) };
        trace.insts[last].opcode == Op::_EXIT_TRACE as u16
            && trace.linked_exits.last() == Some(&next)
            && self.assembler.linking == Linking::Now
            && !self.assembler.observer.counts()
    }

    /// The uops of a trace.
    fn uops(&mut self, id: TraceId, trace: &LoadedTrace, body_depth: usize) {
        let chooser = self.assembler.stencils.chooser(&trace.bounds);
        let insts = &*trace.stencil_insts;
        let is_loop = trace.insts.last().map(|inst| inst.opcode) == Some(Op::_JUMP_TO_TOP as u16);
        let last = insts.len() - usize::from(is_loop || self.runs_on);
        let index = |uop: usize| UopIndex { trace: id, uop };
        if is_loop {
            self.make_room(index(0));
            self.set_top(&chooser, trace, body_depth);
        }
        let depth = self.copy(&chooser, index(0), &insts[..last], &trace.linked_exits, body_depth);
        // The loop, or the next trace, begins with as many slots in registers as its body wants.
        if self.runs_on {
            let next = self.assembler.buffers.traces[id.0 as usize + 1].depth;
            self.move_slots(index(last), depth, next.into());
        }
        if is_loop {
            self.move_slots(index(last), depth, body_depth);
            self.copy(&chooser, index(last), &insts[last..], &[], body_depth);
        }
    }

    /// Moves slots before a uop that goes on elsewhere.
    fn move_slots(&mut self, index: UopIndex, from: usize, to: usize) {
        let before = self.assembler.code.cursor.hot();
        self.assembler.move_slots(from, to);
        let moves = before..self.assembler.code.cursor.hot();
        let role = Role::Hot { trace: index.trace, uop: index.uop as u32 };
        self.assembler.observer.piece(moves, role);
    }

    /// Makes sure that the next run of uops fits the window that is being written.
    fn make_room(&mut self, index: UopIndex) {
        let stencils = stencils(self.assembler.observer.counts());
        if let Some((veneer, free)) = self.assembler.code.make_room(RUN * BESIDE, stencils) {
            let UopIndex { trace, uop } = index;
            self.assembler.observer.piece(veneer, Role::Hot { trace, uop: uop as u32 });
            // Bytes between windows are no hot code.
            self.hot = self.hot.wrapping_sub(free);
        }
    }

    /// Sets where the trace's loop begins, which is at its first or at its second uop.
    fn set_top(&mut self, chooser: &Chooser<'_>, trace: &LoadedTrace, depth: usize) {
        let assembler = &mut self.assembler;
        let mut top = assembler.code.cursor.hot();
        if trace.top() > 0 {
            let depth = InRegisters::of(depth);
            top += chooser.choose(trace.stencil_insts[0].selector, depth).stencil.hot_len();
            if assembler.observer.counts() {
                top += assembler.stencils.stencil(assembler.glue.count_uop).hot_len();
            }
        }
        self.values.top = top as u64;
    }

    fn set_exits(&mut self, ExitTargets { exit, error }: ExitTargets) {
        (self.values.exit, self.values.error) = (exit as u64, error as u64);
    }

    /// Copies the stencils of uops, of which the first is `first`, with `depth` slots in registers before it.
    /// `links` are the exits of the first of these uops that lead to traces. Returns how many slots are in registers
    /// after the uops.
    ///
    /// The uops are copied in runs. A run ends where the exit stubs of the next uop do not follow, so that there is room
    /// for its code, and after a uop whose exit leads to a trace.
    fn copy(
        &mut self,
        chooser: &Chooser<'_>,
        first: UopIndex,
        insts: &[StencilInst],
        mut links: &[LinkedExit],
        depth: usize,
    ) -> usize {
        let mut depth = InRegisters::of(depth);
        let number = self.assembler.number(first);
        self.set_exits(ExitTargets::stubs(self.assembler.exit_stub(first)));
        let mut row_end = RUN - number / exit_stubs::count(1) % RUN;
        // What every uop needs stays in registers.
        let (chooser, counts) = (*chooser, self.assembler.observer.counts());
        let count = self.assembler.stencils.stencil(self.assembler.glue.count_uop);
        let mut cursor = self.assembler.code.cursor;
        let are_single = self.assembler.config.copied_exits;
        let link_end = |links: &[LinkedExit]| {
            links.first().map_or(usize::MAX, |link| link.uop as usize + 1 - first.uop)
        };
        let mut next_link = link_end(links);
        let mut at = 0;
        while at < insts.len() {
            let mut end = insts.len().min(row_end).min(next_link);
            if are_single || self.assembler.code.has_next_window() {
                let index = UopIndex { uop: first.uop + at, ..first };
                self.assembler.code.cursor = cursor;
                if are_single {
                    end = at + 1;
                    let stencil = chooser.choose(insts[at].selector, depth).stencil;
                    let exits = self.assembler.copy_exits(index, stencil, end == next_link);
                    self.set_exits(exits);
                }
                self.make_room(index);
                cursor = self.assembler.code.cursor;
            }
            if !cursor.has_room(stencils(counts)) {
                break;
            }
            let mut last = None;
            for (offset, inst) in insts[at..end].iter().enumerate() {
                let before = cursor;
                let chosen = chooser.choose(inst.selector, depth);
                self.values.immediates = inst.immediates;
                // SAFETY: there is room for all of the uops.
                unsafe {
                    if counts {
                        let values = &mut self.assembler.buffers.values;
                        cursor.push_unchecked(count, count.shape(), values);
                    }
                    cursor.push_unchecked(chosen.stencil, chosen.shape, &mut self.values);
                }
                self.values.exit += exit_stubs::BYTES;
                self.values.error += exit_stubs::BYTES;
                let uop = (first.uop + at + offset) as u32;
                let (hot, cold) = (before.hot()..cursor.hot(), cursor.cold()..before.cold());
                self.assembler.observer.piece(cold, Role::Cold { trace: first.trace, uop });
                self.assembler.observer.piece(hot, Role::Hot { trace: first.trace, uop });
                depth = chosen.after;
                last = Some(chosen.stencil);
            }
            at = end;
            if at == row_end {
                row_end += RUN;
                self.values.exit += isa::exit_stubs::GAP;
                self.values.error += isa::exit_stubs::GAP;
            }
            if at == next_link
                && let (Some((link, later)), Some(stencil)) = (links.split_first(), last)
            {
                let index = UopIndex { uop: link.uop as usize, ..first };
                self.assembler.note_link(index, stencil, &cursor, link.target);
                links = later;
                next_link = link_end(links);
            }
        }
        self.assembler.code.cursor = cursor;
        depth.count()
    }
}
