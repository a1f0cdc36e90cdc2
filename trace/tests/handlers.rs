//! What the verifier requires of programs that handle exceptions, and how they are written.

use trace::optimise::Passes;
use trace::{Document, Program};

const HEAD: &str = "program t\narg a = 0\nstack 4\n\nfunction f\nparam x\nstack 1\n\nstart entry\n";
const DISPATCH: &str = "trace dispatch @0 stack 0\n_DYNAMIC_EXIT\n";
const ENTRY: &str = "trace entry @0 stack 0\n_LOAD_FAST_0 a\n_SET_IP @3\n_LOAD_FAST_0 a\n_BINARY_OP /\n_POP_FRAME\n_DYNAMIC_EXIT\n";
const END: &str = "trace end @9 stack 1\n_POP_FRAME\n_DYNAMIC_EXIT\n";

fn verify(handlers: &str, traces: &[&str]) -> Result<Program, String> {
    let text = format!("{HEAD}{handlers}\n{}", traces.concat());
    let document = Document::parse("t.uop", text.as_bytes()).map_err(|error| error.to_string())?;
    match document.verify() {
        Ok(program) => Ok(Program::clone(program.program())),
        Err(error) => Err(error.to_string()),
    }
}

fn rejected(handlers: &str, traces: &[&str]) -> String {
    verify(handlers, traces).expect_err("it is wrong")
}

#[test]
fn handlers_are_printed_as_they_are_read() {
    let handlers = "handler @2 @5 stack 0 -> end\nhandler in f @2 @5 stack 1 offset\n";
    let program = verify(handlers, &[DISPATCH, ENTRY, END]).expect("it is right");
    let text = trace::print(&program);
    assert!(text.contains("\nstart entry\n"), "{text}");
    assert!(text.contains(handlers), "{text}");
    let again = Document::parse("again", text.as_bytes()).expect("it parses");
    assert_eq!(*again.program, program);
}

#[test]
fn the_first_trace_only_goes_on() {
    let first =
        "trace dispatch @0 stack 0\n_LOAD_FAST_0 a\n_POP_TOP\n_EXIT_TRACE -> e\nexit e @0\n";
    let error = rejected("handler @2 @5 stack 0 -> end\n", &[first, ENTRY, END]);
    assert!(error.contains("trace `dispatch` does more than go on elsewhere"), "{error}");
}

#[test]
fn a_run_does_not_begin_with_the_first_trace() {
    let text = format!("{HEAD}\n{DISPATCH}{ENTRY}").replace("start entry", "start dispatch");
    let document = Document::parse("t.uop", text.as_bytes()).expect("it parses");
    let error = document.verify().expect_err("it is wrong").to_string();
    assert!(error.contains("a run can't begin with trace `dispatch`"), "{error}");
}

#[test]
fn a_handler_leaves_what_its_trace_starts_with() {
    let error = rejected("handler @2 @5 stack 0 offset -> end\n", &[DISPATCH, ENTRY, END]);
    assert!(error.contains("the handler leaves 2 slots, but trace `end` starts with 1"), "{error}");
}

#[test]
fn a_handler_leaves_no_more_than_there_is() {
    let end = "trace end @9 stack 4\n_POP_TOP\n_POP_TOP\n_POP_TOP\n_POP_FRAME\n_DYNAMIC_EXIT\n";
    let error = rejected("handler @2 @5 stack 3 -> end\n", &[DISPATCH, ENTRY, end]);
    assert!(
        error.contains("the handler of this instruction leaves 3 slots, and the stack holds 2"),
        "{error}"
    );
}

#[test]
fn an_exception_is_handled_in_its_own_frame() {
    let error = rejected("handler in f @2 @5 stack 0 -> end\n", &[DISPATCH, ENTRY, END]);
    assert!(error.contains("trace `end` runs in a frame of `t`"), "{error}");
}

#[test]
fn a_handler_is_for_some_instruction() {
    let error = rejected("handler @5 @5 stack 0 -> end\n", &[DISPATCH, ENTRY, END]);
    assert!(error.contains("the handler is for no instruction"), "{error}");
}

#[test]
fn a_handler_leads_to_a_trace() {
    let error = rejected("handler @2 @5 stack 0 -> nowhere\n", &[DISPATCH, ENTRY, END]);
    assert!(error.contains("there is no trace `nowhere`"), "{error}");
}

/// What a handler finds on the stack and in locals is what is known where its instructions fail, as references.
#[test]
fn a_handler_knows_what_is_known_where_instructions_fail() {
    let entry = "trace entry @0 stack 0\n_LOAD_FAST_0 a\n_BUILD_LIST 1\n_SET_IP @3\n_LOAD_FAST_0 a\n_LOAD_FAST_0 a\n\
                 _BINARY_OP /\n_POP_TOP\n_POP_FRAME\n_DYNAMIC_EXIT\n";
    let end = "trace end @9 stack 2\n_LIST_APPEND 1\n_POP_FRAME\n_DYNAMIC_EXIT\n";
    assert!(verify("handler @2 @5 stack 1 -> end\n", &[DISPATCH, entry, end]).is_ok());
    let other = "trace entry @0 stack 0\n_LOAD_FAST_0 a\n_SET_IP @3\n_LOAD_FAST_0 a\n_LOAD_FAST_0 a\n_BINARY_OP /\n\
                 _POP_TOP\n_POP_FRAME\n_DYNAMIC_EXIT\n";
    assert!(verify("handler @2 @5 stack 1 -> end\n", &[DISPATCH, other, end]).is_err());
}

/// What no instruction leads to any more goes when a program is optimised, with its handler.
#[test]
fn a_handler_goes_whose_instructions_cannot_fail_any_more() {
    const SUM: &str = "trace entry @0 stack 0\n_LOAD_FAST_0 a\n_SET_IP @3\n_LOAD_CONST_INLINE_BORROW two\n\
                       _LOAD_CONST_INLINE_BORROW two\n_BINARY_OP_ADD_INT\n_POP_TOP\n_POP_FRAME\n_DYNAMIC_EXIT\n";
    const HANDLER: &str = "trace end @9 stack 1\n_EXIT_TRACE -> after\nexit after @12 -> after\n";
    const AFTER: &str =
        "trace after @12 stack 1\n_POP_TOP\n_LOAD_FAST_0 a\n_POP_FRAME\n_DYNAMIC_EXIT\n";
    let head = HEAD.replace("\nstart", "\nconst two = 2\n\nstart");
    for [first, second] in [["", ""], ["region first\n", "region second\n"]] {
        let traces = [first, DISPATCH, second, HANDLER, AFTER, SUM].concat();
        let text = format!("{head}handler @2 @5 stack 0 -> end\n\n{traces}");
        let document = Document::parse("t.uop", text.as_bytes()).expect("it parses");
        let program = document.verify().expect("it is right");
        let optimised = trace::optimise::optimise(&program, &Passes::ALL).expect("it is optimised");
        let optimised = optimised.program.program();
        let names: Vec<&str> = optimised.traces.iter().map(|trace| trace.name.as_str()).collect();
        assert_eq!(names, ["dispatch", "entry"], "{}", trace::print(optimised));
        assert!(optimised.handlers.as_ref().is_some_and(|handlers| handlers.rows.is_empty()));
    }
}
