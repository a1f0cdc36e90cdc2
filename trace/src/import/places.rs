//! Where frames go on after calls. What CPython's traces do after they have left the frame in which they began is known
//! for these places.

use super::draft::{Draft, Entry, Start};
use crate::program::FunctionId;
use std::collections::HashMap;

/// After how many rounds places are no longer added, so that forming ends even where each place that is followed moves
/// others.
const ROUNDS: usize = 6;

/// For each place, what goes on there and how many slots the stack then holds.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Places(HashMap<(FunctionId, u32), (Start, usize)>);

impl Places {
    /// What goes on at an offset of a function, and with which depth of the stack.
    pub(super) fn get(&self, function: FunctionId, offset: u32) -> Option<(Start, usize)> {
        self.0.get(&(function, offset)).copied()
    }

    /// Notes the places at which the frames of a trace go on after calls. One where an instruction has something left
    /// to do with what was returned is none.
    pub(super) fn note(&mut self, drafts: &[Draft]) {
        for draft in drafts.iter().filter(|draft| draft.op.info().resumes) {
            let Some(at) = draft.exit.and_then(|exit| exit.target) else { continue };
            let (Start { function, offset, entry, .. }, _) = at;
            if matches!(entry, Entry::Variant(0) | Entry::Executor(_)) {
                self.0.entry((function, offset)).or_insert(at);
            }
        }
    }

    /// Takes over what a round has found, and says whether that makes another round necessary: traces may follow
    /// returns to new places, and must not to such that are none any more.
    pub(super) fn learn(&mut self, found: Places, round: usize) -> bool {
        if round < ROUNDS {
            return std::mem::replace(self, found) != *self;
        }
        let before = self.0.len();
        self.0.retain(|place, at| found.0.get(place) == Some(at));
        self.0.len() < before
    }
}
