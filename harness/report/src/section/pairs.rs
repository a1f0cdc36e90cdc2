//! The same programs in two results.

use results::{Metric, Results, SEED, WorkloadRecord, ratio};
use stats::{Bootstrap, Estimate, Term, bootstrap};
use trace::rng::Rng;
use uops::UopInfo;

/// The same program in two results, with which the second ones are compared first.
pub(super) type Pair<'a> = [(&'a Results, &'a WorkloadRecord); 2];

/// Programs that both results have with the same arguments, and that differ in something.
pub(super) fn pairs<'a>(
    [first, second]: [&'a Results; 2],
    differ: impl Fn(&WorkloadRecord, &WorkloadRecord) -> bool,
) -> Vec<Pair<'a>> {
    let pair = |new: &'a WorkloadRecord| {
        let mut same = first.workloads.iter().filter(|old| old.name == new.name);
        let old = same.find(|old| old.args == new.args && differ(old, new))?;
        Some([(first, old), (second, new)])
    };
    second.workloads.iter().filter_map(pair).collect()
}

/// The geometric mean of the second number by the first one, to this power; nothing where a program lacks one.
pub(super) fn mean(pairs: &[Pair], backend: &str, metric: Metric, power: f64) -> Option<Estimate> {
    Some(compared(pairs, backend, metric, power)?.estimate())
}

/// The same with what a verdict needs.
pub(super) fn compared(
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

/// The geometric mean of the second count by the first one; nothing where a program lacks one.
pub(super) fn mean_count(
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
pub(super) fn executed_uops(results: &Results, workload: &WorkloadRecord) -> Option<u64> {
    executed(results, workload, |_| true)
}

/// How many uops of a kind a run executes, if uops were counted.
pub(super) fn executed(
    results: &Results,
    workload: &WorkloadRecord,
    is_counted: fn(&UopInfo) -> bool,
) -> Option<u64> {
    let mut counted = results.attribution.iter();
    let uops = &counted.find(|one| one.workloads == [workload.name.as_str()])?.uops;
    let is_wanted = |name: &str| workload.dialect.op(name).is_some_and(|op| is_counted(op.info()));
    Some(uops.iter().filter(|uop| is_wanted(&uop.op)).map(|uop| uop.executed).sum())
}
