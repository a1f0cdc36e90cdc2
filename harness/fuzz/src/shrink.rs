//! Looks for a smaller program that still has the defect.
//!
//! It first tries to remove choices of the generator, or to replace them by 0: the result is another
//! valid program, mostly a simpler one. Then it removes uops, as long as the verifier accepts the
//! program. Then it removes traces: exits skip traces that do nothing, and traces that nothing
//! reaches are dropped. Blocks of regions become traces where the defect does not need the region, and
//! handlers of exceptions go that the defect does not need.

use crate::case::{Case, Tape, program};
use std::borrow::Cow;
use std::ops::Range;
use trace::generate::Recipe;
use trace::{Operand, Program, Region, TraceId, verify};
use uops::Function;

/// How often `fails` is asked.
const TRIES: usize = 4_000;

/// The smallest program that was found for which `fails` holds, as it does for the case's.
pub fn shrink(case: &Case, fails: &mut dyn FnMut(&Program) -> bool) -> Program {
    let mut tries = TRIES;
    let mut fails = |program: &Program| {
        tries = tries.saturating_sub(1);
        tries > 0 && fails(program)
    };
    let mut smallest = fewer_choices(case, &mut fails);
    loop {
        let uops = smallest.uop_count();
        smallest = fewer_traces(fewer_uops(smallest, &mut fails), &mut fails);
        if smallest.uop_count() == uops {
            return smallest;
        }
    }
}

fn fewer_choices(case: &Case, fails: &mut dyn FnMut(&Program) -> bool) -> Program {
    let mut recipe = case.recipe;
    let mut choices = case.tape.choices().to_vec();
    let mut best = case.program.clone();
    let mut attempt = |recipe: &Recipe, choices: &[usize]| {
        let found = program(recipe, &mut Tape::of(choices.to_vec()));
        fails(&found).then_some(found)
    };
    // Fewer uops: halfway to the shortest, and closer, as long as that helps.
    let mut step = recipe.uops / 2;
    while step > 0 {
        let uops = recipe.uops.saturating_sub(step).max(*trace::generate::UOPS.start());
        let smaller = Recipe { uops, ..recipe };
        match attempt(&smaller, &choices).filter(|_| uops < recipe.uops) {
            Some(found) => (best, recipe) = (found, smaller),
            None => step /= 2,
        }
    }
    // Runs of choices, from long ones to single ones: left out, else made 0.
    let mut length = choices.len() / 2;
    while length > 0 {
        let mut start = 0;
        while start < choices.len() {
            let end = (start + length).min(choices.len());
            let mut without = choices.clone();
            without.drain(start..end);
            if let Some(found) = attempt(&recipe, &without) {
                (best, choices) = (found, without);
                continue;
            }
            let mut zeroed = choices.clone();
            zeroed[start..end].fill(0);
            if zeroed != choices
                && let Some(found) = attempt(&recipe, &zeroed)
            {
                (best, choices) = (found, zeroed);
            }
            start = end;
        }
        length /= 2;
    }
    best
}

fn fewer_uops(mut best: Program, fails: &mut dyn FnMut(&Program) -> bool) -> Program {
    for trace in 0..best.traces.len() {
        for length in [8, 4, 3, 2, 1] {
            // From the end: what is there is needed by less.
            let mut end = best.traces[trace].uops.len();
            while end >= length {
                let smaller = [without, without_an_item]
                    .into_iter()
                    .filter_map(|form| form(&best, trace, end - length..end))
                    .find(|program| verify(program.clone()).is_ok() && fails(program));
                if let Some(smaller) = smaller {
                    best = smaller;
                }
                end = (end - 1).min(best.traces[trace].uops.len());
            }
        }
    }
    best
}

/// Does without regions, without handlers, starts with another trace, lets exits lead past traces that do nothing but lead on, then
/// nowhere at all, and drops traces that no exit leads to.
fn fewer_traces(best: Program, fails: &mut dyn FnMut(&Program) -> bool) -> Program {
    let mut others = vec![Program { regions: Vec::new(), ..best.clone() }];
    if let Some(handlers) = &best.handlers {
        let without = Program { handlers: None, ..best.clone() };
        others.push(reached(&without, handlers.start.0 as usize));
        for row in 0..handlers.rows.len() {
            let mut other = best.clone();
            other.handlers.iter_mut().for_each(|handlers| _ = handlers.rows.remove(row));
            others.push(reached(&other, 0));
        }
    }
    others.extend((1..best.traces.len()).map(|entry| reached(&best, entry)));
    for trace in 0..best.traces.len() {
        for exit in 0..best.traces[trace].exits.len() {
            let Some(target) = best.traces[trace].exits[exit].target else { continue };
            for target in [leads_on(&best, target), None] {
                let mut other = best.clone();
                other.traces[trace].exits[exit].target = target;
                others.push(reached(&other, 0));
            }
        }
    }
    let size = |program: &Program| {
        let exits = program.traces.iter().flat_map(|trace| &trace.exits);
        let links = exits.filter(|exit| exit.target.is_some()).count();
        let handlers = program.handlers.as_ref().map_or(0, |handlers| 1 + handlers.rows.len());
        (program.uop_count(), handlers, links, program.regions.len())
    };
    let smaller = others
        .into_iter()
        .find(|other| size(other) < size(&best) && verify(other.clone()).is_ok() && fails(other));
    // Numbers of traces have changed: once more from the start.
    smaller.map_or(best, |smaller| fewer_traces(smaller, fails))
}

/// Where a trace leads that does nothing else.
fn leads_on(program: &Program, trace: TraceId) -> Option<TraceId> {
    let trace = program.trace(trace);
    let [only] = &trace.uops[..] else { return None };
    (only.op.info().function == Function::_EXIT_TRACE)
        .then(|| trace.exits[only.exit?.0 as usize].target)
        .flatten()
}

/// The program whose run begins with a trace, without those that no exit and no exception leads to from there.
fn reached(program: &Program, start: usize) -> Program {
    let mut reached = vec![start];
    let mut program = Cow::Borrowed(program);
    // A program with handlers is entered at its first trace, which goes on anywhere.
    if program.handlers.is_some() {
        if start > 0 {
            let handlers = &mut program.to_mut().handlers;
            handlers.iter_mut().for_each(|handlers| handlers.start = TraceId(start as u32));
        }
        reached = vec![0];
        for landing in program.landings().map(|landing| landing.0 as usize) {
            if !reached.contains(&landing) {
                reached.push(landing);
            }
        }
    }
    let entry = reached[0];
    let mut next = 0;
    while let Some(&trace) = reached.get(next) {
        for target in program.traces[trace].exits.iter().filter_map(|exit| exit.target) {
            if !reached.contains(&(target.0 as usize)) {
                reached.push(target.0 as usize);
            }
        }
        next += 1;
    }
    // The region that the program enters comes first.
    let region = |trace: usize| program.region_of(TraceId(trace as u32));
    let first = region(entry);
    reached.sort_unstable_by_key(|&trace| (trace != entry, region(trace) != first, trace));
    let mut regions: Vec<Region> = Vec::new();
    let mut last = None;
    for (index, &trace) in (0..).zip(&reached) {
        // No trace on its own comes after a block, so it becomes a region.
        let (of, name) = match region(trace) {
            Some(of) => (Some(Ok(of)), &program.regions[of].name),
            None if regions.is_empty() => continue,
            None => (Some(Err(trace)), &program.traces[trace].name),
        };
        if of != last {
            regions.push(Region { name: name.clone(), first: TraceId(index) });
            last = of;
        }
    }
    let mut program = program.into_owned();
    let all = std::mem::take(&mut program.traces);
    program.traces = reached.iter().map(|&trace| all[trace].clone()).collect();
    program.regions = regions;
    let new_place = |old: TraceId| {
        let place = reached.iter().position(|&trace| trace == old.0 as usize);
        place.map(|place| TraceId(place as u32))
    };
    for exit in program.traces.iter_mut().flat_map(|trace| &mut trace.exits) {
        exit.target = exit.target.and_then(new_place);
    }
    if let Some(handlers) = &mut program.handlers {
        handlers.start = new_place(handlers.start).unwrap_or(handlers.start);
        handlers.rows.iter_mut().for_each(|row| row.target = row.target.and_then(new_place));
    }
    program
}

/// The program without some of a trace's uops.
fn without(program: &Program, trace: usize, uops: Range<usize>) -> Option<Program> {
    let mut program = program.clone();
    program.traces[trace].uops.drain(uops);
    Some(program)
}

/// The same, and the next tuple that is built has an item less: generated programs return one of all
/// their locals.
fn without_an_item(program: &Program, trace: usize, uops: Range<usize>) -> Option<Program> {
    let start = uops.start;
    let mut program = without(program, trace, uops)?;
    let mut behind = program.traces[trace].uops[start..].iter_mut();
    let build = behind.find(|uop| uop.op.info().function == Function::_BUILD_TUPLE)?;
    let Operand::Oparg(count) = &mut build.operand else { return None };
    *count = count.checked_sub(1)?;
    Some(program)
}

#[cfg(test)]
mod tests {
    use super::*;
    use trace::{Dialect, Shape, Trace};
    use uops::Op;

    /// Shrinks cases whose program has a uop until nothing else is left but what it needs.
    #[test]
    fn what_is_found_shrinks_to_a_few_uops() {
        for (op, shape) in [
            (Op::_BINARY_OP_MULTIPLY_INT, Shape::Trace),
            (Op::_BINARY_OP_ADD_FLOAT, Shape::Region),
            (Op::_COMPARE_OP_INT, Shape::Trace),
        ] {
            let has = |program: &Program| {
                program.traces.iter().flat_map(|trace| &trace.uops).any(|uop| uop.op == op)
            };
            let case = (0..)
                .map(|number| Case::new(Dialect::default(), shape, 1, number, 200, None))
                .find(|case| case.recipe.uops > 60 && has(&case.program))
                .expect("some case has the uop");
            let small = shrink(&case, &mut |program| has(program));
            assert!(has(&small));
            assert!(small.uop_count() <= 12, "{}", trace::print(&small));
            assert_eq!(small.shape(), Shape::Trace, "the defect needs no region");
            verify(small).expect("it still verifies");
        }
    }

    /// A handler stays that the defect needs, with what leads to it, and no other.
    #[test]
    fn what_needs_a_handler_shrinks_to_one_handler() {
        let handles = |program: &Program| {
            let first = |target| program.trace(target).uops.iter().map(|uop| uop.op);
            let mut handlers = program.linked_handlers();
            handlers.any(|(_, target)| first(target).any(|op| op == Op::_PUSH_EXC_INFO))
        };
        for shape in Shape::ALL {
            let case = (0..)
                .map(|number| Case::new(Dialect::default(), shape, 3, number, 300, None))
                .find(|case| case.recipe.uops > 100 && handles(&case.program))
                .expect("some case handles an exception");
            let small = shrink(&case, &mut |program| handles(program));
            assert!(handles(&small));
            let rows = small.handlers.as_ref().map_or(0, |handlers| handlers.rows.len());
            assert_eq!(rows, 1, "{}", trace::print(&small));
            assert!(small.uop_count() <= 12, "{}", trace::print(&small));
            verify(small).expect("it still verifies");
        }
    }

    /// A block that relies on its region stays in it, and nothing else stays.
    #[test]
    fn what_needs_a_region_shrinks_to_a_few_blocks() {
        let relies = |program: &Program| {
            let relies = |block: &Trace| {
                let ops: Vec<Op> = block.uops.iter().map(|uop| uop.op).collect();
                ops[0] != Op::_START_EXECUTOR && ops.contains(&Op::_CHECK_VALIDITY)
            };
            program.traces.iter().any(relies)
        };
        let case = (0..)
            .map(|number| Case::new(Dialect::default(), Shape::Region, 2, number, 200, None))
            .find(|case| case.recipe.uops > 60 && relies(&case.program))
            .expect("some case has such a block");
        let small = shrink(&case, &mut |program| relies(program));
        assert!(relies(&small));
        assert_eq!(small.regions.len(), 1);
        assert!(small.uop_count() <= 6, "{}", trace::print(&small));
        verify(small).expect("it still verifies");
    }
}
