//! Reads one line piece by piece.

use crate::limits::{NAME_LIMIT, OFFSET_LIMIT};
use crate::location::Part;
use crate::notation::is_name;
use std::ops::Range;

/// What is wrong, and at which bytes of the file.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Problem {
    pub(crate) fn new(
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Problem { span, message: message.into(), help: help.into() }
    }
}

/// A place within a line of a file.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'s> {
    /// The file up to the end of the line.
    text: &'s str,
    position: usize,
}

/// A piece of source text and its place.
#[derive(Clone, Debug)]
pub(crate) struct Token<'s> {
    pub(crate) text: &'s str,
    pub(crate) span: Range<usize>,
}

/// The most characters of source text that a message repeats.
const QUOTED: usize = 40;

impl<'s> Cursor<'s> {
    /// At the start of the line that begins at byte `start`.
    pub(crate) fn new(text: &'s str, start: usize) -> Self {
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let end = start + text[start..end].trim_end_matches('\r').len();
        Cursor { text: &text[..end], position: start }
    }

    /// The rest of the line.
    pub(crate) fn rest(&self) -> &'s str {
        &self.text[self.position..]
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    pub(crate) fn skip_spaces(&mut self) {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
        self.position += self.rest().bytes().take_while(is_space).count();
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes `bytes` bytes.
    pub(crate) fn take(&mut self, bytes: usize) -> Token<'s> {
        let span = self.position..self.position + bytes;
        self.position = span.end;
        Token { text: &self.text[span.clone()], span }
    }

    /// Takes the characters that follow each other and satisfy `accept`.
    pub(crate) fn take_while(&mut self, accept: impl Fn(char) -> bool) -> Token<'s> {
        let rest = self.rest();
        self.take(rest.find(|c| !accept(c)).unwrap_or(rest.len()))
    }

    /// Skips spaces, then takes `text` if it comes next.
    pub(crate) fn eat(&mut self, text: &str) -> bool {
        self.skip_spaces();
        let comes = self.rest().starts_with(text);
        if comes {
            self.position += text.len();
        }
        comes
    }

    /// Whether only spaces or a comment are left.
    pub(crate) fn at_end(&mut self) -> bool {
        self.skip_spaces();
        matches!(self.peek(), None | Some('#'))
    }

    /// The comment that comes next, without its `#`.
    pub(crate) fn comment(&mut self) -> Option<String> {
        self.skip_spaces();
        self.rest().strip_prefix('#').map(|comment| comment.trim_end().to_owned())
    }

    /// Takes a run of characters without spaces; it is empty at the end of the line.
    pub(crate) fn word(&mut self) -> Token<'s> {
        self.skip_spaces();
        self.take_while(|c| !c.is_whitespace() && c != '#')
    }

    /// The place of what comes next, for messages.
    pub(crate) fn next_span(&self) -> Range<usize> {
        let mut ahead = self.clone();
        ahead.word().span
    }

    /// That something else comes than `expected`.
    pub(crate) fn unexpected(&self, expected: &str) -> Problem {
        let mut ahead = self.clone();
        let found = match ahead.word() {
            token if token.text.is_empty() => "the line ends here".to_owned(),
            token => format!("`{}` is not expected here", shorten(token.text)),
        };
        Problem::new(self.next_span(), found, format!("expected {expected}"))
    }

    /// Takes a name. `what` it names is for messages.
    pub(crate) fn name(&mut self, what: &str) -> Result<Token<'s>, Problem> {
        self.skip_spaces();
        let start = self.clone();
        let token = self.take_while(|c| c.is_alphanumeric() || c == '_' || c == '.');
        if is_name(token.text) {
            return Ok(token);
        }
        if token.text.chars().count() > NAME_LIMIT {
            return Err(Problem::new(
                token.span,
                format!("this name is longer than {NAME_LIMIT} characters"),
                "shorten it",
            ));
        }
        *self = start;
        Err(self.unexpected(what))
    }

    /// Takes a decimal number that is at most `limit`. `what` it counts is for messages.
    pub(crate) fn number(&mut self, what: &str, limit: u32) -> Result<u32, Problem> {
        self.skip_spaces();
        let start = self.clone();
        let token = self.take_while(|c| c.is_ascii_digit());
        let ends = !self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
        if token.text.is_empty() || !ends {
            *self = start;
            return Err(self.unexpected(what));
        }
        match token.text.parse() {
            Ok(number) if number <= limit => Ok(number),
            _ => Err(Problem::new(
                token.span,
                format!("`{}` is too large", shorten(token.text)),
                format!("expected {what} of at most {limit}"),
            )),
        }
    }

    /// Takes `@` and a bytecode offset.
    pub(crate) fn offset(&mut self) -> Result<u32, Problem> {
        if !self.eat("@") {
            return Err(self.unexpected("`@` and a bytecode offset"));
        }
        self.number("a bytecode offset", OFFSET_LIMIT)
    }

    /// Takes the end of the line and returns its comment.
    pub(crate) fn end(&mut self) -> Result<Option<String>, Problem> {
        match self.at_end() {
            true => Ok(self.comment()),
            false => Err(self.unexpected("the end of the line")),
        }
    }

    /// The place of a part of the line.
    pub(crate) fn part(mut self, part: Part) -> Range<usize> {
        self.skip_spaces();
        let start = self.position;
        let first = self.word();
        match part {
            Part::Whole => {
                let code = self.rest().find('#').unwrap_or(self.rest().len());
                start..first.span.end + self.rest()[..code].trim_end().len()
            }
            Part::Operand => match self.word() {
                token if token.text.is_empty() || token.text == "->" => first.span,
                token => token.span,
            },
            Part::Target => match self.rest().find("->") {
                Some(arrow) => {
                    self.take(arrow + 2);
                    self.word().span
                }
                None => first.span,
            },
        }
    }
}

/// `text` as a message repeats it.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
