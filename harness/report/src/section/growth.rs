//! How compile time grows with the length of a program.

use super::answer::{measured, no_time};
use crate::chart;
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::growth::{Growth, lengths};
use text::{count, estimate, significant};

pub(super) fn section(report: &Report) -> Section {
    let all = &report.summary.results.scaling;
    let slopes: Vec<String> = all
        .iter()
        .filter_map(|growth| Some(format!("`{}` {}", growth.backend, estimate(growth.slope?))))
        .collect();
    let answer = match slopes.is_empty() {
        true => no_time(report.summary.results, "`uopbench bench --scaling` measures it."),
        false => measured(format!("Slopes: {}.", slopes.join(", "))),
    };
    let mut blocks = vec![Block::Text(
        "Compile times of generated programs of 10 to 100,000 uops. The slope is that of a line \
         through the times on logarithmic scales. With a slope of 1, the compile time per uop \
         does not depend on the length of the program."
            .to_owned(),
    )];
    if !all.is_empty() {
        blocks.push(Block::Chart(chart::SCALING));
        blocks.push(Block::Table(table(all)));
        blocks.push(Block::List(all.iter().filter_map(Growth::end).collect()));
    }
    blocks.push(answer);
    Section {
        id: "growth",
        label: "Program length",
        title: "How does compile time grow with the length of a program?",
        asked: None,
        blocks,
    }
}

/// Nanoseconds per uop by length.
fn table(all: &[Growth]) -> Table {
    let lengths = lengths(all);
    let names: Vec<String> = lengths.iter().map(|uops| count(*uops as u64)).collect();
    let header: Vec<&str> =
        ["backend"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let mut table = Table::new(
        "Compile time per uop in nanoseconds, by the number of uops of the \
         program",
        &header,
    );
    for growth in all {
        let cell = |length: usize| match growth.per_uop(length) {
            Some(time) => Cell::number(time, significant(time)),
            None => Cell::nothing(),
        };
        let name = Cell::text(growth.backend.clone());
        table.rows.push(std::iter::once(name).chain((0..lengths.len()).map(cell)).collect());
    }
    table
}
