//! The text format: what is read, what is written, and what errors say.

mod common;

use common::SUM_RANGE;
use std::time::{Duration, Instant};
use trace::{Diagnostic, Document, Program, print};
use uops::runtime::Value;

fn error(text: impl AsRef<[u8]>) -> Diagnostic {
    Document::parse("test.uop", text.as_ref()).expect_err("the text is wrong")
}

/// Parses the sample after replacing `from`, and asserts place and message of the error.
fn assert_error(from: &str, to: &str, line: usize, column: usize, message: &str) {
    assert!(SUM_RANGE.contains(from), "the sample lacks {from:?}");
    let error = error(SUM_RANGE.replacen(from, to, 1));
    let found = (error.line(), error.column(), error.message());
    assert_eq!(found, (line, column, message), "{error}");
    assert_eq!(error.to_string(), format!("test.uop:{line}:{column}: {message}"));
}

fn program(text: &str) -> Program {
    let document = Document::parse("test.uop", text.as_bytes());
    document.map(|document| (*document.program).clone()).expect("the text is right")
}

#[test]
fn canonical_text_stays_as_it_is() {
    let document = Document::parse("sum_range.uop", SUM_RANGE.as_bytes()).expect("it parses");
    assert_eq!(document.print(), SUM_RANGE);
    document.verify().expect("it verifies");
}

#[test]
fn any_layout_becomes_canonical() {
    let squeezed: String = SUM_RANGE
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\r\n")
        .collect();
    let document = Document::parse("test.uop", squeezed.as_bytes()).expect("it parses");
    assert_eq!(document.print(), SUM_RANGE);
}

#[test]
fn printing_a_program_leaves_comments_out() {
    let text = print(&program(SUM_RANGE));
    assert!(!text.contains('#'));
    assert_eq!(program(&text), program(SUM_RANGE));
    assert!(text.contains("stack 4\n\nconst zero = 0\n"));
    assert!(text.contains("range = type range\n\ntrace entry @0 stack 0\n"));
}

#[test]
fn comments_survive_everywhere() {
    let text = "#!first\n\n\nprogram p  # name\n# before stack\nstack 0  #0\n\n# trace\n\
                trace t @0 stack 0\n    # uop\n    _CHECK_PERIODIC  # ü\n\n    # exit\n    \
                exit e  @0\n# last\n\n";
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    assert_eq!(document.print(), text);
}

#[test]
fn values_are_written_as_they_are_read() {
    for value in [
        "None",
        "True",
        "False",
        "0",
        "-12345678901234567890",
        "1.25",
        "-0.0",
        "1e+300",
        "inf",
        "-inf",
        "nan",
        r"b'ab\x00#'",
        r#"b"it's""#,
        "()",
        "(1,)",
        "(1, [2.5, ()])",
        "[]",
        "range(0, 10)",
        "range(10, 0, -2)",
        "slice(None, 3, None)",
        "[slice(1, -1, 2), (slice(None, None, None),)]",
        "type range",
        "[type float]",
        "method list.append",
    ] {
        let text = format!("program p\nstack 0\n\nconst c = {value}\n\ntrace t @0 stack 0\n");
        assert_eq!(print(&program(&text)), text);
    }
}

#[test]
fn wrong_values_are_errors() {
    for (value, message) in [
        ("Nothing", "`Nothing` is not a value"),
        ("12x", "`12x` is not a number"),
        ("1.2.3", "`1.2.3` is not a number"),
        ("-", "`-` is not a number"),
        ("(1)", "these parentheses hold one value and no comma"),
        ("(1", "the line ends here"),
        ("[1 2]", "`2]` is not expected here"),
        ("b'a", "these bytes do not end on their line"),
        (r"b'\q'", "this is not an escape"),
        ("b'ü'", "bytes hold ASCII characters only"),
        ("range(1, 2, 0)", "this is not a range that fits 64 bits"),
        ("range(99999999999999999999)", "this is not a range that fits 64 bits"),
        ("'\\q'", "this is not an escape"),
        ("'open", "this text does not end on its line"),
        ("{[]: 1}", "this value has no hash"),
        ("set({{}})", "this value has no hash"),
        ("builtin print", "there is no builtin function `print`"),
        ("type text", "there is no builtin type `text`"),
        ("method list.push", "there is no method `list.push`"),
        ("const zero", "`const` is not a value"),
        ("[const c]", "there is no constant `c` before this one"),
        ("{const c: 1}", "there is no constant `c` before this one"),
        ("", "the line ends here"),
        ("1 2", "`2` is not expected here"),
    ] {
        let error = error(format!("program p\nstack 0\nconst c = {value}\ntrace t @0 stack 0\n"));
        assert_eq!((error.line(), error.message()), (3, message), "{value}");
    }
}

/// Values share an object by naming its constant, which comes before them.
#[test]
fn shared_objects_are_written_as_they_are_read() {
    let text = "program p
stack 1

const row = [0, 0]
const grid = [const row, const row, [0, 0]]
const tree = {'rows': (const row, const grid)}

trace t @0 stack 0
    _LOAD_CONST_INLINE                   tree
    _POP_FRAME
    _DYNAMIC_EXIT
";
    let document = Document::parse("p.uop", text.as_bytes()).expect("it parses");
    assert_eq!(document.print(), text);
    document.verify().expect("it verifies");
    let Value::List(rows) = &document.program.consts[1].value else { panic!("no list") };
    assert_eq!(rows[..2], [Value::Constant(0), Value::Constant(0)]);
}

/// Instances name their class, which comes later, and `state` says that a run may change the object.
#[test]
fn instances_and_state_are_written_as_they_are_read() {
    let text = "program p
stack 1

state row = [0, 0]
state node = instance Node(next=instance Node(value=1), value=const row)
const empty = instance Node()
const by_node = {const empty: 1, instance Node(): 2}
const append = bound(method list.append, const row)

class Node
value next
value value

trace t @0 stack 0
    _LOAD_CONST_INLINE                   node
    _POP_FRAME
    _DYNAMIC_EXIT
";
    let document = Document::parse("p.uop", text.as_bytes()).expect("it parses");
    assert_eq!(document.print(), text);
    document.verify().expect("it verifies");
    let states: Vec<bool> = document.program.consts.iter().map(|it| it.is_state).collect();
    assert_eq!(states, [true, true, false, false, false]);
    let Value::Instance { class: 0, attributes, .. } = &document.program.consts[1].value else {
        panic!("no instance")
    };
    assert_eq!(attributes[1], ("value".to_owned(), Value::Constant(0)));
}

#[test]
fn instances_have_a_class_and_its_attributes() {
    let text = |value: &str| {
        format!(
            "program p\nstack 1\n{value}\nclass Node\nvalue next\ntrace t @0 stack 0\n_PUSH_NULL\n_POP_TOP\n_EXIT_TRACE -> e\nexit e @0\n"
        )
    };
    for (value, column, message) in [
        ("const c = instance Nod()", 20, "there is no class `Nod`"),
        ("const c = instance Node", 24, "the line ends here"),
        ("const c = instance Node(next 1)", 30, "`1)` is not expected here"),
        ("const c = instance Node(next=1 2)", 32, "`2)` is not expected here"),
        ("const c = bound(1, 2)", 11, "this is not a bound method"),
        ("const c = bound(method list.append)", 11, "this is not a bound method"),
        ("const c = bound 1", 17, "`1` is not expected here"),
    ] {
        let error = error(text(value));
        assert_eq!(
            (error.line(), error.column(), error.message()),
            (3, column, message),
            "{value}"
        );
    }
    for (value, message) in [
        ("const c = instance Node(value=1)", "there is no object with this value"),
        ("const c = instance Node(next=1, next=2)", "there is no object with this value"),
        ("state c = (1, 2)", "no run can change this value"),
    ] {
        let document = Document::parse("p.uop", text(value).as_bytes()).expect("it parses");
        let error = document.verify().expect_err("it is no value");
        assert_eq!((error.line(), error.message()), (3, message), "{value}");
    }
}

/// Classes that derive from builtin types, and what their instances hold.
const HOLDING: &str = "\
program p
stack 1

const n0 = 0
const origin = instance Point of (0, (1, 2)) ()
const names = instance Names of {'a': [1]} (mark=True)
const known = {const origin: 1}

class Base

class Point
base Base
holds tuple
member x = item n0

class Names
holds dict
value mark

trace t @0 stack 0
    _EXIT_TRACE                          -> out
    exit out  @0
";

#[test]
fn instances_hold_objects_of_builtin_types() {
    let document = Document::parse("p.uop", HOLDING.as_bytes()).expect("it parses");
    document.verify().expect("it verifies");
    let printed = trace::print(&document.program);
    let again = Document::parse("p.uop", printed.as_bytes()).expect("it parses");
    assert_eq!(again.program, document.program);
    let Value::Instance { holds: Some(held), .. } = &document.program.consts[1].value else {
        panic!("no instance that holds an object")
    };
    assert_eq!(held.to_string(), "(0, (1, 2))");
    for (from, to, line, message) in [
        ("of (0, (1, 2)) ", "", 5, "there is no object with this value"),
        ("of (0, (1, 2)) ", "of [0] ", 5, "there is no object with this value"),
        ("holds dict", "holds range", 17, "no class derives from `range` in this way"),
        ("holds dict", "holds dict\nholds list", 18, "no class derives from `list` in this way"),
        ("member x = item n0", "member x = item n1", 14, "there is no constant"),
    ] {
        let text = HOLDING.replacen(from, to, 1);
        let error = match Document::parse("p.uop", text.as_bytes()) {
            Ok(document) => document.verify().expect_err(to),
            Err(error) => error,
        };
        assert_eq!(error.line(), line, "{to}");
        assert!(error.message().contains(message), "{to}: {}", error.message());
    }
}

#[test]
fn a_value_shares_earlier_constants_only() {
    for shared in [Value::Constant(0), Value::List(vec![Value::Constant(1)])] {
        let text = "program p\nstack 1\nconst a = 1\ntrace t @0 stack 0\n";
        let document = Document::parse("p.uop", text.as_bytes()).expect("it parses");
        let mut program = trace::Program::clone(&document.program);
        program.consts[0].value = shared;
        let error = trace::verify(program).expect_err("it is no value");
        assert_eq!(error.message, "there is no object with this value");
    }
}

/// Functions, cells and classes inside of values.
const CLOSURES: &str = "\
program p
stack 1
function make
param x
param y = two
free kept = shared
free other = nothing
stack 1
const two = 2
state shared = cell(1)
const later = cell(const again)
const again = function make(kept=const shared, other=cell(), y=[const two])
const own = function make(kept=const later, other=3)
const table = {function make: class C, 'c': (class C, function make, const again, const own)}
const method = bound(function make, const own)
const methods = {const method: bound(const again, class C)}
class C
value kept
trace t @0 stack 0
    _EXIT_TRACE -> out
    exit out @0
";

#[test]
fn functions_cells_and_classes_are_values() {
    let document = Document::parse("p.uop", CLOSURES.as_bytes()).expect("it parses");
    let printed = trace::print(&document.program);
    let again = Document::parse("p.uop", printed.as_bytes()).expect("it parses");
    assert_eq!(again.program, document.program);
    assert_eq!(document.program.consts[2].value, Value::Cell(Some(Box::new(Value::Constant(3)))));
    let verified = trace::verify(trace::Program::clone(&document.program));
    assert_eq!(verified.map(|_| ()), Ok(()));
}

#[test]
fn values_refer_to_what_there_is() {
    let problem = |from: &str, to: &str| {
        let text = CLOSURES.replace(from, to);
        assert_ne!(text, CLOSURES);
        match Document::parse("p.uop", text.as_bytes()) {
            Err(error) => format!("{}:{}: {}", error.line(), error.column(), error.message()),
            Ok(document) => {
                let program = trace::Program::clone(&document.program);
                trace::verify(program).expect_err("something is missing").message
            }
        }
    };
    let no_value = "there is no object with this value";
    assert_eq!(problem("y=[const two]", "x=[const two]"), no_value);
    assert_eq!(problem("kept=const later, other=3", "kept=const later"), no_value);
    assert_eq!(
        problem("free other = nothing", "free other"),
        "some free variables have a cell, others have none"
    );
    assert_eq!(problem("function make(kept=const later", "function p(kept=const later"), no_value);
    let place = "there is no constant `own` before this one";
    assert_eq!(problem("other=3", "other=const own"), format!("13:57: {place}"));
    assert_eq!(problem("y=[const two]", "y=cell(const own)"), format!("12:75: {place}"));
    assert_eq!(problem("class C, 'c'", "class D, 'c'"), "14:37: there is no class `D`");
    assert_eq!(problem("{function make", "{function mike"), "14:25: there is no function `mike`");
    assert_eq!(problem("const two = 2", "state two = 2"), "no run can change this value");
    assert_eq!(problem("function make: class C", "const shared: 1"), no_value);
    let expected = "expected `(` and the value of each variable or parameter, such as `(x=1, y=2)`";
    let document = CLOSURES.replace("function make(kept=const later, other=3)", "function make");
    let error = Document::parse("p.uop", document.as_bytes()).expect_err("no value");
    assert_eq!(error.help(), expected);
}

#[test]
fn unknown_uop() {
    assert_error("_STORE_FAST_1 ", "_STORE_FUST_1 ", 15, 5, "there is no uop `_STORE_FUST_1`");
    let error = error(SUM_RANGE.replace("_STORE_FAST_1 ", "_STORE_FUST_1 "));
    assert_eq!(error.help(), "did you mean `_STORE_FAST_1`?");
    assert!(error.source_line().contains("_STORE_FUST_1"));
}

#[test]
fn unknown_names() {
    assert_error("  total\n", "  sum\n", 15, 42, "there is no local `sum`");
    assert_error("  range\n", "  rang\n", 17, 42, "there is no constant `rang`");
    assert_error("-> resume", "-> begin", 13, 64, "trace `entry` has no exit `begin`");
    assert_error("-> done\n    exit", "-> end\n    exit", 43, 45, "there is no trace `end`");
    assert_error("  sum_range ", "  other_name ", 16, 42, "there is no function `other_name`");
}

#[test]
fn names_twice() {
    assert_error("local i", "local n", 5, 7, "the name `n` is taken by another local");
    assert_error("trace done", "trace loop", 47, 7, "the name `loop` is taken by another trace");
    assert_error(
        "exit changed",
        "exit resume",
        24,
        10,
        "the name `resume` is taken by another exit",
    );
}

#[test]
fn wrong_operands() {
    assert_error(
        "  total\n",
        "  i\n",
        15,
        42,
        "`i` is local 2, but `_STORE_FAST_1` is about local 1",
    );
    assert_error(
        "class\n    _CHECK_PERIODIC",
        "class\n    _CHECK_PERIODIC 1",
        20,
        21,
        "`1` is not expected here",
    );
    assert_error(
        "1                  -> not_class",
        "70000 -> not_class",
        19,
        42,
        "`70000` is too large",
    );
    assert_error("@16                -> body", "-> body", 35, 42, "`->` is not expected here");
    for (line, message) in [
        ("_BINARY_OP ==", "there is no operator `==`"),
        ("_COMPARE_OP_INT =< -> e", "there is no comparison `=<`"),
        ("_SWAP", "the line ends here"),
        ("_CHECK_PERIODIC -> e", "`_CHECK_PERIODIC` never exits"),
        ("_RESUME_CHECK", "the line ends here"),
    ] {
        let error = error(format!("program p\nstack 0\ntrace t @0 stack 0\n{line}\nexit e @0"));
        assert_eq!((error.line(), error.message()), (4, message));
    }
}

#[test]
fn lines_out_of_order() {
    assert_error("local i", "arg i = 2", 5, 1, "`arg` is not expected here");
    assert_error("stack 4\n", "", 7, 1, "`const` is not expected here");
    assert_error("const range", "module range", 9, 1, "`module` is not expected here");
    assert_eq!(error("").to_string(), "test.uop:1:1: the file ends before its first trace");
}

#[test]
fn truncated_files_are_errors_or_programs_and_never_panic() {
    for end in 0..SUM_RANGE.len() {
        let text = &SUM_RANGE[..end];
        let verified = Document::parse("test.uop", text.as_bytes()).map(|file| file.verify());
        let last = text.lines().last().unwrap_or_default().trim();
        if last.starts_with('_') && !last.starts_with("_DYNAMIC_EXIT") {
            assert!(!matches!(verified, Ok(Ok(_))), "cut at {end}");
        }
    }
}

#[test]
fn bytes_that_are_not_utf_8() {
    let mut text = SUM_RANGE.as_bytes().to_vec();
    let place = SUM_RANGE.find("local i").expect("the sample has it");
    text[place + 6] = 0xff;
    assert_eq!(error(text).to_string(), "test.uop:5:7: this byte is not UTF-8");
}

#[test]
fn long_lines_are_shortened_in_messages() {
    let error = error(format!("program p\nstack 0\nconst {}", "é".repeat(100_000)));
    assert_eq!((error.line(), error.column()), (3, 7));
    assert_eq!(error.message(), "this name is longer than 255 characters");
    assert!(error.source_line().chars().count() < 300);
    let report = format!("{:?}", miette::Report::new(error));
    assert!(report.contains("[test.uop:3:7]"), "{report}");
}

#[test]
fn gigantic_numbers_and_deep_values() {
    let digits = "9".repeat(1_000_000);
    let text = |value: &str| format!("program p\nstack 0\nconst c = {value}\n");
    assert_eq!(error(text(&digits)).message(), "this number has 1000000 characters");
    let message = error(text(&"(".repeat(1_000_000)));
    assert_eq!(message.message(), "more than 64 containers lie inside each other");
    assert_eq!(message.column(), 11 + 64);
}

/// How long this thread has run on a processor, if the system tells.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let ns = told.split(' ').next()?.parse().ok().filter(|&ns| ns > 0)?;
    Some(Duration::from_nanos(ns))
}

#[test]
fn noise_is_rejected_quickly() {
    let size = 10_000_000;
    let mut state = 1u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1);
        (state >> 56) as u8
    })
    .take(size)
    .collect();
    let ascii: Vec<u8> = noise.iter().map(|byte| byte % 95 + 32).collect();
    let header = b"program p\nstack 1\n".to_vec();
    for noise in [
        noise,
        ascii.clone(),
        [header.clone(), ascii].concat(),
        // A tenth of it where every byte or two make a line or a value.
        vec![b'\n'; size / 10],
        [header.clone(), b"#\n".repeat(size / 20)].concat(),
        [header, b"const c = [".to_vec(), b"1, ".repeat(size / 30)].concat(),
    ] {
        let (start, used) = (Instant::now(), processor_time());
        error(noise);
        // Other processes don't count where the system tells how long this thread ran.
        let took = match (used, processor_time()) {
            (Some(before), Some(after)) => after - before,
            _ => start.elapsed(),
        };
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
}

#[test]
fn a_program_without_a_dialect_is_of_the_first_one() {
    let first = uops::Dialect::default();
    assert_eq!(program(SUM_RANGE).dialect, first);
    let named =
        SUM_RANGE.replacen("program sum_range", &format!("program sum_range dialect {first}"), 1);
    assert_eq!(program(&named), program(SUM_RANGE));
    // So files from before there were dialects keep their text and their hash.
    let document = Document::parse("test.uop", named.as_bytes()).expect("it parses");
    assert_eq!(document.print(), SUM_RANGE);
}

#[test]
fn an_unknown_dialect_is_an_error_that_lists_those_that_are_known() {
    let text = SUM_RANGE.replacen("program sum_range", "program sum_range dialect py99", 1);
    let error = error(&text);
    assert_eq!((error.line(), error.column()), (2, 27));
    assert_eq!(error.message(), "there is no dialect `py99`");
    let help = miette::Diagnostic::help(&error).expect("there is help").to_string();
    assert!(help.contains("`py313`"), "{help}");
}
