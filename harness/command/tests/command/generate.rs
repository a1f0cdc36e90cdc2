//! `uopbench generate`: programs carry their dialect.

use std::process::{Command, Output};
use trace::Dialect;

fn generate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(["generate", "--uops", "300", "--seed", "4"])
        .args(arguments)
        .output()
        .expect("the command starts")
}

#[test]
fn the_first_dialect_and_its_limit_are_the_default() {
    let dialect = Dialect::default();
    let limit = dialect.trace_limit().to_string();
    let plain = generate(&[]);
    assert!(plain.status.success(), "{}", String::from_utf8_lossy(&plain.stderr));
    let named = generate(&["--dialect", dialect.name(), "--trace-uops", &limit]);
    assert_eq!(plain.stdout, named.stdout);
}

#[test]
fn a_shape_is_chosen() {
    let text = |arguments: &[&str]| {
        let output = generate(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it is text")
    };
    assert!(text(&["--shape", "region"]).contains("\nregion r0\ntrace t0 @0 stack 0\n"));
    assert_eq!(text(&["--shape", "trace"]), text(&[]));
    assert!(!text(&[]).contains("\nregion"));
    let output = generate(&["--shape", "round"]);
    assert_eq!(output.status.code(), Some(2));
    let says = String::from_utf8_lossy(&output.stderr);
    assert!(says.contains("there is no shape `round`; there are `trace` and `region`"), "{says}");
}

#[test]
fn an_unknown_dialect_is_refused_with_those_that_are_known() {
    for command in ["generate", "fuzz", "scaling"] {
        let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
            .args([command, "--uops", "300", "--dialect", "py99"])
            .output()
            .expect("the command starts");
        assert_eq!(output.status.code(), Some(2), "{command}");
        let says = String::from_utf8_lossy(&output.stderr);
        assert!(says.contains("there is no dialect `py99`; the dialects are `py313`"), "{says}");
    }
}
