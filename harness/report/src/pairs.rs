//! What the same programs in two results are compared by; the second ones are compared with the first.

use results::attribution::Attribution;
use results::pairs::Pair;
use results::{Fact, Metric, Results, SEED, Samples, WorkloadRecord, ratio};
use stats::{Bootstrap, Estimate, Term, bootstrap, median};
use trace::optimise::Passes;
use trace::rng::Rng;
use uops::UopInfo;

/// The setting of CPython that turns its optimiser of traces off.
pub(crate) const UNOPTIMISED: &str = "PYTHON_UOPS_OPTIMIZE=0";

/// The geometric mean of the second number by the first one, to this power; nothing where a program lacks one.
pub(crate) fn mean(pairs: &[Pair], backend: &str, metric: Metric, power: f64) -> Option<Estimate> {
    Some(compared(pairs, backend, metric, power)?.estimate())
}

/// The same with what a verdict needs.
pub(crate) fn compared(
    pairs: &[Pair],
    backend: &str,
    metric: Metric,
    power: f64,
) -> Option<Bootstrap> {
    let weight = power / pairs.len() as f64;
    let terms = pairs.iter().map(|[(earlier, old), (later, new)]| {
        let later = later.get(&new.name, backend, metric)?;
        let earlier = earlier.get(&old.name, backend, metric)?;
        ratio((later, 1), (earlier, 0), weight)
    });
    let terms: Vec<Term> = terms.collect::<Option<Vec<_>>>()?.concat();
    Some(bootstrap(&terms, &mut Rng::new(SEED)))
}

/// The geometric mean of the second time to the first result by the first one: of what it takes to compile a program, to
/// make it executable and to run it once. Nothing where a program lacks one.
pub(crate) fn mean_first_result(pairs: &[Pair], backend: &str) -> Option<Estimate> {
    let weight = 1.0 / pairs.len() as f64;
    let mut terms = Vec::new();
    for [(earlier, old), (later, new)] in pairs {
        let processes = first_result(later, &new.name, backend)?;
        terms.push(Term { processes, weight, run: 1 });
        let processes = first_result(earlier, &old.name, backend)?;
        terms.push(Term { processes, weight: -weight, run: 0 });
    }
    Some(bootstrap(&terms, &mut Rng::new(SEED)).estimate())
}

/// The time to the first result in each process that measured all parts of it, by medians; or that of all processes.
fn first_result(results: &Results, program: &str, backend: &str) -> Option<Vec<Vec<f64>>> {
    let get = |metric| results.get(program, backend, metric);
    // What is interpreted is not published.
    let parts = [Some(get(Metric::CompileNs)?), get(Metric::PublishNs), Some(get(Metric::RunNs)?)];
    let parts: Vec<&Samples> = parts.into_iter().flatten().collect();
    let steady: Vec<Vec<Vec<f64>>> = parts.iter().map(|part| part.steady()).collect();
    let count = steady[0].len();
    let is_complete = |part: &Vec<Vec<f64>>| {
        part.len() == count && part.iter().all(|samples| !samples.is_empty())
    };
    if count == 0 || !steady.iter().all(is_complete) {
        return Some(vec![vec![parts.iter().map(|part| part.median).sum()]]);
    }
    let of_process = |process: usize| steady.iter().map(|part| median(&part[process])).sum();
    Some((0..count).map(|process| vec![of_process(process)]).collect())
}

/// The geometric mean of the second count by the first one; nothing where a program lacks one.
pub(crate) fn mean_count(
    pairs: &[Pair],
    count: impl Fn(&Results, &WorkloadRecord) -> Option<u64>,
) -> Option<Estimate> {
    let mut sum = 0.0;
    for [(earlier, old), (later, new)] in pairs {
        sum += (count(later, new)? as f64 / count(earlier, old)? as f64).ln();
    }
    (!pairs.is_empty()).then(|| Estimate::exact((sum / pairs.len() as f64).exp()))
}

/// How many uops a run executes, if they were counted.
pub(crate) fn executed_uops(results: &Results, workload: &WorkloadRecord) -> Option<u64> {
    executed(results, workload, |_| true)
}

/// How many uops of a kind a run executes, if uops were counted.
pub(crate) fn executed(
    results: &Results,
    workload: &WorkloadRecord,
    is_counted: fn(&UopInfo) -> bool,
) -> Option<u64> {
    let is_wanted = |name: &str| workload.dialect.op(name).is_some_and(|op| is_counted(op.info()));
    let uops = attribution(results, workload)?.uops.iter().filter(|uop| is_wanted(&uop.op));
    Some(uops.map(|uop| uop.executed).sum())
}

/// What the uops of a program cost, if that was counted.
pub(crate) fn attribution<'a>(
    results: &'a Results,
    workload: &WorkloadRecord,
) -> Option<&'a Attribution> {
    results.attribution.iter().find(|one| one.workloads == [workload.name.as_str()])
}

/// The passes of this project's optimiser that results were made with, `all` where it is all that there were; nothing
/// where there were none.
pub(crate) fn passes(results: &Results) -> Option<&str> {
    match results.environment.get("optimiser") {
        Some(Fact::Text(passes)) if Passes::were_all(passes) => Some("all"),
        Some(Fact::Text(passes)) if passes != "none" => Some(passes.as_str()),
        _ => None,
    }
}

/// Whether CPython's own optimiser was on when a program's traces were made.
pub(crate) fn is_optimised_by_cpython(program: &WorkloadRecord) -> bool {
    program.jit.iter().flatten().all(|setting| setting != UNOPTIMISED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_first_result_takes_all_parts_in_each_process() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
        let results = Results::read(&path).expect("results");
        for id in ["interp-match", "copy-patch", "cranelift-best"] {
            for program in &results.workloads {
                let found = first_result(&results, &program.name, id).expect("all was measured");
                let median = |metric| results.get(&program.name, id, metric).map(|it| it.median);
                let parts = [Metric::CompileNs, Metric::PublishNs, Metric::RunNs].map(median);
                let sum: f64 = parts.iter().flatten().sum();
                assert!(found.len() > 1, "{id} {}", program.name);
                for process in found {
                    let [time] = process[..] else { panic!("{process:?}") };
                    assert!((0.5..2.0).contains(&(time / sum)), "{id} {}: {time}", program.name);
                }
            }
        }
    }
}
