//! Makes machine code of programs.
//!
//! Code is written where it is going to run. The hot part and the cold part of a uop are placed
//! together: hot parts from the start of the program's range, cold parts from its end. Exit stubs
//! have addresses before there is any code. So every hole is filled when it is copied, except in
//! exits that lead to a trace which is not placed yet.

use crate::assembler::{Assembler, Buffers};
use crate::code::Code;
use crate::config::Config;
use crate::hole_values::HoleValues;
use crate::image::{Image, Sizes};
use crate::isa;
use crate::links::{Linking, PlacedTrace};
use crate::observer::{Observed, Observer, Unobserved};
use crate::pass::Pass;
use crate::shared::{Glue, Shared};
use crate::stencil_table::{Near, StencilTable};
use backend_api::{BackendError, CompileOptions, Role};
use code_memory::{ALIGN, Arena, Options, Prefix};
use trace::{LoadedProgram, TraceId};

/// Bytes of code per uop, as much as a uop rarely takes: for an estimate of the room that a program needs.
pub const GUESS: usize = 96;

/// Makes code; keeps its buffers from program to program.
#[derive(Debug)]
pub struct Emitter {
    config: Config,
    stencils: StencilTable,
    glue: Glue,
    /// The memory that contains the code of programs.
    arena: Arena,
    buffers: Buffers,
}

impl Emitter {
    /// An emitter with its library prepared, of at most `limit` bytes of code.
    ///
    /// # Errors
    /// If the library is not for this machine, or the system gives no executable memory.
    pub fn new(config: Config, limit: usize) -> Result<Self, BackendError> {
        let backend = config.id();
        let table = config.table();
        let glue = Glue::new(table);
        let shared = Shared::new(&glue, 0, &config);
        let stencils = StencilTable::new(table, config.narrow)
            .map_err(|error| BackendError::Internal { backend, message: error.to_string() })?;
        let prefix = {
            let glue = glue.clone();
            Prefix::new(move |address| Shared::new(&glue, address, &config).bytes)
        };
        let near = (!config.far).then(|| uops::helpers::Helper::ALL[0].address());
        let arena = Arena::checked(Options { limit, near, prefix })
            .map_err(|source| BackendError::Memory { backend, source })?;
        let buffers = Buffers {
            shared,
            values: HoleValues::default(),
            traces: Vec::new(),
            links: Vec::new(),
            returns: Vec::new(),
            exit_stubs: 0,
        };
        Ok(Emitter { config, stencils, glue, arena, buffers })
    }

    /// Where programs go.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Its stencils.
    pub fn stencils(&self) -> &StencilTable {
        &self.stencils
    }

    /// The shared code of the segment that was written to last.
    pub fn shared(&self) -> &Shared {
        &self.buffers.shared
    }

    /// The configuration that it was made with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The error of the system that gives no memory.
    pub fn no_memory(&self) -> impl Fn(std::io::Error) -> BackendError + use<> {
        let backend = self.config.id();
        move |source| BackendError::Memory { backend, source }
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
        match options.map || options.count {
            false => self.emit_observed(program, options, || Unobserved),
            true => self.emit_observed(program, options, || Observed::new(options)),
        }
    }

    /// Translates a program, and tells an observer of each piece of code. If there was not enough room, the
    /// program is translated again, with a new observer.
    fn emit_observed<O: Observer>(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
        observer: impl Fn() -> O,
    ) -> Result<Image, BackendError> {
        let uops: usize = program.traces().iter().map(|trace| trace.insts.len()).sum();
        let mut room = uops * GUESS + Code::SLACK;
        loop {
            let code = self.begin(program, room, options)?;
            if let Some(image) = self.try_emit(program, uops, code, observer())? {
                return Ok(image);
            }
            room *= 2;
        }
    }

    /// Translates a program, if there is room for its code.
    fn try_emit<O: Observer>(
        &mut self,
        program: &LoadedProgram,
        uops: usize,
        code: Code,
        observer: O,
    ) -> Result<Option<Image>, BackendError> {
        let mut assembler = self.assembler(code, observer, Linking::Now);
        assembler.place_exit_stubs(uops);
        if assembler.config.landings {
            mark_landings(program, &mut assembler.buffers.traces);
        }
        let mut pass = Pass::new(assembler);
        let traces = program.traces();
        for (index, trace) in traces.iter().enumerate() {
            pass.trace(TraceId(index as u32), trace);
        }
        let Pass { mut assembler, numbers, hot, .. } = pass;
        assembler.link();
        assembler.find_returns(program);
        let (continuations, data) = assembler.place_returns();
        let Assembler { code, mut observer, .. } = assembler;
        if code.cursor.is_full() {
            return Ok(None);
        }
        self.check(numbers)?;
        let sizes = Sizes { hot, data: data.len() };
        observer.piece(data, Role::Data);
        let Buffers { shared, traces, exit_stubs, .. } = &self.buffers;
        let [enter, rest] = shared.ranges();
        observer.piece(enter, Role::Enter);
        observer.piece(rest, Role::Shared);
        Ok(Some(Image {
            block: code.finish().map_err(self.no_memory())?,
            enter: shared.enter,
            start: traces.first().map_or(0, |trace| trace.entry),
            continuations,
            exit_stubs: (!self.config.copied_exits).then_some(*exit_stubs),
            program: program.shared(),
            table: self.config.table(),
            taken: Default::default(),
            counts: observer.counts(),
            sizes,
            map: observer.map(),
            backend: self.config.id(),
        }))
    }

    /// Makes sure that operands that are numbers had no bits for which there was no room.
    ///
    /// # Errors
    /// If there was such an operand.
    pub fn check(&self, numbers: u64) -> Result<(), BackendError> {
        match numbers <= i32::MAX as u64 {
            true => Ok(()),
            false => Err(BackendError::Limit {
                backend: self.config.id(),
                reason: "an operand does not fit its hole of 31 bits".to_owned(),
            }),
        }
    }

    /// What puts stencils into `code`.
    pub fn assembler<O: Observer>(
        &mut self,
        code: Code,
        observer: O,
        linking: Linking,
    ) -> Assembler<'_, O> {
        let Emitter { config, stencils, glue, buffers, .. } = self;
        Assembler { config, stencils, glue, buffers, code, observer, linking }
    }

    /// Finds a place for a program, or one trace of it.
    pub fn begin(
        &mut self,
        program: &LoadedProgram,
        room: usize,
        options: CompileOptions,
    ) -> Result<Code, BackendError> {
        let shift = usize::from(options.shift);
        let room = room + shift.next_multiple_of(ALIGN);
        if let Some(limit) = isa::PROGRAM_LIMIT
            && room > limit
        {
            let reason = format!("its code may take {room} bytes, and jumps reach {limit}");
            return Err(BackendError::Limit { backend: self.config.id(), reason });
        }
        let writer = match options.map {
            true => self.arena.writer_alone(room),
            false => self.arena.writer(room),
        };
        let mut writer = writer.map_err(self.no_memory())?;
        writer.skip(shift);
        let windows = isa::Windows::new(&mut writer, room);
        let code = Code::new(writer, windows);
        self.use_segment(code.prefix());
        let Emitter { config, buffers, .. } = self;
        buffers.links.clear();
        buffers.traces.clear();
        let mut before = 0;
        buffers.traces.extend(program.traces().iter().map(|trace| {
            let depth = config.table().body_depth(trace.stack) as u8;
            let placed = PlacedTrace { depth, before, ..PlacedTrace::default() };
            before += trace.insts.len();
            placed
        }));
        Ok(code)
    }

    /// Makes holes lead to the shared code of the segment whose prefix is at `address`.
    #[inline]
    pub fn use_segment(&mut self, address: usize) {
        if self.buffers.shared.address == address {
            return;
        }
        let shared = Shared::new(&self.glue, address, &self.config);
        // What is within reach of one end of the segment and of the other.
        let reach = isa::REACH as u64;
        let start = (address as u64).saturating_sub(reach);
        let near = match self.config.far {
            true => Near::default(),
            false => Near { start, len: address as u64 + reach - start },
        };
        self.stencils.use_segment(shared.values.clone(), near);
        self.buffers.shared = shared;
    }
}

/// Notes the traces that are reached through a register: the first, and where frames go on.
fn mark_landings(program: &LoadedProgram, traces: &mut [PlacedTrace]) {
    let continuations = program.continuations().iter();
    for target in continuations.filter_map(|continuation| continuation.target) {
        traces[target.0 as usize].is_landing = true;
    }
    if let Some(first) = traces.first_mut() {
        first.is_landing = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use backend_api::Code as _;
    use backend_api::conformance::programs;
    use std::path::Path;
    use uops::runtime::Runtime;

    #[cfg(feature = "switches")]
    const CONFIGURATIONS: &[Config] = config::SWITCHED;
    #[cfg(not(feature = "switches"))]
    const CONFIGURATIONS: &[Config] = &[];

    /// Code that is mapped has the bytes of code that is timed. Both are made at the same place, so that
    /// all addresses are the same.
    #[test]
    fn a_map_changes_no_byte_of_any_recorded_program() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut seen = 0;
        for (path, program) in
            ["workloads", "corpus"].iter().flat_map(|folder| programs(&root.join(folder)))
        {
            let mut runtime = Runtime::new();
            let program = LoadedProgram::load(&mut runtime, program);
            for config in [config::DEFAULT].iter().chain(CONFIGURATIONS) {
                let mut emitter = Emitter::new(*config, Arena::LIMIT).expect("there is memory");
                assert_same_bytes(&mut emitter, &program, &path);
            }
            program.unload(&mut runtime);
            seen += 1;
        }
        assert!(seen > 50, "{seen} programs");
    }

    fn assert_same_bytes(emitter: &mut Emitter, program: &LoadedProgram, path: &Path) {
        let name = format!("{} with {}", path.display(), emitter.config().id());
        let with_map = CompileOptions { map: true, ..CompileOptions::default() };
        // Those that `begin` gets would put the code into pages of its own.
        let options = CompileOptions::default();
        wipe(emitter);
        let mapped = emitter
            .emit_observed(program, options, || Observed::new(with_map))
            .expect("there is memory");
        let (pieces, map, sizes) = (mapped.pieces(), mapped.map.clone(), mapped.sizes());
        let addresses = (mapped.block.as_ptr(), mapped.start, mapped.continuations);
        let own = pieces.iter().filter(|piece| piece.role != Role::Enter);
        let bytes: usize = own.map(|piece| piece.bytes.len()).sum();
        let [_, shared] = emitter.shared().ranges();
        let mapped_len = bytes - shared.len() + Code::TAIL;
        assert_eq!(mapped_len, mapped.block.used(), "{name}: the map has gaps");
        drop(mapped);
        wipe(emitter);
        let mut timed = emitter.emit(program, options).expect("there is memory");
        assert_eq!((timed.block.as_ptr(), timed.start, timed.continuations), addresses, "{name}");
        assert_eq!(timed.sizes(), sizes, "{name}");
        timed.map = map;
        for (timed, mapped) in timed.pieces().iter().zip(&pieces) {
            assert_eq!(timed, mapped, "{name}");
        }
    }

    /// Overwrites what is left of earlier programs.
    fn wipe(emitter: &Emitter) {
        let mut writer = emitter.arena().writer(1).expect("there is memory");
        writer.write(&vec![0; writer.end() - writer.start()]);
    }
}
