//! The errors of inspecting code.

use backend_api::{BackendError, RunError};
use miette::Diagnostic;

/// Why there is nothing to look at.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A backend is not there, or can't compile the program.
    #[error(transparent)]
    Backend(#[from] BackendError),
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
}
