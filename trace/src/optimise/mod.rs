//! The trace optimiser: passes over programs. Each pass can be left out.
//!
//! A pass rewrites the traces of a program one by one, or copies some of them. It sees one trace at a
//! time, with what the verifier has found out about the trace's start. The exits of a trace stay the
//! same, in the same order, with the same stack. The result of a pass is verified before the next pass
//! starts; if the verifier rejects it, the pass has a defect, and [`optimise`] reports that.
//!
//! - `pass` names the passes, `view` is a trace as a pass sees it, `edit` applies a pass's changes to a
//!   trace, and `values` finds where values on the stack come from and where they are used.
//! - `pops` joins uops with those that release what they leave.
//! - `copies` copies traces for the ways in on which more is known, and `merge` merges blocks of regions.
//! - `guards`, `constants`, `dead`, `bookkeeping` and `calls` remove uops; `ints`, `floats`, `locals`,
//!   `compares` and `borrow` choose another form for values on the stack and in locals (see
//!   [`uops::semantics`]).

mod bookkeeping;
mod borrow;
mod calls;
mod compares;
mod constants;
mod copies;
mod dead;
mod edit;
mod floats;
mod guards;
mod ints;
mod locals;
mod merge;
mod pass;
mod pops;
mod tags;
mod values;
mod view;

use crate::program::{Program, TraceId};
use crate::verify::entry::Entry;
use crate::verify::{VerifiedProgram, VerifyError, reached, verify};
use copies::Ways;
use edit::Edits;
pub use pass::{Pass, PassStats, Passes, UnknownPass};
use std::sync::Arc;
use thiserror::Error;
use uops::Kind;
use view::{TraceView, Whole};

/// An optimised program, and what the passes did.
#[derive(Clone, Debug)]
pub struct Optimised {
    /// The program, with the verifier's approval.
    pub program: VerifiedProgram,
    /// Each pass that ran, in order.
    pub stats: Vec<PassStats>,
}

/// A pass made a program that the verifier does not accept: a defect of the pass.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("pass `{}` made a wrong program: {error}", pass.id())]
pub struct PassError {
    /// The pass.
    pub pass: Pass,
    /// What the verifier says.
    pub error: VerifyError,
}

/// Runs passes over a program. A pass that would make uops that the program's dialect lacks changes
/// nothing.
///
/// # Errors
/// Names the pass that made a program that the verifier does not accept.
pub fn optimise(program: &VerifiedProgram, passes: &Passes) -> Result<Optimised, PassError> {
    let mut current = program.clone();
    let mut stats = Vec::new();
    for pass in Pass::ALL.into_iter().filter(|&pass| passes.contains(pass)) {
        let mut count = PassStats { pass, removed: 0, changed: 0, added: 0 };
        // Pairs of uops can be nested, so a pass may find more where it has been.
        for _ in 0..ROUNDS {
            let before = count;
            let entries = entries(&current, *passes);
            let next = match pass {
                Pass::Hoist | Pass::Split if !copies_pay(*passes) => break,
                Pass::Hoist => copies::run(current.program(), &entries, Ways::Back, &mut count),
                Pass::Split => copies::run(current.program(), &entries, Ways::Forward, &mut count),
                Pass::Merge => merge::run(current.program(), current.entries(), &mut count),
                _ => rewrite(pass, &current, &entries, &mut count),
            };
            if before == count {
                break;
            }
            if !uses_its_dialect(&next) {
                count = before;
                break;
            }
            current = verify_reached(next).map_err(|error| PassError { pass, error })?;
        }
        stats.push(count);
    }
    Ok(Optimised { program: current, stats })
}

/// Verifies a program, if need be without the handlers whose instructions can't raise an exception any more, so that
/// nothing is known where they go on.
fn verify_reached(program: Program) -> Result<VerifiedProgram, VerifyError> {
    let program = Arc::new(program);
    verify(program.clone()).or_else(|error| {
        let reached = reached(&program).map_err(|_| error.clone())?;
        if reached.iter().all(|&reached| reached) {
            return Err(error);
        }
        let mut program = Arc::unwrap_or_clone(program);
        program.keep(&reached);
        verify(program)
    })
}

/// Whether all uops of a program are of its dialect.
fn uses_its_dialect(program: &Program) -> bool {
    let mut uops = program.traces.iter().flat_map(|trace| &trace.uops);
    uops.all(|uop| program.dialect.has(uop.op))
}

/// Whether other passes make use of what is known where copies of traces start.
fn copies_pay(passes: Passes) -> bool {
    [Pass::Types, Pass::Guards].into_iter().all(|pass| passes.contains(pass))
}

/// Runs a pass over all traces of a program.
fn rewrite(
    pass: Pass,
    current: &VerifiedProgram,
    entries: &[Entry],
    count: &mut PassStats,
) -> Program {
    let mut next = Program::clone(current.program());
    let whole = match pass {
        Pass::Bookkeeping => {
            let valid = bookkeeping::valid(current.program(), entries);
            Whole { valid, ..Whole::default() }
        }
        Pass::Locals => Whole { mixed: locals::choose(current), ..Whole::default() },
        _ => Whole::default(),
    };
    for index in 0..next.traces.len() {
        let view = TraceView::new(current.program(), TraceId(index as u32), entries, &whole);
        let mut edits = Edits::new(view.trace().uops.len(), std::mem::take(&mut next.consts));
        run(pass, &view, &mut edits);
        edits.apply(&mut next, index, count);
    }
    next
}

/// Runs a pass over a trace.
fn run(pass: Pass, view: &TraceView<'_>, edits: &mut Edits) {
    match pass {
        // They are not about single traces.
        Pass::Types | Pass::Hoist | Pass::Split | Pass::Merge => {}
        Pass::Pops => pops::run(view, edits),
        Pass::Constants => constants::run(view, edits),
        Pass::Guards => guards::run(view, edits),
        Pass::Dead => dead::run(view, edits),
        Pass::Bookkeeping => bookkeeping::run(view, edits),
        Pass::Calls => calls::run(view, edits),
        Pass::Ints => ints::run(view, edits),
        Pass::Floats => floats::run(view, edits),
        Pass::Locals => locals::run(view, edits),
        Pass::Compares => compares::run(view, edits),
        Pass::Borrow => borrow::run(view, edits),
    }
}

/// How often a pass runs at most.
const ROUNDS: usize = 4;

/// What a pass may rely on at the start of each trace.
fn entries(program: &VerifiedProgram, passes: Passes) -> Vec<Entry> {
    let mut entries = program.entries().to_vec();
    if !passes.contains(Pass::Types) {
        entries.iter_mut().for_each(|entry| entry.classes.fill(None));
        for kind in entries.iter_mut().flat_map(|entry| &mut entry.kinds) {
            if !matches!(kind, Kind::Slot | Kind::Null) && !kind.is_unguarded() {
                *kind = Kind::Object;
            }
        }
    }
    entries
}
