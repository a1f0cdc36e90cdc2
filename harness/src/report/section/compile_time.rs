//! What compiling takes.

use super::{measured, not_measured};
use crate::chart;
use crate::format::nanoseconds;
use crate::report::Report;
use crate::report::document::{Block, Section};

pub(super) fn section(report: &Report) -> Section {
    let all: Vec<String> = report
        .summary
        .backends
        .iter()
        .filter_map(|s| Some(format!("`{}` {}", s.id, nanoseconds(s.compile_per_uop?.value))))
        .collect();
    let answer = match all.is_empty() {
        true => not_measured("no compile times are in these results."),
        false => measured(format!("To compile a uop takes {}.", all.join(", "))),
    };
    Section {
        id: "compile-time",
        label: "Compile time",
        title: "How long does compiling take?",
        asked: None,
        blocks: vec![
            Block::Text(
                "From decoded uops to machine code, before it is made executable: of an interpreter, \
                 finding out where exits lead. A `memcpy` is one of as many bytes as the code takes."
                    .to_owned(),
            ),
            Block::Chart(chart::COMPILE_TIME),
            Block::Table(super::summary_table(report.summary)),
            answer,
        ],
    }
}
