//! Makes programs of stencils.
//!
//! Code is written where it is going to run. A uop's slow path is placed, from the other end of the
//! program's place, together with its hot path, and ways out have places before there is any code; so
//! every hole is filled when it is copied, except in exits that lead to a trace which is still to come.

use crate::code::Code;
use crate::config::Config;
use crate::exits::{Alone, Link};
use crate::library;
use crate::memory::Image;
use crate::packed::prefetch;
use crate::pass::Pass;
use crate::plan::{Near, Plans};
use crate::shared::{Glue, Shared};
use crate::slot::{self, Slots};
use crate::ways;
use backend_api::{BackendError, CompileOptions};
use code_memory::{ALIGN, Arena, Block, Options, Prefix};
use std::sync::Arc;
use trace::{LoadedProgram, TraceId};

/// Bytes of code that a uop takes at most in a guess of what a program needs.
const GUESS: usize = 96;

/// Makes code; keeps its buffers from program to program.
#[derive(Debug)]
pub struct Emitter {
    pub(crate) config: Config,
    pub(crate) plans: Arc<Plans>,
    pub(crate) glue: Glue,
    /// Where programs go.
    arena: Arena,
    /// The shared code of the segment that was written to last.
    pub(crate) shared: Shared,
    /// What fills holes: what is shared stays, the rest is the current uop's.
    pub(crate) slots: Box<Slots>,
    pub(crate) near: Near,
    pub(crate) traces: Vec<Placed>,
    /// Exits to traces that are not placed yet.
    pub(crate) links: Vec<Link>,
    /// Where its frames go on after calls, by number less one.
    pub(crate) returns: Vec<usize>,
    /// The sled that the program uses.
    pub(crate) sled: usize,
}

/// A trace's ways in.
#[derive(Clone, Copy, Default, Debug)]
pub struct Placed {
    /// For those who come with the whole stack in memory; 0 while it is not placed.
    pub entry: usize,
    /// For those who come with as many slots in registers as `depth`.
    pub body: usize,
    /// How many that are.
    pub depth: u8,
    /// How many uops the program has before it.
    pub before: usize,
    /// Whether that is to be marked as a place that is reached through a register.
    pub is_landing: bool,
    /// Stubs that put that many slots into memory and go to `entry`, where there are any yet.
    pub stubs: [usize; library::CACHE + 1],
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
        let traces = program.traces();
        for (index, trace) in traces.iter().enumerate() {
            if let Some(next) = traces.get(index + 1) {
                next.insts.chunks(4).take(16).for_each(|insts| prefetch(insts.as_ptr()));
                prefetch(next.warm.as_ptr());
            }
            pass.trace(TraceId(index as u32), trace);
        }
        pass.finish(program)
    }

    /// Makes a sled for the ways out of a program, and says where it is, if it has more than the shared
    /// one is long enough for.
    ///
    /// # Errors
    /// If there is no executable memory.
    pub fn own_sled(
        &mut self,
        program: &LoadedProgram,
    ) -> Result<Option<(Block, usize)>, BackendError> {
        let count = ways::count(program.program().uop_count());
        if count <= ways::SHARED {
            return Ok(None);
        }
        let memory = |source| BackendError::Memory { backend: self.config.id(), source };
        let len = ways::sled_len(count);
        let mut code = Code::new(self.arena.writer(len + Code::SLACK).map_err(memory)?);
        let start = code.cursor.cold() - len;
        self.use_segment(code.prefix());
        let sled = ways::sled(count, start, self.slots[slot::LEAVE]);
        let start = code.push_bytes(&sled, 1);
        let memory = |source| BackendError::Memory { backend: self.config.id(), source };
        let block = code.finish().map_err(memory)?;
        block.make_executable().map_err(memory)?;
        Ok(Some((block, start)))
    }

    /// Translates one trace of a program, whose ways out lead to the sled at `sled`, or to the shared
    /// one; all its exits leave, until they are linked.
    ///
    /// # Errors
    /// If an operand does not fit its hole, or there is no executable memory.
    pub fn emit_alone(
        &mut self,
        program: &LoadedProgram,
        id: TraceId,
        sled: Option<usize>,
    ) -> Result<Alone, BackendError> {
        let trace = &program.traces()[id.0 as usize];
        let mut room = trace.insts.len() * GUESS + Code::SLACK;
        loop {
            let options = CompileOptions::default();
            let code = self.begin(program, room, options)?;
            let plans = self.plans.clone();
            let mut pass = Pass::new(self, &plans, code, options);
            pass.leave_everywhere(sled);
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
