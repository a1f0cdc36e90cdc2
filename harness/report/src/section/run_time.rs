//! How fast programs run.

use super::answer::{measured, not_measured};
use crate::chart;
use crate::document::{Block, Section};
use crate::subject::{Report, times};
use results::{BASELINE, Results, is_peer};

/// Why there are no run times.
fn why_not(results: &Results) -> String {
    match results.emulator() {
        Some(emulator) => {
            format!("{emulator} executed the programs, and its time is no processor's.")
        }
        None => "these results contain no run times.".into(),
    }
}

pub(super) fn section(report: &Report) -> Section {
    let summary = report.summary;
    let fastest = summary
        .backends
        .iter()
        .filter(|s| !is_peer(&s.id))
        .filter_map(|s| Some((s, s.speedup()?)))
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let answer = match fastest {
        Some((s, speed)) => measured(format!(
            "The fastest is `{}` with {} the speed of {BASELINE}, geometric mean over {} workloads.",
            s.id,
            times(speed),
            summary.results.workloads.len()
        )),
        None => not_measured(why_not(summary.results)),
    };
    Section {
        id: "run-time",
        label: "Run time",
        title: "How fast does it run?",
        asked: Some("PEP 744 and PEP 836: is it faster?"),
        blocks: vec![
            Block::Text(
                "Run time is the time of one run of a workload, from its first uop to its return. \
                 All of it is spent in traces. A whole Python program spends a part of its time \
                 elsewhere, so it gains less."
                    .to_owned(),
            ),
            Block::Chart(chart::RUN_TIME),
            answer,
        ],
    }
}
