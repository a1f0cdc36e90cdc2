//! Copies traces for the ways in on which more is known.
//!
//! At its start a trace may rely on what all exits that lead there agree on. If some of them know more, and guards of
//! the trace could do without looking for it, these exits are led to a copy of the trace. This is eager basic block
//! versioning (Chevalier-Boisvert and Feeley, ECOOP 2015), with one copy of a trace at a time and for what guards ask
//! alone. The copy has the same uops; the pass `guards` then removes from it what is known. A trace without guards of
//! its own is not copied, so ways that meet there lose what only one of them knows.
//!
//! - `hoist` looks at the ways back to a trace in a loop. The trace itself is then entered from outside alone, once
//!   for each time that the loop is entered. So what does not change in the loop is guarded in front of it.
//! - `split` looks at the other ways into traces of loops.

use super::edit::Edits;
use super::guards;
use super::pass::PassStats;
use super::view::{TraceView, Whole};
use crate::location::{Location, Part};
use crate::loops::Loops;
use crate::merge::new_name;
use crate::program::{Exit, ExitId, Operand, Program, Trace, TraceId, Uop};
use crate::verify::entry::{Entry, Way};
use uops::Op;

/// A copy may have so many uops for each guard that need not look.
const UOPS_PER_GUARD: usize = 20;

/// A way into a trace that may lead to a copy of it instead.
struct Edge {
    from: TraceId,
    /// The uop that takes the way.
    uop: usize,
    /// It is `_JUMP_TO_TOP`.
    jumps: bool,
    /// What is known there.
    promise: Entry,
}

/// Which ways a pass looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ways {
    /// Those that close a loop.
    Back,
    /// Those that lead on to a trace in a loop.
    Forward,
}

/// Copies traces of a program for the ways of one sort that lead there, as long as that takes guards away.
pub(super) fn run(
    program: &Program,
    entries: &[Entry],
    ways: Ways,
    count: &mut PassStats,
) -> Program {
    let loops = Loops::of(program);
    let edges = edges(program, entries, &loops);
    let mut next = Program::clone(program);
    // The copies that a pass makes have at most as many uops as the program had.
    let mut room = program.uop_count().saturating_sub(2 * count.added);
    let mut originals: Vec<usize> = (0..program.traces.len()).collect();
    for (index, into) in edges.iter().enumerate() {
        let to = TraceId(index as u32);
        let uops = program.trace(to).uops.len();
        if uops > room {
            continue;
        }
        let saves = |promise: &Entry| saves(program, entries, to, promise);
        let is_wanted =
            |edge: &&Edge| loops.closes(edge.from.0 as usize, index) == (ways == Ways::Back);
        let known: Vec<&Edge> =
            into.iter().filter(is_wanted).filter(|edge| saves(&edge.promise)).collect();
        let Some((first, rest)) = known.split_first() else { continue };
        let mut promise = first.promise.clone();
        rest.iter().for_each(|edge| promise.agree(&edge.promise));
        if !saves(&promise) {
            continue;
        }
        let copy = TraceId(next.traces.len() as u32);
        let trace = program.trace(to);
        let name = new_name(&trace.name, |new| next.traces.iter().any(|trace| trace.name == new));
        let trace = Trace { name, ..trace.clone() };
        room -= uops;
        count.added += uops;
        next.traces.push(trace);
        originals.push(index);
        for edge in known {
            count.changed += 1;
            redirect(&mut next, edge.from, edge.uop, copy);
        }
        // Where an iteration forgets what is known, the next one is the original's.
        if let Some(jump) = into.iter().find(|edge| edge.jumps) {
            promise.agree(&jump.promise);
            if !saves(&promise) {
                redirect(&mut next, copy, jump.uop, to);
            }
        }
    }
    // A copy follows its original, in the same region.
    let mut order: Vec<usize> = (0..next.traces.len()).collect();
    order.sort_by_key(|&index| (originals[index], index));
    next.reorder(&order);
    next
}

/// Leads the way that a uop takes to another trace.
fn redirect(program: &mut Program, from: TraceId, uop: usize, target: TraceId) {
    let Trace { name, offset, .. } = program.trace(target);
    let (name, offset) = (name.clone(), *offset);
    let trace = &mut program.traces[from.0 as usize];
    let uop = &mut trace.uops[uop];
    if let Some(exit) = uop.exit {
        trace.exits[exit.0 as usize].target = Some(target);
        return;
    }
    // `_JUMP_TO_TOP` has no exit, since it stays in its trace.
    let exit = ExitId(trace.exits.len() as u32);
    *uop = Uop { op: Op::_EXIT_TRACE, operand: Operand::Nothing, exit: Some(exit) };
    let name = new_name(&name, |new| trace.exits.iter().any(|exit| exit.name == new));
    trace.exits.push(Exit { name, offset, target: Some(target) });
}

/// For each trace of a loop the ways into it on which the frame stays, no other code runs and more is known, and
/// `_JUMP_TO_TOP`; but no exit that several uops have.
fn edges(program: &Program, entries: &[Entry], loops: &Loops) -> Vec<Vec<Edge>> {
    let mut edges: Vec<Vec<Edge>> = program.traces.iter().map(|_| Vec::new()).collect();
    let whole = Whole::default();
    for (from, trace) in (0..).map(TraceId).zip(&program.traces) {
        let mut uses = vec![0; trace.exits.len()];
        for exit in trace.uops.iter().filter_map(|uop| uop.exit) {
            uses[exit.0 as usize] += 1;
        }
        let view = TraceView::new(program, from, entries, &whole);
        view.walk(|index, before| {
            let uop = &trace.uops[index];
            let info = uop.op.info();
            let jumps = uop.op == Op::_JUMP_TO_TOP;
            let to = match uop.exit {
                None if jumps => from,
                Some(exit) if uses[exit.0 as usize] == 1 && !info.resumes && !info.follows => {
                    let Some(target) = trace.exits[exit.0 as usize].target else { return };
                    target
                }
                _ => return,
            };
            if loops.innermost(to.0 as usize).is_none() {
                return;
            }
            let popped = if info.exit_pops { info.inputs.len() } else { 0 };
            let way = Way { from: Location::Uop(from, index, Part::Target), executor_set: false };
            let promise = before.leave(before.stack.len() - popped, way);
            if jumps || promises_more(&entries[to.0 as usize], &promise) {
                edges[to.0 as usize].push(Edge { from, uop: index, jumps, promise });
            }
        });
    }
    edges
}

/// Whether a way into a trace promises more than all ways do.
fn promises_more(entry: &Entry, promise: &Entry) -> bool {
    (&entry.kinds, &entry.classes) != (&promise.kinds, &promise.classes)
}

/// Whether so many guards of a trace need not look if `promise` is known at its start that a copy pays.
fn saves(program: &Program, entries: &[Entry], id: TraceId, promise: &Entry) -> bool {
    let entry = &entries[id.0 as usize];
    if !promises_more(entry, promise) {
        return false;
    }
    let uops = program.trace(id).uops.len();
    let without_guards = |entry| {
        let whole = Whole::default();
        let view = TraceView { entry, ..TraceView::new(program, id, entries, &whole) };
        let mut edits = Edits::new(uops, Vec::new());
        guards::run(&view, &mut edits);
        edits.count()
    };
    let saved = without_guards(promise).saturating_sub(without_guards(entry));
    saved * UOPS_PER_GUARD >= uops
}
