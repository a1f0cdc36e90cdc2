//! How fast programs run.

use super::answer::{measured, no_time};
use crate::chart;
use crate::document::{Block, Section};
use crate::subject::{Report, times};
use results::{BASELINE, is_peer};

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
        None => no_time(summary.results, "these results contain no run times."),
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
