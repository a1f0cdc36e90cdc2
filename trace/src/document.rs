//! A program together with the file that it was read from.

use crate::diagnostic::Diagnostic;
use crate::parse::{self, Cursor};
use crate::print;
use crate::program::{Program, TraceId};
use crate::verify::{VerifiedProgram, VerifyError, verify};
use std::collections::BTreeMap;
use std::ops::Range;
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
        parse::parse(file, contents)
    }

    /// The file in canonical layout, comments included.
    pub fn print(&self) -> String {
        print::print_with(&self.program, &self.trivia)
    }

    /// Proves that the program can be run safely.
    pub fn verify(&self) -> Result<VerifiedProgram, Diagnostic> {
        verify(self.program.clone()).map_err(|error| self.source.locate(&self.program, &error))
    }
}

/// The lines of a file that mean nothing to the program: comments and blank lines.
///
/// Items (a constant, a uop, …) have a line each and are counted in the order of the file.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Trivia {
    /// What stands around each item that has any.
    pub notes: BTreeMap<usize, Notes>,
    /// The lines behind the last item.
    pub end: Vec<TriviaLine>,
}

/// Comments and blank lines around one item.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Notes {
    /// The lines before it.
    pub before: Vec<TriviaLine>,
    /// The comment on its line, without the `#`.
    pub trailing: Option<String>,
}

/// A line without an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TriviaLine {
    /// An empty line.
    Blank,
    /// A comment, without the `#`.
    Comment(String),
}

/// A place in a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The program's name.
    Program,
    /// A parameter.
    Arg(usize),
    /// A local behind the parameters.
    Local(usize),
    /// The size of the evaluation stack.
    Stack,
    /// The start of a function's definition.
    Function(usize),
    /// A local of a function, counted with its parameters and free variables.
    FunctionLocal(usize, usize),
    /// The size of a function's evaluation stack.
    FunctionStack(usize),
    /// A constant.
    Const(usize),
    /// The start of a class.
    Class(usize),
    /// An attribute of a class's instances.
    Attribute(usize, usize),
    /// An attribute of a class.
    Member(usize, usize),
    /// A global name.
    Global(usize),
    /// The start of a trace.
    Trace(TraceId),
    /// A uop of a trace.
    Uop(TraceId, usize, Part),
    /// An exit of a trace.
    Exit(TraceId, usize, Part),
}

/// A part of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// All of it.
    Whole,
    /// The operand of a uop.
    Operand,
    /// What follows the arrow.
    Target,
}

/// Where in its file each item of a program is.
#[derive(Clone, Debug)]
pub struct SourceMap {
    file: String,
    text: Arc<str>,
    /// Offset of each item's line.
    lines: Vec<usize>,
}

impl SourceMap {
    pub(crate) fn new(file: &str, text: &str, lines: Vec<usize>) -> Self {
        SourceMap { file: file.to_owned(), text: text.into(), lines }
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The file's contents.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the verifier found, at its place in the file.
    pub fn locate(&self, program: &Program, error: &VerifyError) -> Diagnostic {
        let span = self.span(program, error.place);
        Diagnostic::new(&self.file, &self.text, span, &error.message, &error.help)
    }

    fn span(&self, program: &Program, place: Place) -> Range<usize> {
        let Some(&start) = self.lines.get(item(program, place)) else {
            return self.text.len()..self.text.len();
        };
        let part = match place {
            Place::Uop(_, _, part) | Place::Exit(_, _, part) => part,
            _ => Part::Whole,
        };
        Cursor::new(&self.text, start).part(part)
    }
}

/// The number of the item at `place`, in the order of the file.
fn item(program: &Program, place: Place) -> usize {
    let stack = 1 + program.local_count();
    let function_start = |index: usize| {
        let before = &program.functions[..index];
        stack + 1 + before.iter().map(|function| 2 + function.local_names().count()).sum::<usize>()
    };
    let consts = function_start(program.functions.len());
    let class_start = |index: usize| {
        let before = &program.classes[..index];
        let lines = before.iter().map(|class| 1 + class.attributes.len() + class.members.len());
        consts + program.consts.len() + lines.sum::<usize>()
    };
    let globals = class_start(program.classes.len());
    let trace_start = |id: TraceId| {
        let before = &program.traces[..id.0 as usize];
        let lines = before.iter().map(|trace| 1 + trace.uops.len() + trace.exits.len());
        globals + program.globals.len() + lines.sum::<usize>()
    };
    match place {
        Place::Program => 0,
        Place::Arg(index) => 1 + index,
        Place::Local(index) => 1 + program.args.len() + index,
        Place::Stack => stack,
        Place::Function(index) => function_start(index),
        Place::FunctionLocal(index, local) => function_start(index) + 1 + local,
        Place::FunctionStack(index) => {
            function_start(index) + 1 + program.functions[index].local_names().count()
        }
        Place::Const(index) => consts + index,
        Place::Class(index) => class_start(index),
        Place::Attribute(index, attribute) => class_start(index) + 1 + attribute,
        Place::Member(index, member) => {
            class_start(index) + 1 + program.classes[index].attributes.len() + member
        }
        Place::Global(index) => globals + index,
        Place::Trace(id) => trace_start(id),
        Place::Uop(id, index, _) => trace_start(id) + 1 + index,
        Place::Exit(id, index, _) => {
            trace_start(id) + 1 + program.traces[id.0 as usize].uops.len() + index
        }
    }
}
