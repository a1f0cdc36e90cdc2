//! Lines at the end of a file: opaque objects, and what they answer in a run.

use super::known::Known;
use super::lexer::{Cursor, Problem, shorten};
use super::parser::Parser;
use super::section::Section;
use super::value::{part, value};
use crate::limits::OPAQUE_LIMIT;
use std::sync::Arc;
use uops::runtime::{Exchange, OpaqueObject, Replay, RequestKind, Value};

impl<'s> Parser<'s> {
    /// Takes `'NAME'`, and what is not as with most objects.
    pub(super) fn opaque(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Uops, Section::Opaques, Section::Opaques)?;
        let name = self.text(cursor, "the name of an opaque object, such as `'re.Pattern'`")?;
        let compares = cursor.eat("compares");
        let has_truth = cursor.eat("has_truth");
        self.program.opaques.push(OpaqueObject { name, compares, has_truth });
        Ok(())
    }

    /// Takes the arguments of a run, and how many objects have a number in it.
    pub(super) fn replay(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Uops, Section::Order, Section::Exchanges)?;
        let args = self.values(cursor, "the arguments of a run: `(…)`")?;
        let kept = match cursor.eat("kept") {
            true => cursor.number("a number of objects", OPAQUE_LIMIT as u32)?,
            false => 0,
        };
        self.program.replays.push(Arc::new(Replay { args, kept, ..Replay::default() }));
        Ok(())
    }

    /// Takes what is asked for and of what, what it gives or raises, and what it changes.
    pub(super) fn exchange(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Exchanges, Section::Exchanges, Section::Exchanges)?;
        let word = cursor.word();
        let Some(kind) = RequestKind::from_word(word.text) else {
            let known: Vec<&str> = RequestKind::ALL.iter().map(|kind| kind.word()).collect();
            return Err(Problem::new(
                word.span,
                format!("`{}` is nothing that is asked of an object", shorten(word.text)),
                format!("expected one of {}", known.join(", ")),
            ));
        };
        cursor.skip_spaces();
        let name = match cursor.peek() {
            Some('\'' | '"') => self.text(cursor, "a name")?,
            _ => String::new(),
        };
        let operands = self.values(cursor, "the operands: `(…)`")?;
        let answer = match cursor.eat("->") {
            true => Some(part(cursor, self.known_in_replay())?),
            false => None,
        };
        let raises = match cursor.eat("raises") {
            true => Some(part(cursor, self.known_in_replay())?),
            false => None,
        };
        let changes = match cursor.eat("changing") {
            true => self.values(cursor, "what is changed: `(kept 0 […],)`")?,
            false => Vec::new(),
        };
        if let Some(replay) = self.program.replays.last_mut() {
            let exchange = Exchange { kind, name, operands, changes, answer, raises };
            Arc::make_mut(replay).exchanges.push(exchange);
        }
        Ok(())
    }

    /// Takes the numbers of exchanges in the order in which they came.
    pub(super) fn order(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Exchanges, Section::Order, Section::Order)?;
        while !cursor.at_end() {
            let number = cursor.number("the number of an exchange", OPAQUE_LIMIT as u32)?;
            if let Some(replay) = self.program.replays.last_mut() {
                Arc::make_mut(replay).order.push(number);
            }
        }
        Ok(())
    }

    fn value_of_replay(&self, cursor: &mut Cursor<'s>) -> Result<Value, Problem> {
        value(cursor, self.known_in_replay())
    }

    /// What values in a replay may refer to.
    fn known_in_replay(&self) -> Known<'_, 's> {
        Known::new(&self.numbers, 0).with_later_constants()
    }

    fn values(&self, cursor: &mut Cursor<'s>, expected: &str) -> Result<Vec<Value>, Problem> {
        cursor.skip_spaces();
        let start = cursor.clone();
        match self.value_of_replay(cursor)? {
            Value::Tuple(values) => Ok(values),
            _ => Err(start.unexpected(expected)),
        }
    }

    fn text(&self, cursor: &mut Cursor<'s>, expected: &str) -> Result<String, Problem> {
        cursor.skip_spaces();
        let start = cursor.clone();
        match cursor.peek() {
            Some('\'' | '"') => match self.value_of_replay(cursor)? {
                Value::Str(text) => Ok(text),
                _ => Err(start.unexpected(expected)),
            },
            _ => Err(start.unexpected(expected)),
        }
    }
}
