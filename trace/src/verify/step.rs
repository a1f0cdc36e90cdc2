//! A uop at its location in a program.

use super::error::VerifyError;
use crate::location::Location;
use crate::program::{Program, Uop};
use uops::UopInfo;

/// Slots below the arguments of a call.
pub(crate) const CALLABLE_AND_SELF: usize = 2;

/// A uop at its location in a program.
pub(crate) struct Step<'p> {
    pub(crate) program: &'p Program,
    pub(crate) uop: &'p Uop,
    pub(crate) location: Location,
}

impl Step<'_> {
    /// What is known of the uop whatever its operand.
    pub(super) fn info(&self) -> &'static UopInfo {
        self.uop.op.info()
    }

    /// Its oparg.
    pub(super) fn oparg(&self) -> usize {
        self.uop.oparg().into()
    }

    /// An error about the uop.
    pub(super) fn error(&self, message: String, help: impl Into<String>) -> VerifyError {
        VerifyError::new(self.location, message, help)
    }
}
