//! Traces that are translated one by one and linked later.

use crate::code::Code;
use crate::emit::{Emitter, GUESS};
use crate::exit_stubs;
use crate::isa;
use crate::links::{LinkableExit, Linking, PlacedTrace};
use crate::observer::Unobserved;
use crate::pass::Pass;
use backend_api::{BackendError, CompileOptions};
use code_memory::Block;
use trace::{LoadedProgram, TraceId};

/// A trace that was translated by itself.
#[derive(Debug)]
pub struct SeparateTrace {
    /// Its code.
    pub block: Block,
    /// The address of the function that a C caller calls.
    pub enter: usize,
    /// The address for an entry with the whole stack in memory.
    pub entry: usize,
    /// The address for an entry with the topmost slots in registers.
    pub body: usize,
    /// Its exits to other traces.
    pub exits: Vec<LinkableExit>,
}

impl Emitter {
    /// Makes exit stubs for a program's side exits, and says where they are, if the program has more
    /// than there are shared stubs.
    ///
    /// # Errors
    /// If there is no executable memory.
    pub fn own_exit_stubs(
        &mut self,
        program: &LoadedProgram,
    ) -> Result<Option<(Block, usize)>, BackendError> {
        let count = exit_stubs::count(program.program().uop_count());
        if count <= exit_stubs::SHARED {
            return Ok(None);
        }
        let len = isa::exit_stubs::len(count);
        let writer = self.arena().writer(len + Code::SLACK).map_err(self.no_memory())?;
        let windows = isa::Windows::one(&writer);
        let mut code = Code::new(writer, windows);
        let start = code.cursor.cold() - len;
        self.use_segment(code.prefix());
        let stubs = isa::exit_stubs::code(count, start, self.shared().values.leave);
        let start = code.push_bytes(&stubs, isa::exit_stubs::SIZE);
        let block = code.finish().map_err(self.no_memory())?;
        block.make_executable().map_err(self.no_memory())?;
        Ok(Some((block, start)))
    }

    /// Translates one trace of a program, whose exits lead to the exit stubs at `stubs`, or to the
    /// shared ones, until they are linked.
    ///
    /// # Errors
    /// If an operand does not fit its hole, or there is no executable memory.
    pub fn emit_separate(
        &mut self,
        program: &LoadedProgram,
        id: TraceId,
        stubs: Option<usize>,
    ) -> Result<SeparateTrace, BackendError> {
        let trace = &program.traces()[id.0 as usize];
        let mut room = trace.insts.len() * GUESS + Code::SLACK;
        loop {
            let code = self.begin(program, room, CompileOptions::default())?;
            let assembler = self.assembler(code, Unobserved, Linking::Later);
            let shared = assembler.buffers.shared.exit_stubs;
            assembler.buffers.exit_stubs = stubs.unwrap_or(shared);
            let mut pass = Pass::new(assembler);
            pass.trace(id, trace);
            let Pass { mut assembler, numbers, .. } = pass;
            let exits = assembler.linkable_exits();
            let PlacedTrace { entry, body, .. } = assembler.buffers.traces[id.0 as usize];
            let code = assembler.code;
            if code.cursor.is_full() {
                room *= 2;
                continue;
            }
            self.check(numbers)?;
            let block = code.finish().map_err(self.no_memory())?;
            let place = block.as_ptr().addr();
            if stubs.is_some_and(|stubs| place.abs_diff(stubs) >= isa::CALL_REACH) {
                let reason = "there is no memory near the exits of the program".to_owned();
                return Err(BackendError::Limit { backend: self.config().id(), reason });
            }
            block.make_executable().map_err(self.no_memory())?;
            let enter = self.shared().enter;
            return Ok(SeparateTrace { block, enter, entry, body, exits });
        }
    }
}
