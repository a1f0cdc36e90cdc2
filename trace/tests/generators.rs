//! What the verifier asks of generators.

use trace::Document;

const HEADER: &str = "program main\nlocal g\nstack 4\nfunction gen\nparam n\nlocal empty\nstack 3\nconst one = 1\n\
    trace entry @0 stack 0\n_LOAD_CONST_INLINE_WITH_NULL gen\n_LOAD_CONST_INLINE one\n_CHECK_STACK_SPACE 1 -> out\n\
    _INIT_CALL_PY_EXACT_ARGS_1\n_SAVE_RETURN_OFFSET -> out\n_PUSH_FRAME gen\n";

/// The message about a program whose generator goes on with `body`, after `made` in the frame that has the generator.
fn verify(made: &str, body: &str) -> Result<(), String> {
    let text = format!(
        "{HEADER}_RETURN_GENERATOR -> start\n{made}exit out @0\nexit start @1 -> body\n\
         trace body in gen @1 stack 1\n{body}exit out @0\nexit again @1 -> body\n"
    );
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    document.verify().map(|_| ()).map_err(|error| error.message().to_owned())
}

const RETURN: &str = "_POP_FRAME\n_DYNAMIC_EXIT\n";
const RESUME: &str = "_FOR_ITER_GEN_FRAME -> out\n_SAVE_RETURN_OFFSET -> out\n_PUSH_GEN_FRAME -> out\n_DYNAMIC_EXIT\n";
const YIELD: &str = "_YIELD_VALUE -> again\n_DYNAMIC_EXIT\n";

#[test]
fn a_generator_goes_on_with_what_it_is_sent() {
    assert_eq!(verify(RETURN, YIELD), Ok(()));
    assert_eq!(verify(RESUME, "_POP_GEN_FRAME\n_DYNAMIC_EXIT\n"), Ok(()));
    let loops = format!("_LOAD_FAST_0 n\n_SWAP 2\n_POP_TOP\n{YIELD}");
    assert_eq!(verify(RESUME, &loops), Ok(()));
}

#[test]
fn a_generators_frame_is_left_by_its_own_uops() {
    for (made, body, message) in [
        (RESUME, RETURN, "`_POP_FRAME` leaves the frame of a generator"),
        (
            "_YIELD_VALUE -> out\n_DYNAMIC_EXIT\n",
            YIELD,
            "`_YIELD_VALUE` leaves a frame that is not known to be a generator's",
        ),
        (
            "_POP_GEN_FRAME\n_DYNAMIC_EXIT\n",
            YIELD,
            "`_POP_GEN_FRAME` leaves a frame that is not known to be a generator's",
        ),
        (
            RESUME,
            "_RETURN_GENERATOR -> out\n_DYNAMIC_EXIT\n",
            "`_RETURN_GENERATOR` leaves the frame of a generator",
        ),
    ] {
        assert_eq!(verify(made, body), Err(message.to_owned()));
    }
}

#[test]
fn what_a_generator_goes_on_with_is_its_locals_and_what_it_is_sent() {
    let message = "local `empty` is empty here";
    assert_eq!(
        verify(RESUME, &format!("_POP_TOP\n_LOAD_FAST_1 empty\n{YIELD}")),
        Err(message.into())
    );
    let message = "the stack holds 2 here, but trace `body` starts with 1";
    assert_eq!(verify(RESUME, &format!("_LOAD_FAST_0 n\n{YIELD}")), Err(message.into()));
}

#[test]
fn a_frame_that_is_resumed_is_entered_at_once() {
    for (made, message) in [
        (
            "_FOR_ITER_GEN_FRAME -> out\n_PUSH_GEN_FRAME -> out\n_DYNAMIC_EXIT\n",
            "`_PUSH_GEN_FRAME` follows that a generator was resumed",
        ),
        (
            "_FOR_ITER_GEN_FRAME -> out\n_SAVE_RETURN_OFFSET -> out\n_PUSH_FRAME gen\n_DYNAMIC_EXIT\n",
            "`_PUSH_FRAME` follows `_SAVE_RETURN_OFFSET`",
        ),
        (
            "_FOR_ITER_GEN_FRAME -> out\n_SAVE_RETURN_OFFSET -> out\n_PUSH_GEN_FRAME -> out\n_PUSH_NULL\n",
            "`_PUSH_NULL` follows that the frame was left",
        ),
        (
            "_SAVE_RETURN_OFFSET -> out\n_POP_FRAME\n_DYNAMIC_EXIT\n",
            "`_SAVE_RETURN_OFFSET` without a new frame",
        ),
        (
            "_PUSH_GEN_FRAME -> out\n_DYNAMIC_EXIT\n",
            "`_PUSH_GEN_FRAME` needs a frame that has not been entered as `gen_frame`, but all that is known of it is: an object",
        ),
    ] {
        let ends = if made.ends_with("_DYNAMIC_EXIT\n") { "" } else { RETURN };
        assert_eq!(verify(&format!("{made}{ends}"), YIELD), Err(message.to_owned()));
    }
}

#[test]
fn a_call_and_a_generator_have_no_trace_in_common() {
    let made = "_POP_TOP\n_LOAD_CONST_INLINE_WITH_NULL gen\n_LOAD_CONST_INLINE one\n_CHECK_STACK_SPACE 1 -> out\n\
        _INIT_CALL_PY_EXACT_ARGS_1\n_SAVE_RETURN_OFFSET -> out\n_PUSH_FRAME gen\n_LOAD_CONST_INLINE one\n\
        _EXIT_TRACE -> start\n";
    let message = "trace `body` is led to from the frame of a generator, and from that of a call";
    assert_eq!(verify(made, YIELD), Err(message.to_owned()));
}
