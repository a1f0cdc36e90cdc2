//! The summary: a card for each backend, the headline chart, the verdicts.

use super::answer;
use crate::chart;
use crate::document::{Block, Card, Cell, Section, Table};
use crate::subject::{Report, times};
use results::{BASELINE, MUCH_OPAQUE, Metric, Summary, WorkloadRecord};
use stats::{Estimate, Verdict};
use text::{estimate, nanoseconds, significant};

/// What a card says of code, of the absence of code, and of the absence of a speed.
const BYTES: &str = "bytes of code per uop";
const NO_CODE: &str = "no machine code of its own";
const NO_RUN_TIME: &str = "run time not measured";

pub(super) fn section(report: &Report) -> Section {
    let summary = report.summary;
    let cards = summary.backends.iter().map(|s| {
        let speed = s.speedup().map(|speed| format!("{}×", significant(speed.value)));
        let bytes = s.code_per_uop.map(|bytes| significant(bytes.value));
        let mut lines: Vec<String> = Vec::new();
        lines.extend(
            s.compile_per_uop.map(|e| format!("{} to compile a uop", nanoseconds(e.value))),
        );
        let (number, of) = match (speed, bytes) {
            (Some(speed), bytes) => {
                lines.push(bytes.map_or(NO_CODE.into(), |bytes| format!("{bytes} {BYTES}")));
                (speed, format!("the speed of {BASELINE}"))
            }
            (None, Some(bytes)) => {
                lines.push(NO_RUN_TIME.into());
                (bytes, BYTES.into())
            }
            (None, None) => {
                lines.push(NO_CODE.into());
                ("–".into(), NO_RUN_TIME.into())
            }
        };
        Card { backend: s.id.clone(), number, of, lines }
    });
    let mut blocks = vec![Block::Cards(cards.collect()), Block::Chart(chart::HEADLINE)];
    if let Some(emulator) = summary.results.emulator() {
        let why = answer::emulated(emulator);
        blocks.push(Block::Text(format!("Run time and compile time are not measured: {why}")));
    }
    blocks.extend([
        Block::Text(format!(
            "Geometric means over {} workloads, with 95 % intervals. A backend is called faster \
             or slower only if the interval of the ratio lies beyond {} % (the larger of the \
             threshold and the noise floor), and if the verdict survives a correction for \
             multiple comparisons.",
            summary.results.workloads.len(),
            significant(report.verdicts.floor * 100.0)
        )),
        Block::Table(verdict_table(report)),
    ]);
    blocks.extend(replayed_table(summary));
    if let Some(floor) = summary.noise_floor() {
        blocks.push(answer::measured(format!(
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

/// Speeds over the programs that are executed here for the most part, and over those whose objects are replayed for the
/// most part; nothing if there is none of the latter.
fn replayed_table(summary: &Summary) -> Option<Block> {
    let workloads = &summary.results.workloads;
    let (replayed, executed): (Vec<_>, Vec<_>) =
        workloads.iter().partition(|workload| workload.is_mostly_replayed());
    if replayed.is_empty() {
        return None;
    }
    let header = |of: &[_], than: &str| format!("{than} {MUCH_OPAQUE} %: {} programs", of.len());
    let header =
        ["backend".to_owned(), header(&executed, "at most"), header(&replayed, "more than")];
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let caption = "Speed as a multiple of interp-match's, geometric means, by how much of CPython's time went to calls that are \
                   replayed here";
    let mut table = Table::new(caption, &header);
    for s in &summary.backends {
        let speed = |workloads: &[&WorkloadRecord]| {
            // How many times as long the baseline takes is how many times as fast this backend is.
            let workloads = workloads.iter().copied();
            match summary.mean_ratio_over(workloads, BASELINE, &s.id, Metric::RunNs) {
                Some(speed) => {
                    let speed = speed.estimate();
                    Cell::number(speed.value, times(speed))
                }
                None => Cell::nothing(),
            }
        };
        table.rows.push(vec![Cell::text(&s.id), speed(&executed), speed(&replayed)]);
    }
    Some(Block::Table(table))
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
