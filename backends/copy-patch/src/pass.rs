//! The pass over the uops of a trace: it copies stencils one after the other and fills their holes.

use crate::assembler::{Assembler, Chosen, UopIndex};
use crate::code::RUN;
use crate::exit_stubs;
use crate::hole_values::HoleValues;
use crate::isa;
use crate::links::Linking;
use crate::observer::Observer;
use crate::stencil_table::StencilTable;
use backend_api::Role;
use trace::{LinkedExit, LoadedTrace, TraceId};
use uops::{Inst, Op};

/// Translates the traces of one program, or one of them.
pub struct Pass<'a, 'p, O> {
    /// What the code is made with.
    pub assembler: Assembler<'a, O>,
    /// Bits of operands that have no room in their holes.
    pub excess: u64,
    /// Bytes of hot code.
    pub hot: usize,
    /// The address of the start of the trace's loop.
    top: usize,
    /// Whether the trace before runs on into the next one, with as many slots in registers as its body wants.
    runs_on: bool,
    /// The next uops.
    ahead: &'p mut Ahead<'a>,
}

/// Uops whose stencils are chosen.
pub type Ahead<'a> = [Chosen<'a>; AHEAD];

/// Room for uops whose stencils are chosen.
pub fn ahead(stencils: &StencilTable) -> Ahead<'_> {
    [Chosen { stencil: stencils.stencil(0), values: HoleValues::default() }; AHEAD]
}

/// How many uops have their stencils chosen, and loaded into the cache, before any of the stencils is copied.
const AHEAD: usize = RUN;

const _: () = assert!(AHEAD <= u32::BITS as usize, "a bit for each of the next uops");

/// Bytes of code that a uop may have beside its stencil: counters, link stubs and exits of its own.
const BESIDE: usize = 256;

/// The most stencils that are written without asking again whether there is room.
#[inline(always)]
fn stencils(counts: bool) -> usize {
    AHEAD * (1 + usize::from(counts))
}

impl<'a, 'p, O: Observer> Pass<'a, 'p, O> {
    /// A pass that has translated nothing, with room for the next uops.
    pub fn new(assembler: Assembler<'a, O>, ahead: &'p mut Ahead<'a>) -> Self {
        Pass { assembler, excess: 0, hot: 0, top: 0, runs_on: false, ahead }
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
            && matches!(self.assembler.linking, Linking::Now)
            && !self.assembler.observer.counts()
    }

    /// The uops of a trace.
    fn uops(&mut self, id: TraceId, trace: &LoadedTrace, body_depth: usize) {
        let is_loop = trace.insts.last().map(|inst| inst.opcode) == Some(Op::_JUMP_TO_TOP as u16);
        let last = trace.insts.len() - usize::from(is_loop || self.runs_on);
        let mut linked_exits = &*trace.linked_exits;
        let mut depth = body_depth;
        let mut index = UopIndex { trace: id, uop: 0 };
        for insts in trace.insts[..last].chunks(AHEAD) {
            depth = self.look_ahead(index, insts, depth);
            if self.assembler.code.has_next_window() {
                self.make_room(index, insts.len());
            }
            if index.uop == 0 {
                self.set_top(trace);
            }
            let end = index.uop + insts.len();
            let exits = linked_exits.iter().take_while(|exit| (exit.uop as usize) < end).count();
            let (now, later) = linked_exits.split_at(exits);
            self.chunk(index, insts.len(), now);
            linked_exits = later;
            index.uop = end;
        }
        // The loop, or the next trace, begins with as many slots in registers as its body wants.
        if self.runs_on {
            let next = self.assembler.buffers.traces[id.0 as usize + 1].depth;
            self.move_slots(index, depth, next.into());
        }
        if is_loop {
            self.move_slots(index, depth, body_depth);
            self.look_ahead(index, &trace.insts[last..], body_depth);
            self.ahead[0].values.top = self.top as u64;
            self.chunk(index, 1, &[]);
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

    /// Makes sure that the next uops, whose stencils are chosen, fit the window that is being written.
    #[cold]
    fn make_room(&mut self, index: UopIndex, uops: usize) {
        let chosen = self.ahead[..uops].iter().map(|chosen| chosen.stencil);
        let len: usize = chosen.map(|it| it.hot_len() + it.cold_len() + BESIDE).sum();
        let stencils = stencils(self.assembler.observer.counts());
        if let Some((veneer, free)) = self.assembler.code.make_room(len, stencils) {
            let UopIndex { trace, uop } = index;
            self.assembler.observer.piece(veneer, Role::Hot { trace, uop: uop as u32 });
            // Bytes between windows are no hot code.
            self.hot = self.hot.wrapping_sub(free);
        }
    }

    /// Chooses the stencils of the next uops, from `first` on, with `depth` slots in registers before them, and
    /// loads the stencils into the cache. Returns how many slots are in registers after these uops.
    #[inline(always)]
    fn look_ahead(&mut self, first: UopIndex, insts: &[Inst], mut depth: usize) -> usize {
        let chooser = self.assembler.stencils.chooser();
        let stubs = self.assembler.buffers.exit_stubs;
        let mut number = self.assembler.number(first);
        let mut excess = 0;
        for (&inst, Chosen { stencil, values }) in insts.iter().zip(&mut *self.ahead) {
            (*stencil, depth) = chooser.choose(&inst, depth);
            let stub = (stubs + isa::exit_stubs::offset(number)) as u64;
            number += exit_stubs::count(1);
            values.oparg = inst.oparg.into();
            values.local = u64::from(inst.oparg) * size_of::<uops::Ref>() as u64;
            values.operand = inst.operand;
            values.exit = stub;
            values.stub = stub;
            excess |= inst.operand & stencil.excess();
        }
        self.excess |= excess;
        depth
    }

    /// Sets where the trace's loop begins, which is at its first or at its second uop.
    fn set_top(&mut self, trace: &LoadedTrace) {
        let assembler = &mut self.assembler;
        let mut first = 0;
        if trace.top() > 0 {
            first = self.ahead[0].stencil.hot_len();
            if assembler.observer.counts() {
                first += assembler.stencils.stencil(assembler.glue.count_uop).hot_len();
            }
        }
        self.top = assembler.code.cursor.hot() + first;
    }

    /// The next uops, from `first` on.
    #[inline(always)]
    fn chunk(&mut self, first: UopIndex, uops: usize, linked_exits: &[LinkedExit]) {
        if self.assembler.config.copied_exits {
            self.copy_exits(first, uops, linked_exits);
        }
        let mut later = 0_u32;
        for (number, exit) in linked_exits.iter().enumerate() {
            let index = UopIndex { uop: exit.uop as usize, ..first };
            let chosen = &mut self.ahead[index.uop - first.uop];
            later |= u32::from(self.assembler.lead(index, chosen, exit.target)) << number;
        }
        self.run(first, uops);
        while later != 0 {
            let exit = &linked_exits[later.trailing_zeros() as usize];
            let index = UopIndex { uop: exit.uop as usize, ..first };
            self.assembler.link(index, &self.ahead[index.uop - first.uop], exit.target);
            later &= later - 1;
        }
    }

    /// Makes exits with code of their own for the next uops, from `first` on, instead of their exit stubs.
    #[cold]
    fn copy_exits(&mut self, first: UopIndex, uops: usize, linked_exits: &[LinkedExit]) {
        for at in 0..uops {
            let index = UopIndex { uop: first.uop + at, ..first };
            let is_linked = linked_exits.iter().any(|exit| exit.uop as usize == index.uop);
            self.assembler.copy_exits(index, &mut self.ahead[at], is_linked);
        }
    }

    /// The next uops, from `first` on.
    #[inline(always)]
    fn run(&mut self, first: UopIndex, uops: usize) {
        // What every uop needs stays in registers.
        let assembler = &mut self.assembler;
        let mut index = first;
        let counts = assembler.observer.counts();
        let count = assembler.stencils.stencil(assembler.glue.count_uop);
        let mut cursor = assembler.code.cursor;
        if cursor.has_room(stencils(counts)) {
            for Chosen { stencil, values } in &mut self.ahead[..uops] {
                let before = cursor;
                // SAFETY: there is room for all of the uops.
                unsafe {
                    if counts {
                        cursor.push_unchecked(count, &mut assembler.buffers.values);
                    }
                    cursor.push_unchecked(*stencil, values);
                }
                let UopIndex { trace, uop } = index;
                let (hot, cold) = (before.hot()..cursor.hot(), cursor.cold()..before.cold());
                assembler.observer.piece(cold, Role::Cold { trace, uop: uop as u32 });
                assembler.observer.piece(hot, Role::Hot { trace, uop: uop as u32 });
                index.uop += 1;
            }
        }
        assembler.code.cursor = cursor;
    }
}
