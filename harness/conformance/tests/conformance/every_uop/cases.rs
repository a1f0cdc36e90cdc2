//! The cases, by family: which inputs each uop gets.

use super::shapes::{binary, each, fill, unary};
use Given::{Const, Function, InstrPtr, Nothing, Oparg, Type};
use Input::{
    Again, Borrowed, Constant, FullList, GrownList, Iter, Kept, Null, Owned, Shared, SpentIter,
};
use conformance::case::{Case, Given, Input, Trouble};
use conformance::values::{self, builtin, floats, ints, list, list_append, type_value};
use uops::runtime::{Module, Value};
use uops::{Applied, Comparison, Op, Operator};

/// Every case.
pub fn all() -> Vec<Case> {
    let families = [locals, stack, guards, numbers, lists, iteration, calls, frames, bookkeeping];
    let more = super::containers::all().into_iter().chain(super::optimised::all());
    let mut cases: Vec<Case> =
        families.into_iter().flat_map(|family| family()).chain(more).collect();
    cases.extend(super::typed::all());
    cases.extend(super::compact::all());
    cases.extend(super::equivalents::of(&cases));
    cases
}

fn locals() -> Vec<Case> {
    let mut cases = Vec::new();
    let all = || each(values::of_every_type());
    for &op in Op::ALL {
        let info = op.info();
        // The far ones need wide offsets.
        let locals = info.fixed.map_or(vec![0, 8, 15, 16, 300], |local| vec![local]);
        for local in locals {
            let case = Case { locals: local + 1, ..Case::new(op, Oparg(local)) };
            match info.function {
                uops::Function::_LOAD_FAST => cases.push(case.runs(all()).setup(fill(local))),
                uops::Function::_LOAD_FAST_AND_CLEAR => {
                    cases.push(case.clone().runs(all()).setup(fill(local)));
                    cases.push(case);
                }
                uops::Function::_STORE_FAST => {
                    let same = [(Op::_LOAD_FAST, Oparg(0)), (Op::_STORE_FAST, Oparg(local))];
                    let stored = case.clone().inputs([Constant(Value::Float(1.5))]);
                    cases.push(case.clone().inputs([Owned(0)]).runs(all()));
                    cases.push(stored.runs(all()).setup(fill(local)));
                    cases.push(case.clone().inputs([Shared(0)]).runs(all()).setup(same));
                    cases.push(case.clone().inputs([Null]).runs(all()).setup(fill(local)));
                    cases.push(case.inputs([Null]));
                }
                _ => {}
            }
        }
    }
    cases
}

fn stack() -> Vec<Case> {
    let all = values::of_every_type;
    let mut cases = unary(Op::_POP_TOP, Nothing, all());
    cases.push(Case::new(Op::_PUSH_NULL, Nothing));
    cases.push(Case::new(Op::_PUSH_NULL, Nothing).inputs([Null]));
    for distance in 1..=6 {
        let inputs: Vec<Input> = (0..distance).map(Owned).collect();
        let run = all().into_iter().cycle().take(distance.into()).collect();
        let case = |op| Case::new(op, Oparg(distance)).inputs(inputs.clone());
        cases.push(case(Op::_COPY).runs([run]));
        if distance < 2 {
            continue;
        }
        let run: Vec<Value> = all().into_iter().cycle().take(distance.into()).collect();
        cases.push(case(Op::_SWAP).runs([run.clone()]));
        let mut with_null = case(Op::_SWAP).runs([run]);
        *with_null.inputs.last_mut().expect("two or more") = Null;
        cases.push(with_null);
    }
    for op in [
        Op::_LOAD_CONST_INLINE,
        Op::_LOAD_CONST_INLINE_BORROW,
        Op::_LOAD_CONST_INLINE_BORROW_WITH_NULL,
    ] {
        cases.extend(all().into_iter().map(|value| Case::new(op, Const(value))));
    }
    cases
}

fn guards() -> Vec<Case> {
    let mut cases = Vec::new();
    for op in [Op::_GUARD_BOTH_INT, Op::_GUARD_BOTH_FLOAT, Op::_GUARD_NOS_INT, Op::_GUARD_NOS_FLOAT]
    {
        cases.extend(binary(op, Nothing, values::pairs(&values::of_every_type())));
    }
    for op in [Op::_GUARD_NOS_INT, Op::_GUARD_NOS_FLOAT] {
        cases.push(Case::new(op, Nothing).inputs([Owned(0), Null]).runs(each(ints())));
    }
    for op in [Op::_GUARD_TOS_INT, Op::_GUARD_TOS_FLOAT, Op::_TO_BOOL_BOOL] {
        cases.extend(unary(op, Nothing, values::of_every_type()));
    }
    let mut to_bool = ints();
    to_bool.extend(values::of_every_type());
    cases.extend(unary(Op::_TO_BOOL_INT, Nothing, to_bool));
    for op in [Op::_GUARD_IS_TRUE_POP, Op::_GUARD_IS_FALSE_POP] {
        cases.extend(unary(op, Nothing, vec![Value::Bool(true), Value::Bool(false)]));
    }
    for name in ["NoneType", "bool", "int", "float", "bytes", "tuple", "list", "range", "function"]
    {
        let type_version = Type(builtin(name));
        cases.extend(unary(Op::_GUARD_TYPE_VERSION, type_version, values::of_every_type()));
    }
    let case = Case::new(Op::_CHECK_FUNCTION, Function);
    cases.push(case.clone());
    cases.push(case.trouble(Trouble::Function));
    cases
}

fn numbers() -> Vec<Case> {
    let mut cases = Vec::new();
    let int_pairs = values::pairs(&ints());
    let float_pairs = values::pairs(&floats());
    for &operator in Operator::ALL {
        if let Some(op) = Op::on_ints(operator) {
            cases.extend(binary(op, Nothing, int_pairs.clone()));
        }
        if let Some(op) = Op::on_floats(operator) {
            cases.extend(binary(op, Nothing, float_pairs.clone()));
        }
    }
    for comparison in Comparison::ALL {
        let comparison = || Oparg(comparison.oparg());
        cases.extend(binary(Op::_COMPARE_OP_INT, comparison(), int_pairs.clone()));
        cases.extend(binary(Op::_COMPARE_OP_FLOAT, comparison(), float_pairs.clone()));
    }
    for oparg in 0..2 * Operator::ALL.len() as u16 {
        let operator = Applied::from_oparg(oparg).expect("a number of an operator").operator;
        let all = binary(Op::_BINARY_OP, Oparg(oparg), values::operands(operator));
        // How inputs are held is the same for all operators.
        match oparg {
            0 => cases.extend(all),
            _ => cases.extend(all.into_iter().skip(usize::from(oparg) % 4).take(1)),
        }
    }
    cases
}

fn lists() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut items = Vec::new();
    for len in [0, 1, 4, 8] {
        for index in values::indices(len) {
            items.push(vec![values::list_of(len), index]);
        }
    }
    // Not a list.
    items.extend(values::of_every_type().into_iter().map(|value| vec![value, Value::from(0)]));
    let case = Case::new(Op::_BINARY_SUBSCR_LIST_INT, Nothing);
    for inputs in
        [[Owned(0), Owned(1)], [Shared(0), Owned(1)], [Owned(0), Shared(1)], [Shared(0), Shared(1)]]
    {
        cases.push(case.clone().inputs(inputs).runs(items.clone()));
    }
    cases.push(case.clone().inputs([Owned(0), Again]).runs(each([list([])])));
    let three = Borrowed(Value::from(3));
    cases.push(case.inputs([Borrowed(values::list_of(4)), three.clone()]));

    let case = Case::new(Op::_STORE_SUBSCR_LIST_INT, Nothing);
    for (inputs, value) in [
        ([Owned(2), Owned(0), Owned(1)], Value::Float(0.5)),
        ([Owned(2), Shared(0), Owned(1)], Value::Float(0.5)),
        ([Shared(2), Shared(0), Shared(1)], Value::from(1 << 40)),
        ([Shared(2), Owned(0), Shared(1)], list([Value::None])),
        ([Borrowed(Value::None), Shared(0), Owned(1)], Value::None),
    ] {
        let runs =
            items.iter().map(|item| [item.as_slice(), std::slice::from_ref(&value)].concat());
        cases.push(case.clone().inputs(inputs).runs(runs.collect::<Vec<_>>()));
    }
    cases.push(case.inputs([Constant(Value::Float(2.5)), Kept(Box::new(FullList(4))), three]));

    for distance in 1..=4 {
        let case = Case::new(Op::_LIST_APPEND, Oparg(distance));
        for under in
            [FullList(0), FullList(1), FullList(4), FullList(8), GrownList(0), GrownList(3)]
        {
            for (under, value) in [(under.clone(), Owned(0)), (Kept(Box::new(under)), Shared(0))] {
                let mut inputs = vec![under];
                inputs.extend((1..distance).map(|_| Constant(Value::Float(7.5))));
                inputs.push(value);
                let runs = each(values::of_every_type());
                cases.push(case.clone().inputs(inputs).runs(runs));
            }
        }
    }
    for count in 0..=6 {
        let inputs: Vec<Input> = (0..count).map(Owned).collect();
        let run = values::of_every_type().into_iter().take(count.into()).collect();
        cases.push(Case::new(Op::_BUILD_LIST, Oparg(count)).inputs(inputs).runs([run]));
    }
    for count in 0..=6 {
        let inputs: Vec<Input> = (0..count).map(Owned).collect();
        let run = values::of_every_type().into_iter().take(count.into()).collect();
        cases.push(Case::new(Op::_BUILD_TUPLE, Oparg(count)).inputs(inputs).runs([run]));
    }
    let inputs = [Shared(0), Again, Borrowed(Value::None)];
    cases.push(Case::new(Op::_BUILD_LIST, Oparg(3)).inputs(inputs).runs(each(floats())));
    cases
}

fn iteration() -> Vec<Case> {
    let kept = |input: Input| Kept(Box::new(input));
    let mut cases = unary(Op::_GET_ITER, Nothing, values::of_every_type());
    let get_iter = Case::new(Op::_GET_ITER, Nothing);
    cases.push(get_iter.clone().inputs([Iter(0)]).runs(each(values::iterables())));
    cases.push(get_iter.inputs([kept(Iter(0))]).runs(each(values::iterables())));

    let ranges = || each(values::ranges());
    let not_empty = || each(values::ranges().into_iter().filter(values::is_not_empty));
    for op in [Op::_ITER_CHECK_RANGE, Op::_FOR_ITER_TIER_TWO] {
        cases.extend(unary(op, Nothing, values::of_every_type()));
    }
    for input in [Iter(0), kept(Iter(0)), SpentIter(0), kept(SpentIter(0))] {
        for op in [Op::_ITER_CHECK_RANGE, Op::_FOR_ITER_TIER_TWO] {
            let case = Case::new(op, Nothing).inputs([input.clone()]);
            cases.push(case.runs(each(values::iterables())));
        }
        let case = Case::new(Op::_GUARD_NOT_EXHAUSTED_RANGE, Nothing).inputs([input]);
        cases.push(case.runs(ranges()));
    }
    for input in [Iter(0), kept(Iter(0))] {
        let case = Case::new(Op::_ITER_NEXT_RANGE, Nothing).inputs([input]);
        cases.push(case.runs(not_empty()));
    }
    cases
}

fn calls() -> Vec<Case> {
    let mut cases =
        unary(Op::_LOAD_ATTR_METHOD_NO_DICT, Const(list_append()), values::of_every_type());
    for op in [Op::_LOAD_ATTR_MODULE_0, Op::_LOAD_ATTR_MODULE_1] {
        cases.extend(unary(op, Const(Value::Float(0.5)), values::of_every_type()));
    }
    let math = || Value::Module(Module::from_name("math").expect("a module"));
    let mut owners = values::of_every_type();
    owners.push(math());
    cases.extend(unary(Op::_CHECK_ATTR_MODULE, Const(math()), owners));

    let classes = ["range", "float", "int", "bool", "list", "bytes"];
    for class in classes {
        let callable = || Constant(type_value(class));
        for args in values::call_arguments(class) {
            let count = args[0].len() as u16;
            let case = |oparg| Case::new(Op::_CALL_BUILTIN_CLASS, Oparg(oparg)).runs(args.clone());
            let mut inputs = vec![callable(), Null];
            inputs.extend((0..count).map(Owned));
            cases.push(case(count).inputs(inputs.clone()));
            // The first argument as `self`.
            if count > 0 {
                inputs.remove(1);
                cases.push(case(count - 1).inputs(inputs));
            }
            let mut inputs = vec![Borrowed(type_value(class)), Null];
            inputs.extend((0..count).map(Shared));
            cases.push(case(count).inputs(inputs));
        }
    }
    for count in 0..=2u16 {
        let args = vec![Value::from(1 << 40); usize::from(count) + 1];
        let mut inputs = vec![Owned(0), Null];
        inputs.extend((1..=count).map(Owned));
        cases.push(Case::new(Op::_CALL_BUILTIN_CLASS, Oparg(count)).inputs(inputs).runs([args]));
    }

    let case = Case::new(Op::_CALL_LIST_APPEND, Nothing);
    let mut runs = Vec::new();
    for value in [Value::Float(0.5), Value::from(1), Value::from(1 << 40), list([Value::None])] {
        runs.extend([0, 1, 4, 8].map(|len| vec![values::list_of(len), value.clone()]));
    }
    // Not a list.
    runs.extend(values::of_every_type().into_iter().map(|value| vec![value, Value::from(7)]));
    for callable in [Constant(list_append()), Borrowed(list_append()), Borrowed(type_value("list"))]
    {
        for [this, arg] in [[Owned(0), Owned(1)], [Shared(0), Owned(1)], [Shared(0), Shared(1)]] {
            cases.push(case.clone().inputs([callable.clone(), this, arg]).runs(runs.clone()));
        }
    }
    let grown = Kept(Box::new(GrownList(0)));
    let inputs = [Borrowed(list_append()), grown, Shared(0)];
    cases.push(case.inputs(inputs).runs(each(values::of_every_type())));
    cases
}

fn frames() -> Vec<Case> {
    let mut cases = Vec::new();
    for op in [Op::_POP_FRAME, Op::_DYNAMIC_EXIT] {
        let steps = vec![(Op::_POP_FRAME, Nothing), (Op::_DYNAMIC_EXIT, Nothing)];
        for case in unary(Op::_POP_FRAME, Nothing, values::of_every_type()) {
            cases.push(Case { op, steps: steps.clone(), alone: true, ..case });
        }
    }
    cases
}

fn bookkeeping() -> Vec<Case> {
    let mut cases = Vec::new();
    let plain = |op| Case::new(op, Nothing);
    cases.push(plain(Op::_START_EXECUTOR));
    cases.push(plain(Op::_START_EXECUTOR).trouble(Trouble::Invalid));
    for op in [Op::_RESUME_CHECK, Op::_TIER2_RESUME_CHECK, Op::_CHECK_PERIODIC] {
        cases.push(plain(op));
        cases.push(plain(op).trouble(Trouble::Event));
    }
    cases.push(plain(Op::_CHECK_VALIDITY));
    for offset in [0, 1, 127, 128, 255, 65_536, 0x7fff_ffff] {
        cases.push(Case::new(Op::_SET_IP, InstrPtr(offset)));
        cases.push(Case::new(Op::_CHECK_VALIDITY_AND_SET_IP, InstrPtr(offset)));
    }
    // while True: pass
    let set_ip = || (Op::_SET_IP, InstrPtr(7));
    let top = || (Op::_JUMP_TO_TOP, Nothing);
    for op in [Op::_RESUME_CHECK, Op::_TIER2_RESUME_CHECK] {
        let steps = vec![set_ip(), (op, Nothing), top()];
        cases.push(Case { steps, loops: true, ..plain(op).trouble(Trouble::EventSoon) });
    }
    // Traces become invalid in the course of a call.
    for check in [(Op::_CHECK_VALIDITY, Nothing), (Op::_CHECK_VALIDITY_AND_SET_IP, InstrPtr(8))] {
        let case = plain(check.0).inputs([Iter(0)]).runs(each([values::list_of(1)]));
        let steps = vec![set_ip(), (Op::_GET_ITER, Nothing), check, top()];
        cases.push(Case { steps, loops: true, ..case.trouble(Trouble::InvalidSoon) });
    }
    for op in [Op::_EXIT_TRACE, Op::_DEOPT] {
        cases.extend(unary(op, Nothing, values::of_every_type()));
        cases.push(plain(op).inputs([Null]));
    }
    let error_pop = |count| Case::new(Op::_ERROR_POP_N, Oparg(count));
    cases.push(error_pop(0));
    cases.push(error_pop(1).inputs([Owned(0)]).runs(each(values::of_every_type())));
    cases
        .push(error_pop(3).inputs([Shared(0), Null, Owned(0)]).runs(each(values::of_every_type())));
    // for _ in iterable: pass
    for (under, arg) in [(Vec::new(), 0), (vec![Null, Shared(0)], 1)] {
        let mut inputs = under;
        inputs.push(Iter(arg));
        let runs = values::iterables().into_iter().map(|iterable| match arg {
            0 => vec![iterable],
            _ => vec![Value::Float(0.5), iterable],
        });
        let steps = vec![
            (Op::_FOR_ITER_TIER_TWO, Nothing),
            (Op::_POP_TOP, Nothing),
            (Op::_JUMP_TO_TOP, Nothing),
        ];
        cases.push(Case {
            steps,
            inputs,
            runs: runs.collect(),
            loops: true,
            ..plain(Op::_JUMP_TO_TOP)
        });
    }
    cases
}
