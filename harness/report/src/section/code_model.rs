//! Code near the runtime and far from it.

use super::answer::{Test, measured, not_measured, tested};
use crate::document::{Block, Section};
use crate::subject::{Report, times};
use results::Metric;

pub(super) const TESTS: &[Test] = &[
    Test::new("uopbench-copy-patch", "traps", "trap_no_absolute_addresses_of_the_runtime"),
    Test::new("uopbench-copy-patch", "traps", "trap_code_works_wherever_it_is_mapped"),
    Test::new(
        "uopbench-copy-patch",
        "workloads",
        "every_configuration_agrees_with_the_interpreter",
    ),
    Test::new(
        "uopbench-code-memory",
        "refusal",
        "an_arena_makes_do_with_less_and_says_so_when_there_is_nothing",
    ),
];

/// The default and the configurations that differ in how far code may be.
const NEAR: &str = "copy-patch";
const OTHERS: [(&str, &str); 2] = [
    ("copy-patch+far", "code at any address, helpers through trampolines"),
    ("copy-patch+large", "64-bit addresses for everything outside of a trace"),
];

pub(super) fn section(report: &Report) -> Section {
    let summary = report.summary;
    let compared: Vec<String> = OTHERS
        .iter()
        .filter_map(|(id, what)| {
            let ratio = |metric| Some(summary.mean_ratio(id, NEAR, metric)?.estimate());
            let (run, code) = (ratio(Metric::RunNs)?, ratio(Metric::CodeBytes)?);
            Some(format!("`{id}` ({what}): run time {}, code {}", times(run), times(code)))
        })
        .collect();
    let speed = match compared.is_empty() {
        true => not_measured(
            "this run has only one configuration of copy-and-patch. `cargo run --release \
             --no-default-features --features ablation -- ablate --out results/ablation` measures \
             `copy-patch+far` and `copy-patch+large`.",
        ),
        false => measured(format!("Relative to `{NEAR}`: {}.", compared.join("; "))),
    };
    Section {
        id: "code-model",
        label: "Near and far code",
        title: "Are 32-bit offsets a problem?",
        asked: Some("Release manager, in the thread of CPython's JIT"),
        blocks: vec![
            Block::Text(
                "Code is placed near the text of the process, so that helpers and objects are \
                 reached by 32-bit distances. If the system gives no such place, copy-and-patch's \
                 code is placed elsewhere, and reaches helpers through trampolines and objects by \
                 full addresses. No address that is out of range is truncated."
                    .to_owned(),
            ),
            speed,
            tested(
                "Code works at any address, in every configuration, and a value that does not fit \
                 is refused with a message.",
                TESTS,
            ),
        ],
    }
}
