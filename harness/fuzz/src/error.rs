//! The errors of a campaign.

use miette::Diagnostic;

/// Why programs can't be run.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A process can't be started, or a file not be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] files::Error),
    /// There is no such backend.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Registry(#[from] registry::Error),
    /// A program has errors.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Program(Box<dyn Diagnostic + Send + Sync>),
    /// There are no programs of the dialect or length.
    #[error(transparent)]
    Generate(#[from] trace::generate::RecipeError),
    /// A process ends before it runs any program.
    #[error(
        "no process for programs can be started: {how}; `--runner` names the command that starts \
         processes, which is needed under an emulator"
    )]
    Start {
        /// How it ended.
        how: String,
    },
    /// A request names passes or mixes that there are not.
    #[error("no request of a campaign: {reason}")]
    Request {
        /// Why.
        reason: String,
    },
}
