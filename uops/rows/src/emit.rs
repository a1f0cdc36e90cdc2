//! Writes the table as Rust source.

use crate::dialect::Known;
use crate::effect::{Below, Slot};
use crate::table::{Table, Uop};
use std::fmt::Write;

/// Appends a line. Writing to a string can't fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => {
        _ = writeln!($out, $($text)*)
    };
}

impl Table {
    /// Source that defines the enums `Op` and `Function`, and `TABLE: &[UopInfo]` with a row for each
    /// `Op`. It expects the types of `uops::info` by their names.
    pub fn definitions(&self) -> String {
        let mut out = String::new();
        line!(out, "/// A uop's number: its row in the table.");
        line!(out, "#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]");
        line!(out, "#[repr(u16)]\n#[allow(non_camel_case_types)]\npub enum Op {{");
        for uop in &self.uops {
            line!(out, "    #[doc = {:?}]\n    {},", uop.row.doc.trim(), uop.symbol);
        }
        line!(out, "}}\nimpl Op {{\n    /// Every uop, in table order.");
        let all = list(self.uops.iter().map(|uop| format!("Op::{}", uop.symbol)));
        line!(out, "    pub const ALL: &'static [Op] = &[{all}];\n}}");
        line!(
            out,
            "/// A function that is the meaning of uops: [`crate::semantics`] has it by this name."
        );
        line!(out, "#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]");
        line!(out, "#[allow(non_camel_case_types)]\npub enum Function {{");
        for function in self.functions() {
            line!(out, "    #[doc = \"`{function}`\"]\n    {function},");
        }
        line!(out, "}}\nstatic TABLE: &[UopInfo] = &[");
        for uop in &self.uops {
            line!(out, "{}", info(uop));
        }
        line!(out, "];");
        out
    }

    /// Source that defines `DIALECTS: &[Data]`. It expects the types of `uops::dialect` by their names.
    pub fn vocabularies(&self) -> String {
        let mut out = String::from("static DIALECTS: &[Data] = &[\n");
        for (index, _) in self.dialects.iter().enumerate() {
            self.dialect(&mut out, index);
        }
        line!(out, "];");
        out
    }

    fn dialect(&self, out: &mut String, index: usize) {
        let dialect = &self.dialects[index];
        let numbers = &self.numbers[index];
        let op = |number: &usize| format!("Op::{}", self.uops[*number].symbol);
        let mut by_name: Vec<(&str, &usize)> = numbers
            .iter()
            .map(|number| (self.uops[*number].row.meaning.name.as_str(), number))
            .collect();
        by_name.sort();
        let by_name = by_name.iter().map(|(name, number)| format!("({name:?}, {})", op(number)));
        let expansions =
            dialect.expansions.iter().map(|row| format!("({:?}, &{:?})", row.0, row.1));
        let named = |name: &String| {
            let own = numbers.iter().find(|number| self.uops[**number].row.meaning.name == *name);
            // A dialect has a row for each name here: it would not have been read otherwise.
            own.map(op).unwrap_or_default()
        };
        let equivalents = dialect.equivalents.iter().map(|(name, uops)| {
            format!("({name:?}, &[{}] as &[Op])", list(uops.iter().map(named)))
        });
        let roles =
            dialect.roles.iter().map(|row| format!("(InstructionRole::{}, &{:?})", row.0, row.1));
        let accepts = dialect.accepts.iter().map(|(instruction, operands)| {
            let operands = list(operands.iter().map(|types| format!("&{types:?}")));
            format!("({instruction:?}, &[{operands}])")
        });
        let known = dialect.known.iter().map(|Known { name, traced, times, covered }| {
            format!(
                "Known {{ name: {name:?}, traced: {traced}, times: &{times:?}, covered: {covered:?} }}"
            )
        });
        line!(out, "    Data {{ name: {:?}, python: {:?},", dialect.name, dialect.python);
        line!(out, "        trace_limit: {},", dialect.trace_limit);
        line!(out, "        operators: &{:?},", dialect.operators);
        line!(out, "        ops: &[{}],", list(numbers.iter().map(op)));
        line!(out, "        by_name: &[{}],", list(by_name));
        line!(out, "        expansions: &[{}],", list(expansions));
        line!(out, "        equivalents: &[{}],", list(equivalents));
        line!(out, "        roles: &[{}],", list(roles));
        line!(out, "        accepts: &[{}],", list(accepts));
        line!(out, "        known: &[{}],", list(known));
        line!(out, "        counted: &{:?},", dialect.counted);
        line!(out, "        later: &{:?} }},", dialect.later);
    }

    /// Source that defines the macro `for_each_uop!`, which hands a row of plain data for each `Op` to
    /// the macro that it is called with. `uops::for_each_uop` documents the fields.
    pub fn for_each(&self) -> String {
        let mut out = String::new();
        out.push_str(FOR_EACH_DOC);
        line!(out, "#[macro_export]\nmacro_rules! for_each_uop {{\n    ($m:path) => {{ $m! {{");
        for uop in &self.uops {
            let row = &uop.row.meaning;
            let narrow = match (row.fixed, row.operand.as_str()) {
                (None, "Local") => "local",
                (None, "Object" | "Executor") => "near",
                _ => "none",
            };
            line!(
                out,
                "        {{ name: {}, function: {}, oparg: {}, inputs: {}, outputs: {}, \
                 exit_pops: {}, in_memory: {}, narrow: {narrow}, only: {:?} }}",
                uop.symbol,
                row.function,
                row.fixed.map_or(-1, i32::from),
                row.effect.inputs.len(),
                row.effect.outputs.len(),
                row.flags.exit_pops,
                row.effect.below != Below::Nothing || row.flags.waits(),
                uop.row.only
            );
        }
        line!(out, "    }} }};\n}}");
        out
    }
}

/// The documentation of the macro.
const FOR_EACH_DOC: &str = "\
/// Calls the macro `$m` with a row of plain data for each uop, in table order.
///
/// ```text
/// { name: _NAME, function: _FUNCTION, oparg: 3, inputs: 2, outputs: 1, exit_pops: false,
///   in_memory: false, narrow: local, only: [1, 2] }
/// ```
///
/// - `name` is the uop's symbol, as in [`Op`]; `function` is the function of [`semantics`] that it means.
/// - `oparg` is the oparg that its name fixes, or -1.
/// - `inputs` and `outputs` are how many slots the function gets and returns.
/// - `exit_pops` says whether its exit leaves without the inputs.
/// - `in_memory` says whether all slots under its inputs have to be in memory.
/// - `narrow` says what operands there may be shorter code for: `local` numbers that are small, objects
///   `near` the code, or `none`.
/// - `only` are opargs worth machine code of their own.
///
/// [`semantics`]: mod@$crate::semantics
";

/// A row of the table in one line. After it comes the place of the dialect's row, so that a message of the
/// compiler about the line leads to that row.
fn info(uop: &Uop) -> String {
    let row = &uop.row.meaning;
    let flags = row.flags.words().map(|(word, said)| format!("{word}: {said}, ")).concat();
    format!(
        "    UopInfo {{ name: {:?}, symbol: {:?}, doc: {:?}, function: Function::{}, fixed: {:?}, \
         effect: {:?}, inputs: {}, outputs: {}, operand: OperandKind::{}, below: {}, only: &{:?}, \
         {flags}}}, // {}:{}",
        row.name,
        uop.symbol,
        uop.row.doc,
        row.function,
        row.fixed,
        row.effect.text,
        slots(&row.effect.inputs),
        slots(&row.effect.outputs),
        row.operand,
        below(&row.effect.below, row.flags.waits()),
        uop.row.only,
        uop.row.file.display(),
        uop.row.line
    )
}

fn below(below: &Below, waits: bool) -> String {
    let area = |first: &[Slot], rest| format!("{{ first: {}, rest: Kind::{rest} }}", slots(first));
    match below {
        Below::Nothing if waits => "Below::Frame".into(),
        Below::Pops { first, rest } => format!("Below::Pops {}", area(first, rest)),
        Below::Peeks { first, rest } => format!("Below::Peeks {}", area(first, rest)),
        Below::Replaces { result, first, rest } => format!(
            "Below::Replaces {{ result: {}, first: {}, rest: Kind::{rest} }}",
            slot(result),
            slots(first)
        ),
        Below::Reads(read) => format!("Below::Reads({})", slot(read)),
        Below::Nothing
        | Below::PopsPairs
        | Below::Pushes
        | Below::PushesStarred
        | Below::Copies
        | Below::Swaps => {
            format!("Below::{below:?}")
        }
    }
}

fn slots(slots: &[Slot]) -> String {
    format!("&[{}]", list(slots.iter().map(slot)))
}

fn slot(slot: &Slot) -> String {
    format!("Slot {{ name: {:?}, kind: Kind::{} }}", slot.name, slot.kind)
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
