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
