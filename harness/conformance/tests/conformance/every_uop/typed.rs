//! The cases of CPython 3.15's uops that do no part of what 3.13's do: guards on types, iteration by position,
//! operators that take over an input, and borrowed inputs.

use super::shapes::{binary, each, fill, unary};
use Given::{Nothing, Oparg, Type, Types};
use Input::{Iter, Lent, Null, Owned, Shared};
use conformance::case::{Case, Given, Input};
use conformance::values::{self, builtin, floats, ints, list_of};
use uops::Op;
use uops::runtime::Value;

/// Every case.
pub fn all() -> Vec<Case> {
    let families = [guards, typed_guards, operators, iteration, borrowed, stack, locals, calls];
    families.into_iter().flat_map(|family| family()).collect()
}

fn text(text: &str) -> Value {
    Value::Str(text.into())
}

fn of_every_type() -> Vec<Value> {
    let mut all = values::of_every_type();
    let dict = Value::Dict([(text("key"), Value::Float(0.5))].into());
    all.extend([text("key"), text("\u{e9}"), dict, Value::Set(vec![Value::from(3)])]);
    all.extend([Value::FrozenSet(vec![Value::None]), Value::from((1 << 30) - 1)]);
    all.extend([Value::from(1 << 30), Value::from(-(1 << 30)), Value::Bool(true)]);
    all
}

fn guards() -> Vec<Case> {
    let mut cases = Vec::new();
    for op in [
        Op::_GUARD_TOS_TUPLE,
        Op::_GUARD_TOS_DICT,
        Op::_GUARD_TOS_SET,
        Op::_GUARD_TOS_FROZENSET,
        Op::_GUARD_TOS_IS_NONE,
        Op::_GUARD_ITER_VIRTUAL,
        Op::_GUARD_TOS_NOT_NULL,
        Op::_MATCH_MAPPING,
        Op::_MATCH_SEQUENCE,
    ] {
        cases.extend(unary(op, Nothing, of_every_type()));
    }
    let slice = [(Op::_BUILD_SLICE, Oparg(2)), (Op::_STORE_FAST, Oparg(2))];
    let case = Case::new(Op::_GUARD_TOS_SLICE, Nothing);
    cases.push(case.clone().inputs([Owned(0)]).runs(each(of_every_type())));
    let loads = [(Op::_LOAD_FAST, Oparg(0)), (Op::_LOAD_FAST, Oparg(1))];
    let setup = [loads.as_slice(), &slice].concat();
    let case = Case { locals: 3, ..case };
    cases.push(case.inputs([Shared(2)]).setup(setup).runs([vec![Value::None, Value::from(2)]]));
    let case = Case::new(Op::_GUARD_ITERATOR, Nothing);
    cases.push(case.clone().inputs([Owned(0)]).runs(each(of_every_type())));
    let iter = [
        (Op::_LOAD_FAST, Oparg(0)),
        (Op::_GET_ITER_TRAD, Nothing),
        (Op::_POP_TOP_NOP, Nothing),
        (Op::_STORE_FAST, Oparg(1)),
    ];
    let case = Case { locals: 2, ..case };
    cases.push(case.inputs([Shared(1)]).setup(iter).runs(each(values::iterables())));
    for op in [Op::_GUARD_NOS_COMPACT_ASCII, Op::_GUARD_NOS_ITER_VIRTUAL, Op::_GUARD_NOS_NOT_NULL] {
        cases.extend(binary(op, Nothing, values::pairs(&of_every_type())));
    }
    for op in [Op::_GUARD_NOS_NULL, Op::_GUARD_NOS_NOT_NULL] {
        let case = Case::new(op, Nothing);
        cases.push(case.clone().inputs([Null, Owned(0)]).runs(each(of_every_type())));
        cases.push(case.inputs([Owned(0), Owned(1)]).runs(values::pairs(&of_every_type())));
    }
    let case = Case::new(Op::_GUARD_TOS_NOT_NULL, Nothing);
    cases.push(case.inputs([Null]));
    for op in [Op::_GUARD_TOS_OVERFLOWED, Op::_GUARD_TOS_INT__PY315] {
        cases.extend(unary(op, Nothing, ints()));
    }
    cases
}

fn typed_guards() -> Vec<Case> {
    let mut cases = Vec::new();
    let names = ["int", "bool", "float", "list", "tuple", "dict", "str", "range", "NoneType"];
    for name in names {
        let operand = || Type(builtin(name));
        cases.extend(unary(Op::_GUARD_TYPE, operand(), of_every_type()));
        let pairs: Vec<_> = values::pairs(&of_every_type()).into_iter().step_by(7).collect();
        for op in [
            Op::_GUARD_TYPE_ITER,
            Op::_GUARD_NOS_TYPE_VERSION,
            Op::_GUARD_BINARY_OP_EXTEND_LHS,
            Op::_GUARD_BINARY_OP_EXTEND_RHS,
        ] {
            let case = Case::new(op, operand()).inputs([Owned(0), Shared(1)]);
            cases.push(case.runs(pairs.clone()));
        }
    }
    for (left, right) in [("int", "int"), ("int", "float"), ("float", "int"), ("list", "list")] {
        let operand = Types(builtin(left), builtin(right));
        let pairs = values::pairs(&of_every_type());
        cases.extend(binary(Op::_GUARD_BINARY_OP_EXTEND, operand, pairs));
    }
    cases
}

fn operators() -> Vec<Case> {
    let mut cases = Vec::new();
    let pairs = values::pairs(&floats());
    for op in [
        Op::_BINARY_OP_TRUEDIV_FLOAT,
        Op::_BINARY_OP_TRUEDIV_FLOAT_INPLACE,
        Op::_BINARY_OP_TRUEDIV_FLOAT_INPLACE_RIGHT,
        Op::_BINARY_OP_ADD_FLOAT_INPLACE,
        Op::_BINARY_OP_ADD_FLOAT_INPLACE_RIGHT,
        Op::_BINARY_OP_SUBTRACT_FLOAT_INPLACE,
        Op::_BINARY_OP_SUBTRACT_FLOAT_INPLACE_RIGHT,
        Op::_BINARY_OP_MULTIPLY_FLOAT_INPLACE,
        Op::_BINARY_OP_MULTIPLY_FLOAT_INPLACE_RIGHT,
    ] {
        cases.extend(binary(op, Nothing, pairs.clone()));
    }
    let pairs = values::pairs(&ints());
    for op in [
        Op::_BINARY_OP_ADD_INT_INPLACE,
        Op::_BINARY_OP_ADD_INT_INPLACE_RIGHT,
        Op::_BINARY_OP_SUBTRACT_INT_INPLACE,
        Op::_BINARY_OP_SUBTRACT_INT_INPLACE_RIGHT,
        Op::_BINARY_OP_MULTIPLY_INT_INPLACE,
        Op::_BINARY_OP_MULTIPLY_INT_INPLACE_RIGHT,
    ] {
        cases.extend(binary(op, Nothing, pairs.clone()));
    }
    cases.extend(unary(Op::_UNARY_NEGATIVE_FLOAT_INPLACE, Nothing, floats()));
    let slices = [Value::None, Value::from(1), Value::Float(0.5)];
    let mut runs = Vec::new();
    for stop in slices {
        runs.extend([0, 1, 4].map(|len| vec![list_of(len), Value::None, stop.clone()]));
    }
    let slice = [
        (Op::_LOAD_FAST, Oparg(1)),
        (Op::_LOAD_FAST, Oparg(2)),
        (Op::_BUILD_SLICE, Oparg(2)),
        (Op::_STORE_FAST, Oparg(3)),
    ];
    let slices = [Op::_BINARY_OP_SUBSCR_LIST_SLICE, Op::_BINARY_OP_SUBSCR_LIST_SLICE__PY315];
    for op in slices {
        for list in [Owned(0), Shared(0)] {
            let case = Case { locals: 4, ..Case::new(op, Nothing) };
            cases.push(case.inputs([list, Shared(3)]).setup(slice.clone()).runs(runs.clone()));
        }
    }
    let lent = Case { locals: 4, ..Case::new(Op::_BINARY_OP_SUBSCR_LIST_SLICE__PY315, Nothing) };
    cases.push(lent.inputs([Lent(0), Shared(3)]).setup(slice.clone()).runs(runs));
    cases
}

fn iteration() -> Vec<Case> {
    let mut iterables = values::iterables();
    iterables.extend([text("a\u{e9}"), list_of(0), list_of(3), Value::Tuple([].into())]);
    let mut cases = unary(Op::_GET_ITER_TRAD, Nothing, of_every_type());
    cases.extend(unary(Op::_GET_ITER__PY315, Nothing, of_every_type()));
    cases.push(Case::new(Op::_PUSH_TAGGED_ZERO, Nothing));
    let case = Case::new(Op::_FOR_ITER_TIER_TWO__PY315, Nothing);
    cases.push(case.clone().inputs([Owned(0), Null]).runs(each(of_every_type())));
    cases.push(case.inputs([Iter(0)]).runs(each(iterables.clone())));
    let lists = each([0, 1, 3].map(list_of));
    cases.push(
        Case::new(Op::_ITER_NEXT_LIST_TIER_TWO__PY315, Nothing).inputs([Iter(0)]).runs(lists),
    );
    for op in [Op::_FOR_ITER_VIRTUAL_TIER_TWO, Op::_POP_ITER] {
        let case = Case::new(op, Nothing).inputs([Iter(0)]);
        cases.push(case.runs(each(iterables.clone())));
    }
    cases.push(Case::new(Op::_POP_ITER, Nothing).inputs([Shared(0), Null]).runs(each(iterables)));
    cases
}

/// Inputs that stay and are borrowed.
fn borrowed() -> Vec<Case> {
    let mut cases = Vec::new();
    let case = |op| Case::new(op, Nothing);
    cases.push(case(Op::_MAKE_HEAP_SAFE).inputs([Lent(0)]).runs(each(of_every_type())));
    for input in [Lent(0), Null] {
        let runs = each(of_every_type());
        cases.push(case(Op::_POP_TOP_NOP).inputs([input]).runs(runs));
    }
    for op in [Op::_IS_OP__PY315, Op::_CONTAINS_OP__PY315] {
        for inputs in [[Lent(0), Lent(1)], [Owned(0), Lent(1)], [Lent(0), Shared(1)]] {
            let case = Case::new(op, Oparg(0)).inputs(inputs);
            cases.push(case.runs(values::pairs(&of_every_type())));
        }
    }
    let contained = [text("key"), Value::from(1001), Value::None].map(|value| {
        let list = Value::List([Value::from(1001), text("key")].into());
        vec![value, list]
    });
    let contains = case(Op::_CONTAINS_OP__PY315).inputs([Lent(0), Owned(1)]);
    for not in [0, 1] {
        let steps = vec![(Op::_CONTAINS_OP__PY315, Oparg(not))];
        cases.push(Case { steps, ..contains.clone() }.runs(contained.clone()));
    }
    for op in [Op::_BINARY_OP_ADD_INT__PY315, Op::_BINARY_OP_MULTIPLY_INT__PY315] {
        cases.push(case(op).inputs([Lent(0), Lent(1)]).runs(values::pairs(&ints())));
    }
    for op in [Op::_BINARY_OP_ADD_FLOAT__PY315, Op::_BINARY_OP_ADD_FLOAT_INPLACE_RIGHT] {
        cases.push(case(op).inputs([Lent(0), Owned(1)]).runs(values::pairs(&floats())));
    }
    for op in [Op::_UNARY_NEGATIVE__PY315, Op::_REPLACE_WITH_TRUE__PY315] {
        cases.push(case(op).inputs([Lent(0)]).runs(each(of_every_type())));
    }
    cases
}

fn stack() -> Vec<Case> {
    let mut cases = Vec::new();
    let three = || vec![Value::from(1 << 40), Value::Float(0.5), list_of(2)];
    for op in [Op::_RROT_3, Op::_COPY_1, Op::_COPY_2, Op::_COPY_3, Op::_SWAP_2, Op::_SWAP_3] {
        for inputs in [[Owned(0), Owned(1), Owned(2)], [Shared(0), Owned(1), Shared(2)]] {
            cases.push(Case::new(op, Nothing).inputs(inputs).runs([three()]));
        }
    }
    cases.extend(unary(Op::_INSERT_NULL, Nothing, of_every_type()));
    for number in [0, 1, 255, 256, 65_535] {
        cases.push(Case::new(Op::_LOAD_SMALL_INT, Oparg(number)));
    }
    for op in
        [Op::_LOAD_SMALL_INT_0, Op::_LOAD_SMALL_INT_1, Op::_LOAD_SMALL_INT_2, Op::_LOAD_SMALL_INT_3]
    {
        cases.push(Case::new(op, Nothing));
    }
    for offset in [0, 7, 65_536] {
        let guard = Case::new(Op::_GUARD_IP__PUSH_FRAME, Given::InstrPtr(offset));
        cases.push(guard.setup([(Op::_SET_IP, Given::InstrPtr(7))]));
    }
    let third = Case::new(Op::_GUARD_THIRD_NULL, Nothing);
    cases.push(third.clone().inputs([Null, Owned(0), Null]).runs(each(of_every_type())));
    cases.push(third.inputs([Owned(0), Owned(1), Null]).runs(values::pairs(&of_every_type())));
    cases
}

fn locals() -> Vec<Case> {
    let mut cases = Vec::new();
    for &op in Op::ALL {
        let info = op.info();
        let locals = info.fixed.map_or(vec![0, 8, 15, 16, 300], |local| vec![local]);
        for local in locals {
            let case = Case { locals: local + 1, ..Case::new(op, Oparg(local)) };
            match info.function {
                uops::Function::_SWAP_FAST => {
                    let runs = || each(of_every_type());
                    cases.push(case.clone().inputs([Owned(0)]).runs(runs()));
                    let stored = case.clone().inputs([Input::Constant(Value::Float(1.5))]);
                    cases.push(stored.runs(runs()).setup(fill(local)));
                    cases.push(case.inputs([Null]).runs(runs()).setup(fill(local)));
                }
                uops::Function::_LOAD_FAST_BORROW if info.fixed.is_some() => {
                    cases.push(case.runs(each(of_every_type())).setup(fill(local)));
                }
                _ => {}
            }
        }
    }
    cases
}

/// Calls of methods with `self` alone or with an argument, whose inputs are borrowed.
fn calls() -> Vec<Case> {
    let mut cases = Vec::new();
    let method = |name| Value::Method(uops::runtime::Method::from_name(name).expect("a method"));
    for (op, name, args) in [
        (Op::_CALL_METHOD_DESCRIPTOR_NOARGS__PY315, "list.copy", 1),
        (Op::_CALL_METHOD_DESCRIPTOR_NOARGS__PY315, "list.pop", 1),
        (Op::_CALL_METHOD_DESCRIPTOR_O__PY315, "list.append", 2),
        (Op::_CALL_METHOD_DESCRIPTOR_O__PY315, "list.remove", 2),
    ] {
        for held in [Owned as fn(u16) -> Input, Shared, Lent] {
            let mut inputs = vec![Input::Borrowed(method(name))];
            inputs.extend((0..args).map(held));
            let runs = [0, 1, 3]
                .map(|len| vec![list_of(len), Value::from(1000)][..usize::from(args)].to_vec());
            cases.push(Case::new(op, Nothing).inputs(inputs).runs(runs));
        }
    }
    cases
}
