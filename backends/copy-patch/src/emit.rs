//! The pass: stencils laid end to end, with their holes filled.
//!
//! Code is written where it is going to run. A uop's slow path is placed, from the other end of the
//! program's place, together with its hot path, and ways out have places before there is any code; so
//! every hole is filled when it is copied, except in exits that lead to a trace which is still to come.

use crate::code::Code;
use crate::config::Config;
use crate::library;
use crate::memory::{Image, Sizes};
use crate::plan::{Near, Part, Plan, Plans, Record, Slots, slot};
use crate::shared::{Glue, Shared};
use crate::ways;
use backend_api::{BackendError, CompileOptions, Role};
use code_memory::{ALIGN, Arena, Block, Options, Prefix};
use std::sync::Arc;
use trace::{Continuation, LoadedProgram, LoadedTrace, TraceId};
use uops::Op;

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
    /// Likewise with their whole address, and where it goes.
    wide_links: Vec<(usize, Later)>,
    /// Where the current trace's exits lead, as numbers of traces.
    targets: [u32; TARGETS],
    /// Where its frames go on after calls, by number less one.
    returns: Vec<usize>,
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
    /// How many uops the program has before it.
    before: usize,
    /// Whether that is to be marked as a place that is reached through a register.
    is_landing: bool,
    /// Stubs that put that many slots into memory and go to `entry`, where there are any yet.
    stubs: [usize; library::CACHE + 1],
}

/// A hole that leads to a trace.
#[derive(Clone, Copy, Debug)]
struct Link {
    /// Where the part with the hole is.
    part: usize,
    hole: Record,
    to: Later,
}

/// A trace that is still to come, or its body.
#[derive(Clone, Copy, Debug)]
struct Later {
    trace: TraceId,
    to_body: bool,
}

fn too_large(backend: &'static str) -> BackendError {
    let reason = "an operand does not fit its hole of 31 bits".to_owned();
    BackendError::Limit { backend, reason }
}

impl Later {
    fn place(self, traces: &[Placed]) -> usize {
        let Placed { entry, body, .. } = traces[self.trace.0 as usize];
        if self.to_body { body } else { entry }
    }
}

/// Exits that a trace has less than, if they are looked up fast.
const TARGETS: usize = 64;

/// No trace.
const NOWHERE: u32 = u32::MAX;

/// What is made of one program.
struct Pass<'a> {
    emitter: &'a mut Emitter,
    plans: &'a Plans,
    code: Code,
    options: CompileOptions,
    map: Vec<(std::ops::Range<usize>, Role)>,
    sizes: Sizes,
    /// Bits of operands that should not be there.
    excess: u64,
    /// Where exits to other traces are, if those are linked later.
    sites: Option<Vec<Site>>,
}

/// A trace that was translated alone.
#[derive(Debug)]
pub struct Alone {
    /// Its code.
    pub block: Block,
    /// The address of the function that a C caller calls.
    pub enter: usize,
    /// The address for those who come with the whole stack in memory.
    pub entry: usize,
    /// The address for those who come with the topmost slots in registers.
    pub body: usize,
    /// Its exits to other traces.
    pub sites: Vec<Site>,
}

/// An exit to another trace, and how to make it lead there.
#[derive(Clone, Debug)]
pub struct Site {
    /// The uop.
    pub uop: u32,
    /// The trace.
    pub target: TraceId,
    /// The holes of the uop's code that lead to its exit: part and record.
    pub holes: Vec<(usize, Record)>,
    /// Where they lead as long as the exit is not linked.
    pub home: usize,
    /// A stub that puts all slots into memory, with its hole, if the trace expects that.
    pub stub: Option<(usize, Record)>,
}

impl Site {
    /// What to write where, to make a hole lead to `target`.
    pub fn patch((part, record): (usize, Record), target: usize) -> (usize, u32) {
        let value = (target as u32).wrapping_add_signed(record.addend).wrapping_sub(part as u32);
        (part + usize::from(record.offset), value)
    }
}

impl Emitter {
    /// An emitter with its library prepared, of at most `limit` bytes of code.
    ///
    /// # Errors
    /// If the system gives no executable memory.
    pub fn new(config: Config, limit: usize) -> Result<Self, BackendError> {
        let table = config.table();
        let plans = Arc::new(Plans::new(table, config.narrow));
        let glue = Glue::new(table);
        let shared = Shared::new(&plans, &glue, 0, &config);
        let prefix = {
            let (plans, glue) = (plans.clone(), glue.clone());
            Prefix::new(move |address| Shared::new(&plans, &glue, address, &config).bytes)
        };
        let near = (!config.far).then(|| uops::helpers::Helper::ALL[0].address());
        let arena = Arena::checked(Options { limit, near, prefix })
            .map_err(|source| BackendError::Memory { backend: config.id(), source })?;
        Ok(Emitter {
            config,
            plans,
            glue,
            arena,
            slots: shared.slots.clone(),
            shared,
            near: Near::default(),
            traces: Vec::new(),
            links: Vec::new(),
            wide_links: Vec::new(),
            targets: [NOWHERE; TARGETS],
            returns: Vec::new(),
            sled: 0,
        })
    }

    /// Where programs go.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Its stencils.
    pub fn plans(&self) -> &Plans {
        &self.plans
    }

    /// The sled of ways out and the end of a program that returned, in the segment written to last.
    pub fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Which addresses are near its code.
    pub fn near(&self) -> Near {
        self.near
    }

    /// What it was made with.
    pub fn config(&self) -> &Config {
        &self.config
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
        let code = self.begin(program, room, options)?;
        let plans = self.plans.clone();
        let mut pass = Pass::new(self, &plans, code, options);
        pass.place_sled(uops);
        pass.mark_landings(program);
        for (index, trace) in program.traces().iter().enumerate() {
            pass.trace(TraceId(index as u32), trace);
        }
        pass.finish(program)
    }

    /// Translates one trace of a program; all its exits leave, until they are linked.
    ///
    /// # Errors
    /// If an operand does not fit its hole, the program has too many uops for the shared sled, or there
    /// is no executable memory.
    pub fn emit_alone(
        &mut self,
        program: &LoadedProgram,
        id: TraceId,
    ) -> Result<Alone, BackendError> {
        let uops: usize = program.traces().iter().map(|trace| trace.insts.len()).sum();
        if ways::count(uops) > ways::SHARED {
            let most = ways::SHARED / ways::count(1);
            let reason = format!("the program has {uops} uops, and {most} is the most");
            return Err(BackendError::Limit { backend: self.config.id(), reason });
        }
        let trace = &program.traces()[id.0 as usize];
        let mut room = trace.insts.len() * GUESS + Code::SLACK;
        loop {
            let options = CompileOptions::default();
            let code = self.begin(program, room, options)?;
            let plans = self.plans.clone();
            let mut pass = Pass::new(self, &plans, code, options);
            pass.emitter.sled = pass.emitter.shared.sled;
            pass.sites = Some(Vec::new());
            pass.trace(id, trace);
            if let Some(alone) = pass.finish_alone(id)? {
                return Ok(alone);
            }
            room *= 2;
        }
    }

    /// Finds a place for a program, or one trace of it.
    fn begin(
        &mut self,
        program: &LoadedProgram,
        room: usize,
        options: CompileOptions,
    ) -> Result<Code, BackendError> {
        let memory = |source| BackendError::Memory { backend: self.config.id(), source };
        let shift = usize::from(options.shift);
        let room = room + shift.next_multiple_of(ALIGN);
        let writer = match options.map {
            true => self.arena.writer_alone(room),
            false => self.arena.writer(room),
        };
        let mut writer = writer.map_err(memory)?;
        writer.skip(shift);
        let code = Code::new(writer);
        self.use_segment(code.prefix());
        self.links.clear();
        self.wide_links.clear();
        self.traces.clear();
        let plans = &self.plans;
        let mut before = 0;
        self.traces.extend(program.traces().iter().map(|trace| {
            let depth = plans.body_depth(trace.stack) as u8;
            let placed = Placed { depth, before, ..Placed::default() };
            before += trace.insts.len();
            placed
        }));
        Ok(code)
    }

    /// Makes holes lead to the shared code of the segment whose prefix is at `address`.
    #[inline]
    fn use_segment(&mut self, address: usize) {
        if self.shared.address == address {
            return;
        }
        self.shared = Shared::new(&self.plans, &self.glue, address, &self.config);
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

impl<'a> Pass<'a> {
    fn new(
        emitter: &'a mut Emitter,
        plans: &'a Plans,
        code: Code,
        options: CompileOptions,
    ) -> Self {
        let (map, sizes) = (Vec::new(), Sizes::default());
        Pass { emitter, plans, code, options, map, sizes, excess: 0, sites: None }
    }

    /// Finds the sled of the program's ways out: the shared one, if it is long enough.
    fn place_sled(&mut self, uops: usize) {
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
    fn mark_landings(&mut self, program: &LoadedProgram) {
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
    fn note(&mut self, range: std::ops::Range<usize>, role: Role) {
        if self.options.map && !range.is_empty() {
            self.map.push((range, role));
        }
    }

    /// Appends a stencil that is no uop's to the hot code.
    fn glue(&mut self, index: usize) {
        let part = self.plans.stencil(index).hot;
        self.emitter.slots[slot::NEXT] = self.code.cursor.hot() as u64 + u64::from(part.len);
        self.code.cursor.push_hot(self.plans, &part, &self.emitter.slots);
    }

    fn trace(&mut self, id: TraceId, trace: &LoadedTrace) {
        let number = id.0 as usize;
        let start = self.code.cursor.hot();
        let body_depth = usize::from(self.emitter.traces[number].depth);
        if self.emitter.traces[number].is_landing {
            self.glue(self.emitter.glue.landing);
        }
        for depth in 1..=body_depth {
            self.glue(self.emitter.glue.reload[depth]);
        }
        self.emitter.traces[number].entry = start;
        let body = self.code.cursor.hot();
        self.emitter.traces[number].body = body;
        self.note(start..body, Role::Entry { trace: id });
        let has_extras = self.options.map || self.options.count || self.sites.is_some();
        if has_extras || self.emitter.config.copied_exits || trace.targets.len() >= TARGETS {
            self.uops::<true>(id, trace, body_depth);
        } else {
            self.emitter.targets = [NOWHERE; TARGETS];
            for (to, target) in self.emitter.targets.iter_mut().zip(&trace.targets) {
                *to = target.map_or(NOWHERE, |trace| trace.0);
            }
            self.uops::<false>(id, trace, body_depth);
        }
        self.sizes.hot += self.code.cursor.hot() - start;
    }

    /// The uops of a trace. Without `EXTRAS` there is no counting, no map and no code for ways out.
    #[inline(always)]
    fn uops<const EXTRAS: bool>(&mut self, id: TraceId, trace: &LoadedTrace, body_depth: usize) {
        // What every uop needs stays in registers.
        let plans = self.plans;
        let (near, sled) = (self.emitter.near, self.emitter.sled);
        let before = self.emitter.traces[id.0 as usize].before;
        let mut cursor = self.code.cursor;
        let mut excess = 0;
        let mut depth = body_depth;
        let top = trace.top();
        for (index, inst) in trace.insts.iter().enumerate() {
            let uop = index as u32;
            if index == top {
                self.emitter.slots[slot::TOP] = cursor.hot() as u64;
            }
            let start = cursor.hot();
            if EXTRAS && self.options.count {
                self.code.cursor = cursor;
                self.glue(self.emitter.glue.count_uop);
                cursor = self.code.cursor;
            }
            if inst.opcode == Op::_JUMP_TO_TOP as u16 {
                // The loop begins with as many slots in registers as its body wants.
                self.code.cursor = cursor;
                self.move_slots(depth, body_depth);
                cursor = self.code.cursor;
                depth = body_depth;
            }
            let (plan, after) = plans.select(inst, depth, near);
            depth = after;
            let slots = &mut *self.emitter.slots;
            slots[slot::OPARG] = inst.oparg.into();
            slots[slot::LOCAL] = u64::from(inst.oparg) * size_of::<uops::Ref>() as u64;
            slots[slot::OPERAND] = inst.operand;
            let exit = sled + ways::offset(ways::exit(before + index));
            slots[slot::EXIT] = exit as u64;
            slots[slot::ERROR] = exit as u64 + 1;
            excess |= inst.operand & plan.excess;
            let mut late = None;
            let target = if EXTRAS {
                let target = trace.targets.get(inst.exit as usize).copied().flatten();
                target.map_or(NOWHERE, |trace| trace.0)
            } else {
                self.emitter.targets[(inst.exit as usize).min(TARGETS - 1)]
            };
            let mut stub = None;
            if EXTRAS && self.sites.is_some() && target != NOWHERE {
                self.code.cursor = cursor;
                stub = self.stub(TraceId(target), plan);
                cursor = self.code.cursor;
            } else if target != NOWHERE {
                self.code.cursor = cursor;
                late = self.link(id, uop, TraceId(target), plan);
                cursor = self.code.cursor;
            }
            if EXTRAS && self.emitter.config.copied_exits {
                self.code.cursor = cursor;
                self.copy_exits(id, uop, plan, target == NOWHERE);
                cursor = self.code.cursor;
            }
            let hot = cursor.hot();
            let slots = &mut *self.emitter.slots;
            slots[slot::NEXT] = hot as u64 + u64::from(plan.hot.len);
            if plan.has_cold {
                slots[slot::HOT] = hot as u64;
                let end = cursor.cold();
                cursor.push_cold(plans, &plan.cold, slots);
                slots[slot::COLD] = cursor.cold() as u64;
                if EXTRAS {
                    self.note(cursor.cold()..end, Role::Cold { trace: id, uop });
                }
            }
            cursor.push_hot(plans, &plan.hot, &self.emitter.slots);
            if let Some(destination) = late {
                self.link_later(&plan.hot, hot, destination, slot::EXIT);
                self.link_later(&plan.cold, cursor.cold(), destination, slot::EXIT);
            }
            if EXTRAS {
                self.note(start..cursor.hot(), Role::Hot { trace: id, uop });
                if target != NOWHERE && plan.exit.is_some() {
                    let site =
                        Site { uop, target: TraceId(target), holes: Vec::new(), home: exit, stub };
                    self.add_site(site, [(&plan.hot, hot), (&plan.cold, cursor.cold())]);
                }
            }
        }
        self.code.cursor = cursor;
        self.excess |= excess;
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

    /// Notes the holes of a part at `position` that lead to a trace which is still to come.
    #[cold]
    fn link_later(&mut self, part: &Part, position: usize, to: Later, of: usize) {
        for record in self.plans.records(part) {
            if usize::from(record.slot) == of {
                let link = Link { part: position, hole: *record, to };
                self.emitter.links.push(link);
            }
        }
        // In the large code model the whole address goes there.
        for wide in self.plans.wides(part).iter().filter(|wide| usize::from(wide.slot) == of) {
            let hole = position + usize::from(wide.offset);
            self.emitter.wide_links.push((hole, to));
        }
    }

    /// A warm exit: straight into the other trace if that takes the same number of slots in registers,
    /// else through a stub. Fills the table, or returns what is to be filled in later.
    #[cold]
    fn link(&mut self, id: TraceId, uop: u32, target: TraceId, plan: &Plan) -> Option<Later> {
        let depth = usize::from(plan.exit?);
        let placed = self.emitter.traces[target.0 as usize];
        if !self.options.count {
            if usize::from(placed.depth) == depth {
                self.emitter.slots[slot::EXIT] = placed.body as u64;
                return (placed.entry == 0).then_some(Later { trace: target, to_body: true });
            }
            if placed.stubs[depth] != 0 {
                self.emitter.slots[slot::EXIT] = placed.stubs[depth] as u64;
                return None;
            }
        }
        let end = self.code.cursor.cold();
        let part = self.plans.stencil(self.emitter.glue.link[depth]).hot;
        self.emitter.slots[slot::TARGET] = placed.entry as u64;
        self.code.cursor.push_cold(self.plans, &part, &self.emitter.slots);
        let position = self.code.cursor.cold();
        if placed.entry == 0 {
            let to = Later { trace: target, to_body: false };
            self.link_later(&part, position, to, slot::TARGET);
        }
        if self.options.count {
            let count = self.plans.stencil(self.emitter.glue.count_exit).hot;
            self.emitter.slots[slot::NEXT] = position as u64;
            self.code.cursor.push_cold(self.plans, &count, &self.emitter.slots);
        }
        let stub = self.code.cursor.cold();
        self.note(stub..end, Role::Exit { trace: id, uop });
        self.emitter.traces[target.0 as usize].stubs[depth] = stub;
        self.emitter.slots[slot::EXIT] = stub as u64;
        None
    }

    /// For an exit that is linked later, a stub that puts all slots into memory, if it takes one.
    fn stub(&mut self, target: TraceId, plan: &Plan) -> Option<(usize, Record)> {
        let depth =
            plan.exit.filter(|&depth| depth != self.emitter.traces[target.0 as usize].depth)?;
        let part = self.plans.stencil(self.emitter.glue.link[usize::from(depth)]).hot;
        self.code.cursor.push_cold(self.plans, &part, &self.emitter.slots);
        let hole =
            self.plans.records(&part).find(|record| usize::from(record.slot) == slot::TARGET);
        Some((self.code.cursor.cold(), *hole?))
    }

    /// Notes an exit with its holes, if exits are linked later.
    fn add_site(&mut self, mut site: Site, parts: [(&Part, usize); 2]) {
        let Some(sites) = &mut self.sites else { return };
        for (part, position) in parts {
            let records = self.plans.records(part);
            let exits = records.filter(|record| usize::from(record.slot) == slot::EXIT);
            site.holes.extend(exits.map(|record| (position, *record)));
        }
        sites.push(site);
    }

    /// Makes a block of a trace that was translated alone; nothing if there was no room.
    fn finish_alone(self, id: TraceId) -> Result<Option<Alone>, BackendError> {
        let backend = self.emitter.config.id();
        if self.code.cursor.is_full() {
            return Ok(None);
        }
        if self.excess != 0 {
            return Err(too_large(backend));
        }
        let Placed { entry, body, .. } = self.emitter.traces[id.0 as usize];
        let memory = |source| BackendError::Memory { backend, source };
        let block = self.code.finish().map_err(memory)?;
        block.make_executable().map_err(memory)?;
        let enter = self.emitter.shared.enter;
        Ok(Some(Alone { block, enter, entry, body, sites: self.sites.unwrap_or_default() }))
    }

    /// Ways out with code of their own.
    #[cold]
    fn copy_exits(&mut self, id: TraceId, uop: u32, plan: &Plan, is_cold: bool) {
        let number = ways::exit(self.emitter.traces[id.0 as usize].before + uop as usize);
        if let Some(depth) = plan.exit.filter(|_| is_cold) {
            let exit = self.copied_exit(id, uop, depth, number);
            self.emitter.slots[slot::EXIT] = exit as u64;
        }
        if let Some(depth) = plan.error {
            let error = self.copied_exit(id, uop, depth, number + 1);
            self.emitter.slots[slot::ERROR] = error as u64;
        }
    }

    fn copied_exit(&mut self, id: TraceId, uop: u32, depth: u8, number: usize) -> usize {
        let end = self.code.cursor.cold();
        let part = self.plans.stencil(self.emitter.glue.copy[usize::from(depth)]).hot;
        let operand = self.emitter.slots[slot::OPERAND];
        self.emitter.slots[slot::OPERAND] = number as u64 + 1;
        self.code.cursor.push_cold(self.plans, &part, &self.emitter.slots);
        self.emitter.slots[slot::OPERAND] = operand;
        let start = self.code.cursor.cold();
        self.note(start..end, Role::Exit { trace: id, uop });
        start
    }

    /// A way out that is reached through a register, where that is marked.
    fn landing_exit(&mut self, id: TraceId, uop: u32, sled: usize) -> usize {
        let end = self.code.cursor.cold();
        self.emitter.slots[slot::TARGET] = sled as u64;
        for index in [self.emitter.glue.link[0], self.emitter.glue.landing] {
            let part = self.plans.stencil(index).hot;
            self.code.cursor.push_cold(self.plans, &part, &self.emitter.slots);
        }
        let start = self.code.cursor.cold();
        self.note(start..end, Role::Exit { trace: id, uop });
        start
    }

    /// Fills what is left and makes a block of it; nothing if there was no room.
    fn finish(mut self, program: &LoadedProgram) -> Result<Option<Image>, BackendError> {
        for &Link { part, hole, to } in &self.emitter.links {
            self.code.link(part, hole, to.place(&self.emitter.traces));
        }
        for &(hole, to) in &self.emitter.wide_links {
            self.code.link_wide(hole, to.place(&self.emitter.traces));
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

    /// Works out where frames go on after calls.
    fn find_returns(&mut self, program: &LoadedProgram) {
        let mut returns = std::mem::take(&mut self.emitter.returns);
        returns.clear();
        returns.extend(program.continuations().iter().map(|continuation| {
            let &Continuation { trace, uop, target } = continuation;
            if let Some(target) = target {
                return self.emitter.traces[target.0 as usize].entry;
            }
            // The uop has no way out of its own.
            let before = self.emitter.traces[trace.0 as usize].before;
            let number = ways::exit(before + uop as usize);
            let sled = self.emitter.sled + ways::offset(number);
            match self.emitter.config {
                Config { copied_exits: true, .. } => self.copied_exit(trace, uop, 0, number),
                Config { landings: true, .. } => self.landing_exit(trace, uop, sled),
                _ => sled,
            }
        }));
        self.emitter.returns = returns;
    }

    /// Makes a table of where frames go on, with the end of the program as number 0, and says where.
    fn place_returns(&mut self) -> usize {
        let place = |code: &mut Code, target: usize| {
            code.push_bytes(&target.to_ne_bytes(), size_of::<usize>())
        };
        // The table grows downwards, as all that is not hot.
        for &target in self.emitter.returns.iter().rev() {
            place(&mut self.code, target);
        }
        place(&mut self.code, self.emitter.shared.returned)
    }
}
