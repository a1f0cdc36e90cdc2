//! After how many runs compiling pays off.

use super::answer::{measured, no_time};
use crate::chart;
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::{BASELINE, Summary};
use text::{nanoseconds, runs};

pub(super) fn section(report: &Report) -> Section {
    let summary = report.summary;
    let mut blocks = vec![Block::Text(
        "Compiling pays off as soon as faster runs have saved more time than compiling took."
            .to_owned(),
    )];
    match answer(summary) {
        Some(text) => blocks.extend([
            Block::Text(format!(
                "The table shows the number of runs of a workload after which a backend has taken \
                 less time than {BASELINE}, compiling and publishing included, with 95 % intervals. \
                 `always` means that the backend also compiles faster, `never` that it does not run \
                 faster. A number below 1 is a fraction of a run, as of a shorter program."
            )),
            Block::Chart(chart::TOTAL_COST),
            Block::Chart(chart::BREAK_EVEN),
            Block::Table(table(summary)),
            Block::Text("`uopbench break-even results.json` prints every pair of backends.".into()),
            measured(text),
        ]),
        None => blocks.push(no_time(
            summary.results,
            "no backend but the baseline has compile and run times here.",
        )),
    }
    Section {
        id: "break-even",
        label: "Break-even",
        title: "After how many runs does compiling pay off?",
        asked: Some("Authors of virtual machines"),
        blocks,
    }
}

fn table(summary: &Summary) -> Table {
    let results = summary.results;
    let others: Vec<&str> =
        results.backends.iter().map(|b| b.id.as_str()).filter(|id| *id != BASELINE).collect();
    let header: Vec<&str> = std::iter::once("workload").chain(others.iter().copied()).collect();
    let mut table =
        Table::new(format!("Runs until the total time is less than that of {BASELINE}"), &header);
    for workload in &results.workloads {
        let cell = |backend: &&str| match summary.break_even(&workload.name, BASELINE, backend) {
            Some(even) if even.value.is_finite() => Cell::number(even.value, runs(even)),
            Some(even) => Cell::text(runs(even)),
            None => Cell::nothing(),
        };
        let name = Cell::text(&workload.name);
        table.rows.push(std::iter::once(name).chain(others.iter().map(cell)).collect());
    }
    table
}

/// From how many runs of all workloads on which backend costs least.
fn answer(summary: &Summary) -> Option<String> {
    let envelope = chart::total_cost::envelope(summary)?;
    let ranges: Vec<String> = envelope
        .iter()
        .map(|step| match step.from {
            0.0 => format!("`{}` at first", step.backend),
            from => format!(
                "`{}` from {} runs on (after {} in total, with each uop executed {} times)",
                step.backend,
                text::significant(from),
                nanoseconds(step.total),
                step.executions.map_or("?".into(), text::significant)
            ),
        })
        .collect();
    Some(format!(
        "Over all workloads, the backend with the least total time is {}.",
        ranges.join(", ")
    ))
}
