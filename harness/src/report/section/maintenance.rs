//! What a backend costs to maintain.

use super::{measured, not_measured};
use crate::format::count;
use crate::report::Report;
use crate::report::document::{Block, Section};

pub(super) fn section(report: &Report) -> Section {
    let costs = report.summary.results.cost.iter().flat_map(|costs| &costs.backends);
    let lines: Vec<String> =
        costs.map(|cost| format!("`{}` {}", cost.backend, count(cost.lines as u64))).collect();
    let answer = match lines.is_empty() {
        true => not_measured("these results have no count of the backends' lines."),
        false => measured(format!("Lines of code that are no test: {}.", lines.join(", "))),
    };
    Section {
        id: "maintenance",
        label: "Maintenance",
        title: "What does a backend cost to maintain?",
        asked: Some("Maintainers; PEP 744: more value than cost"),
        blocks: vec![
            Block::Text(
                "A new uop is a row of a table and a function, from which the interpreters and the \
                 stencils are made. Cranelift calls that function until somebody writes the uop's \
                 lowering by hand."
                    .to_owned(),
            ),
            answer,
        ],
    }
}
