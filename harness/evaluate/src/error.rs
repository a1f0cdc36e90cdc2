//! The errors of reading and evaluating criteria.

use miette::{Diagnostic, SourceSpan};
use std::path::PathBuf;
use trace::Excerpt;

/// Why criteria can't be read, or tests not be run.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A file can't be read, or cargo can't be started.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] files::Error),
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
        /// The file, around the place.
        #[source_code]
        excerpt: Excerpt,
        /// Where.
        #[label("here")]
        place: SourceSpan,
    },
    /// The sources, whose tests were to be run, are not there.
    #[error("the sources are not in {folder}", folder = folder.display())]
    #[diagnostic(help("tests can be run where uopbench was built only"))]
    NoSources {
        /// Where they were.
        folder: PathBuf,
    },
}
