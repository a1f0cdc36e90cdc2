//! From a recording of a real CPython to a program.
//!
//! `recording` reads the JSON, `bytecode` decodes instructions, `expand` makes uops of them by the
//! expansions of the dialect, `form` follows the way that the recorded runs took and makes traces.
//! `docs/import.md` describes the whole.

mod accept;
mod bytecode;
mod call;
mod expand;
mod form;
mod recording;
mod tables;
mod tidy;
mod values;

use crate::diagnostic::Diagnostic;
use crate::program::FunctionId;
use crate::verify::{VerifiedProgram, verify};
use bytecode::{Bytecode, Instruction};
use form::Stop;
use recording::Recording;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use tables::Tables;

/// The most uops of all traces of an imported program.
const UOP_TOTAL_LIMIT: usize = 1 << 20;

/// A program made from a recording.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The program, which runs with the recorded arguments unless others are given.
    pub program: VerifiedProgram,
}

/// Why a recording does not become a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImportError {
    /// The file is not a recording's JSON.
    Json(Diagnostic),
    /// The recording contradicts itself, or is too large.
    Flaw {
        /// The file.
        file: String,
        /// How.
        message: String,
    },
    /// The program needs what there is not yet.
    Unsupported {
        /// The file.
        file: String,
        /// All that is missing, by source line.
        missing: Vec<Missing>,
    },
}

/// An instruction that can't be expressed yet, and why.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Missing {
    /// The program.
    pub program: String,
    /// The source line.
    pub line: u32,
    /// The instruction.
    pub instruction: String,
    /// Which uop, type or feature is missing.
    pub what: String,
}

impl Missing {
    fn new(tables: &Tables<'_>, instruction: &Instruction<'_>, what: Vec<String>) -> Self {
        Missing {
            program: tables.recording.program.clone(),
            line: instruction.line,
            instruction: instruction.name.to_owned(),
            what: what.join(", "),
        }
    }
}

/// Makes a program of a recording, the contents of the file `file`.
pub fn import(recording: &[u8], file: &str) -> Result<Imported, ImportError> {
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
        Stop::Missing(missing) => unsupported(vec![missing]),
        Stop::Flaw(message) => flaw(message),
    };
    let mut tables = Tables::new(&recording).map_err(stopped)?;
    let missing = missing(&mut tables, &bytecodes);
    if !missing.is_empty() {
        return Err(unsupported(missing));
    }
    let traces = form::form(&mut tables, &bytecodes).map_err(stopped)?;
    let mut program = tables.program;
    program.traces = traces;
    let program = verify(program).map_err(|error| flaw(error.to_string()))?;
    Ok(Imported { program })
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

/// What instructions that ran need and there is not, in all their variants.
fn missing<'r>(tables: &mut Tables<'r>, bytecodes: &[Bytecode<'r>]) -> Vec<Missing> {
    let mut missing = BTreeSet::new();
    for (index, (code, bytecode)) in tables.recording.codes.iter().zip(bytecodes).enumerate() {
        let function = FunctionId(index as u32);
        let ran = bytecode.instructions.iter().filter(|it| it.ran && code.ran());
        for instruction in ran {
            let following = bytecode.at(instruction.next);
            for variant in 0.. {
                match expand::expand(tables, function, instruction, following, variant) {
                    Ok(expansion) if expansion.more => {}
                    Ok(_) => break,
                    Err(what) => {
                        missing.insert(Missing::new(tables, instruction, what));
                        break;
                    }
                }
            }
        }
    }
    missing.into_iter().collect()
}

impl ImportError {
    /// The distinct things that are missing, and how many instructions need each.
    pub fn needs(&self) -> BTreeMap<&str, usize> {
        let mut needs = BTreeMap::new();
        if let ImportError::Unsupported { missing, .. } = self {
            for what in missing.iter().flat_map(|missing| missing.what.split(", ")) {
                *needs.entry(what).or_default() += 1;
            }
        }
        needs
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Missing { program, line, instruction, what } = self;
        write!(f, "{program}.py:{line}: {instruction}: not supported yet: {what}")
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::Json(diagnostic) => diagnostic.fmt(f),
            ImportError::Flaw { file, message } => write!(f, "{file}: {message}"),
            ImportError::Unsupported { file, missing } => {
                write!(f, "{file}: the program needs what is not supported yet")?;
                missing.iter().try_for_each(|missing| write!(f, "\n{missing}"))
            }
        }
    }
}

impl std::error::Error for ImportError {}

impl miette::Diagnostic for ImportError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        match self {
            ImportError::Json(diagnostic) => miette::Diagnostic::help(diagnostic),
            _ => None,
        }
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        match self {
            ImportError::Json(diagnostic) => diagnostic.source_code(),
            _ => None,
        }
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        match self {
            ImportError::Json(diagnostic) => diagnostic.labels(),
            _ => None,
        }
    }
}
