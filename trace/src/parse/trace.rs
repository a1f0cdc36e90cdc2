//! Lines of regions and traces: their starts, uops and exits.

use super::lexer::{Cursor, Problem, Token, shorten};
use super::parser::{Parser, declare, too_many};
use super::section::Section;
use crate::limits::{STACK_LIMIT, TRACE_LIMIT, UOP_LIMIT};
use crate::program::{Exit, ExitId, FrameWalk, FunctionId, Region, Trace, TraceId, Uop};
use uops::Dialect;

impl<'s> Parser<'s> {
    pub(super) fn region(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        if self.section == Section::Regions {
            return Err(start.unexpected(self.section.expected()));
        }
        self.enter(start, Section::Functions, Section::Exits, Section::Regions)?;
        let name = cursor.name("the region's name")?;
        let index = self.program.regions.len();
        let name = declare(&mut self.regions, &name, index, "region")?;
        let first = TraceId(self.program.traces.len() as u32);
        self.program.regions.push(Region { name, first });
        Ok(())
    }

    pub(super) fn trace(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Functions, Section::Exits, Section::Uops)?;
        self.finish_trace()?;
        let name = cursor.name("the trace's name")?;
        let id = u32::try_from(self.program.traces.len())
            .ok()
            .filter(|&id| (id as usize) < TRACE_LIMIT)
            .ok_or_else(|| too_many(&name, "traces", TRACE_LIMIT))?;
        let name = declare(&mut self.traces, &name, TraceId(id), "trace")?;
        let function = match cursor.eat("in ") {
            true => self.function_name(cursor)?,
            false => FunctionId::MAIN,
        };
        self.frames = FrameWalk::new(function);
        let offset = cursor.offset()?;
        if !cursor.eat("stack") {
            return Err(cursor.unexpected("`stack` and the depth of the stack"));
        }
        let stack = cursor.number("a number of slots", STACK_LIMIT)?;
        self.program.traces.push(Trace {
            name,
            function,
            offset,
            stack,
            uops: Vec::new(),
            exits: Vec::new(),
        });
        Ok(())
    }

    pub(super) fn uop(
        &mut self,
        name: Token<'s>,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Uops, Section::Uops, Section::Uops)?;
        let dialect = self.program.dialect;
        let Some(op) = dialect.op(name.text) else {
            return Err(unknown_uop(&name, dialect));
        };
        let operand = self.operand(op, cursor)?;
        let target = match cursor.eat("->") {
            true => Some(cursor.name("the name of an exit")?),
            false => None,
        };
        match (&target, op.info().names_exit()) {
            (None, true) => {
                return Err(cursor.unexpected(&format!("`->` and an exit, as `{op}` can exit")));
            }
            (Some(target), false) => {
                return Err(Problem::new(
                    target.span.clone(),
                    format!("`{op}` never exits"),
                    "remove the arrow and the exit",
                ));
            }
            _ => {}
        }
        let Some(trace) = self.program.traces.last_mut() else {
            return Err(start.unexpected(self.section.expected()));
        };
        if trace.uops.len() == UOP_LIMIT {
            return Err(too_many(&name, "uops in a trace", UOP_LIMIT));
        }
        if let Some(target) = target {
            self.exit_uses.push((trace.uops.len(), target));
        }
        let uop = Uop { op, operand, exit: None };
        self.frames.step(&uop);
        trace.uops.push(uop);
        Ok(())
    }

    pub(super) fn exit(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Uops, Section::Exits, Section::Exits)?;
        let name = cursor.name("the exit's name")?;
        let trace_number = self.program.traces.len().saturating_sub(1);
        let Some(trace) = self.program.traces.last_mut() else {
            return Err(start.unexpected(self.section.expected()));
        };
        if trace.exits.len() == UOP_LIMIT {
            return Err(too_many(&name, "exits in a trace", UOP_LIMIT));
        }
        let id = ExitId(trace.exits.len() as u32);
        let name = declare(&mut self.exits, &name, id, "exit")?;
        let offset = cursor.offset()?;
        if cursor.eat("->") {
            let target = cursor.name("the name of a trace")?;
            self.links.push((trace_number, trace.exits.len(), target));
        }
        trace.exits.push(Exit { name, offset, target: None });
        Ok(())
    }

    /// Resolves the exits that the current trace's uops name.
    pub(super) fn finish_trace(&mut self) -> Result<(), Problem> {
        if let Some(trace) = self.program.traces.last_mut() {
            for (index, name) in self.exit_uses.drain(..) {
                let Some(&id) = self.exits.get(name.text) else {
                    return Err(Problem::new(
                        name.span,
                        format!("trace `{}` has no exit `{}`", trace.name, name.text),
                        format!("add `exit {} @OFFSET` after its uops", name.text),
                    ));
                };
                trace.uops[index].exit = Some(id);
            }
        }
        self.exits.clear();
        Ok(())
    }
}

/// The most characters to insert, delete or replace between an unknown name and one that a message
/// proposes.
const SIMILAR: usize = 5;

fn unknown_uop(name: &Token<'_>, dialect: Dialect) -> Problem {
    let elsewhere = Dialect::all().find(|other| other.op(name.text).is_some());
    let similar = || {
        dialect
            .ops()
            .iter()
            // A name that is much longer than a uop's is not compared: it may be as long as the file.
            .filter(|op| name.text.len() <= 2 * op.name().len())
            .map(|op| (strsim::levenshtein(name.text, op.name()), op))
            .min_by_key(|&(distance, _)| distance)
            .filter(|&(distance, _)| distance <= SIMILAR)
            .map(|(_, op)| format!("did you mean `{op}`?"))
            .unwrap_or_else(|| "docs/uops.md lists the uops".to_owned())
    };
    let help = match elsewhere {
        Some(other) => format!("the dialect `{other}` has it, and this program is of `{dialect}`"),
        None => similar(),
    };
    Problem::new(name.span.clone(), format!("there is no uop `{}`", shorten(name.text)), help)
}
