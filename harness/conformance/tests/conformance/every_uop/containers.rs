//! The cases of containers, texts, comparisons and builtins.

use super::shapes::{binary, each, unary};
use Given::{Const, Nothing, Oparg};
use Input::{Again, Borrowed, Constant, Empty, Iter, Kept, Null, Owned, Shared, SpentIter};
use conformance::case::{Case, Given, Input};
use conformance::values::{self, list, list_of, type_value};
use uops::runtime::{BuiltinFunction, Conversion, Method, Value};
use uops::{Comparison, Op};

/// Every case.
pub fn all() -> Vec<Case> {
    let families = [locals_and_constants, guards, comparisons, texts, subscripts, built, unpacking];
    let more = [iteration, calls, patterns, star_calls];
    families.into_iter().chain(more).flat_map(|family| family()).collect()
}

fn text(text: &str) -> Value {
    Value::Str(text.into())
}

fn tuple(items: impl Into<Vec<Value>>) -> Value {
    Value::Tuple(items.into())
}

fn dict() -> Value {
    let items = [(text("key"), Value::Float(0.5)), (Value::from(1), list_of(1))];
    Value::Dict(items.into())
}

fn set() -> Value {
    Value::Set(vec![Value::from(3), text("key"), Value::Float(2.5)])
}

/// Texts: empty, of one character, of ASCII and of others.
fn all_texts() -> Vec<Value> {
    ["", "a", "key", "kez", "\u{e9}", "na\u{ef}ve \u{20ac}"].map(text).into()
}

fn of_every_type() -> Vec<Value> {
    let mut all = values::of_every_type();
    all.extend([text(""), text("key"), dict(), Value::Dict(Vec::new()), set()]);
    all.extend([Value::FrozenSet(vec![Value::None]), builtin("len"), tuple([])]);
    all
}

fn builtin(name: &str) -> Value {
    Value::Builtin(BuiltinFunction::from_name(name).expect("a builtin function"))
}

fn method(name: &str) -> Value {
    Value::Method(Method::from_name(name).expect("a method"))
}

/// A case for each way in which inputs can be held: all alone, all shared, in turn.
fn ways(op: Op, operand: Given, runs: Vec<Vec<Value>>) -> Vec<Case> {
    let count = runs[0].len() as u16;
    let case = Case::new(op, operand).runs(runs);
    let hold = |shared: fn(u16) -> bool| -> Vec<Input> {
        (0..count).map(|arg| if shared(arg) { Shared(arg) } else { Owned(arg) }).collect()
    };
    vec![
        case.clone().inputs(hold(|_| false)),
        case.clone().inputs(hold(|_| true)),
        case.clone().inputs(hold(|arg| arg % 2 == 0)),
        case.inputs(hold(|arg| arg % 2 == 1)),
    ]
}

fn locals_and_constants() -> Vec<Case> {
    let mut cases = Vec::new();
    let check = Case::new(Op::_LOAD_FAST_CHECK, Oparg(0));
    cases.push(check.clone().runs(each(of_every_type())));
    cases.push(Case { locals: 1, ..check });
    for value in of_every_type() {
        cases.push(Case::new(Op::_LOAD_CONST_INLINE_WITH_NULL, Const(value)));
    }
    let op = Op::_POP_TOP_LOAD_CONST_INLINE_BORROW;
    cases.extend(unary(op, Const(text("other")), of_every_type()));
    cases.push(Case::new(Op::_NOP, Nothing));
    cases
}

fn guards() -> Vec<Case> {
    let mut cases = Vec::new();
    for op in [Op::_GUARD_IS_NONE_POP, Op::_GUARD_IS_NOT_NONE_POP] {
        cases.extend(unary(op, Nothing, of_every_type()));
    }
    cases.extend(binary(Op::_GUARD_BOTH_UNICODE, Nothing, values::pairs(&of_every_type())));
    cases
}

fn comparisons() -> Vec<Case> {
    let mut cases = Vec::new();
    let all = values::pairs(&of_every_type());
    for comparison in Comparison::ALL {
        let comparison = || Oparg(comparison.oparg());
        cases.extend(ways(Op::_COMPARE_OP, comparison(), all.clone()));
        cases.extend(ways(Op::_COMPARE_OP_STR, comparison(), values::pairs(&all_texts())));
    }
    for invert in [0, 1] {
        for op in [Op::_CONTAINS_OP, Op::_CONTAINS_OP_DICT, Op::_CONTAINS_OP_SET, Op::_IS_OP] {
            cases.extend(ways(op, Oparg(invert), all.clone()));
            // Of many runs each program takes a part: these are few.
            for container in [dict(), set(), text("keys"), Value::None] {
                let values = [text("key"), Value::from(1), Value::from(3), list([]), Value::None];
                let runs = values.map(|value| vec![value, container.clone()]);
                cases.extend(ways(op, Oparg(invert), runs.into()));
            }
        }
        let same = [Owned(0), Again];
        cases.push(Case::new(Op::_IS_OP, Oparg(invert)).inputs(same).runs(each(of_every_type())));
    }
    for op in [
        Op::_IS_NONE,
        Op::_TO_BOOL,
        Op::_TO_BOOL_LIST,
        Op::_TO_BOOL_NONE,
        Op::_TO_BOOL_STR,
        Op::_REPLACE_WITH_TRUE,
        Op::_UNARY_NEGATIVE,
        Op::_UNARY_INVERT,
        Op::_GET_LEN,
    ] {
        cases.extend(unary(op, Nothing, of_every_type()));
    }
    for intrinsic in [5, 6] {
        cases.extend(unary(Op::_CALL_INTRINSIC_1, Oparg(intrinsic), of_every_type()));
    }
    cases.extend(unary(Op::_UNARY_NOT, Nothing, vec![Value::Bool(true), Value::Bool(false)]));
    cases
}

fn texts() -> Vec<Case> {
    let mut cases = Vec::new();
    let pairs = values::pairs(&all_texts());
    cases.extend(ways(Op::_BINARY_OP_ADD_UNICODE, Nothing, pairs.clone()));
    for operand in [Oparg(0), Oparg(1)] {
        let case = Case::new(Op::_BINARY_OP_INPLACE_ADD_UNICODE, operand).runs(pairs.clone());
        cases.push(case.clone().inputs([Shared(0), Shared(1)]));
        cases.push(case.clone().inputs([Shared(1), Shared(1)]));
        cases.push(case.clone().inputs([Shared(1), Again]));
        cases.push(case.inputs([Shared(0), Again]));
    }
    let mut items = Vec::new();
    for value in all_texts() {
        items.extend([0, 1, 2, -1].map(|index| vec![value.clone(), Value::from(index)]));
        items.push(vec![value, Value::None]);
    }
    items.push(vec![Value::None, Value::from(0)]);
    cases.extend(ways(Op::_BINARY_SUBSCR_STR_INT, Nothing, items));
    cases.extend(unary(Op::_FORMAT_SIMPLE, Nothing, of_every_type()));
    for how in Conversion::ALL.map(|conversion| Oparg(conversion as u16)) {
        cases.extend(unary(Op::_CONVERT_VALUE, how.clone(), of_every_type()));
        cases.extend(unary(Op::_CONVERT_VALUE, how, all_texts()));
    }
    let specs = ["", "5", "<5", "^7", ".2f", "+d", "x", "08.3f", ",", "oops", "e"].map(text);
    let mut runs = Vec::new();
    for value in of_every_type() {
        runs.extend(specs.iter().map(|spec| vec![value.clone(), spec.clone()]));
    }
    cases.extend(ways(Op::_FORMAT_WITH_SPEC, Nothing, runs));
    for count in 0..=3 {
        let pieces = ["piece", "", "\u{e9}"].into_iter().take(count.into()).map(text);
        let inputs: Vec<Input> = pieces.map(Constant).collect();
        cases.push(Case::new(Op::_BUILD_STRING, Oparg(count)).inputs(inputs));
    }
    cases
}

fn subscripts() -> Vec<Case> {
    let mut cases = Vec::new();
    let subs = || {
        let mut subs = values::indices(3);
        subs.extend([text("key"), list([])]);
        subs
    };
    let mut gets = Vec::new();
    let mut sets = Vec::new();
    for container in of_every_type().into_iter().chain([list_of(3), text("abc")]) {
        for sub in subs() {
            gets.push(vec![container.clone(), sub.clone()]);
            sets.push(vec![Value::Float(1.5), container.clone(), sub]);
        }
    }
    let pair = || tuple([Value::Float(0.5), list([])]);
    gets.push(vec![pair(), Value::from(1)]);
    for (container, sub) in [
        (dict(), text("key")),
        (dict(), list([])),
        (dict(), text("other")),
        (pair(), Value::from(1)),
        (pair(), Value::from(2)),
        (list_of(3), Value::from(1)),
        (text("abc"), Value::None),
    ] {
        let run = vec![container.clone(), sub.clone()];
        for op in [
            Op::_BINARY_SUBSCR,
            Op::_BINARY_SUBSCR_DICT,
            Op::_BINARY_SUBSCR_TUPLE_INT,
            Op::_DELETE_SUBSCR,
        ] {
            cases.extend(ways(op, Nothing, vec![run.clone()]));
        }
        for op in [Op::_STORE_SUBSCR, Op::_STORE_SUBSCR_DICT] {
            let run = vec![Value::Float(1.5), container.clone(), sub.clone()];
            cases.extend(ways(op, Nothing, vec![run]));
        }
    }
    for op in [
        Op::_BINARY_SUBSCR,
        Op::_BINARY_SUBSCR_DICT,
        Op::_BINARY_SUBSCR_TUPLE_INT,
        Op::_DELETE_SUBSCR,
    ] {
        cases.extend(ways(op, Nothing, gets.clone()));
    }
    for op in [Op::_STORE_SUBSCR, Op::_STORE_SUBSCR_DICT] {
        cases.extend(ways(op, Nothing, sets.clone()));
    }
    let bounds = [Value::None, Value::from(-2), Value::from(1), Value::from(9), Value::Float(0.5)];
    let mut gets = Vec::new();
    let mut sets = Vec::new();
    for container in [list_of(4), text("na\u{ef}ve"), tuple([Value::None]), Value::None, dict()] {
        for bounds in values::pairs(&bounds) {
            let get = [std::slice::from_ref(&container), &bounds].concat();
            for value in [list_of(2), Value::None] {
                sets.push([std::slice::from_ref(&value), &get].concat());
            }
            gets.push(get);
        }
    }
    cases.extend(ways(Op::_BINARY_SLICE, Nothing, gets));
    cases.extend(ways(Op::_STORE_SLICE, Nothing, sets));
    let run = [Value::Float(0.5), Value::None, Value::from(1 << 40)];
    for count in [2, 3] {
        let run = run[..usize::from(count)].to_vec();
        cases.extend(ways(Op::_BUILD_SLICE, Oparg(count), vec![run]));
    }
    cases
}

fn built() -> Vec<Case> {
    let mut cases = Vec::new();
    for count in 0..=6_u16 {
        let all: Vec<Value> = values::of_every_type();
        let case = |op| Case::new(op, Oparg(count));
        let slots = |count: u16| (0..count).map(Owned).collect::<Vec<_>>();
        let keys: Vec<Value> = (0..count).map(|key| text(&format!("key{}", key % 3))).collect();
        let pairs = keys.iter().flat_map(|key| [key.clone(), Value::Float(0.5)]).collect();
        let some = all[..count.into()].to_vec();
        cases.push(case(Op::_BUILD_TUPLE).inputs(slots(count)).runs([some.clone()]));
        cases.push(case(Op::_BUILD_SET).inputs(slots(count)).runs([some.clone()]));
        cases.push(case(Op::_BUILD_SET).inputs(slots(count)).runs([keys.clone()]));
        cases.push(case(Op::_BUILD_MAP).inputs(slots(2 * count)).runs([pairs]));
        let mut inputs = slots(count);
        inputs.push(Constant(tuple(keys)));
        cases.push(case(Op::_BUILD_CONST_KEY_MAP).inputs(inputs.clone()).runs([some.clone()]));
        *inputs.last_mut().expect("the keys") = Constant(tuple([list([])]));
        cases.push(case(Op::_BUILD_CONST_KEY_MAP).inputs(inputs).runs([some]));
    }
    let unhashable = vec![vec![list([]), Value::None]];
    cases.push(Case::new(Op::_BUILD_MAP, Oparg(1)).inputs([Owned(0), Owned(1)]).runs(unhashable));
    cases.push(Case::new(Op::_BUILD_SET, Oparg(1)).inputs([Owned(0)]).runs(each([list([])])));
    let (map, set, list) = (Op::_BUILD_MAP, Op::_BUILD_SET, Op::_BUILD_LIST);
    for distance in 1..=3 {
        for (op, made, values) in [
            (Op::_SET_ADD, set, of_every_type()),
            (Op::_SET_UPDATE, set, of_every_type()),
            (Op::_DICT_UPDATE, map, of_every_type()),
            (Op::_DICT_MERGE, map, of_every_type()),
            (Op::_LIST_EXTEND, list, of_every_type()),
        ] {
            for (under, value) in
                [(Empty(made), Owned(0)), (Kept(Box::new(Empty(made))), Shared(0))]
            {
                let mut inputs = vec![under];
                inputs.extend((1..distance).map(|_| Constant(Value::Float(7.5))));
                inputs.push(value);
                cases
                    .push(Case::new(op, Oparg(distance)).inputs(inputs).runs(each(values.clone())));
            }
        }
        let mut inputs = vec![Empty(map)];
        inputs.extend((1..distance).map(|_| Constant(Value::Float(7.5))));
        inputs.extend([Owned(0), Owned(1)]);
        let runs = of_every_type().into_iter().map(|key| vec![key, Value::Float(0.5)]);
        let case = Case::new(Op::_MAP_ADD, Oparg(distance)).inputs(inputs);
        cases.push(case.runs(runs.collect::<Vec<_>>()));
    }
    cases
}

fn unpacking() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut sequences = of_every_type();
    sequences.extend([
        tuple([Value::from(1 << 40)]),
        list_of(2),
        list_of(3),
        text("ab"),
        text("a\u{e9}\u{20ac}"),
    ]);
    sequences.extend([tuple([Value::Float(0.5), Value::None]), tuple([]), list_of(6)]);
    for count in 0..=6 {
        for op in [Op::_UNPACK_SEQUENCE, Op::_UNPACK_SEQUENCE_TUPLE, Op::_UNPACK_SEQUENCE_LIST] {
            cases.extend(unary(op, Oparg(count), sequences.clone()));
        }
    }
    for counts in [0, 1, 2, 0x100, 0x102, 0x301] {
        cases.extend(unary(Op::_UNPACK_EX, Oparg(counts), sequences.clone()));
    }
    cases.extend(unary(Op::_UNPACK_SEQUENCE_TWO_TUPLE, Nothing, sequences));
    cases
}

fn patterns() -> Vec<Case> {
    let mut runs = Vec::new();
    for subject in [dict(), Value::Dict(Vec::new()), list_of(2)] {
        for keys in [tuple([]), tuple([text("key")]), tuple([Value::from(1), text("other")])] {
            runs.push(vec![subject.clone(), keys]);
        }
        runs.push(vec![subject.clone(), tuple([list([])])]);
        runs.push(vec![subject, Value::None]);
    }
    let mut cases = ways(Op::_MATCH_KEYS, Nothing, runs);
    let mut runs = Vec::new();
    for subject in of_every_type() {
        for class in ["int", "dict", "range"].map(type_value) {
            for names in [tuple([]), tuple([text("real")]), Value::None] {
                runs.push(vec![subject.clone(), class.clone(), names]);
            }
        }
        runs.push(vec![subject, Value::None, tuple([])]);
    }
    for count in 0..=2 {
        cases.extend(ways(Op::_MATCH_CLASS, Oparg(count), runs.clone()));
    }
    cases
}

fn star_calls() -> Vec<Case> {
    let mut cases = Vec::new();
    let names = |name: &str| Value::Dict(vec![(text(name), Value::Bool(true))]);
    let last = [Null, Constant(Value::Dict(Vec::new())), Constant(names("reverse"))];
    let others = [Constant(names("other")), Constant(list_of(1)), Constant(dict())];
    for op in [Op::_MAKE_CALLARGS_A_TUPLE, Op::_CALL_FUNCTION_EX_NON_PY_GENERAL] {
        for callable in [builtin("len"), builtin("sorted"), type_value("list"), text("no function")]
        {
            for kwargs in last.iter().chain(&others) {
                let case = |callargs| {
                    let callable = Constant(callable.clone());
                    Case::new(op, Nothing).inputs([callable, Null, callargs, kwargs.clone()])
                };
                let wrapped = of_every_type().into_iter().map(|value| tuple([value]));
                let all: Vec<Value> = of_every_type().into_iter().chain(wrapped).collect();
                cases.push(case(Owned(0)).runs(each(all.clone())));
                cases.push(case(Shared(0)).runs(each(all)));
            }
        }
    }
    cases
}

fn iteration() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut iterables = values::iterables();
    iterables.extend([text("a\u{e9}"), dict(), set(), tuple([Value::from(1 << 40)]), list_of(2)]);
    let is_list = |value: &Value| matches!(value, Value::List(_));
    let is_tuple = |value: &Value| matches!(value, Value::Tuple(_));
    let filled = |value: &Value| match value {
        Value::List(items) | Value::Tuple(items) => !items.is_empty(),
        _ => false,
    };
    let kept = |input: Input| Kept(Box::new(input));
    for input in [Iter(0), kept(Iter(0)), SpentIter(0)] {
        for op in [Op::_ITER_CHECK_LIST, Op::_ITER_CHECK_TUPLE, Op::_FOR_ITER_TIER_TWO] {
            let case = Case::new(op, Nothing).inputs([input.clone()]);
            cases.push(case.runs(each(iterables.clone())));
        }
        let (lists, tuples): (Vec<Value>, Vec<Value>) =
            iterables.iter().filter(|v| is_list(v) || is_tuple(v)).cloned().partition(is_list);
        for (guard, next, values) in [
            (Op::_GUARD_NOT_EXHAUSTED_LIST, Op::_ITER_NEXT_LIST, lists),
            (Op::_GUARD_NOT_EXHAUSTED_TUPLE, Op::_ITER_NEXT_TUPLE, tuples),
        ] {
            let case = Case::new(guard, Nothing).inputs([input.clone()]);
            cases.push(case.runs(each(values.clone())));
            if !matches!(input, SpentIter(_)) {
                let case = Case::new(next, Nothing).inputs([input.clone()]);
                cases.push(case.runs(each(values.into_iter().filter(filled))));
            }
        }
    }
    cases
}

/// The cases of a call: with `self`, without, and with arguments that others hold too.
fn call(op: Op, callable: &Value, runs: Vec<Vec<Value>>) -> Vec<Case> {
    let count = runs[0].len() as u16;
    let case = |oparg| Case::new(op, Oparg(oparg)).runs(runs.clone());
    let mut inputs = vec![Constant(callable.clone()), Null];
    inputs.extend((0..count).map(Owned));
    let mut cases = vec![case(count).inputs(inputs)];
    if count > 0 {
        let mut inputs = vec![Borrowed(callable.clone())];
        inputs.extend((0..count).map(Shared));
        cases.push(case(count - 1).inputs(inputs));
    }
    cases
}

fn calls() -> Vec<Case> {
    let mut cases = Vec::new();
    let general = Op::_CALL_NON_PY_GENERAL;
    let functions =
        [Op::_CALL_BUILTIN_O, Op::_CALL_BUILTIN_FAST, Op::_CALL_BUILTIN_FAST_WITH_KEYWORDS];
    let methods = [
        Op::_CALL_METHOD_DESCRIPTOR_O,
        Op::_CALL_METHOD_DESCRIPTOR_NOARGS,
        Op::_CALL_METHOD_DESCRIPTOR_FAST,
        Op::_CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS,
    ];
    let one = each(of_every_type());
    let two: Vec<_> = values::pairs(&of_every_type()).into_iter().step_by(5).collect();
    let stranger = Value::from(1 << 40);
    for op in functions.into_iter().chain([general, Op::_CALL_LEN, Op::_CALL_BUILTIN_CLASS]) {
        for callable in [builtin("len"), type_value("list"), method("list.copy"), stranger.clone()]
        {
            cases.extend(call(op, &callable, one.clone()));
        }
    }
    for op in methods {
        for callable in ["list.copy", "str.upper", "dict.items", "list.append"].map(method) {
            cases.extend(call(op, &callable, one.clone()));
            cases.extend(call(op, &callable, two.clone()));
        }
        cases.extend(call(op, &stranger, one.clone()));
    }
    // By name, rightly and wrongly.
    let names = |name: &str| Constant(tuple([text(name)]));
    let by_name = [
        (builtin("sorted"), "reverse", one.clone()),
        (builtin("max"), "default", one.clone()),
        (builtin("len"), "obj", one.clone()),
        (type_value("dict"), "key", one.clone()),
        (stranger.clone(), "key", one.clone()),
        (method("list.sort"), "reverse", two.clone()),
        (builtin("sum"), "start", two.clone()),
    ];
    for (callable, name, runs) in by_name {
        let count = runs[0].len() as u16;
        let case = Case::new(Op::_CALL_KW_NON_PY, Oparg(count)).runs(runs);
        let mut inputs = vec![Constant(callable), Null];
        inputs.extend((0..count).map(Owned));
        inputs.push(names(name));
        cases.push(case.inputs(inputs));
    }
    // Every function and method that there is.
    for function in BuiltinFunction::all() {
        let op = functions[function.name().len() % 2 + 1];
        let callable = Value::Builtin(function);
        cases.extend(call(op, &callable, one.clone()).into_iter().take(1));
        cases.extend(call(general, &callable, two.clone()).into_iter().take(1));
    }
    for method in Method::all() {
        let callable = Value::Method(method);
        cases.extend(call(methods[2], &callable, one.clone()).into_iter().take(1));
        cases.extend(call(general, &callable, two.clone()).into_iter().take(1));
    }
    for class in ["str", "int", "float", "tuple", "dict", "set", "enumerate", "zip", "reversed"] {
        let args = call(Op::_CALL_BUILTIN_CLASS, &type_value(class), one.clone());
        cases.extend(args.into_iter().take(1));
    }
    let classes = [type_value("int"), tuple([type_value("str"), type_value("dict")]), Value::None];
    let mut runs = Vec::new();
    for value in of_every_type() {
        runs.extend(classes.iter().map(|class| vec![value.clone(), class.clone()]));
    }
    cases.extend(call(Op::_CALL_ISINSTANCE, &builtin("isinstance"), runs.clone()));
    cases.extend(call(Op::_CALL_ISINSTANCE, &builtin("len"), runs));
    for (op, class) in
        [(Op::_CALL_TYPE_1, "type"), (Op::_CALL_STR_1, "str"), (Op::_CALL_TUPLE_1, "tuple")]
    {
        for class in [class, "list"].map(type_value) {
            let case = Case::new(op, Nothing).runs(one.clone());
            cases.push(case.clone().inputs([Constant(class.clone()), Null, Owned(0)]));
            cases.push(case.inputs([Borrowed(class), Null, Shared(0)]));
        }
    }
    cases
}
