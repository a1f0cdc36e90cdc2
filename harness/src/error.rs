//! What can go wrong.

use backend_api::{BackendError, RunError};
use miette::{Diagnostic, NamedSource, SourceSpan};
use std::path::{Path, PathBuf};

/// An error of the `uopbench` command.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// No workload has this name.
    #[error("there is no workload called `{name}`")]
    UnknownWorkload {
        /// What was asked for.
        name: String,
        /// What there is, and what may have been meant.
        #[help]
        help: String,
    },
    /// No backend has this id.
    #[error("there is no backend called `{id}`")]
    UnknownBackend {
        /// What was asked for.
        id: String,
        /// What there is, and what may have been meant.
        #[help]
        help: String,
    },
    /// No uop has this name, or it has no stencil.
    #[error("there is no stencil of `{name}`")]
    UnknownStencil {
        /// What was asked for.
        name: String,
        /// What may have been meant.
        #[help]
        help: String,
    },
    /// The folder of workloads was not found.
    #[error("found no folder of workloads")]
    #[diagnostic(help(
        "pass --workloads DIR, set {}, or work in a checkout of the project",
        crate::workload::FOLDER_VARIABLE
    ))]
    NoWorkloads,
    /// The backend is known, but this build or machine does not have it.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// An optimiser pass has a defect.
    #[error(transparent)]
    Optimiser(#[from] trace::optimise::PassError),
    /// A program of the length asked for can't be generated.
    #[error(transparent)]
    Generate(#[from] trace::generate::LengthError),
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
    /// A `.uop` file has errors.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Program(Box<dyn Diagnostic + Send + Sync>),
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
    /// A JSON file is not what it should be.
    #[error("{message}")]
    Json {
        /// What is wrong.
        message: String,
        /// The file.
        #[source_code]
        source_code: NamedSource<String>,
        /// Where.
        #[label("here")]
        place: SourceSpan,
    },
    /// No criteria have this name.
    #[error("there are no criteria called `{name}`")]
    UnknownCriteria {
        /// What was asked for.
        name: String,
        /// What there is, and what may have been meant.
        #[help]
        help: String,
    },
    /// A file of criteria is not what it should be.
    #[error("{message}")]
    #[diagnostic(help("docs/criteria.md says what criteria are"))]
    Criteria {
        /// What is wrong.
        message: String,
        /// The file.
        #[source_code]
        source_code: NamedSource<String>,
        /// Where.
        #[label("here")]
        place: SourceSpan,
    },
    /// Criteria came to what the user said they must not.
    #[error("{criteria} of the criteria are as --fail-on says")]
    Criterion {
        /// How many.
        criteria: usize,
    },
    /// The sources, whose tests were to be run, are not there.
    #[error("the sources are not in {folder}", folder = folder.display())]
    #[diagnostic(help("tests can be run where uopbench was built only"))]
    NoSources {
        /// Where they were.
        folder: PathBuf,
    },
    /// A results file of another version.
    #[error("{path}: results of schema version {found} can't be read", path = path.display())]
    #[diagnostic(help("this uopbench reads versions 1 to {}", crate::record::SCHEMA_VERSION))]
    SchemaVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// A results file contradicts itself.
    #[error("{path}: {reason}", path = path.display())]
    Results {
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
    /// Results files can't be compared.
    #[error("can't compare: {reason}")]
    #[diagnostic(help("--across-machines compares results of different machines"))]
    Incomparable {
        /// Why.
        reason: String,
    },
    /// A comparison is as the user said it must not be.
    #[error("{rows} of the compared numbers are as --fail-on says")]
    FailOn {
        /// How many.
        rows: usize,
    },
    /// A bench can't go on as it was planned.
    #[error("can't go on with this bench: {reason}")]
    Plan {
        /// Why.
        reason: String,
    },
    /// There is an interrupted bench where another one is to begin.
    #[error("{folder} has an interrupted bench", folder = folder.display())]
    #[diagnostic(help("--resume goes on with it, --discard drops it"))]
    Interrupted {
        /// The folder of results.
        folder: PathBuf,
    },
    /// A bench was interrupted by the user.
    #[error("interrupted; {kept}")]
    Stopped {
        /// What is left of it.
        kept: String,
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
    /// Signals can't be handled.
    #[error("can't handle signals: {reason}")]
    Signals {
        /// Why.
        reason: String,
    },
    /// A Python literal in `expected.json` could not be read.
    #[error("{path}: {message}", path = path.display())]
    Literal {
        /// The file.
        path: PathBuf,
        /// What is wrong with which literal.
        message: String,
    },
    /// Nothing can be written to the folder for results.
    #[error("can't write to {folder}: {reason}", folder = folder.display())]
    #[diagnostic(help("name a folder that can be written to with --out"))]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// A file could not be read or written.
    #[error("can't {what} {path}: {source}", path = path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Standard output can't be written to.
    #[error("can't write to standard output: {0}")]
    Output(std::io::Error),
    /// A chart could not be drawn.
    #[error("can't draw {chart}: {reason}")]
    Chart {
        /// The chart's file name.
        chart: String,
        /// Why.
        reason: String,
    },
    /// Tools could not be told of the code.
    #[error(transparent)]
    Tools(#[from] debug_info::Error),
    /// Programs do not do the same everywhere.
    #[error("{findings} of {cases} programs of seed {seed} do not do the same everywhere")]
    #[diagnostic(help("{} has a small program for each; `uopbench run` shows what it does", folder.display()))]
    Found {
        /// How many.
        findings: usize,
        /// How many programs ran.
        cases: u64,
        /// Their seed.
        seed: u64,
        /// Where they are.
        folder: PathBuf,
    },
    /// A backend gave a wrong result.
    #[error("wrong result: {0}")]
    WrongResult(String),
}

impl Error {
    /// The exit status: 1 for wrong results, 130 for an interruption, 2 for everything that the user
    /// can set right.
    pub fn status(&self) -> u8 {
        match self {
            Error::WrongResult(_)
            | Error::Found { .. }
            | Error::Process { wrong_result: true, .. }
            | Error::FailOn { .. }
            | Error::Criterion { .. } => 1,
            Error::Stopped { .. } => 130,
            _ => 2,
        }
    }

    /// A JSON error with its place in the text.
    pub fn json(path: &Path, text: &str, error: &serde_json::Error) -> Self {
        let line_start: usize =
            text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let offset = (line_start + error.column().saturating_sub(1)).min(text.len());
        let message = error.to_string();
        // The place is shown with the source.
        let message = message.split(" at line ").next().unwrap_or(&message);
        Error::Json {
            message: format!("{}: {message}", path.display()),
            source_code: NamedSource::new(path.display().to_string(), text.to_owned())
                .with_language("JSON"),
            place: (offset, 0).into(),
        }
    }

    /// An input or output error.
    pub fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Error::Io { what, path: path.into(), source }
    }
}
