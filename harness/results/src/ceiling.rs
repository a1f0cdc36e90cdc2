//! How far backends are from the best code for the same uops.

use crate::{BASELINE, CEILING, Metric, Results, SEED};
use stats::{Estimate, Ratios, median, share};
use trace::rng::Rng;

/// The share of the ceiling's gain over the baseline that a backend gets, in one workload; `None` where
/// the ceiling was not measured or gains nothing.
pub fn share_in(results: &Results, workload: &str, backend: &str) -> Option<Estimate> {
    share(&[ratios(results, workload, backend)?], &mut Rng::new(SEED))
}

/// Likewise over all workloads that have the numbers.
pub fn share_of_all(results: &Results, backend: &str) -> Option<Estimate> {
    let workloads = results.workloads.iter();
    let ratios: Vec<Ratios> =
        workloads.filter_map(|workload| ratios(results, &workload.name, backend)).collect();
    share(&ratios, &mut Rng::new(SEED))
}

fn ratios(results: &Results, workload: &str, backend: &str) -> Option<Ratios> {
    let logs = |backend| -> Option<Vec<f64>> {
        let steady = results.get(workload, backend, Metric::RunNs)?.steady();
        Some(steady.iter().map(|samples| median(samples).ln()).collect())
    };
    let base = logs(BASELINE)?;
    let relative = |logs: Vec<f64>| logs.iter().zip(&base).map(|(log, base)| log - base).collect();
    Some(Ratios { side: relative(logs(backend)?), best: relative(logs(CEILING)?) })
}
