//! What a backend is.
//!
//! A [`Backend`] turns a [`LoadedProgram`] into [`Compiled`] traces that are not executable yet;
//! publishing makes them [`Code`], which [`run`] runs. The three steps are apart because they are
//! measured apart.
//!
//! # What a backend gets
//! A [`LoadedProgram`] has passed the verifier: every uop finds on the stack what it takes, of the kinds
//! that its function relies on, and there is room for what it pushes. `traces()` are the traces, the
//! first of them the entry. The fields of a trace: `insts` are the uops with operands that are ready to use
//! (addresses of constants, versions, offsets), `depths` the depth of the stack before each, `stack` the
//! depth at its start.
//!
//! # What a uop does
//! The function that its row names in [`uops::semantics`], for which [`uops::for_each_uop`] hands over
//! all rows. It gets the registers ([`Vm`]), with `sp` under its inputs, its operands
//! ([`uops::Operands`]) and its inputs by value, and answers with [`uops::Flow`]:
//!
//! | answer | what to do |
//! |---|---|
//! | `Next` | push the outputs, go on with the next uop |
//! | `Exit` | the stack is as it was before the uop, or without its inputs if the row says `exit_pops`; go on at the start of the trace `targets[inst.exit]`, or leave with [`Status::unlinked_exit`] if that is none |
//! | `Error` | the stack is as it was before the uop; leave with [`Status::error`] |
//! | `Top` | go on at `trace.top()` of the same trace |
//! | `Return` | the number `return_to` of the frame that is now current says where to go on: 0 is the end, [`Status::RETURNED`]; another is an index and 1 of `continuations()`, a trace or, where there is none, the unlinked exit of the continuation's uop. It comes only right after the frame has changed, where all slots are in memory, and not only from a trace's last uop |
//!
//! A program that handles exceptions is entered again after an error, in another frame and with another stack: its first
//! trace is the uop `_DYNAMIC_EXIT`, which answers `Return`. A backend does nothing for that.
//!
//! A backend may hold stack slots wherever it likes while a trace runs. Under a uop whose row says
//! `below` they are in memory, and so they are at the end: code that leaves the program writes all slots, and sets
//! `locals` and `stack_pointer` of the thread. `return_table` of the thread is the backend's own.
//!
//! [`conformance`] tests that a backend does all this. `examples/own-backend` of the project is a backend of a
//! few hundred lines that does.

pub mod conformance;
mod isa;
mod observe;
mod phase;
mod runner;

pub use observe::{Slots, Stopped, observe};
pub use phase::{Phase, Phases};
pub use runner::{Outcome, RunError, RunReport, run, run_timed};
use trace::{LoadedProgram, TraceId};
use uops::Vm;
use uops::helpers::Helper;

/// What a backend is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BackendInfo {
    /// The id used on the command line and in results, such as `copy-patch`.
    pub id: &'static str,
    /// One line for people.
    pub description: &'static str,
}

/// How to compile.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct CompileOptions {
    /// Count uops executed and exits taken in the thread. Off wherever something is measured.
    pub count: bool,
    /// Let a compiler check its own intermediate forms. On in tests, off while timing.
    pub verify: bool,
    /// Remember which bytes belong to which uop, for [`Code::pieces`], and make code for debuggers
    /// to look at: in pages of its own. Off while timing.
    pub map: bool,
    /// Announce this code to profilers and debuggers, if the user asked for that.
    pub announce: bool,
    /// Bytes left free in front of published code, to vary where it lies; rounded up to a multiple
    /// of 16. Interpreters have no code to shift.
    pub shift: u16,
}

/// Why a backend has no code to offer.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// This build or machine does not have it.
    #[error("backend {backend} is not available: {reason}")]
    Unavailable {
        /// The backend's id.
        backend: &'static str,
        /// Why, and what to do.
        reason: String,
    },
    /// The program is beyond a limit of the backend.
    #[error("{backend} can't compile this program: {reason}")]
    Limit {
        /// The backend's id.
        backend: &'static str,
        /// Which limit.
        reason: String,
    },
    /// The system gives no executable memory.
    #[error("no executable memory for {backend}: {source}")]
    Memory {
        /// The backend's id.
        backend: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The code could not be announced to profilers or debuggers.
    #[error(transparent)]
    Announcement(Box<dyn std::error::Error + Send + Sync>),
    /// A compiler failed: a defect of the backend, not of the program.
    #[error("{backend} failed: {message}")]
    Internal {
        /// The backend's id.
        backend: &'static str,
        /// What it said.
        message: String,
    },
}

impl BackendError {
    /// The error of a backend that makes machine code, on a target that it has none for. `what` names what
    /// the backend does not have, such as "stencils".
    pub fn no_isa(backend: &'static str, what: &str) -> Self {
        let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
        let reason = format!("there are no {what} for {arch} {os}; build for {}", isa::WITH_CODE);
        BackendError::Unavailable { backend, reason }
    }
}

/// Something that can run programs.
///
/// One backend compiles many programs, one after the other. It keeps what can be reused between programs.
/// Compiled programs may outlive the backend.
pub trait Backend {
    /// The name of the backend, which never changes.
    fn info(&self) -> BackendInfo;

    /// Translates all traces of a program, up to but not including making them executable.
    ///
    /// This is what `compile_ns` measures. Whatever the backend reuses between programs is made before,
    /// when the backend is made.
    ///
    /// With `options.count` the code adds 1 to the thread's `uops_executed` before each uop and to
    /// `exits_taken` at each exit that is taken. Unlinked exits count, errors do not.
    ///
    /// # Errors
    /// [`BackendError::Limit`] if the program is larger than the backend can compile. A backend must not
    /// panic on a program that the verifier has accepted.
    fn compile(
        &mut self,
        program: &LoadedProgram,
        options: CompileOptions,
    ) -> Result<Box<dyn Compiled>, BackendError>;

    /// Compiles once more, and says how long each phase took; `None` if the backend can't tell.
    ///
    /// Reading the clock takes time, so the sum of the phases may exceed the time of [`Backend::compile`].
    fn phases(&mut self, _program: &LoadedProgram) -> Result<Option<Phases>, BackendError> {
        Ok(None)
    }

    /// Whether a program's code has the same length in every process. The length varies if a compiler
    /// chooses instructions by the addresses of objects.
    fn is_repeatable(&self) -> bool {
        true
    }

    /// The addresses outside of a program's own code that the code may call. By default these are the
    /// addresses of all helpers.
    fn callees(&self) -> Vec<usize> {
        Helper::ALL.iter().map(|helper| helper.address()).collect()
    }

    /// The executable memory of all programs, if they share it.
    fn code_memory(&self) -> Option<CodeMemory> {
        None
    }
}

/// Executable memory that programs share, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct CodeMemory {
    /// The bytes of all programs, and of the code that they share.
    pub used: usize,
    /// The bytes of all pages that have been written to.
    pub pages: usize,
}

/// A translated program that is not executable yet.
pub trait Compiled {
    /// Makes the program executable. This is what `publish_ns` measures. An interpreter does nothing here.
    ///
    /// # Errors
    /// [`BackendError::Memory`] if there is no executable memory.
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError>;
}

/// A program that can be run any number of times. Dropping this frees the program's memory.
pub trait Code {
    /// Runs from the entry's first uop until the program is left.
    ///
    /// # Safety
    /// `vm` holds the runtime's thread and a fresh activation of the program that was compiled, and
    /// both program and runtime are alive. On return the thread's `locals` and `stack_pointer` say
    /// where the program stopped.
    unsafe fn enter(&self, vm: Vm) -> Status;

    /// Sizes in bytes.
    fn sizes(&self) -> CodeSizes;

    /// The machine code, piece by piece, if it was compiled with [`CompileOptions::map`]; empty for an
    /// interpreter.
    fn pieces(&self) -> Vec<Piece>;
}

/// How much memory a program's code takes, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct CodeSizes {
    /// Machine code on the hot path.
    pub hot: usize,
    /// Machine code off the hot path: slow paths, exits, trampolines.
    pub cold: usize,
    /// Constants and tables, and for an interpreter the decoded uops.
    pub data: usize,
    /// Filling between the pieces.
    pub padding: usize,
    /// Executable memory that the program takes: where programs share pages, its part of them.
    pub executable: usize,
}

impl CodeSizes {
    /// All machine code.
    pub fn code(&self) -> usize {
        self.hot + self.cold
    }
}

/// A run of machine code that belongs together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// What it is for.
    pub role: Role,
    /// The address that it runs at.
    pub address: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a piece of machine code is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// The hot path of a uop.
    Hot {
        /// Its trace.
        trace: TraceId,
        /// Its index in the trace.
        uop: u32,
    },
    /// The rest of a uop: slow paths.
    Cold {
        /// Its trace.
        trace: TraceId,
        /// Its index in the trace.
        uop: u32,
    },
    /// The side exits of a uop.
    Exit {
        /// Its trace.
        trace: TraceId,
        /// Its index in the trace.
        uop: u32,
    },
    /// The entry of a trace: prologue, moves. If the code of uops can't be distinguished, all of the trace.
    Entry {
        /// The trace.
        trace: TraceId,
    },
    /// What enters a program: what the host calls.
    Enter,
    /// Other code that traces share.
    Shared,
    /// Constants and tables among the code.
    Data,
}

/// Why a run of code ended.
///
/// Machine code returns it, so it is one `u64`: the low 8 bits say what happened, the next 24 bits are the
/// number of the trace, the high 32 bits the index of the uop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status(pub u64);

impl Status {
    /// The program returned.
    pub const RETURNED: Status = Status(0);

    /// The uop left through an unlinked exit.
    pub const fn unlinked_exit(trace: TraceId, uop: u32) -> Status {
        Status(1 | (trace.0 as u64) << 8 | (uop as u64) << 32)
    }

    /// The uop set an exception.
    pub const fn error(trace: TraceId, uop: u32) -> Status {
        Status(2 | (trace.0 as u64) << 8 | (uop as u64) << 32)
    }

    /// What happened.
    pub fn decode(self) -> Ended {
        let trace = TraceId((self.0 >> 8) as u32 & 0xff_ffff);
        let uop = (self.0 >> 32) as u32;
        match self.0 & 0xff {
            0 => Ended::Returned,
            1 => Ended::UnlinkedExit { trace, uop },
            _ => Ended::Error { trace, uop },
        }
    }
}

/// A decoded [`Status`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// The program returned.
    Returned,
    /// It left through an unlinked exit.
    UnlinkedExit {
        /// The trace.
        trace: TraceId,
        /// The uop's index.
        uop: u32,
    },
    /// A uop set an exception.
    Error {
        /// The trace.
        trace: TraceId,
        /// The uop's index.
        uop: u32,
    },
}
