//! The errors of counting and building.

use miette::Diagnostic;
use std::path::PathBuf;

/// Why a backend's cost is not known.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A file can't be read, or cargo can't be started.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] files::Error),
    /// A folder has no sources of the project.
    #[error("{path} is no checkout of uopbench", path = path.display())]
    #[diagnostic(help("it has no file {landmark}"))]
    NoCheckout {
        /// The folder.
        path: PathBuf,
        /// A file that each checkout has.
        landmark: &'static str,
    },
    /// A source is not Rust.
    #[error("{path}: {reason}", path = path.display())]
    Source {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A package can't be built.
    #[error("{package} can't be built: {reason}")]
    Build {
        /// The package.
        package: String,
        /// What cargo said last.
        reason: String,
    },
}
