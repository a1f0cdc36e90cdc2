//! What a results file says in short: geometric means per backend, ratios per workload.

use crate::{BASELINE, Metric, Results, SEED, Samples, WorkloadRecord};
use backend_api::Phase;
use stats::{Bootstrap, Cost, Estimate, Term, bootstrap, break_even};
use std::collections::HashMap;
use trace::rng::Rng;

/// A backend in a line: geometric means over the workloads. What was not measured is `None`.
#[derive(Clone, PartialEq, Debug)]
pub struct BackendSummary {
    /// The backend's id.
    pub id: String,
    /// Nanoseconds to compile a uop.
    pub compile_per_uop: Option<Estimate>,
    /// Nanoseconds to publish a uop.
    pub publish_per_uop: Option<Estimate>,
    /// Compile time as a multiple of the time to copy as many bytes.
    pub compile_by_copy: Option<Estimate>,
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

/// A results file with what was derived from it.
#[derive(Debug)]
pub struct Summary<'a> {
    /// The file.
    pub results: &'a Results,
    /// The summary of every backend, in the file's order.
    pub backends: Vec<BackendSummary>,
    run_ratios: HashMap<(&'a str, &'a str), Estimate>,
}

impl<'a> Summary<'a> {
    /// Derives everything.
    pub fn new(results: &'a Results) -> Self {
        let mut run_ratios = HashMap::new();
        for workload in &results.workloads {
            for backend in &results.backends {
                let (workload, backend) = (workload.name.as_str(), backend.id.as_str());
                if let Some(ratio) = run_ratio(results, workload, backend) {
                    let estimate = bootstrap(&ratio, &mut Rng::new(SEED)).estimate();
                    run_ratios.insert((workload, backend), estimate);
                }
            }
        }
        Summary { results, backends: backends(results), run_ratios }
    }

    /// One workload's run time on one backend as a multiple of the baseline's.
    pub fn run_ratio(&self, workload: &str, backend: &str) -> Option<Estimate> {
        self.run_ratios.get(&(workload, backend)).copied()
    }

    /// The ratio of a workload's metric on one backend to that on another.
    pub fn ratio(
        &self,
        workload: &str,
        backend: &str,
        against: &str,
        metric: Metric,
    ) -> Option<Bootstrap> {
        let terms = ratio(self.results, workload, backend, against, metric)?;
        Some(bootstrap(&terms, &mut Rng::new(SEED)))
    }

    /// The geometric mean of these ratios over the workloads that have them.
    pub fn mean_ratio(&self, backend: &str, against: &str, metric: Metric) -> Option<Bootstrap> {
        self.mean_ratio_over(&self.results.workloads, backend, against, metric)
    }

    /// The same over some of the workloads.
    pub fn mean_ratio_over<'w>(
        &self,
        workloads: impl IntoIterator<Item = &'w WorkloadRecord>,
        backend: &str,
        against: &str,
        metric: Metric,
    ) -> Option<Bootstrap> {
        let terms = mean_terms(workloads, |workload| {
            ratio(self.results, workload, backend, against, metric)
        })?;
        Some(bootstrap(&terms, &mut Rng::new(SEED)))
    }

    /// One workload's metric on one backend, per uop of the program.
    pub fn per_uop(&self, workload: &str, backend: &str, metric: Metric) -> Option<Estimate> {
        let uops = self.results.get(workload, backend, Metric::UopsStatic)?.median;
        let Samples { median, lo, hi, .. } = self.results.get(workload, backend, metric)?;
        Some(Estimate { value: median / uops, lo: lo / uops, hi: hi / uops })
    }

    /// Nanoseconds to load a uop, whatever backend compiles it then: the geometric mean over the workloads.
    pub fn load_per_uop(&self) -> Option<Estimate> {
        mean_over_workloads(self.results, |workload| {
            let mut backends = self.results.backends.iter();
            backends.find_map(|it| per_uop(self.results, workload, &it.id, Metric::LoadNs))
        })
    }

    /// What a workload costs on a backend.
    pub fn cost(&self, workload: &str, backend: &str) -> Option<Cost> {
        let steady = |metric| Some(self.results.get(workload, backend, metric)?.steady());
        // What is interpreted is not published.
        let once: Vec<_> = [Some(steady(Metric::CompileNs)?), steady(Metric::PublishNs)]
            .into_iter()
            .flatten()
            .collect();
        Some(Cost::new(&once, &steady(Metric::RunNs)?))
    }

    /// What all workloads together cost on a backend; `None` where one of them has no numbers.
    pub fn cost_of_all(&self, backend: &str) -> Option<Cost> {
        let mut all = Cost { once: vec![0.0], run: vec![0.0] };
        for workload in &self.results.workloads {
            let cost = self.cost(&workload.name, backend)?;
            all.once[0] += cost.total(0.0);
            all.run[0] += cost.total(1.0) - cost.total(0.0);
        }
        (!self.results.workloads.is_empty()).then_some(all)
    }

    /// From how many runs on `to` has cost less than `from`: see [`break_even`].
    pub fn break_even(&self, workload: &str, from: &str, to: &str) -> Option<Estimate> {
        let (from, to) = (self.cost(workload, from)?, self.cost(workload, to)?);
        Some(break_even(&from, &to, &mut Rng::new(SEED)))
    }

    /// How long compiling a uop takes on a backend by phase, publishing the last, over all workloads
    /// that have the numbers; empty if none has.
    pub fn phases(&self, backend: &str) -> Vec<(&'static str, f64)> {
        let sum = |metric: Metric| {
            let numbers = self.results.workloads.iter().filter_map(|workload| {
                let uops = self.results.get(&workload.name, backend, Metric::UopsStatic)?;
                let samples = self.results.get(&workload.name, backend, metric)?;
                Some((samples.median, uops.median))
            });
            numbers
                .reduce(|(time, uops), (t, u)| (time + t, uops + u))
                .map(|(time, uops)| time / uops)
        };
        let phases = Phase::ALL.into_iter();
        let mut times: Vec<_> = phases
            .filter_map(|phase| Some((phase.name(), sum(Metric::of_phase(phase))?)))
            .collect();
        if !times.is_empty() {
            times.extend(sum(Metric::PublishNs).map(|time| ("publish", time)));
        }
        times
    }

    /// The largest difference between two measurements of the same code in this run, if it was
    /// measured.
    pub fn noise_floor(&self) -> Option<f64> {
        let floors = self.results.workloads.iter().filter_map(|workload| {
            Some(self.results.get(&workload.name, BASELINE, Metric::AaFloor)?.median)
        });
        floors.reduce(f64::max)
    }
}

fn backends(results: &Results) -> Vec<BackendSummary> {
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
                compile_by_copy: mean_over_workloads(results, |w| compile_by_copy(results, w, id)),
                code_per_uop: mean_over_workloads(results, |w| {
                    per_uop(results, w, id, Metric::CodeBytes)
                }),
                run_ratio: mean_over_workloads(results, |w| run_ratio(results, w, id)),
            }
        })
        .collect()
}

/// A mean over all workloads that have the metric on this backend; `None` where none has it.
fn mean_over_workloads(
    results: &Results,
    factor: impl Fn(&str) -> Option<Vec<Term>>,
) -> Option<Estimate> {
    let terms = mean_terms(&results.workloads, factor)?;
    let mean = bootstrap(&terms, &mut Rng::new(SEED)).estimate();
    (mean.value.is_finite() && mean.value > 0.0).then_some(mean)
}

/// The terms of a geometric mean; `None` where no workload has any.
fn mean_terms<'w>(
    workloads: impl IntoIterator<Item = &'w WorkloadRecord>,
    factor: impl Fn(&str) -> Option<Vec<Term>>,
) -> Option<Vec<Term>> {
    let factors: Vec<Vec<Term>> =
        workloads.into_iter().filter_map(|workload| factor(&workload.name)).collect();
    let weight = 1.0 / factors.len() as f64;
    let terms: Vec<Term> = factors
        .into_iter()
        .flatten()
        .map(|term| Term { weight: term.weight * weight, ..term })
        .collect();
    (!terms.is_empty()).then_some(terms)
}

fn per_uop(results: &Results, workload: &str, backend: &str, metric: Metric) -> Option<Vec<Term>> {
    let uops = results.get(workload, backend, Metric::UopsStatic)?;
    let samples = results.get(workload, backend, metric)?;
    Some(vec![samples.term(1.0, 0), uops.term(-1.0, 0)])
}

fn compile_by_copy(results: &Results, workload: &str, backend: &str) -> Option<Vec<Term>> {
    let get = |metric| results.get(workload, backend, metric);
    let (compile, copy) = (get(Metric::CompileNs)?, get(Metric::CopyNs)?);
    Some(vec![compile.term(1.0, 0), copy.term(-1.0, 0)])
}

fn run_ratio(results: &Results, workload: &str, backend: &str) -> Option<Vec<Term>> {
    ratio(results, workload, backend, BASELINE, Metric::RunNs)
}

fn ratio(
    results: &Results,
    workload: &str,
    backend: &str,
    against: &str,
    metric: Metric,
) -> Option<Vec<Term>> {
    let base = results.get(workload, against, metric)?;
    let samples = results.get(workload, backend, metric)?;
    if backend == against {
        // Against itself the ratio is 1 without doubt, not the quotient of two resamplings.
        return Some(vec![Term { processes: vec![vec![1.0]], weight: 1.0, run: 0 }]);
    }
    crate::ratio((samples, 0), (base, 0), 1.0)
}
