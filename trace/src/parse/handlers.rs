//! Lines about what handles exceptions.

use super::lexer::{Cursor, Problem};
use super::parser::Parser;
use super::section::Section;
use crate::limits::STACK_LIMIT;
use crate::program::{FunctionId, Handler, Handlers, TraceId};

impl<'s> Parser<'s> {
    /// The trace with which a run begins.
    pub(super) fn start(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Functions, Section::Globals, Section::Handlers)?;
        let name = cursor.name("the name of a trace")?;
        self.landings.push((None, name));
        self.program.handlers = Some(Handlers { start: TraceId(0), rows: Vec::new() });
        Ok(())
    }

    pub(super) fn handler(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Handlers, Section::Handlers, Section::Handlers)?;
        let function = match cursor.eat("in ") {
            true => self.function_name(cursor)?,
            false => FunctionId::MAIN,
        };
        let (from, to) = (cursor.offset()?, cursor.offset()?);
        if !cursor.eat("stack") {
            return Err(cursor.unexpected("`stack` and the depth of the stack"));
        }
        let depth = cursor.number("a number of slots", STACK_LIMIT)?;
        let pushes_offset = cursor.eat("offset");
        let Some(handlers) = self.program.handlers.as_mut() else {
            return Err(start.unexpected(self.section.expected()));
        };
        if cursor.eat("->") {
            let name = cursor.name("the name of a trace")?;
            self.landings.push((Some(handlers.rows.len()), name));
        }
        handlers.rows.push(Handler { function, from, to, depth, pushes_offset, target: None });
        Ok(())
    }

    /// Resolves the names of traces in these lines.
    pub(super) fn finish_handlers(&mut self) -> Result<(), Problem> {
        for (row, name) in std::mem::take(&mut self.landings) {
            let Some(&id) = self.traces.get(name.text) else {
                return Err(Problem::new(
                    name.span,
                    format!("there is no trace `{}`", name.text),
                    "a handler leads to a trace of the same program",
                ));
            };
            let Some(handlers) = self.program.handlers.as_mut() else { continue };
            match row {
                Some(row) => handlers.rows[row].target = Some(id),
                None => handlers.start = id,
            }
        }
        Ok(())
    }
}
