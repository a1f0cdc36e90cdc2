//! What the verifier rejects, and where it says so.

mod common;

use common::SUM_RANGE;
use trace::{Diagnostic, Document};

fn verify(text: &str) -> Result<(), Diagnostic> {
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    document.verify().map(|_| ())
}

/// Asserts the place and the message of what the verifier says about a program of one trace whose
/// uops start on line 9.
#[track_caller]
fn assert_rejected(uops: &str, line: usize, column: usize, message: &str) {
    let text = format!(
        "program p\narg a = 1\nlocal b\nstack 3\nconst one = 1\nconst list = []\n\
         const append = method list.append\ntrace t @0 stack 0\n{uops}\nexit e @1\n"
    );
    let error = verify(&text).expect_err("it is wrong");
    assert_eq!((error.line(), error.column(), error.message()), (line, column, message));
}

const RETURN: &str = "_LOAD_FAST_0 a\n_POP_FRAME\n_DYNAMIC_EXIT";

#[test]
fn depths_are_those_before_each_uop() {
    let document = Document::parse("test.uop", SUM_RANGE.as_bytes()).expect("it parses");
    let verified = document.verify().expect("it verifies");
    assert_eq!(verified.depths()[0], [0, 0, 1, 0, 0, 2, 3, 1, 1, 1]);
    assert_eq!(verified.depths()[2], [1, 0, 1, 0]);
}

#[test]
fn stack_underflow_and_overflow() {
    assert_rejected(
        "_POP_TOP\n_EXIT_TRACE -> e",
        9,
        1,
        "`_POP_TOP` needs 1 on the stack, which holds 0",
    );
    let push = "_PUSH_NULL\n".repeat(4);
    assert_rejected(
        &format!("{push}_EXIT_TRACE -> e"),
        12,
        1,
        "the stack holds 4 slots after `_PUSH_NULL`, and at most 3 fit",
    );
    assert_rejected(
        "_BUILD_LIST 9\n_EXIT_TRACE -> e",
        9,
        1,
        "`_BUILD_LIST` needs 9 on the stack, which holds 0",
    );
    assert_rejected(
        "_COPY 1\n_EXIT_TRACE -> e",
        9,
        1,
        "`_COPY` needs 1 on the stack, which holds 0",
    );
}

#[test]
fn distances_start_at_one() {
    assert_rejected("_COPY 0\n_EXIT_TRACE -> e", 9, 7, "`_COPY` has the wrong operand");
    assert_rejected("_SWAP 1\n_EXIT_TRACE -> e", 9, 7, "`_SWAP` has the wrong operand");
}

#[test]
fn empty_locals() {
    assert_rejected("_LOAD_FAST_1 b\n_EXIT_TRACE -> e", 9, 14, "local `b` is empty here");
    assert_rejected(
        "_LOAD_FAST_AND_CLEAR a\n_POP_TOP\n_LOAD_FAST_0 a\n_EXIT_TRACE -> e",
        11,
        14,
        "local `a` is empty here",
    );
    // What was saved may be put back, even if it was nothing.
    let save = "program p\nlocal a\nstack 1\ntrace t @0 stack 0\n_LOAD_FAST_AND_CLEAR a\n\
                _STORE_FAST_0 a\n_JUMP_TO_TOP\n";
    assert_eq!(verify(save), Ok(()));
}

#[test]
fn locals_that_only_some_ways_fill() {
    let text = "program p\narg a = True\nlocal b\nstack 1\ntrace t @0 stack 0\n_LOAD_FAST_0 a\n\
                _TO_BOOL_BOOL -> stop\n_GUARD_IS_TRUE_POP -> join\n_LOAD_FAST_0 a\n_STORE_FAST_1 b\n\
                _EXIT_TRACE -> join\nexit stop @1\nexit join @9 -> u\ntrace u @9 stack 0\n\
                _LOAD_FAST_1 b\n_POP_FRAME\n_DYNAMIC_EXIT\n";
    let error = verify(text).expect_err("b may be empty");
    assert_eq!(error.to_string(), "test.uop:15:14: local `b` may be empty here");
    assert!(verify(&text.replace("_LOAD_FAST_1 b", "_LOAD_FAST_0 a")).is_ok());
}

#[test]
fn kinds_come_from_guards() {
    let add = "_LOAD_FAST_0 a\n_LOAD_CONST_INLINE one\n_BINARY_OP_ADD_INT\n_EXIT_TRACE -> e";
    assert_rejected(
        add,
        11,
        1,
        "`_BINARY_OP_ADD_INT` needs an int as `left`, but all that is known of it is: an object",
    );
    // A guard on one load of a local holds for the next.
    let guarded = format!("_LOAD_FAST_0 a\n_GUARD_TOS_INT -> e\n_POP_TOP\n{add}");
    let text = format!(
        "program p\narg a = 1\nstack 3\nconst one = 1\ntrace t @0 stack 0\n{guarded}\nexit e @1"
    );
    assert_eq!(verify(&text), Ok(()));
    assert_rejected(
        "_PUSH_NULL\n_POP_TOP\n_EXIT_TRACE -> e",
        10,
        1,
        "`_POP_TOP` needs an object as `value`, but all that is known of it is: null",
    );
}

#[test]
fn an_iterator_is_not_known_to_go_on_after_it_went_on() {
    let advance = "_LOAD_FAST_0 a\n_ITER_CHECK_RANGE -> e\n_GUARD_NOT_EXHAUSTED_RANGE -> e\n";
    let message = "`_ITER_NEXT_RANGE` needs a range_iterator with a value left as `iter`, but all \
                   that is known of it is: a range_iterator";
    for between in [
        "_ITER_NEXT_RANGE\n_POP_TOP\n",
        "_FOR_ITER_TIER_TWO -> e\n_POP_TOP\n",
        // The same object under two symbols.
        "_LOAD_FAST_0 a\n_GET_ITER\n_FOR_ITER_TIER_TWO -> e\n_POP_TOP\n_POP_TOP\n",
    ] {
        let uops = format!("{advance}{between}_ITER_NEXT_RANGE\n_EXIT_TRACE -> e");
        let line = 12 + between.lines().count();
        assert_rejected(&uops, line, 1, message);
    }
}

#[test]
fn ends_of_traces() {
    assert_rejected("_CHECK_PERIODIC", 9, 1, "the trace ends with `_CHECK_PERIODIC`");
    assert_rejected("", 8, 1, "the trace has no uops");
    assert_rejected("_JUMP_TO_TOP\n_JUMP_TO_TOP", 9, 1, "uops follow `_JUMP_TO_TOP`");
    assert_rejected(
        "_LOAD_FAST_0 a\n_POP_FRAME\n_EXIT_TRACE -> e",
        11,
        1,
        "`_EXIT_TRACE` follows that the frame was left",
    );
    assert_rejected(
        "_DYNAMIC_EXIT",
        9,
        1,
        "`_DYNAMIC_EXIT` does not follow a uop after which nothing is known of the frame",
    );
    assert_rejected(
        &format!("_PUSH_NULL\n{RETURN}"),
        11,
        1,
        "`_POP_FRAME` returns from a stack of 2",
    );
}

#[test]
fn links_agree_in_depth_and_offset() {
    assert_rejected(
        "_PUSH_NULL\n_JUMP_TO_TOP",
        10,
        1,
        "the stack holds 1 here, but trace `t` starts with 0",
    );
    let text = SUM_RANGE.replace("trace done @13 stack 1", "trace done @13 stack 2");
    let error = verify(&text).expect_err("the depths differ");
    assert_eq!(
        error.to_string(),
        "test.uop:32:64: the stack holds 1 here, but trace `done` starts with 2"
    );
    let text = SUM_RANGE.replace("trace done @13", "trace done @14");
    let error = verify(&text).expect_err("the offsets differ");
    assert_eq!(
        error.to_string(),
        "test.uop:43:45: exit `done` goes on at @13, but trace `done` starts at @14"
    );
}

#[test]
fn traces_that_nothing_leads_to() {
    let text = SUM_RANGE.replace("@13                  -> done", "@13");
    let error = verify(&text).expect_err("nothing leads there");
    assert_eq!(error.to_string(), "test.uop:47:1: nothing leads to trace `done`");
}

#[test]
fn validity_needs_an_executor() {
    assert_rejected(
        "_CHECK_VALIDITY -> e\n_EXIT_TRACE -> e",
        9,
        1,
        "`_CHECK_VALIDITY` does not know which trace runs",
    );
}

#[test]
fn methods_and_lists() {
    assert_rejected(
        "_LOAD_CONST_INLINE list\n_LOAD_ATTR_METHOD_NO_DICT list\n_EXIT_TRACE -> e",
        10,
        27,
        "`_LOAD_ATTR_METHOD_NO_DICT` has the wrong operand",
    );
    assert_rejected(
        "_LOAD_FAST_0 a\n_LOAD_CONST_INLINE one\n_LIST_APPEND 1\n_EXIT_TRACE -> e",
        11,
        1,
        "`_LIST_APPEND` needs a list as `list`, but all that is known of it is: an object",
    );
}

#[test]
fn a_list_stays_one_across_traces() {
    let text = "program p\nstack 2\nconst one = 1\ntrace t @0 stack 0\n_BUILD_LIST 0\n\
                _EXIT_TRACE -> x\nexit x @5 -> loop\ntrace loop @5 stack 1\n\
                _LOAD_CONST_INLINE one\n_LIST_APPEND 1\n_JUMP_TO_TOP\n";
    assert_eq!(verify(text), Ok(()));
    let text = text.replace("_BUILD_LIST 0", "_LOAD_CONST_INLINE one");
    assert_eq!(verify(&text).expect_err("it is an int").line(), 10);
}

#[test]
fn the_largest_programs_are_decided() {
    let locals: String = (0..65_000).map(|index| format!("local v{index}\n")).collect();
    let traces: String = (0..60_000)
        .map(|index| {
            format!("trace t{index} @0 stack 0\n_EXIT_TRACE -> e\nexit e @0 -> t{}\n", index + 1)
        })
        .collect();
    let end = "trace t60000 @0 stack 0\n_JUMP_TO_TOP\n";
    let error =
        verify(&format!("program p\n{locals}stack 0\n{traces}{end}")).expect_err("too large");
    assert_eq!(error.line(), 1);
    assert_eq!(verify(&format!("program p\nstack 0\n{traces}{end}")), Ok(()));
    let uops =
        "_PUSH_NULL\n_PUSH_NULL\n_SWAP 2\n_STORE_FAST v0\n_STORE_FAST v1\n".repeat(200_000 - 1);
    let long =
        format!("program p\nlocal v0\nlocal v1\nstack 2\ntrace t @0 stack 0\n{uops}_JUMP_TO_TOP\n");
    assert_eq!(verify(&long), Ok(()));
}

#[test]
fn borrowed_references_are_not_released_and_owned_ones_are() {
    assert_rejected(
        "_LOAD_FAST_BORROW a\n_POP_TOP\n_EXIT_TRACE -> e",
        10,
        1,
        "`_POP_TOP` takes over `value`, which is borrowed",
    );
    assert_rejected(
        "_LOAD_FAST_BORROW a\n_BUILD_LIST 1\n_EXIT_TRACE -> e",
        10,
        1,
        "`_BUILD_LIST` takes over `each argument`, which is borrowed",
    );
    assert_rejected(
        "_LOAD_FAST a\n_LOAD_CONST_TAGGED one\n_BINARY_SUBSCR_LIST_TAGGED_BORROW -> e\n\
         _EXIT_TRACE -> e",
        11,
        1,
        "`_BINARY_SUBSCR_LIST_TAGGED_BORROW` does not release `list`, which is owned",
    );
    // A copy has a reference of its own, and the original may still be looked at.
    let copied = "program p\narg a = 1\nstack 3\nconst one = 1\ntrace t @0 stack 0\n\
                  _LOAD_FAST_BORROW a\n_COPY 1\n_POP_TOP\n_LOAD_CONST_TAGGED one\n\
                  _BINARY_SUBSCR_LIST_TAGGED_BORROW -> e\n_POP_TOP\n_EXIT_TRACE -> e\nexit e @1\n";
    assert_eq!(verify(copied), Ok(()));
}

#[test]
fn a_local_that_is_borrowed_from_does_not_change() {
    for change in ["_LOAD_CONST_INLINE one\n_STORE_FAST_0 a", "_LOAD_FAST_AND_CLEAR a"] {
        let uops = format!("_LOAD_FAST_BORROW a\n{change}\n_EXIT_TRACE -> e");
        let line = 9 + change.lines().count();
        let name = change.lines().last().and_then(|line| line.split(' ').next()).unwrap_or("");
        let message = format!("the stack borrows from local `a`, which `{name}` changes");
        assert_rejected(&uops, line, 1, &message);
    }
}

#[test]
fn other_forms_stay_within_their_trace() {
    for push in ["_LOAD_FAST_BORROW a", "_LOAD_FAST_TAGGED a", "_LOAD_CONST_TAGGED one"] {
        let text = format!(
            "program p\narg a = 1\nstack 1\nconst one = 1\ntrace t @0 stack 0\n{push}\n\
             _EXIT_TRACE -> e\nexit e @1 -> u\ntrace u @1 stack 1\n_JUMP_TO_TOP\n"
        );
        let error = verify(&text).expect_err("it would leave the trace");
        assert_eq!(
            error.message(),
            "the stack holds something that is borrowed, tagged or unboxed"
        );
    }
    assert_rejected(
        "_LOAD_FAST_TAGGED a\n_STORE_FAST_1 b\n_EXIT_TRACE -> e",
        10,
        1,
        "`_STORE_FAST_1` needs an object or null as `value`, but all that is known of it is: a \
         tagged value",
    );
    assert_rejected(
        "_LOAD_FAST_UNBOXED a\n_EXIT_TRACE -> e",
        9,
        20,
        "local `a` may be no float here",
    );
    assert_rejected(
        "_LOAD_CONST_TAGGED list\n_EXIT_TRACE -> e",
        9,
        20,
        "`_LOAD_CONST_TAGGED` has the wrong operand",
    );
}

#[test]
fn types_are_known_across_links_that_agree_on_them() {
    let text = "program p\narg a = 1\nlocal b\nstack 2\nconst one = 1\ntrace t @0 stack 0\n\
                _LOAD_CONST_INLINE one\n_STORE_FAST_1 b\n_EXIT_TRACE -> e\nexit e @1 -> loop\n\
                trace loop @1 stack 0\n_LOAD_FAST_1 b\n_LOAD_FAST_1 b\n_BINARY_OP_ADD_INT\n\
                _STORE_FAST_1 b\n_JUMP_TO_TOP\n";
    assert_eq!(verify(text), Ok(()));
    let text = text.replace("_LOAD_CONST_INLINE one", "_LOAD_FAST_0 a");
    assert_eq!(verify(&text).expect_err("a may be anything").line(), 14);
}

#[test]
fn a_local_that_may_hold_a_tagged_value_is_used_as_one() {
    let store = "_LOAD_FAST_TAGGED a\n_STORE_FAST_MIXED_TAGGED b";
    for (use_, name) in [
        ("_LOAD_FAST_1 b", "_LOAD_FAST_1"),
        ("_LOAD_FAST_BORROW b", "_LOAD_FAST_BORROW"),
        ("_LOAD_FAST_TAGGED b", "_LOAD_FAST_TAGGED"),
        ("_LOAD_FAST_CHECK b", "_LOAD_FAST_CHECK"),
        ("_LOAD_FAST_AND_CLEAR b", "_LOAD_FAST_AND_CLEAR"),
        ("_LOAD_CONST_INLINE one\n_STORE_FAST_1 b", "_STORE_FAST_1"),
        ("_MAKE_CELL b", "_MAKE_CELL"),
    ] {
        let uops = format!("{store}\n{use_}\n_EXIT_TRACE -> e");
        let line = 10 + use_.lines().count();
        let message = format!("local `b` may hold a tagged value, which `{name}` can't use");
        assert_rejected(&uops, line, 1, &message);
    }
    // Also in another trace, if only one of the ways there stores such a value.
    let text = |last: &str| {
        format!(
            "program p\narg a = 1\nlocal b\nstack 2\nconst one = 1\ntrace t @0 stack 0\n\
             _LOAD_FAST_0 a\n_STORE_FAST_1 b\n_EXIT_TRACE -> e\nexit e @1 -> loop\n\
             trace loop @1 stack 0\n_LOAD_FAST_MIXED b\n_POP_TOP\n_LOAD_FAST_TAGGED a\n\
             _STORE_FAST_MIXED_TAGGED b\n{last}\n_JUMP_TO_TOP\n"
        )
    };
    assert_eq!(verify(&text("_LOAD_FAST_MIXED b\n_STORE_FAST_MIXED b")), Ok(()));
    assert_eq!(verify(&text("_LOAD_FAST_MIXED_TAGGED b\n_STORE_FAST_MIXED_TAGGED b")), Ok(()));
    let first = text("_NOP").replace("_LOAD_FAST_MIXED b", "_LOAD_FAST_1 b");
    assert_eq!(verify(&first).expect_err("it is tagged on one way").line(), 12);
}

#[test]
fn numbers_are_compared_at_once() {
    let numbers = "_LOAD_CONST_TAGGED one\n_LOAD_CONST_TAGGED one\n_INTS_TO_NUMBERS -> e";
    assert_rejected(
        &format!("{numbers}\n_LOAD_FAST_0 a\n_EXIT_TRACE -> e"),
        12,
        1,
        "`_LOAD_FAST_0` follows `_INTS_TO_NUMBERS`",
    );
    assert_rejected(
        "_LOAD_CONST_TAGGED one\n_LOAD_CONST_TAGGED one\n_GUARD_COMPARE_NUMBERS < -> e\n\
         _EXIT_TRACE -> e",
        11,
        1,
        "`_GUARD_COMPARE_NUMBERS` needs a number to compare as `l`, but all that is known of it is: \
         a tagged int below 2**30",
    );
}

/// The class of a constant is known, as CPython's optimiser knows it.
#[test]
fn the_class_of_a_constant_instance_needs_no_guard() {
    let program = |load: &str, class: &str| {
        format!(
            "program p\narg a = 1\nstack 1\nconst node = instance Node(x=1)\nclass Node\nvalue x\nclass Other\n\
             value x\ntrace t @0 stack 0\n{load}\n_LOAD_ATTR_INSTANCE_VALUE_0 {class}.x -> e\n\
             _POP_FRAME\n_DYNAMIC_EXIT\nexit e @0\n"
        )
    };
    assert!(verify(&program("_LOAD_CONST_INLINE node", "Node")).is_ok());
    for (load, class) in [("_LOAD_CONST_INLINE node", "Other"), ("_LOAD_FAST_0 a", "Node")] {
        let error = verify(&program(load, class)).expect_err("its class is not known");
        assert!(error.message().contains("does not know that it has an instance of"), "{error}");
    }
}
