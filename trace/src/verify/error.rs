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
    /// Exits that lead to the same trace and do not agree, if that is what is wrong.
    pub ways: Vec<Location>,
}

impl VerifyError {
    pub(super) fn new(
        location: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        VerifyError { location, message: message.into(), help: help.into(), ways: Vec::new() }
    }

    /// The same with the exits that do not agree.
    #[must_use]
    pub(super) fn with_ways(mut self, ways: impl IntoIterator<Item = Location>) -> Self {
        self.ways = ways.into_iter().collect();
        self
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location, self.message)?;
        let ways: Vec<String> = self.ways.iter().map(ToString::to_string).collect();
        match ways.is_empty() {
            true => Ok(()),
            false => write!(f, " (ways in: {})", ways.join("; ")),
        }
    }
}

impl std::error::Error for VerifyError {}
