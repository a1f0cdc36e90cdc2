//! Each workload, with everything that was measured of it.

use super::answer::not_measured;
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::{BASELINE, MUCH_OPAQUE, Metric, Results, WorkloadRecord};
use stats::Estimate;
use text::{count, estimate, nanoseconds, runs, significant};
use trace::Shape;

/// The most workloads of which a page shows every metric: more would make it too large to read.
const EVERY_METRIC: usize = 20;

pub(super) fn section(report: &Report) -> Section {
    let results = report.summary.results;
    let mut blocks = vec![
        Block::Text(
            "Times are geometric means of the processes' medians, with 95 % intervals. Sizes are \
             exact. The number of uops is the number that one run executes."
                .to_owned(),
        ),
        Block::Table(overview(report)),
    ];
    blocks.extend(opaque_calls(results));
    blocks.extend(results.workloads.iter().map(|workload| Block::Details {
        id: format!("workload-{}", workload.name),
        summary: format!(
            "`{}`: {} traces, {} uops",
            workload.name,
            workload.traces,
            count(workload.uops as u64)
        ),
        blocks: details(report, workload),
    }));
    if results.workloads.len() > EVERY_METRIC {
        blocks.push(Block::Text(format!(
            "Other metrics are shown for at most {EVERY_METRIC} workloads. `results.json` has all of them, and \
             `uopbench export results.json --format csv` makes a table."
        )));
    }
    if results.workloads.is_empty() {
        blocks.push(not_measured("these results contain no workload."));
    }
    Section { id: "workloads", label: "Workloads", title: "Workloads", asked: None, blocks }
}

/// Which programs ask objects that the runtime does not model, and how much of CPython's time these took.
fn opaque_calls(results: &Results) -> Option<Block> {
    let shares = results.workloads.iter().filter_map(|workload| {
        let percent = workload.opaque_percent?;
        let mark = if workload.is_mostly_replayed() { " (much)" } else { "" };
        Some(format!("`{}` {percent} %{mark}", workload.name))
    });
    let shares: Vec<String> = shares.collect();
    (!shares.is_empty()).then(|| {
        Block::Text(format!(
            "Some programs ask objects that the runtime does not model. These answer as was recorded, so that what \
             they do is not measured here, and took this much of CPython's time: {}. Of a program with more than \
             {MUCH_OPAQUE} %, which are marked, the uops that are measured may be the smaller part.",
            shares.join(", ")
        ))
    })
}

/// Run time relative to the baseline, with verdicts.
fn overview(report: &Report) -> Table {
    let results = report.summary.results;
    let ids: Vec<&str> = results.backends.iter().map(|backend| backend.id.as_str()).collect();
    let header: Vec<&str> = std::iter::once("workload").chain(ids.iter().copied()).collect();
    let caption = format!("Run time relative to {BASELINE}, with verdicts");
    let mut table = Table::new(caption, &header);
    for workload in &results.workloads {
        let cell = |id: &&str| match report.summary.run_ratio(&workload.name, id) {
            Some(ratio) => {
                let cell = Cell::number(ratio.value, significant(ratio.value));
                match report.verdicts.of(&workload.name, id, BASELINE) {
                    Some(verdict) => cell.marked(verdict),
                    None => cell,
                }
            }
            None => Cell::nothing(),
        };
        let name = Cell::text(&workload.name);
        table.rows.push(std::iter::once(name).chain(ids.iter().map(cell)).collect());
    }
    table
}

fn details(report: &Report, workload: &WorkloadRecord) -> Vec<Block> {
    let WorkloadRecord { name, dialect, shape, hash, args, result, .. } = workload;
    let form = match shape {
        Shape::Trace => "",
        Shape::Region => " and consists of regions",
    };
    let args = shorten(&args.join(", "));
    let mut blocks = vec![
        Block::Text(format!(
            "`{name}({args})` is `{}`; the program is of the dialect `{dialect}`{form}, and its hash is `{hash}`.",
            shorten(result)
        )),
        Block::Table(main_table(report, name)),
    ];
    if report.summary.results.workloads.len() <= EVERY_METRIC {
        blocks.push(Block::Table(other_table(report.summary.results, name)));
    }
    blocks
}

/// What everybody wants to know.
fn main_table(report: &Report, workload: &str) -> Table {
    let (summary, results) = (report.summary, report.summary.results);
    let relative = format!("relative to {BASELINE}");
    let mut table = Table::new(
        format!("{workload}: times, bytes and break-even"),
        &[
            "backend",
            "run time",
            "interval",
            &relative,
            "verdict",
            "compile",
            "publish",
            "code, bytes",
            "break-even, runs",
        ],
    );
    for backend in &results.backends {
        let id = backend.id.as_str();
        let of = |metric, show: fn(f64) -> String| Cell::of(results, workload, id, metric, show);
        let interval = results.get(workload, id, Metric::RunNs).map_or_else(Cell::nothing, |s| {
            Cell::text(format!("{} to {}", nanoseconds(s.lo), nanoseconds(s.hi)))
        });
        let ratio = summary.run_ratio(workload, id);
        let verdict = report.verdicts.of(workload, id, BASELINE);
        let even = summary.break_even(workload, BASELINE, id).filter(|_| id != BASELINE);
        table.rows.push(vec![
            Cell::text(id),
            of(Metric::RunNs, nanoseconds),
            interval,
            ratio.map_or_else(Cell::nothing, |e: Estimate| Cell::number(e.value, estimate(e))),
            verdict.map_or_else(Cell::nothing, |v| Cell::text(v.name()).marked(v)),
            of(Metric::CompileNs, nanoseconds),
            of(Metric::PublishNs, nanoseconds),
            of(Metric::CodeBytes, |bytes| count(bytes as u64)),
            even.map_or_else(Cell::nothing, |even| Cell::text(runs(even))),
        ]);
    }
    table
}

/// Every other metric that these results have of it, a row each, and a column for each backend that has one.
fn other_table(results: &Results, workload: &str) -> Table {
    const SHOWN: [Metric; 4] =
        [Metric::RunNs, Metric::CompileNs, Metric::PublishNs, Metric::CodeBytes];
    let others = || Metric::ALL.into_iter().filter(|metric| !SHOWN.contains(metric));
    let has = |id: &str, metric| results.get(workload, id, metric).is_some();
    let ids = results.backends.iter().map(|backend| backend.id.as_str());
    let ids: Vec<&str> = ids.filter(|id| others().any(|metric| has(id, metric))).collect();
    let header: Vec<&str> = std::iter::once("metric").chain(ids.iter().copied()).collect();
    let mut table = Table::new(format!("{workload}: all other metrics"), &header);
    for metric in others().filter(|metric| ids.iter().any(|id| has(id, *metric))) {
        let show = |value: f64| match metric.unit() {
            "ns" => nanoseconds(value),
            "ratio" => format!("{} %", significant(value * 100.0)),
            _ => count(value.round() as u64),
        };
        let cells = ids.iter().map(|id| Cell::of(results, workload, id, metric, show));
        let name = Cell::text(format!("`{}`", metric.name()));
        table.rows.push(std::iter::once(name).chain(cells).collect());
    }
    table
}

/// The beginning of a long value is enough to distinguish it from others.
fn shorten(text: &str) -> String {
    const LIMIT: usize = 60;
    // A backtick would end the code that it is in.
    let text = text.replace('`', "'");
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
