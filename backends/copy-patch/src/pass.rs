//! The pass: stencils laid end to end, with their holes filled.

use crate::code::Code;
use crate::emit::Emitter;
use crate::exits::{Link, Site};
use crate::memory::{Image, Sizes};
use crate::packed::Plan;
use crate::plan::Plans;
use crate::slot::{self, Slots};
use crate::ways;
use backend_api::{BackendError, CompileOptions, Role};
use std::ops::Range;
use trace::{LoadedProgram, LoadedTrace, TraceId, WarmExit};
use uops::{Inst, Op};

/// What is made of one program.
pub struct Pass<'a> {
    pub(crate) emitter: &'a mut Emitter,
    pub(crate) plans: &'a Plans,
    pub(crate) code: Code,
    pub(crate) options: CompileOptions,
    map: Vec<(Range<usize>, Role)>,
    sizes: Sizes,
    /// Bits of operands that should not be there.
    pub(crate) excess: u64,
    /// Where exits to other traces are, if those are linked later.
    pub(crate) sites: Option<Vec<Site>>,
    /// The stencils of the next uops.
    ahead: [Plan<'a>; AHEAD],
}

/// Uops whose stencils are chosen, and brought near, before any of them is copied.
const AHEAD: usize = 64;

/// A uop's place.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its trace.
    pub trace: TraceId,
    /// Its index there.
    pub uop: usize,
}

/// The error of an operand that a stencil has no room for.
pub fn too_large(backend: &'static str) -> BackendError {
    let reason = "an operand does not fit its hole of 31 bits".to_owned();
    BackendError::Limit { backend, reason }
}

impl<'a> Pass<'a> {
    /// Nothing yet, in this place.
    pub fn new(
        emitter: &'a mut Emitter,
        plans: &'a Plans,
        code: Code,
        options: CompileOptions,
    ) -> Self {
        let (map, sizes) = (Vec::new(), Sizes::default());
        let ahead = [plans.stencil(0); AHEAD];
        Pass { emitter, plans, code, options, map, sizes, excess: 0, sites: None, ahead }
    }

    /// Finds the sled of the program's ways out: the shared one, if it is long enough.
    pub fn place_sled(&mut self, uops: usize) {
        self.emitter.sled = self.emitter.shared.sled;
        let count = ways::count(uops);
        if count > ways::SHARED {
            let leave = self.emitter.slots[slot::LEAVE];
            let len = ways::sled_len(count);
            let Some(start) = self.code.cursor.cold().checked_sub(len) else { return };
            let sled = ways::sled(count, start, leave);
            self.emitter.sled = self.code.push_bytes(&sled, 1);
            self.note(self.emitter.sled..self.emitter.sled + len, Role::Shared);
        }
    }

    /// Notes the traces that are reached through a register, if that is to be marked: the first, and
    /// where frames go on.
    pub fn mark_landings(&mut self, program: &LoadedProgram) {
        if !self.emitter.config.landings {
            return;
        }
        let continuations = program.continuations().iter();
        for target in continuations.filter_map(|continuation| continuation.target) {
            self.emitter.traces[target.0 as usize].is_landing = true;
        }
        if let Some(first) = self.emitter.traces.first_mut() {
            first.is_landing = true;
        }
    }

    /// Remembers what a piece of code is for, if that is asked for.
    #[inline(always)]
    pub fn note(&mut self, range: Range<usize>, role: Role) {
        if self.options.map && !range.is_empty() {
            self.map.push((range, role));
        }
    }

    /// Appends a stencil that is no uop's to the hot code.
    fn glue(&mut self, index: usize) {
        self.code.cursor.push(self.plans.stencil(index), &mut self.emitter.slots);
    }

    /// Translates a trace.
    pub fn trace(&mut self, id: TraceId, trace: &LoadedTrace) {
        let number = id.0 as usize;
        let start = self.code.cursor.hot();
        let depth = usize::from(self.emitter.traces[number].depth);
        if self.emitter.traces[number].is_landing {
            self.glue(self.emitter.glue.landing);
        }
        for depth in 1..=depth {
            self.glue(self.emitter.glue.reload[depth]);
        }
        self.emitter.traces[number].entry = start;
        let body = self.code.cursor.hot();
        self.emitter.traces[number].body = body;
        self.note(start..body, Role::Entry { trace: id });
        let CompileOptions { map, count, .. } = self.options;
        if map || count || self.sites.is_some() || self.emitter.config.copied_exits {
            self.uops_with_extras(id, trace, depth);
        } else {
            self.uops(id, trace, depth);
        }
        self.sizes.hot += self.code.cursor.hot() - start;
    }

    /// The uops of a trace.
    fn uops(&mut self, id: TraceId, trace: &LoadedTrace, body_depth: usize) {
        let is_loop = trace.insts.last().map(|inst| inst.opcode) == Some(Op::_JUMP_TO_TOP as u16);
        let last = trace.insts.len() - usize::from(is_loop);
        let mut warm = &*trace.warm;
        let mut depth = body_depth;
        let mut place = Place { trace: id, uop: 0 };
        for insts in trace.insts[..last].chunks(AHEAD) {
            depth = self.look_ahead(insts, depth);
            if place.uop == 0 {
                let first = if trace.top() == 0 { 0 } else { self.ahead[0].hot_len() };
                self.emitter.slots[slot::TOP] = (self.code.cursor.hot() + first) as u64;
            }
            let end = place.uop + insts.len();
            let exits = warm.iter().take_while(|warm| (warm.uop as usize) < end).count();
            let (now, later) = warm.split_at(exits);
            self.chunk(place, insts, now);
            warm = later;
            place.uop = end;
        }
        if is_loop {
            // The loop begins with as many slots in registers as its body wants.
            self.move_slots(depth, body_depth);
            let inst = &trace.insts[last];
            let chooser = self.plans.chooser(self.emitter.near);
            let (plan, _) = chooser.choose(inst, body_depth);
            self.uop(place, inst, None, plan);
        }
    }

    /// Chooses the stencils of the next uops, with `depth` slots in registers before, and has them
    /// brought near; returns how many are behind.
    #[inline(always)]
    fn look_ahead(&mut self, insts: &[Inst], mut depth: usize) -> usize {
        let chooser = self.plans.chooser(self.emitter.near);
        for (inst, plan) in insts.iter().zip(&mut self.ahead) {
            (*plan, depth) = chooser.choose(inst, depth);
            plan.prefetch();
        }
        depth
    }

    /// The uops from a place on whose stencils are chosen.
    #[inline(always)]
    fn chunk(&mut self, place: Place, insts: &[Inst], warm: &[WarmExit]) {
        let mut done = 0;
        for warm in warm {
            let index = warm.uop as usize - place.uop;
            self.run(place, insts, done..index);
            let here = Place { uop: warm.uop as usize, ..place };
            self.uop(here, &insts[index], Some(warm.target), self.ahead[index]);
            done = index + 1;
        }
        self.run(place, insts, done..insts.len());
    }

    /// Those of them that have unlinked exits only.
    #[inline(always)]
    fn run(&mut self, place: Place, insts: &[Inst], uops: Range<usize>) {
        // What every uop needs stays in registers.
        let sled = self.emitter.sled;
        let mut number = self.number(Place { uop: place.uop + uops.start, ..place });
        let slots = &mut *self.emitter.slots;
        let mut cursor = self.code.cursor;
        let mut excess = 0;
        for (inst, &plan) in insts[uops.clone()].iter().zip(&self.ahead[uops]) {
            set_operands(slots, inst, sled + ways::offset(number));
            number += ways::count(1);
            excess |= inst.operand & plan.excess();
            cursor.push(plan, slots);
        }
        self.code.cursor = cursor;
        self.excess |= excess;
    }

    /// The uops of a trace one by one: with maps, counters, or ways out that have code of their own or
    /// are linked later.
    fn uops_with_extras(&mut self, id: TraceId, trace: &LoadedTrace, body_depth: usize) {
        let mut warm = trace.warm.iter().peekable();
        let chooser = self.plans.chooser(self.emitter.near);
        let mut depth = body_depth;
        for (uop, inst) in trace.insts.iter().enumerate() {
            if uop == trace.top() {
                self.emitter.slots[slot::TOP] = self.code.cursor.hot() as u64;
            }
            let before = self.code.cursor;
            if self.options.count {
                self.glue(self.emitter.glue.count_uop);
            }
            if inst.opcode == Op::_JUMP_TO_TOP as u16 {
                self.move_slots(depth, body_depth);
                depth = body_depth;
            }
            let target = warm.next_if(|warm| warm.uop as usize == uop).map(|warm| warm.target);
            let (plan, after) = chooser.choose(inst, depth);
            self.uop(Place { trace: id, uop }, inst, target, plan);
            depth = after;
            let hot = before.hot()..self.code.cursor.hot();
            self.note(hot, Role::Hot { trace: id, uop: uop as u32 });
        }
    }

    /// The number of a uop's way out.
    pub fn number(&self, place: Place) -> usize {
        ways::exit(self.emitter.traces[place.trace.0 as usize].before + place.uop)
    }

    /// A uop with all that it may need.
    fn uop(&mut self, place: Place, inst: &Inst, target: Option<TraceId>, plan: Plan<'_>) {
        let exit = self.emitter.sled + ways::offset(self.number(place));
        set_operands(&mut self.emitter.slots, inst, exit);
        self.excess |= inst.operand & plan.excess();
        if self.emitter.config.copied_exits {
            self.copy_exits(place, plan, target.is_none());
        }
        match target {
            Some(target) if self.sites.is_some() => self.push_site(place, plan, target, exit),
            Some(target) => self.push_linked(place, plan, target),
            None => _ = self.push(place, plan),
        }
    }

    /// Appends a uop's stencil, whose operands are in the table, and says where its parts are.
    #[inline(always)]
    pub fn push(&mut self, place: Place, plan: Plan<'_>) -> [usize; 2] {
        let (hot, end) = (self.code.cursor.hot(), self.code.cursor.cold());
        self.code.cursor.push(plan, &mut self.emitter.slots);
        let cold = self.code.cursor.cold();
        self.note(cold..end, Role::Cold { trace: place.trace, uop: place.uop as u32 });
        [hot, cold]
    }

    /// Moves slots to registers or to memory, so that `to` of them are in registers instead of `from`.
    fn move_slots(&mut self, from: usize, to: usize) {
        for depth in (to + 1..=from).rev() {
            self.glue(self.emitter.glue.spill[depth]);
        }
        for depth in from + 1..=to {
            self.glue(self.emitter.glue.reload[depth]);
        }
    }

    /// Fills what is left and makes a block of it; nothing if there was no room.
    pub fn finish(mut self, program: &LoadedProgram) -> Result<Option<Image>, BackendError> {
        for &Link { hole, to } in &self.emitter.links {
            self.code.link(hole, to.place(&self.emitter.traces));
        }
        self.find_returns(program);
        let cold_end = self.code.cursor.cold();
        let table = self.place_returns();
        let id = self.emitter.config.id();
        if self.code.cursor.is_full() {
            return Ok(None);
        }
        if self.excess != 0 {
            return Err(too_large(id));
        }
        self.sizes.data = cold_end - self.code.cursor.cold();
        self.note(self.code.cursor.cold()..cold_end, Role::Data);
        let [enter, rest] = self.emitter.shared.ranges();
        self.note(enter, Role::Enter);
        self.note(rest, Role::Shared);
        let emitter = self.emitter;
        let block = self.code.finish();
        let block = block.map_err(|source| BackendError::Memory { backend: id, source })?;
        self.map.sort_unstable_by_key(|(range, _)| range.start);
        Ok(Some(Image {
            block,
            enter: emitter.shared.enter,
            start: emitter.traces.first().map_or(0, |trace| trace.entry),
            continuations: table,
            sled: if emitter.config.copied_exits { None } else { Some(emitter.sled) },
            program: program.shared(),
            plans: emitter.plans.clone(),
            counts: self.options.count,
            sizes: self.sizes,
            map: self.map,
            backend: id,
        }))
    }
}

/// Puts what a uop's own holes are filled with into the table.
#[inline(always)]
fn set_operands(slots: &mut Slots, inst: &Inst, exit: usize) {
    slots[slot::OPARG] = inst.oparg.into();
    slots[slot::LOCAL] = u64::from(inst.oparg) * size_of::<uops::Ref>() as u64;
    slots[slot::OPERAND] = inst.operand;
    slots[slot::EXIT] = exit as u64;
    slots[slot::ERROR] = exit as u64 + 1;
}
