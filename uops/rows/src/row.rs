//! A row: all that is known of one uop.

use crate::effect::{Below, Effect};
use crate::error::Error;
use crate::terms::Terms;
use std::path::{Path, PathBuf};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitInt, Meta, Result, Token};

/// The flags of a row: each is one word.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Flags {
    /// `exit`: it can leave through an exit.
    pub exit: bool,
    /// `exit_pops`: its exit leaves without the inputs.
    pub exit_pops: bool,
    /// `error`: it can set an exception.
    pub error: bool,
    /// `ends`: nothing follows it in a trace.
    pub ends: bool,
    /// `resumes`: it has an exit that it does not take itself; the frame continues there after a call.
    pub resumes: bool,
    /// `follows`: it has an exit that it does not take itself: the trace follows a return into the frame that goes on
    /// there, and any other frame goes on elsewhere.
    pub follows: bool,
    /// `enters`: another frame, which its input is, is the current one after it. All slots of the frame
    /// that waits are in memory.
    pub enters: bool,
    /// `returns`: the caller's frame is the current one after it.
    pub returns: bool,
    /// `escapes`: it may run code that makes the trace invalid or reads the frame's instruction pointer: CPython's
    /// `HAS_ESCAPES_FLAG`.
    pub escapes: bool,
}

impl Flags {
    /// Whether the frame of the uop goes on later, so that all of its slots wait in memory.
    pub fn waits(&self) -> bool {
        self.enters || (self.returns && self.resumes)
    }

    /// All words, and whether the row has them.
    pub fn words(&self) -> [(&'static str, bool); 9] {
        [
            ("exit", self.exit),
            ("exit_pops", self.exit_pops),
            ("error", self.error),
            ("ends", self.ends),
            ("resumes", self.resumes),
            ("follows", self.follows),
            ("enters", self.enters),
            ("returns", self.returns),
            ("escapes", self.escapes),
        ]
    }

    fn set(&mut self, word: &Ident) -> Result<()> {
        let flag = match word.to_string().as_str() {
            "exit" => &mut self.exit,
            "exit_pops" => &mut self.exit_pops,
            "error" => &mut self.error,
            "ends" => &mut self.ends,
            "resumes" => &mut self.resumes,
            "follows" => &mut self.follows,
            "enters" => &mut self.enters,
            "returns" => &mut self.returns,
            "escapes" => &mut self.escapes,
            _ => {
                let words = self.words().map(|(word, _)| format!("`{word}`")).join(", ");
                let message = format!("there is no such flag; the flags are {words}");
                return Err(syn::Error::new(word.span(), message));
            }
        };
        if std::mem::replace(flag, true) {
            return Err(syn::Error::new(word.span(), "this flag is given twice"));
        }
        Ok(())
    }
}

/// What distinguishes a uop from others: rows of several dialects that agree in this are one uop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meaning {
    /// CPython's name.
    pub name: String,
    /// The function that is its meaning.
    pub function: String,
    /// The oparg that its name fixes.
    pub fixed: Option<u16>,
    /// What it does to the stack.
    pub effect: Effect,
    /// What its operands mean: a variant of `uops::OperandKind`.
    pub operand: String,
    /// Its flags.
    pub flags: Flags,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What distinguishes the uop from others.
    pub meaning: Meaning,
    /// What it does, in words.
    pub doc: String,
    /// Opargs worth machine code of their own.
    pub only: Vec<u16>,
    /// The file that the row is in.
    pub file: PathBuf,
    /// The line that its name is in, from 1 on.
    pub line: usize,
}

impl Row {
    /// Whether the words that it uses are defined; if not, an error at its line of the file.
    pub(crate) fn check(&self, path: &Path, terms: &Terms) -> std::result::Result<(), Error> {
        terms.check_operand(&self.meaning.operand, path, self.line)?;
        let kinds = self.meaning.effect.kinds();
        kinds.into_iter().try_for_each(|kind| terms.check_kind(kind, path, self.line))
    }
}

impl Parse for Row {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let doc = documentation(&input.call(Attribute::parse_outer)?)?;
        let name: Ident = input.parse()?;
        if doc.is_empty() {
            return Err(syn::Error::new(name.span(), "a comment `/// …` has to say what it does"));
        }
        let mut function = uop_name(&name)?;
        let mut fixed = None;
        if input.parse::<Option<Token![=]>>()?.is_some() {
            function = uop_name(&input.parse()?)?;
            if input.parse::<Option<Token![@]>>()?.is_some() {
                fixed = Some(input.parse::<LitInt>()?.base10_parse()?);
            }
        }
        input.parse::<Token![:]>()?;
        let effect: Effect = input.parse()?;
        input.parse::<Token![,]>()?;
        let operand = input.parse::<Ident>()?.to_string();
        input.parse::<Token![,]>()?;
        let flags = flags(input)?;
        if flags.waits() && effect.below != Below::Nothing {
            let message = "a uop whose frame waits reaches nothing but its inputs";
            return Err(syn::Error::new(name.span(), message));
        }
        let only = match input.parse::<Option<Token![,]>>()? {
            Some(_) => only(input)?,
            None => Vec::new(),
        };
        input.parse::<Token![;]>()?;
        Ok(Row {
            meaning: Meaning { name: name.to_string(), function, fixed, effect, operand, flags },
            doc,
            only,
            file: PathBuf::new(),
            line: name.span().start().line,
        })
    }
}

/// The name of a uop or function.
fn uop_name(name: &Ident) -> Result<String> {
    let text = name.to_string();
    let is_valid = |c: char| c == '_' || c.is_ascii_uppercase() || c.is_ascii_digit();
    // `__PY315` ends the symbols of rows that differ between dialects.
    let is_symbol = text.rsplit_once("__").is_some_and(|(_, end)| end.starts_with("PY"));
    if !text.starts_with('_') || is_symbol || !text.chars().all(is_valid) {
        let message = "names of uops begin with `_`, have capitals, digits and `_`, and no `__PY`";
        return Err(syn::Error::new(name.span(), message));
    }
    Ok(text)
}

/// The text of comments `/// …`.
fn documentation(attributes: &[Attribute]) -> Result<String> {
    let mut doc = String::new();
    for attribute in attributes {
        match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => {
                    doc.push_str(&line.value());
                    doc.push('\n');
                }
                _ => return Err(syn::Error::new(attribute.pound_token.span, "expected text")),
            },
            _ => {
                let span = attribute.pound_token.span;
                return Err(syn::Error::new(span, "a row has no attributes but comments `/// …`"));
            }
        }
    }
    Ok(doc)
}

fn flags(input: ParseStream<'_>) -> Result<Flags> {
    let content;
    syn::bracketed!(content in input);
    let mut flags = Flags::default();
    while !content.is_empty() {
        flags.set(&content.parse()?)?;
    }
    Ok(flags)
}

/// `only [1, 2]`
fn only(input: ParseStream<'_>) -> Result<Vec<u16>> {
    let word: Ident = input.parse()?;
    if word != "only" {
        return Err(syn::Error::new(word.span(), "expected `only [opargs]`"));
    }
    let content;
    syn::bracketed!(content in input);
    let opargs = content.parse_terminated(LitInt::parse, Token![,])?;
    opargs.iter().map(LitInt::base10_parse).collect()
}
