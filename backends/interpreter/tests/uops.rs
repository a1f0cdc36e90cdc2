//! Uops of every file of semantics on the interpreter alone, which leave nothing behind: for Miri,
//! that finds what breaks Rust's rules, and that machine code can't be run under.
//!
//! The test `every_uop` of `uopbench-conformance` compares all backends at many more values; programs are built
//! here as they are there.

use Given::{Const, Nothing, Oparg};
use Input::{
    Again, Borrowed, Constant, Empty, FullList, Iter, Lent, Null, Owned, Shared, Tagged,
    TaggedAlone, Unboxed,
};
use backend_api::{Backend, CompileOptions, Outcome, run};
use conformance::build::{self, Built};
use conformance::case::{Case, End, Given, Input, Layout, Link};
use conformance::values;
use interpreter::Match;
use trace::{LoadedProgram, verify};
use uops::runtime::{BuiltinFunction, Method, Runtime, Value};
use uops::{Comparison, Op, Operator};

/// A uop, its operand, what it finds on the stack, and the arguments that this refers to.
type Row = (Op, Given, Vec<Input>, Vec<Value>);

fn text(text: &str) -> Value {
    Value::Str(text.into())
}

fn int(value: i64) -> Value {
    Value::from(value)
}

fn tuple(items: impl Into<Vec<Value>>) -> Value {
    Value::Tuple(items.into())
}

fn dict() -> Value {
    Value::Dict(vec![(text("key"), Value::Float(0.5)), (int(1), values::list_of(1))])
}

fn set() -> Value {
    Value::Set(vec![int(3), text("key")])
}

fn function(name: &str) -> Input {
    Constant(Value::Builtin(BuiltinFunction::from_name(name).expect("a builtin function")))
}

fn method(name: &str) -> Input {
    Constant(Value::Method(Method::from_name(name).expect("a method")))
}

/// Runs each row: what is on the stack after the uop is collected and returned, or stays there
/// when the program stops.
fn check(rows: impl IntoIterator<Item = Row>) {
    let mut runtime = Runtime::new();
    let layouts = [
        Layout { below: 0, link: Link::None },
        Layout { below: 1, link: Link::AboveAll },
        Layout { below: 2, link: Link::BelowTop },
    ];
    for (number, (op, operand, inputs, args)) in rows.into_iter().enumerate() {
        let case = Case::new(op, operand).inputs(inputs).runs([args]);
        let mut layouts = layouts.iter().cycle().skip(number % layouts.len());
        let layout = layouts.find(|layout| case.allows(layout)).expect("the first fits all");
        let end = if number.is_multiple_of(3) { End::Stop } else { End::Collect };
        run_case(&mut runtime, &case, layout, end);
    }
}

fn run_case(runtime: &mut Runtime, case: &Case, layout: &Layout, end: End) {
    let Built { program, trace: at_trace, first, index } = build::build(case, layout, end);
    let program = verify(program).unwrap_or_else(|error| panic!("{}: {error}", case.op));
    let loaded = LoadedProgram::load(runtime, program);
    let compiled = Match::new().compile(&loaded, CompileOptions::default()).expect("it compiles");
    let code = compiled.publish().expect("an interpreter needs no memory");
    let report = run(&loaded, code.as_ref(), runtime, &case.runs[0]).expect("it starts");
    let went_on = match report.outcome {
        Outcome::Returned(_) => true,
        Outcome::UnlinkedExit { trace, uop } => (trace, uop) > (at_trace, index),
        Outcome::Raised(_) => false,
    };
    assert!(went_on, "{}, from uop {first} on: {:?}", case.op, report.outcome);
    assert_eq!(report.leaked, 0, "{}", case.op);
    loaded.unload(runtime);
}

#[test]
fn numbers_and_comparisons() {
    let less = || Oparg(Comparison::Less.oparg());
    let (small, large) = (|| int(7), || int(1 << 40));
    let float = || Value::Float(1.5);
    check([
        (Op::_BINARY_OP_ADD_INT, Nothing, vec![Owned(0), Shared(1)], vec![large(), small()]),
        (Op::_BINARY_OP_MULTIPLY_INT, Nothing, vec![Shared(0), Again], vec![large()]),
        (Op::_BINARY_OP_SUBTRACT_FLOAT, Nothing, vec![Owned(0), Owned(1)], vec![float(), float()]),
        (
            Op::_BINARY_OP,
            Oparg(Operator::Power.number()),
            vec![Owned(0), Owned(1)],
            vec![small(), int(60)],
        ),
        (Op::_UNARY_NEGATIVE, Nothing, vec![Owned(0)], vec![values::power(true, 200)]),
        (Op::_UNARY_NOT, Nothing, vec![Owned(0)], vec![Value::Bool(true)]),
        (Op::_TO_BOOL_INT, Nothing, vec![Owned(0)], vec![large()]),
        (Op::_COMPARE_OP_INT, less(), vec![Owned(0), Shared(1)], vec![large(), small()]),
        (Op::_COMPARE_OP_FLOAT, less(), vec![Owned(0), Shared(1)], vec![float(), float()]),
        (Op::_COMPARE_OP_STR, less(), vec![Owned(0), Owned(1)], vec![text("key"), text("kez")]),
        (Op::_COMPARE_OP, less(), vec![Owned(0), Owned(1)], vec![tuple([float()]), tuple([])]),
        (Op::_CONTAINS_OP_DICT, Oparg(0), vec![Owned(0), Owned(1)], vec![text("key"), dict()]),
        (Op::_CONTAINS_OP_SET, Oparg(1), vec![Owned(0), Owned(1)], vec![text("key"), set()]),
        (Op::_IS_OP, Oparg(0), vec![Owned(0), Again], vec![large()]),
    ]);
}

#[test]
fn texts() {
    let pair = || vec![text("na\u{ef}ve"), text("key")];
    let one = || vec![Owned(0), Owned(1)];
    check([
        (Op::_BINARY_OP_ADD_UNICODE, Nothing, one(), pair()),
        (Op::_BINARY_OP_INPLACE_ADD_UNICODE, Oparg(0), vec![Shared(0), Shared(1)], pair()),
        (Op::_BINARY_SUBSCR_STR_INT, Nothing, one(), vec![text("abc"), int(1)]),
        (Op::_FORMAT_SIMPLE, Nothing, vec![Owned(0)], vec![Value::Float(0.5)]),
        (Op::_FORMAT_WITH_SPEC, Nothing, one(), vec![int(1 << 40), text("^7")]),
        (Op::_BUILD_STRING, Oparg(2), vec![Constant(text("a")), Constant(text("bc"))], vec![]),
    ]);
}

#[test]
fn lists_and_containers() {
    let two = || vec![Owned(0), Owned(1)];
    let list = || values::list_of(4);
    let half = || Value::Float(0.5);
    check([
        (Op::_BINARY_SUBSCR_LIST_INT, Nothing, two(), vec![list(), int(2)]),
        (
            Op::_STORE_SUBSCR_LIST_INT,
            Nothing,
            vec![Owned(2), Shared(0), Owned(1)],
            vec![list(), int(3), half()],
        ),
        (Op::_LIST_APPEND, Oparg(1), vec![FullList(1), Owned(0)], vec![half()]),
        (Op::_LIST_EXTEND, Oparg(1), vec![Empty(Op::_BUILD_LIST), Owned(0)], vec![list()]),
        (Op::_BUILD_TUPLE, Oparg(2), two(), vec![half(), list()]),
        (Op::_BUILD_MAP, Oparg(1), two(), vec![text("key"), half()]),
        (Op::_DICT_UPDATE, Oparg(1), vec![Empty(Op::_BUILD_MAP), Owned(0)], vec![dict()]),
        (Op::_SET_ADD, Oparg(1), vec![Empty(Op::_BUILD_SET), Owned(0)], vec![text("key")]),
        (Op::_BINARY_SUBSCR_DICT, Nothing, two(), vec![dict(), text("key")]),
        (
            Op::_STORE_SUBSCR_DICT,
            Nothing,
            vec![Owned(0), Shared(1), Owned(2)],
            vec![half(), dict(), text("key")],
        ),
        (Op::_DELETE_SUBSCR, Nothing, vec![Shared(0), Owned(1)], vec![dict(), text("key")]),
        (
            Op::_BINARY_SLICE,
            Nothing,
            vec![Owned(0), Owned(1), Owned(2)],
            vec![list(), int(1), Value::None],
        ),
        (Op::_UNPACK_SEQUENCE_TWO_TUPLE, Nothing, vec![Owned(0)], vec![tuple([half(), list()])]),
        (Op::_UNPACK_SEQUENCE_LIST, Oparg(4), vec![Owned(0)], vec![list()]),
    ]);
}

#[test]
fn iteration_and_calls() {
    let range = || Value::Range { start: 255, stop: 259, step: 1 };
    let list = || values::list_of(2);
    check([
        (Op::_FOR_ITER_TIER_TWO, Nothing, vec![Iter(0)], vec![dict()]),
        (Op::_ITER_NEXT_RANGE, Nothing, vec![Iter(0)], vec![range()]),
        (Op::_ITER_NEXT_LIST, Nothing, vec![Iter(0)], vec![list()]),
        (Op::_ITER_NEXT_TUPLE, Nothing, vec![Iter(0)], vec![tuple([Value::Float(0.5)])]),
        (
            Op::_CALL_BUILTIN_CLASS,
            Oparg(1),
            vec![Constant(values::type_value("list")), Null, Owned(0)],
            vec![range()],
        ),
        (Op::_CALL_BUILTIN_O, Oparg(1), vec![function("len"), Null, Owned(0)], vec![list()]),
        (
            Op::_CALL_METHOD_DESCRIPTOR_NOARGS,
            Oparg(0),
            vec![method("list.pop"), Shared(0)],
            vec![list()],
        ),
        (
            Op::_CALL_LIST_APPEND,
            Nothing,
            vec![Borrowed(values::list_append()), Shared(0), Owned(1)],
            vec![list(), Value::Float(0.5)],
        ),
        (
            Op::_CALL_STR_1,
            Nothing,
            vec![Constant(values::type_value("str")), Null, Owned(0)],
            vec![dict()],
        ),
    ]);
}

#[test]
fn what_the_optimiser_makes() {
    let (add, less) = (Operator::Add.number(), Comparison::Less.oparg());
    let ints = || vec![int(1 << 40), int(7)];
    let floats = || vec![Value::Float(1.5), Value::Float(0.5)];
    check([
        (Op::_BINARY_OP_ADD_TAGGED, Oparg(add), vec![Tagged(0), TaggedAlone(1)], ints()),
        (Op::_COMPARE_OP_INT_TAGGED, Oparg(less), vec![Tagged(0), Tagged(1)], ints()),
        (Op::_BINARY_OP_MULTIPLY_UNBOXED, Nothing, vec![Unboxed(0), Unboxed(1)], floats()),
        (Op::_BOX_TOS, Nothing, vec![Unboxed(0)], floats()),
        (Op::_UNTAG_TOS, Nothing, vec![Tagged(0)], ints()),
        (Op::_UNBOX_TOS_BORROW, Nothing, vec![Lent(0)], floats()),
        (Op::_LOAD_CONST_TAGGED, Const(int(300)), vec![], vec![]),
        (
            Op::_BINARY_SUBSCR_LIST_TAGGED_BORROW,
            Nothing,
            vec![Lent(0), Tagged(1)],
            vec![values::list_of(2), int(1)],
        ),
        (
            Op::_CALL_LIST_APPEND_BORROW,
            Nothing,
            vec![Borrowed(values::list_append()), Lent(0), Owned(1)],
            vec![values::list_of(2), Value::Float(0.5)],
        ),
    ]);
}
