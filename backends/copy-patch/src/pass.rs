//! The pass over the uops of a trace: it copies stencils one after the other and fills their holes.

use crate::assembler::{Assembler, UopIndex};
use crate::code::Cursor;
use crate::exit_stubs;
use crate::hole_values::UopValues;
use crate::isa;
use crate::observer::Observer;
use crate::packed::PackedStencil;
use backend_api::Role;
use std::ops::Range;
use trace::{LinkedExit, LoadedTrace, TraceId};
use uops::{Inst, Op};

/// Translates the traces of one program, or one of them.
pub struct Pass<'a, O> {
    /// What the code is made with.
    pub assembler: Assembler<'a, O>,
    /// Bits of operands that have no room in their holes.
    pub excess: u64,
    /// Bytes of hot code.
    pub hot: usize,
    /// The stencils of the next uops.
    ahead: [PackedStencil<'a>; AHEAD],
}

/// How many uops have their stencils chosen, and loaded into the cache, before any of the stencils is copied.
const AHEAD: usize = 64;

/// Bytes of code that a uop may have beside its stencil: counters, link stubs and exits of its own.
const BESIDE: usize = 256;

impl<'a, O: Observer> Pass<'a, O> {
    /// A pass that has translated nothing.
    pub fn new(assembler: Assembler<'a, O>) -> Self {
        let ahead = [assembler.stencils.stencil(0); AHEAD];
        Pass { assembler, excess: 0, hot: 0, ahead }
    }

    /// Translates a trace.
    pub fn trace(&mut self, id: TraceId, trace: &LoadedTrace) {
        let assembler = &mut self.assembler;
        let number = id.0 as usize;
        let start = assembler.code.cursor.hot();
        let depth = usize::from(assembler.buffers.traces[number].depth);
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
        self.uops(id, trace, depth);
        self.hot = self.hot.wrapping_add(self.assembler.code.cursor.hot() - start);
    }

    /// The uops of a trace.
    fn uops(&mut self, id: TraceId, trace: &LoadedTrace, body_depth: usize) {
        let is_loop = trace.insts.last().map(|inst| inst.opcode) == Some(Op::_JUMP_TO_TOP as u16);
        let last = trace.insts.len() - usize::from(is_loop);
        let mut linked_exits = &*trace.linked_exits;
        let mut depth = body_depth;
        let mut index = UopIndex { trace: id, uop: 0 };
        for insts in trace.insts[..last].chunks(AHEAD) {
            depth = self.look_ahead(insts, depth);
            if self.assembler.code.has_next_window() {
                self.make_room(index, insts.len());
            }
            if index.uop == 0 {
                self.set_top(trace);
            }
            let end = index.uop + insts.len();
            let exits = linked_exits.iter().take_while(|exit| (exit.uop as usize) < end).count();
            let (now, later) = linked_exits.split_at(exits);
            self.chunk(index, insts, now);
            linked_exits = later;
            index.uop = end;
        }
        if is_loop {
            let inst = &trace.insts[last];
            let before = self.assembler.code.cursor;
            self.count();
            // The loop begins with as many slots in registers as its body wants.
            self.assembler.move_slots(depth, body_depth);
            let chooser = self.assembler.stencils.chooser(self.assembler.buffers.near);
            let (stencil, _) = chooser.choose(inst, body_depth);
            self.uop(index, inst, None, stencil);
            self.note_hot(index, before);
        }
    }

    /// Makes sure that the next uops, whose stencils are chosen, fit the window that is being written.
    #[cold]
    fn make_room(&mut self, index: UopIndex, uops: usize) {
        let chosen = self.ahead[..uops].iter();
        let len: usize = chosen.map(|it| it.hot_len() + it.cold_len() + BESIDE).sum();
        if let Some((veneer, free)) = self.assembler.code.make_room(len) {
            let UopIndex { trace, uop } = index;
            self.assembler.observer.piece(veneer, Role::Hot { trace, uop: uop as u32 });
            // Bytes between windows are no hot code.
            self.hot = self.hot.wrapping_sub(free);
        }
    }

    /// Sets where the trace's loop begins, which is at its first or at its second uop.
    fn set_top(&mut self, trace: &LoadedTrace) {
        let assembler = &mut self.assembler;
        let mut first = 0;
        if trace.top() > 0 {
            first = self.ahead[0].hot_len();
            if assembler.observer.counts() {
                first += assembler.stencils.stencil(assembler.glue.count_uop).hot_len();
            }
        }
        assembler.buffers.values.uop.top = (assembler.code.cursor.hot() + first) as u64;
    }

    /// Chooses the stencils of the next uops, with `depth` slots in registers before them, and loads the
    /// stencils into the cache. Returns how many slots are in registers after these uops.
    #[inline(always)]
    fn look_ahead(&mut self, insts: &[Inst], mut depth: usize) -> usize {
        let chooser = self.assembler.stencils.chooser(self.assembler.buffers.near);
        for (inst, stencil) in insts.iter().zip(&mut self.ahead) {
            (*stencil, depth) = chooser.choose(inst, depth);
            stencil.prefetch();
        }
        depth
    }

    /// The uops from `first` on whose stencils are chosen.
    #[inline(always)]
    fn chunk(&mut self, first: UopIndex, insts: &[Inst], linked_exits: &[LinkedExit]) {
        if self.assembler.config.copied_exits {
            return self.chunk_with_copied_exits(first, insts, linked_exits);
        }
        let mut done = 0;
        for exit in linked_exits {
            let at = exit.uop as usize - first.uop;
            self.run(first, insts, done..at);
            let index = UopIndex { uop: exit.uop as usize, ..first };
            self.counted_uop(index, &insts[at], Some(exit.target), self.ahead[at]);
            done = at + 1;
        }
        self.run(first, insts, done..insts.len());
    }

    /// Likewise where every exit has code of its own.
    fn chunk_with_copied_exits(
        &mut self,
        first: UopIndex,
        insts: &[Inst],
        linked_exits: &[LinkedExit],
    ) {
        let mut linked_exits = linked_exits.iter().peekable();
        for (at, inst) in insts.iter().enumerate() {
            let index = UopIndex { uop: first.uop + at, ..first };
            let linked = linked_exits.next_if(|exit| exit.uop as usize == index.uop);
            self.counted_uop(index, inst, linked.map(|exit| exit.target), self.ahead[at]);
        }
    }

    /// Those of the uops that leave through exit stubs only.
    #[inline(always)]
    fn run(&mut self, first: UopIndex, insts: &[Inst], uops: Range<usize>) {
        // What every uop needs stays in registers.
        let assembler = &mut self.assembler;
        let mut index = UopIndex { uop: first.uop + uops.start, ..first };
        let stubs = assembler.buffers.exit_stubs;
        let mut number = assembler.number(index);
        let values = &mut *assembler.buffers.values;
        let mut cursor = assembler.code.cursor;
        let mut excess = 0;
        for (inst, &stencil) in insts[uops.clone()].iter().zip(&self.ahead[uops]) {
            let before = cursor;
            if assembler.observer.counts() {
                cursor.push(assembler.stencils.stencil(assembler.glue.count_uop), values);
            }
            let stub = stubs + isa::exit_stubs::offset(number);
            set_operands(&mut values.uop, inst, [stub, stub + isa::exit_stubs::SIZE]);
            number += exit_stubs::count(1);
            excess |= inst.operand & stencil.excess();
            cursor.push(stencil, values);
            let UopIndex { trace, uop } = index;
            let (hot, cold) = (before.hot()..cursor.hot(), cursor.cold()..before.cold());
            assembler.observer.piece(cold, Role::Cold { trace, uop: uop as u32 });
            assembler.observer.piece(hot, Role::Hot { trace, uop: uop as u32 });
            index.uop += 1;
        }
        assembler.code.cursor = cursor;
        self.excess |= excess;
    }

    /// A uop with all that it may need, counted if that is asked for.
    fn counted_uop(
        &mut self,
        index: UopIndex,
        inst: &Inst,
        target: Option<TraceId>,
        stencil: PackedStencil<'_>,
    ) {
        let before = self.assembler.code.cursor;
        self.count();
        self.uop(index, inst, target, stencil);
        self.note_hot(index, before);
    }

    /// A uop with all that it may need.
    fn uop(
        &mut self,
        index: UopIndex,
        inst: &Inst,
        target: Option<TraceId>,
        stencil: PackedStencil<'_>,
    ) {
        let assembler = &mut self.assembler;
        let stub = assembler.exit_stub(index);
        let exits = match assembler.config.copied_exits {
            true => assembler.copy_exits(index, stencil, stub, target.is_some()),
            false => [stub, stub + isa::exit_stubs::SIZE],
        };
        set_operands(&mut assembler.buffers.values.uop, inst, exits);
        self.excess |= inst.operand & stencil.excess();
        match target {
            Some(target) => assembler.push_exiting(index, stencil, target, stub),
            None => _ = assembler.push_uop(index, stencil),
        }
    }

    /// Counts the uop that follows, if that is asked for.
    #[inline(always)]
    fn count(&mut self) {
        if self.assembler.observer.counts() {
            self.assembler.push_glue(self.assembler.glue.count_uop);
        }
    }

    /// Tells the observer that the hot code from `before` on is a uop's.
    #[inline(always)]
    fn note_hot(&mut self, index: UopIndex, before: Cursor) {
        let hot = before.hot()..self.assembler.code.cursor.hot();
        self.assembler.observer.piece(hot, Role::Hot { trace: index.trace, uop: index.uop as u32 });
    }
}

/// Sets what a uop's own holes are filled with.
#[inline(always)]
fn set_operands(values: &mut UopValues, inst: &Inst, [exit, error]: [usize; 2]) {
    values.oparg = inst.oparg.into();
    values.local = u64::from(inst.oparg) * size_of::<uops::Ref>() as u64;
    values.operand = inst.operand;
    values.exit = exit as u64;
    values.error = error as u64;
}
