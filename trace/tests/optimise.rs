//! What the passes are called, and what they make of small programs.

mod common;

use common::SUM_RANGE;
use trace::Document;
use trace::optimise::{Pass, Passes, optimise};
use uops::Op;

fn ops(text: &str, passes: &str, trace: usize) -> Vec<Op> {
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    let program = document.verify().expect("it verifies");
    let passes = Passes::parse(passes).expect("they exist");
    let optimised = optimise(&program, &passes).expect("its result verifies");
    let trace = &optimised.program.program().traces[trace];
    trace.uops.iter().map(|uop| uop.op).collect()
}

#[test]
fn passes_are_read_and_written() {
    assert_eq!(Passes::parse("none"), Ok(Passes::NONE));
    assert_eq!(Passes::parse("all"), Ok(Passes::ALL));
    let two = Passes::parse("floats, guards").expect("they exist");
    assert_eq!(two, Passes::NONE.with(Pass::Guards).with(Pass::Floats));
    assert_eq!(two.to_string(), "guards,floats");
    assert_eq!(Passes::NONE.to_string(), "none");
    assert_eq!(Passes::parse(&Passes::ALL.to_string()), Ok(Passes::ALL));
    let error = Passes::parse("guards,speed").expect_err("there is no such pass");
    assert_eq!(
        error.to_string(),
        "there is no pass `speed`; there are types,pops,hoist,split,merge,constants,guards,dead,bookkeeping,calls,\
         ints,floats,locals,compares,borrow, and `none` and `all`"
    );
}

#[test]
fn results_of_earlier_versions_were_made_with_all_passes_there_were() {
    assert!(Passes::were_all(&Passes::ALL.to_string()));
    let rest = "constants,guards,dead,bookkeeping,calls,ints,floats,locals,compares,borrow";
    for first in ["types,pops", "types,pops,hoist,split"] {
        assert!(Passes::were_all(&format!("{first},{rest}")), "{first}");
    }
    assert!(!Passes::were_all("types,guards"));
    assert!(!Passes::were_all("none"));
}

#[test]
fn no_pass_changes_nothing() {
    let document = Document::parse("test.uop", SUM_RANGE.as_bytes()).expect("it parses");
    let program = document.verify().expect("it verifies");
    let optimised = optimise(&program, &Passes::NONE).expect("nothing happens");
    assert_eq!(optimised.program.program(), program.program());
    assert_eq!(optimised.stats, []);
}

/// A trace of these uops over an int `a`, a float `b` and anything `c`.
fn program(uops: &str) -> String {
    format!(
        "program p\narg c = 1\nlocal a\nlocal b\nstack 4\nconst one = 1\nconst eight = 8\n\
         const half = 0.5\ntrace t @0 stack 0\n_START_EXECUTOR -> e\n_LOAD_CONST_INLINE one\n\
         _STORE_FAST a\n_LOAD_CONST_INLINE half\n_STORE_FAST b\n_EXIT_TRACE -> go\nexit e @0\n\
         exit go @1 -> body\ntrace body @1 stack 0\n_START_EXECUTOR -> e\n{uops}\n\
         _EXIT_TRACE -> e\nexit e @1\n"
    )
}

#[test]
fn a_guard_of_what_is_known_goes() {
    let text = program("_LOAD_FAST a\n_GUARD_TOS_INT -> e\n_POP_TOP");
    assert!(ops(&text, "guards", 1).contains(&Op::_GUARD_TOS_INT));
    assert!(!ops(&text, "types,guards", 1).contains(&Op::_GUARD_TOS_INT));
    let text = program("_LOAD_FAST a\n_LOAD_FAST c\n_GUARD_BOTH_INT -> e\n_POP_TOP\n_POP_TOP");
    let left = ops(&text, "types,guards", 1);
    assert!(left.contains(&Op::_GUARD_TOS_INT) && !left.contains(&Op::_GUARD_BOTH_INT));
}

/// After the guard, `a` is known as an int, although the constant in it is none.
#[test]
fn a_constant_that_a_guard_never_lets_pass_stays_a_local() {
    let text = program(
        "_LOAD_CONST_INLINE half\n_GUARD_TOS_INT -> e\n_STORE_FAST a\n_LOAD_FAST a\n_LOAD_FAST a\n\
         _BINARY_OP_ADD_INT\n_POP_TOP",
    );
    let loads =
        ops(&text, "constants", 1).into_iter().filter(|op| *op == Op::_LOAD_CONST_INLINE_BORROW);
    assert_eq!(loads.count(), 0);
}

#[test]
fn powers_of_two_need_no_division() {
    let uops = "_LOAD_FAST a\n_LOAD_CONST_INLINE_BORROW eight\n_SET_IP @3\n_BINARY_OP %\n_POP_TOP";
    let text = program(uops);
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    let program = document.verify().expect("it verifies");
    let passes = Passes::parse("types,constants").expect("they exist");
    let optimised = optimise(&program, &passes).expect("its result verifies");
    let printed = trace::print(optimised.program.program());
    assert!(printed.contains("&") && !printed.contains('%'), "{printed}");
}

#[test]
fn loads_that_are_popped_go() {
    let text = program("_LOAD_FAST a\n_LOAD_FAST b\n_POP_TOP\n_POP_TOP");
    assert_eq!(ops(&text, "dead", 1), [Op::_START_EXECUTOR, Op::_EXIT_TRACE]);
}

#[test]
fn bookkeeping_that_nobody_needs_goes() {
    let uops = "_SET_IP @3\n_CHECK_VALIDITY -> e\n_LOAD_FAST c\n_POP_TOP\n_SET_IP @4";
    let left = ops(&program(uops), "bookkeeping", 1);
    assert_eq!(left, [Op::_START_EXECUTOR, Op::_LOAD_FAST, Op::_POP_TOP, Op::_EXIT_TRACE]);
    let uops = "_LOAD_FAST c\n_SET_IP @3\n_GET_ITER\n_CHECK_VALIDITY -> e\n_POP_TOP";
    let left = ops(&program(uops), "bookkeeping", 1);
    assert!(left.contains(&Op::_SET_IP) && left.contains(&Op::_CHECK_VALIDITY));
}

/// A branch of a region whose ways join, with uops before the ways part and at the start of the last block.
fn joined(before: &str, start: &str) -> String {
    format!(
        "program p\narg c = 1\nstack 2\nregion p\n\
         trace t @0 stack 0\n_START_EXECUTOR -> e\n_LOAD_FAST c\n_GET_ITER\n{before}\n\
         _GUARD_IS_NOT_NONE_POP -> other\n_EXIT_TRACE -> join\n\
         exit e @0\nexit other @7 -> other\nexit join @9 -> join\n\
         trace other @7 stack 0\n_EXIT_TRACE -> join\nexit join @9 -> join\n\
         trace join @9 stack 0\n{start} -> e\n_LOAD_FAST c\n_POP_FRAME\n_DYNAMIC_EXIT\nexit e @9\n"
    )
}

#[test]
fn a_check_stays_where_a_way_in_needs_it() {
    // `_GET_ITER` may run other code.
    let unchecked = joined("", "_CHECK_VALIDITY");
    assert!(ops(&unchecked, "bookkeeping", 2).contains(&Op::_CHECK_VALIDITY));
    let checked = joined("_CHECK_VALIDITY -> e", "_CHECK_VALIDITY");
    assert!(ops(&checked, "bookkeeping", 0).contains(&Op::_CHECK_VALIDITY));
    assert!(!ops(&checked, "bookkeeping", 2).contains(&Op::_CHECK_VALIDITY));
}

#[test]
fn an_executor_that_all_ways_in_have_started_is_not_started_again() {
    let text = joined("", "_START_EXECUTOR");
    assert!(ops(&text, "bookkeeping", 0).contains(&Op::_START_EXECUTOR));
    assert!(!ops(&text, "bookkeeping", 2).contains(&Op::_START_EXECUTOR));
    // Each trace is an executor of its own where there is no region.
    let alone = text
        .replace("region p\n", "")
        .replace("trace other @7 stack 0\n", "trace other @7 stack 0\n_START_EXECUTOR -> e\n");
    let alone = alone
        .replace("exit join @9 -> join\ntrace join", "exit e @7\nexit join @9 -> join\ntrace join");
    assert!(ops(&alone, "bookkeeping", 2).contains(&Op::_START_EXECUTOR));
}

#[test]
fn numbers_lose_their_boxes() {
    let sum = "_LOAD_FAST a\n_LOAD_FAST a\n_GUARD_BOTH_INT -> e\n_BINARY_OP_ADD_INT\n_STORE_FAST a";
    assert_eq!(
        ops(&program(sum), "types,guards,ints", 1)[1..5],
        [
            Op::_LOAD_FAST_TAGGED,
            Op::_LOAD_FAST_TAGGED,
            Op::_BINARY_OP_ADD_TAGGED,
            Op::_STORE_FAST_TAGGED
        ]
    );
    let product = "_LOAD_FAST b\n_LOAD_FAST c\n_GUARD_BOTH_FLOAT -> e\n_BINARY_OP_MULTIPLY_FLOAT\n\
                   _STORE_FAST b";
    assert_eq!(
        ops(&program(product), "all", 1)[1..7],
        [
            Op::_LOAD_FAST_UNBOXED,
            Op::_LOAD_FAST_BORROW,
            Op::_GUARD_TOS_FLOAT,
            Op::_UNBOX_TOS_BORROW,
            Op::_BINARY_OP_MULTIPLY_UNBOXED,
            Op::_STORE_FAST_UNBOXED
        ]
    );
}

#[test]
fn ints_stay_tagged_in_locals_across_traces() {
    let sum = "_LOAD_FAST a\n_LOAD_FAST a\n_GUARD_BOTH_INT -> e\n_BINARY_OP_ADD_INT\n_STORE_FAST a";
    let text = program(sum);
    assert_eq!(
        ops(&text, "ints,locals", 0)[1..3],
        [Op::_LOAD_CONST_TAGGED, Op::_STORE_FAST_MIXED_TAGGED]
    );
    assert_eq!(
        ops(&text, "types,guards,ints,locals", 1)[1..5],
        [
            Op::_LOAD_FAST_MIXED_TAGGED,
            Op::_LOAD_FAST_MIXED_TAGGED,
            Op::_BINARY_OP_ADD_TAGGED,
            Op::_STORE_FAST_MIXED_TAGGED
        ]
    );
    // One that others want as an object keeps its box, and so does one that may be looked up.
    for reader in ["_LOAD_FAST a\n_POP_TOP\n_LOAD_FAST a\n_POP_TOP", "_LOAD_FAST_CHECK a\n_POP_TOP"]
    {
        let text = program(&format!("{sum}\n{reader}"));
        let uops = ops(&text, "ints,locals", 1);
        assert!(uops.contains(&Op::_STORE_FAST_TAGGED), "{uops:?}");
    }
}

#[test]
fn guards_compare_ints_themselves() {
    for (flag, comparison) in [("TRUE", "<"), ("FALSE", ">=")] {
        let text = program(&format!(
            "_LOAD_FAST a\n_LOAD_CONST_INLINE eight\n_GUARD_NOS_INT -> e\n_COMPARE_OP_INT < -> e\n\
             _GUARD_IS_{flag}_POP -> e"
        ));
        let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
        let program = document.verify().expect("it verifies");
        let optimised = optimise(&program, &Passes::ALL).expect("its result verifies");
        let text = trace::print(optimised.program.program());
        let guard = text.lines().find(|line| line.contains("_GUARD_COMPARE_NUMBERS"));
        let words: Vec<_> = guard.into_iter().flat_map(str::split_whitespace).collect();
        assert_eq!(words, ["_GUARD_COMPARE_NUMBERS", comparison, "->", "e"]);
    }
}

/// The names of a program's traces, and how many guards of ints each has.
fn int_guards(text: &str, passes: &str) -> Vec<(String, usize)> {
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    let program = document.verify().expect("it verifies");
    let passes = Passes::parse(passes).expect("they exist");
    let optimised = optimise(&program, &passes).expect("its result verifies").program;
    let traces = &optimised.program().traces;
    let guards =
        |trace: &trace::Trace| trace.uops.iter().filter(|uop| uop.op == Op::_GUARD_TOS_INT).count();
    traces.iter().map(|trace| (trace.name.clone(), guards(trace))).collect()
}

fn counted(names: &[(&str, usize)]) -> Vec<(String, usize)> {
    names.iter().map(|&(name, count)| (name.to_owned(), count)).collect()
}

#[test]
fn a_guard_of_what_does_not_change_in_a_loop_stands_in_front_of_it() {
    let text = "program p\narg c = 1\nstack 4\ntrace t @0 stack 0\n_START_EXECUTOR -> e\n_LOAD_FAST c\n\
                _GUARD_TOS_INT -> e\n_POP_TOP\n_JUMP_TO_TOP\nexit e @0\n";
    assert_eq!(int_guards(text, "types,guards"), counted(&[("t", 1)]));
    for passes in ["types,hoist", "hoist,guards"] {
        assert_eq!(int_guards(text, passes), counted(&[("t", 1)]), "{passes}: nothing is gained");
    }
    assert_eq!(
        int_guards(text, "types,split,guards"),
        counted(&[("t", 1)]),
        "that is another pass's"
    );
    assert_eq!(int_guards(text, "types,hoist,guards"), counted(&[("t", 1), ("t_2", 0)]));
}

#[test]
fn each_trace_of_a_loop_that_has_guards_is_copied() {
    let trace = |name: &str, offset: u32, uops: &str, next: &str| {
        let target = (offset + 1) % 3;
        format!(
            "trace {name} @{offset} stack 0\n_START_EXECUTOR -> e\n{uops}_EXIT_TRACE -> go\n\
             exit e @{offset}\nexit go @{target} -> {next}\n"
        )
    };
    let guard = |local: &str| format!("_LOAD_FAST {local}\n_GUARD_TOS_INT -> e\n_POP_TOP\n");
    let text = format!(
        "program p\narg c = 1\narg d = 2\nstack 4\n{}{}{}",
        trace("head", 0, &guard("c"), "body"),
        trace("body", 1, &guard("d"), "tail"),
        trace("tail", 2, "", "head"),
    );
    let found = int_guards(&text, "types,hoist,guards");
    let expected = [("head", 1), ("head_2", 0), ("body", 1), ("body_2", 0), ("tail", 0)];
    assert_eq!(found, counted(&expected));
}

#[test]
fn a_way_into_a_loop_on_which_more_is_known_leads_to_a_copy() {
    // Both ways into `body` come from outside. One knows that `a` is an int; on the other `a` is the argument.
    let text = "program p\narg c = 1\nlocal a\nstack 4\nconst one = 1\n\
        trace t @0 stack 0\n_START_EXECUTOR -> e\n_LOAD_FAST c\n_GUARD_IS_NONE_POP -> other\n\
        _LOAD_CONST_INLINE one\n_STORE_FAST a\n_EXIT_TRACE -> go\nexit e @0\n\
        exit other @1 -> other\nexit go @2 -> body\n\
        trace other @1 stack 0\n_START_EXECUTOR -> e\n_LOAD_FAST c\n_STORE_FAST a\n\
        _EXIT_TRACE -> go\nexit e @1\nexit go @2 -> body\n\
        trace body @2 stack 0\n_START_EXECUTOR -> e\n_LOAD_FAST a\n_GUARD_TOS_INT -> e\n\
        _POP_TOP\n_LOAD_FAST c\n_STORE_FAST a\n_JUMP_TO_TOP\nexit e @2\n";
    let all = int_guards(text, "types,split,guards");
    assert_eq!(all, counted(&[("t", 0), ("other", 0), ("body", 1), ("body_2", 0)]));
}
