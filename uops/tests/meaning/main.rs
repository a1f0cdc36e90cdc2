//! What the runtime makes of many random arguments is what CPython makes of them: 3.13, and 3.15 where that has others.
//!
//! `digests.txt` has the CRC-32 of CPython's results, block by block; it is the output of
//! `scripts/meaning_digests.py`. Where a block differs and there is such a Python, the first results that differ are
//! shown.

mod bytes;
mod cases;
mod complexes;
mod dicts;
mod random;
mod sets;
mod views;

use random::Random;
use std::path::Path;
use std::process::Command;

const DIGESTS: &str = include_str!("digests.txt");

/// The results of a block of a subject.
type Block = fn(u64) -> Vec<String>;

fn several(block: u64, count: usize, case: fn(&mut Random) -> String) -> Vec<String> {
    let mut random = Random::new(block);
    (0..count).map(|_| case(&mut random)).collect()
}

/// Compares all blocks of a subject with CPython's, of which there are so many.
#[track_caller]
fn assert_agrees(subject: &str, blocks: usize, results: Block) {
    let mut seen = 0;
    for line in DIGESTS.lines() {
        let [name, block, digest] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}");
        };
        if name != subject {
            continue;
        }
        seen += 1;
        let ours = results(block.parse().expect("a number"));
        let found = format!("{:08x}", crc32fast::hash(ours.join("\n").as_bytes()));
        assert!(found == digest, "{subject}, block {block}: {}", difference(subject, block, &ours));
    }
    assert_eq!(seen, blocks, "blocks of {subject} in digests.txt");
}

/// The first results of a block that are not CPython's.
fn difference(subject: &str, block: &str, ours: &[String]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/meaning_digests.py");
    let (subject, python) = match subject.strip_suffix("_3.14") {
        Some(subject) => (subject, "python3.15"),
        None => (subject, "python3.13"),
    };
    let shown = Command::new(python).arg(script).args(["--show", subject, block]).output();
    let Some(theirs) = shown.ok().filter(|output| output.status.success()) else {
        return format!("there is no {python} to show where it differs");
    };
    let theirs = String::from_utf8(theirs.stdout).expect("UTF-8");
    let pairs =
        ours.iter().zip(theirs.lines()).enumerate().filter(|(_, (our, their))| our != their);
    let lines =
        pairs.take(5).map(|(number, (our, their))| format!("{number}: {our}\n CPython: {their}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_million_floats_have_cpythons_repr() {
    assert_agrees("float", 100, |block| several(block, 10_000, cases::float));
}

#[test]
fn a_hundred_thousand_specifications_format_as_cpythons() {
    assert_agrees("format", 100, |block| several(block, 1000, cases::format_));
}

#[test]
fn percent_formats_as_cpythons() {
    assert_agrees("percent", 50, |block| several(block, 1000, cases::percent));
}

#[test]
fn ten_thousand_lists_are_sorted_as_cpythons() {
    assert_agrees("sort", 100, |block| several(block, 100, cases::sort));
}

#[test]
fn ten_thousand_dicts_have_cpythons_order() {
    assert_agrees("dict", 100, |block| several(block, 100, dicts::dict));
}

#[test]
fn ten_thousand_sets_have_cpythons_order() {
    assert_agrees("set", 100, |block| several(block, 100, sets::set));
}

#[test]
fn methods_of_bytes_give_what_cpythons_give() {
    assert_agrees("bytes", 100, |block| several(block, 1000, bytes::methods));
}

#[test]
fn ten_thousand_bytearrays_change_as_cpythons() {
    assert_agrees("bytearray", 100, |block| several(block, 100, bytes::changes));
}

#[test]
fn ten_thousand_views_show_what_cpythons_show() {
    assert_agrees("memoryview", 100, |block| several(block, 100, views::views));
}

#[test]
fn complex_numbers_give_what_cpythons_give() {
    assert_agrees("complex", 100, |block| several(block, 1000, complexes::before_3_14));
    assert_agrees("complex_3.14", 100, |block| several(block, 1000, complexes::since_3_14));
}

#[test]
fn characters_have_cpythons_cases_and_classes() {
    assert_agrees("character", 45, cases::characters);
}

#[test]
fn a_width_of_three_million_is_none_too_many() {
    use uops::runtime::{BuiltinFunction, Runtime, Value};
    let format = Value::Builtin(BuiltinFunction::from_name("format").expect("a builtin"));
    for (value, spec, len) in [
        (Value::from(7), "3000000", 3_000_000),
        (Value::from(1234), "03000000,", 3_000_001),
        (Value::Float(0.5), ".3000000f", 3_000_002),
        (Value::Str("é".to_owned()), "*^3000000", 3_000_000),
    ] {
        let made = Runtime::new().call(&format, &[value, Value::Str(spec.to_owned())]);
        let Ok(Value::Str(text)) = made else { panic!("{spec}: {made:?}") };
        assert_eq!(text.chars().count(), len, "{spec}");
    }
}
