//! Documentation of the uops, made from the rows of a dialect.

use crate::Dialect;
use crate::info::{OperandKind, UopInfo};
use std::fmt::Write;

/// A Markdown page with a row for every uop of a dialect: stack effect, operand, when it exits, what it
/// does.
pub fn markdown(dialect: Dialect) -> String {
    let mut out = format!(
        "# The uops of {dialect}\n\n\
         Made by `uopbench docs --dialect {dialect}` from the rows of the dialect `{dialect}`, which is \
         CPython {}'s; do not edit.\n\n\
         Stack effects have CPython's notation: inputs `--` outputs, the topmost slot last, \
         `[oparg]` an array. `name: Kind` is what an input has to be and what an output is known \
         to be. *exits*: may leave through its exit, the stack as it was; *exits popped*: the \
         inputs gone; *raises*: may set an exception; *resumes*: its exit is where the frame goes on \
         after a call; *follows*: its exit is where a frame has to go on for the trace to go on with it.\n\n\
         | uop | stack effect | operand | leaves | what it does |\n|---|---|---|---|---|\n",
        dialect.python()
    );
    for op in dialect.ops() {
        let info = op.info();
        // Writing to a string can't fail.
        _ = writeln!(
            out,
            "| `{}` | `{}` | {} | {} | {} |",
            info.name,
            info.effect,
            operand(info.operand),
            leaves(info),
            info.doc.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }
    out
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
        OperandKind::TypePair => "two types",
        OperandKind::FunctionVersion => "function version",
        OperandKind::ReturnPlace => "function",
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
    if info.follows {
        ways.push("follows");
    }
    ways.join(", ")
}
