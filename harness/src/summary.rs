//! What a results file says in short: geometric means per backend, ratios per workload.

use crate::record::{Metric, Results, Samples};
use crate::rng::Rng;
use crate::stats::{Estimate, Ratio, geometric_mean_estimate};

/// The backend that all run times are compared with.
pub const BASELINE: &str = "interp-match";

/// The seed of every interval in a report, so that drawing it again gives the same report.
const SEED: u64 = 0x0075_6f70;

/// A backend in a line: geometric means over the workloads. What was not measured is `None`.
#[derive(Clone, PartialEq, Debug)]
pub struct BackendSummary {
    /// The backend's id.
    pub id: String,
    /// Nanoseconds to compile a uop.
    pub compile_per_uop: Option<Estimate>,
    /// Nanoseconds to publish a uop.
    pub publish_per_uop: Option<Estimate>,
    /// Bytes of machine code per uop.
    pub code_per_uop: Option<Estimate>,
    /// Run time as a multiple of the baseline's.
    pub run_ratio: Option<Estimate>,
}

impl BackendSummary {
    /// How many times as fast as the baseline it runs.
    pub fn speedup(&self) -> Option<Estimate> {
        self.run_ratio.map(|r| Estimate { value: 1.0 / r.value, lo: 1.0 / r.hi, hi: 1.0 / r.lo })
    }
}

/// The summary of every backend, in the file's order.
pub fn backends(results: &Results) -> Vec<BackendSummary> {
    results
        .backends
        .iter()
        .map(|backend| {
            let id = &backend.id;
            BackendSummary {
                id: id.clone(),
                compile_per_uop: mean_over_workloads(results, |w| {
                    per_uop(results, w, id, Metric::CompileNs)
                }),
                publish_per_uop: mean_over_workloads(results, |w| {
                    per_uop(results, w, id, Metric::PublishNs)
                }),
                code_per_uop: mean_over_workloads(results, |w| {
                    per_uop(results, w, id, Metric::CodeBytes)
                }),
                run_ratio: mean_over_workloads(results, |w| run_ratio(results, w, id)),
            }
        })
        .collect()
}

/// One workload's metric of one backend, per uop of the program.
pub fn workload_per_uop(
    results: &Results,
    workload: &str,
    backend: &str,
    metric: Metric,
) -> Option<Estimate> {
    let uops = results.get(workload, backend, Metric::UopsStatic)?.median;
    let samples = results.get(workload, backend, metric)?;
    Some(Estimate { value: samples.median / uops, lo: samples.lo / uops, hi: samples.hi / uops })
}

/// One workload's run time on one backend as a multiple of the baseline's.
pub fn workload_run_ratio(results: &Results, workload: &str, backend: &str) -> Option<Estimate> {
    let ratio = run_ratio(results, workload, backend)?;
    if backend == BASELINE {
        return Some(Estimate::exact(1.0));
    }
    Some(geometric_mean_estimate(&[ratio], &mut Rng::new(SEED)))
}

/// The largest difference between two measurements of the same code in this run, if it was measured.
pub fn noise_floor(results: &Results) -> Option<f64> {
    let floors = results.workloads.iter().filter_map(|workload| {
        Some(results.get(&workload.name, BASELINE, Metric::AaFloor)?.median)
    });
    floors.reduce(f64::max)
}

/// A mean over all workloads that have the metric on this backend; `None` where none has it.
fn mean_over_workloads<'a>(
    results: &'a Results,
    factor: impl Fn(&'a str) -> Option<Ratio<'a>>,
) -> Option<Estimate> {
    let ratios: Vec<Ratio> =
        results.workloads.iter().filter_map(|workload| factor(&workload.name)).collect();
    if ratios.is_empty() {
        return None;
    }
    let mean = geometric_mean_estimate(&ratios, &mut Rng::new(SEED));
    (mean.value.is_finite() && mean.value > 0.0).then_some(mean)
}

fn per_uop<'a>(
    results: &'a Results,
    workload: &str,
    backend: &str,
    metric: Metric,
) -> Option<Ratio<'a>> {
    let uops = results.get(workload, backend, Metric::UopsStatic)?.median;
    let samples: &Samples = results.get(workload, backend, metric)?;
    Some(Ratio { samples: &samples.samples, base: &[1.0], per: uops })
}

fn run_ratio<'a>(results: &'a Results, workload: &str, backend: &str) -> Option<Ratio<'a>> {
    let base = results.get(workload, BASELINE, Metric::RunNs)?;
    let samples = results.get(workload, backend, Metric::RunNs)?;
    // Against itself the ratio is 1 without doubt, not the quotient of two resamplings.
    let [samples, base] =
        if backend == BASELINE { [&[1.0][..]; 2] } else { [&samples.samples[..], &base.samples] };
    Some(Ratio { samples, base, per: 1.0 })
}
