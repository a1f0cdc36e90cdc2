//! The summary: a card for each backend, the headline chart, the verdicts.

use crate::chart;
use crate::document::{Block, Card, Cell, Section, Table};
use crate::subject::{Report, times};
use results::{BASELINE, Summary};
use stats::{Estimate, Verdict};
use text::{estimate, nanoseconds, significant};

pub(super) fn section(report: &Report) -> Section {
    let summary = report.summary;
    let cards = summary.backends.iter().map(|s| {
        let mut lines: Vec<String> = Vec::new();
        lines.extend(
            s.compile_per_uop.map(|e| format!("{} to compile a uop", nanoseconds(e.value))),
        );
        lines.push(s.code_per_uop.map_or("no machine code of its own".into(), |e| {
            format!("{} bytes of code per uop", significant(e.value))
        }));
        let speed = s.speedup().map(|speed| format!("{}×", significant(speed.value)));
        Card {
            backend: s.id.clone(),
            number: speed.unwrap_or_else(|| "–".into()),
            of: format!("the speed of {BASELINE}"),
            lines,
        }
    });
    let mut blocks = vec![
        Block::Cards(cards.collect()),
        Block::Chart(chart::HEADLINE),
        Block::Text(format!(
            "Geometric means over {} workloads, with 95 % intervals. A backend is called faster \
             or slower only if the interval of the ratio lies beyond {} % (the larger of the \
             threshold and the noise floor), and if the verdict survives a correction for \
             multiple comparisons.",
            summary.results.workloads.len(),
            significant(report.verdicts.floor * 100.0)
        )),
        Block::Table(verdict_table(report)),
    ];
    if let Some(floor) = summary.noise_floor() {
        blocks.push(super::answer::measured(format!(
            "Two measurements of the same code within this run differed by at most {} % (the \
             largest noise floor of a workload).",
            significant(floor * 100.0)
        )));
    }
    Section { id: "short", label: "Summary", title: "Summary", asked: None, blocks }
}

/// Run time relative to both interpreters, with a verdict each.
fn verdict_table(report: &Report) -> Table {
    let summary = report.summary;
    let mut table = Table::new(
        "Backends in geometric mean",
        &[
            "backend",
            "compile, ns/uop",
            "code, bytes/uop",
            "speed",
            "than interp-match",
            "than interp-tail",
            "on single workloads",
        ],
    );
    for (s, row) in summary.backends.iter().zip(summary_table(summary).rows) {
        let verdict = |against: &str| match report.verdicts.of_mean(&s.id, against) {
            Some(verdict) => Cell::text(verdict.name()).marked(verdict),
            None => Cell::nothing(),
        };
        let mut row = row;
        // Where copying and publishing are of interest, the table of times has them.
        row.drain(2..4);
        row.extend([
            verdict("interp-match"),
            verdict("interp-tail"),
            Cell::text(counts(report, &s.id)),
        ]);
        table.rows.push(row);
    }
    table
}

/// On how many workloads it is faster than the baseline, and slower.
fn counts(report: &Report, backend: &str) -> String {
    let workloads = &report.summary.results.workloads;
    let verdicts: Vec<Verdict> =
        workloads.iter().filter_map(|w| report.verdicts.of(&w.name, backend, BASELINE)).collect();
    let count = |verdict| verdicts.iter().filter(|v| **v == verdict).count();
    let parts = Verdict::ALL.map(|verdict| (count(verdict), verdict.name()));
    let parts = parts.iter().filter(|(n, _)| *n > 0).map(|(n, name)| format!("{n} {name}"));
    match verdicts.is_empty() {
        true => "–".into(),
        false => parts.collect::<Vec<_>>().join(", "),
    }
}

/// Geometric means per backend.
pub(crate) fn summary_table(summary: &Summary) -> Table {
    let mut table = Table::new(
        "Geometric means",
        &[
            "backend",
            "compile, ns/uop",
            "compile / memcpy",
            "publish, ns/uop",
            "code, bytes/uop",
            "speed",
        ],
    );
    for s in &summary.backends {
        let show = |e: Option<Estimate>| match e {
            Some(e) => Cell::number(e.value, estimate(e)),
            None => Cell::nothing(),
        };
        let speed = match s.speedup() {
            Some(e) => Cell::number(e.value, times(e)),
            None => Cell::nothing(),
        };
        table.rows.push(vec![
            Cell::text(&s.id),
            show(s.compile_per_uop),
            show(s.compile_by_copy),
            show(s.publish_per_uop),
            show(s.code_per_uop),
            speed,
        ]);
    }
    table
}
