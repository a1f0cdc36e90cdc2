//! What the runtime makes of many random arguments is what CPython 3.13 makes of them.
//!
//! `digests.txt` has the CRC-32 of CPython's results, block by block; it is the output of
//! `scripts/meaning_digests.py`. Where a block differs and there is a `python3.13`, the first results that
//! differ are shown.

mod cases;
mod dicts;
mod random;

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
    let shown = Command::new("python3.13").arg(script).args(["--show", subject, block]).output();
    let Some(theirs) = shown.ok().filter(|output| output.status.success()) else {
        return "there is no python3.13 to show where it differs".to_owned();
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
