//! What the optimiser makes of CPython 3.15's uops on compact ints, and what the verifier knows of them.

use trace::Document;
use trace::optimise::{Passes, optimise};
use uops::Op;

/// A loop that adds to `total` until it reaches a limit, after `first`; `body` is in front of the addition.
fn program(first: &str, body: &str) -> String {
    format!(
        "program p dialect py315\narg n = 1\nlocal total\nstack 4\nconst zero = 0\nconst one = 1\n\
         const limit = 1000\n\
         trace entry @0 stack 0\n_START_EXECUTOR -> e\n_LOAD_CONST_INLINE_BORROW zero\n_SWAP_FAST_1 total\n\
         _POP_TOP\n{first}\n_EXIT_TRACE -> on\nexit e @0\nexit on @1 -> loop\n\
         trace loop @1 stack 0\n_START_EXECUTOR -> e\n{body}\n_LOAD_FAST_BORROW_1 total\n\
         _LOAD_CONST_INLINE_BORROW one\n_GUARD_NOS_INT -> e\n_BINARY_OP_ADD_INT -> e\n_POP_TOP_NOP\n\
         _POP_TOP_NOP\n_SWAP_FAST_1 total\n_POP_TOP_INT\n_LOAD_FAST_BORROW_1 total\n\
         _LOAD_CONST_INLINE_BORROW limit\n_COMPARE_OP_INT <\n_POP_TOP_NOP\n_POP_TOP_NOP\n\
         _GUARD_IS_TRUE_POP -> done\n_JUMP_TO_TOP\nexit e @1\nexit done @9\n"
    )
}

/// The uops of the loop after these passes.
fn optimised(text: &str, passes: &str) -> Vec<Op> {
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    let program = document.verify().expect("it verifies");
    let passes = Passes::parse(passes).expect("they exist");
    let optimised = optimise(&program, &passes).expect("its result verifies");
    optimised.program.program().traces[1].uops.iter().map(|uop| uop.op).collect()
}

#[test]
fn a_uop_that_leaves_its_inputs_is_joined_with_their_pops() {
    let uops = optimised(&program("", ""), "pops");
    assert_eq!(
        uops,
        [
            Op::_START_EXECUTOR,
            Op::_LOAD_FAST,
            Op::_LOAD_CONST_INLINE_BORROW,
            Op::_GUARD_NOS_INT__PY315,
            Op::_ADD_COMPACT,
            Op::_STORE_FAST_POP,
            Op::_LOAD_FAST,
            Op::_LOAD_CONST_INLINE_BORROW,
            Op::_COMPARE_OP_INT_POP,
            Op::_GUARD_IS_TRUE_POP,
            Op::_JUMP_TO_TOP,
        ]
    );
}

/// The trace that the exit leads to finds the input as the local lends it.
#[test]
fn an_input_that_another_trace_may_pop_stays_borrowed() {
    let text = program("", "")
        + "trace other @1 stack 2\n_START_EXECUTOR -> e\n_POP_TOP\n_POP_TOP_NOP\n_EXIT_TRACE -> e\n\
           exit e @2\n";
    let linked = text
        .replace("_BINARY_OP_ADD_INT -> e", "_BINARY_OP_ADD_INT -> large")
        .replace("exit done @9\n", "exit done @9\nexit large @1 -> other\n");
    let uops = optimised(&linked, "pops");
    assert!(uops.contains(&Op::_BINARY_OP_ADD_INT__PY315), "{uops:?}");
    assert!(!uops.contains(&Op::_ADD_COMPACT), "{uops:?}");
}

/// The constant, the result of the addition and what the guard lets pass are compact; the guard goes, and the local
/// holds nothing but tagged ints.
#[test]
fn what_is_compact_is_known_from_trace_to_trace() {
    let uops = optimised(&program("", ""), "all");
    assert_eq!(
        uops,
        [
            Op::_START_EXECUTOR,
            Op::_LOAD_FAST_HELD_TAGGED,
            Op::_LOAD_CONST_TAGGED,
            Op::_ADD_COMPACT_TAGGED,
            Op::_STORE_FAST_OVER_TAGGED,
            Op::_LOAD_FAST_HELD_TAGGED,
            Op::_LOAD_CONST_TAGGED,
            Op::_GUARD_COMPARE_COMPACT,
            Op::_JUMP_TO_TOP,
        ]
    );
    // What an argument is, no guard has found out.
    let first = "_LOAD_FAST_0 n\n_SWAP_FAST_1 total\n_POP_TOP";
    let uops = optimised(&program(first, ""), "types,pops,guards");
    assert!(uops.contains(&Op::_GUARD_NOS_INT__PY315), "{uops:?}");
}

/// 2 to the power of 30 is an int, and not compact.
#[test]
fn a_guard_of_compact_ints_stays_for_an_int_of_any_size() {
    let large = program("", "").replace("const zero = 0", "const zero = 1073741824");
    let uops = optimised(&large, "all");
    assert!(
        uops.contains(&Op::_GUARD_NOS_INT__PY315) || uops.contains(&Op::_GUARD_NOS_COMPACT_TAGGED),
        "{uops:?}"
    );
}

/// A local that may hold a reference is not loaded without a test.
#[test]
fn a_local_is_held_only_where_every_way_there_has_tagged_it() {
    for (store, right) in [
        ("_LOAD_CONST_TAGGED one\n_STORE_FAST_MIXED_TAGGED total", true),
        ("_LOAD_CONST_INLINE_BORROW one\n_STORE_FAST_MIXED total", false),
    ] {
        let text = format!(
            "program p dialect py315\narg n = 1\nlocal total\nstack 4\nconst one = 1\n\
             trace t @0 stack 0\n_START_EXECUTOR -> e\n{store}\n_LOAD_FAST_HELD_TAGGED total\n_UNTAG_COMPACT\n\
             _RETURN_VALUE\n_DYNAMIC_EXIT\nexit e @0\n"
        );
        let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
        let verified = document.verify().map(|_| ());
        match verified {
            Ok(()) => assert!(right, "{store}"),
            Err(error) => {
                assert!(!right, "{error}");
                assert_eq!(
                    error.message(),
                    "local `total` may hold something else than a tagged int below 2**30 here"
                );
            }
        }
    }
}
