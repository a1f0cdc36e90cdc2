//! The pass: stencils laid end to end, with their holes filled.
//!
//! Code is written where it is going to run. A uop's slow path is placed, from the other end of the
//! program's place, together with its hot path, and ways out have places before there is any code; so
//! every hole is filled when it is copied, except in exits that lead to a trace which is still to come.

use crate::code::Code;
use crate::config::Config;
use crate::memory::{Image, Sizes};
use crate::plan::{NEVER, Near, Part, Plan, Plans, RELATIVE, Record, Slots, slot};
use crate::shared::{Glue, Shared};
use crate::ways::{self, Ways};
use crate::library;
use backend_api::{BackendError, CompileOptions, Role};
use code_memory::{Arena, Options, Prefix};
use std::sync::Arc;
use trace::{Continuation, LoadedProgram, LoadedTrace, TraceId};
use uops::{Inst, Op};

/// Bytes of code that a uop takes at most in a guess of what a program needs.
const GUESS: usize = 96;

/// Makes code; keeps its buffers from program to program.
#[derive(Debug)]
pub struct Emitter {
    config: Config,
    plans: Arc<Plans>,
    glue: Glue,
    /// Where programs go.
    arena: Arena,
    /// The shared code of the segment that was written to last.
    shared: Shared,
    /// What fills holes: what is shared stays, the rest is the current uop's.
    slots: Box<Slots>,
    near: Near,
    traces: Vec<Placed>,
    /// Exits to traces that are not placed yet.
    links: Vec<Link>,
    ways: Ways,
    /// The sled that the program uses.
    sled: usize,
}

/// A trace's ways in.
#[derive(Clone, Copy, Default, Debug)]
struct Placed {
    /// For those who come with the whole stack in memory; 0 while it is not placed.
    entry: usize,
    /// For those who come with as many slots in registers as `depth`.
    body: usize,
    /// How many that are.
    depth: u8,
    /// Stubs that put that many slots into memory and go to `entry`, where there are any yet.
    stubs: [usize; library::CACHE + 1],
}

/// A hole that leads to a trace.
#[derive(Clone, Copy, Debug)]
struct Link {
    /// Where the hole is.
    at: usize,
    addend: i32,
    trace: TraceId,
    /// Whether it leads to the trace's body.
    to_body: bool,
}

/// Where an exit leads.
#[derive(Clone, Copy, Debug)]
enum Destination {
    Here(usize),
    Later { trace: TraceId, to_body: bool },
}

/// What is made of one program.
struct Pass<'a> {
    emitter: &'a mut Emitter,
    code: Code,
    options: CompileOptions,
    map: Vec<(std::ops::Range<usize>, Role)>,
    sizes: Sizes,
    /// Bits of operands that should not be there.
    excess: u64,
}

impl Emitter {
    /// An emitter with its library prepared and nothing mapped yet.
    pub fn new(config: Config) -> Self {
        let table = config.table();
        let plans = Arc::new(Plans::new(table, config.narrow));
        let glue = Glue::new(table);
        let far = config.far;
        let shared = Shared::new(&plans, &glue, 0, far);
        let prefix = {
            let (plans, glue) = (plans.clone(), glue.clone());
            Prefix::new(move |address| Shared::new(&plans, &glue, address, far).bytes)
        };
        let near = (!far).then(|| uops::helpers::Helper::ALL[0].address());
        let arena = Arena::new(Options { near, prefix, ..Options::default() });
        Emitter {
            config,
            plans,
            glue,
            arena,
            slots: shared.slots.clone(),
            shared,
            near: Near::default(),
            traces: Vec::new(),
            links: Vec::new(),
            ways: Ways::default(),
            sled: 0,
        }
    }

    /// Where programs go.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Translates a program.
    ///
    /// # Errors
    /// If an operand does not fit its hole, or there is no executable memory.
    pub fn emit(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Image, BackendError> {
        let uops: usize = program.traces().iter().map(|trace| trace.insts.len()).sum();
        let mut room = uops * GUESS + Code::SLACK;
        loop {
            if let Some(image) = self.try_emit(program, options, uops, room)? {
                return Ok(image);
            }
            room *= 2;
        }
    }

    /// Translates a program, if its code does not need more than `room` bytes or there is more.
    fn try_emit(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
        uops: usize,
        room: usize,
    ) -> Result<Option<Image>, BackendError> {
        let memory = |source| BackendError::Memory { backend: self.config.id(), source };
        let code = Code::new(self.arena.writer(room).map_err(memory)?);
        self.use_segment(code.prefix());
        self.ways.clear();
        self.links.clear();
        self.traces.clear();
        let cached = self.config.table().cached;
        let placed = |trace| Placed { depth: body_depth(trace, cached), ..Placed::default() };
        self.traces.extend(program.traces().iter().map(placed));
        let mut pass = Pass {
            emitter: self,
            code,
            options,
            map: Vec::new(),
            sizes: Sizes::default(),
            excess: 0,
        };
        pass.place_sled(program, uops);
        for (index, trace) in program.traces().iter().enumerate() {
            pass.trace(TraceId(index as u32), trace);
        }
        pass.finish(program)
    }

    /// Makes holes lead to the shared code of the segment whose prefix is at `address`.
    #[inline]
    fn use_segment(&mut self, address: usize) {
        if self.shared.address == address {
            return;
        }
        self.shared = Shared::new(&self.plans, &self.glue, address, self.config.far);
        self.slots = self.shared.slots.clone();
        // What is within 2 GiB of one end of the segment and of the other.
        let reach = (1u64 << 31) - (64 << 20);
        let start = (address as u64).saturating_sub(reach);
        self.near = match self.config.far {
            true => Near::default(),
            false => Near { start, len: address as u64 + reach - start },
        };
    }
}

/// How many slots a trace wants in registers at its start: the topmost, which a loop's iterator is.
fn body_depth(trace: &LoadedTrace, cached: usize) -> u8 {
    (trace.stack as usize).min(1).min(cached) as u8
}

impl Pass<'_> {
    /// Finds the sled of the program's ways out: the shared one, if it is long enough.
    fn place_sled(&mut self, program: &LoadedProgram, uops: usize) {
        self.emitter.sled = self.emitter.shared.sled;
        let continuations = program.continuations().len();
        if 2 * uops + continuations <= ways::SHARED {
            return;
        }
        let insts = program.traces().iter().flat_map(|trace| &trace.insts);
        let exact: usize = insts.map(|inst| self.emitter.plans.ways_out(inst)).sum();
        let count = exact + continuations;
        if count > ways::SHARED {
            let leave = self.emitter.slots[slot::LEAVE];
            // How long it is does not depend on where it is.
            let len = ways::sled_len(count);
            let Some(start) = self.code.cold().checked_sub(len) else { return };
            let sled = ways::sled(count, start, leave);
            self.emitter.sled = self.code.push_bytes(&sled, 1);
            self.note(self.emitter.sled..self.emitter.sled + len, Role::Shared);
        }
    }

    /// Remembers what a piece of code is for, if that is asked for.
    #[inline(always)]
    fn note(&mut self, range: std::ops::Range<usize>, role: Role) {
        if self.options.map && !range.is_empty() {
            self.map.push((range, role));
        }
    }

    /// Appends a stencil that is no uop's to the hot code.
    fn glue(&mut self, index: usize) {
        let plan = self.emitter.plans.stencil(index);
        self.code.push_hot(&self.emitter.plans, &plan.hot, &self.emitter.slots);
    }

    fn trace(&mut self, id: TraceId, trace: &LoadedTrace) {
        let number = id.0 as usize;
        let start = self.code.hot();
        let body_depth = usize::from(self.emitter.traces[number].depth);
        for depth in 1..=body_depth {
            self.glue(self.emitter.glue.reload[depth]);
        }
        self.emitter.traces[number].entry = start;
        self.emitter.traces[number].body = self.code.hot();
        self.note(start..self.code.hot(), Role::Entry { trace: id });
        let top = trace.top();
        let mut depth = body_depth;
        for (index, inst) in trace.insts.iter().enumerate() {
            let uop = index as u32;
            let start = self.code.hot();
            if index == top {
                self.emitter.slots[slot::TOP] = start as u64;
            }
            if self.options.count {
                self.glue(self.emitter.glue.count_uop);
            }
            if inst.opcode == Op::_JUMP_TO_TOP as u16 {
                self.move_slots(depth, body_depth);
                depth = body_depth;
            }
            let plan = *self.emitter.plans.select(inst, depth, self.emitter.near);
            depth = usize::from(plan.after);
            self.uop(id, uop, trace, inst, &plan);
            self.note(start..self.code.hot(), Role::Hot { trace: id, uop });
        }
        self.sizes.hot += self.code.hot() - start;
        self.emitter.ways.next_trace();
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

    #[inline(always)]
    fn uop(&mut self, id: TraceId, uop: u32, trace: &LoadedTrace, inst: &Inst, plan: &Plan) {
        let slots = &mut self.emitter.slots;
        slots[slot::OPARG] = inst.oparg.into();
        slots[slot::LOCAL] = u64::from(inst.oparg) * size_of::<uops::Ref>() as u64;
        slots[slot::OPERAND] = inst.operand;
        if plan.is_small {
            self.excess |= inst.operand >> 31;
        }
        let mut late = None;
        if plan.exit != NEVER {
            let target = trace.targets.get(inst.exit as usize).copied().flatten();
            let to = match target {
                None => self.way_out(id, uop, plan.exit, true),
                Some(target) => match self.link(id, uop, target, usize::from(plan.exit)) {
                    Destination::Here(place) => place,
                    Destination::Later { trace, to_body } => {
                        late = Some((trace, to_body));
                        0
                    }
                },
            };
            self.emitter.slots[slot::EXIT] = to as u64;
        }
        if plan.error != NEVER {
            let to = self.way_out(id, uop, plan.error, false);
            self.emitter.slots[slot::ERROR] = to as u64;
        }
        let hot = self.code.hot();
        let slots = &mut self.emitter.slots;
        slots[slot::NEXT] = hot as u64 + u64::from(plan.hot.len);
        if plan.cold.len != 0 {
            slots[slot::HOT] = hot as u64;
            let end = self.code.cold();
            self.code.push_cold(&self.emitter.plans, &plan.cold, slots);
            let start = self.code.cold();
            self.emitter.slots[slot::COLD] = start as u64;
            self.note(start..end, Role::Cold { trace: id, uop });
        }
        self.code.push_hot(&self.emitter.plans, &plan.hot, &self.emitter.slots);
        if let Some((trace, to_body)) = late {
            let cold = self.emitter.slots[slot::COLD] as usize;
            self.link_later(&plan.hot, hot, trace, to_body, slot::EXIT);
            self.link_later(&plan.cold, cold, trace, to_body, slot::EXIT);
        }
    }

    /// Notes the holes of a part at `position` that lead to a trace which is still to come.
    #[cold]
    fn link_later(&mut self, part: &Part, position: usize, trace: TraceId, to_body: bool, of: usize) {
        if part.len == 0 {
            return;
        }
        let records = self.emitter.plans.records(part);
        let links = records.iter().filter(|record| usize::from(record.slot) == of).map(|record| {
            let Record { offset, addend, .. } = *record;
            Link { at: position + usize::from(offset), addend, trace, to_body }
        });
        self.emitter.links.extend(links);
    }

    /// A warm exit: straight into the other trace if that takes the same number of slots in
    /// registers, else through a stub.
    fn link(&mut self, id: TraceId, uop: u32, target: TraceId, depth: usize) -> Destination {
        let later = |to_body| Destination::Later { trace: target, to_body };
        let placed = self.emitter.traces[target.0 as usize];
        if !self.options.count {
            if usize::from(placed.depth) == depth {
                return if placed.entry == 0 { later(true) } else { Destination::Here(placed.body) };
            }
            if placed.stubs[depth] != 0 {
                return Destination::Here(placed.stubs[depth]);
            }
        }
        let end = self.code.cold();
        let part = self.emitter.plans.stencil(self.emitter.glue.link[depth]).hot;
        self.emitter.slots[slot::TARGET] = placed.entry as u64;
        self.code.push_cold(&self.emitter.plans, &part, &self.emitter.slots);
        let position = self.code.cold();
        if placed.entry == 0 {
            self.link_later(&part, position, target, false, slot::TARGET);
        }
        if self.options.count {
            let count = self.emitter.plans.stencil(self.emitter.glue.count_exit).hot;
            self.code.push_cold(&self.emitter.plans, &count, &self.emitter.slots);
        }
        let stub = self.code.cold();
        self.note(stub..end, Role::Exit { trace: id, uop });
        self.emitter.traces[target.0 as usize].stubs[depth] = stub;
        Destination::Here(stub)
    }

    /// A way out of the program.
    #[inline(always)]
    fn way_out(&mut self, id: TraceId, uop: u32, depth: u8, is_exit: bool) -> usize {
        let number = self.emitter.ways.add(uop, depth, is_exit);
        if self.emitter.config.copied_exits {
            return self.copied_exit(id, uop, depth, number);
        }
        self.emitter.sled + ways::offset(number)
    }

    /// A way out with code of its own.
    #[cold]
    fn copied_exit(&mut self, id: TraceId, uop: u32, depth: u8, number: usize) -> usize {
        let end = self.code.cold();
        let part = self.emitter.plans.stencil(self.emitter.glue.copy[usize::from(depth)]).hot;
        let operand = self.emitter.slots[slot::OPERAND];
        self.emitter.slots[slot::OPERAND] = number as u64 + 1;
        self.code.push_cold(&self.emitter.plans, &part, &self.emitter.slots);
        self.emitter.slots[slot::OPERAND] = operand;
        self.note(self.code.cold()..end, Role::Exit { trace: id, uop });
        self.code.cold()
    }

    /// Fills what is left and makes a block of it; nothing if there was no room.
    fn finish(mut self, program: &LoadedProgram) -> Result<Option<Image>, BackendError> {
        for index in 0..self.emitter.links.len() {
            let Link { at, addend, trace, to_body } = self.emitter.links[index];
            let Placed { entry, body, .. } = self.emitter.traces[trace.0 as usize];
            let target = if to_body { body } else { entry };
            let value = target.wrapping_sub(at).wrapping_add_signed(addend as isize);
            self.code.fill(at, 32 | RELATIVE, value as u64);
        }
        let cold_end = self.code.cold();
        let table = self.continuations(program);
        let ways = self.code.push_bytes(self.emitter.ways.bytes(), 1);
        let id = self.emitter.config.id();
        if self.code.is_full() {
            return Ok(None);
        }
        if self.excess != 0 {
            let reason = "an operand does not fit its hole of 31 bits".to_owned();
            return Err(BackendError::Limit { backend: id, reason });
        }
        self.sizes.data = cold_end - self.code.cold();
        self.note(self.code.cold()..cold_end, Role::Data);
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
            ways: ways..ways + emitter.ways.bytes().len(),
            counts: self.options.count,
            sizes: self.sizes,
            map: self.map,
            backend: id,
        }))
    }

    /// Where frames go on after calls: number 0 is the end of the program. Returns where the table is.
    fn continuations(&mut self, program: &LoadedProgram) -> usize {
        let place = |code: &mut Code, target: usize| {
            code.push_bytes(&target.to_ne_bytes(), size_of::<usize>())
        };
        // The table grows downwards, as all that is not hot.
        for &Continuation { trace, uop, target } in program.continuations().iter().rev() {
            let target = match target {
                Some(target) => self.emitter.traces[target.0 as usize].entry,
                None => {
                    let number = self.emitter.ways.add_return(trace, uop);
                    match self.emitter.config.copied_exits {
                        true => self.copied_exit(trace, uop, 0, number),
                        false => self.emitter.sled + ways::offset(number),
                    }
                }
            };
            place(&mut self.code, target);
        }
        place(&mut self.code, self.emitter.shared.returned)
    }
}
