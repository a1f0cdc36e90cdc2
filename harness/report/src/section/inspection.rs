//! Profilers and debuggers.

use super::answer::{Test, tested};
use crate::document::{Block, Cell, Mark, Section, Table};

pub(super) const TESTS: &[Test] = &[
    Test::new("uopbench", "command", "tools::perf_reports_traces_from_the_dump"),
    Test::new("uopbench", "command", "tools::perf_reports_uops_from_the_map"),
    Test::new("uopbench", "command", "tools::gdb_walks_through_copied_stencils"),
    Test::new("uopbench", "command", "tools::gdb_walks_through_cranelifts_code"),
    Test::new("uopbench-debug-info", "unwind", "frames_of_all_programs_are_known"),
    Test::new(
        "uopbench-debug-info",
        "unwind",
        "unwinders_know_the_code_as_long_as_it_is_announced",
    ),
    Test::new("uopbench-debug-info", "perf", "the_dump_has_code_lines_and_unwind_information"),
];

pub(super) fn section() -> Section {
    let mut table = Table::new(
        "What tools show of machine code",
        &["backend", "`perf`: names", "`perf`: lines and code", "gdb: backtraces", "unwinders"],
    );
    let yes = || Cell::text("yes").marked(Mark::Good);
    let no = || Cell::text("no").marked(Mark::Bad);
    for backend in ["copy-patch", "cranelift-*"] {
        table.rows.push(vec![Cell::text(backend), yes(), yes(), yes(), yes()]);
    }
    table.rows.push(vec![Cell::text("interp-tail"), no(), no(), no(), no()]);
    let own = || Cell::text("as any function of the binary");
    table.rows.push(vec![Cell::text("interp-match"), own(), own(), own(), own()]);
    Section {
        id: "inspection",
        label: "Profilers and debuggers",
        title: "Can perf and C debuggers inspect the code?",
        asked: Some("Release manager, in the thread of CPython's JIT; PEP 836"),
        blocks: vec![
            Block::Table(table),
            Block::Text(
                "`uopbench run` and `uopbench bench` can announce machine code in four ways: a \
                 map of names, a dump with lines and unwind information, gdb's interface for \
                 JIT-compiled code, and the unwinder of the process. A backtrace from within \
                 copy-and-patch's exit stubs, a few instructions before a program is left, ends \
                 there."
                    .to_owned(),
            ),
            tested("perf, gdb and unwinders find names, lines and frames of both JITs.", TESTS),
        ],
    }
}
