//! Which memory is writable and which is executable.

use super::answer::{Test, tested};
use crate::document::{Block, Section};

pub(super) const TESTS: &[Test] = &[
    Test::new("uopbench", "command", "faults::no_page_is_ever_writable_and_executable"),
    Test::new("uopbench-code-memory", "arena", "no_page_is_writable_and_executable"),
    Test::new("uopbench-code-memory", "arena", "nobody_can_run_off_the_code"),
    Test::new("uopbench", "command", "faults::without_executable_memory_the_interpreter_runs"),
    Test::new("uopbench-copy-patch", "workloads", "jumps_through_registers_lead_to_code")
        .with_feature("uopbench-copy-patch/switches"),
];

pub(super) fn section() -> Section {
    Section {
        id: "rights",
        label: "Memory rights",
        title: "Is memory ever writable and executable, and is control flow guarded?",
        asked: Some("PEP 836: W^X at all times; CET and BTI"),
        blocks: vec![
            Block::Text(
                "Code is written through a second mapping that is not executable. Markers for \
                 indirect branch tracking are a configuration, `copy-patch+landings`, and not the \
                 default, because Linux does not enforce them for programs. `SECURITY.md` says \
                 which code a shadow stack would reject."
                    .to_owned(),
            ),
            tested(
                "No page is ever writable and executable, as the system's own list of mappings \
                 shows during a bench. If the system refuses executable memory, the interpreter \
                 still runs.",
                TESTS,
            ),
        ],
    }
}
