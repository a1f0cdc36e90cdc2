//! The part of a source that a message quotes.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::Range;

/// Characters of a source line that a message quotes on either side of the place it is about.
const CONTEXT: usize = 100;

/// A source line, shortened where it is long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    file: String,
    /// 0-based, as miette counts.
    line: usize,
    /// Characters of the line that were cut off in front.
    skipped: usize,
    text: String,
}

/// An excerpt, and where in it and in the source the place is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cut {
    /// The excerpt.
    pub excerpt: Excerpt,
    /// Bytes of the excerpt's text that are the place.
    pub label: Range<usize>,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl Excerpt {
    /// The line around the bytes `span` of `text`, the contents of `file`. Of a long line it has only what
    /// is near the place, so that a message stays small however far to the right its place is.
    pub fn of(file: &str, text: &str, span: Range<usize>) -> Cut {
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
        Cut {
            excerpt: Excerpt { file: file.to_owned(), line, skipped, text: quoted },
            label,
            line: line + 1,
            column: column + 1,
        }
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The text that is quoted.
    pub fn text(&self) -> &str {
        &self.text
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
