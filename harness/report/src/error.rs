//! The errors of writing a report.

use miette::Diagnostic;

/// Why a report or a chart can't be written.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// A file can't be written.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] files::Error),
    /// A chart could not be drawn.
    #[error("can't draw {chart}: {reason}")]
    Chart {
        /// The chart's file name.
        chart: String,
        /// Why.
        reason: String,
    },
}
