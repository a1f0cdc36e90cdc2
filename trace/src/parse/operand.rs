//! Operands of uops.

use super::lexer::{Cursor, Problem, Token, shorten};
use super::parser::Parser;
use super::value::builtin_type;
use crate::limits::FRAME_WORDS_LIMIT;
use crate::program::{ClassId, FunctionId, Named, Operand};
use uops::{Applied, Comparison, Op, OperandKind, Operator};

impl<'s> Parser<'s> {
    /// Takes the operand of a uop.
    pub(super) fn operand(&mut self, op: Op, cursor: &mut Cursor<'s>) -> Result<Operand, Problem> {
        Ok(match op.info().operand {
            OperandKind::Nothing | OperandKind::Executor => Operand::Nothing,
            OperandKind::Local => Operand::Oparg(self.local_operand(op, cursor)?),
            OperandKind::Count => {
                let count = cursor.number("a number", u16::MAX.into())?;
                Operand::Oparg(u16::try_from(count).unwrap_or(u16::MAX))
            }
            OperandKind::Operator => {
                let token = operator_token(cursor, "a binary operator, such as `+` or `//=`")?;
                let applied = Applied::from_symbol(token.text).ok_or_else(|| {
                    let message = format!("there is no operator `{}`", shorten(token.text));
                    let symbols = listed(Operator::ALL.iter().map(|operator| operator.symbol()));
                    let help = format!("expected one of `{symbols}`, or one of them with a `=`");
                    Problem::new(token.span, message, help)
                })?;
                Operand::Oparg(applied.oparg())
            }
            OperandKind::Comparison => {
                let token = operator_token(cursor, "a comparison, such as `<`")?;
                let comparison = Comparison::from_symbol(token.text).ok_or_else(|| {
                    let message = format!("there is no comparison `{}`", shorten(token.text));
                    let symbols = listed(Comparison::ALL.into_iter().map(Comparison::symbol));
                    Problem::new(token.span, message, format!("expected one of `{symbols}`"))
                })?;
                Operand::Oparg(comparison.oparg())
            }
            OperandKind::Object => self.named(cursor)?.into(),
            OperandKind::InstrPtr => Operand::InstrPtr(cursor.offset()?),
            OperandKind::TypeVersion => {
                cursor.skip_spaces();
                let name = cursor.clone().take_while(|c| c.is_alphanumeric() || c == '_');
                match self.classes.contains_key(name.text) {
                    true => Operand::Class(self.class_name(cursor)?),
                    false => Operand::Type(builtin_type(cursor)?),
                }
            }
            OperandKind::TypePair => Operand::Types(builtin_type(cursor)?, builtin_type(cursor)?),
            OperandKind::FunctionVersion | OperandKind::ReturnPlace => {
                Operand::Function(self.function_name(cursor)?)
            }
            OperandKind::Call => {
                let count = cursor.number("a number of arguments", u16::MAX.into())?;
                let count = u16::try_from(count).unwrap_or(u16::MAX);
                Operand::Call(count, self.function_name(cursor)?)
            }
            OperandKind::CallClass => {
                let count = cursor.number("a number of arguments", u16::MAX.into())?;
                let count = u16::try_from(count).unwrap_or(u16::MAX);
                Operand::CallClass(count, self.class_name(cursor)?)
            }
            OperandKind::Attribute => self.attribute(cursor)?,
            OperandKind::Name => {
                let name = cursor.name("the name of an attribute")?;
                let next = self.names.len() as u32;
                let number = *self.names.entry(name.text).or_insert(next);
                if number == next {
                    self.program.names.push(name.text.to_owned());
                }
                Operand::Name(number)
            }
            OperandKind::Global => {
                let name = cursor.name("a global name")?;
                Operand::Global(*self.globals.get(name.text).ok_or_else(|| {
                    let message = format!("there is no global name `{}`", shorten(name.text));
                    let help = format!("add `global {}` in front of the traces", name.text);
                    Problem::new(name.span, message, help)
                })?)
            }
            OperandKind::FrameSize => {
                Operand::Words(cursor.number("a number of words", FRAME_WORDS_LIMIT)?)
            }
        })
    }

    /// Takes the name of a constant, a function or a class.
    pub(super) fn named(&self, cursor: &mut Cursor<'s>) -> Result<Named, Problem> {
        self.named_by(&cursor.name("the name of a constant")?)
    }

    /// What a name stands for.
    pub(super) fn named_by(&self, name: &Token<'s>) -> Result<Named, Problem> {
        let constant = self.consts.get(name.text).map(|&id| Named::Const(id));
        let function = || self.functions.get(name.text).map(|&id| Named::Function(id));
        let class = || self.classes.get(name.text).map(|&id| Named::Class(id));
        constant.or_else(function).or_else(class).ok_or_else(|| {
            let message = format!("there is no constant `{}`", shorten(name.text));
            let help = format!("add `const {} = VALUE` in front of the traces", name.text);
            Problem::new(name.span.clone(), message, help)
        })
    }

    fn class_name(&self, cursor: &mut Cursor<'s>) -> Result<ClassId, Problem> {
        self.class_of(&cursor.name("the name of a class")?)
    }

    /// The class with this name.
    pub(super) fn class_of(&self, name: &Token<'s>) -> Result<ClassId, Problem> {
        self.classes.get(name.text).copied().ok_or_else(|| {
            let message = format!("there is no class `{}`", shorten(name.text));
            Problem::new(name.span.clone(), message, "expected a class of the program")
        })
    }

    /// Takes `CLASS.ATTRIBUTE`.
    fn attribute(&self, cursor: &mut Cursor<'s>) -> Result<Operand, Problem> {
        cursor.skip_spaces();
        let token = cursor.take_while(|c| !c.is_whitespace() && c != '#');
        let found = token.text.split_once('.').and_then(|(class, attribute)| {
            let id = *self.classes.get(class)?;
            let names = &self.program.classes[id.0 as usize].attributes;
            let index = names.iter().position(|name| name == attribute)?;
            Some(Operand::Attribute(id, u16::try_from(index).ok()?))
        });
        found.ok_or_else(|| {
            let message = format!("there is no attribute `{}`", shorten(token.text));
            let help = "expected `CLASS.NAME`, with a value or slot of a class of the program";
            Problem::new(token.span.clone(), message, help)
        })
    }

    /// Takes the name of a function.
    pub(super) fn function_name(&self, cursor: &mut Cursor<'s>) -> Result<FunctionId, Problem> {
        let name = cursor.name("the name of a function")?;
        self.functions.get(name.text).copied().ok_or_else(|| {
            let message = format!("there is no function `{}`", shorten(name.text));
            let help = match self.program.functions.is_empty() {
                true => format!("expected the program's name, `{}`", self.program.name),
                false => format!("expected `{}` or a function of it", self.program.name),
            };
            Problem::new(name.span, message, help)
        })
    }

    fn local_operand(&self, op: Op, cursor: &mut Cursor<'s>) -> Result<u16, Problem> {
        let name = cursor.name("the name of a local")?;
        let frame = self.frames.current();
        let Some(&number) = self.locals[frame.0 as usize].get(name.text) else {
            return Err(Problem::new(
                name.span,
                format!("there is no local `{}`", shorten(name.text)),
                format!("add `local {}` at the end of the locals", name.text),
            ));
        };
        match op.info().fixed {
            Some(fixed) if fixed != number => Err(Problem::new(
                name.span,
                format!("`{}` is local {number}, but `{op}` is about local {fixed}", name.text),
                match self.program.local_name(frame, fixed.into()) {
                    Some(local) => format!("expected `{local}`"),
                    None => format!("there is no local {fixed}"),
                },
            )),
            _ => Ok(number),
        }
    }
}

fn operator_token<'s>(cursor: &mut Cursor<'s>, expected: &str) -> Result<Token<'s>, Problem> {
    let start = cursor.clone();
    match cursor.word() {
        token if token.text.is_empty() || token.text == "->" => Err(start.unexpected(expected)),
        token => Ok(token),
    }
}

fn listed<'t>(symbols: impl Iterator<Item = &'t str>) -> String {
    symbols.collect::<Vec<_>>().join(" ")
}
