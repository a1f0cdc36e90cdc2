//! Exits that lead to other traces, ways out with code of their own, and where frames go on.

use crate::code::Code;
use crate::config::Config;
use crate::emit::Placed;
use crate::packed::{Plan, Record};
use crate::pass::{Pass, Place, too_large};
use crate::slot;
use crate::ways;
use backend_api::{BackendError, Role};
use code_memory::Block;
use trace::{Continuation, LoadedProgram, TraceId};

/// A hole of a part that was written.
#[derive(Clone, Copy, Debug)]
pub struct HoleAt {
    /// Where the part is.
    pub part: usize,
    /// What fills the hole.
    pub record: Record,
    /// Whether it has 64 bits.
    pub is_wide: bool,
}

impl HoleAt {
    /// Where it is.
    pub fn position(&self) -> usize {
        self.part + usize::from(self.record.offset)
    }

    /// What to write there to make a hole of 32 bits lead to `target`.
    pub fn distance(&self, target: usize) -> u32 {
        (target as u32).wrapping_add_signed(self.record.addend).wrapping_sub(self.part as u32)
    }
}

/// Finds the holes of a stencil that lead to another trace, with its parts at these places.
#[inline(always)]
fn exits(plan: Plan<'_>, parts: [usize; 2], mut found: impl FnMut(HoleAt)) {
    for (records, part) in plan.exits().into_iter().zip(parts) {
        for &record in records {
            found(HoleAt { part, record, is_wide: false });
        }
    }
    if plan.has_wides() {
        for (records, part) in plan.wide_exits().into_iter().zip(parts) {
            records.for_each(|&record| found(HoleAt { part, record, is_wide: true }));
        }
    }
}

/// A hole that leads to a trace which is still to come.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub hole: HoleAt,
    pub to: Later,
}

/// A trace that is still to come, or its body.
#[derive(Clone, Copy, Debug)]
pub struct Later {
    trace: TraceId,
    to_body: bool,
}

impl Later {
    /// Where it is now.
    pub fn place(self, traces: &[Placed]) -> usize {
        let Placed { entry, body, .. } = traces[self.trace.0 as usize];
        if self.to_body { body } else { entry }
    }
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
    /// The holes of the uop's code that lead to its exit.
    pub holes: Vec<HoleAt>,
    /// Where they lead as long as the exit is not linked.
    pub home: usize,
    /// A stub that puts all slots into memory, with its hole, if the trace expects that.
    pub stub: Option<HoleAt>,
}

impl Pass<'_> {
    /// Has exits to other traces linked later; all lead to the sled at `sled`, or to the shared one.
    pub fn leave_everywhere(&mut self, sled: Option<usize>) {
        self.emitter.sled = sled.unwrap_or(self.emitter.shared.sled);
        self.sites = Some(Vec::new());
    }

    /// Appends the stencil of a uop with a warm exit: it leads straight into the other trace if that
    /// takes the same number of slots in registers, else through a stub.
    pub fn push_linked(&mut self, place: Place, plan: Plan<'_>, target: TraceId) {
        let later = plan.exit().and_then(|depth| self.link(place, usize::from(depth), target));
        let parts = self.push(place, plan);
        if let Some(to) = later {
            exits(plan, parts, |hole| self.emitter.links.push(Link { hole, to }));
        }
    }

    /// Puts into the table where an exit to a trace leads, or returns what is to be filled in later.
    fn link(&mut self, place: Place, depth: usize, target: TraceId) -> Option<Later> {
        let placed = &self.emitter.traces[target.0 as usize];
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
        let entry = placed.entry;
        let end = self.code.cursor.cold();
        self.emitter.slots[slot::TARGET] = entry as u64;
        let link = self.plans.stencil(self.emitter.glue.link[depth]);
        let mut stub = self.code.cursor.push_below(link, &self.emitter.slots);
        if entry == 0 {
            let to = Later { trace: target, to_body: false };
            exits(link, [stub; 2], |hole| self.emitter.links.push(Link { hole, to }));
        }
        if self.options.count {
            let count = self.plans.stencil(self.emitter.glue.count_exit);
            self.emitter.slots[slot::NEXT] = stub as u64;
            stub = self.code.cursor.push_below(count, &self.emitter.slots);
        }
        self.note_exit(place, end);
        self.emitter.traces[target.0 as usize].stubs[depth] = stub;
        self.emitter.slots[slot::EXIT] = stub as u64;
        None
    }

    /// Appends the stencil of a uop whose exit is linked later: until then it leads to `home`.
    pub fn push_site(&mut self, place: Place, plan: Plan<'_>, target: TraceId, home: usize) {
        let depth = plan.exit();
        let is_straight = depth == Some(self.emitter.traces[target.0 as usize].depth);
        let stub = depth.filter(|_| !is_straight).and_then(|depth| {
            let link = self.plans.stencil(self.emitter.glue.link[usize::from(depth)]);
            let stub = self.code.cursor.push_below(link, &self.emitter.slots);
            let mut hole = None;
            exits(link, [stub; 2], |found| hole = Some(found));
            hole
        });
        let parts = self.push(place, plan);
        if let (Some(_), Some(sites)) = (depth, &mut self.sites) {
            let mut holes = Vec::new();
            exits(plan, parts, |hole| holes.push(hole));
            sites.push(Site { uop: place.uop as u32, target, holes, home, stub });
        }
    }

    /// Makes a block of a trace that was translated alone; nothing if there was no room.
    pub fn finish_alone(self, id: TraceId) -> Result<Option<Alone>, BackendError> {
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
    pub fn copy_exits(&mut self, place: Place, plan: Plan<'_>, is_cold: bool) {
        let number = self.number(place);
        if let Some(depth) = plan.exit().filter(|_| is_cold) {
            let exit = self.copied_exit(place, depth, number);
            self.emitter.slots[slot::EXIT] = exit as u64;
        }
        if let Some(depth) = plan.error() {
            let error = self.copied_exit(place, depth, number + 1);
            self.emitter.slots[slot::ERROR] = error as u64;
        }
    }

    fn copied_exit(&mut self, place: Place, depth: u8, number: usize) -> usize {
        let end = self.code.cursor.cold();
        let plan = self.plans.stencil(self.emitter.glue.copy[usize::from(depth)]);
        let operand = self.emitter.slots[slot::OPERAND];
        self.emitter.slots[slot::OPERAND] = number as u64 + 1;
        let start = self.code.cursor.push_below(plan, &self.emitter.slots);
        self.emitter.slots[slot::OPERAND] = operand;
        self.note_exit(place, end);
        start
    }

    /// A way out that is reached through a register, where that is marked.
    fn landing_exit(&mut self, place: Place, sled: usize) -> usize {
        let end = self.code.cursor.cold();
        self.emitter.slots[slot::TARGET] = sled as u64;
        for index in [self.emitter.glue.link[0], self.emitter.glue.landing] {
            self.code.cursor.push_below(self.plans.stencil(index), &self.emitter.slots);
        }
        self.note_exit(place, end);
        self.code.cursor.cold()
    }

    /// Remembers that the cold code before `end` is a uop's way out.
    fn note_exit(&mut self, place: Place, end: usize) {
        let role = Role::Exit { trace: place.trace, uop: place.uop as u32 };
        self.note(self.code.cursor.cold()..end, role);
    }

    /// Works out where frames go on after calls.
    pub fn find_returns(&mut self, program: &LoadedProgram) {
        let mut returns = std::mem::take(&mut self.emitter.returns);
        returns.clear();
        returns.extend(program.continuations().iter().map(|continuation| {
            let &Continuation { trace, uop, target } = continuation;
            if let Some(target) = target {
                return self.emitter.traces[target.0 as usize].entry;
            }
            // The uop has no way out of its own.
            let place = Place { trace, uop: uop as usize };
            let number = self.number(place);
            let sled = self.emitter.sled + ways::offset(number);
            match self.emitter.config {
                Config { copied_exits: true, .. } => self.copied_exit(place, 0, number),
                Config { landings: true, .. } => self.landing_exit(place, sled),
                _ => sled,
            }
        }));
        self.emitter.returns = returns;
    }

    /// Makes a table of where frames go on, with the end of the program as number 0, and says where.
    pub fn place_returns(&mut self) -> usize {
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
