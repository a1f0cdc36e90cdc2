//! A program of which no branch reaches all: on processors whose conditional branches are short, it has more than one
//! window.
#![cfg(stencils)]

use backend_api::{Backend, CompileOptions, Outcome, run};
use copy_patch::CopyPatch;
use std::collections::HashSet;
use std::fmt::Write;
use trace::{Document, LoadedProgram};
use uops::runtime::{Runtime, Value};

/// Traces, and additions in each.
const TRACES: usize = 300;
const ADDITIONS: usize = 40;

/// How far the conditional branches of any processor reach, in bytes.
const REACH: usize = 1 << 20;

/// A program that adds 1 to its argument again and again. Each trace leaves through the guard of its last
/// addition, which finds a float.
fn text() -> String {
    let mut text =
        "program long\narg n = 0\nstack 3\n\nconst one = 1\nconst half = 0.5\n".to_owned();
    // Writing to a string can't fail.
    for number in 0..TRACES {
        _ = write!(text, "\ntrace part_{number} @0 stack 0\n    _START_EXECUTOR -> cold\n");
        for _ in 0..ADDITIONS {
            text += "    _LOAD_FAST_0 n\n    _LOAD_CONST_INLINE one\n    _GUARD_BOTH_INT -> cold\n    \
                     _BINARY_OP_ADD_INT\n    _STORE_FAST_0 n\n";
        }
        text += "    _LOAD_FAST_0 n\n    _LOAD_CONST_INLINE half\n    _GUARD_BOTH_INT -> next\n    \
                 _BINARY_OP_ADD_INT\n    _STORE_FAST_0 n\n    _EXIT_TRACE -> cold\n";
        let next = match number + 1 {
            TRACES => "done".to_owned(),
            number => format!("join_{number}"),
        };
        _ = writeln!(text, "    exit cold @0\n    exit next @0 -> {next}");
        if number + 1 < TRACES {
            let next = number + 1;
            _ = write!(
                text,
                "\ntrace join_{next} @0 stack 2\n    _START_EXECUTOR -> cold\n    _POP_TOP\n    _POP_TOP\n    \
                 _EXIT_TRACE -> part\n    exit cold @0\n    exit part @0 -> part_{next}\n"
            );
        }
    }
    text + "\ntrace done @0 stack 2\n    _START_EXECUTOR -> cold\n    _POP_TOP\n    _POP_TOP\n    \
            _LOAD_FAST_0 n\n    _POP_FRAME\n    _DYNAMIC_EXIT\n    exit cold @0\n"
}

#[test]
fn a_long_program_returns_what_a_short_one_does() {
    let mut runtime = Runtime::new();
    let document = Document::parse("long", text().as_bytes()).expect("it parses");
    let program = LoadedProgram::load(&mut runtime, document.verify().expect("it verifies"));
    let mut backend = CopyPatch::new().expect("this target has stencils");
    for count in [false, true] {
        let options = CompileOptions { count, map: count, ..CompileOptions::default() };
        let compiled = backend.compile(&program, options).expect("it compiles");
        let code = compiled.publish().expect("there is memory");
        for first in [0, 1 << 40] {
            let report = run(&program, &*code, &mut runtime, &[Value::from(first)]);
            let sum = Value::from(first + (TRACES * ADDITIONS) as i64);
            assert_eq!(report.expect("it starts").outcome, Outcome::Returned(sum));
        }
        let pieces = code.pieces();
        if count {
            let starts = pieces.iter().map(|piece| piece.address as usize);
            let distance = starts.clone().max().zip(starts.min()).map(|(max, min)| max - min);
            assert!(distance > Some(REACH), "{distance:?} bytes");
            let different: HashSet<u64> = pieces.iter().map(|piece| piece.address).collect();
            assert!(different.len() > TRACES * ADDITIONS, "{} pieces", different.len());
        }
    }
    program.unload(&mut runtime);
}
