//! Traces that come and go one by one.
//!
//! Each trace is a block of its own. An exit leaves the program until it is taken for the first time;
//! then the trace that it leads to is compiled, if it isn't yet, and the exit is patched to jump
//! straight there. A trace can be removed, after which the exits that led there leave again.

use crate::CopyPatch;
use crate::exits::{Alone, Site};
use crate::memory::leave_registers;
use crate::ways;
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
    placed: Vec<Option<Alone>>,
    /// Which exits are linked: trace and index among its sites.
    linked: Vec<(TraceId, usize)>,
    /// Where frames go on, by number; see `Thread::return_table`.
    returns: Vec<usize>,
    /// The sleds that the program's ways out are in: its own, or those of the segments with its code.
    sleds: Vec<usize>,
    /// The memory of its own, if it has too many ways out for the shared ones.
    own_sled: Option<Block>,
}

type Enter = unsafe extern "C" fn(usize, *mut Ref, *mut Ref, *mut Thread) -> u64;

impl<'a> Traces<'a> {
    /// A program of which nothing is compiled.
    pub fn new(backend: &'a mut CopyPatch, program: &'a LoadedProgram) -> Self {
        let placed = program.traces().iter().map(|_| None).collect();
        let returns = vec![0; program.continuations().len() + 1];
        let (linked, sleds) = (Vec::new(), Vec::new());
        Traces { backend, program, placed, linked, returns, sleds, own_sled: None }
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
            if self.sleds.is_empty()
                && let Some((block, start)) = self.backend.emitter.own_sled(self.program)?
            {
                self.own_sled = Some(block);
                self.sleds.push(start);
            }
            let own = self.own_sled.as_ref().and_then(|_| self.sleds.first().copied());
            let alone = self.backend.emitter.emit_alone(self.program, id, own)?;
            self.placed[id.0 as usize] = Some(alone);
            self.set_returns();
        }
        Ok(())
    }

    /// Removes a trace: exits that lead there leave the program again, and its memory is free. It must
    /// not be running.
    pub fn remove(&mut self, id: TraceId) {
        let (gone, kept) = self.linked.iter().partition(|&&(from, site)| {
            from == id || self.site(from, site).is_some_and(|site| site.target == id)
        });
        self.linked = kept;
        let gone: Vec<(TraceId, usize)> = gone;
        for (from, site) in gone.into_iter().filter(|(from, _)| *from != id) {
            self.patch(from, site, None);
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
            let Some(alone) = &self.placed[id.0 as usize] else { return Ok(Status::RETURNED) };
            // SAFETY: `_ENTER` has this signature; the caller promises what the trace relies on. After
            // an exit the whole stack is in memory, as a trace's entry expects it.
            let way = unsafe {
                (*vm.thread).return_table = self.returns.as_ptr();
                let enter: Enter = std::mem::transmute::<usize, Enter>(alone.enter);
                let result = enter(alone.entry, vm.locals, vm.sp, vm.thread) as usize;
                if result == 0 {
                    return Ok(Status::RETURNED);
                }
                let plans = self.backend.emitter.plans();
                let way = ways::decode(self.program.program(), plans, self.offset(result));
                leave_registers(vm.thread, way.depth);
                vm.locals = (*vm.thread).locals;
                vm.sp = (*vm.thread).stack_pointer;
                way
            };
            let Ended::UnlinkedExit { trace: from, uop } = way.status.decode() else {
                return Ok(way.status);
            };
            let Some(target) = self.target(from, uop) else { return Ok(way.status) };
            self.compile(target)?;
            self.link(from, uop);
            id = target;
        }
    }

    /// Where in its sled a way out is.
    fn offset(&self, way_out: usize) -> usize {
        let offsets = self.sleds.iter().map(|sled| way_out.wrapping_sub(*sled));
        offsets.min().unwrap_or_default()
    }

    /// The trace that a uop's exit, or the return from its call, leads to.
    fn target(&self, id: TraceId, uop: u32) -> Option<TraceId> {
        let trace = &self.program.traces()[id.0 as usize];
        let exit = trace.insts[uop as usize].exit as usize;
        trace.targets.get(exit).copied().flatten()
    }

    fn site(&self, id: TraceId, site: usize) -> Option<&Site> {
        self.placed[id.0 as usize].as_ref()?.sites.get(site)
    }

    /// Links a uop's exit to its trace, which is compiled. A return has no code of its own to link.
    fn link(&mut self, from: TraceId, uop: u32) {
        let Some(alone) = &self.placed[from.0 as usize] else { return };
        let Some(index) = alone.sites.iter().position(|site| site.uop == uop) else { return };
        let target = alone.sites[index].target;
        let Some(to) = &self.placed[target.0 as usize] else { return };
        let (entry, body) = (to.entry, to.body);
        if !self.linked.contains(&(from, index)) && self.patch(from, index, Some((entry, body))) {
            self.linked.push((from, index));
        }
    }

    /// Makes an exit lead to a trace with this entry and body, or out of the program; says whether the
    /// code could be changed.
    fn patch(&self, from: TraceId, site: usize, to: Option<(usize, usize)>) -> bool {
        let Some(alone) = &self.placed[from.0 as usize] else { return false };
        let site = &alone.sites[site];
        let place = match (to, site.stub) {
            (None, _) => site.home,
            (Some((_, body)), None) => body,
            (Some((entry, _)), Some(stub)) => {
                if !alone.block.patch(stub.position(), stub.distance(entry)) {
                    return false;
                }
                stub.part
            }
        };
        site.holes.iter().all(|hole| alone.block.patch(hole.position(), hole.distance(place)))
    }

    /// Makes returns go on in the traces that are compiled; others leave the program.
    fn set_returns(&mut self) {
        let shared = self.backend.emitter.shared();
        if self.own_sled.is_none() && !self.sleds.contains(&shared.sled) {
            self.sleds.push(shared.sled);
        }
        let sled = if self.own_sled.is_some() { self.sleds[0] } else { shared.sled };
        self.returns[0] = shared.returned;
        let traces = self.program.traces();
        for (number, continuation) in self.program.continuations().iter().enumerate() {
            let target = continuation.target.and_then(|id| self.placed[id.0 as usize].as_ref());
            self.returns[number + 1] = match target {
                Some(alone) => alone.entry,
                None => {
                    let before = &traces[..continuation.trace.0 as usize];
                    let before: usize = before.iter().map(|trace| trace.insts.len()).sum();
                    let number = ways::exit(before + continuation.uop as usize);
                    sled + ways::offset(number)
                }
            };
        }
    }
}
