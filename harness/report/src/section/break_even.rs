//! After how many runs a backend is worth its compile time.

use super::answer::{measured, not_measured};
use crate::chart;
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::{BASELINE, Summary};
use text::{nanoseconds, runs};

pub(super) fn section(report: &Report) -> Section {
    let summary = report.summary;
    let mut blocks = vec![
        Block::Text(format!(
            "Compiling pays once what it costs is made up for by faster runs. Numbers are runs of a \
             whole workload from which on a backend has cost less than {BASELINE}, compiling and \
             publishing included, with 95 % intervals: `always` where it also compiles faster, \
             `never` where it does not run faster. A part of a run stands for a shorter program."
        )),
        Block::Chart(chart::TOTAL_COST),
        Block::Chart(chart::BREAK_EVEN),
        Block::Table(table(summary)),
        Block::Text("`uopbench break-even results.json` prints every pair of backends.".to_owned()),
    ];
    blocks.push(match answer(summary) {
        Some(text) => measured(text),
        None => not_measured("no backend but the baseline has compile and run times here."),
    });
    Section {
        id: "break-even",
        label: "Break-even",
        title: "When is it worth it?",
        asked: Some("The question that nobody else answers"),
        blocks,
    }
}

fn table(summary: &Summary) -> Table {
    let results = summary.results;
    let others: Vec<&str> =
        results.backends.iter().map(|b| b.id.as_str()).filter(|id| *id != BASELINE).collect();
    let header: Vec<&str> = std::iter::once("workload").chain(others.iter().copied()).collect();
    let mut table = Table::new(format!("Runs until it has cost less than {BASELINE}"), &header);
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
                "`{}` from {} runs on, when {} have been spent and each uop was executed {} times",
                step.backend,
                text::significant(from),
                nanoseconds(step.total),
                step.executions.map_or("?".into(), text::significant)
            ),
        })
        .collect();
    Some(format!("Over all workloads, it costs least to use {}.", ranges.join(", ")))
}
