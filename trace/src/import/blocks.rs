//! Makes regions of formed traces that end where ways join.

use crate::program::{Exit, ExitId, FunctionId, Program, Region, Trace, TraceId};
use std::collections::{HashMap, HashSet};
use uops::Op;

/// Makes the traces that start in frames of the same function the blocks of one region. What only blocks of its
/// region lead to begins without `_START_EXECUTOR`.
pub(super) fn group(program: &mut Program) {
    let order = order(&program.traces);
    let mut numbers = vec![TraceId(0); order.len()];
    for (new, &old) in (0..).zip(&order) {
        numbers[old] = TraceId(new);
    }
    let mut traces: Vec<Option<Trace>> =
        std::mem::take(&mut program.traces).into_iter().map(Some).collect();
    program.traces = order.iter().filter_map(|&old| traces[old].take()).collect();
    for exit in program.traces.iter_mut().flat_map(|trace| &mut trace.exits) {
        exit.target = exit.target.map(|target| numbers[target.0 as usize]);
    }
    for (index, trace) in (0..).zip(&program.traces) {
        let is_first = index == 0 || program.traces[index as usize - 1].function != trace.function;
        if is_first {
            let name = program.function_name(trace.function).to_owned();
            program.regions.push(Region { name, first: TraceId(index) });
        }
    }
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
}

/// The order of the blocks: those of a function together, and each followed by the block that it ends with a link to,
/// unless that has a place already. Blocks on the usual path were formed first, so they come first.
fn order(traces: &[Trace]) -> Vec<usize> {
    let next = |index: usize| {
        let last = traces[index].uops.last().filter(|uop| uop.op == Op::_EXIT_TRACE)?;
        let target = traces[index].exits[last.exit?.0 as usize].target?.0 as usize;
        (traces[target].function == traces[index].function).then_some(target)
    };
    let mut functions: Vec<FunctionId> = Vec::new();
    let mut is_known = HashSet::new();
    functions.extend(traces.iter().map(|trace| trace.function).filter(|&it| is_known.insert(it)));
    let mut blocks: HashMap<FunctionId, Vec<usize>> = HashMap::new();
    let mut is_placed = vec![false; traces.len()];
    for start in 0..traces.len() {
        let mut block = Some(start);
        while let Some(index) = block.filter(|&index| !is_placed[index]) {
            is_placed[index] = true;
            blocks.entry(traces[index].function).or_default().push(index);
            block = next(index);
        }
    }
    functions.iter().flat_map(|function| &blocks[function]).copied().collect()
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
    for (from, block) in (0..).zip(&program.traces) {
        let mut may_be_invalid = false;
        for uop in &block.uops {
            let info = uop.op.info();
            may_be_invalid |= info.escapes;
            if let Some(target) = uop.exit.and_then(|exit| block.exits[exit.0 as usize].target) {
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
