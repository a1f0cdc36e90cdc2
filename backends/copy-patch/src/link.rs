//! Compiles, links and removes traces one by one.
//!
//! Each trace is a block of its own. An exit leaves the program until it is taken for the first time.
//! Then the trace that the exit leads to is compiled, unless it is compiled already, and the exit is
//! patched to jump straight to that trace. After a trace is removed, the exits that led to it leave
//! the program again.

use crate::CopyPatch;
use crate::exit_stubs;
use crate::hole::WrittenHole;
use crate::image::leave_registers;
use crate::isa;
use crate::links::LinkableExit;
use crate::separate::SeparateTrace;
use backend_api::{BackendError, Ended, Status};
use code_memory::Block;
use trace::{LoadedProgram, TraceId};
use uops::thread::Thread;
use uops::{Ref, Vm};

/// A program whose traces are compiled when they are first reached.
#[derive(Debug)]
pub struct Traces<'a> {
    backend: &'a mut CopyPatch,
    program: &'a LoadedProgram,
    /// By number.
    placed: Vec<Option<SeparateTrace>>,
    /// Which exits are linked: trace and index among its exits to other traces.
    linked: Vec<(TraceId, usize)>,
    /// Where frames go on, by number; see `Thread::return_table`.
    returns: Vec<usize>,
    /// The addresses of the exit stubs that the program uses: its own, or those of the segments with its
    /// code.
    exit_stubs: Vec<usize>,
    /// The memory of its own exit stubs, if it has more side exits than there are shared stubs.
    own_stubs: Option<Block>,
}

type Enter = unsafe extern "C" fn(usize, *mut Ref, *mut Ref, *mut Thread) -> u64;

impl<'a> Traces<'a> {
    /// A program of which nothing is compiled.
    pub fn new(backend: &'a mut CopyPatch, program: &'a LoadedProgram) -> Self {
        let placed = program.traces().iter().map(|_| None).collect();
        let returns = vec![0; program.continuations().len() + 1];
        let (linked, exit_stubs) = (Vec::new(), Vec::new());
        Traces { backend, program, placed, linked, returns, exit_stubs, own_stubs: None }
    }

    /// Which traces are compiled.
    pub fn compiled(&self) -> Vec<TraceId> {
        let numbers = 0..self.placed.len() as u32;
        numbers.map(TraceId).filter(|id| self.placed[id.0 as usize].is_some()).collect()
    }

    /// How many exits jump straight to their trace.
    pub fn links(&self) -> usize {
        self.linked.len()
    }

    /// Compiles a trace, unless it is.
    ///
    /// # Errors
    /// If the backend can't, or its memory is full.
    pub fn compile(&mut self, id: TraceId) -> Result<(), BackendError> {
        if self.placed[id.0 as usize].is_none() {
            if self.exit_stubs.is_empty()
                && let Some((block, start)) = self.backend.emitter.own_exit_stubs(self.program)?
            {
                self.own_stubs = Some(block);
                self.exit_stubs.push(start);
            }
            let own = self.own_stubs.as_ref().and_then(|_| self.exit_stubs.first().copied());
            let separate = self.backend.emitter.emit_separate(self.program, id, own)?;
            self.placed[id.0 as usize] = Some(separate);
            self.set_returns();
        }
        Ok(())
    }

    /// Removes a trace: exits that lead there leave the program again, and its memory is free. It must
    /// not be running.
    pub fn remove(&mut self, id: TraceId) {
        let (gone, kept) = self.linked.iter().partition(|&&(from, index)| {
            from == id || self.exit(from, index).is_some_and(|exit| exit.target == id)
        });
        self.linked = kept;
        let gone: Vec<(TraceId, usize)> = gone;
        for (from, index) in gone.into_iter().filter(|(from, _)| *from != id) {
            self.patch(from, index, None);
        }
        self.placed[id.0 as usize] = None;
        self.set_returns();
    }

    /// Runs from the entry until the program is left, and links the exits that are taken.
    ///
    /// # Safety
    /// As [`backend_api::Code::enter`]'s.
    ///
    /// # Errors
    /// If a trace can't be compiled; the program stops at the exit that leads there.
    pub unsafe fn run(&mut self, mut vm: Vm) -> Result<Status, BackendError> {
        let mut id = TraceId(0);
        loop {
            self.compile(id)?;
            let Some(separate) = &self.placed[id.0 as usize] else { return Ok(Status::RETURNED) };
            // SAFETY: `_ENTER` has this signature; the caller promises what the trace relies on. After
            // an exit the whole stack is in memory, as a trace's entry expects it.
            let exit = unsafe {
                (*vm.thread).return_table = self.returns.as_ptr();
                let enter: Enter = std::mem::transmute::<usize, Enter>(separate.enter);
                let result = enter(separate.entry, vm.locals, vm.sp, vm.thread) as usize;
                if result == 0 {
                    return Ok(Status::RETURNED);
                }
                let table = self.backend.emitter.config().table();
                let exit = exit_stubs::decode(self.program.program(), table, self.offset(result));
                leave_registers(vm.thread, exit.depth);
                vm.locals = (*vm.thread).locals;
                vm.sp = (*vm.thread).stack_pointer;
                exit
            };
            let Ended::UnlinkedExit { trace: from, uop } = exit.status.decode() else {
                return Ok(exit.status);
            };
            let Some(target) = self.target(from, uop) else { return Ok(exit.status) };
            self.compile(target)?;
            self.link(from, uop);
            id = target;
        }
    }

    /// Where an exit stub is, in bytes from the first one of its row.
    fn offset(&self, stub: usize) -> usize {
        let offsets = self.exit_stubs.iter().map(|first| stub.wrapping_sub(*first));
        offsets.min().unwrap_or_default()
    }

    /// The trace that a uop's exit, or the return from its call, leads to.
    fn target(&self, id: TraceId, uop: u32) -> Option<TraceId> {
        let trace = &self.program.traces()[id.0 as usize];
        let exit = trace.insts[uop as usize].exit as usize;
        trace.targets.get(exit).copied().flatten()
    }

    fn exit(&self, id: TraceId, index: usize) -> Option<&LinkableExit> {
        self.placed[id.0 as usize].as_ref()?.exits.get(index)
    }

    /// Links a uop's exit to its trace, which is compiled. A return has no code of its own to link.
    fn link(&mut self, from: TraceId, uop: u32) {
        let Some(separate) = &self.placed[from.0 as usize] else { return };
        let Some(index) = separate.exits.iter().position(|exit| exit.uop == uop) else { return };
        let target = separate.exits[index].target;
        let Some(to) = &self.placed[target.0 as usize] else { return };
        let (entry, body) = (to.entry, to.body);
        if !self.linked.contains(&(from, index)) && self.patch(from, index, Some((entry, body))) {
            self.linked.push((from, index));
        }
    }

    /// Makes an exit lead to a trace with this entry and body, or out of the program; says whether the
    /// code could be changed. It is not where a jump does not reach the trace: such an exit leaves the program each
    /// time, and [`Traces::run`] goes on in the trace.
    fn patch(&self, from: TraceId, index: usize, to: Option<(usize, usize)>) -> bool {
        let Some(separate) = &self.placed[from.0 as usize] else { return false };
        let exit = &separate.exits[index];
        let reaches =
            |hole: &WrittenHole, target: usize| hole.position().abs_diff(target) < isa::CALL_REACH;
        let is_near = match (to, exit.link_stub) {
            // It was there when the code was written.
            (None, _) => true,
            (Some((_, body)), None) => exit.holes.iter().all(|hole| reaches(hole, body)),
            (Some((entry, _)), Some(stub)) => reaches(&stub, entry),
        };
        if !is_near {
            return false;
        }
        let target = match (to, exit.link_stub) {
            (None, _) => exit.exit_stub,
            (Some((_, body)), None) => body,
            (Some((entry, _)), Some(stub)) => {
                if !separate.block.patch(stub.position(), stub.toward(entry)) {
                    return false;
                }
                stub.part
            }
        };
        exit.holes.iter().all(|hole| separate.block.patch(hole.position(), hole.toward(target)))
    }

    /// Makes returns go on in the traces that are compiled; others leave the program.
    fn set_returns(&mut self) {
        let shared = self.backend.emitter.shared();
        if self.own_stubs.is_none() && !self.exit_stubs.contains(&shared.exit_stubs) {
            self.exit_stubs.push(shared.exit_stubs);
        }
        let stubs = if self.own_stubs.is_some() { self.exit_stubs[0] } else { shared.exit_stubs };
        self.returns[0] = shared.returned;
        let traces = self.program.traces();
        for (number, continuation) in self.program.continuations().iter().enumerate() {
            let target = continuation.target.and_then(|id| self.placed[id.0 as usize].as_ref());
            self.returns[number + 1] = match target {
                Some(separate) => separate.entry,
                None => {
                    let before = &traces[..continuation.trace.0 as usize];
                    let before: usize = before.iter().map(|trace| trace.insts.len()).sum();
                    let number = exit_stubs::exit(before + continuation.uop as usize);
                    stubs + isa::exit_stubs::offset(number)
                }
            };
        }
    }
}
