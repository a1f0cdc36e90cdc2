//! Where in its source a program is that the verifier refuses.

use super::bytecode::{Bytecode, Instruction};
use super::error::Missing;
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
    match instruction(program, bytecodes, error.location) {
        Some(instruction) => format!("{}.py:{}: {error}", program.name, instruction.line),
        None => error.to_string(),
    }
}

/// The trace of CPython's JIT that the verifier refuses, by the number of its executor, and why: without it, this project
/// forms the code there. Of traces that meet and do not agree it is one that leads there.
pub(super) fn refused_trace(
    program: &Program,
    bytecodes: &[Bytecode<'_>],
    executors: &[Option<usize>],
    error: &VerifyError,
) -> Option<(usize, Missing)> {
    let executor = |location: Location| *executors.get(trace_of(location)?.0 as usize)?;
    let mut places = [error.location].into_iter().chain(error.ways.iter().copied());
    let (number, place) = places.find_map(|place| Some((executor(place)?, place)))?;
    let found = instruction(program, bytecodes, place);
    let missing = Missing {
        program: program.name.clone(),
        line: found.map_or(0, |found| found.line),
        instruction: found.map_or_else(String::new, |found| found.name.to_owned()),
        what: error.message.clone(),
    };
    Some((number, missing))
}

fn trace_of(location: Location) -> Option<TraceId> {
    match location {
        Location::Trace(id) | Location::Uop(id, ..) => Some(id),
        _ => None,
    }
}

/// The instruction that a place in a trace belongs to.
fn instruction<'a>(
    program: &Program,
    bytecodes: &'a [Bytecode<'_>],
    location: Location,
) -> Option<&'a Instruction<'a>> {
    let index = match location {
        Location::Uop(_, index, _) => index,
        _ => 0,
    };
    let (function, offset) = place(program, trace_of(location)?, index)?;
    let mut instructions = bytecodes.get(function.0 as usize)?.instructions.iter().rev();
    instructions.find(|instruction| instruction.offset <= offset)
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
