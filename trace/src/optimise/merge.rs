//! Merges blocks of regions.

use super::pass::PassStats;
use super::view::{TraceView, Whole};
use crate::location::{Location, Part};
use crate::program::{Program, TraceId};
use crate::verify::entry::Entry;
use crate::verify::step::Step;

/// Merges blocks of a program, as [`Program::merge_blocks`] does.
pub(super) fn run(program: &Program, entries: &[Entry], count: &mut PassStats) -> Program {
    let mut next = Program::clone(program);
    let merged = next.merge_blocks(|program, from, to| agree(program, entries, from, to));
    count.removed += merged.blocks;
    count.changed += merged.exits;
    next
}

/// Whether the verifier accepts the uops of a block where another one ends, since more is known there than at the start
/// of the block. It does not where a guard can't hold: then something else than before is known of an object, which has
/// another name, too.
fn agree(program: &Program, entries: &[Entry], from: TraceId, to: TraceId) -> bool {
    let whole = Whole::default();
    let last = program.trace(from).uops.len() - 1;
    let mut end = None;
    TraceView::new(program, from, entries, &whole).walk(|index, before| {
        if index == last {
            end = Some(before.clone());
        }
    });
    let Some(mut state) = end else { return false };
    let trace = program.trace(to);
    trace.uops.iter().enumerate().all(|(index, uop)| {
        let step = Step { program, uop, location: Location::Uop(to, index, Part::Whole) };
        if step.check(&state).is_err() {
            return false;
        }
        if let Some(place) = trace.followed(uop) {
            let function = program.trace(place).function;
            let entry = &entries[place.0 as usize];
            state.follow(entry, function, program.local_count_of(function));
            return true;
        }
        step.apply(&mut state).is_ok()
    })
}
