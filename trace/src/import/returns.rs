//! Where frames go on after calls that a trace goes through.

use super::draft::Draft;
use super::handlers::{Catching, Offsets};
use crate::program::FunctionId;
use crate::verify::checks_call;
use std::collections::HashSet;
use uops::Op;

/// Whether another trace, or a new round of this one, goes on in the frame of a uop.
pub(super) fn goes_on(draft: &Draft) -> bool {
    match draft.op {
        op if op == Op::_SAVE_RETURN_OFFSET || op.info().follows => false,
        // In a deeper frame than before, or in that of a generator.
        Op::_JUMP_TO_TOP | Op::_PUSH_GEN_FRAME => true,
        _ => draft.exit.is_some_and(|exit| exit.target.is_some()),
    }
}

/// Unlinks the returns of inlined calls inside of which no exit is linked, and no exception is handled: nothing returns
/// there.
pub(super) fn keep_needed_returns(function: FunctionId, catching: &Catching, drafts: &mut [Draft]) {
    let mut open = Vec::new();
    let mut needed = HashSet::new();
    let mut offsets = Offsets::new(function);
    for (index, draft) in drafts.iter().enumerate() {
        let info = draft.op.info();
        match draft.op {
            Op::_SAVE_RETURN_OFFSET => open.push(index),
            _ if info.returns => {
                open.pop();
            }
            _ if goes_on(draft) => needed.extend(open.iter().copied()),
            _ if info.error || info.enters || checks_call(draft.op) => {
                let handling = offsets.functions().enumerate().skip(1);
                let innermost = handling.filter(|(_, it)| catching.is_in(*it)).last();
                let count = innermost.map_or(0, |(frame, _)| frame);
                needed.extend(open.iter().take(count).copied());
            }
            _ => {}
        }
        offsets.step(draft.op, draft.operand);
    }
    for (index, draft) in drafts.iter_mut().enumerate() {
        if draft.op == Op::_SAVE_RETURN_OFFSET
            && !needed.contains(&index)
            && let Some(exit) = &mut draft.exit
        {
            exit.target = None;
        }
    }
}
