//! What can be wrong with the files of a dialect.

use std::path::{Path, PathBuf};

/// Why a dialect can't be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file can't be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file says something wrong.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Text {
        /// The file.
        path: PathBuf,
        /// The line, from 1 on.
        line: usize,
        /// The column, from 1 on.
        column: usize,
        /// What is wrong.
        message: String,
    },
}

impl Error {
    /// An error of the file system.
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        move |source| Error::Io { path: path.to_owned(), source }
    }

    /// An error of the parser.
    pub(crate) fn parse(path: &Path) -> impl FnOnce(syn::Error) -> Error {
        move |error| {
            let place = error.span().start();
            Error::Text {
                path: path.to_owned(),
                line: place.line,
                column: place.column + 1,
                message: error.to_string(),
            }
        }
    }

    /// An error in a line of a file.
    pub(crate) fn line(path: &Path, line: usize, message: impl Into<String>) -> Error {
        Error::Text { path: path.to_owned(), line, column: 1, message: message.into() }
    }
}
