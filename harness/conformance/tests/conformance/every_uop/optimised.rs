//! Cases of the uops that only the optimiser emits.

use super::shapes::{each, fill};
use Given::{Const, Nothing, Oparg};
use Input::{Kept, Lent, Owned, Shared, Tagged, TaggedAlone, Unboxed};
use conformance::case::{Case, Given, Input, Step};
use conformance::values::{self, floats, ints, list_of};
use uops::runtime::Value;
use uops::{Applied, Comparison, Op, Operator};

/// Every case.
pub fn all() -> Vec<Case> {
    let families = [
        loads,
        stores,
        mixed,
        conversions,
        guards,
        int_operators,
        other_ints,
        floating,
        lists,
        items,
    ];
    families.into_iter().flat_map(|family| family()).collect()
}

/// Ints and what is none.
fn anything() -> Vec<Value> {
    let mut values = ints();
    values.extend(values::of_every_type());
    values
}

/// Pairs of tagged inputs, with references of their own where they are no tagged ints, or shared
/// ones.
fn tagged_pairs(op: Op, operand: impl Fn() -> Given, pairs: &[Vec<Value>]) -> Vec<Case> {
    let inputs =
        [[Tagged(0), Tagged(1)], [TaggedAlone(0), Tagged(1)], [TaggedAlone(0), TaggedAlone(1)]];
    inputs.into_iter().map(|i| Case::new(op, operand()).inputs(i).runs(pairs.to_vec())).collect()
}

/// Makes a float of argument 0 known as such in `local`.
fn known_float(local: u16) -> Vec<Step> {
    let mut steps = fill(local);
    steps.extend([
        (Op::_LOAD_FAST, Oparg(local)),
        (Op::_GUARD_TOS_FLOAT, Nothing),
        (Op::_POP_TOP, Nothing),
    ]);
    steps
}

fn loads() -> Vec<Case> {
    let mut cases = Vec::new();
    for local in [0, 8, 15, 16, 300] {
        let case = |op| Case { locals: local + 1, ..Case::new(op, Oparg(local)) };
        cases.push(case(Op::_LOAD_FAST_BORROW).runs(each(anything())).setup(fill(local)));
        cases.push(case(Op::_LOAD_FAST_TAGGED).runs(each(anything())).setup(fill(local)));
        let unboxed = case(Op::_LOAD_FAST_UNBOXED).runs(each(floats()));
        cases.push(unboxed.setup(known_float(local)));
    }
    for value in [0, 1, -1, 300, 1 << 40, (1 << 62) - 1, -(1 << 62)] {
        cases.push(Case::new(Op::_LOAD_CONST_TAGGED, Const(Value::from(value))));
    }
    for value in floats() {
        cases.push(Case::new(Op::_LOAD_CONST_UNBOXED, Const(value)));
    }
    cases
}

fn stores() -> Vec<Case> {
    let mut cases = Vec::new();
    // What the local held before.
    let olds = [
        Value::Float(1.25),
        Value::from(1 << 40),
        Value::from(7),
        values::power(false, 64),
        values::list([]),
    ];
    for old in olds {
        let runs = |values: Vec<Value>| -> Vec<Vec<Value>> {
            values.into_iter().map(|value| vec![old.clone(), value]).collect()
        };
        for (op, input, values) in [
            (Op::_STORE_FAST_TAGGED, Tagged(1), anything()),
            (Op::_STORE_FAST_UNBOXED, Unboxed(1), floats()),
        ] {
            let case = Case { locals: 10, ..Case::new(op, Oparg(0)) };
            let case = case.inputs([input]).runs(runs(values));
            cases.push(case.clone());
            // Somebody else holds it, too.
            let shared = [(Op::_LOAD_FAST, Oparg(0)), (Op::_STORE_FAST, Oparg(9))];
            cases.push(case.clone().setup(shared));
            cases.push(Case { op, steps: vec![(op, Oparg(9))], ..case });
        }
    }
    cases
}

/// Locals that hold tagged values, from 0 on; the last uops make them references again.
fn mixed() -> Vec<Case> {
    let settle =
        |local| [(Op::_LOAD_FAST_MIXED, Oparg(local)), (Op::_STORE_FAST_MIXED, Oparg(local))];
    let tagged = |from, local| {
        [(Op::_LOAD_FAST_TAGGED, Oparg(from)), (Op::_STORE_FAST_MIXED_TAGGED, Oparg(local))]
    };
    let mut cases = Vec::new();
    for local in [1, 8, 15, 16, 300] {
        for op in [Op::_LOAD_FAST_MIXED, Op::_LOAD_FAST_MIXED_TAGGED] {
            let case = Case { locals: local + 1, ..Case::new(op, Oparg(local)) };
            let case = case.runs(each(anything())).setup(tagged(0, local));
            let mut steps = case.steps.clone();
            steps.extend(settle(local));
            let settled = Case { steps, ..case.clone() };
            cases.push(settled.clone());
            // A reference, though a tagged value would do. A load of a tagged value may leave one there.
            let unset = if op == Op::_LOAD_FAST_MIXED_TAGGED { settled } else { case };
            cases.push(unset.setup(fill(local)));
        }
        let case = Case::new(Op::_LOAD_FAST_AND_CLEAR_MIXED, Oparg(local));
        let case = Case { locals: local + 1, ..case.runs(each(anything())) };
        cases.extend([case.clone(), case.clone().setup(fill(local))]);
        cases.push(case.setup(tagged(0, local)));
    }
    // Of the local itself, whatever it held before.
    let runs: Vec<Vec<Value>> = anything()
        .into_iter()
        .flat_map(|value| {
            [Value::from(7), Value::from(1 << 40), Value::Float(1.25)]
                .map(|old| vec![old, value.clone()])
        })
        .collect();
    for (op, input) in [
        (Op::_STORE_FAST_MIXED_TAGGED, Tagged(1)),
        (Op::_STORE_FAST_MIXED_TAGGED, TaggedAlone(1)),
        (Op::_STORE_FAST_MIXED, Shared(1)),
        (Op::_STORE_FAST_MIXED, Owned(1)),
    ] {
        for local in [0, 9] {
            let case = Case { locals: 10, ..Case::new(op, Oparg(local)) };
            let mut steps = case.steps.clone();
            steps.extend(settle(local));
            let case = Case { steps, ..case }.inputs([input.clone()]).runs(runs.clone());
            cases.push(case.clone());
            cases.push(case.setup(tagged(0, local)));
        }
    }
    cases
}

fn conversions() -> Vec<Case> {
    let mut cases = Vec::new();
    for input in [Owned(0), Shared(0)] {
        let case = |op| Case::new(op, Nothing);
        cases.push(case(Op::_TAG_TOS).inputs([input.clone()]).runs(each(anything())));
        cases.push(case(Op::_UNBOX_TOS).inputs([input.clone()]).runs(each(floats())));
        for top in [Owned(1), Shared(1)] {
            let runs = |values: Vec<Value>| -> Vec<Vec<Value>> {
                values.into_iter().map(|value| vec![value, Value::Float(0.25)]).collect()
            };
            let inputs = [input.clone(), top];
            cases.push(case(Op::_TAG_NOS).inputs(inputs.clone()).runs(runs(anything())));
            cases.push(case(Op::_UNBOX_NOS).inputs(inputs).runs(runs(floats())));
        }
    }
    for input in [Tagged(0), TaggedAlone(0)] {
        let case = Case::new(Op::_UNTAG_TOS, Nothing).inputs([input]);
        cases.push(case.runs(each(anything())));
    }
    let case = |op, inputs: &[Input]| Case::new(op, Nothing).inputs(inputs).runs(each(floats()));
    cases.push(case(Op::_UNBOX_TOS_BORROW, &[Lent(0)]));
    cases.push(case(Op::_UNBOX_NOS_BORROW, &[Lent(0), Shared(0)]));
    cases.push(case(Op::_BOX_TOS, &[Unboxed(0)]));
    cases
}

fn guards() -> Vec<Case> {
    let mut cases = Vec::new();
    for input in [Tagged(0), TaggedAlone(0)] {
        let case = |op| Case::new(op, Nothing);
        let tos = case(Op::_GUARD_TOS_INT_TAGGED).inputs([input.clone()]);
        cases.push(tos.runs(each(anything())));
        let nos = case(Op::_GUARD_NOS_INT_TAGGED).inputs([input, Owned(1)]);
        let runs = anything().into_iter().map(|value| vec![value, Value::Float(0.5)]);
        cases.push(nos.runs(runs.collect::<Vec<_>>()));
    }
    cases
}

fn int_operators() -> Vec<Case> {
    let mut cases = Vec::new();
    for &operator in Operator::ALL {
        if let Some(op) = Op::on_tagged(operator) {
            let pairs = values::operands(operator);
            let oparg = |in_place| move || Oparg(Applied { operator, in_place }.oparg());
            cases.extend(tagged_pairs(op, oparg(false), &pairs));
            // In place it is the same but for what an exception says.
            cases.extend(tagged_pairs(op, oparg(true), &pairs).pop());
        }
    }
    cases
}

fn other_ints() -> Vec<Case> {
    let mut cases = Vec::new();
    let pairs = values::pairs(&ints());
    for comparison in Comparison::ALL {
        let comparison = || Oparg(comparison.oparg());
        cases.extend(tagged_pairs(Op::_COMPARE_OP_INT_TAGGED, comparison, &pairs));
        for op in [Op::_INTS_TO_NUMBERS, Op::_GUARD_COMPARE_NUMBERS] {
            let steps =
                vec![(Op::_INTS_TO_NUMBERS, Nothing), (Op::_GUARD_COMPARE_NUMBERS, comparison())];
            let cases_of = tagged_pairs(op, || Nothing, &pairs);
            cases.extend(cases_of.into_iter().map(|case| Case { steps: steps.clone(), ..case }));
        }
    }
    for input in [Tagged(0), TaggedAlone(0)] {
        let case = Case::new(Op::_TO_BOOL_INT_TAGGED, Nothing).inputs([input]);
        cases.push(case.runs(each(anything())));
    }
    let not_empty = || each(values::ranges().into_iter().filter(values::is_not_empty));
    for input in [Input::Iter(0), Kept(Box::new(Input::Iter(0)))] {
        let case = Case::new(Op::_ITER_NEXT_RANGE_TAGGED, Nothing).inputs([input]);
        cases.push(case.runs(not_empty()));
    }
    cases
}

fn floating() -> Vec<Case> {
    let pairs = values::pairs(&floats());
    let case =
        |op, operand| Case::new(op, operand).inputs([Unboxed(0), Unboxed(1)]).runs(pairs.clone());
    let operators = Operator::ALL.iter().filter_map(|&operator| Op::on_unboxed(operator));
    let mut cases: Vec<Case> = operators.map(|op| case(op, Nothing)).collect();
    for comparison in Comparison::ALL {
        cases.push(case(Op::_COMPARE_OP_FLOAT_UNBOXED, Oparg(comparison.oparg())));
    }
    cases
}

/// Items of tuples and texts, and appending to a list that is borrowed.
fn items() -> Vec<Case> {
    let mut runs = Vec::new();
    for container in [
        Value::Tuple([1, 300, 1 << 40].map(Value::from).into()),
        Value::Tuple([].into()),
        Value::Str("abc".into()),
        Value::Str("n\u{e4}\u{1f40d}".into()),
        Value::Str("".into()),
    ] {
        runs.extend(values::indices(3).into_iter().map(|index| vec![container.clone(), index]));
        runs.push(vec![container, Value::Float(1.0)]);
    }
    runs.extend(values::of_every_type().into_iter().map(|value| vec![value, Value::from(0)]));
    let mut cases = Vec::new();
    for (op, lent) in [
        (Op::_BINARY_SUBSCR_TUPLE_TAGGED, Op::_BINARY_SUBSCR_TUPLE_TAGGED_BORROW),
        (Op::_BINARY_SUBSCR_STR_TAGGED, Op::_BINARY_SUBSCR_STR_TAGGED_BORROW),
    ] {
        for sub in [Tagged(1), TaggedAlone(1)] {
            for (op, container) in [(op, Owned(0)), (op, Shared(0)), (lent, Lent(0))] {
                let case = Case::new(op, Nothing).inputs([container, sub.clone()]);
                cases.push(case.runs(runs.clone()));
            }
        }
    }
    let mut lists: Vec<_> = [0, 1, 4, 8].map(|len| vec![list_of(len), Value::from(7)]).into();
    lists.extend(values::of_every_type().into_iter().map(|value| vec![value, Value::Float(0.5)]));
    for callable in [Input::Constant(values::list_append()), Input::Borrowed(values::list_append())]
    {
        for arg in [Owned(1), Shared(1)] {
            let case = Case::new(Op::_CALL_LIST_APPEND_BORROW, Nothing);
            cases.push(case.inputs([callable.clone(), Lent(0), arg]).runs(lists.clone()));
        }
    }
    let other = [Input::Borrowed(Value::None), Lent(0), Owned(1)];
    cases.push(Case::new(Op::_CALL_LIST_APPEND_BORROW, Nothing).inputs(other).runs(lists));
    cases
}

fn lists() -> Vec<Case> {
    let mut items = Vec::new();
    for len in [0, 1, 4, 8] {
        for index in values::indices(len) {
            items.push(vec![list_of(len), index]);
        }
    }
    // Not a list, and not an int.
    items.extend(values::of_every_type().into_iter().map(|value| vec![value, Value::from(0)]));
    items.extend(values::of_every_type().into_iter().map(|value| vec![list_of(4), value]));
    // Items of other types.
    for value in anything() {
        items.push(vec![values::list([value]), Value::from(0)]);
    }
    let mut cases = Vec::new();
    let mut push = |op, inputs: &[Input], value: Option<&Value>| {
        let run = |item: &Vec<Value>| item.iter().cloned().chain(value.cloned()).collect();
        let runs: Vec<Vec<Value>> = items.iter().map(run).collect();
        cases.push(Case::new(op, Nothing).inputs(inputs).runs(runs));
    };
    for op in [Op::_BINARY_SUBSCR_LIST_TAGGED, Op::_BINARY_SUBSCR_LIST_TAGGED_TAG] {
        push(op, &[Owned(0), Tagged(1)], None);
        push(op, &[Shared(0), Tagged(1)], None);
        push(op, &[Owned(0), TaggedAlone(1)], None);
    }
    for op in [Op::_BINARY_SUBSCR_LIST_TAGGED_BORROW, Op::_BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG] {
        push(op, &[Lent(0), Tagged(1)], None);
        push(op, &[Lent(0), TaggedAlone(1)], None);
    }
    for value in [Value::Float(0.5), Value::from(7), values::list([Value::None])] {
        let store = Op::_STORE_SUBSCR_LIST_TAGGED;
        push(store, &[Owned(2), Owned(0), Tagged(1)], Some(&value));
        push(store, &[Shared(2), Shared(0), TaggedAlone(1)], Some(&value));
        let store = Op::_STORE_SUBSCR_LIST_TAGGED_BORROW;
        push(store, &[Owned(2), Lent(0), Tagged(1)], Some(&value));
        push(store, &[Shared(2), Lent(0), TaggedAlone(1)], Some(&value));
    }
    cases
}
