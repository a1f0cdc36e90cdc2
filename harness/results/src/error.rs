//! What can go wrong with results.

use miette::Diagnostic;
use std::path::PathBuf;

/// Why results can't be read, merged, compared or exported.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// The file can't be read, or is no JSON of this form.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] files::Error),
    /// A results file of another version.
    #[error("{path}: results of schema version {found} can't be read", path = path.display())]
    #[diagnostic(help("this uopbench reads versions 1 to {}", crate::SCHEMA_VERSION))]
    SchemaVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// A results file contradicts itself, or has nothing of what is asked for.
    #[error("{path}: {reason}", path = path.display())]
    Contradiction {
        /// The file.
        path: PathBuf,
        /// How.
        reason: String,
    },
    /// Results files don't belong together.
    #[error("can't merge: {reason}")]
    Merge {
        /// Why.
        reason: String,
    },
    /// Results files have nothing that can be compared.
    #[error("can't compare: {reason}")]
    Incomparable {
        /// Why.
        reason: String,
    },
    /// Results files are of different machines, and the user did not say that they may be.
    #[error("can't compare: {difference}")]
    #[diagnostic(help("--across-machines compares results of different machines"))]
    OtherMachine {
        /// How the machines differ.
        difference: String,
    },
}
