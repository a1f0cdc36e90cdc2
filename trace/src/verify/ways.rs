//! Why too little is known where a uop asks for more: which ways in are to blame.
//!
//! What is known at the start of a trace is what all exits that lead there agree on. If a uop finds too little, two exits
//! explain it: one after which the uop would find enough, and one after which it does not. Whether it would is found out
//! by executing the traces again, from what that one exit promises.

use super::entry::Entry;
use super::error::VerifyError;
use super::state::State;
use super::verifier::{Collected, STEP_LIMIT, Verifier};
use crate::location::Location;
use crate::program::TraceId;

/// How many traces back ways in are looked for.
const CHAIN: usize = 32;

/// How many uops may be executed to find them.
const STEPS: u64 = 1 << 22;

impl Verifier<'_> {
    /// The error with two exits that lead to the same trace, of which one leads to the error and one does not, if there
    /// are such exits.
    pub(super) fn explain(mut self, error: VerifyError) -> VerifyError {
        match error.location {
            Location::Uop(id, ..) if error.ways.is_empty() => {
                self.steps = STEP_LIMIT - STEPS;
                let ways = self.blamed(id);
                error.with_ways(ways.into_iter().flatten())
            }
            _ => error,
        }
    }

    /// Two ways into a trace with an error, or into one before it, of which one leads to the error.
    fn blamed(&mut self, id: TraceId) -> Option<[Location; 2]> {
        // The exits that lead from the first trace that is looked at to the one with the error.
        let mut path: Vec<Location> = Vec::new();
        // With these promises there is no error. So from them, and from nothing less, the trace comes to its end.
        let ways = self.ways_into(id, id, &[]);
        let promises = ways.into_iter().map(|(_, promise)| promise);
        let enough: Vec<Entry> = promises.filter(|promise| !self.fails(&[], id, promise)).collect();
        for _ in 0..CHAIN {
            let first = path.first().map_or(Some(id), |exit: &Location| exit.trace())?;
            let ways = self.ways_into(first, id, &enough);
            let (bad, good): (Vec<_>, Vec<_>) =
                ways.into_iter().partition(|(_, promise)| self.fails(&path, id, promise));
            if self.steps > STEP_LIMIT {
                return None;
            }
            match (&good[..], &bad[..]) {
                ([(good, _), ..], [(bad, _), ..]) => return Some([*good, *bad]),
                // Together they promise less than each of them.
                ([(good, promise), rest @ ..], []) => {
                    let (other, _) = rest.iter().find(|(_, other)| promise.differs(other))?;
                    return Some([*good, *other]);
                }
                ([], [(bad, _), ..]) => path.insert(0, *bad),
                ([], []) => return None,
            }
        }
        None
    }

    /// The exits that lead to `target`, and what they promise. The trace `failing` does so with the promises `enough`.
    fn ways_into(
        &mut self,
        target: TraceId,
        failing: TraceId,
        enough: &[Entry],
    ) -> Vec<(Location, Entry)> {
        self.collected = Some(Collected { target, ways: Vec::new() });
        let mut state = State::default();
        for id in (0..self.entries.len() as u32).map(TraceId) {
            if self.entries[id.0 as usize].is_some() {
                // What is wrong after an exit does not matter.
                let _ = self.execute(id, &mut state);
            }
        }
        for promise in enough {
            let _ = self.execute_from(failing, promise.clone(), &mut state);
        }
        self.collected.take().map_or_else(Vec::new, |collected| collected.ways)
    }

    /// Whether there is an error in a trace if no more is known than what `promise` says, at the start of the trace from
    /// which these exits lead there.
    fn fails(&mut self, path: &[Location], id: TraceId, promise: &Entry) -> bool {
        let mut promise = promise.clone();
        let mut state = State::default();
        for (index, exit) in path.iter().enumerate() {
            let Some(from) = exit.trace() else { return false };
            let target = path.get(index + 1).map_or(Some(id), |next| next.trace());
            let Some(target) = target else { return false };
            self.collected = Some(Collected { target, ways: Vec::new() });
            let _ = self.execute_from(from, promise, &mut state);
            let ways = self.collected.take().map_or_else(Vec::new, |collected| collected.ways);
            let Some((_, next)) = ways.into_iter().find(|(location, _)| location == exit) else {
                return false;
            };
            promise = next;
        }
        self.collected = Some(Collected { target: id, ways: Vec::new() });
        let failed = self.execute_from(id, promise, &mut state).is_err();
        self.collected = None;
        failed
    }

    /// Executes a trace as if all exits that lead there had this promise.
    fn execute_from(
        &mut self,
        id: TraceId,
        promise: Entry,
        state: &mut State,
    ) -> Result<(), VerifyError> {
        let kept = self.entries[id.0 as usize].replace(promise);
        let result = self.execute(id, state);
        self.entries[id.0 as usize] = kept;
        result
    }
}
