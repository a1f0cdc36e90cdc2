//! The same programs at several levels of optimisation: by CPython's optimiser, by this project's, by both, by none.

use super::answer::measured;
use crate::document::{Block, Cell, Section, Table};
use crate::pairs::{self, UNOPTIMISED, executed_uops, is_optimised_by_cpython, mean_count, passes};
use crate::subject::{Report, times};
use results::pairs::Pair;
use results::{Metric, Results, Summary, WorkloadRecord, is_peer};
use stats::Estimate;

/// Nothing where no results of another level were given, or no program is in all of them.
pub(super) fn section(report: &Report) -> Option<Section> {
    if report.others.levels.is_empty() {
        return None;
    }
    let all: Vec<&Summary> = report.others.levels.iter().chain([report.summary]).collect();
    let names = names(&all);
    let mut levels: Vec<Level> =
        all.into_iter().map(|summary| Level::new(summary, &names)).collect::<Option<Vec<_>>>()?;
    // What is optimised least comes first, and the others are compared with it.
    levels.sort_by_key(|level| (level.by_cpython, level.passes.is_some()));
    let [first, rest @ ..] = &levels[..] else { return None };
    let python = first.programs.first()?.dialect.python();
    let mut blocks = vec![
        Block::Text(format!(
            "The same {} programs, with the traces that CPython {python}'s JIT made of them. CPython's own \
             optimiser can be turned off when a program is recorded (`{UNOPTIMISED}`), and this project's is \
             `--opt`. All numbers are geometric means, as multiples of {}.",
            names.len(),
            first.name(),
        )),
        Block::Table(sizes(first, rest)),
        Block::Table(speeds(first, rest)),
    ];
    let gain = |level: &Level| {
        let best = own_backends(level).filter_map(|id| speed(first, level, id));
        best.max_by(|a, b| a.value.total_cmp(&b.value))
    };
    for level in rest {
        if let Some(best) = gain(level) {
            blocks.push(measured(format!(
                "{}: up to {} as fast as {}, by backend.",
                capitalised(&level.name()),
                times(best),
                first.name()
            )));
        }
    }
    Some(Section {
        id: "levels",
        label: "Levels",
        title: "CPython's optimiser and this one",
        asked: Some("PEP 836: what does an optimiser of traces gain, and is CPython's at its end?"),
        blocks,
    })
}

/// Results at a level of optimisation.
struct Level<'a> {
    summary: &'a Summary<'a>,
    /// The programs that all levels have, in the same order.
    programs: Vec<&'a WorkloadRecord>,
    /// Whether CPython's optimiser was on.
    by_cpython: bool,
    /// The passes of this project's optimiser, if there were any.
    passes: Option<&'a str>,
}

impl<'a> Level<'a> {
    /// Nothing if the results lack one of the programs.
    fn new(summary: &'a Summary<'a>, names: &[&str]) -> Option<Self> {
        let results: &'a Results = summary.results;
        let find = |name: &&str| results.workloads.iter().find(|program| program.name == *name);
        let programs: Vec<&WorkloadRecord> = names.iter().map(find).collect::<Option<Vec<_>>>()?;
        let first = programs.first()?;
        first.jit.as_ref()?;
        let by_cpython = is_optimised_by_cpython(first);
        Some(Level { summary, programs, by_cpython, passes: passes(results) })
    }

    /// What it is called.
    fn name(&self) -> String {
        match (self.by_cpython, self.passes) {
            (false, None) => "traces as recorded".to_owned(),
            (true, None) => "traces as CPython optimises them".to_owned(),
            (false, Some("all")) => "traces as this project optimises them".to_owned(),
            (true, Some("all")) => "traces as both optimise them".to_owned(),
            (false, Some(passes)) => format!("traces as recorded, then `{passes}`"),
            (true, Some(passes)) => format!("traces as CPython optimises them, then `{passes}`"),
        }
    }
}

/// The programs that all results have with the traces of CPython's JIT and with the same arguments.
fn names<'a>(all: &[&'a Summary<'a>]) -> Vec<&'a str> {
    let [first, rest @ ..] = all else { return Vec::new() };
    let first: &'a Results = first.results;
    let is_in = |program: &WorkloadRecord, results: &Results| {
        let mut same = results.workloads.iter();
        same.any(|other| {
            other.name == program.name
                && other.args == program.args
                && other.dialect == program.dialect
                && other.jit.is_some()
        })
    };
    let programs = first.workloads.iter().filter(|program| {
        program.jit.is_some() && rest.iter().all(|summary| is_in(program, summary.results))
    });
    programs.map(|program| program.name.as_str()).collect()
}

/// Uops and bytes, a row for each level after the first.
fn sizes(first: &Level, rest: &[Level]) -> Table {
    let mut header = vec!["level".to_owned(), "uops in traces".into(), "executed uops".into()];
    let backends: Vec<&str> =
        own_backends(first).filter(|id| bytes(first, first, id).is_some()).collect();
    header.extend(backends.iter().map(|id| format!("bytes, {id}")));
    let mut table = Table { caption: "Uops and machine code".into(), header, rows: Vec::new() };
    for level in rest {
        let mut row = vec![Cell::text(level.name())];
        let pairs = pairs_of(first, level);
        row.push(cell(mean_count(&pairs, |_, program| Some(program.uops as u64))));
        row.push(cell(mean_count(&pairs, executed_uops)));
        row.extend(backends.iter().map(|id| cell(bytes(first, level, id))));
        table.rows.push(row);
    }
    table
}

/// Speed on each backend, a row for each level after the first.
fn speeds(first: &Level, rest: &[Level]) -> Table {
    let backends: Vec<&str> =
        own_backends(first).filter(|id| speed(first, first, id).is_some()).collect();
    let mut header = vec!["level".to_owned()];
    header.extend(backends.iter().map(|id| (*id).to_owned()));
    let mut table = Table { caption: "Speed".into(), header, rows: Vec::new() };
    for level in rest {
        let mut row = vec![Cell::text(level.name())];
        row.extend(backends.iter().map(|id| cell(speed(first, level, id))));
        table.rows.push(row);
    }
    table
}

fn own_backends<'a>(level: &'a Level) -> impl Iterator<Item = &'a str> {
    let ids = level.summary.backends.iter().map(|backend| backend.id.as_str());
    ids.filter(|id| !is_peer(id))
}

fn cell(value: Option<Estimate>) -> Cell {
    value.map_or_else(Cell::nothing, |value| Cell::number(value.value, times(value)))
}

fn speed(first: &Level, level: &Level, backend: &str) -> Option<Estimate> {
    pairs::mean(&pairs_of(first, level), backend, Metric::RunNs, -1.0)
}

fn bytes(first: &Level, level: &Level, backend: &str) -> Option<Estimate> {
    pairs::mean(&pairs_of(first, level), backend, Metric::CodeBytes, 1.0)
}

/// The programs at two levels.
fn pairs_of<'a>(first: &Level<'a>, level: &Level<'a>) -> Vec<Pair<'a>> {
    let programs = first.programs.iter().zip(&level.programs);
    let both = [first.summary.results, level.summary.results];
    programs.map(|(&old, &new)| [(both[0], old), (both[1], new)]).collect()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::others::Others;
    use crate::verdicts::Verdicts;
    use results::{Fact, Reading, Samples};
    use std::path::Path;
    use trace::optimise::Passes;

    /// The committed results as of traces of CPython's JIT, with run times divided by `speed`.
    fn level(settings: &[&str], passes: &str, speed: f64) -> Results {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
        let mut results = Results::read(&path).expect("results");
        for workload in &mut results.workloads {
            workload.jit = Some(settings.iter().map(|setting| (*setting).to_owned()).collect());
        }
        results.environment.insert("optimiser".into(), Fact::Text(passes.into()));
        for one in &mut results.measurements {
            if let Reading::Number(samples) = &mut one.reading
                && one.metric == Metric::RunNs
            {
                *samples = Samples::exact(samples.median / speed);
            }
        }
        results
    }

    #[test]
    fn levels_are_compared_with_the_least_optimised_one() {
        let both = level(&[], &Passes::ALL.to_string(), 6.0);
        let cpython = level(&[], "none", 2.0);
        let recorded = level(&[UNOPTIMISED], "none", 1.0);
        let both = Summary::new(&both);
        let report = |levels| Report {
            summary: &both,
            others: Others { levels, ..Others::default() },
            verdicts: Verdicts::new(&both),
        };
        assert!(section(&report(&[])).is_none());
        // The order in which the files are given does not matter.
        let others = [Summary::new(&cpython), Summary::new(&recorded)];
        let section = section(&report(&others)).expect("the same programs");
        let tables = section.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        let tables: Vec<&Table> = tables.collect();
        let [_, speeds] = tables[..] else { panic!("{} tables", tables.len()) };
        let names: Vec<&str> = speeds.rows.iter().map(|row| row[0].text.as_str()).collect();
        assert_eq!(names, ["traces as CPython optimises them", "traces as both optimise them"]);
        for (row, expected) in speeds.rows.iter().zip([2.0, 6.0]) {
            let speed = row[1].number.expect("a number");
            assert!((speed - expected).abs() < 0.1, "{speed}, not {expected}");
        }
    }
}
