//! Makes a program of a recording of a real CPython.
//!
//! `recording` reads the JSON and `bytecode` decodes instructions. `tables` has the program's
//! functions and classes, `named` makes constants of values, and `constants` has what is known of them.
//! `expand` makes uops of an instruction by the expansions of the dialect, `call` does so for calls;
//! `variant` chooses the form of an instruction by the operands that were recorded. `form` follows the
//! path that the recorded runs took, and makes traces; `draft` is an unfinished trace, `walk` the frames
//! that it runs in. `replay` follows the traces of CPython's JIT, and `operand` has the operands of
//! their uops, `places` the places to which they return. `resumer` finds the builtins that resume a
//! generator, and `builtin` has what they do with it, `special` the methods that operators call. `opaque`
//! has what objects answered that the runtime does not model, `answers` gives it to the program, and `unasked` finds
//! where CPython's traces ask them nothing. `unverified` says where the source is of what the verifier refuses. `traces` says which traces are wanted, and `blocks` makes regions of them.
//! `docs/import.md` describes the whole.

mod accept;
mod answers;
mod blocks;
mod builtin;
mod bytecode;
mod call;
mod checked;
mod class_body;
mod constants;
mod draft;
mod error;
mod executor;
mod expand;
mod form;
mod gathered;
mod handlers;
mod instructions;
mod named;
mod names;
mod opaque;
mod operand;
mod ownership;
mod places;
mod recording;
mod replay;
mod resumer;
mod returns;
mod special;
mod star;
mod tables;
mod tidy;
mod traces;
mod unasked;
mod unverified;
mod value;
mod values;
mod variant;
mod walk;
mod with;

use crate::diagnostic::Diagnostic;
use crate::program::{FunctionId, Trace};
use crate::shape::Shape;
use crate::verify::{VerifiedProgram, verify};
use bytecode::Bytecode;
use error::Stop;
pub use error::{ImportError, Missing};
use handlers::Catching;
pub use instructions::Instructions;
use recording::Recording;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tables::Tables;
pub use traces::{Forming, Traces};

/// A program made from a recording.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The program, which runs with the recorded arguments unless others are given.
    pub program: VerifiedProgram,
    /// For each of its traces, the number of the executor in the recording that it is, if CPython's JIT made
    /// it; none of the blocks of a region is one.
    pub executors: Vec<Option<usize>>,
    /// For each of its traces, the source line of the instruction that it begins with.
    pub lines: Vec<u32>,
    /// The settings of CPython's JIT, as `NAME=value`, if the program has the JIT's traces.
    pub jit: Option<Vec<String>>,
    /// What is missing for traces of the JIT's that the program lacks. This project formed the code there.
    pub left_out: Vec<Missing>,
    /// The bytecode instructions of the code that this project formed.
    pub instructions: Instructions,
}

/// Makes a program of a recording, the contents of the file `file`. Where CPython's JIT has made traces, the
/// program has these.
pub fn import(recording: &[u8], file: &str) -> Result<Imported, ImportError> {
    import_with(recording, file, None)
}

/// Makes a program of a recording, formed as is asked.
pub fn import_with(
    recording: &[u8],
    file: &str,
    forming: impl Into<Forming>,
) -> Result<Imported, ImportError> {
    let forming = forming.into();
    let recording = read(recording, file)?;
    let flaw = |message| ImportError::Flaw { file: file.to_owned(), message };
    if let Some(message) = recording.flaw() {
        return Err(flaw(message));
    }
    let decoded: Result<Vec<Bytecode<'_>>, String> =
        recording.codes.iter().map(|code| Bytecode::decode(&recording, code)).collect();
    let bytecodes = decoded.map_err(flaw)?;
    let unsupported = |missing| ImportError::Unsupported { file: file.to_owned(), missing };
    let stopped = |stop| match stop {
        Stop::Missing(missing) | Stop::Executor(_, missing) => unsupported(vec![missing]),
        Stop::Flaw(message) => flaw(message),
    };
    let replays = forming.replays(recording.has_executors()).map_err(flaw)?;
    let catching = Catching::new(&recording, &bytecodes);
    let mut refused = replays.then(BTreeMap::new);
    let (program, executors, instructions, left_out) = loop {
        let mut tables = Tables::new(&recording).map_err(stopped)?;
        let missing = missing(&mut tables, &bytecodes);
        if !missing.is_empty() {
            return Err(unsupported(missing));
        }
        let (formed, instructions, left_out) =
            form::form(&mut tables, &bytecodes, &catching, refused.as_ref(), &forming)
                .map_err(stopped)?;
        let (mut executors, traces): (Vec<_>, Vec<_>) = formed.into_iter().unzip();
        answers::add_opaques(&mut tables).map_err(flaw)?;
        let mut program = tables.program;
        program.traces = traces;
        if forming.shape == Shape::Region {
            blocks::group(&mut program);
            executors = vec![None; program.traces.len()];
        }
        let program = Arc::new(program);
        let error = match verify(Arc::clone(&program)) {
            Ok(program) => break (program, executors, instructions, left_out),
            Err(error) => error,
        };
        // A trace of CPython's JIT that can't be verified is left out, as one that can't be expressed.
        let trace = unverified::refused_trace(&program, &bytecodes, &executors, &error);
        match (&mut refused, trace) {
            (Some(refused), Some((number, missing))) => refused.insert(number, missing),
            _ => return Err(flaw(unverified::explain(&program, &bytecodes, &error))),
        };
    };
    let settings = recording.settings.iter().flatten();
    let settings = settings.map(|(name, value)| format!("{name}={value}")).collect();
    let lines = program.program().traces.iter().map(|trace| line(&bytecodes, trace)).collect();
    let jit = replays.then_some(settings);
    Ok(Imported { program, executors, lines, jit, left_out, instructions })
}

/// The source line of the instruction that a trace begins with.
fn line(bytecodes: &[Bytecode<'_>], trace: &Trace) -> u32 {
    let bytecode = bytecodes.get(trace.function.0 as usize);
    bytecode.and_then(|bytecode| bytecode.at(trace.offset)).map_or(0, |first| first.line)
}

fn read(recording: &[u8], file: &str) -> Result<Recording, ImportError> {
    let text = match std::str::from_utf8(recording) {
        Ok(text) => text,
        Err(error) => {
            let valid = &recording[..error.valid_up_to()];
            let text = std::str::from_utf8(valid).unwrap_or_default();
            let place = text.len()..text.len();
            let help = "a recording is JSON in UTF-8";
            let diagnostic = Diagnostic::new(file, text, place, "this is not UTF-8", help);
            return Err(ImportError::Json(diagnostic));
        }
    };
    serde_json::from_str(text).map_err(|error| {
        let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
        let start: usize = lines.map(str::len).sum();
        let place = start.saturating_add(error.column().saturating_sub(1)).min(text.len());
        let message = error.to_string();
        // The place has its own form.
        let message = message.split(" at line ").next().unwrap_or(&message);
        let help = "scripts/record.py writes recordings; docs/recording-format.md describes them";
        ImportError::Json(Diagnostic::new(file, text, place..place + 1, message, help))
    })
}

/// What the instructions that ran need, in all their variants, and is not supported.
fn missing<'r>(tables: &mut Tables<'r>, bytecodes: &[Bytecode<'r>]) -> Vec<Missing> {
    let mut missing = BTreeSet::new();
    for (index, (code, bytecode)) in tables.recording.codes.iter().zip(bytecodes).enumerate() {
        let function = FunctionId(index as u32);
        let ran = bytecode.instructions.iter().filter(|it| it.ran && code.ran());
        for instruction in ran {
            let following = bytecode.at(instruction.next);
            for variant in 0.. {
                match variant::expand(tables, function, instruction, following, variant) {
                    Ok(expansion) if expansion.more => {}
                    Ok(_) => break,
                    Err(what) => {
                        missing.insert(Missing::new(tables.recording, instruction, what));
                        break;
                    }
                }
            }
        }
    }
    missing.into_iter().collect()
}
