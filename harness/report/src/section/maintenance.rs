//! The cost of maintaining a backend.

use super::answer::{measured, not_measured};
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::cost::Costs;
use text::{count, significant};

pub(super) fn section(report: &Report) -> Section {
    let mut blocks = vec![Block::Text(
        "A new uop needs a row in a table and a function. All backends' code is made from them: by \
         the interpreters' match, as stencils, and for Cranelift as forms of the functions that \
         it inlines. Cranelift has a handwritten lowering for a few uops besides."
            .to_owned(),
    )];
    match &report.summary.results.cost {
        Some(costs) => {
            blocks.push(Block::Text(format!(
                "`uopbench cost` counts lines of code in the project's sources, without comments \
                 and tests. All backends need the {} uops ({} lines, {} per uop). `uops by hand` \
                 are the uops for which a backend has a second, handwritten meaning. `derivation` \
                 are the lines, own and shared, that make code of the functions, however many \
                 uops there are.",
                costs.common.uops,
                count(costs.common.lines as u64),
                significant(costs.common.lines_per_uop)
            )));
            blocks.push(Block::Table(table("Lines of code", costs)));
            if let Some(before) = &costs.before {
                blocks.push(Block::Table(table("Lines of code in an earlier checkout", before)));
            }
            blocks.extend(approaches(costs).map(Block::Text));
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

/// What each way to get from uops to machine code costs.
fn approaches(costs: &Costs) -> Option<String> {
    let of = |name: &str| costs.backends.iter().find(|cost| cost.backend == name);
    let derived = |name: &str| of(name)?.derivation_lines.map(|lines| lines as f64);
    let (stencils, forms) = (derived("copy-patch")?, derived("cranelift")?);
    let by_hand = of("cranelift").filter(|cost| cost.uops_by_hand > 0)?.lines_per_uop;
    let uops = costs.common.uops as f64;
    Some(format!(
        "Three ways lead from uops to machine code. A handwritten lowering is {} lines for each \
         uop, without end. Stencils are {} lines once, {} for each uop that there is now. Forms \
         are {} lines once, {} for each uop. So at that price per uop, {} handwritten lowerings are as many \
         lines as the forms of all uops.",
        significant(by_hand),
        count(stencils as u64),
        significant(stencils / uops),
        count(forms as u64),
        significant(forms / uops),
        count((forms / by_hand).ceil() as u64),
    ))
}

fn table(title: &str, costs: &Costs) -> Table {
    let mut header = vec![
        "backend",
        "lines",
        "shared lines",
        "uops by hand",
        "lines per uop by hand",
        "derivation",
    ];
    let built = costs.backends.iter().any(|cost| cost.build_seconds.is_some());
    header.extend(built.then_some("build, s"));
    let mut table = Table::new(title, &header);
    for cost in &costs.backends {
        let whole = |number: usize| Cell::number(number as f64, count(number as u64));
        let mut row = vec![
            Cell::text(cost.backend.clone()),
            whole(cost.lines),
            whole(cost.shared_lines),
            whole(cost.uops_by_hand),
            Cell::number(cost.lines_per_uop, significant(cost.lines_per_uop)),
            cost.derivation_lines.map_or(Cell::nothing(), whole),
        ];
        let seconds =
            cost.build_seconds.map_or(Cell::nothing(), |s| Cell::number(s, significant(s)));
        row.extend(built.then_some(seconds));
        table.rows.push(row);
    }
    table
}
