//! The cost of single uops.

use super::answer::{measured, no_time};
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::Results;
use results::attribution::{Attribution, PlacesCost, UopCost, total};
use results::uop_time::UopTime;
use text::{count, significant};

/// So many uops are shown, those that are executed most.
const SHOWN: usize = 25;

pub(super) fn section(report: &Report) -> Section {
    let results = report.summary.results;
    let attribution = total(&results.attribution);
    let mut blocks = vec![Block::Text(
        "The time of a uop is measured by repetition: several copies of the uop are inserted in \
         the workload that executes it most often. The slope of run time against the number of \
         copies is the uop's time, after subtracting the cost of the loads and pops that go with \
         each copy. A compiler that recognises a copy as redundant removes it. A uop whose \
         repetition changes the result has no time. Bytes and instructions are means over all \
         occurrences; instructions are those of the hot path, without helpers."
            .to_owned(),
    )];
    if !attribution.uops.is_empty() {
        blocks.push(Block::Table(times(results, &attribution)));
        let bytes = |cost: &PlacesCost| cost.bytes();
        blocks.push(Block::Table(means("Bytes of code per uop", &attribution, bytes)));
        let instructions = |cost: &PlacesCost| cost.instructions;
        let caption = "Instructions per uop on the hot path";
        blocks.push(Block::Table(means(caption, &attribution, instructions)));
    }
    blocks.push(answer(results, &attribution));
    Section {
        id: "uops",
        label: "Single uops",
        title: "What does a single uop cost?",
        asked: None,
        blocks,
    }
}

fn time_of<'a>(results: &'a Results, uop: &UopCost) -> Option<&'a UopTime> {
    results.uop_times.iter().find(|time| time.op == uop.op)
}

/// Nanoseconds by uop and backend.
fn times(results: &Results, attribution: &Attribution) -> Table {
    let ids: Vec<&str> = results
        .uop_times
        .first()
        .map_or(Vec::new(), |first| first.times.iter().map(|time| time.backend.as_str()).collect());
    let header: Vec<&str> =
        ["uop", "share of uops executed"].into_iter().chain(ids.iter().copied()).collect();
    let caption = match ids.is_empty() {
        true => "Uops that are executed most",
        false => "Nanoseconds per uop, by repetition",
    };
    let mut table = Table::new(caption, &header);
    for uop in attribution.uops.iter().take(SHOWN) {
        let time = time_of(results, uop);
        let cell = |id: &&str| match time.and_then(|time| time.on(id)) {
            Some(time) => {
                let text = format!(
                    "{} [{}, {}]",
                    significant(time.value),
                    significant(time.lo),
                    significant(time.hi)
                );
                Cell::number(time.value, text)
            }
            None => Cell::nothing(),
        };
        let share = 100.0 * uop.executed as f64 / attribution.executed.max(1) as f64;
        let first = [Cell::text(uop.op.clone()), Cell::number(share, format!("{share:.1} %"))];
        table.rows.push(first.into_iter().chain(ids.iter().map(cell)).collect());
    }
    table
}

/// The mean of a cost over all places, by uop and backend.
fn means(caption: &str, attribution: &Attribution, of: impl Fn(&PlacesCost) -> u64) -> Table {
    let ids = attribution.backends.iter().map(String::as_str);
    let header: Vec<&str> = ["uop", "occurrences"].into_iter().chain(ids).collect();
    let mut table = Table::new(caption, &header);
    for uop in attribution.uops.iter().take(SHOWN) {
        let cell = |cost: &PlacesCost| {
            let mean = of(cost) as f64 / uop.places.max(1) as f64;
            Cell::number(mean, significant(mean))
        };
        let places = Cell::number(uop.places as f64, count(uop.places));
        let first = [Cell::text(uop.op.clone()), places];
        table.rows.push(first.into_iter().chain(uop.costs.iter().map(cell)).collect());
    }
    table
}

/// The uop that is executed most often of those that have a time.
fn answer(results: &Results, attribution: &Attribution) -> Block {
    let Some(time) = attribution.uops.iter().find_map(|uop| time_of(results, uop)) else {
        return no_time(results, "`uopbench bench --attribute` measures single uops.");
    };
    let all: Vec<String> = time
        .times
        .iter()
        .map(|time| format!("`{}` {} ns", time.backend, significant(time.value)))
        .collect();
    measured(format!("One more `{}` takes {}.", time.op, all.join(", ")))
}
