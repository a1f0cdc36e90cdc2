//! Reads a program from text.
//!
//! `lexer` reads a line piece by piece. `parser` has the program as far as it has been read, and
//! `section` the order of the lines. `value`, `operand`, `definitions` and `trace` read the parts of
//! a line, `replay` those about opaque objects; `line` chooses among them by its first word.

mod definitions;
mod handlers;
mod known;
mod lexer;
mod line;
mod operand;
mod parser;
mod replay;
mod section;
mod trace;
mod value;

pub(crate) use lexer::Cursor;

use crate::diagnostic::Diagnostic;
use crate::program::Program;
use crate::trivia::Trivia;
use lexer::Problem;
use parser::Parser;
use uops::runtime::Value;

/// What a file consists of.
pub(crate) struct Parsed<'s> {
    /// The file's contents as text.
    pub(crate) text: &'s str,
    /// What it means.
    pub(crate) program: Program,
    /// Comments and blank lines.
    pub(crate) trivia: Trivia,
    /// Offset of each item's line.
    pub(crate) lines: Vec<usize>,
}

/// Reads the contents of the file called `file`.
pub(crate) fn parse<'s>(file: &str, contents: &'s [u8]) -> Result<Parsed<'s>, Diagnostic> {
    let text = std::str::from_utf8(contents).map_err(|error| {
        let valid = error.valid_up_to();
        // The rest of the line, as far as it is text, helps to find the place.
        let end = contents.len().min(valid + 200);
        let shown = String::from_utf8_lossy(&contents[..end]);
        let message = "this byte is not UTF-8";
        Diagnostic::new(file, &shown, valid..valid + 1, message, "save the file as UTF-8")
    })?;
    let diagnose =
        |problem: Problem| Diagnostic::new(file, text, problem.span, problem.message, problem.help);
    let mut parser = Parser::new(text);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        parser.line(Cursor::new(text, start)).map_err(diagnose)?;
        start += line.len();
    }
    parser.finish(text.len()).map_err(diagnose)?;
    let Parser { program, trivia, lines, .. } = parser;
    Ok(Parsed { text, program, trivia, lines })
}

/// Reads a single value in the notation of a `.uop` file: a Python literal on one line.
pub fn parse_value(text: &str) -> Result<Value, Diagnostic> {
    let diagnose = |problem: Problem| {
        Diagnostic::new("<value>", text, problem.span, problem.message, problem.help)
    };
    let mut cursor = Cursor::new(text, 0);
    let value = value::value(&mut cursor, known::Known::default()).map_err(diagnose)?;
    cursor.end().map_err(diagnose)?;
    Ok(value)
}
