//! Removes instruction pointers that nothing reads, and validity checks whose result cannot have
//! changed: CPython's `remove_unneeded_uops`. In regions, also from block to block, and the start of
//! an executor that has been started.

use super::edit::Edits;
use super::view::{TraceView, Whole};
use crate::program::{Program, Trace, TraceId, Uop};
use crate::verify::entry::Entry;
use crate::verify::state::State;
use uops::{Function, Kind, Op, OperandKind};

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    // The last `_SET_IP`, if nothing has needed it so far.
    let mut unneeded: Option<usize> = None;
    let starts = starts(view.trace());
    let is_started = view.entry.executor_set;
    if starts && is_started {
        edits.remove(0);
    }
    let mut may_be_invalid =
        if starts && !is_started { false } else { !view.whole.valid[view.id.0 as usize] };
    view.walk(|index, before| {
        let uop = &view.trace().uops[index];
        match uop.op {
            Op::_SET_IP => {
                if let Some(previous) = unneeded.replace(index) {
                    edits.remove(previous);
                }
            }
            Op::_CHECK_VALIDITY | Op::_CHECK_VALIDITY_AND_SET_IP if view.is_linked(uop) => {
                unneeded = None;
                may_be_invalid = false;
            }
            Op::_CHECK_VALIDITY if !may_be_invalid => edits.remove(index),
            Op::_CHECK_VALIDITY => may_be_invalid = false,
            Op::_CHECK_VALIDITY_AND_SET_IP => {
                if let Some(previous) = unneeded.take() {
                    edits.remove(previous);
                }
                if !may_be_invalid {
                    let set_ip = Uop { op: Op::_SET_IP, exit: None, ..uop.clone() };
                    edits.replace(index, vec![set_ip]);
                }
                may_be_invalid = false;
            }
            // The instruction pointer of a frame that waits for another one is read.
            op if op.changes_frame() => unneeded = None,
            _ => {
                if escapes(uop, before) {
                    may_be_invalid = true;
                    unneeded = None;
                } else if uop.op.info().error
                    && (view.program.handlers.is_some() || !only_too_large(uop.op))
                {
                    unneeded = None;
                }
                // An int too large raises as well, and then the instruction is looked up by the
                // uop's place; a frame's pointer matters to those that other code can see.
                if uop.op.info().ends
                    && let Some(previous) = unneeded.take()
                {
                    edits.remove(previous);
                }
            }
        }
    });
}

fn starts(trace: &Trace) -> bool {
    trace.uops.first().is_some_and(|uop| uop.op == Op::_START_EXECUTOR)
}

/// Whether an executor is known to be valid.
#[derive(Clone, Copy)]
enum Validity {
    /// If it is at the start of the trace.
    AsAtStart,
    /// Since it was checked, or since it was started.
    Checked,
    /// Not since other code has run.
    Unknown,
}

/// For each trace, whether the executor that it runs as has been started and is known to be valid on all ways in.
pub(super) fn valid(program: &Program, entries: &[Entry]) -> Vec<bool> {
    let whole = Whole::default();
    let mut valid: Vec<bool> = entries.iter().map(|entry| entry.executor_set).collect();
    let mut ways = Vec::new();
    for (from, trace) in (0..).map(TraceId).zip(&program.traces) {
        let view = TraceView::new(program, from, entries, &whole);
        let mut validity = match starts(trace) && !view.entry.executor_set {
            true => Validity::Checked,
            false => Validity::AsAtStart,
        };
        view.walk(|index, before| {
            let uop = &trace.uops[index];
            if escapes(uop, before) {
                validity = Validity::Unknown;
            }
            let target = uop.exit.and_then(|exit| trace.exits[exit.0 as usize].target);
            let again = (uop.op == Op::_JUMP_TO_TOP).then_some(from);
            ways.extend(target.or(again).map(|to| (from, to, validity)));
            if matches!(uop.op, Op::_CHECK_VALIDITY | Op::_CHECK_VALIDITY_AND_SET_IP) {
                validity = Validity::Checked;
            }
        });
    }
    loop {
        let mut is_stable = true;
        for &(from, to, validity) in &ways {
            let is_valid = match validity {
                Validity::AsAtStart => valid[from.0 as usize],
                Validity::Checked => true,
                Validity::Unknown => false,
            };
            is_stable &= is_valid || !valid[to.0 as usize];
            valid[to.0 as usize] &= is_valid;
        }
        if is_stable {
            return valid;
        }
    }
}

/// Whether code that is not part of the trace may run: what may call a method, or an event's
/// handler. Ints and floats call no other code.
pub(super) fn escapes(uop: &Uop, state: &State) -> bool {
    let info = uop.op.info();
    if matches!(uop.op, Op::_DYNAMIC_EXIT) || !(info.error || calls(uop.op)) {
        return false;
    }
    let number = |kind: Kind| {
        kind.is(Kind::Int) || kind.is(Kind::TaggedInt) || matches!(kind, Kind::Float | Kind::Bool)
    };
    let base = state.stack.len() - info.inputs.len();
    let on_numbers = !info.inputs.is_empty()
        && info.operand != OperandKind::Count
        && state.stack[base..].iter().all(|&symbol| number(state.kind(symbol)));
    !on_numbers
}

/// Uops that raise nothing but that an int is too large.
fn only_too_large(op: Op) -> bool {
    op.int_operator().is_some()
}

/// Uops that call although they do not fail.
fn calls(op: Op) -> bool {
    matches!(
        op.info().function,
        Function::_CALL_LIST_APPEND
            | Function::_CALL_LIST_APPEND_BORROW
            | Function::_CALL_STR_1
            | Function::_CALL_TYPE_1
    )
}
