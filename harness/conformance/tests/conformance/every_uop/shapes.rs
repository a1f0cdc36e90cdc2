//! Cases that many families have.

use Given::Oparg;
use Input::{Again, Borrowed, Constant, Owned, Shared};
use conformance::case::{Case, Given, Input, Step};
use uops::Op;
use uops::runtime::Value;

/// A run for each value.
pub fn each(values: impl IntoIterator<Item = Value>) -> Vec<Vec<Value>> {
    values.into_iter().map(|value| vec![value]).collect()
}

/// The cases of a uop with one input.
pub fn unary(op: Op, operand: Given, values: Vec<Value>) -> Vec<Case> {
    let constant = values[0].clone();
    let case = Case::new(op, operand);
    vec![
        case.clone().inputs([Owned(0)]).runs(each(values.clone())),
        case.clone().inputs([Shared(0)]).runs(each(values)),
        case.clone().inputs([Borrowed(constant.clone())]),
        case.inputs([Constant(constant)]),
    ]
}

/// The cases of a uop with two inputs: each of them owned by the stack alone, shared with a local,
/// or a constant, and both the same object.
pub fn binary(op: Op, operand: Given, pairs: Vec<Vec<Value>>) -> Vec<Case> {
    let mut lefts: Vec<Value> = pairs.iter().map(|pair| pair[0].clone()).collect();
    lefts.dedup();
    let constant = pairs[0][0].clone();
    let case = Case::new(op, operand);
    let mut cases = Vec::new();
    for inputs in
        [[Owned(0), Owned(1)], [Shared(0), Owned(1)], [Owned(0), Shared(1)], [Shared(0), Shared(1)]]
    {
        cases.push(case.clone().inputs(inputs).runs(pairs.clone()));
    }
    for inputs in [
        [Owned(0), Again],
        [Shared(0), Again],
        [Owned(0), Borrowed(constant.clone())],
        [Borrowed(constant.clone()), Owned(0)],
        [Constant(constant.clone()), Owned(0)],
        [Shared(0), Constant(constant)],
    ] {
        cases.push(case.clone().inputs(inputs).runs(each(lefts.clone())));
    }
    cases
}

/// Puts argument 0 into a local.
pub fn fill(local: u16) -> Vec<Step> {
    vec![(Op::_LOAD_FAST_AND_CLEAR, Oparg(0)), (Op::_STORE_FAST, Oparg(local))]
}
