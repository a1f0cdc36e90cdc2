//! Errors with a place in a `.uop` file.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::fmt;
use std::ops::Range;

/// Characters of a source line that a message quotes on either side of the place it is about.
const CONTEXT: usize = 100;

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

/// A source line, shortened where it is long.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Excerpt {
    file: String,
    /// 0-based, as miette counts.
    line: usize,
    /// Characters of the line that were cut off in front.
    skipped: usize,
    text: String,
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
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let line_end = line_start + text[line_start..line_end].trim_end_matches('\r').len();
        let start = start.min(line_end);
        let end = text.ceil_char_boundary(span.end.clamp(start, line_end)).min(line_end);
        let line = text[..line_start].bytes().filter(|&byte| byte == b'\n').count();
        let column = text[line_start..start].chars().count();

        let before = &text[line_start..start];
        let kept = match before.char_indices().rev().nth(CONTEXT - 1) {
            Some((offset, _)) => line_start + offset,
            None => line_start,
        };
        let behind = match text[start..line_end].char_indices().nth(CONTEXT) {
            Some((offset, _)) => start + offset,
            None => line_end,
        };
        let mut quoted = String::new();
        let mut skipped = text[line_start..kept].chars().count();
        if kept > line_start {
            quoted.push('…');
            skipped -= 1;
        }
        let offset = quoted.len();
        quoted.push_str(&text[kept..behind]);
        if behind < line_end {
            quoted.push('…');
        }
        let label = start - kept + offset..end.min(behind) - kept + offset;
        Diagnostic(Box::new(Inner {
            message: message.into(),
            help: help.into(),
            line: line + 1,
            column: column + 1,
            excerpt: Excerpt { file: file.to_owned(), line, skipped, text: quoted },
            label,
        }))
    }

    /// Name of the file.
    pub fn file(&self) -> &str {
        &self.0.excerpt.file
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
        &self.0.excerpt.text
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

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, before, after)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.file.clone(),
            contents.data(),
            *contents.span(),
            self.line,
            contents.column() + self.skipped,
            contents.line_count(),
        )))
    }
}
