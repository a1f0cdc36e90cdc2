//! The interpreter: a `match` loop over the uops' functions.
//!
//! The loader has decoded traces into 16-byte records ([`uops::Inst`]); compiling only resolves where
//! exits lead. Stack and locals are in memory, as in CPython's tier-2 interpreter.

mod dispatch;
mod tally;

use backend_api::{
    Backend, BackendError, BackendInfo, Code, CodeSizes, CompileOptions, Compiled, Piece, Status,
};
use dispatch::Table;
pub use tally::Following;
use tally::Tally;
use trace::LoadedProgram;
use uops::{Inst, Vm};

/// The `match` loop; id `interp-match`.
#[derive(Clone, Copy, Default, Debug)]
pub struct Match;

impl Match {
    /// The backend; it has no state.
    pub fn new() -> Self {
        Match
    }

    /// The program, to be run as by this backend while it is counted how often each uop is executed.
    pub fn profile(&self, program: &LoadedProgram) -> Profiled {
        self.profile_within(program, &[])
    }

    /// The same. It is also counted what follows some of the traces; `within` says of each trace whether it is one.
    pub fn profile_within(&self, program: &LoadedProgram, within: &[bool]) -> Profiled {
        Profiled(Decoded::new(program, Some(Tally::new(program, within))))
    }
}

impl Backend for Match {
    fn info(&self) -> BackendInfo {
        BackendInfo {
            id: "interp-match",
            description: "interpreter: a match loop over decoded uops, stack in memory",
        }
    }

    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError> {
        let tally = options.count.then(|| Tally::new(program, &[]));
        Ok(Box::new(Decoded::new(program, tally)))
    }
}

/// A program that notes how often each uop is executed.
pub struct Profiled(Decoded);

impl Profiled {
    /// How often each uop was executed so far, by trace.
    pub fn visits(&self) -> Vec<Vec<u64>> {
        let (tally, traces) = self.0.table.counted();
        traces.map(|trace| tally.visits(trace)).collect()
    }

    /// What follows each uop of the traces that were asked for, outside of them, by trace.
    pub fn following(&self) -> Vec<Vec<Following>> {
        let (tally, traces) = self.0.table.counted();
        traces.map(|trace| tally.following(trace)).collect()
    }

    /// What precedes the first of their uops.
    pub fn preceding(&self) -> Following {
        self.0.table.counted().0.preceding()
    }
}

impl Code for Profiled {
    unsafe fn enter(&self, vm: Vm) -> Status {
        // SAFETY: the caller's promise.
        unsafe { self.0.enter(vm) }
    }

    fn sizes(&self) -> CodeSizes {
        self.0.sizes()
    }

    fn pieces(&self) -> Vec<Piece> {
        self.0.pieces()
    }
}

/// Traces as the loop reads them.
struct Decoded {
    table: Table,
    count: bool,
}

impl Decoded {
    fn new(program: &LoadedProgram, tally: Option<Tally>) -> Self {
        let count = tally.is_some();
        Decoded { table: Table::new(program, tally.unwrap_or_default()), count }
    }
}

impl Compiled for Decoded {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        Ok(self)
    }
}

impl Code for Decoded {
    unsafe fn enter(&self, vm: Vm) -> Status {
        // SAFETY: the caller's promise; the table was made from the same program.
        unsafe {
            if self.count {
                dispatch::interpret::<true>(&self.table, vm.thread, vm.locals, vm.sp)
            } else {
                dispatch::interpret::<false>(&self.table, vm.thread, vm.locals, vm.sp)
            }
        }
    }

    fn sizes(&self) -> CodeSizes {
        CodeSizes { data: self.table.len() * size_of::<Inst>(), ..CodeSizes::default() }
    }

    fn pieces(&self) -> Vec<Piece> {
        Vec::new()
    }
}
