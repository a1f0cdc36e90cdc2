//! Where in its source a program is that the verifier refuses.

use super::bytecode::Bytecode;
use super::handlers::Offsets;
use crate::location::Location;
use crate::program::{FunctionId, Program, TraceId};
use crate::verify::VerifyError;

/// What is wrong with a program that was formed, with the source line that it is about, if a trace is wrong.
pub(super) fn explain(
    program: &Program,
    bytecodes: &[Bytecode<'_>],
    error: &VerifyError,
) -> String {
    let place = match error.location {
        Location::Trace(id) => place(program, id, 0),
        Location::Uop(id, index, _) => place(program, id, index),
        _ => None,
    };
    let line = place.and_then(|(function, offset)| {
        let mut instructions = bytecodes.get(function.0 as usize)?.instructions.iter().rev();
        Some(instructions.find(|instruction| instruction.offset <= offset)?.line)
    });
    match line {
        Some(line) => format!("{}.py:{line}: {error}", program.name),
        None => error.to_string(),
    }
}

/// The function that a uop of a trace runs in, and the offset that is known last before it.
fn place(program: &Program, id: TraceId, index: usize) -> Option<(FunctionId, u32)> {
    let trace = program.traces.get(id.0 as usize)?;
    let mut offsets = Offsets::new(trace.function);
    // What a handler begins with has no line of its own.
    let handles = program.linked_handlers().any(|(_, target)| target == id);
    let mut last = (trace.function, trace.offset.saturating_add(handles.into()));
    for uop in trace.uops.iter().take(index) {
        offsets.step(uop.op, uop.operand);
        if let Some((function, Some(offset))) = offsets.current() {
            last = (function, offset);
        }
    }
    Some(last)
}
