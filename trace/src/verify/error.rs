//! The errors that the verifier finds.

use crate::location::Location;
use std::fmt;

/// What the verifier asks for and a program lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// Where.
    pub location: Location,
    /// What is wrong.
    pub message: String,
    /// What was expected, or what can be done.
    pub help: String,
}

impl VerifyError {
    pub(super) fn new(
        location: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        VerifyError { location, message: message.into(), help: help.into() }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.location {
            Location::Program => write!(f, "program")?,
            Location::Arg(index) => write!(f, "parameter {index}")?,
            Location::Local(index) => write!(f, "local {index}")?,
            Location::Stack => write!(f, "stack")?,
            Location::Function(index) => write!(f, "function {}", index + 1)?,
            Location::FunctionLocal(index, local) => {
                write!(f, "function {}, local {local}", index + 1)?;
            }
            Location::FunctionStack(index) => write!(f, "function {}, stack", index + 1)?,
            Location::Const(index) => write!(f, "constant {index}")?,
            Location::Class(index) => write!(f, "class {index}")?,
            Location::Attribute(class, index) => write!(f, "class {class}, attribute {index}")?,
            Location::Member(class, index) => write!(f, "class {class}, member {index}")?,
            Location::Global(index) => write!(f, "global name {index}")?,
            Location::Trace(id) => write!(f, "trace {}", id.0)?,
            Location::Uop(id, index, _) => write!(f, "trace {}, uop {index}", id.0)?,
            Location::Exit(id, index, _) => write!(f, "trace {}, exit {index}", id.0)?,
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for VerifyError {}
