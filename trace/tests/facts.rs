//! Builtin functions, classes and methods give what CPython 3.13 gives.

use uops::runtime::{Runtime, Value};

/// Lines of a callable, its arguments, and CPython's result (`=`) or exception (`!`).
const FACTS: &str = include_str!("facts.txt");

/// A value as a `.uop` file has it.
fn value(text: &str) -> Value {
    trace::parse_value(text).unwrap_or_else(|_| panic!("`{text}` is a value"))
}

#[test]
fn builtins_agree_with_cpython() {
    let mut wrong = Vec::new();
    for line in FACTS.lines() {
        let [callable, args, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}");
        };
        let Value::Tuple(args) = value(args) else { panic!("a tuple of arguments: {line}") };
        let mut runtime = Runtime::new();
        let result = match runtime.call(&value(callable), &args) {
            Ok(result) => format!("= {result}"),
            Err(exception) => format!("! {exception}"),
        };
        if result != expected {
            wrong.push(format!("{line}\n    {result}"));
        }
        assert_eq!(runtime.live_objects(), 0, "{line}");
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
