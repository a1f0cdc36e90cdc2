//! The cost of maintaining a backend.

use super::answer::{measured, not_measured};
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::cost::Costs;
use text::{count, significant};

pub(super) fn section(report: &Report) -> Section {
    let mut blocks = vec![Block::Text(
        "A new uop needs a row in a table and a function. The interpreters and the stencils are \
         made from them. Cranelift's code calls the function unless the uop has a handwritten \
         lowering."
            .to_owned(),
    )];
    match &report.summary.results.cost {
        Some(costs) => {
            blocks.push(Block::Text(format!(
                "`uopbench cost` counts lines of code in the project's sources, without comments \
                 and tests. All backends need the {} uops ({} lines, {} per uop). `uops by hand` \
                 are the uops for which a backend has a second, handwritten meaning.",
                costs.common.uops,
                count(costs.common.lines as u64),
                significant(costs.common.lines_per_uop)
            )));
            blocks.push(Block::Table(table(costs)));
            let each = costs.backends.iter().map(|cost| {
                let (lines, by_uop) = (count(cost.lines as u64), significant(cost.lines_per_uop));
                format!("`{}` {lines} and {by_uop}", cost.backend)
            });
            let each = each.collect::<Vec<_>>().join(", ");
            blocks.push(measured(format!("Lines, and lines per handwritten uop: {each}.")));
        }
        None => {
            blocks.push(not_measured("the project's sources were not available."));
        }
    }
    Section {
        id: "maintenance",
        label: "Maintenance",
        title: "What does a backend cost to maintain?",
        asked: Some("Maintainers; PEP 744: more value than cost"),
        blocks,
    }
}

fn table(costs: &Costs) -> Table {
    let mut header =
        vec!["backend", "lines", "shared lines", "uops by hand", "lines per uop by hand"];
    let built = costs.backends.iter().any(|cost| cost.build_seconds.is_some());
    header.extend(built.then_some("build, s"));
    let mut table = Table::new("Lines of code", &header);
    for cost in &costs.backends {
        let whole = |number: usize| Cell::number(number as f64, count(number as u64));
        let mut row = vec![
            Cell::text(cost.backend.clone()),
            whole(cost.lines),
            whole(cost.shared_lines),
            whole(cost.uops_by_hand),
            Cell::number(cost.lines_per_uop, significant(cost.lines_per_uop)),
        ];
        let seconds =
            cost.build_seconds.map_or(Cell::nothing(), |s| Cell::number(s, significant(s)));
        row.extend(built.then_some(seconds));
        table.rows.push(row);
    }
    table
}
