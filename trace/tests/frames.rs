//! What the verifier asks of calls, attributes and closures.

use trace::Document;

const HEADER: &str = "\
program main
stack 6

function callee
param a
stack 1

function inner
free shared
stack 1

const one = 1

class Point
value x
member __init__ = callee

trace entry @0 stack 0
";

/// Verifies a trace of these uops, whose exits are all `out`.
fn verify(uops: &str) -> Result<(), String> {
    let text = format!("{HEADER}{uops}\n_POP_FRAME\n_DYNAMIC_EXIT\nexit out @0\n");
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    document.verify().map(|_| ()).map_err(|error| error.message().to_owned())
}

const ARGUMENT: &str =
    "_LOAD_CONST_INLINE_BORROW_WITH_NULL callee\n_LOAD_CONST_INLINE_BORROW one\n";
const ENTER: &str = "_SAVE_RETURN_OFFSET -> out\n_PUSH_FRAME callee\n";

#[test]
fn a_checked_call_is_accepted() {
    let uops = format!(
        "{ARGUMENT}_CHECK_STACK_SPACE 1 -> out\n_INIT_CALL_PY_EXACT_ARGS_1\n{ENTER}\
         _LOAD_FAST_0 a\n_POP_FRAME"
    );
    assert_eq!(verify(&uops), Ok(()));
}

#[test]
fn calls_are_rejected_that_are_not_checked() {
    for (uops, message) in [
        (
            format!("{ARGUMENT}_INIT_CALL_PY_EXACT_ARGS_1\n{ENTER}_LOAD_FAST_0 a\n_POP_FRAME"),
            "a frame of `callee` takes 16 words, and 0 are known to be free",
        ),
        (
            format!("{ARGUMENT}_CHECK_STACK_SPACE 1 -> out\n_INIT_CALL_PY_EXACT_ARGS_0\n{ENTER}"),
            "`_INIT_CALL_PY_EXACT_ARGS_0` needs a function as `callable`, but all that is known of \
             it is: null",
        ),
        (
            format!("{ARGUMENT}_CHECK_STACK_SPACE 1 -> out\n_INIT_CALL_PY_EXACT_ARGS_1\n_POP_TOP"),
            "`_POP_TOP` needs an object as `value`, but all that is known of it is: a frame that \
             has not been entered",
        ),
        (
            format!("{ARGUMENT}_POP_TOP\n_CHECK_FUNCTION_EXACT_ARGS 0 callee -> out"),
            "`callee` takes 1 arguments, and 0 are given",
        ),
        (
            "_LOAD_CONST_INLINE one\n_LOAD_ATTR_INSTANCE_VALUE_0 Point.x -> out".to_owned(),
            "`_LOAD_ATTR_INSTANCE_VALUE_0` does not know that it has an instance of `Point`",
        ),
        (
            "_LOAD_CONST_INLINE inner\n_PUSH_NULL\n_CHECK_STACK_SPACE 0 -> out".to_owned(),
            "`_CHECK_STACK_SPACE` does not know which function is called",
        ),
    ] {
        assert_eq!(verify(&uops), Err(message.to_owned()));
    }
}

#[test]
fn links_stay_in_their_frame() {
    let uops = format!(
        "{ARGUMENT}_CHECK_STACK_SPACE 1 -> out\n_INIT_CALL_PY_EXACT_ARGS_1\n{ENTER}\
         _EXIT_TRACE -> there\nexit out @0\nexit there @4 -> there\n\
         trace there @4 stack 0\n_LOAD_CONST_INLINE one\n_POP_FRAME\n_DYNAMIC_EXIT\n"
    );
    let text = format!("{HEADER}{uops}");
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    let error = document.verify().expect_err("the frames differ");
    let message = "this is in a frame of `callee`, but trace `there` runs in one of `main`";
    assert_eq!(error.message(), message);
}
