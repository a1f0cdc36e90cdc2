//! Makes regions of formed traces that end where ways join.

use crate::program::{Exit, ExitId, Program, Trace, TraceId};
use uops::Op;

/// Makes the traces that start in frames of the same function the blocks of one region. What only blocks of its
/// region lead to begins without `_START_EXECUTOR`. A jump is no block of its own.
pub(super) fn group(program: &mut Program) {
    let homes: Vec<_> = program.traces.iter().map(|trace| Some(trace.function)).collect();
    program.form_regions(&homes, |program, trace| program.function_name(trace.function).to_owned());
    for (block, ways) in ways(program).into_iter().enumerate() {
        let block = &mut program.traces[block];
        match (ways, block.uops.first_mut()) {
            (Ways::Checked, Some(first)) if first.op == Op::_START_EXECUTOR => remove_first(block),
            (Ways::Unchecked, Some(first)) if first.op == Op::_START_EXECUTOR => {
                first.op = Op::_CHECK_VALIDITY;
            }
            _ => {}
        }
    }
    program.merge_blocks(|_, _, _| true);
}

/// What leads to a block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Ways {
    /// Blocks of its region, with nothing that may make the executor invalid since the last check.
    Checked,
    /// Blocks of its region.
    Unchecked,
    /// Others too, the program's start, or returns.
    Outside,
}

/// What leads to each block.
fn ways(program: &Program) -> Vec<Ways> {
    let mut ways = vec![Ways::Checked; program.traces.len()];
    if let Some(entry) = ways.first_mut() {
        *entry = Ways::Outside;
    }
    for target in program.landings() {
        ways[target.0 as usize] = Ways::Outside;
    }
    for (from, block) in (0..).zip(&program.traces) {
        let mut may_be_invalid = false;
        for uop in &block.uops {
            let info = uop.op.info();
            may_be_invalid |= info.escapes;
            if !info.follows
                && let Some(target) = uop.exit.and_then(|exit| block.exits[exit.0 as usize].target)
            {
                let inside = program.executor_of(TraceId(from)) == program.executor_of(target);
                let way = match (inside && !info.resumes, may_be_invalid) {
                    (false, _) => Ways::Outside,
                    (true, true) => Ways::Unchecked,
                    (true, false) => Ways::Checked,
                };
                let known = &mut ways[target.0 as usize];
                *known = way.max(*known);
            }
            let checks = [Op::_CHECK_VALIDITY, Op::_CHECK_VALIDITY_AND_SET_IP];
            may_be_invalid &= !checks.contains(&uop.op);
        }
    }
    ways
}

/// Removes the first uop, and its exit if no other uop has it.
fn remove_first(block: &mut Trace) {
    let Some(exit) = block.uops.remove(0).exit else { return };
    if block.uops.iter().any(|uop| uop.exit == Some(exit)) {
        return;
    }
    let _: Exit = block.exits.remove(exit.0 as usize);
    for later in block.uops.iter_mut().filter_map(|uop| uop.exit.as_mut()) {
        *later = ExitId(later.0 - u32::from(later.0 > exit.0));
    }
}
