//! The errors of finding and reading programs.

use miette::Diagnostic;
use std::path::PathBuf;

/// Why a program can't be loaded.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A file can't be read, or is no JSON of this form.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] files::Error),
    /// No workload has this name.
    #[error("there is no workload called `{name}`")]
    UnknownWorkload {
        /// What was asked for.
        name: String,
        /// What there is, and what may have been meant.
        #[help]
        help: String,
    },
    /// A folder has no recording of the dialect that was asked for.
    #[error("{folder} has no recording of {wanted}, but one of {recorded}", folder = folder.display())]
    #[diagnostic(help(
        "leave --dialect out to run that one, or record the program under the CPython of {wanted}"
    ))]
    OtherDialect {
        /// The folder.
        folder: PathBuf,
        /// The dialect that was asked for.
        wanted: String,
        /// The dialect of its recording.
        recorded: &'static str,
    },
    /// The folder of workloads was not found.
    #[error("found no folder of workloads")]
    #[diagnostic(help(
        "pass --workloads DIR, set {}, or work in a checkout of the project",
        crate::FOLDER_VARIABLE
    ))]
    NoWorkloads,
    /// An optimiser pass has a defect.
    #[error(transparent)]
    Optimiser(#[from] trace::optimise::PassError),
    /// A `.uop` file or a recording has errors.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Program(Box<dyn Diagnostic + Send + Sync>),
    /// A Python literal in `expected.json` could not be read.
    #[error("{path}: {message}", path = path.display())]
    Literal {
        /// The file.
        path: PathBuf,
        /// What is wrong with which literal.
        message: String,
    },
}
