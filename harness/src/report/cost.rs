//! What it costs to keep each backend.

use super::tables::Table;
use crate::cost::Costs;
use crate::format::{count, significant};

/// What the table says.
pub(super) fn explanation(costs: &Costs) -> String {
    format!(
        "Lines of code in the project's sources, comments and tests apart. All backends need the {} \
         uops ({} lines, {} a uop); a backend with uops by hand has a second meaning of these.",
        costs.common.uops,
        count(costs.common.lines as u64),
        significant(costs.common.lines_per_uop)
    )
}

/// A row for each backend.
pub(super) fn table(costs: &Costs) -> Table {
    let header = ["backend", "lines", "shared lines", "uops by hand", "lines per uop by hand"];
    let rows = costs.backends.iter().map(|cost| {
        vec![
            cost.backend.clone(),
            count(cost.lines as u64),
            count(cost.shared_lines as u64),
            cost.uops_by_hand.to_string(),
            significant(cost.lines_per_uop),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}
