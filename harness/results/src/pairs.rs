//! The same programs in two results.

use crate::{Results, WorkloadRecord};
use trace::Shape;

/// The same program in two results.
pub type Pair<'a> = [(&'a Results, &'a WorkloadRecord); 2];

/// Programs that both results have with the same arguments, and that differ in something.
pub fn pairs<'a>(
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

/// The programs of these results that one of the others has in another shape, in the order of [`Shape::ALL`].
pub fn shapes<'a>(
    results: &'a Results,
    others: impl IntoIterator<Item = &'a Results>,
) -> Vec<Pair<'a>> {
    let both = others.into_iter().flat_map(|other| [[other, results], [results, other]]);
    let mut found = both.map(|both| {
        pairs(both, |one, other| {
            [one.shape, other.shape] == Shape::ALL && one.dialect == other.dialect
        })
    });
    found.find(|pairs| !pairs.is_empty()).unwrap_or_default()
}
