//! What changed from one version of CPython's uops to another, for the same programs.

use super::answer::measured;
use super::purpose::{Purpose, counts_reference};
use crate::document::{Block, Cell, Section, Table};
use crate::pairs::{attribution, executed, is_optimised_by_cpython, mean, passes};
use crate::subject::{Report, times};
use results::attribution::UopCost;
use results::pairs::{Pair, pairs};
use results::{Metric, Summary, WorkloadRecord, is_peer};
use stats::Estimate;
use std::iter::once;
use text::{count, significant};
use uops::{Function, UopInfo};

/// Nothing where no results of another version were given, or none of the same programs.
pub(super) fn section(report: &Report) -> Option<Section> {
    let comparisons = report.others.earlier.iter();
    let comparisons = comparisons.filter_map(|earlier| Comparison::new(report, earlier));
    let compared: Vec<Block> = comparisons.flat_map(|comparison| comparison.blocks()).collect();
    if compared.is_empty() {
        return None;
    }
    let terms = Block::Text(
        "An iteration is a place where CPython looks for waiting events: a jump back of a loop, or the start of \
         a function. Guards are executed uops that may leave the trace. References are executed loads and pops \
         that count a reference. `--opt` is this project's optimiser."
            .to_owned(),
    );
    Some(Section {
        id: "versions",
        label: "Versions",
        title: "From one CPython to the next",
        asked: Some("PEP 836: what do the traces of the new JIT gain?"),
        blocks: once(terms).chain(compared).collect(),
    })
}

/// The same programs in the uops of two versions, after the same passes of this project's optimiser where there
/// are such results.
struct Comparison<'a> {
    pairs: Vec<Pair<'a>>,
    later: &'a Summary<'a>,
    /// The two versions of CPython.
    versions: [&'static str; 2],
    /// What this project's optimiser did, in words.
    passes: String,
}

/// What an iteration executes for a purpose, or for all of them: uops, then instructions on each backend, by version.
struct Work {
    name: &'static str,
    executed: Vec<[f64; 2]>,
}

impl<'a> Comparison<'a> {
    /// Nothing where no program is in both.
    fn new(report: &Report<'a>, earlier: &'a Summary<'a>) -> Option<Self> {
        let of = |later: &'a Summary<'a>| {
            let is_like = |old: &WorkloadRecord, new: &WorkloadRecord| {
                old.dialect != new.dialect && is_optimised_by_cpython(new)
            };
            (later, pairs([earlier.results, later.results], is_like))
        };
        let levels = report.others.levels.iter();
        let mut all = once(report.summary).chain(levels).map(of).filter(|(_, it)| !it.is_empty());
        let first = all.next()?;
        let wanted = passes(earlier.results);
        let is_same = |(later, _): &(&Summary, Vec<Pair>)| passes(later.results) == wanted;
        let (later, pairs) = match is_same(&first) {
            true => first,
            false => all.find(is_same).unwrap_or(first),
        };
        let versions = pairs.first()?.map(|(_, workload)| workload.dialect.python());
        let passes = match [wanted, passes(later.results)] {
            [one, other] if one == other => format!("with `--opt {}`", one.unwrap_or("none")),
            both => {
                let [one, other] = both.map(|passes| passes.unwrap_or("none"));
                format!("the earlier with `--opt {one}`, the later with `--opt {other}`")
            }
        };
        Some(Comparison { pairs, later, versions, passes })
    }

    fn blocks(&self) -> Vec<Block> {
        let Comparison { versions: [from, to], passes, .. } = self;
        let mut blocks = vec![
            Block::Text(format!(
                "The same programs with the same arguments and results, as CPython {from} and CPython {to} \
                 make uops of them, {passes}."
            )),
            Block::Table(self.programs()),
        ];
        let work = self.work();
        if let Some(work) = &work {
            blocks.push(Block::Table(self.purposes(work)));
        }
        let (table, fastest) = self.backends();
        blocks.push(Block::Table(table));
        if let Some((id, speed)) = fastest {
            let gains = if speed.value > 1.0 { "gains most" } else { "loses least" };
            blocks.push(measured(format!(
                "`{id}` {gains}: with the traces of CPython {to}, {passes}, it is {} as fast as with those \
                 of CPython {from}, geometric mean over {} programs.",
                times(speed),
                self.pairs.len()
            )));
        }
        blocks.extend(work.iter().flat_map(|work| self.payers(work)).map(measured));
        blocks
    }

    /// A row for each program.
    fn programs(&self) -> Table {
        let mut header = vec!["program".to_owned(), "iterations".to_owned()];
        for what in ["uops in traces", "executed", "guards", "references"] {
            header.extend(self.versions.map(|version| format!("{what}, {version}")));
        }
        let caption = format!("Programs, {}; executed uops are counted per iteration", self.passes);
        let mut table = Table { caption, header, rows: Vec::new() };
        for pair in &self.pairs {
            let iterations = iterations(pair);
            let number = |number: u64| Cell::number(number as f64, count(number));
            let mut row = vec![Cell::text(&pair[0].1.name)];
            row.push(iterations.map_or_else(Cell::nothing, number));
            row.extend(pair.map(|(_, workload)| number(workload.uops as u64)));
            for is_counted in [any, is_guard, counts_reference] {
                row.extend(pair.map(|(results, workload)| {
                    let executed = executed(results, workload, is_counted).zip(iterations);
                    executed.map_or_else(Cell::nothing, |(executed, iterations)| {
                        per_iteration(executed as f64 / iterations as f64)
                    })
                }));
            }
            table.rows.push(row);
        }
        table
    }

    /// A row for each backend, and the one that gains most of speed.
    fn backends(&self) -> (Table, Option<(&'a str, Estimate)>) {
        let mut table = Table::new(
            format!("Backends, {}, geometric means over the programs", self.passes),
            &["backend", "speed by the earlier", "machine code by the earlier"],
        );
        let mut fastest: Option<(&str, Estimate)> = None;
        for backend in self.later.backends.iter().filter(|backend| !is_peer(&backend.id)) {
            let speed = mean(&self.pairs, &backend.id, Metric::RunNs, -1.0);
            let Some(speed) = speed else { continue };
            let code = mean(&self.pairs, &backend.id, Metric::CodeBytes, 1.0);
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

    /// The backends whose instructions were counted for all programs of both versions.
    fn counted(&self) -> Option<Vec<&'a str>> {
        let mut all: Option<Vec<&str>> = None;
        for (results, workload) in self.pairs.iter().flatten() {
            let found = &attribution(results, workload)?.backends;
            match &mut all {
                Some(all) => all.retain(|id| found.iter().any(|other| other == id)),
                None => all = Some(found.iter().map(String::as_str).collect()),
            }
        }
        all
    }

    /// What an iteration executes, for each purpose and in all, means over the programs; nothing where uops were not
    /// counted.
    fn work(&self) -> Option<Vec<Work>> {
        let backends = self.counted()?;
        let purposes = Purpose::ALL.into_iter().map(|purpose| (purpose.name(), Some(purpose)));
        let mut rows = Vec::new();
        for (name, purpose) in purposes.chain([("all", None)]) {
            let mut executed = vec![[0.0; 2]; 1 + backends.len()];
            for pair in &self.pairs {
                let weight = 1.0 / (iterations(pair)? as f64 * self.pairs.len() as f64);
                for (version, (results, workload)) in pair.iter().enumerate() {
                    let attribution = attribution(results, workload)?;
                    let is_wanted = |uop: &&UopCost| match (purpose, workload.dialect.op(&uop.op)) {
                        (Some(purpose), Some(op)) => Purpose::of(op.info()) == purpose,
                        _ => purpose.is_none(),
                    };
                    let place = |id: &&str| attribution.backends.iter().position(|it| it == id);
                    let places: Vec<usize> =
                        backends.iter().map(place).collect::<Option<Vec<_>>>()?;
                    for uop in attribution.uops.iter().filter(is_wanted) {
                        executed[0][version] += uop.executed as f64 * weight;
                        for (sum, place) in executed[1..].iter_mut().zip(&places) {
                            let instructions = uop.costs[*place].executed_instructions;
                            sum[version] += instructions as f64 * weight;
                        }
                    }
                }
            }
            rows.push(Work { name, executed });
        }
        Some(rows)
    }

    /// A row for each purpose.
    fn purposes(&self, work: &[Work]) -> Table {
        let ids = self.counted().unwrap_or_default();
        let columns = once("uops").chain(ids);
        let mut header = vec!["what for".to_owned()];
        for what in columns {
            header.extend(self.versions.map(|version| format!("{what}, {version}")));
        }
        let caption = format!(
            "What an iteration executes, {}: uops, and instructions on the hot path of a backend, means over \
             the programs",
            self.passes
        );
        let row = |work: &Work| {
            let numbers = work.executed.as_flattened().iter().map(|number| per_iteration(*number));
            once(Cell::text(work.name)).chain(numbers).collect()
        };
        Table { caption, header, rows: work.iter().map(row).collect() }
    }

    /// For interpreters and for each backend with machine code, which of the changes cost and which save.
    fn payers(&self, work: &[Work]) -> Vec<String> {
        let Some((all, parts)) = work.split_last() else { return Vec::new() };
        let [from, to] = self.versions;
        let ids = self.counted().unwrap_or_default();
        let who = once("An interpreter".to_owned()).chain(ids.iter().map(|id| format!("`{id}`")));
        let sentence = |(column, who): (usize, String)| {
            let [before, after] = all.executed[column].map(significant);
            let what = if column == 0 { "uops" } else { "instructions" };
            let mut changes: Vec<(f64, &str)> = parts
                .iter()
                .map(|part| (part.executed[column][1] - part.executed[column][0], part.name))
                .collect();
            changes.sort_by(|one, other| one.0.total_cmp(&other.0));
            let changes: Vec<String> = changes
                .iter()
                .map(|(change, name)| format!("{name} {}", signed(*change)))
                .collect();
            format!(
                "{who} executes {before} {what} an iteration with the traces of CPython {from} and {after} \
                 with those of CPython {to}, {}: {}.",
                self.passes,
                changes.join(", ")
            )
        };
        who.enumerate().map(sentence).collect()
    }
}

/// How often a program jumps back in a loop or starts a function, which is where CPython looks for events; nothing
/// where uops were not counted.
fn iterations([_, (results, workload)]: &Pair) -> Option<u64> {
    let looks = |info: &UopInfo| {
        matches!(
            info.function,
            Function::_CHECK_PERIODIC | Function::_RESUME_CHECK | Function::_TIER2_RESUME_CHECK
        )
    };
    executed(results, workload, looks).filter(|iterations| *iterations > 0)
}

fn per_iteration(number: f64) -> Cell {
    Cell::number(number, significant(number))
}

/// A number with its sign.
fn signed(number: f64) -> String {
    let sign = if number < 0.0 { "−" } else { "+" };
    format!("{sign}{}", significant(number.abs()))
}

fn any(_: &UopInfo) -> bool {
    true
}

fn is_guard(info: &UopInfo) -> bool {
    info.exit && !info.ends
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
        assert!(section(&report(&[])).is_none());
        // Its own dialect is no other version's.
        assert!(section(&report(std::slice::from_ref(&later))).is_none());
        let section = section(&report(std::slice::from_ref(&earlier))).expect("programs of both");
        let tables: Vec<&Table> = section
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            })
            .collect();
        let [programs, purposes, backends] = tables[..] else { panic!("{} tables", tables.len()) };
        assert_eq!(programs.rows.len(), changed);
        assert!(programs.rows.iter().flatten().skip(1).all(|cell| !cell.text.is_empty()));
        let counts: Vec<f64> = programs.rows[0].iter().filter_map(|cell| cell.number).collect();
        let [iterations, _, _, all, _, guards, _, references, _] = counts[..] else {
            panic!("{counts:?}")
        };
        assert!(iterations > 1000.0 && (5.0..200.0).contains(&all), "{counts:?}");
        assert!(all > guards && guards > 0.0 && references > 0.0 && all > references);
        // The parts are the whole. The earlier version's uops are not known by the names that they have here.
        let [parts @ .., whole] = &purposes.rows[..] else { panic!("there are purposes") };
        assert_eq!(parts.len(), Purpose::ALL.len());
        for column in (2..whole.len()).step_by(2) {
            let sum: f64 = parts.iter().filter_map(|row| row[column].number).sum();
            let whole = whole[column].number.expect("a number");
            assert!((sum / whole - 1.0).abs() < 1e-9, "{sum} and {whole}");
        }
        let speed = backends.rows[0][1].number.expect("a number");
        assert!((speed - 2.0).abs() < 0.1, "{speed}");
    }
}
