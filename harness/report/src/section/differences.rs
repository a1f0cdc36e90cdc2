//! Semantic differences between backends.

use super::answer::{Test, measured, tested};
use crate::document::{Block, Section};
use crate::subject::Report;
use text::count;

pub(super) const TESTS: &[Test] = &[
    Test::new(
        "uopbench-conformance",
        "conformance",
        "every_uop::every_uop_does_the_same_on_every_backend",
    ),
    Test::new("uopbench-conformance", "conformance", "every_uop::every_uop_has_a_case"),
    Test::new(
        "uopbench-conformance",
        "conformance",
        "workloads::every_backend_gives_cpythons_result_and_leaks_nothing",
    ),
    Test::new(
        "uopbench-conformance",
        "conformance",
        "corpus::every_recorded_program_gives_cpythons_result_on_every_backend",
    ),
    Test::new(
        "uopbench-conformance",
        "conformance",
        "generated::every_mix_returns_the_same_on_every_backend",
    ),
    Test::new("uopbench-copy-patch", "optimised", "random_programs_do_the_same_with_random_passes"),
    Test::new("uopbench-trace", "facts", "builtins_agree_with_cpython"),
];

pub(super) fn section(report: &Report) -> Section {
    let results = report.summary.results;
    let checks = results.workloads.len() * results.backends.len();
    Section {
        id: "differences",
        label: "Differences",
        title: "What subtle semantic differences are there?",
        asked: Some("Release manager, in the thread of CPython's JIT"),
        blocks: vec![
            Block::Text(
                "Between backends, none is known: result, heap, uops executed and exits taken have \
                 to be the same, and a backend that disagrees gets no number. What differs from \
                 CPython by intent is the object model, which is CPython's in small:"
                    .to_owned(),
            ),
            Block::List(vec![
                "References are counted in 32 bits throughout; CPython 3.13 takes them away in 64."
                    .to_owned(),
                "A type is a number in an object's header and not a pointer.".to_owned(),
                "Cycles of objects are collected when a run has ended, for all sides; CPython's \
                 collector works within it."
                    .to_owned(),
                "Where nothing was recorded a program ends at an unlinked exit; CPython goes on in its \
                 other interpreter."
                    .to_owned(),
            ]),
            measured(format!(
                "{} results were compared with each other, and with CPython's where that is known, \
                 before this run was measured: {} workloads on each of {} backends. All agreed.",
                count(checks as u64),
                results.workloads.len(),
                results.backends.len()
            )),
            tested("Every uop, every recorded program and random ones do the same everywhere.", TESTS),
        ],
    }
}
