//! Documentation of the uops, made from the table.

use crate::info::{Below, Kind, Op, OperandKind, Slot, UopInfo};
use std::fmt::Write;

/// A Markdown page with a row for every uop: stack effect, operand, when it exits, what it does.
pub fn markdown() -> String {
    let mut out = String::from(
        "# The uops\n\n\
         Made from the table in `uops/src/table.rs` by `uopbench docs`; do not edit.\n\n\
         Stack effects have CPython's notation: inputs `--` outputs, the topmost slot last, \
         `[oparg]` an array. `name: Kind` is what an input has to be and what an output is known \
         to be. *exits*: may leave through its exit, the stack as it was; *exits popped*: the \
         inputs gone; *raises*: may set an exception; *resumes*: its exit is where the frame goes on \
         after a call.\n\n\
         | uop | stack effect | operand | leaves | what it does |\n|---|---|---|---|---|\n",
    );
    for op in Op::ALL {
        let info = op.info();
        // Writing to a string can't fail.
        _ = writeln!(
            out,
            "| `{}` | `{}` | {} | {} | {} |",
            info.name,
            stack_effect(info),
            operand(info.operand),
            leaves(info),
            info.doc.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }
    out
}

/// The uops of CPython 3.13, one a line; `traced` marks those of the traces that its JIT made of 18
/// small programs.
const CPYTHON: &str = include_str!("cpython-3.13.txt");

/// A uop of CPython 3.13.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CpythonUop {
    /// Its name.
    pub name: &'static str,
    /// It occurs in traces that CPython's JIT made of 18 small programs.
    pub traced: bool,
}

impl CpythonUop {
    /// All of them, in alphabetical order.
    pub fn all() -> impl Iterator<Item = CpythonUop> {
        CPYTHON.lines().map(|line| match line.strip_suffix(" traced") {
            Some(name) => CpythonUop { name, traced: true },
            None => CpythonUop { name: line, traced: false },
        })
    }

    /// Whether there is a row for it; some have two, by the low bit of the oparg.
    pub fn is_supported(self) -> bool {
        let by_bit = || Op::from_name(&format!("{}_0", self.name));
        Op::from_name(self.name).or_else(by_bit).is_some()
    }
}

/// A Markdown page with a row for every uop of CPython 3.13.
pub fn cpython_markdown() -> String {
    let supported = CpythonUop::all().filter(|uop| uop.is_supported()).count();
    let mut out = format!(
        "# CPython 3.13's uops\n\n\
         Made from `uops/src/cpython-3.13.txt` and the table of uops by `uopbench docs --cpython`; do \
         not edit. {supported} of {} are supported. *traced*: it occurs in the traces that \
         CPython's JIT made of 18 small programs.\n\n\
         | uop | supported | traced |\n|---|---|---|\n",
        CpythonUop::all().count(),
    );
    let mark = |yes| if yes { "yes" } else { "" };
    for uop in CpythonUop::all() {
        let CpythonUop { name, traced } = uop;
        // Writing to a string can't fail.
        _ = writeln!(out, "| `{name}` | {} | {} |", mark(uop.is_supported()), mark(traced));
    }
    out
}

/// The stack effect in CPython's notation.
pub fn stack_effect(info: &UopInfo) -> String {
    let mut inputs: Vec<String> = Vec::new();
    let mut outputs: Vec<String> = Vec::new();
    match info.below {
        Below::Nothing | Below::Frame => {}
        Below::Pops { first, rest } => {
            inputs.extend(first.iter().map(slot));
            inputs.push(format!("args[oparg]{}", kind(rest)));
        }
        Below::PopsPairs => inputs.push("values[oparg*2]".into()),
        Below::Pushes => outputs.push("values[oparg]".into()),
        Below::Peeks { first, rest } => {
            for side in [&mut inputs, &mut outputs] {
                side.extend(first.iter().map(slot));
                side.push(format!("args[oparg]{}", kind(rest)));
            }
        }
        Below::Reads(read) => {
            for side in [&mut inputs, &mut outputs] {
                side.push(slot(&read));
                side.push("unused[oparg-1]".into());
            }
        }
        Below::Copies => {
            for side in [&mut inputs, &mut outputs] {
                side.push("bottom".into());
                side.push("unused[oparg-1]".into());
            }
        }
        Below::Swaps => {
            // The exchange shows in the order of the names.
            return "bottom, unused[oparg-2], top -- top, unused[oparg-2], bottom".into();
        }
    }
    inputs.extend(info.inputs.iter().map(slot));
    outputs.extend(info.outputs.iter().map(slot));
    format!("{} -- {}", inputs.join(", "), outputs.join(", ")).trim().to_owned()
}

fn slot(slot: &Slot) -> String {
    format!("{}{}", slot.name, kind(slot.kind))
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Object => String::new(),
        kind => format!(": {kind:?}"),
    }
}

fn operand(kind: OperandKind) -> &'static str {
    match kind {
        OperandKind::Nothing => "",
        OperandKind::Local => "local",
        OperandKind::Count => "count",
        OperandKind::Operator => "operator",
        OperandKind::Comparison => "comparison",
        OperandKind::Object => "constant",
        OperandKind::Executor => "the trace's executor",
        OperandKind::InstrPtr => "bytecode offset",
        OperandKind::TypeVersion => "type version",
        OperandKind::FunctionVersion => "function version",
        OperandKind::Call => "count, function version",
        OperandKind::CallClass => "count, type version",
        OperandKind::FrameSize => "words",
        OperandKind::Attribute => "attribute",
        OperandKind::Name => "name",
        OperandKind::Global => "global",
    }
}

fn leaves(info: &UopInfo) -> String {
    let mut ways = Vec::new();
    match (info.exit, info.exit_pops, info.ends) {
        (true, _, true) => ways.push("always"),
        (true, true, _) => ways.push("exits popped"),
        (true, false, _) => ways.push("exits"),
        (false, _, true) => ways.push("ends the trace"),
        _ => {}
    }
    if info.error {
        ways.push("raises");
    }
    if info.resumes {
        ways.push("resumes");
    }
    ways.join(", ")
}

#[cfg(test)]
mod tests {
    use super::CpythonUop;

    #[test]
    fn all_uops_of_cpythons_traces_are_supported() {
        let traced = CpythonUop::all().filter(|uop| uop.traced);
        let (supported, missing): (Vec<_>, Vec<_>) = traced.partition(|uop| uop.is_supported());
        assert_eq!(missing, []);
        assert_eq!(supported.len(), 106);
    }
}
