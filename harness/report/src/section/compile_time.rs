//! What compiling takes.

use super::answer::{measured, no_time};
use crate::chart;
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use backend_api::Phase;
use results::Summary;
use text::{nanoseconds, significant};

pub(super) fn section(report: &Report) -> Section {
    let all: Vec<String> = report
        .summary
        .backends
        .iter()
        .filter_map(|s| Some(format!("`{}` {}", s.id, nanoseconds(s.compile_per_uop?.value))))
        .collect();
    let answer = match all.is_empty() {
        true => no_time(report.summary.results, "these results contain no compile times."),
        false => measured(format!("Compile time per uop: {}.", all.join(", "))),
    };
    let mut text = "Compile time is the time from decoded uops to machine code, before the code is made \
                    executable. For an interpreter it is the time to resolve where exits lead. `memcpy` is \
                    the time to copy as many bytes as the code has."
        .to_owned();
    if let Some(load) = report.summary.load_per_uop() {
        text += &format!(
            " Loading, which makes the constants and the decoded uops that all backends start from, is no part \
             of it. Loading takes {} per uop.",
            nanoseconds(load.value)
        );
    }
    let mut blocks = vec![
        Block::Text(text),
        Block::Chart(chart::COMPILE_TIME),
        Block::Table(super::short::summary_table(report.summary)),
    ];
    let phases = phase_table(report.summary);
    if !phases.rows.is_empty() {
        blocks.extend([
            Block::Text(
                "Phases are measured in compilations of their own, because reading the clock adds \
                 a little time. They are in nanoseconds per uop over all workloads. The number for \
                 publishing is the one measured without a clock inside."
                    .to_owned(),
            ),
            Block::Chart(chart::PHASES),
            Block::Table(phases),
        ]);
    }
    blocks.push(answer);
    Section {
        id: "compile-time",
        label: "Compile time",
        title: "How long does compiling take?",
        asked: None,
        blocks,
    }
}

/// Which phase of compiling takes how long.
fn phase_table(summary: &Summary) -> Table {
    let ids = summary.results.backends.iter().map(|backend| backend.id.as_str());
    let backends: Vec<_> =
        ids.map(|id| (id, summary.phases(id))).filter(|(_, phases)| !phases.is_empty()).collect();
    let mut names: Vec<&str> = Phase::ALL.map(Phase::name).to_vec();
    names.push("publish");
    names.retain(|name| backends.iter().any(|(_, phases)| phases.iter().any(|(n, _)| n == name)));
    let header: Vec<&str> = std::iter::once("backend").chain(names.iter().copied()).collect();
    let mut table = Table::new("Phases of compiling", &header);
    table.rows.extend(backends.iter().map(|(id, phases)| {
        let cells = names.iter().map(|name| {
            let time = phases.iter().find(|(known, _)| known == name);
            time.map_or(Cell::nothing(), |(_, time)| Cell::number(*time, significant(*time)))
        });
        std::iter::once(Cell::text(*id)).chain(cells).collect()
    }));
    table
}
