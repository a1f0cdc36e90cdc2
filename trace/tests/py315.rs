//! CPython 3.15's uops: what the verifier rejects where a program uses them as 3.13's, and what the optimiser
//! makes of programs that have them.

use std::path::Path;
use trace::optimise::{Passes, optimise};
use trace::{Diagnostic, Document};

/// What the verifier or the parser says about a program of one trace, whose uops start on line 7.
fn rejected(uops: &str) -> Diagnostic {
    let text = format!(
        "program p dialect py315\narg a = 1\nlocal b\nstack 4\nconst one = 1\ntrace t @0 stack 0\n{uops}\n\
         exit e @1\n"
    );
    match Document::parse("test.uop", text.as_bytes()) {
        Ok(document) => document.verify().map(|_| ()).expect_err("it is wrong"),
        Err(error) => error,
    }
}

#[track_caller]
fn assert_rejected(uops: &str, line: usize, message: &str) {
    let error = rejected(uops);
    assert_eq!((error.line(), error.message()), (line, message));
}

/// `1 + a`, whose inputs stay.
const ADD: &str = "_LOAD_FAST_0 a\n_LOAD_CONST_INLINE_BORROW one\n_GUARD_NOS_INT -> e\n\
                   _BINARY_OP_ADD_INT -> e\n";

#[test]
fn the_effect_of_3_13_under_a_name_of_3_15_is_rejected() {
    // In 3.13 the result is on top, and the inputs are gone.
    assert_rejected(
        &format!("{ADD}_SWAP_FAST_1 b\n_POP_TOP\n_RETURN_VALUE\n_DYNAMIC_EXIT"),
        13,
        "`_RETURN_VALUE` returns from a stack of 2",
    );
    let error = rejected(&format!("{ADD}_SWAP_FAST_1 b\n_POP_TOP\n_RETURN_VALUE\n_DYNAMIC_EXIT"));
    let help = miette::Diagnostic::help(&error).expect("there is help").to_string();
    let mix_up = "the uops are meant as those of CPython 3.13: there `_BINARY_OP_ADD_INT` is \
                  (left: Int, right: Int -- res: Int), and in CPython 3.15, which this program is for, \
                  (left: Int, right: Int -- res: Compact, left: Int, right: Int)";
    assert!(help.contains(mix_up), "{help}");
}

/// What the verifier says about a program of two traces, of which the second starts with a stack of one slot.
fn linked(first: &str, second: &str) -> Result<(), String> {
    let text = format!(
        "program p dialect py315\narg a = 1\nlocal b\nstack 4\nconst one = 1\n\
         trace t @0 stack 0\n_START_EXECUTOR -> gone\n{first}\nexit gone @0\nexit on @1 -> u\n\
         trace u @1 stack 1\n_START_EXECUTOR -> gone\n{second}\n_LOAD_CONST_INLINE_BORROW one\n_RETURN_VALUE\n\
         _DYNAMIC_EXIT\nexit gone @1\n"
    );
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    document.verify().map(|_| ()).map_err(|error| error.message().to_owned())
}

#[test]
fn a_slot_stays_borrowed_from_one_trace_to_the_next() {
    assert_eq!(linked("_LOAD_FAST_BORROW_0 a\n_EXIT_TRACE -> on", "_POP_TOP_NOP"), Ok(()));
    assert_eq!(linked("_LOAD_FAST_0 a\n_EXIT_TRACE -> on", "_POP_TOP"), Ok(()));
    assert_eq!(
        linked("_LOAD_FAST_BORROW_0 a\n_EXIT_TRACE -> on", "_POP_TOP"),
        Err("`_POP_TOP` takes over `value`, which is borrowed".to_owned())
    );
    assert_eq!(
        linked("_LOAD_FAST_0 a\n_EXIT_TRACE -> on", "_POP_TOP_NOP"),
        Err("`_POP_TOP_NOP` does not release the topmost slot, which is owned".to_owned())
    );
    let changed = linked(
        "_LOAD_FAST_BORROW_0 a\n_EXIT_TRACE -> on",
        "_LOAD_CONST_INLINE_BORROW one\n_SWAP_FAST_0 a\n_POP_TOP\n_POP_TOP_NOP",
    );
    let message = "the stack borrows from local `a`, which `_SWAP_FAST_0` changes";
    assert_eq!(changed, Err(message.to_owned()));
}

#[test]
fn exits_that_lead_to_one_trace_agree_on_what_is_borrowed() {
    let both = "_LOAD_FAST_BORROW_0 a\n_GUARD_TOS_INT -> on\n_POP_TOP_NOP\n_LOAD_FAST_0 a\n_EXIT_TRACE -> on";
    let message = "trace `u` starts with a stack of which other slots are borrowed or tagged";
    assert_eq!(linked(both, "_POP_TOP_NOP"), Err(message.to_owned()));
}

#[test]
fn what_is_returned_is_made_safe_if_it_is_borrowed() {
    let returned = "_LOAD_FAST_BORROW_0 a\n_MAKE_HEAP_SAFE\n_RETURN_VALUE\n_DYNAMIC_EXIT";
    let text =
        format!("program p dialect py315\narg a = 1\nstack 4\ntrace t @0 stack 0\n{returned}\n");
    let verified = |text: &str| {
        let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
        document.verify().map(|_| ()).map_err(|error| error.message().to_owned())
    };
    assert_eq!(verified(&text), Ok(()));
    let message = "`_RETURN_VALUE` takes over `retval`, which is borrowed";
    assert_eq!(verified(&text.replace("_MAKE_HEAP_SAFE\n", "")), Err(message.to_owned()));
    let message = "`_MAKE_HEAP_SAFE` does not release `value`, which is owned";
    assert_eq!(verified(&text.replace("_BORROW", "")), Err(message.to_owned()));
}

#[test]
fn what_is_owned_has_to_be_released() {
    let owned = "`_POP_TOP_NOP` does not release the topmost slot, which is owned";
    assert_rejected(&format!("{ADD}_POP_TOP_NOP\n_POP_TOP_NOP\n_EXIT_TRACE -> e"), 12, owned);
    assert_rejected("_LOAD_FAST_0 a\n_POP_TOP_NOP\n_EXIT_TRACE -> e", 8, owned);
}

#[test]
fn what_is_borrowed_is_not_released() {
    assert_rejected(
        "_LOAD_FAST_BORROW_0 a\n_POP_TOP\n_EXIT_TRACE -> e",
        8,
        "`_POP_TOP` takes over `value`, which is borrowed",
    );
    assert_rejected(
        "_LOAD_FAST_BORROW_0 a\n_LOAD_CONST_INLINE_BORROW one\n_SWAP_FAST_0 a\n_POP_TOP\n\
         _POP_TOP_NOP\n_EXIT_TRACE -> e",
        9,
        "the stack borrows from local `a`, which `_SWAP_FAST_0` changes",
    );
}

#[test]
fn a_uop_of_3_13_alone_is_unknown() {
    let error = rejected("_STORE_FAST_1 b\n_EXIT_TRACE -> e");
    assert_eq!(error.message(), "there is no uop `_STORE_FAST_1`");
    assert!(error.to_string().contains("test.uop:7:1"), "{error}");
}

/// The optimiser proves its result by the verifier.
#[test]
fn optimised_programs_verify() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../harness/conformance/programs");
    let mut programs = 0;
    for entry in std::fs::read_dir(folder).expect("there are programs") {
        let path = entry.expect("the folder can be read").path();
        let text = std::fs::read(&path).expect("the program can be read");
        let document = Document::parse("program", &text).expect("it parses");
        if document.program.dialect.name() != "py315" {
            continue;
        }
        programs += 1;
        let verified = document.verify().expect("it verifies");
        let optimised = optimise(&verified, &Passes::ALL);
        let optimised = optimised.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let uops = optimised.program.program().traces.iter().flat_map(|trace| &trace.uops);
        let mut foreign = uops.filter(|uop| !document.program.dialect.has(uop.op));
        assert!(foreign.next().is_none(), "{}", path.display());
    }
    assert!(programs > 4, "{programs} programs");
}

/// What the verifier says about a program whose function `f` returns and follows the return by these lines.
fn followed(after_return: &str) -> Result<(), String> {
    let text = format!(
        "program p dialect py315\narg a = 1\nstack 6\nfunction f\nparam x\nstack 4\nconst one = 1\n\
         trace t @0 stack 0\n_START_EXECUTOR -> gone\n_LOAD_CONST_INLINE_BORROW one\n_LOAD_CONST_INLINE f\n\
         _PUSH_NULL\n_LOAD_FAST_0 a\n_CHECK_FUNCTION_EXACT_ARGS 1 f -> gone\n_CHECK_STACK_SPACE 1 -> gone\n\
         _INIT_CALL_PY_EXACT_ARGS_1\n_SAVE_RETURN_OFFSET -> back\n_PUSH_FRAME f\n_EXIT_TRACE -> f\n\
         exit gone @0\nexit back @1 -> u\nexit f @0 -> f\n\
         trace u @1 stack 2\n_POP_TOP\n_RETURN_VALUE\n_DYNAMIC_EXIT\n\
         trace f in f @0 stack 0\n_START_EXECUTOR -> gone\n_LOAD_FAST_0 x\n{after_return}\n\
         exit gone @0\nexit back @1 -> u\nexit unlinked @1\nexit f @0 -> f\n"
    );
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    document.verify().map(|_| ()).map_err(|error| error.message().to_owned())
}

#[test]
fn a_return_is_followed_to_a_place_where_frames_go_on() {
    let guard = "_RETURN_VALUE\n_GUARD_IP_RETURN_VALUE p -> back";
    // What waited in the frame is there, and so are its locals.
    for rest in ["_POP_TOP\n_RETURN_VALUE\n_DYNAMIC_EXIT", "_EXIT_TRACE -> back"] {
        assert_eq!(followed(&format!("{guard}\n{rest}")), Ok(()));
    }
    let load = "_POP_TOP\n_POP_TOP\n_LOAD_FAST_0 a\n_RETURN_VALUE\n_DYNAMIC_EXIT";
    assert_eq!(followed(&format!("{guard}\n{load}")), Ok(()));
    let rejected = |lines: &str, message: &str| {
        assert_eq!(followed(lines), Err(message.to_owned()), "{lines}");
    };
    rejected(
        &format!("{guard}\n_POP_TOP\n_POP_TOP\n_POP_TOP\n_DYNAMIC_EXIT"),
        "`_POP_TOP` needs 1 on the stack, which holds 0",
    );
    rejected(
        "_GUARD_IP_RETURN_VALUE p -> back\n_RETURN_VALUE\n_DYNAMIC_EXIT",
        "`_GUARD_IP_RETURN_VALUE` does not follow a uop after which nothing is known of the frame",
    );
    rejected(
        "_RETURN_VALUE\n_GUARD_IP_RETURN_VALUE p -> unlinked\n_RETURN_VALUE\n_DYNAMIC_EXIT",
        "`_GUARD_IP_RETURN_VALUE` follows a return to no trace",
    );
    rejected(
        "_RETURN_VALUE\n_GUARD_IP_RETURN_VALUE f -> back\n_RETURN_VALUE\n_DYNAMIC_EXIT",
        "trace `u` runs in a frame of `p`",
    );
    rejected(
        "_RETURN_VALUE\n_GUARD_IP_RETURN_VALUE f -> f\n_RETURN_VALUE\n_DYNAMIC_EXIT",
        "no frame goes on at trace `f` after a call",
    );
    rejected(
        "_RETURN_VALUE\n_LOAD_CONST_INLINE_BORROW one\n_DYNAMIC_EXIT",
        "`_LOAD_CONST_INLINE_BORROW` follows that the frame was left",
    );
}
