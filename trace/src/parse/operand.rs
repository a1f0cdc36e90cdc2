//! Operands of uops.

use super::Parser;
use super::lexer::{Cursor, Problem, Token, shorten};
use super::value::builtin_type;
use crate::operator::{binary_oparg, comparison_oparg};
use crate::program::Operand;
use uops::{Op, OperandKind};

impl<'s> Parser<'s> {
    /// Takes the operand of a uop.
    pub(super) fn operand(&self, op: Op, cursor: &mut Cursor<'s>) -> Result<Operand, Problem> {
        Ok(match op.info().operand {
            OperandKind::Nothing | OperandKind::Executor => Operand::Nothing,
            OperandKind::Local => Operand::Oparg(self.local_operand(op, cursor)?),
            OperandKind::Count => {
                let count = cursor.number("a number", u16::MAX.into())?;
                Operand::Oparg(u16::try_from(count).unwrap_or(u16::MAX))
            }
            OperandKind::Operator => {
                let token = operator_token(cursor, "a binary operator, such as `+` or `//=`")?;
                Operand::Oparg(binary_oparg(token.text).ok_or_else(|| {
                    let message = format!("there is no operator `{}`", shorten(token.text));
                    let help = "expected one of `+ - * / // % ** @ << >> & | ^`, or one of them \
                                with a `=`";
                    Problem::new(token.span, message, help)
                })?)
            }
            OperandKind::Comparison => {
                let token = operator_token(cursor, "a comparison, such as `<`")?;
                Operand::Oparg(comparison_oparg(token.text).ok_or_else(|| {
                    let message = format!("there is no comparison `{}`", shorten(token.text));
                    Problem::new(token.span, message, "expected one of `< <= == != > >=`")
                })?)
            }
            OperandKind::Object => {
                let name = cursor.name("the name of a constant")?;
                Operand::Const(*self.consts.get(name.text).ok_or_else(|| {
                    let message = format!("there is no constant `{}`", shorten(name.text));
                    let help = format!("add `const {} = VALUE` in front of the traces", name.text);
                    Problem::new(name.span, message, help)
                })?)
            }
            OperandKind::InstrPtr => Operand::InstrPtr(cursor.offset()?),
            OperandKind::TypeVersion => {
                cursor.skip_spaces();
                Operand::Type(builtin_type(cursor)?)
            }
            OperandKind::FunctionVersion => {
                let name = cursor.name("the program's name")?;
                if name.text != self.program.name {
                    let message = format!("this program is not called `{}`", shorten(name.text));
                    let help = format!("expected `{}`", self.program.name);
                    return Err(Problem::new(name.span, message, help));
                }
                Operand::Function
            }
        })
    }

    fn local_operand(&self, op: Op, cursor: &mut Cursor<'s>) -> Result<u16, Problem> {
        let name = cursor.name("the name of a local")?;
        let Some(&number) = self.locals.get(name.text) else {
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
                match self.program.local_name(fixed.into()) {
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
