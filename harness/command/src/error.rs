//! The errors of a command, and its exit status after each.

use backend_api::BackendError;
use miette::Diagnostic;
use std::path::PathBuf;

/// An error of the `uopbench` command.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum Error {
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
    /// Results can't be read, merged, compared or exported.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Results(#[from] results::Error),
    /// Something can't be measured, or a result is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Measure(#[from] measure::Error),
    /// A program's code can't be looked at.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Inspect(#[from] inspect::Error),
    /// A report can't be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Report(#[from] report::Error),
    /// Criteria can't be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Evaluate(#[from] evaluate::Error),
    /// A campaign of random programs can't be run.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Fuzz(#[from] fuzz::Error),
    /// Other Pythons can't be measured.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Peers(#[from] peers::Error),
    /// Lines can't be counted.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Cost(#[from] cost::Error),
    /// A backend is not there, or can't compile a program.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// An optimiser pass has a defect.
    #[error(transparent)]
    Optimiser(#[from] trace::optimise::PassError),
    /// A program of the length or dialect asked for can't be generated.
    #[error(transparent)]
    Generate(#[from] trace::generate::RecipeError),
    /// No uop has this name, or it has no stencil.
    #[error("there is no stencil of `{name}`")]
    UnknownStencil {
        /// What was asked for.
        name: String,
        /// What may have been meant.
        #[help]
        help: String,
    },
    /// The project's sources can't be found.
    #[error("the project's sources are not here")]
    #[diagnostic(help("name their folder with --sources"))]
    NoSources,
    /// Tests on this machine say nothing of results of another one.
    #[error("the results are of {target}, and the tests would run on {here}")]
    #[diagnostic(help(
        "--run-tests needs results of this machine; on {target}, cargo can run the tests"
    ))]
    OtherTarget {
        /// What the results' programs were compiled for.
        target: String,
        /// What this was compiled for.
        here: String,
    },
    /// A criterion has a grade that the user gave in `--fail-on`.
    #[error("{criteria} of the criteria are as --fail-on says")]
    Criterion {
        /// How many.
        criteria: usize,
    },
    /// A comparison has a verdict that the user gave in `--fail-on`.
    #[error("{rows} of the compared numbers are as --fail-on says")]
    FailOn {
        /// How many.
        rows: usize,
    },
    /// There is an interrupted bench where another one is to begin.
    #[error("{folder} has an interrupted bench", folder = folder.display())]
    #[diagnostic(help("--resume goes on with it, --discard drops it"))]
    Interrupted {
        /// The folder of results.
        folder: PathBuf,
    },
    /// There is no interrupted bench to go on with.
    #[error("{folder} has no interrupted bench", folder = folder.display())]
    #[diagnostic(help("start one without --resume"))]
    NothingToResume {
        /// The folder of results.
        folder: PathBuf,
    },
    /// `shapes` is asked for something that it can't do for two shapes.
    #[error("{what}")]
    #[diagnostic(help("{help}"))]
    Shapes {
        /// What is in the way.
        what: String,
        /// What to do instead.
        help: String,
    },
    /// A bench was interrupted by the user.
    #[error("interrupted; {kept}")]
    Stopped {
        /// What is left of it.
        kept: String,
    },
    /// Standard output can't be written to.
    #[error("can't write to standard output: {0}")]
    Output(std::io::Error),
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
    /// A program does not do the same everywhere.
    #[error("wrong result: the program does not do the same everywhere")]
    Differs,
}

impl Error {
    /// The exit status: 1 for wrong results, 130 for an interruption, 2 for everything that the user
    /// can set right.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Error::Measure(
                measure::Error::WrongResult(_) | measure::Error::Process { wrong_result: true, .. },
            )
            | Error::Differs
            | Error::Found { .. }
            | Error::FailOn { .. }
            | Error::Criterion { .. } => 1,
            Error::Stopped { .. } => 130,
            _ => 2,
        }
    }
}
