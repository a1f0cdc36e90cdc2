//! The tables that every form of report shows.

use crate::format::{count, estimate, nanoseconds, runs, significant, table};
use crate::record::{Fact, MemoryReading, Metric, Results};
use crate::summary::{BASELINE, Summary};

/// A table: a title for each column, and the rows. The first column names the row.
pub(super) struct Table {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// What a cell shows that has no number.
pub(super) const NOTHING: &str = "–";

/// What was measured and how, in sentences.
pub(super) const METHOD: [&str; 6] = [
    "Every workload is run once on every backend before anything is measured; a result that is \
     not CPython's ends the bench.",
    "Compile time is that of all traces of a program, up to but not including making the code \
     executable, which is publish time. What is compiled is dropped outside of the measured time. \
     Each sample follows an unmeasured repetition of itself.",
    "Run time is that of one call of the program with its arguments.",
    "Several processes take samples, one after the other. In each, backends take turns: a block has \
     one sample of each number in random order, drawn from the recorded seed. Short ones are \
     repeated within a sample, which is then their mean. Each process puts the code of a workload \
     in several places.",
    "Numbers are geometric means of the processes' medians, warm-up left out; intervals are 95 % \
     bootstrap intervals for which processes are resampled, widened for how few there are. In \
     ratios, both sides are resampled.",
    "The noise floor is the difference between two streams of run times of the same code of \
     interp-match, taken in the same blocks. Smaller differences between backends mean nothing.",
];

/// Geometric means per backend.
pub(super) fn summary_table(summary: &Summary) -> Table {
    let header = ["backend", "compile, ns/uop", "publish, ns/uop", "code, bytes/uop", "speed"];
    let rows = summary
        .backends
        .iter()
        .map(|s| {
            let show = |e: Option<crate::stats::Estimate>| e.map_or(NOTHING.into(), estimate);
            let speed = s.speedup();
            vec![
                s.id.clone(),
                show(s.compile_per_uop),
                show(s.publish_per_uop),
                show(s.code_per_uop),
                speed.map_or(NOTHING.into(), |e| format!("{}×", estimate(e).replace(" [", "× ["))),
            ]
        })
        .map(|mut row| {
            // `1.50× [1.4, 1.6]×` reads better without the second sign.
            if let Some(speed) = row.last_mut()
                && speed.ends_with("]×")
            {
                speed.pop();
            }
            row
        })
        .collect();
    Table { header: header.map(str::to_owned).to_vec(), rows }
}

/// All numbers per workload and backend.
pub(super) fn workload_table(summary: &Summary) -> Table {
    let results = summary.results;
    let header = [
        "workload",
        "backend",
        "run time",
        "relative to",
        "compile",
        "publish",
        "code",
        "data",
        "executable",
        "uops",
    ];
    let mut header: Vec<String> = header.map(str::to_owned).to_vec();
    header[3] = format!("relative to {BASELINE}");
    let mut rows = Vec::new();
    for workload in &results.workloads {
        for backend in &results.backends {
            let get = |metric| results.get(&workload.name, &backend.id, metric);
            let time = |metric| get(metric).map_or(NOTHING.into(), |s| nanoseconds(s.median));
            let whole =
                |metric| get(metric).map_or(NOTHING.into(), |s| count(s.median.round() as u64));
            let ratio = summary.run_ratio(&workload.name, &backend.id);
            rows.push(vec![
                workload.name.clone(),
                backend.id.clone(),
                time(Metric::RunNs),
                ratio.map_or(NOTHING.into(), estimate),
                time(Metric::CompileNs),
                time(Metric::PublishNs),
                whole(Metric::CodeBytes),
                whole(Metric::DataBytes),
                whole(Metric::ExecMemoryBytes),
                whole(Metric::UopsExecuted),
            ]);
        }
    }
    Table { header, rows }
}

/// From how many runs on each backend has cost less than the baseline.
pub(super) fn break_even_table(summary: &Summary) -> Table {
    let results = summary.results;
    let others: Vec<&str> =
        results.backends.iter().map(|b| b.id.as_str()).filter(|id| *id != BASELINE).collect();
    let header = std::iter::once("workload").chain(others.iter().copied());
    let rows = results.workloads.iter().map(|workload| {
        let even = |backend: &&str| summary.break_even(&workload.name, BASELINE, backend);
        let cells = others.iter().map(|backend| even(backend).map_or(NOTHING.into(), runs));
        std::iter::once(workload.name.clone()).chain(cells).collect()
    });
    Table { header: header.map(str::to_owned).collect(), rows: rows.collect() }
}

/// What compiling all workloads takes of memory.
pub(super) fn memory_table(results: &Results) -> Table {
    let header = ["backend", "resident", "relative to interp-match", "executable", "heap", "peak"];
    let bytes = |backend: &str| {
        results.memory.iter().find(|memory| memory.backend == backend).and_then(|memory| {
            match memory.reading {
                MemoryReading::Bytes(bytes) => Some(bytes),
                MemoryReading::Missing { .. } => None,
            }
        })
    };
    let base = bytes(BASELINE).map(|bytes| bytes.resident as f64).filter(|bytes| *bytes > 0.0);
    let rows = results.memory.iter().map(|memory| {
        let mut row = vec![memory.backend.clone()];
        row.extend(match bytes(&memory.backend) {
            Some(bytes) => {
                let ratio = base.map(|base| bytes.resident as f64 / base);
                let numbers = [bytes.executable, bytes.heap, bytes.peak].map(count);
                let ratio = ratio.map_or(NOTHING.into(), |r| format!("{}×", significant(r)));
                [vec![count(bytes.resident), ratio], numbers.to_vec()].concat()
            }
            None => vec![NOTHING.into(); header.len() - 1],
        });
        row
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// What was run.
pub(super) fn program_table(results: &Results) -> Table {
    let header = ["workload", "arguments", "result", "traces", "uops", "hash"];
    let rows = results
        .workloads
        .iter()
        .map(|w| {
            vec![
                w.name.clone(),
                shorten(&w.args.join(", ")),
                shorten(&w.result),
                w.traces.to_string(),
                w.uops.to_string(),
                w.hash.clone(),
            ]
        })
        .collect();
    Table { header: header.map(str::to_owned).to_vec(), rows }
}

/// The machine and the build.
pub(super) fn environment_table(results: &Results) -> Table {
    let rows = results
        .environment
        .iter()
        .map(|(name, fact)| {
            let text = match fact {
                Fact::Text(text) => text.clone(),
                // A seed is to be typed again, an amount of memory to be read.
                Fact::Number(number) if name == "memory_bytes" => count(*number),
                Fact::Number(number) => number.to_string(),
                Fact::List(items) => items.join(", "),
                Fact::Missing { unavailable } => format!("unavailable: {unavailable}"),
            };
            vec![name.clone(), text]
        })
        .collect();
    Table { header: vec!["what".into(), "value".into()], rows }
}

/// The headline in a sentence or two, from the numbers.
pub(super) fn findings(summary: &Summary) -> Vec<String> {
    let mut findings: Vec<String> = summary
        .backends
        .iter()
        .filter(|s| s.id != BASELINE)
        .filter_map(|s| {
            let (speed, compile) = (s.speedup()?, s.compile_per_uop?);
            let direction = if speed.value >= 1.0 { "as fast as" } else { "the speed of" };
            Some(format!(
                "{} runs {}× {direction} {BASELINE} and takes {} to compile a uop.",
                s.id,
                significant(speed.value),
                nanoseconds(compile.value)
            ))
        })
        .collect();
    if let Some(floor) = summary.noise_floor() {
        findings.push(format!(
            "The largest noise floor of a workload was {} %.",
            significant(floor * 100.0)
        ));
    }
    findings
}

/// The summary for a terminal.
pub fn terminal(summary: &Summary) -> String {
    let results = summary.results;
    let Table { header, rows } = summary_table(summary);
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut out = format!("Geometric means over {} workloads:\n\n", results.workloads.len());
    out += &table(&header, &rows, &[]);
    for finding in findings(summary) {
        out += &format!("\n{finding}");
    }
    out + "\n"
}

/// Long values are told from each other by their beginning.
fn shorten(text: &str) -> String {
    const LIMIT: usize = 40;
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
