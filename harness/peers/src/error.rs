//! The errors of measuring other Pythons.

use miette::Diagnostic;
use std::path::PathBuf;

/// Why a Python can't be measured.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A file can't be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] files::Error),
    /// A Python that was asked for can't be used.
    #[error("{path} can't be measured: {reason}", path = path.display())]
    Python {
        /// The executable.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// No Python was found.
    #[error("found no CPython 3.11 or later")]
    #[diagnostic(help("name one with --python PATH"))]
    NoPython,
}
