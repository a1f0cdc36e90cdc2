//! Lines that define the things that traces refer to: locals, functions, constants, classes, global
//! names.

use super::known::Known;
use super::lexer::{Cursor, Problem, shorten};
use super::parser::{Held, Parser, declare, equals, too_many};
use super::section::Section;
use super::value::{builtin_type, value};
use crate::limits::{CLASS_LIMIT, FUNCTION_LIMIT, GLOBAL_LIMIT, LOCAL_LIMIT};
use crate::program::{
    Arg, Class, ClassId, Const, ConstId, Function, FunctionId, Global, Member, Named,
};
use std::collections::HashMap;
use uops::Dialect;
use uops::dialect::Unknown;
use uops::runtime::Binding;

impl<'s> Parser<'s> {
    pub(super) fn program_line(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Program, Section::Program, Section::Args)?;
        let name = cursor.name("the program's name")?;
        self.program.name = name.text.to_owned();
        self.functions.insert(name.text, FunctionId::MAIN);
        if cursor.eat("dialect") {
            let name = cursor.name("the name of a dialect")?;
            self.program.dialect = name.text.parse().map_err(|Unknown(_)| {
                Problem::new(
                    name.span.clone(),
                    format!("there is no dialect `{}`", shorten(name.text)),
                    format!("the dialects are {}", Dialect::names()),
                )
            })?;
        }
        Ok(())
    }

    pub(super) fn arg(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Args, Section::Args, Section::Args)?;
        let name = self.declare_local(cursor)?;
        equals(cursor)?;
        let value = value(cursor, Known::default())?;
        self.program.args.push(Arg { name, value });
        Ok(())
    }

    pub(super) fn local(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        if self.section >= Section::Params {
            self.enter(start, Section::Params, Section::FunctionLocals, Section::FunctionLocals)?;
            return self.function_local(cursor, |function| &mut function.locals);
        }
        self.enter(start, Section::Args, Section::Locals, Section::Locals)?;
        let name = self.declare_local(cursor)?;
        self.program.locals.push(name);
        Ok(())
    }

    pub(super) fn declare_local(&mut self, cursor: &mut Cursor<'s>) -> Result<String, Problem> {
        let name = cursor.name("the local's name")?;
        let names = self.locals.len() - 1;
        let locals = &mut self.locals[names];
        let number = u16::try_from(locals.len())
            .ok()
            .filter(|&number| usize::from(number) < LOCAL_LIMIT)
            .ok_or_else(|| too_many(&name, "locals", LOCAL_LIMIT))?;
        declare(locals, &name, number, "local")
    }

    pub(super) fn function(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Functions, Section::Functions, Section::Params)?;
        let name = cursor.name("the function's name")?;
        let id = u32::try_from(self.program.functions.len() + 1)
            .ok()
            .filter(|&id| id as usize <= FUNCTION_LIMIT)
            .ok_or_else(|| too_many(&name, "functions", FUNCTION_LIMIT))?;
        let name = declare(&mut self.functions, &name, FunctionId(id), "function")?;
        let is_async = cursor.eat("async");
        self.locals.push(HashMap::new());
        self.program.functions.push(Function {
            name,
            is_async,
            params: Vec::new(),
            positional_only: 0,
            keyword_only: 0,
            varargs: false,
            varkeywords: false,
            defaults: Vec::new(),
            locals: Vec::new(),
            frees: Vec::new(),
            closure: Vec::new(),
            attributes: Vec::new(),
            stack: 0,
        });
        Ok(())
    }

    pub(super) fn function_local(
        &mut self,
        cursor: &mut Cursor<'s>,
        names: impl FnOnce(&mut Function) -> &mut Vec<String>,
    ) -> Result<(), Problem> {
        let name = self.declare_local(cursor)?;
        if let Some(function) = self.program.functions.last_mut() {
            names(function).push(name);
        }
        Ok(())
    }

    /// Takes a parameter: one that takes an argument by position or by name, or all other arguments.
    pub(super) fn param(
        &mut self,
        keyword: &str,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Params, Section::Params, Section::Params)?;
        let Some(function) = self.program.functions.last_mut() else {
            return Err(start.unexpected(self.section.expected()));
        };
        let is_early = match keyword {
            "positional" => function.positional_only == function.params.len(),
            "param" => function.keyword_only == 0 && !function.has_stars(),
            "keyword" => !function.has_stars(),
            "varargs" => !function.has_stars(),
            _ => !function.varkeywords,
        };
        if !is_early {
            return Err(Problem::new(
                start.next_span(),
                format!("`{keyword}` comes after what has to follow it"),
                "the order is `positional`, `param`, `keyword`, `varargs`, `varkeywords`, the last two at most once each",
            ));
        }
        match keyword {
            "positional" => function.positional_only += 1,
            "keyword" => function.keyword_only += 1,
            "varargs" => function.varargs = true,
            "varkeywords" => function.varkeywords = true,
            _ => {}
        }
        self.function_local(cursor, |function| &mut function.params)?;
        match keyword {
            "positional" | "param" | "keyword" => {
                self.held(cursor, Held::Default { by_name: keyword == "keyword" })
            }
            _ => Ok(()),
        }
    }

    /// Takes what the last parameter or free variable holds, if that is said.
    pub(super) fn held(&mut self, cursor: &mut Cursor<'s>, held: Held) -> Result<(), Problem> {
        let id = FunctionId(self.program.functions.len() as u32);
        if cursor.eat("=") {
            let name = cursor.name("the name of a constant, function or class")?;
            self.held.push((id, held, Some(name)));
            return Ok(());
        }
        let Held::Default { by_name } = held else { return Ok(()) };
        match self.held.last() {
            Some((last, Held::Default { .. }, _)) if *last == id && by_name => {
                self.held.push((id, held, None));
                Ok(())
            }
            Some((last, Held::Default { .. }, Some(name))) if *last == id => Err(Problem::new(
                name.span.clone(),
                "a parameter without a default follows one that has it".to_owned(),
                "of the parameters that are no `keyword`, only the last have defaults",
            )),
            _ => Ok(()),
        }
    }

    /// Takes an attribute of the function.
    pub(super) fn function_attribute(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Params, Section::Frees, Section::Frees)?;
        let name = cursor.name("the attribute's name")?;
        equals(cursor)?;
        let value = cursor.name("the name of a constant, function or class")?;
        let id = FunctionId(self.program.functions.len() as u32);
        let Some(function) = self.program.functions.last_mut() else {
            return Err(start.unexpected(self.section.expected()));
        };
        if function.attributes.iter().any(|(known, _)| known == name.text) {
            return Err(Problem::new(
                name.span.clone(),
                format!("the function has two attributes `{}`", shorten(name.text)),
                "give each attribute one line",
            ));
        }
        // It stands for the value until all names are known.
        function.attributes.push((name.text.to_owned(), Named::Function(FunctionId::MAIN)));
        self.held.push((id, Held::Attribute(function.attributes.len() - 1), Some(value)));
        Ok(())
    }

    pub(super) fn constant(
        &mut self,
        is_state: bool,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Functions, Section::Consts, Section::Consts)?;
        let name = cursor.name("the constant's name")?;
        let id = u32::try_from(self.program.consts.len())
            .map_err(|_| too_many(&name, "constants", u32::MAX as usize))?;
        equals(cursor)?;
        // Before the constant has its name, since its value can't share it.
        let known = Known::new(&self.numbers, self.program.consts.len());
        let value = value(cursor, known)?;
        let name = declare(&mut self.consts, &name, ConstId(id), "constant")?;
        self.program.consts.push(Const { name, value, is_state });
        Ok(())
    }

    pub(super) fn class(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Functions, Section::Members, Section::Bases)?;
        let name = cursor.name("the class's name")?;
        let made = cursor.eat("made");
        let id = ClassId(self.program.classes.len() as u32);
        if id.0 as usize == CLASS_LIMIT {
            return Err(too_many(&name, "classes", CLASS_LIMIT));
        }
        let name = declare(&mut self.classes, &name, id, "class")?;
        self.attributes.clear();
        self.members.clear();
        self.program.classes.push(Class {
            name,
            made,
            slotted: false,
            holds: None,
            bases: Vec::new(),
            attributes: Vec::new(),
            members: Vec::new(),
        });
        Ok(())
    }

    /// Takes the builtin type from which the class derives.
    pub(super) fn holds(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Bases, Section::Bases, Section::Bases)?;
        let before = cursor.position();
        let kind = builtin_type(cursor)?;
        match self.program.classes.last_mut() {
            Some(class) if kind.is_held() && class.holds.is_none() => class.holds = Some(kind),
            _ => {
                return Err(Problem::new(
                    before..cursor.position(),
                    format!("no class derives from `{}` in this way", kind.name()),
                    "a class may derive from one of tuple, list, dict, set, frozenset, str, bytes, int and float",
                ));
            }
        }
        Ok(())
    }

    pub(super) fn attribute_line(
        &mut self,
        slot: bool,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Bases, Section::Attributes, Section::Attributes)?;
        let name = cursor.name("the attribute's name")?;
        let Some(class) = self.program.classes.last_mut() else {
            return Err(start.unexpected(self.section.expected()));
        };
        let number = class.attributes.len();
        if number == LOCAL_LIMIT {
            return Err(too_many(&name, "attributes", LOCAL_LIMIT));
        }
        if number > 0 && class.slotted != slot {
            return Err(Problem::new(
                name.span,
                format!("class `{}` has values and slots", class.name),
                "give it either `value` or `slot` lines",
            ));
        }
        class.slotted = slot;
        class.attributes.push(declare(&mut self.attributes, &name, number, "attribute")?);
        Ok(())
    }

    pub(super) fn member(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Bases, Section::Members, Section::Members)?;
        let name = cursor.name("the member's name")?;
        let name = declare(&mut self.members, &name, 0, "member")?;
        equals(cursor)?;
        let bindings =
            [("class ", Binding::Class), ("static ", Binding::Nothing), ("item ", Binding::Item)];
        let binding = bindings.into_iter().find(|(word, _)| cursor.eat(word));
        let binding = binding.map_or(Binding::Instance, |(_, binding)| binding);
        let value = self.named(cursor)?;
        if let Some(class) = self.program.classes.last_mut() {
            class.members.push(Member { name, value, binding });
        }
        Ok(())
    }

    pub(super) fn global(
        &mut self,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Functions, Section::Globals, Section::Globals)?;
        let name = cursor.name("the global name")?;
        let number = self.program.globals.len();
        if number == GLOBAL_LIMIT {
            return Err(too_many(&name, "global names", GLOBAL_LIMIT));
        }
        let name = declare(&mut self.globals, &name, number as u32, "global name")?;
        let value = match cursor.eat("=") {
            true => Some(self.named(cursor)?),
            false => None,
        };
        let builtin = match cursor.eat("else ") {
            true => Some(self.named(cursor)?),
            false => None,
        };
        self.program.globals.push(Global { name, value, builtin });
        Ok(())
    }
}
