//! The errors of measuring.

use backend_api::{BackendError, RunError};
use miette::Diagnostic;

/// Why something can't be measured, or what was found out to be wrong.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A file can't be read or written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] files::Error),
    /// A program can't be loaded.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Program(#[from] programs::Error),
    /// There is no such backend.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Registry(#[from] registry::Error),
    /// Results can't be read or merged.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Results(#[from] results::Error),
    /// A program's code can't be looked at.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Inspect(#[from] inspect::Error),
    /// A backend can't compile a program.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// A program of the length or dialect asked for can't be generated.
    #[error(transparent)]
    Generate(#[from] trace::generate::RecipeError),
    /// The code can't be announced to profilers and debuggers.
    #[error(transparent)]
    Announce(#[from] debug_info::Error),
    /// A program could not be started.
    #[error("{workload} on {backend}: {source}")]
    Run {
        /// The workload's name.
        workload: String,
        /// The backend's id.
        backend: String,
        /// Why.
        source: RunError,
    },
    /// A bench can't go on as it was planned.
    #[error("can't go on with this bench: {reason}")]
    Schedule {
        /// Why.
        reason: String,
    },
    /// A process of a bench failed; what was wrong is on standard error.
    #[error("process {process} of the bench failed: {status}")]
    Process {
        /// Its number.
        process: usize,
        /// Whether it says that a backend gave a wrong result.
        wrong_result: bool,
        /// How it ended.
        status: String,
    },
    /// The processor is emulated.
    #[error(
        "time is not measured: {emulator} executes this program, and its time is no processor's"
    )]
    Emulated {
        /// The emulator's program.
        emulator: String,
    },
    /// Signals can't be handled.
    #[error("can't handle signals: {reason}")]
    Signals {
        /// Why.
        reason: String,
    },
    /// A backend gave a wrong result.
    #[error("wrong result: {0}")]
    WrongResult(String),
}
