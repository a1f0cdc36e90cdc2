//! What share of the ceiling's gain each backend gets.

use super::tables::{NOTHING, Table};
use crate::backends::CEILING;
use crate::ceiling::{share_in, share_of_all};
use crate::format::{estimate, significant};
use crate::stats::Estimate;
use crate::summary::{BASELINE, Summary};

/// What the tables say.
pub(super) const EXPLANATION: &str = "Whole traces compiled by rustc at -O3 show how fast the same \
    uops can be. A share is (interp-match − backend) / (interp-match − llvm-o3), in run time: 1 is as \
    fast as the ceiling, 0 as slow as interp-match. Over all workloads it is that of the geometric \
    means of run times relative to interp-match.";

/// The shares over all workloads and of each; `None` where the ceiling was not measured.
pub(super) fn tables(summary: &Summary) -> Option<[Table; 2]> {
    let results = summary.results;
    let others: Vec<&str> = (results.backends.iter().map(|backend| backend.id.as_str()))
        .filter(|id| ![BASELINE, CEILING].contains(id))
        .collect();
    share_of_all(results, CEILING)?;
    let show = |share: Option<Estimate>| share.map_or(NOTHING.to_owned(), estimate);
    let all = others.iter().map(|id| vec![(*id).to_owned(), show(share_of_all(results, id))]);
    let header = ["backend", "share of the ceiling's gain"].map(str::to_owned).to_vec();
    let all = Table { header, rows: all.collect() };

    let header = std::iter::once("workload").chain(others.iter().copied());
    let rows = results.workloads.iter().map(|workload| {
        let value = |id: &&str| share_in(results, &workload.name, id).map(|share| share.value);
        let cells = others.iter().map(|id| value(id).map_or(NOTHING.to_owned(), significant));
        std::iter::once(workload.name.clone()).chain(cells).collect()
    });
    let each = Table { header: header.map(str::to_owned).collect(), rows: rows.collect() };
    Some([all, each])
}
