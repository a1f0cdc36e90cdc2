//! Blocks of regions that are skipped, or become the end of others.

use trace::optimise::{Passes, optimise};
use trace::{Document, print};

/// The blocks of a program after a pass, each with its uops and, after `>`, the names of where they lead.
fn merged(text: &str, passes: &str) -> Vec<String> {
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    let program = document.verify().expect("it verifies");
    let passes = Passes::parse(passes).expect("they exist");
    let optimised = optimise(&program, &passes).expect("its result verifies").program;
    let text = print(optimised.program());
    let again = Document::parse("printed.uop", text.as_bytes()).expect("it parses");
    assert_eq!(again.verify().expect("it verifies").program(), optimised.program());
    let program = optimised.program();
    let block = |trace: &trace::Trace| {
        let uops = trace.uops.iter().map(|uop| {
            let exit = uop.exit.map(|exit| &trace.exits[exit.0 as usize]);
            match exit.and_then(|exit| exit.target) {
                Some(target) => format!(" {}>{}", uop.op.name(), program.trace(target).name),
                None => format!(" {}", uop.op.name()),
            }
        });
        format!("{}:{}", trace.name, uops.collect::<String>())
    };
    program.traces.iter().map(block).collect()
}

/// A region that begins with `start`, and these blocks.
fn region(start: &str, blocks: &str) -> String {
    format!(
        "program p\narg c = 1\nlocal a\nstack 4\nconst one = 1\nregion p\ntrace t @0 stack 0\n_START_EXECUTOR -> e\n\
         {start}exit e @0\n{blocks}"
    )
}

const END: &str = "trace end @3 stack 0\n_LOAD_CONST_INLINE one\n_POP_FRAME\n_DYNAMIC_EXIT\n";

#[test]
fn a_block_that_only_goes_on_is_skipped() {
    let start = "_LOAD_FAST c\n_GUARD_IS_NONE_POP -> hop\n_EXIT_TRACE -> end\n\
                 exit hop @2 -> hop\nexit end @3 -> end\n";
    let hop = "trace hop @2 stack 0\n_EXIT_TRACE -> go\nexit go @3 -> end\n";
    let text = region(start, &format!("{hop}{END}"));
    assert_eq!(
        merged(&text, "merge"),
        [
            "t: _START_EXECUTOR _LOAD_FAST _GUARD_IS_NONE_POP>end _EXIT_TRACE>end",
            "end: _LOAD_CONST_INLINE _POP_FRAME _DYNAMIC_EXIT"
        ]
    );
}

#[test]
fn a_block_with_one_way_in_becomes_the_end_of_the_one_that_goes_on_to_it() {
    let start = "_LOAD_FAST c\n_STORE_FAST a\n_EXIT_TRACE -> go\nexit go @2 -> next\n";
    let next = "trace next @2 stack 0\n_LOAD_FAST a\n_GUARD_TOS_INT -> e\n_POP_TOP\n_EXIT_TRACE -> go\n\
                exit e @2\nexit go @3 -> end\n";
    let text = region(start, &format!("{next}{END}"));
    assert_eq!(
        merged(&text, "merge"),
        [
            "t: _START_EXECUTOR _LOAD_FAST _STORE_FAST _LOAD_FAST _GUARD_TOS_INT _POP_TOP _LOAD_CONST_INLINE _POP_FRAME _DYNAMIC_EXIT"
        ]
    );
}

#[test]
fn a_block_with_two_ways_in_stays() {
    let start = "_LOAD_FAST c\n_GUARD_IS_NONE_POP -> go\n_EXIT_TRACE -> go\nexit go @3 -> end\n";
    let text = region(start, END);
    assert_eq!(merged(&text, "merge"), merged(&text, "none"));
}

#[test]
fn traces_that_are_no_blocks_stay() {
    let text = "program p\narg c = 1\nstack 4\nconst one = 1\ntrace t @0 stack 0\n_START_EXECUTOR -> e\n\
                _EXIT_TRACE -> go\nexit e @0\nexit go @3 -> end\n\
                trace end @3 stack 0\n_START_EXECUTOR -> e\n_LOAD_CONST_INLINE one\n_POP_FRAME\n_DYNAMIC_EXIT\nexit e @3\n";
    assert_eq!(merged(text, "merge"), merged(text, "none"));
}

#[test]
fn a_place_where_a_frame_goes_on_stays() {
    let text = "program p\narg c = 1\nstack 4\nfunction f\nstack 1\nconst one = 1\nregion p\n\
                trace t @0 stack 0\n_START_EXECUTOR -> e\n_CHECK_FUNCTION f -> e\n_LOAD_CONST_INLINE_WITH_NULL f\n\
                _CHECK_STACK_SPACE 0 -> e\n_INIT_CALL_PY_EXACT_ARGS 0\n_SAVE_RETURN_OFFSET -> back\n_PUSH_FRAME f\n\
                _EXIT_TRACE -> f\nexit e @0\nexit back @2 -> back\nexit f @0 -> f\n\
                trace back @2 stack 1\n_EXIT_TRACE -> go\nexit go @3 -> end\n\
                trace end @3 stack 1\n_POP_FRAME\n_DYNAMIC_EXIT\n\
                region f\ntrace f in f @0 stack 0\n_START_EXECUTOR -> e\n_LOAD_CONST_INLINE one\n_POP_FRAME\n_DYNAMIC_EXIT\nexit e @0\n";
    // `end` has one way in and becomes the end of `back`, to which the frame of `f` returns.
    let blocks = merged(text, "merge");
    let names: Vec<&str> = blocks.iter().map(|block| &block[..block.find(':').unwrap()]).collect();
    assert_eq!(names, ["t", "back", "f"], "{blocks:?}");
}

/// Where the guard is, it is known that `a` and `c` are one object, which is no float: so nothing behind the guard ever
/// runs, and what is known there is not what the block was proved with.
#[test]
fn blocks_of_which_the_verifier_would_not_accept_the_one_after_the_other_stay_apart() {
    let start =
        "_LOAD_FAST c\n_GUARD_TOS_INT -> e\n_STORE_FAST a\n_EXIT_TRACE -> go\nexit go @2 -> next\n";
    let next = "trace next @2 stack 0\n_LOAD_FAST a\n_GUARD_TOS_FLOAT -> e\n_POP_TOP\n_LOAD_FAST c\n_LOAD_FAST c\n\
                _BINARY_OP_ADD_INT\n_POP_FRAME\n_DYNAMIC_EXIT\nexit e @2\n";
    let text = region(start, next);
    assert_eq!(merged(&text, "merge"), merged(&text, "none"));
}
