//! Cases of uops on compact ints, which the optimiser makes of CPython 3.15's.

use super::shapes::{binary, each, fill, unary};
use Given::{Nothing, Oparg};
use Input::{Owned, Tagged, TaggedAlone};
use conformance::case::{Case, Given, Input, Step};
use conformance::values::{self, floats, ints, list_of};
use uops::runtime::Value;
use uops::{Comparison, Op};

/// Every case.
pub fn all() -> Vec<Case> {
    let families = [boxed, joined, tagged, locals, guards, iteration];
    families.into_iter().flat_map(|family| family()).collect()
}

/// Compact ints.
fn compact() -> Vec<Value> {
    let compact = [0, 1, -1, 7, -6, 257, 1 << 15, 1 << 29, (1 << 30) - 1, 1 - (1 << 30)];
    compact.map(Value::from).into()
}

/// Compact ints, and some beyond.
fn edges() -> Vec<Value> {
    let mut edges = compact();
    edges.extend([1 << 30, -(1 << 30), 1 << 40, 1 << 62].map(Value::from));
    edges
}

/// Uops that release their inputs, which have a box.
fn boxed() -> Vec<Case> {
    let mut cases = Vec::new();
    for op in [Op::_ADD_COMPACT, Op::_SUBTRACT_COMPACT, Op::_MULTIPLY_COMPACT] {
        cases.extend(binary(op, Nothing, values::pairs(&edges())));
    }
    for comparison in Comparison::ALL {
        let operand = Oparg(comparison.oparg());
        let op = Op::_COMPARE_OP_INT_POP;
        cases.extend(binary(op, operand.clone(), values::pairs(&ints())));
        let op = Op::_COMPARE_OP_FLOAT_POP;
        cases.extend(binary(op, operand, values::pairs(&floats())).pop());
    }
    cases.extend(unary(Op::_TO_BOOL_INT_POP, Nothing, ints()));
    cases
}

/// Uops that do what one of another version does.
fn joined() -> Vec<Case> {
    let mut cases = Vec::new();
    for op in [
        Op::_BINARY_OP_ADD_FLOAT_POP,
        Op::_BINARY_OP_SUBTRACT_FLOAT_POP,
        Op::_BINARY_OP_MULTIPLY_FLOAT_POP,
    ] {
        cases.extend(binary(op, Nothing, values::pairs(&floats())));
    }
    let operator = uops::Applied { operator: uops::Operator::Remainder, in_place: false };
    cases.extend(binary(
        Op::_BINARY_OP_POP,
        Oparg(operator.oparg()),
        values::operands(uops::Operator::Remainder),
    ));
    let indices = |container: Value| -> Vec<Vec<Value>> {
        values::indices(3).into_iter().map(|index| vec![container.clone(), index]).collect()
    };
    let (list, text) = (indices(list_of(3)), indices(Value::Str("abc".into())));
    for (op, runs) in [
        (Op::_BINARY_OP_SUBSCR_LIST_INT_POP, list.clone()),
        (Op::_BINARY_OP_SUBSCR_STR_INT_POP, text),
    ] {
        for inputs in [[Owned(0), Owned(1)], [Input::Shared(0), Input::Shared(1)]] {
            cases.push(Case::new(op, Nothing).inputs(inputs).runs(runs.clone()));
        }
    }
    let stored: Vec<Vec<Value>> =
        list.into_iter().map(|run| [run, vec![Value::Float(0.5)]].concat()).collect();
    let store = Case::new(Op::_STORE_SUBSCR_LIST_INT_POP, Nothing);
    cases.push(store.clone().inputs([Owned(2), Owned(0), Owned(1)]).runs(stored.clone()));
    cases.push(store.inputs([Owned(2), Input::Shared(0), Input::Shared(1)]).runs(stored));
    cases
}

/// Uops on two tagged ints, and on one.
fn tagged() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut push = |op, operand: &Given| {
        for inputs in [[Tagged(0), Tagged(1)], [TaggedAlone(0), TaggedAlone(1)]] {
            let case = Case::new(op, operand.clone()).inputs(inputs);
            cases.push(case.runs(values::pairs(&edges())));
        }
    };
    for op in [Op::_ADD_COMPACT_TAGGED, Op::_SUBTRACT_COMPACT_TAGGED, Op::_MULTIPLY_COMPACT_TAGGED]
    {
        push(op, &Nothing);
    }
    for comparison in Comparison::ALL {
        for op in [Op::_COMPARE_COMPACT_TAGGED, Op::_GUARD_COMPARE_COMPACT] {
            push(op, &Oparg(comparison.oparg()));
        }
    }
    for op in [Op::_TO_BOOL_COMPACT_TAGGED, Op::_UNTAG_COMPACT] {
        cases.push(Case::new(op, Nothing).inputs([Tagged(0)]).runs(each(edges())));
    }
    cases
}

/// Makes a compact int of argument 0 known as such in `local`.
fn known_compact(local: u16) -> Vec<Step> {
    let mut steps = fill(local);
    steps.extend([
        (Op::_LOAD_FAST, Oparg(local)),
        (Op::_GUARD_TOS_INT__PY315, Nothing),
        (Op::_POP_TOP__PY315, Nothing),
    ]);
    steps
}

/// Makes argument 0 a tagged compact int in `local`.
fn held(local: u16) -> Vec<Step> {
    vec![
        (Op::_LOAD_FAST_TAGGED, Oparg(0)),
        (Op::_GUARD_TOS_COMPACT_TAGGED, Nothing),
        (Op::_STORE_FAST_MIXED_TAGGED, Oparg(local)),
    ]
}

fn locals() -> Vec<Case> {
    let settle =
        |local| [(Op::_LOAD_FAST_MIXED, Oparg(local)), (Op::_STORE_FAST_MIXED, Oparg(local))];
    let mut cases = Vec::new();
    for local in [1, 8, 15, 16, 300] {
        let case = |op| Case { locals: local + 1, ..Case::new(op, Oparg(local)) };
        let settled = |case: Case| {
            let mut steps = case.steps.clone();
            steps.extend(settle(local));
            Case { steps, ..case }
        };
        let load = case(Op::_LOAD_FAST_COMPACT_TAGGED).runs(each(compact()));
        cases.push(load.setup(known_compact(local)));
        let load = case(Op::_LOAD_FAST_HELD_TAGGED).runs(each(compact())).setup(held(local));
        cases.push(settled(load));
        let runs: Vec<Vec<Value>> = compact()
            .into_iter()
            .flat_map(|old| [Value::Float(0.5), Value::from(7)].map(|new| vec![old.clone(), new]))
            .collect();
        for (op, input) in [
            (Op::_STORE_FAST_OVER_TAGGED, Tagged(1)),
            (Op::_STORE_FAST_OVER, Owned(1)),
            (Op::_STORE_FAST_OVER, Input::Null),
        ] {
            let local = local + 1;
            let case = Case { locals: local + 1, ..Case::new(op, Oparg(local)) };
            let is_null = matches!(input, Input::Null);
            let case = case.inputs([input]).runs(runs.clone()).setup(held(local));
            // What is null can't be loaded to settle it.
            let mut steps = case.steps.clone();
            steps.extend(settle(local));
            cases.push(if is_null { case } else { Case { steps, ..case } });
        }
    }
    cases
}

fn guards() -> Vec<Case> {
    let mut anything = edges();
    anything.extend(values::of_every_type());
    let mut cases = Vec::new();
    for input in [Tagged(0), TaggedAlone(0)] {
        let case = |op| Case::new(op, Nothing);
        let tos = case(Op::_GUARD_TOS_COMPACT_TAGGED).inputs([input.clone()]);
        cases.push(tos.runs(each(anything.clone())));
        let nos = case(Op::_GUARD_NOS_COMPACT_TAGGED).inputs([input, Owned(1)]);
        let runs = anything.iter().map(|value| vec![value.clone(), Value::Float(0.5)]);
        cases.push(nos.runs(runs.collect::<Vec<_>>()));
    }
    cases
}

fn iteration() -> Vec<Case> {
    let not_empty = each(values::ranges().into_iter().filter(values::is_not_empty));
    let case = Case::new(Op::_ITER_NEXT_RANGE_NOS_TAGGED, Nothing).inputs([Input::Iter(0)]);
    vec![case.runs(not_empty)]
}
