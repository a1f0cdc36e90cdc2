//! Reads a line of a file according to its first word.

use super::lexer::{Cursor, Problem};
use super::parser::{Held, Parser};
use super::section::Section;
use crate::limits::{RECURSION_MOST, STACK_LIMIT};
use crate::program::ClassId;
use crate::trivia::{Notes, TriviaLine};

impl<'s> Parser<'s> {
    /// Reads a line.
    pub(super) fn line(&mut self, mut cursor: Cursor<'s>) -> Result<(), Problem> {
        if cursor.at_end() {
            let line = match cursor.comment() {
                Some(comment) => TriviaLine::Comment(comment),
                None => TriviaLine::Blank,
            };
            self.pending.push(line);
            return Ok(());
        }
        let start = cursor.clone();
        let keyword = cursor.word();
        match keyword.text {
            "program" => self.program_line(&mut cursor, &start)?,
            "arg" => self.arg(&mut cursor, &start)?,
            "local" => self.local(&mut cursor, &start)?,
            "stack" => {
                self.enter(&start, Section::Args, Section::Frees, Section::Functions)?;
                let stack = cursor.number("a number of slots", STACK_LIMIT)?;
                match self.program.functions.last_mut() {
                    Some(function) => function.stack = stack,
                    None => self.program.stack = stack,
                }
            }
            "recursion" => {
                self.enter(&start, Section::Functions, Section::Functions, Section::Functions)?;
                if !self.program.functions.is_empty() || self.program.recursion.is_some() {
                    return Err(start.unexpected(self.section.expected()));
                }
                let limit = cursor.number("a number of frames", RECURSION_MOST)?;
                self.program.recursion = Some(limit);
            }
            "function" => self.function(&mut cursor, &start)?,
            "positional" | "param" | "keyword" | "varargs" | "varkeywords" => {
                self.param(keyword.text, &mut cursor, &start)?;
            }
            "free" => {
                self.enter(&start, Section::Params, Section::Frees, Section::Frees)?;
                self.function_local(&mut cursor, |function| &mut function.frees)?;
                self.held(&mut cursor, Held::Cell)?;
            }
            "attribute" => self.function_attribute(&mut cursor, &start)?,
            "const" | "state" => self.constant(keyword.text == "state", &mut cursor, &start)?,
            "class" => self.class(&mut cursor, &start)?,
            "base" => {
                self.enter(&start, Section::Bases, Section::Bases, Section::Bases)?;
                let name = cursor.name("the name of a class")?;
                let class = self.program.classes.len().saturating_sub(1);
                self.bases.push((ClassId(class as u32), name));
            }
            "holds" => self.holds(&mut cursor, &start)?,
            "value" | "slot" => self.attribute_line(keyword.text == "slot", &mut cursor, &start)?,
            "member" => self.member(&mut cursor, &start)?,
            "global" => self.global(&mut cursor, &start)?,
            "start" => self.start(&mut cursor, &start)?,
            "handler" => self.handler(&mut cursor, &start)?,
            "region" => self.region(&mut cursor, &start)?,
            "trace" => self.trace(&mut cursor, &start)?,
            "exit" => self.exit(&mut cursor, &start)?,
            "opaque" => self.opaque(&mut cursor, &start)?,
            "replay" => self.replay(&mut cursor, &start)?,
            "exchange" => self.exchange(&mut cursor, &start)?,
            "order" => self.order(&mut cursor, &start)?,
            text if text.starts_with('_') => self.uop(keyword, &mut cursor, &start)?,
            _ => return Err(start.unexpected(self.section.expected())),
        }
        let trailing = cursor.end()?;
        let before = std::mem::take(&mut self.pending);
        if trailing.is_some() || !before.is_empty() {
            self.trivia.notes.insert(self.lines.len(), Notes { before, trailing });
        }
        self.lines.push(start.position());
        Ok(())
    }

    /// Ends the file, whose length is `end`, and resolves the names of what came later.
    pub(super) fn finish(&mut self, end: usize) -> Result<(), Problem> {
        self.finish_trace()?;
        if self.section < Section::Uops {
            let missing = match self.section {
                Section::Regions => "the file ends before the region's first block",
                _ => "the file ends before its first trace",
            };
            return Err(Problem::new(
                end..end,
                missing,
                format!("expected {}", self.section.expected()),
            ));
        }
        for (trace, exit, name) in self.links.drain(..) {
            let Some(&id) = self.traces.get(name.text) else {
                return Err(Problem::new(
                    name.span,
                    format!("there is no trace `{}`", name.text),
                    "an exit leads to a trace of the same program",
                ));
            };
            self.program.traces[trace].exits[exit].target = Some(id);
        }
        self.finish_handlers()?;
        for (class, name) in std::mem::take(&mut self.bases) {
            let base = self.class_of(&name)?;
            self.program.classes[class.0 as usize].bases.push(base);
        }
        for (function, held, name) in std::mem::take(&mut self.held) {
            let value = match name {
                Some(name) if held == Held::Cell && name.text == "nothing" => None,
                Some(name) => Some(self.named_by(&name)?),
                None => None,
            };
            let function = &mut self.program.functions[function.0 as usize - 1];
            match held {
                Held::Default { .. } => function.defaults.push(value),
                Held::Cell => function.closure.push(value),
                Held::Attribute(number) => {
                    let attribute = function.attributes.get_mut(number);
                    attribute.into_iter().zip(value).for_each(|(slot, value)| slot.1 = value);
                }
            }
        }
        self.trivia.end = std::mem::take(&mut self.pending);
        Ok(())
    }
}
