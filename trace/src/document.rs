//! A program together with the file that it was read from.

use crate::diagnostic::Diagnostic;
use crate::parse::{Parsed, parse};
use crate::print::print_with;
use crate::program::Program;
use crate::source_map::SourceMap;
use crate::trivia::Trivia;
use crate::verify::{VerifiedProgram, verify};
use std::sync::Arc;

/// A `.uop` file: the program, the comments, and where everything is.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the file means.
    pub program: Arc<Program>,
    /// Comments and blank lines.
    pub trivia: Trivia,
    /// The text and the place of each item in it.
    pub source: SourceMap,
}

impl Document {
    /// Reads a file's contents; `file` is its name in messages.
    pub fn parse(file: &str, contents: &[u8]) -> Result<Document, Diagnostic> {
        let Parsed { text, program, trivia, lines } = parse(file, contents)?;
        let source = SourceMap::new(file, text, lines);
        Ok(Document { program: Arc::new(program), trivia, source })
    }

    /// The file in canonical layout, comments included.
    pub fn print(&self) -> String {
        print_with(&self.program, &self.trivia)
    }

    /// Proves that the program can be run safely.
    pub fn verify(&self) -> Result<VerifiedProgram, Diagnostic> {
        verify(self.program.clone()).map_err(|error| self.source.locate(&self.program, &error))
    }
}
