//! How many instructions and indirect jumps a uop takes.

use super::answer::{measured, not_measured};
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::count::{Count, Instructions, Jumps};
use stats::{geometric_mean, median};
use text::significant;

pub(super) fn section(report: &Report) -> Section {
    let results = report.summary.results;
    let mut table = Table::new(
        "Per uop",
        &[
            "backend",
            "instructions",
            "indirect jumps",
            "counted by the \
             processor",
        ],
    );
    let mut answers = Vec::new();
    for backend in &results.backends {
        let rows: Vec<&Instructions> =
            results.counts.iter().filter(|row| row.backend == backend.id).collect();
        if rows.is_empty() {
            continue;
        }
        let instructions = mean(&rows, |row| number(&row.callgrind));
        let jumps = rows.iter().map(|row| match &row.indirect_jumps {
            Jumps::Number { per_uop, .. } => Some(*per_uop),
            Jumps::Missing { .. } => None,
        });
        // Some programs have none at all, so that there is no geometric mean.
        let jumps = jumps.collect::<Option<Vec<f64>>>().map(|jumps| median(&jumps));
        let hardware = mean(&rows, |row| number(&row.hardware));
        if let (Some(instructions), Some(jumps)) = (instructions, jumps) {
            let [instructions, jumps] = [instructions, jumps].map(significant);
            answers.push(format!("`{}` {instructions} and {jumps}", backend.id));
        }
        let cell = |number: Option<f64>| match number {
            Some(number) => Cell::number(number, significant(number)),
            None => Cell::text("unavailable"),
        };
        table.rows.push(vec![
            Cell::text(backend.id.clone()),
            cell(instructions),
            cell(jumps),
            cell(hardware),
        ]);
    }
    let mut blocks = vec![Block::Text(
        "callgrind counted whole runs with the quick arguments, helpers included. Instructions \
         per uop are geometric means over the workloads; indirect jumps and calls per uop, \
         without returns, are medians. The counts are the same in every run."
            .to_owned(),
    )];
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    blocks.push(match (answers.is_empty(), reason(&results.counts)) {
        (false, _) => {
            measured(format!("Instructions and indirect jumps per uop: {}.", answers.join(", ")))
        }
        (true, Some(reason)) => not_measured(format!("{reason}.")),
        (true, None) => not_measured(match results.emulator() {
            Some(emulator) => format!("callgrind counts instructions of {emulator} only."),
            None => "`uopbench bench --attribute` counts them.".to_owned(),
        }),
    });
    Section {
        id: "instructions",
        label: "Instructions",
        title: "How many instructions does a uop take?",
        asked: None,
        blocks,
    }
}

fn number(count: &Count) -> Option<f64> {
    match count {
        Count::Instructions { per_uop, .. } => Some(*per_uop),
        Count::Missing { .. } => None,
    }
}

/// The geometric mean, if all rows have the number.
fn mean(rows: &[&Instructions], number: impl Fn(&Instructions) -> Option<f64>) -> Option<f64> {
    let numbers: Option<Vec<f64>> = rows.iter().map(|row| number(row)).collect();
    numbers.map(|numbers| geometric_mean(&numbers))
}

/// Why callgrind has counted nothing.
fn reason(rows: &[Instructions]) -> Option<&str> {
    rows.iter().find_map(|row| match &row.callgrind {
        Count::Missing { unavailable } => Some(unavailable.as_str()),
        Count::Instructions { .. } => None,
    })
}
