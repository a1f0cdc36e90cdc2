//! The errors that files of a dialect can have.

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

    /// An error of the parser in a file with this text.
    pub(crate) fn parse(path: &Path, text: &str, error: &syn::Error) -> Error {
        let (start, end) = (error.span().start(), error.span().end());
        let (line, column) = match (start.line, start.column) == (end.line, end.column) {
            // There is no token: the text ends too early.
            true => (text.lines().count(), text.lines().last().map_or(0, str::len)),
            false => (start.line, start.column),
        };
        let (path, message) = (path.to_owned(), error.to_string());
        Error::Text { path, line, column: column + 1, message }
    }

    /// An error of what a name in a file refers to.
    pub(crate) fn name(path: &Path, name: &syn::Ident, message: String) -> Error {
        Error::parse(path, "", &syn::Error::new(name.span(), message))
    }

    /// An error in a line of a file.
    pub(crate) fn line(path: &Path, line: usize, message: impl Into<String>) -> Error {
        Error::Text { path: path.to_owned(), line, column: 1, message: message.into() }
    }
}
