//! What is known of a program's constants while they are made.

use super::recording::Value;
use crate::program::ConstId;
use std::collections::HashMap;

/// What is known of the constants that were made so far.
#[derive(Default, Debug)]
pub(super) struct Constants<'r> {
    /// Constants by what they stand for: their text, or the row of the recording.
    pub(super) ids: HashMap<String, ConstId>,
    /// Objects and functions whose constants are being made.
    pub(super) open: Vec<&'r Value>,
    /// Cells, which are filled once no constant is being made, and what they hold.
    pub(super) empty: Vec<(ConstId, &'r Value)>,
    /// Functions that have no form here, and why.
    pub(super) inexpressible: HashMap<usize, String>,
    /// Why a cell could not be filled.
    pub(super) broken: Option<String>,
}

impl Constants<'_> {
    /// Notes that a function of the recording has no form here.
    pub(super) fn note_inexpressible(&mut self, function: usize, what: String) {
        self.inexpressible.insert(function, what);
    }
}
