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
                "No difference between backends is known: result, heap, executed uops and taken \
                 exits have to be the same, and a backend that disagrees gets no number. The \
                 object model differs from CPython's on purpose:"
                    .to_owned(),
            ),
            Block::List(vec![
                "Reference counts are added and subtracted in 32 bits; CPython 3.13 subtracts in \
                 64 bits."
                    .to_owned(),
                "A type is a number in an object's header and not a pointer.".to_owned(),
                "Cycles of objects are collected after a run, for all backends; CPython's \
                 collector works during the run."
                    .to_owned(),
                "At an exit that no recorded run took, a program stops; CPython continues in its \
                 interpreter of bytecode."
                    .to_owned(),
            ]),
            measured(format!(
                "Before this run was measured, {} results were compared with each other, and with \
                 CPython's result where that is known: {} workloads on each of {} backends. All \
                 agreed.",
                count(checks as u64),
                results.workloads.len(),
                results.backends.len()
            )),
            tested(
                "Every uop, every recorded program and random programs do the same on every \
                 backend.",
                TESTS,
            ),
        ],
    }
}
