//! A trace as a pass sees it.

use crate::location::{Location, Part};
use crate::program::{FunctionId, Program, Trace, TraceId, Uop};
use crate::verify::entry::Entry;
use crate::verify::state::State;
use crate::verify::step::Step;
use std::collections::BTreeSet;
use uops::{Function, Op};

/// A local of a function.
pub(super) type Local = (FunctionId, u16);
/// Locals of functions.
pub(super) type Locals = BTreeSet<Local>;

/// What a pass has found out about the whole program.
#[derive(Default)]
pub(super) struct Whole {
    /// The locals that are to hold tagged ints.
    pub(super) mixed: Locals,
    /// Traces where the executor that they run as is known to be valid, by number.
    pub(super) valid: Vec<bool>,
}

/// A trace that a pass looks at.
pub(super) struct TraceView<'p> {
    /// Its program.
    pub(super) program: &'p Program,
    /// Its number.
    pub(super) id: TraceId,
    /// What is known at its start.
    pub(super) entry: &'p Entry,
    /// What is known at the start of each trace.
    pub(super) entries: &'p [Entry],
    /// What is known of the program.
    pub(super) whole: &'p Whole,
}

impl<'p> TraceView<'p> {
    /// Trace number `id` of a program.
    pub(super) fn new(
        program: &'p Program,
        id: TraceId,
        entries: &'p [Entry],
        whole: &'p Whole,
    ) -> Self {
        TraceView { program, id, entry: &entries[id.0 as usize], entries, whole }
    }

    /// The trace.
    pub(super) fn trace(&self) -> &'p Trace {
        self.program.trace(self.id)
    }

    /// Executes the trace on symbols, and shows the state before each uop.
    pub(super) fn walk(&self, mut visit: impl FnMut(usize, &State)) {
        let mut state = State::default();
        let function = self.trace().function;
        state.enter(self.entry, function, self.program.local_count_of(function));
        for (index, uop) in self.trace().uops.iter().enumerate() {
            visit(index, &state);
            if let Some(place) = self.trace().followed(uop) {
                let function = self.program.trace(place).function;
                let entry = &self.entries[place.0 as usize];
                state.follow(entry, function, self.program.local_count_of(function));
                continue;
            }
            let location = Location::Uop(self.id, index, Part::Whole);
            // The program has been verified, so this does not fail.
            let _ = Step { program: self.program, uop, location }.apply(&mut state);
        }
    }

    /// The next uop after one that does anything to the stack.
    pub(super) fn next_on_stack(&self, index: usize) -> Option<usize> {
        let uops = &self.trace().uops;
        let is_idle = |op: Op| op == Op::_SET_IP || op.info().function == Function::_NOP;
        (index + 1..uops.len()).find(|&next| !is_idle(uops[next].op))
    }

    /// Whether the uop's exit leads to another trace. Such an exit stays, because no other exit may lead to
    /// that trace.
    pub(super) fn is_linked(&self, uop: &Uop) -> bool {
        uop.exit.is_some_and(|exit| self.trace().exits[exit.0 as usize].target.is_some())
    }
}
