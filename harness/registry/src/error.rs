//! The errors of choosing backends.

use backend_api::BackendError;
use miette::Diagnostic;

/// Why there is no backend.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// No backend has this id.
    #[error("there is no backend called `{id}`")]
    UnknownBackend {
        /// What was asked for.
        id: String,
        /// What there is, and what may have been meant.
        #[help]
        help: String,
    },
    /// The backend is known, but this build or machine does not have it.
    #[error(transparent)]
    Backend(#[from] BackendError),
}
