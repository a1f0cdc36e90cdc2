//! Writes a program as text, in canonical layout.

use crate::program::{
    Class, FrameWalk, Function, FunctionId, Handlers, Named, Operand, Program, Trace, Uop,
};
use crate::trivia::{Trivia, TriviaLine};
use std::fmt::{self, Write};
use uops::runtime::{Binding, Value, str_repr};
use uops::{Applied, Comparison, Dialect, OperandKind};

/// Width of the column of uops; a few names are longer.
const UOP_COLUMN: usize = 35;
/// Width of the column of operands where no name is longer.
const OPERAND_COLUMN: usize = 17;
/// Numbers in a line of what was asked of opaque objects.
pub(crate) const ORDER_COLUMNS: usize = 20;
/// Names longer than this do not widen their column.
const COLUMN_LIMIT: usize = 24;

/// The program in canonical layout, with blank lines between its sections.
pub fn print(program: &Program) -> String {
    to_string(program, None)
}

/// The program in canonical layout, with these comments and blank lines.
pub fn print_with(program: &Program, trivia: &Trivia) -> String {
    to_string(program, Some(trivia))
}

fn to_string(program: &Program, trivia: Option<&Trivia>) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write(program, trivia, &mut text);
    text
}

/// Writes the program without building its text in memory.
pub(crate) fn write(
    program: &Program,
    trivia: Option<&Trivia>,
    out: &mut dyn Write,
) -> fmt::Result {
    let columns = Columns::new(program);
    let mut printer = Printer { out, trivia, item: 0 };
    printer.header(program)?;
    for function in &program.functions {
        printer.separate(true)?;
        printer.function(program, function)?;
    }
    for (index, constant) in program.consts.iter().enumerate() {
        printer.separate(index == 0)?;
        printer.item(
            "",
            &format!(
                "{} {} = {}",
                if constant.is_state { "state" } else { "const" },
                constant.name,
                Literal { value: &constant.value, program }
            ),
        )?;
    }
    for class in &program.classes {
        printer.separate(true)?;
        printer.class(program, class)?;
    }
    for (index, global) in program.globals.iter().enumerate() {
        printer.separate(index == 0)?;
        let named = |mark: &str, thing: Option<Named>| {
            thing.map_or_else(String::new, |thing| {
                format!(" {mark} {}", program.named(thing).unwrap_or("?"))
            })
        };
        let (value, builtin) = (named("=", global.value), named("else", global.builtin));
        printer.item("", &format!("global {}{value}{builtin}", global.name))?;
    }
    if let Some(handlers) = &program.handlers {
        printer.separate(true)?;
        printer.handlers(program, handlers)?;
    }
    let mut regions = program.regions.iter().peekable();
    for (index, trace) in (0..).zip(&program.traces) {
        printer.separate(true)?;
        while let Some(region) = regions.next_if(|region| region.first.0 <= index) {
            printer.item("", &format!("region {}", region.name))?;
        }
        printer.trace(program, trace, &columns)?;
    }
    printer.replays(program)?;
    match trivia {
        Some(trivia) => printer.trivia_lines(&trivia.end, ""),
        None => Ok(()),
    }
}

/// Widths of the columns that depend on the program; they are the same throughout a file.
struct Columns {
    operand: usize,
    exit: usize,
}

impl Columns {
    fn new(program: &Program) -> Self {
        let mut columns = Columns { operand: OPERAND_COLUMN, exit: 0 };
        let widen = |column: &mut usize, name: &str| {
            *column = (*column).max(name.chars().count().min(COLUMN_LIMIT));
        };
        for trace in &program.traces {
            let mut frames = FrameWalk::new(trace.function);
            for uop in &trace.uops {
                widen(&mut columns.operand, &operand_text(program, frames.current(), uop));
                frames.step(uop);
            }
            for exit in &trace.exits {
                widen(&mut columns.exit, &exit.name);
            }
        }
        columns
    }
}

struct Printer<'a> {
    out: &'a mut dyn Write,
    trivia: Option<&'a Trivia>,
    /// Number of the next item in the file.
    item: usize,
}

impl Printer<'_> {
    fn handlers(&mut self, program: &Program, handlers: &Handlers) -> fmt::Result {
        self.item("", &format!("start {}", program.trace(handlers.start).name))?;
        for row in &handlers.rows {
            let mut line = "handler".to_owned();
            if row.function != FunctionId::MAIN {
                line.push_str(&format!(" in {}", program.function_name(row.function)));
            }
            line.push_str(&format!(" @{} @{} stack {}", row.from, row.to, row.depth));
            if row.pushes_offset {
                line.push_str(" offset");
            }
            if let Some(target) = row.target {
                line.push_str(&format!(" -> {}", program.trace(target).name));
            }
            self.item("", &line)?;
        }
        Ok(())
    }

    fn header(&mut self, program: &Program) -> fmt::Result {
        let dialect = match program.dialect == Dialect::default() {
            true => String::new(),
            false => format!(" dialect {}", program.dialect),
        };
        self.item("", &format!("program {}{dialect}", program.name))?;
        for arg in &program.args {
            self.item(
                "",
                &format!("arg {} = {}", arg.name, Literal { value: &arg.value, program }),
            )?;
        }
        for local in &program.locals {
            self.item("", &format!("local {local}"))?;
        }
        self.item("", &format!("stack {}", program.stack))?;
        program.recursion.map_or(Ok(()), |limit| self.item("", &format!("recursion {limit}")))
    }

    fn function(&mut self, program: &Program, function: &Function) -> fmt::Result {
        let is_async = if function.is_async { " async" } else { "" };
        self.item("", &format!("function {}{is_async}", function.name))?;
        let value = |value: Option<Named>| match value {
            Some(value) => format!(" = {}", program.named(value).unwrap_or("?")),
            None => String::new(),
        };
        let plain = function.plain_count();
        let required = plain.saturating_sub(function.defaults.len());
        for (index, name) in function.params.iter().enumerate() {
            let default =
                index.checked_sub(required).and_then(|index| function.defaults.get(index));
            let keyword = match index {
                index if index < function.positional_only => "positional",
                index if index < plain - function.keyword_only.min(plain) => "param",
                index if index < plain => "keyword",
                index if index == plain && function.varargs => "varargs",
                _ => "varkeywords",
            };
            self.item("", &format!("{keyword} {name}{}", value(default.copied().flatten())))?;
        }
        for name in &function.locals {
            self.item("", &format!("local {name}"))?;
        }
        for (index, name) in function.frees.iter().enumerate() {
            let holds = match function.closure.get(index) {
                Some(None) => " = nothing".to_owned(),
                held => value(held.copied().flatten()),
            };
            self.item("", &format!("free {name}{holds}"))?;
        }
        for (name, attribute) in &function.attributes {
            self.item("", &format!("attribute {name}{}", value(Some(*attribute))))?;
        }
        self.item("", &format!("stack {}", function.stack))
    }

    fn replays(&mut self, program: &Program) -> fmt::Result {
        for (index, opaque) in program.opaques.iter().enumerate() {
            self.separate(index == 0)?;
            let compares = if opaque.compares { " compares" } else { "" };
            let has_truth = if opaque.has_truth { " has_truth" } else { "" };
            self.item("", &format!("opaque {}{compares}{has_truth}", str_repr(&opaque.name)))?;
        }
        let tuple = |values: &[Value]| {
            Literal { value: &Value::Tuple(values.to_vec()), program }.to_string()
        };
        for replay in &program.replays {
            self.separate(true)?;
            let kept = match replay.kept {
                0 => String::new(),
                kept => format!(" kept {kept}"),
            };
            self.item("", &format!("replay {}{kept}", tuple(&replay.args)))?;
            for exchange in &replay.exchanges {
                let mut line = format!("exchange {}", exchange.kind.word());
                if !exchange.name.is_empty() {
                    write!(line, " {}", str_repr(&exchange.name))?;
                }
                write!(line, " {}", tuple(&exchange.operands))?;
                if let Some(value) = &exchange.answer {
                    write!(line, " -> {}", Literal { value, program })?;
                }
                if let Some(value) = &exchange.raises {
                    write!(line, " raises {}", Literal { value, program })?;
                }
                if !exchange.changes.is_empty() {
                    write!(line, " changing {}", tuple(&exchange.changes))?;
                }
                self.item("", &line)?;
            }
            for numbers in replay.order.chunks(ORDER_COLUMNS) {
                let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
                self.item("", &format!("order {}", numbers.join(" ")))?;
            }
        }
        Ok(())
    }

    fn class(&mut self, program: &Program, class: &Class) -> fmt::Result {
        let made = if class.made { " made" } else { "" };
        self.item("", &format!("class {}{made}", class.name))?;
        for &base in &class.bases {
            let base = program.named(Named::Class(base)).unwrap_or("?");
            self.item("", &format!("base {base}"))?;
        }
        if let Some(kind) = class.holds {
            self.item("", &format!("holds {}", kind.name()))?;
        }
        let keyword = if class.slotted { "slot" } else { "value" };
        for name in &class.attributes {
            self.item("", &format!("{keyword} {name}"))?;
        }
        for member in &class.members {
            let value = program.named(member.value).unwrap_or("?");
            let binding = match member.binding {
                Binding::Instance => "",
                Binding::Class => "class ",
                Binding::Nothing => "static ",
                Binding::Item => "item ",
            };
            self.item("", &format!("member {} = {binding}{value}", member.name))?;
        }
        Ok(())
    }

    fn trace(&mut self, program: &Program, trace: &Trace, columns: &Columns) -> fmt::Result {
        let Trace { name, offset, stack, .. } = trace;
        let frame = match trace.function {
            FunctionId::MAIN => String::new(),
            function => format!(" in {}", program.function_name(function)),
        };
        self.item("", &format!("trace {name}{frame} @{offset} stack {stack}"))?;
        let mut frames = FrameWalk::new(trace.function);
        for uop in &trace.uops {
            let operand = operand_text(program, frames.current(), uop);
            frames.step(uop);
            let width = columns.operand;
            let mut line = format!("{:UOP_COLUMN$}  {operand:width$}", uop.op.name());
            if let Some(exit) = uop.exit {
                let exit = trace.exits.get(exit.0 as usize).map_or("?", |exit| &exit.name);
                write!(line, "  -> {exit}")?;
            }
            self.item("    ", line.trim_end())?;
        }
        for exit in &trace.exits {
            let width = columns.exit;
            let mut line = format!("exit {:width$}  @{}", exit.name, exit.offset);
            if let Some(target) = exit.target {
                let trace = program.traces.get(target.0 as usize).map_or("?", |trace| &trace.name);
                line = format!("{line:UOP_COLUMN$}  -> {trace}");
            }
            self.item("    ", &line)?;
        }
        Ok(())
    }

    /// A blank line between sections, where there are no comments and blank lines of a file's own.
    fn separate(&mut self, section_starts: bool) -> fmt::Result {
        match self.trivia {
            None if section_starts => self.out.write_str("\n"),
            _ => Ok(()),
        }
    }

    fn item(&mut self, indent: &str, line: &str) -> fmt::Result {
        let notes = self.trivia.and_then(|trivia| trivia.notes.get(&self.item));
        self.item += 1;
        if let Some(notes) = notes {
            self.trivia_lines(&notes.before, indent)?;
        }
        write!(self.out, "{indent}{line}")?;
        if let Some(comment) = notes.and_then(|notes| notes.trailing.as_ref()) {
            write!(self.out, "  #{comment}")?;
        }
        self.out.write_str("\n")
    }

    fn trivia_lines(&mut self, lines: &[TriviaLine], indent: &str) -> fmt::Result {
        for line in lines {
            match line {
                TriviaLine::Blank => self.out.write_str("\n")?,
                TriviaLine::Comment(comment) => writeln!(self.out, "{indent}#{comment}")?,
            }
        }
        Ok(())
    }
}

/// The operand as it is written; `?` for one that no file can hold.
fn operand_text(program: &Program, frame: FunctionId, uop: &Uop) -> String {
    let unknown = || "?".to_owned();
    match uop.operand {
        Operand::Nothing => String::new(),
        Operand::Oparg(oparg) => match uop.op.info().operand {
            OperandKind::Local => {
                program.local_name(frame, oparg.into()).map_or_else(unknown, str::to_owned)
            }
            OperandKind::Operator => Applied::from_oparg(oparg)
                .map_or_else(unknown, |applied| applied.symbol().to_owned()),
            OperandKind::Comparison => Comparison::from_oparg(oparg)
                .map_or_else(unknown, |comparison| comparison.symbol().to_owned()),
            _ => oparg.to_string(),
        },
        Operand::Const(id) => {
            program.consts.get(id.0 as usize).map_or_else(unknown, |constant| constant.name.clone())
        }
        Operand::InstrPtr(offset) => format!("@{offset}"),
        Operand::Type(builtin) => builtin.name().to_owned(),
        Operand::Types(left, right) => format!("{} {}", left.name(), right.name()),
        Operand::Function(id) => program.function_name(id).to_owned(),
        Operand::Call(count, id) => format!("{count} {}", program.function_name(id)),
        Operand::Words(words) => words.to_string(),
        Operand::Class(id) => program.named(Named::Class(id)).map_or_else(unknown, str::to_owned),
        Operand::CallClass(count, id) => {
            format!("{count} {}", program.named(Named::Class(id)).unwrap_or("?"))
        }
        Operand::Attribute(id, index) => match program.classes.get(id.0 as usize) {
            Some(class) => {
                let attribute = class.attributes.get(usize::from(index));
                format!("{}.{}", class.name, attribute.map_or("?", String::as_str))
            }
            None => unknown(),
        },
        Operand::Name(id) => program.names.get(id as usize).cloned().unwrap_or_else(unknown),
        Operand::Global(id) => {
            program.globals.get(id as usize).map_or_else(unknown, |global| global.name.clone())
        }
    }
}

/// A value as it is written in a file: as Python's `repr` writes it, but for types and methods.
struct Literal<'a> {
    value: &'a Value,
    /// Its constants are those that the value may share.
    program: &'a Program,
}

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = self.program;
        let items = |f: &mut fmt::Formatter<'_>, items: &[Value]| {
            for (index, item) in items.iter().enumerate() {
                let comma = if index == 0 { "" } else { ", " };
                write!(f, "{comma}{}", Literal { value: item, program })?;
            }
            Ok(())
        };
        let given = |f: &mut fmt::Formatter<'_>, values: &[(String, Value)]| {
            f.write_str("(")?;
            for (index, (name, value)) in values.iter().enumerate() {
                let comma = if index == 0 { "" } else { ", " };
                write!(f, "{comma}{name}={}", Literal { value, program })?;
            }
            f.write_str(")")
        };
        match self.value {
            Value::Type(builtin) => write!(f, "type {}", builtin.name()),
            Value::Method(method) => write!(f, "method {}", method.name()),
            Value::Builtin(function) => write!(f, "builtin {}", function.name()),
            Value::Module(module) => write!(f, "module {}", module.name()),
            Value::Dict(pairs) => {
                f.write_str("{")?;
                for (index, (key, value)) in pairs.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(
                        f,
                        "{comma}{}: {}",
                        Literal { value: key, program },
                        Literal { value, program }
                    )?;
                }
                f.write_str("}")
            }
            Value::Set(members) | Value::FrozenSet(members) => {
                let set = matches!(self.value, Value::Set(_));
                f.write_str(if set { "set({" } else { "frozenset({" })?;
                items(f, members)?;
                f.write_str("})")
            }
            Value::Tuple(values) => {
                f.write_str("(")?;
                items(f, values)?;
                f.write_str(if values.len() == 1 { ",)" } else { ")" })
            }
            Value::Slice(bounds) => {
                f.write_str("slice(")?;
                items(f, &bounds[..])?;
                f.write_str(")")
            }
            Value::List(values) => {
                f.write_str("[")?;
                items(f, values)?;
                f.write_str("]")
            }
            Value::Instance { class, attributes, holds } => {
                let class = program.classes.get(*class as usize);
                write!(f, "instance {}", class.map_or("?", |class| &class.name))?;
                if let Some(value) = holds {
                    write!(f, " of {} ", Literal { value, program })?;
                }
                given(f, attributes)
            }
            Value::Class(number) => {
                let class = program.classes.get(*number as usize);
                write!(f, "class {}", class.map_or("?", |class| &class.name))
            }
            Value::Function(number) => {
                write!(f, "function {}", program.function_name(FunctionId(*number)))
            }
            Value::MadeFunction { function, given: values } => {
                write!(f, "function {}", program.function_name(FunctionId(*function)))?;
                given(f, values)
            }
            Value::Complex(real, imag) => {
                let (real, imag) = (&Value::Float(*real), &Value::Float(*imag));
                write!(f, "complex({real}, {imag})")
            }
            Value::Bound(parts) => {
                f.write_str("bound(")?;
                items(f, &parts[..])?;
                f.write_str(")")
            }
            Value::Cell(None) => f.write_str("cell()"),
            Value::Cell(Some(value)) => write!(f, "cell({})", Literal { value, program }),
            Value::Constant(number) => {
                let constant = self.program.consts.get(*number as usize);
                write!(f, "const {}", constant.map_or("?", |constant| &constant.name))
            }
            Value::Opaque(number) => write!(f, "opaque {number}"),
            Value::Kept { number, content } => {
                f.write_str("kept")?;
                number.iter().try_for_each(|number| write!(f, " {number}"))?;
                content.iter().try_for_each(|value| write!(f, " {}", Literal { value, program }))
            }
            value => write!(f, "{value}"),
        }
    }
}
