//! The errors of reading and writing files.

use miette::{Diagnostic, SourceSpan};
use std::path::{Path, PathBuf};
use trace::{Cut, Excerpt};

/// The most characters of what a library says of a file: it may quote a whole value.
const MESSAGE: usize = 300;

/// Why a file can't be read or written.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// The system refuses it.
    #[error("can't {what} {path}: {source}", path = path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
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
    /// A JSON file is not what it should be.
    #[error("{message}")]
    Json {
        /// What is wrong.
        message: String,
        /// The file, around the place.
        #[source_code]
        excerpt: Excerpt,
        /// Where.
        #[label("here")]
        place: SourceSpan,
    },
    /// Something can't be written as JSON.
    #[error("can't be written as JSON: {0}")]
    Serialise(serde_json::Error),
}

impl Error {
    /// An input or output error: what was tried, and on which file or folder.
    pub fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Error::Io { what, path: path.into(), source }
    }

    /// A JSON error with its place in the text.
    pub fn json(path: &Path, text: &str, error: &serde_json::Error) -> Self {
        let line_start: usize =
            text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let offset = (line_start + error.column().saturating_sub(1)).min(text.len());
        let message = error.to_string();
        // The place is shown with the source.
        let message = message.split(" at line ").next().unwrap_or(&message);
        let file = path.display().to_string();
        let Cut { excerpt, label, .. } = Excerpt::of(&file, text, offset..offset);
        Error::Json {
            message: format!("{file}: {}", shortened(message)),
            excerpt,
            place: label.into(),
        }
    }
}

/// A message, cut off where it is long, with what a terminal would take for a command written out.
pub fn shortened(message: &str) -> String {
    let mut characters = message.chars();
    let mut short: String = characters.by_ref().take(MESSAGE).flat_map(escaped).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

/// A character as it is, or written out if it controls a terminal.
fn escaped(character: char) -> impl Iterator<Item = char> {
    let written = character.is_control().then(|| character.escape_default());
    written.into_iter().flatten().chain((!character.is_control()).then_some(character))
}
