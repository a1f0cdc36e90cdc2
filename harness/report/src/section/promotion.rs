//! The criteria of the PEPs.

use super::answer::{measured, not_measured};
use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use evaluate::{Evaluated, Evaluation, SHIPPED, evaluate, shipped};
use text::estimate;

pub(super) fn section(report: &Report) -> Section {
    let mut blocks = vec![Block::Text(
        "Criteria are kept in files (`docs/criteria.md`), so users can add criteria. A bound \
         holds if the whole interval is on its good side, and fails if the whole interval is on \
         the other side."
            .to_owned(),
    )];
    let mut tallies = Vec::new();
    for (name, _) in SHIPPED {
        let Some(Ok(criteria)) = shipped(name) else { continue };
        let evaluation = evaluate(report.summary, report.others.levels, &criteria);
        blocks.push(Block::Table(table(&evaluation)));
        blocks.push(Block::Text(format!("`uopbench evaluate results.json --criteria {name}`")));
        tallies.push(format!("{}: {}", evaluation.title, evaluation.tally()));
    }
    blocks.push(match tallies.is_empty() {
        true => not_measured("there are no criteria."),
        false => measured(format!("{}.", tallies.join("; "))),
    });
    Section {
        id: "promotion",
        label: "Criteria of the PEPs",
        title: "Which criteria for becoming the default are met?",
        asked: Some("Release manager, in the thread of CPython's JIT; PEP 744; PEP 836"),
        blocks,
    }
}

fn table(evaluation: &Evaluation) -> Table {
    let caption = format!("{}. {}", evaluation.title, evaluation.about);
    let mut table = Table::new(caption, &["criterion", "grade", "number", "why"]);
    for Evaluated { criterion, grade, number, reason } in &evaluation.criteria {
        let unit = match &criterion.shown {
            evaluate::Shown::Number(bound) => bound.unit.name(),
            _ => "",
        };
        let number = match number {
            Some(number) => Cell::number(number.value, format!("{} {unit}", estimate(*number))),
            None => Cell::nothing(),
        };
        let note = criterion.note.as_ref().map_or(String::new(), |note| format!(". {note}"));
        table.rows.push(vec![
            Cell::text(&criterion.claim),
            Cell::text(grade.name()).marked(*grade),
            number,
            Cell::text(format!("{reason}{note}")),
        ]);
    }
    table
}
