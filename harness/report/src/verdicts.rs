//! Verdicts: which differences in run time are more than noise.

use results::Metric;
use results::Summary;
use results::comparison::THRESHOLD;
use stats::{Comparison, Verdict, judge};
use std::collections::HashMap;

/// Verdicts on run times, all judged together.
pub(super) struct Verdicts<'a> {
    /// By workload, backend and what it is compared with; the workload is empty for all of them.
    verdicts: HashMap<(&'a str, &'a str, &'a str), Verdict>,
    /// The smallest difference that counts.
    pub(super) floor: f64,
}

/// What backends are compared with.
const AGAINST: [&str; 2] = ["interp-match", "interp-tail"];

impl<'a> Verdicts<'a> {
    pub(super) fn new(summary: &Summary<'a>) -> Self {
        let results = summary.results;
        let floor = summary.noise_floor().unwrap_or(0.0).max(THRESHOLD);
        let several_processes = results.processes.len() > 1;
        let mut keys = Vec::new();
        let mut comparisons = Vec::new();
        for against in AGAINST {
            for backend in results.backends.iter().map(|b| b.id.as_str()).filter(|b| *b != against)
            {
                let workloads = results.workloads.iter().map(|w| w.name.as_str());
                let ratios = workloads
                    .map(|w| (w, summary.ratio(w, backend, against, Metric::RunNs)))
                    .chain([("", summary.mean_ratio(backend, against, Metric::RunNs))]);
                for (workload, ratio) in ratios {
                    let Some(ratio) = ratio else { continue };
                    keys.push((workload, backend, against));
                    let floor = floor.ln_1p();
                    comparisons.push(Comparison { ratio, floor, several_processes });
                }
            }
        }
        let verdicts = keys.into_iter().zip(judge(&comparisons)).collect();
        Verdicts { verdicts, floor }
    }

    /// On one workload.
    pub(super) fn of(
        &self,
        workload: &'a str,
        backend: &'a str,
        against: &'a str,
    ) -> Option<Verdict> {
        self.verdicts.get(&(workload, backend, against)).copied()
    }

    /// On the geometric mean over all workloads.
    pub(super) fn of_mean(&self, backend: &'a str, against: &'a str) -> Option<Verdict> {
        self.of("", backend, against)
    }
}
