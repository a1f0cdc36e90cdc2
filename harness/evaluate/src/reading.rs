//! The numbers that criteria bound, read from results.

use crate::bound::{Against, Bound, Limit, Statistic};
use crate::quantity::Quantity;
use crate::unit::Unit;
use results::pairs::{Pair, shapes};
use results::{
    MUCH_OPAQUE, MemoryBytes, MemoryReading, Metric, Results, SEED, Samples, Summary, ratio,
};
use stats::{Estimate, Term, bootstrap};
use trace::Shape;
use trace::rng::Rng;

/// A number, and what it is of, in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// The number, in the criterion's unit.
    pub number: Estimate,
    /// What it is of.
    pub of: String,
}

/// The quantity in these results, or why they don't have it. `others` may have the same programs in another shape.
pub(crate) fn read(
    bound: &Bound,
    summary: &Summary,
    others: &[Summary],
) -> Result<Reading, String> {
    let results = summary.results;
    let against = match &bound.against {
        Some(Against::Backend(id)) => Some(id),
        _ => None,
    };
    for id in [Some(&bound.backend), against].into_iter().flatten() {
        if results.backends.iter().all(|backend| backend.id != *id) {
            return Err(format!("these results have no backend {id}"));
        }
    }
    let compared = match bound.against {
        Some(Against::Shape(shape)) => in_shapes(shape, results, others)?,
        _ => results.workloads.iter().map(|program| [(results, program); 2]).collect(),
    };
    match bound.quantity {
        Quantity::Metric(metric) => of_workloads(bound, metric, &compared),
        Quantity::MemoryResident => memory(bound, &compared, |bytes| Some(bytes.resident)),
        Quantity::MemoryPeak => memory(bound, &compared, |bytes| Some(bytes.peak)),
        Quantity::MemoryProcess => memory(bound, &compared, |bytes| bytes.process),
        Quantity::StencilBuild => Ok(Reading {
            number: Estimate::exact(results.stencil_build()?),
            of: "making all stencils, in the build of this uopbench".into(),
        }),
    }
}

/// The programs in the other shape, then in this one.
fn in_shapes<'a>(
    shape: Shape,
    results: &'a Results,
    others: &'a [Summary],
) -> Result<Vec<Pair<'a>>, String> {
    let mut pairs = shapes(results, others.iter().map(|other| other.results));
    if pairs.is_empty() {
        let command = "`uopbench shapes` measures both, and `--level` names the other results";
        return Err(format!("there are no results of the same programs in two shapes: {command}"));
    }
    if shape == Shape::ALL[0] {
        pairs.iter_mut().for_each(|pair| pair.reverse());
    }
    Ok(pairs)
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

/// `compared` are the programs that the number is of, each with what it is relative to.
fn of_workloads(bound: &Bound, metric: Metric, compared: &[Pair]) -> Result<Reading, String> {
    let mut products: Vec<Vec<Term>> = Vec::new();
    let base = match &bound.against {
        Some(Against::Backend(id)) => id,
        _ => &bound.backend,
    };
    for [(results, workload), (other, same)] in compared {
        let get = |results, backend, metric| samples(results, &workload.name, backend, metric);
        let number = get(*results, &bound.backend, metric)?;
        let mut terms = match &bound.against {
            Some(against) => {
                // Results of their own have processes of their own.
                let run = usize::from(matches!(against, Against::Shape(_)));
                ratio((number, 0), (get(*other, base, metric)?, run), 1.0).ok_or_else(|| {
                    format!(
                        "{} of {} is 0 on one side, which has no ratio",
                        metric.name(),
                        same.name
                    )
                })?
            }
            None => vec![number.term(1.0, 0)],
        };
        if matches!(bound.unit, Unit::NsPerUop | Unit::BytesPerUop) {
            terms.push(get(*results, &bound.backend, Metric::UopsStatic)?.term(-1.0, 0));
        }
        products.push(terms);
    }
    if products.is_empty() {
        return Err("these results have no workload".into());
    }
    let n = products.len();
    let estimate = |terms: &[Term]| bootstrap(terms, &mut Rng::new(SEED)).estimate();
    let in_unit =
        |number| if bound.unit.is_relative() { relative(bound.unit, number) } else { number };
    let (number, of) = match bound.statistic {
        Statistic::GeometricMean => {
            let executed: Vec<&Vec<Term>> = products
                .iter()
                .zip(compared)
                .filter_map(|(terms, [(_, workload), _])| {
                    (!workload.is_mostly_replayed()).then_some(terms)
                })
                .collect();
            let mut of = format!("geometric mean over {n} workloads");
            if executed.len() < n {
                let (few, replayed) = (executed.len(), n - executed.len());
                of += &format!(
                    "; of {replayed} of them, more than {MUCH_OPAQUE} % is replayed here and not measured"
                );
                if few > 0 {
                    let number = in_unit(estimate(&mean(&executed)));
                    of += &format!(", and over the {few} others it is {}", text::estimate(number));
                }
            }
            (estimate(&mean(&products.iter().collect::<Vec<_>>())), of)
        }
        Statistic::Worst => {
            let all = products.iter().zip(compared);
            let all = all.map(|(terms, [(_, workload), _])| (estimate(terms), &workload.name));
            // Of a ratio that is read the other way round, the largest is the least.
            let smallest =
                matches!(bound.limit, Limit::AtLeast(_)) != (bound.unit == Unit::PercentFaster);
            let order = |a: &(Estimate, _), b: &(Estimate, _)| a.0.value.total_cmp(&b.0.value);
            let (number, name) = if smallest { all.min_by(order) } else { all.max_by(order) }
                .ok_or("these results have no workload")?;
            (number, format!("the worst of {n} workloads, {name}"))
        }
    };
    let number = in_unit(number);
    match number.value.is_finite() {
        true => Ok(Reading { number, of: format!("{}, {of}", of_whom(bound)) }),
        false => Err(format!("{} is 0 somewhere, which has no ratio", metric.name())),
    }
}

/// The terms of the geometric mean of these products.
fn mean(products: &[&Vec<Term>]) -> Vec<Term> {
    let weight = 1.0 / products.len() as f64;
    let terms = products.iter().copied().flatten();
    terms.map(|term| Term { weight: term.weight * weight, ..term.clone() }).collect()
}

/// A number of a program on a backend, or that there is none.
fn samples<'a>(
    results: &'a Results,
    workload: &str,
    backend: &str,
    metric: Metric,
) -> Result<&'a Samples, String> {
    let missing = || format!("{backend} has no {} of {workload}", metric.name());
    results.get(workload, backend, metric).ok_or_else(missing)
}

fn of_whom(bound: &Bound) -> String {
    let Bound { backend, against, .. } = bound;
    match against {
        Some(Against::Backend(against)) => format!("{backend} against {against}"),
        Some(Against::Shape(Shape::Trace)) => format!("{backend}, regions against traces"),
        Some(Against::Shape(Shape::Region)) => format!("{backend}, traces against regions"),
        None => backend.clone(),
    }
}

fn memory(
    bound: &Bound,
    compared: &[Pair],
    which: fn(&MemoryBytes) -> Option<u64>,
) -> Result<Reading, String> {
    let [(results, _), (other, _)] = compared.first().ok_or("these results have no workload")?;
    let bytes = |results: &Results, backend: &str| {
        let record = results.memory.iter().find(|memory| memory.backend == backend);
        match record.map(|record| &record.reading) {
            Some(MemoryReading::Bytes(bytes)) => which(bytes)
                .map(|bytes| bytes as f64)
                .ok_or_else(|| format!("these results don't have it of {backend}")),
            Some(MemoryReading::Missing { unavailable }) => Err(unavailable.clone()),
            None => Err(format!("the memory of {backend} was not measured")),
        }
    };
    let of = bytes(results, &bound.backend)?;
    let base = match &bound.against {
        Some(Against::Backend(against)) => Some(bytes(results, against)?),
        Some(Against::Shape(_)) => Some(bytes(other, &bound.backend)?),
        None => None,
    };
    let number = match base {
        Some(base) => match (of == 0.0, base == 0.0) {
            (true, true) => relative(bound.unit, Estimate::exact(1.0)),
            (false, false) => relative(bound.unit, Estimate::exact(of / base)),
            _ => return Err("one side takes nothing, which has no ratio".into()),
        },
        None => Estimate::exact(of),
    };
    Ok(Reading { number, of: format!("{}, one measurement", of_whom(bound)) })
}
