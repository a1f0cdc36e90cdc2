//! Files that were damaged at random are read or refused, and nothing panics: programs, recordings,
//! results and criteria, with bytes flipped, cut out, repeated, or exchanged for what is likely to hurt.
//!
//! `UOPBENCH_MUTATIONS=25000 cargo test --release -p uopbench --test command mutated` tries as many of each kind.

use evaluate::Criteria;
use results::Results;
use std::path::{Path, PathBuf};
use trace::Document;
use trace::rng::Rng;

/// How many inputs of each kind.
fn count() -> usize {
    std::env::var("UOPBENCH_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

/// What parsers trip over.
const HOSTILE: [&[u8]; 16] = [
    b"\xff\xfe",
    b"\0",
    b"18446744073709551616",
    b"-9223372036854775809",
    b"1e999",
    b"NaN",
    b"[[[[[[[[",
    b"((((((((",
    b"{\"a\":{\"a\":{",
    b"\"",
    b"->",
    b"@4294967296",
    b"\xf0\x9f\x98\x80",
    b"\r\n",
    b"_JUMP_TO_TOP",
    b"null",
];

fn mutate(rng: &mut Rng, input: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=rng.below(4) {
        let at = rng.below(bytes.len());
        let end = (at + 1 + rng.below(40)).min(bytes.len());
        match rng.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            3 => drop(bytes.splice(at..at, HOSTILE[rng.below(HOSTILE.len())].iter().copied())),
            4 => {
                let from = rng.below(bytes.len());
                let part: Vec<u8> = bytes[from..].iter().copied().take(end - at).collect();
                bytes.splice(at..end, part);
            }
            _ => bytes[at] ^= 1 << rng.below(8),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// Tries mutations of these files; `read` says whether one was accepted.
fn try_all(seed: u64, files: &[PathBuf], read: &mut dyn FnMut(&[u8]) -> bool) {
    let inputs: Vec<Vec<u8>> =
        files.iter().map(|path| std::fs::read(path).expect("the file can be read")).collect();
    assert!(inputs.iter().all(|input| read(input)), "what nobody tampered with is accepted");
    let mut rng = Rng::new(seed);
    let mut refused = 0;
    for _ in 0..count() {
        let input = &inputs[rng.below(inputs.len())];
        refused += usize::from(!read(&mutate(&mut rng, input)));
    }
    assert!(refused > count() / 4, "{refused} of {} were refused", count());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("the entry can be read").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    paths.sort();
    paths
}

#[test]
fn programs_are_read_or_refused() {
    try_all(
        1,
        &files("harness/conformance/programs", "uop"),
        &mut |contents| match Document::parse("mutated.uop", contents) {
            Ok(document) => document.verify().is_ok(),
            Err(_) => false,
        },
    );
}

#[test]
fn recordings_are_read_or_refused() {
    let recordings = ["sum_range", "fib_iter"]
        .map(|name| root().join("workloads").join(name).join("recording.json"));
    try_all(2, &recordings, &mut |contents| trace::import(contents, "mutated.json").is_ok());
}

#[test]
fn results_are_read_or_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("results.json");
    try_all(3, &files("harness/command/tests/fixtures", "json"), &mut |contents| {
        std::fs::write(&path, contents).expect("the file can be written");
        Results::read(&path).is_ok()
    });
}

#[test]
fn criteria_are_read_or_refused() {
    try_all(4, &files("harness/evaluate/criteria", "toml"), &mut |contents| {
        let Ok(text) = std::str::from_utf8(contents) else { return false };
        Criteria::parse("mutated.toml", text).is_ok()
    });
}
