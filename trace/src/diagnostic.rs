//! Errors with their place in a `.uop` file.

use crate::excerpt::{Cut, Excerpt};
use miette::{LabeledSpan, SourceCode};
use std::fmt;
use std::ops::Range;

/// What is wrong with a `.uop` file, and where.
///
/// It quotes the one line that it is about, so it stays small however large the file is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic(Box<Inner>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Inner {
    message: String,
    help: String,
    line: usize,
    column: usize,
    excerpt: Excerpt,
    /// Bytes of the excerpt's text that the message is about.
    label: Range<usize>,
}

impl Diagnostic {
    /// A diagnostic about the bytes `span` of `text`, the contents of the file `file`.
    pub(crate) fn new(
        file: &str,
        text: &str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let Cut { excerpt, label, line, column } = Excerpt::of(file, text, span);
        Diagnostic(Box::new(Inner {
            message: message.into(),
            help: help.into(),
            line,
            column,
            excerpt,
            label,
        }))
    }

    /// Name of the file.
    pub fn file(&self) -> &str {
        self.0.excerpt.file()
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The column in characters, counted from 1.
    pub fn column(&self) -> usize {
        self.0.column
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What was expected, or what can be done.
    pub fn help(&self) -> &str {
        &self.0.help
    }

    /// The line that the message is about; of a long one, the part around the column.
    pub fn source_line(&self) -> &str {
        self.0.excerpt.text()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file(), self.line(), self.column(), self.message())
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.help())).filter(|help| !help.is_empty()).map(|help| help as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.0.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_primary_with_span(None, self.0.label.clone());
        Some(Box::new(std::iter::once(label)))
    }
}
