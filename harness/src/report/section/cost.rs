//! What it costs to keep each backend.

use crate::format::{count, significant};
use crate::report::Report;
use crate::report::document::{Block, Cell, Section, Table};

/// The section; `None` where the sources were not at hand.
pub(super) fn section(report: &Report) -> Option<Section> {
    let costs = report.summary.results.cost.as_ref()?;
    let header = ["backend", "lines", "shared lines", "uops by hand", "lines per uop by hand"];
    let mut table = Table::new("Lines of code", &header);
    for cost in &costs.backends {
        let whole = |number: usize| Cell::number(number as f64, count(number as u64));
        table.rows.push(vec![
            Cell::text(cost.backend.clone()),
            whole(cost.lines),
            whole(cost.shared_lines),
            whole(cost.uops_by_hand),
            Cell::number(cost.lines_per_uop, significant(cost.lines_per_uop)),
        ]);
    }
    let explanation = format!(
        "Lines of code in the project's sources, comments and tests apart. All backends need the {} \
         uops ({} lines, {} a uop); a backend with uops by hand has a second meaning of these.",
        costs.common.uops,
        count(costs.common.lines as u64),
        significant(costs.common.lines_per_uop)
    );
    Some(Section {
        id: "cost",
        label: "Lines of code",
        title: "What does it cost to keep a backend?",
        asked: None,
        blocks: vec![Block::Text(explanation), Block::Table(table)],
    })
}
