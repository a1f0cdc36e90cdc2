//! What share of the ceiling's gain each backend gets.

use super::answer::measured;
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::BASELINE;
use results::CEILING;
use results::ceiling::{share_in, share_of_all};
use stats::Estimate;
use text::{estimate, significant};

const EXPLANATION: &str = "Whole traces compiled by rustc at `-O3` show how fast the same uops \
     can run. A backend's share of the ceiling's gain is (`interp-match` − backend) / \
     (`interp-match` − `llvm-o3`), in run time: 1 is as fast as the ceiling, 0 as slow as \
     `interp-match`. The share over all workloads uses the geometric means of run times relative \
     to `interp-match`.";

/// The section; `None` where the ceiling was not measured.
pub(super) fn section(report: &Report) -> Option<Section> {
    let results = report.summary.results;
    share_of_all(results, CEILING)?;
    let others: Vec<&str> = (results.backends.iter().map(|backend| backend.id.as_str()))
        .filter(|id| ![BASELINE, CEILING].contains(id))
        .collect();
    let show = |share: Estimate| Cell::number(share.value, estimate(share));
    let mut all = Table::new(
        "Shares of the ceiling's gain over all workloads",
        &["backend", "share of the ceiling's gain"],
    );
    let header: Vec<&str> = std::iter::once("workload").chain(others.iter().copied()).collect();
    let mut each = Table::new("Shares of the ceiling's gain by workload", &header);
    let mut answers = Vec::new();
    for id in &others {
        let share = share_of_all(results, id);
        answers.extend(share.map(|share| format!("`{id}` {}", significant(share.value))));
        all.rows.push(vec![Cell::text(*id), share.map_or(Cell::nothing(), show)]);
    }
    for workload in &results.workloads {
        let cell = |id: &&str| {
            let share = share_in(results, &workload.name, id).map(|share| share.value);
            share.map_or(Cell::nothing(), |share| Cell::number(share, significant(share)))
        };
        let name = Cell::text(workload.name.clone());
        each.rows.push(std::iter::once(name).chain(others.iter().map(cell)).collect());
    }
    Some(Section {
        id: "ceiling",
        label: "The ceiling",
        title: "How far from the best code is each backend?",
        asked: None,
        blocks: vec![
            Block::Text(EXPLANATION.to_owned()),
            Block::Table(all),
            Block::Table(each),
            measured(format!("Shares of the ceiling's gain: {}.", answers.join(", "))),
        ],
    })
}
