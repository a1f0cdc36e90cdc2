//! Limits of what a file may hold. Long files are apart from the tests that look at a clock.

use trace::{Diagnostic, Document};

fn error(text: &str) -> Diagnostic {
    Document::parse("test.uop", text.as_bytes()).expect_err("the text is wrong")
}

#[test]
fn traces_and_uops_have_limits() {
    let mut text = String::from("program p\nstack 0\n");
    for number in 0..=trace::TRACE_LIMIT {
        text += &format!("trace t{number} @0 stack 0\n");
    }
    assert!(error(&text).to_string().contains("more than 65536 traces"));
    let mut text = String::from("program p\nstack 0\ntrace t @0 stack 0\n");
    text += &"_SET_IP @0\n".repeat(trace::UOP_LIMIT + 1);
    assert!(error(&text).to_string().contains("more than 1000000 uops"));
}
