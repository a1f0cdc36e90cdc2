//! The reasons why a recording does not become a program.

use super::bytecode::Instruction;
use super::recording::Recording;
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use std::fmt;

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
    /// The program needs something that is not supported yet.
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
    /// What an instruction of the recording lacks.
    pub(super) fn new(
        recording: &Recording,
        instruction: &Instruction<'_>,
        what: Vec<String>,
    ) -> Self {
        Missing {
            program: recording.program.clone(),
            line: instruction.line,
            instruction: instruction.name.to_owned(),
            what: what.join(", "),
        }
    }
}

/// Why no traces are formed.
#[derive(Debug)]
pub(super) enum Stop {
    /// An instruction has no expansion.
    Missing(Missing),
    /// The executor of this number has a uop that can't be expressed.
    Executor(usize, Missing),
    /// The recording contradicts itself, or is too large.
    Flaw(String),
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
