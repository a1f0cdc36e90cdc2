//! What changed from one version of CPython's uops to another, for the same programs.

use super::answer::measured;
use super::pairs::{Pair, executed, mean, pairs};
use crate::document::{Block, Cell, Section, Table};
use crate::subject::{Report, times};
use results::{Metric, Summary, is_peer};
use stats::Estimate;
use text::count;
use uops::{Function, UopInfo};

/// Nothing where no results of another version were given, or none of the same programs.
pub(super) fn section(report: &Report) -> Option<Section> {
    let (later, earlier) = (report.summary, report.others.earlier?);
    let results = [earlier.results, later.results];
    let pairs = pairs(results, |old, new| old.dialect != new.dialect);
    let [(_, first), (_, last)] = pairs.first()?;
    let [from, to] = [first, last].map(|workload| workload.dialect.python());
    let mut blocks = vec![
        Block::Text(format!(
            "The same programs with the same arguments and results, as CPython {from} and CPython {to} \
             make uops of them. Guards are executed uops that may leave the trace. References are \
             executed loads and pops that count a reference."
        )),
        Block::Table(programs(&pairs, [from, to])),
    ];
    let (table, fastest) = backends(later, &pairs);
    blocks.push(Block::Table(table));
    if let Some((id, speed)) = fastest {
        let gains = if speed.value > 1.0 { "gains most" } else { "loses least" };
        blocks.push(measured(format!(
            "`{id}` {gains}: with the traces of CPython {to} it is {} as fast as with those of \
             CPython {from}, geometric mean over {} programs.",
            times(speed),
            pairs.len()
        )));
    }
    Some(Section {
        id: "versions",
        label: "Versions",
        title: "From one CPython to the next",
        asked: Some("PEP 836: what do the traces of the new JIT gain?"),
        blocks,
    })
}

/// A row for each program.
fn programs(pairs: &[Pair], versions: [&str; 2]) -> Table {
    let mut header = vec!["program".to_owned()];
    for what in ["uops in traces", "executed", "guards", "references"] {
        header.extend(versions.map(|version| format!("{what}, {version}")));
    }
    let mut table = Table { caption: "Programs".to_owned(), header, rows: Vec::new() };
    for pair in pairs {
        let mut row = vec![Cell::text(&pair[0].1.name)];
        let number = |number: u64| Cell::number(number as f64, count(number));
        row.extend(pair.map(|(_, workload)| number(workload.uops as u64)));
        for is_counted in [any, is_guard, counts_reference] {
            row.extend(pair.map(|(results, workload)| {
                executed(results, workload, is_counted).map_or_else(Cell::nothing, number)
            }));
        }
        table.rows.push(row);
    }
    table
}

fn any(_: &UopInfo) -> bool {
    true
}

fn is_guard(info: &UopInfo) -> bool {
    info.exit && !info.ends
}

/// Whether a uop is a load or a pop that counts a reference.
fn counts_reference(info: &UopInfo) -> bool {
    matches!(
        info.function,
        Function::_LOAD_FAST
            | Function::_LOAD_FAST_CHECK
            | Function::_LOAD_FAST_MIXED
            | Function::_LOAD_CONST_INLINE
            | Function::_LOAD_CONST_INLINE_WITH_NULL
            | Function::_POP_TOP
            | Function::_POP_SLOT
            | Function::_POP_TOP_FLOAT
            | Function::_POP_TOP_OPARG
            | Function::_POP_TOP_LOAD_CONST_INLINE_BORROW
    )
}

/// A row for each backend, and the one that gains most of speed.
fn backends<'a>(later: &'a Summary, pairs: &[Pair]) -> (Table, Option<(&'a str, Estimate)>) {
    let mut table = Table::new(
        "Backends, geometric means over the programs",
        &["backend", "speed by the earlier", "machine code by the earlier"],
    );
    let mut fastest: Option<(&str, Estimate)> = None;
    for backend in later.backends.iter().filter(|backend| !is_peer(&backend.id)) {
        let speed = mean(pairs, &backend.id, Metric::RunNs, -1.0);
        let Some(speed) = speed else { continue };
        let code = mean(pairs, &backend.id, Metric::CodeBytes, 1.0);
        let cell = |value: Estimate| Cell::number(value.value, times(value));
        table.rows.push(vec![
            Cell::text(&backend.id),
            cell(speed),
            code.map_or_else(Cell::nothing, cell),
        ]);
        if fastest.is_none_or(|(_, most)| speed.value > most.value) {
            fastest = Some((&backend.id, speed));
        }
    }
    (table, fastest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::others::Others;
    use crate::verdicts::Verdicts;
    use results::{Reading, Results};
    use std::path::Path;

    fn reference() -> Results {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
        Results::read(&path).expect("results")
    }

    #[test]
    fn versions_are_compared_by_program_and_by_backend() {
        let (mut earlier, mut later) = (reference(), reference());
        let changed = later.workloads.len() - 1;
        for workload in &mut earlier.workloads[..changed] {
            workload.dialect = "py313".parse().expect("a dialect");
        }
        for one in &mut later.measurements {
            if let Reading::Number(samples) = &mut one.reading
                && one.metric == Metric::RunNs
            {
                *samples = results::Samples::exact(samples.median / 2.0);
            }
        }
        let [earlier, later] = [&earlier, &later].map(Summary::new);
        let report = |earlier| Report {
            summary: &later,
            others: Others { earlier, ..Others::default() },
            verdicts: Verdicts::new(&later),
        };
        assert!(section(&report(None)).is_none());
        // Its own dialect is no other version's.
        assert!(section(&report(Some(&later))).is_none());
        let section = section(&report(Some(&earlier))).expect("there are programs of both");
        let tables: Vec<&Table> = section
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            })
            .collect();
        let [programs, backends] = tables[..] else { panic!("{} tables", tables.len()) };
        assert_eq!(programs.rows.len(), changed);
        assert!(programs.rows.iter().flatten().skip(1).all(|cell| !cell.text.is_empty()));
        let counts: Vec<f64> = programs.rows[0].iter().filter_map(|cell| cell.number).collect();
        let [_, _, all, _, guards, _, references, _] = counts[..] else { panic!("{counts:?}") };
        assert!(all > guards && guards > 0.0 && references > 0.0 && all > references);
        let speed = backends.rows[0][1].number.expect("a number");
        assert!((speed - 2.0).abs() < 0.1, "{speed}");
    }
}
