//! The place of each item of a program in its file.

use crate::diagnostic::Diagnostic;
use crate::location::{Location, Part};
use crate::parse::Cursor;
use crate::program::{Class, Program, TraceId};
use crate::verify::VerifyError;
use std::ops::Range;
use std::sync::Arc;

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

    /// What the verifier found, at its location in the file.
    pub fn locate(&self, program: &Program, error: &VerifyError) -> Diagnostic {
        let span = self.span(program, error.location);
        let place = |&way: &Location| {
            let way = Diagnostic::new(&self.file, &self.text, self.span(program, way), "", "");
            format!("line {}, column {}", way.line(), way.column())
        };
        let ways: Vec<String> = error.ways.iter().map(place).collect();
        let help = match ways.is_empty() {
            true => error.help.clone(),
            false => format!("{}; the ways in are {}", error.help, ways.join(" and ")),
        };
        Diagnostic::new(&self.file, &self.text, span, &error.message, help)
    }

    fn span(&self, program: &Program, location: Location) -> Range<usize> {
        let Some(&start) = self.lines.get(item(program, location)) else {
            return self.text.len()..self.text.len();
        };
        let part = match location {
            Location::Uop(_, _, part) | Location::Exit(_, _, part) => part,
            _ => Part::Whole,
        };
        Cursor::new(&self.text, start).part(part)
    }
}

/// How many lines of a class come before those of its attributes.
fn class_head(class: &Class) -> usize {
    1 + class.bases.len() + usize::from(class.holds.is_some())
}

/// The number of the item at `location`, in the order of the file.
fn item(program: &Program, location: Location) -> usize {
    let stack = 1 + program.local_count();
    let function_start = |index: usize| {
        let before = &program.functions[..index];
        stack + 1 + before.iter().map(|function| 2 + function.local_names().count()).sum::<usize>()
    };
    let consts = function_start(program.functions.len());
    let class_start = |index: usize| {
        let before = &program.classes[..index];
        let lines = before
            .iter()
            .map(|class| class_head(class) + class.attributes.len() + class.members.len());
        consts + program.consts.len() + lines.sum::<usize>()
    };
    let globals = class_start(program.classes.len());
    let handlers = globals + program.globals.len();
    let handler_lines = program.handlers.as_ref().map_or(0, |handlers| 1 + handlers.rows.len());
    let trace_start = |id: TraceId| {
        let before = &program.traces[..id.0 as usize];
        let lines = before.iter().map(|trace| 1 + trace.uops.len() + trace.exits.len());
        let regions = program.regions.partition_point(|region| region.first <= id);
        handlers + handler_lines + regions + lines.sum::<usize>()
    };
    match location {
        Location::Program => 0,
        Location::Arg(index) => 1 + index,
        Location::Local(index) => 1 + program.args.len() + index,
        Location::Stack => stack,
        Location::Function(index) => function_start(index),
        Location::FunctionLocal(index, local) => function_start(index) + 1 + local,
        Location::FunctionStack(index) => {
            function_start(index) + 1 + program.functions[index].local_names().count()
        }
        Location::Const(index) => consts + index,
        Location::Class(index) => class_start(index),
        Location::Attribute(index, attribute) => {
            class_start(index) + class_head(&program.classes[index]) + attribute
        }
        Location::Member(index, member) => {
            let class = &program.classes[index];
            class_start(index) + class_head(class) + class.attributes.len() + member
        }
        Location::Global(index) => globals + index,
        Location::Handler(line) => handlers + line,
        Location::Region(index) => trace_start(program.regions[index].first) - 1,
        Location::Trace(id) => trace_start(id),
        Location::Uop(id, index, _) => trace_start(id) + 1 + index,
        Location::Exit(id, index, _) => {
            trace_start(id) + 1 + program.traces[id.0 as usize].uops.len() + index
        }
        Location::Replay(line) => trace_start(TraceId(program.traces.len() as u32)) + line,
    }
}
