//! From text to a program.

mod lexer;
mod operand;
mod value;

pub(crate) use lexer::{Cursor, is_name};
pub(crate) use value::is_representable;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Notes, SourceMap, Trivia, TriviaLine};
use crate::program::{
    Arg, Class, ClassId, Const, ConstId, Exit, ExitId, FrameWalk, Function, FunctionId, Global,
    Member, Program, Trace, TraceId, Uop,
};
use crate::{
    CLASS_LIMIT, FUNCTION_LIMIT, GLOBAL_LIMIT, LOCAL_LIMIT, STACK_LIMIT, TRACE_LIMIT, UOP_LIMIT,
};
use lexer::{Problem, Token, shorten};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use uops::Op;
use uops::runtime::{Binding, Value};

/// Reads the contents of the file called `file`.
pub(crate) fn parse(file: &str, contents: &[u8]) -> Result<Document, Diagnostic> {
    let text = std::str::from_utf8(contents).map_err(|error| {
        let valid = error.valid_up_to();
        // The rest of the line, as far as it is text, helps to find the place.
        let end = contents.len().min(valid + 200);
        let shown = String::from_utf8_lossy(&contents[..end]);
        let message = "this byte is not UTF-8";
        Diagnostic::new(file, &shown, valid..valid + 1, message, "save the file as UTF-8")
    })?;
    let diagnose =
        |problem: Problem| Diagnostic::new(file, text, problem.span, problem.message, problem.help);
    let mut parser = Parser::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        parser.line(Cursor::new(text, start)).map_err(diagnose)?;
        start += line.len();
    }
    parser.finish(text.len()).map_err(diagnose)?;
    Ok(Document {
        program: Arc::new(parser.program),
        trivia: parser.trivia,
        source: SourceMap::new(file, text, parser.lines),
    })
}

/// Reads a single value in the notation of a `.uop` file: a Python literal on one line.
pub fn parse_value(text: &str) -> Result<Value, Diagnostic> {
    let diagnose = |problem: Problem| {
        Diagnostic::new("<value>", text, problem.span, problem.message, problem.help)
    };
    let mut cursor = Cursor::new(text, 0);
    let value = value::value(&mut cursor).map_err(diagnose)?;
    cursor.end().map_err(diagnose)?;
    Ok(value)
}

/// What may come next in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Section {
    Program,
    Args,
    Locals,
    Params,
    FunctionLocals,
    Frees,
    Functions,
    Consts,
    Bases,
    Attributes,
    Members,
    Globals,
    Uops,
    Exits,
}

impl Section {
    fn expected(self) -> &'static str {
        match self {
            Section::Program => "`program NAME`",
            Section::Args => "`arg NAME = VALUE`, `local NAME` or `stack N`",
            Section::Locals => "`local NAME` or `stack N`",
            Section::Params => "`param NAME`, `local NAME`, `free NAME` or `stack N`",
            Section::FunctionLocals => "`local NAME`, `free NAME` or `stack N`",
            Section::Frees => "`free NAME` or `stack N`",
            Section::Functions => {
                "`function NAME`, `const NAME = VALUE` or `trace NAME @OFFSET stack N`"
            }
            Section::Consts => "`const NAME = VALUE` or `trace NAME @OFFSET stack N`",
            Section::Bases => "`base CLASS`, `value NAME`, `slot NAME` or `member NAME = CONSTANT`",
            Section::Attributes => {
                "`value NAME`, `slot NAME`, `member NAME = CONSTANT` or `trace NAME @OFFSET stack N`"
            }
            Section::Members => "`member NAME = CONSTANT` or `trace NAME @OFFSET stack N`",
            Section::Globals => "`global NAME` or `trace NAME @OFFSET stack N`",
            Section::Uops => "a uop, `exit NAME @OFFSET` or `trace NAME @OFFSET stack N`",
            Section::Exits => "`exit NAME @OFFSET` or `trace NAME @OFFSET stack N`",
        }
    }
}

/// What is given for a parameter or a free variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Held {
    /// The parameter's value by default.
    Default,
    /// What the variable's cell holds.
    Cell,
}

/// Every uop by its name.
static OPS: LazyLock<HashMap<&str, Op>> =
    LazyLock::new(|| Op::ALL.iter().map(|op| (op.name(), *op)).collect());

/// The program as far as it has been read.
struct Parser<'s> {
    program: Program,
    section: Section,
    /// Offset of each item's line.
    lines: Vec<usize>,
    trivia: Trivia,
    /// Comments and blank lines before the next item.
    pending: Vec<TriviaLine>,
    functions: HashMap<&'s str, FunctionId>,
    /// The locals of each function.
    locals: Vec<HashMap<&'s str, u16>>,
    consts: HashMap<&'s str, ConstId>,
    classes: HashMap<&'s str, ClassId>,
    /// The current class's attributes.
    attributes: HashMap<&'s str, usize>,
    /// The current class's members.
    members: HashMap<&'s str, usize>,
    globals: HashMap<&'s str, u32>,
    names: HashMap<&'s str, u32>,
    traces: HashMap<&'s str, TraceId>,
    /// Whose frame the next uop runs in.
    frames: FrameWalk,
    /// The current trace's exits.
    exits: HashMap<&'s str, ExitId>,
    /// The current trace's uops that name an exit.
    exit_uses: Vec<(usize, Token<'s>)>,
    /// Exits that name a trace.
    links: Vec<(usize, usize, Token<'s>)>,
    /// Defaults and cells, which name what comes later.
    held: Vec<(FunctionId, Held, Token<'s>)>,
    /// Classes, and bases that come later.
    bases: Vec<(ClassId, Token<'s>)>,
}

impl<'s> Parser<'s> {
    fn new() -> Self {
        Parser {
            program: Program::default(),
            section: Section::Program,
            lines: Vec::new(),
            trivia: Trivia::default(),
            pending: Vec::new(),
            functions: HashMap::new(),
            locals: vec![HashMap::new()],
            consts: HashMap::new(),
            classes: HashMap::new(),
            attributes: HashMap::new(),
            members: HashMap::new(),
            globals: HashMap::new(),
            names: HashMap::new(),
            traces: HashMap::new(),
            frames: FrameWalk::new(FunctionId::MAIN),
            exits: HashMap::new(),
            exit_uses: Vec::new(),
            links: Vec::new(),
            held: Vec::new(),
            bases: Vec::new(),
        }
    }

    fn line(&mut self, mut cursor: Cursor<'s>) -> Result<(), Problem> {
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
            "function" => self.function(&mut cursor, &start)?,
            "param" => {
                self.enter(&start, Section::Params, Section::Params, Section::Params)?;
                self.function_local(&mut cursor, |function| &mut function.params)?;
                self.held(&mut cursor, Held::Default)?;
            }
            "free" => {
                self.enter(&start, Section::Params, Section::Frees, Section::Frees)?;
                self.function_local(&mut cursor, |function| &mut function.frees)?;
                self.held(&mut cursor, Held::Cell)?;
            }
            "const" => self.constant(&mut cursor, &start)?,
            "class" => self.class(&mut cursor, &start)?,
            "base" => {
                self.enter(&start, Section::Bases, Section::Bases, Section::Bases)?;
                let name = cursor.name("the name of a class")?;
                let class = self.program.classes.len().saturating_sub(1);
                self.bases.push((ClassId(class as u32), name));
            }
            "value" | "slot" => self.attribute_line(keyword.text == "slot", &mut cursor, &start)?,
            "member" => self.member(&mut cursor, &start)?,
            "global" => self.global(&mut cursor, &start)?,
            "trace" => self.trace(&mut cursor, &start)?,
            "exit" => self.exit(&mut cursor, &start)?,
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

    /// Goes on in section `next`; the line has to be in one of the sections from `first` to `last`.
    fn enter(
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

    fn program_line(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
        self.enter(start, Section::Program, Section::Program, Section::Args)?;
        let name = cursor.name("the program's name")?;
        self.program.name = name.text.to_owned();
        self.functions.insert(name.text, FunctionId::MAIN);
        Ok(())
    }

    fn arg(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
        self.enter(start, Section::Args, Section::Args, Section::Args)?;
        let name = self.declare_local(cursor)?;
        equals(cursor)?;
        let value = value::value(cursor)?;
        self.program.args.push(Arg { name, value });
        Ok(())
    }

    fn local(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
        if self.section >= Section::Params {
            self.enter(start, Section::Params, Section::FunctionLocals, Section::FunctionLocals)?;
            return self.function_local(cursor, |function| &mut function.locals);
        }
        self.enter(start, Section::Args, Section::Locals, Section::Locals)?;
        let name = self.declare_local(cursor)?;
        self.program.locals.push(name);
        Ok(())
    }

    fn declare_local(&mut self, cursor: &mut Cursor<'s>) -> Result<String, Problem> {
        let name = cursor.name("the local's name")?;
        let names = self.locals.len() - 1;
        let locals = &mut self.locals[names];
        let number = u16::try_from(locals.len())
            .ok()
            .filter(|&number| usize::from(number) < LOCAL_LIMIT)
            .ok_or_else(|| too_many(&name, "locals", LOCAL_LIMIT))?;
        declare(locals, &name, number, "local")
    }

    fn function(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
        self.enter(start, Section::Functions, Section::Functions, Section::Params)?;
        let name = cursor.name("the function's name")?;
        let id = u32::try_from(self.program.functions.len() + 1)
            .ok()
            .filter(|&id| id as usize <= FUNCTION_LIMIT)
            .ok_or_else(|| too_many(&name, "functions", FUNCTION_LIMIT))?;
        let name = declare(&mut self.functions, &name, FunctionId(id), "function")?;
        self.locals.push(HashMap::new());
        self.program.functions.push(Function {
            name,
            params: Vec::new(),
            defaults: Vec::new(),
            locals: Vec::new(),
            frees: Vec::new(),
            closure: Vec::new(),
            stack: 0,
        });
        Ok(())
    }

    fn function_local(
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

    /// Takes what the last parameter or free variable holds, if that is said.
    fn held(&mut self, cursor: &mut Cursor<'s>, held: Held) -> Result<(), Problem> {
        let id = FunctionId(self.program.functions.len() as u32);
        if cursor.eat("=") {
            let name = cursor.name("the name of a constant, function or class")?;
            self.held.push((id, held, name));
            return Ok(());
        }
        match self.held.last() {
            Some((last, Held::Default, name)) if *last == id && held == Held::Default => {
                Err(Problem::new(
                    name.span.clone(),
                    "a parameter without a default follows one that has it".to_owned(),
                    "only the last parameters have defaults",
                ))
            }
            _ => Ok(()),
        }
    }

    fn constant(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
        self.enter(start, Section::Functions, Section::Consts, Section::Consts)?;
        let name = cursor.name("the constant's name")?;
        let id = u32::try_from(self.program.consts.len())
            .map_err(|_| too_many(&name, "constants", u32::MAX as usize))?;
        let name = declare(&mut self.consts, &name, ConstId(id), "constant")?;
        equals(cursor)?;
        let value = value::value(cursor)?;
        self.program.consts.push(Const { name, value });
        Ok(())
    }

    fn class(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
        self.enter(start, Section::Functions, Section::Members, Section::Bases)?;
        let name = cursor.name("the class's name")?;
        let id = ClassId(self.program.classes.len() as u32);
        if id.0 as usize == CLASS_LIMIT {
            return Err(too_many(&name, "classes", CLASS_LIMIT));
        }
        let name = declare(&mut self.classes, &name, id, "class")?;
        self.attributes.clear();
        self.members.clear();
        self.program.classes.push(Class {
            name,
            slotted: false,
            bases: Vec::new(),
            attributes: Vec::new(),
            members: Vec::new(),
        });
        Ok(())
    }

    fn attribute_line(
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

    fn member(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
        self.enter(start, Section::Bases, Section::Members, Section::Members)?;
        let name = cursor.name("the member's name")?;
        let name = declare(&mut self.members, &name, 0, "member")?;
        equals(cursor)?;
        let binding = match (cursor.eat("class "), cursor.eat("static ")) {
            (true, _) => Binding::Class,
            (_, true) => Binding::Nothing,
            _ => Binding::Instance,
        };
        let value = self.named(cursor)?;
        if let Some(class) = self.program.classes.last_mut() {
            class.members.push(Member { name, value, binding });
        }
        Ok(())
    }

    fn global(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
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
        self.program.globals.push(Global { name, value });
        Ok(())
    }

    fn trace(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
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

    fn uop(
        &mut self,
        name: Token<'s>,
        cursor: &mut Cursor<'s>,
        start: &Cursor<'s>,
    ) -> Result<(), Problem> {
        self.enter(start, Section::Uops, Section::Uops, Section::Uops)?;
        let Some(&op) = OPS.get(name.text) else {
            return Err(unknown_uop(&name));
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

    fn exit(&mut self, cursor: &mut Cursor<'s>, start: &Cursor<'s>) -> Result<(), Problem> {
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
    fn finish_trace(&mut self) -> Result<(), Problem> {
        if let Some(trace) = self.program.traces.last_mut() {
            for (index, name) in self.exit_uses.drain(..) {
                let Some(&id) = self.exits.get(name.text) else {
                    return Err(Problem::new(
                        name.span,
                        format!("trace `{}` has no exit `{}`", trace.name, name.text),
                        format!("add `exit {} @OFFSET` behind its uops", name.text),
                    ));
                };
                trace.uops[index].exit = Some(id);
            }
        }
        self.exits.clear();
        Ok(())
    }

    fn finish(&mut self, end: usize) -> Result<(), Problem> {
        self.finish_trace()?;
        if self.section < Section::Uops {
            return Err(Problem::new(
                end..end,
                "the file ends before its first trace",
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
        for (class, name) in std::mem::take(&mut self.bases) {
            let base = self.class_of(&name)?;
            self.program.classes[class.0 as usize].bases.push(base);
        }
        for (function, held, name) in std::mem::take(&mut self.held) {
            let nothing = held == Held::Cell && name.text == "nothing";
            let value = if nothing { None } else { Some(self.named_by(&name)?) };
            let function = &mut self.program.functions[function.0 as usize - 1];
            match held {
                Held::Default => function.defaults.extend(value),
                Held::Cell => function.closure.push(value),
            }
        }
        self.trivia.end = std::mem::take(&mut self.pending);
        Ok(())
    }
}

/// Enters a name where there is none like it yet.
fn declare<'s, T>(
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

fn equals(cursor: &mut Cursor<'_>) -> Result<(), Problem> {
    match cursor.eat("=") {
        true => Ok(()),
        false => Err(cursor.unexpected("`=` and a value")),
    }
}

fn too_many(at: &Token<'_>, what: &str, limit: usize) -> Problem {
    Problem::new(
        at.span.clone(),
        format!("there are more than {limit} {what}"),
        format!("a program has at most {limit} {what}"),
    )
}

fn unknown_uop(name: &Token<'_>) -> Problem {
    let help = Op::ALL
        .iter()
        .map(|op| (edit_distance(name.text, op.name()), op))
        .min_by_key(|&(distance, _)| distance)
        .filter(|&(distance, _)| distance <= 5)
        .map(|(_, op)| format!("did you mean `{op}`?"))
        .unwrap_or_else(|| "docs/uops.md lists the uops".to_owned());
    Problem::new(name.span.clone(), format!("there is no uop `{}`", shorten(name.text)), help)
}

/// The number of characters to insert, delete or replace to get from one to the other; large for a
/// text longer than any uop's name.
fn edit_distance(from: &str, to: &str) -> usize {
    if from.len() > 2 * to.len() {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.bytes().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}
