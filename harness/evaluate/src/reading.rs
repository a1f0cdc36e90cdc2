//! The numbers that criteria bound, read from results.

use crate::bound::{Bound, Limit, Statistic};
use crate::quantity::Quantity;
use crate::unit::Unit;
use results::{Fact, MemoryBytes, MemoryReading, Metric, Results, SEED, Summary, ratio};
use stats::{Estimate, Term, bootstrap};
use trace::rng::Rng;

/// A number, and what it is of, in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// The number, in the criterion's unit.
    pub number: Estimate,
    /// What it is of.
    pub of: String,
}

/// The quantity in these results, or why they don't have it.
pub(crate) fn read(bound: &Bound, summary: &Summary) -> Result<Reading, String> {
    let results = summary.results;
    for id in [Some(&bound.backend), bound.against.as_ref()].into_iter().flatten() {
        if results.backends.iter().all(|backend| backend.id != *id) {
            return Err(format!("these results have no backend {id}"));
        }
    }
    match bound.quantity {
        Quantity::Metric(metric) => of_workloads(bound, metric, results),
        Quantity::MemoryResident => memory(bound, results, |bytes| Some(bytes.resident)),
        Quantity::MemoryPeak => memory(bound, results, |bytes| Some(bytes.peak)),
        Quantity::MemoryProcess => memory(bound, results, |bytes| bytes.process),
        Quantity::StencilBuild => match results.environment.get("stencil_build_ms") {
            Some(Fact::Number(ms)) => Ok(Reading {
                number: Estimate::exact(*ms as f64 / 1000.0),
                of: "making all stencils, in the build of this uopbench".into(),
            }),
            _ => Err("these results don't say how long the stencils took to be made".into()),
        },
    }
}

/// A ratio of backend to `against` as the unit has it.
fn relative(unit: Unit, Estimate { value, lo, hi }: Estimate) -> Estimate {
    match unit {
        Unit::PercentFaster => {
            let faster = |ratio: f64| (1.0 / ratio - 1.0) * 100.0;
            Estimate { value: faster(value), lo: faster(hi), hi: faster(lo) }
        }
        Unit::PercentMore => {
            let more = |ratio: f64| (ratio - 1.0) * 100.0;
            Estimate { value: more(value), lo: more(lo), hi: more(hi) }
        }
        _ => Estimate { value, lo, hi },
    }
}

fn of_workloads(bound: &Bound, metric: Metric, results: &Results) -> Result<Reading, String> {
    let mut products: Vec<Vec<Term>> = Vec::new();
    for workload in &results.workloads {
        let get = |backend: &str, metric: Metric| {
            results
                .get(&workload.name, backend, metric)
                .ok_or_else(|| format!("{backend} has no {} of {}", metric.name(), workload.name))
        };
        let number = get(&bound.backend, metric)?;
        let mut terms = match &bound.against {
            Some(against) => {
                ratio((number, 0), (get(against, metric)?, 0), 1.0).ok_or_else(|| {
                    format!(
                        "{} of {} is 0 on one side, which has no ratio",
                        metric.name(),
                        workload.name
                    )
                })?
            }
            None => vec![number.term(1.0, 0)],
        };
        if matches!(bound.unit, Unit::NsPerUop | Unit::BytesPerUop) {
            terms.push(get(&bound.backend, Metric::UopsStatic)?.term(-1.0, 0));
        }
        products.push(terms);
    }
    if products.is_empty() {
        return Err("these results have no workload".into());
    }
    let n = products.len();
    let estimate = |terms: &[Term]| bootstrap(terms, &mut Rng::new(SEED)).estimate();
    let (number, of) = match bound.statistic {
        Statistic::GeometricMean => {
            let weight = 1.0 / n as f64;
            let terms: Vec<Term> = products
                .into_iter()
                .flatten()
                .map(|term| Term { weight: term.weight * weight, ..term })
                .collect();
            (estimate(&terms), format!("geometric mean over {n} workloads"))
        }
        Statistic::Worst => {
            let all = products.iter().zip(&results.workloads);
            let all = all.map(|(terms, workload)| (estimate(terms), &workload.name));
            // Of a ratio that is read the other way round, the largest is the least.
            let smallest =
                matches!(bound.limit, Limit::AtLeast(_)) != (bound.unit == Unit::PercentFaster);
            let order = |a: &(Estimate, _), b: &(Estimate, _)| a.0.value.total_cmp(&b.0.value);
            let (number, name) = if smallest { all.min_by(order) } else { all.max_by(order) }
                .ok_or("these results have no workload")?;
            (number, format!("the worst of {n} workloads, {name}"))
        }
    };
    let number = if bound.unit.is_relative() { relative(bound.unit, number) } else { number };
    match number.value.is_finite() {
        true => Ok(Reading { number, of: format!("{}, {of}", of_whom(bound)) }),
        false => Err(format!("{} is 0 somewhere, which has no ratio", metric.name())),
    }
}

fn of_whom(bound: &Bound) -> String {
    match &bound.against {
        Some(against) => format!("{} against {against}", bound.backend),
        None => bound.backend.clone(),
    }
}

fn memory(
    bound: &Bound,
    results: &Results,
    which: fn(&MemoryBytes) -> Option<u64>,
) -> Result<Reading, String> {
    let bytes = |backend: &str| {
        let record = results.memory.iter().find(|memory| memory.backend == backend);
        match record.map(|record| &record.reading) {
            Some(MemoryReading::Bytes(bytes)) => which(bytes)
                .map(|bytes| bytes as f64)
                .ok_or_else(|| format!("these results don't have it of {backend}")),
            Some(MemoryReading::Missing { unavailable }) => Err(unavailable.clone()),
            None => Err(format!("the memory of {backend} was not measured")),
        }
    };
    let of = bytes(&bound.backend)?;
    let number = match &bound.against {
        Some(against) => {
            let base = bytes(against)?;
            match (of == 0.0, base == 0.0) {
                (true, true) => relative(bound.unit, Estimate::exact(1.0)),
                (false, false) => relative(bound.unit, Estimate::exact(of / base)),
                _ => return Err("one side takes nothing, which has no ratio".into()),
            }
        }
        None => Estimate::exact(of),
    };
    Ok(Reading { number, of: format!("{}, one measurement", of_whom(bound)) })
}
