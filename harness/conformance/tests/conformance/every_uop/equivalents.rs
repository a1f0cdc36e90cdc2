//! Cases of other dialects that follow from those of the first: a uop that the first dialect lacks runs among
//! those that together do what one of the first dialect does, or as another one that does the same.

use conformance::build::{build, translated};
use conformance::case::{Case, End, Layout};
use std::collections::HashMap;
use trace::verify;
use uops::{Dialect, Op};

/// The most cases that a uop gets of those of one uop of the first dialect.
const CASES_OF_A_UOP: usize = 24;

/// The cases of uops that `cases` does not have, as far as they follow from these.
pub fn of(cases: &[Case]) -> Vec<Case> {
    let mut more = Vec::new();
    for dialect in Dialect::all().skip(1) {
        let has_case = |op: &Op| cases.iter().any(|case| case.op == *op);
        for &op in dialect.ops().iter().filter(|op| !has_case(op)) {
            more.extend(of_equivalents(dialect, op, cases));
        }
    }
    let known: Vec<Case> = cases.iter().chain(&more).cloned().collect();
    let same = Op::ALL.iter().filter(|op| known.iter().all(|case| case.op != **op));
    more.extend(same.flat_map(|&op| of_the_same(op, &known)));
    more
}

/// Cases of the first dialect's uops, of which `op` does a part.
fn of_equivalents(dialect: Dialect, op: Op, cases: &[Case]) -> Vec<Case> {
    let mut found: HashMap<Op, Vec<Case>> = HashMap::new();
    for case in cases.iter().filter(|case| case.steps.len() == 1) {
        let (first, operand) = &case.steps[0];
        let Some(own) = dialect.equivalent(*first).filter(|own| own.contains(&op)) else {
            continue;
        };
        let steps = translated(*first, operand, own);
        found.entry(*first).or_default().push(Case { op, steps, ..case.clone() });
    }
    let mut found: Vec<(Op, Vec<Case>)> = found.into_iter().collect();
    found.sort_by_key(|(first, _)| *first);
    let some = found.into_iter().flat_map(|(_, cases)| {
        let step = cases.len().div_ceil(CASES_OF_A_UOP);
        cases.into_iter().step_by(step)
    });
    some.filter(is_possible).collect()
}

/// Whether the uop can have the inputs: it may ask for more than the first dialect's does.
fn is_possible(case: &Case) -> bool {
    let mut layouts = Layout::all().into_iter().filter(|layout| case.allows(layout));
    let Some(layout) = layouts.next() else { return false };
    verify(build(case, &layout, End::Stop).program).is_ok()
}

/// The cases of a uop that differs from `op` in its name alone.
fn of_the_same(op: Op, cases: &[Case]) -> Vec<Case> {
    let same = |case: &&Case| {
        case.op.info().does_the_same(op.info())
            && case.steps.iter().any(|(step, _)| *step == case.op)
    };
    let Some(known) = cases.iter().find(same).map(|case| case.op) else { return Vec::new() };
    let renamed = |case: &Case| {
        let steps = case
            .steps
            .iter()
            .map(|(step, operand)| (if *step == known { op } else { *step }, operand.clone()));
        Case { op, steps: steps.collect(), ..case.clone() }
    };
    cases.iter().filter(|case| case.op == known).map(renamed).filter(is_possible).collect()
}
