//! The program as far as it has been read.

use super::known::Numbers;
use super::lexer::{Cursor, Problem, Token, shorten};
use super::section::Section;
use crate::program::{ClassId, ConstId, ExitId, FrameWalk, FunctionId, Program, TraceId};
use crate::trivia::{Trivia, TriviaLine};
use std::collections::HashMap;

/// What is given for a parameter or a free variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Held {
    /// The parameter's value by default.
    Default {
        /// Whether it takes its argument by name only.
        by_name: bool,
    },
    /// What the variable's cell holds.
    Cell,
    /// The function's attribute of this number.
    Attribute(usize),
}

/// The program as far as it has been read.
pub(super) struct Parser<'s> {
    pub(super) program: Program,
    pub(super) section: Section,
    /// Offset of each item's line.
    pub(super) lines: Vec<usize>,
    pub(super) trivia: Trivia,
    /// Comments and blank lines before the next item.
    pub(super) pending: Vec<TriviaLine>,
    pub(super) functions: HashMap<&'s str, FunctionId>,
    /// The locals of each function.
    pub(super) locals: Vec<HashMap<&'s str, u16>>,
    pub(super) consts: HashMap<&'s str, ConstId>,
    /// Of what values refer to.
    pub(super) numbers: Numbers<'s>,
    pub(super) classes: HashMap<&'s str, ClassId>,
    /// The current class's attributes.
    pub(super) attributes: HashMap<&'s str, usize>,
    /// The current class's members.
    pub(super) members: HashMap<&'s str, usize>,
    pub(super) globals: HashMap<&'s str, u32>,
    pub(super) names: HashMap<&'s str, u32>,
    pub(super) traces: HashMap<&'s str, TraceId>,
    pub(super) regions: HashMap<&'s str, usize>,
    /// Whose frame the next uop runs in.
    pub(super) frames: FrameWalk,
    /// The current trace's exits.
    pub(super) exits: HashMap<&'s str, ExitId>,
    /// The current trace's uops that name an exit.
    pub(super) exit_uses: Vec<(usize, Token<'s>)>,
    /// Exits that name a trace.
    pub(super) links: Vec<(usize, usize, Token<'s>)>,
    /// Where a run begins, and where handlers go on, by their number.
    pub(super) landings: Vec<(Option<usize>, Token<'s>)>,
    /// Defaults and cells, which name what comes later.
    pub(super) held: Vec<(FunctionId, Held, Option<Token<'s>>)>,
    /// Classes, and bases that come later.
    pub(super) bases: Vec<(ClassId, Token<'s>)>,
}

impl<'s> Parser<'s> {
    /// At the start of a file with this text.
    pub(super) fn new(text: &'s str) -> Self {
        Parser {
            program: Program::default(),
            section: Section::Program,
            lines: Vec::new(),
            trivia: Trivia::default(),
            pending: Vec::new(),
            functions: HashMap::new(),
            locals: vec![HashMap::new()],
            consts: HashMap::new(),
            numbers: Numbers::of(text),
            classes: HashMap::new(),
            attributes: HashMap::new(),
            members: HashMap::new(),
            globals: HashMap::new(),
            names: HashMap::new(),
            traces: HashMap::new(),
            regions: HashMap::new(),
            frames: FrameWalk::new(FunctionId::MAIN),
            exits: HashMap::new(),
            exit_uses: Vec::new(),
            links: Vec::new(),
            landings: Vec::new(),
            held: Vec::new(),
            bases: Vec::new(),
        }
    }

    /// Goes on in section `next`; the line has to be in one of the sections from `first` to `last`.
    pub(super) fn enter(
        &mut self,
        start: &Cursor<'s>,
        first: Section,
        last: Section,
        next: Section,
    ) -> Result<(), Problem> {
        if self.section < first || self.section > last {
            return Err(start.unexpected(self.section.expected()));
        }
        self.section = next;
        Ok(())
    }
}

/// Enters a name where there is none like it yet.
pub(super) fn declare<'s, T>(
    names: &mut HashMap<&'s str, T>,
    name: &Token<'s>,
    id: T,
    what: &str,
) -> Result<String, Problem> {
    match names.insert(name.text, id) {
        None => Ok(name.text.to_owned()),
        Some(_) => Err(Problem::new(
            name.span.clone(),
            format!("the name `{}` is taken by another {what}", shorten(name.text)),
            "choose another name",
        )),
    }
}

pub(super) fn equals(cursor: &mut Cursor<'_>) -> Result<(), Problem> {
    match cursor.eat("=") {
        true => Ok(()),
        false => Err(cursor.unexpected("`=` and a value")),
    }
}

pub(super) fn too_many(at: &Token<'_>, what: &str, limit: usize) -> Problem {
    Problem::new(
        at.span.clone(),
        format!("there are more than {limit} {what}"),
        format!("a program has at most {limit} {what}"),
    )
}
