//! The same programs as traces and as regions.

use super::answer::measured;
use crate::chart;
use crate::document::{Block, Cell, Section, Table};
use crate::pairs::{compared, mean, mean_count, mean_first_result};
use crate::subject::Report;
use results::comparison::{THRESHOLD, aa_floor};
use results::pairs::{Pair, shapes};
use results::{BASELINE, InstructionsRecord, Metric, Results, Summary, is_peer};
use stats::{Comparison, Estimate, Verdict, judge};
use std::collections::BTreeMap;
use text::{count, estimate, significant};

/// How many programs that gain or lose most are shown.
const SHOWN: usize = 5;
/// How many uops are shown that make most of a difference.
const SHOWN_UOPS: usize = 3;

/// What is compared on each backend. All of them are better if they are smaller.
const METRICS: [(Metric, &str); 4] = [
    (Metric::RunNs, "run time"),
    (Metric::CompileNs, "compile time"),
    (Metric::CodeBytes, "machine code"),
    (Metric::ExecMemoryBytes, "executable memory"),
];

/// The column with the time to compile, to publish and to run once.
const FIRST: &str = "time to the first result";

/// Nothing where no results in another shape were given, or none of the same programs.
pub(super) fn section(report: &Report) -> Option<Section> {
    let here = report.summary.results;
    let pairs = shapes(here, report.others.levels.iter().map(|other| other.results));
    if pairs.is_empty() {
        return None;
    }
    let programs = pairs.len();
    let backends: Vec<&str> = own_backends(here).collect();
    let mut blocks = vec![
        Block::Text(format!(
            "The same {programs} programs with the same arguments, formed from the same recordings: as traces, \
             where a side trace repeats what follows a join of two ways, and as regions, whose blocks end \
             there. Numbers are geometric means of those with regions by those with traces; exits are added over all \
             programs. Less than 1 is in favour of regions. A run time is called faster or slower only if it differs by \
             more than {} %: two measurements of the same code differ by less in nine of ten cases.",
            significant(100.0 * noise(&pairs))
        )),
        Block::Table(sizes(&pairs)),
        Block::Table(costs(&pairs, &backends)),
        Block::Chart(chart::SHAPES),
    ];
    let compiled: Vec<&str> = backends.iter().copied().filter(|id| *id != BASELINE).collect();
    blocks.push(Block::Table(by_uops(&pairs, &compiled)));
    for id in compiled {
        let table = extremes(&pairs, id);
        if table.rows.is_empty() {
            blocks.push(Block::Text(format!("No program is faster or slower on {id}.")));
        } else {
            blocks.push(Block::Table(table));
        }
    }
    if pairs.iter().flatten().all(|(results, _)| results.attribution.is_empty()) {
        let note =
            "Results of a bench with `--attribute` say which uops are executed more or less often.";
        blocks.push(Block::Text(note.to_owned()));
    }
    blocks.push(measured(in_words(&pairs, here)));
    blocks.extend(repeats(&pairs).map(measured));
    Some(Section {
        id: "shapes",
        label: "Shapes",
        title: "Traces or methods",
        asked: Some("PEP 836: what do regions of whole functions gain over traces?"),
        blocks,
    })
}

fn own_backends(results: &Results) -> impl Iterator<Item = &str> {
    results.backends.iter().map(|backend| backend.id.as_str()).filter(|id| !is_peer(id))
}

/// What regions cost compared with traces, in a sentence; nothing where there are no two shapes of the same programs.
pub(crate) fn told(results: &Results, others: &[Summary]) -> Option<String> {
    let pairs = shapes(results, others.iter().map(|other| other.results));
    (!pairs.is_empty()).then(|| in_words(&pairs, results))
}

fn in_words(pairs: &[Pair], results: &Results) -> String {
    let uops = mean_count(pairs, |_, program| Some(program.uops as u64));
    let told = own_backends(results).filter_map(|id| {
        let of = |metric| Some(estimate(mean(pairs, id, metric, 1.0)?));
        Some(format!(
            "{id}: {} of the run time and {} of the compile time",
            of(Metric::RunNs)?,
            of(Metric::CompileNs)?
        ))
    });
    let told: Vec<String> = told.collect();
    format!(
        "With regions, the programs have {} of the uops that they have with traces. {}.",
        uops.map_or_else(|| "–".to_owned(), |uops| significant(uops.value)),
        told.join("; ")
    )
}

/// Whether there are run times of several processes.
fn several(pairs: &[Pair], backend: &str) -> bool {
    pairs.iter().flatten().all(|(results, program)| {
        let samples = results.get(&program.name, backend, Metric::RunNs);
        samples.is_some_and(|samples| samples.by_process().len() > 1)
    })
}

/// By which part a run time has to differ for a verdict.
fn noise(pairs: &[Pair]) -> f64 {
    let files = pairs.first().map(|pair| pair.map(|(results, _)| results));
    files.and_then(|files| aa_floor(&files, Metric::RunNs)).unwrap_or(0.0).max(THRESHOLD)
}

/// Uops and pieces of code, which are the same on all backends.
fn sizes(pairs: &[Pair]) -> Table {
    let mut table = Table::new("Uops", &["what", "regions by traces"]);
    let cell = |value: Option<Estimate>| {
        value
            .map_or_else(Cell::nothing, |value| Cell::number(value.value, significant(value.value)))
    };
    let executed = mean(pairs, BASELINE, Metric::UopsExecuted, 1.0);
    for (what, value) in [
        ("uops in the program", mean_count(pairs, |_, program| Some(program.uops as u64))),
        ("traces, or blocks", mean_count(pairs, |_, program| Some(program.traces as u64))),
        ("uops that a run executes", executed),
    ] {
        table.rows.push(vec![Cell::text(what), cell(value)]);
    }
    // A program may take none at all, which has no ratio.
    if let [Some(traces), Some(regions)] = [0, 1].map(|shape| exits(pairs, shape)) {
        let ratio = (traces > 0.0).then(|| Estimate::exact(regions / traces));
        table.rows.push(vec![Cell::text("exits that runs of all programs take"), cell(ratio)]);
    }
    table
}

/// How often an instruction stands in a program, which is what regions can save; nothing where that was not counted.
fn repeats(pairs: &[Pair]) -> Option<String> {
    let times = |shape: usize| {
        let mut sum = 0.0;
        for pair in pairs {
            let InstructionsRecord { formed, distinct } = pair[shape].1.instructions?;
            sum += (formed.max(1) as f64 / distinct.max(1) as f64).ln();
        }
        Some((sum / pairs.len() as f64).exp())
    };
    let (traces, regions) = (times(0)?, times(1)?);
    Some(format!(
        "An instruction of the bytecode stands {} times in a program of traces, and {} times in one of \
         regions, geometric means. Regions repeat an instruction where another function has inlined it, and some \
         blocks are formed for each of two ways in. Each instruction has to stand once, so no shape can have less \
         than {} of the instructions that traces have; regions have {} of them. With fewer uops than that, an \
         instruction would have to become fewer uops in regions than in traces.",
        significant(traces),
        significant(regions),
        significant(1.0 / traces),
        significant(regions / traces)
    ))
}

/// How many exits one run of each program takes, traces being the first shape; nothing where they were not counted.
fn exits(pairs: &[Pair], shape: usize) -> Option<f64> {
    let taken = pairs.iter().map(|pair| {
        let (results, program) = pair[shape];
        Some(results.get(&program.name, BASELINE, Metric::ExitsTaken)?.median)
    });
    taken.sum()
}

/// What programs cost on each backend, the first result of a compiled program included, with a verdict on the run time.
fn costs(pairs: &[Pair], backends: &[&str]) -> Table {
    let header: Vec<&str> = ["backend"]
        .into_iter()
        .chain(METRICS.map(|(_, name)| name))
        .chain([FIRST, "verdict"])
        .collect();
    let mut table = Table::new("Costs on each backend, regions by traces", &header);
    let floor = noise(pairs).ln_1p();
    let ratios = backends.iter().map(|id| compared(pairs, id, Metric::RunNs, 1.0));
    let comparisons: Vec<Option<Comparison>> = backends
        .iter()
        .zip(ratios)
        .map(|(id, ratio)| {
            Some(Comparison { ratio: ratio?, floor, several_processes: several(pairs, id) })
        })
        .collect();
    let judged: Vec<Comparison> = comparisons.iter().flatten().cloned().collect();
    let mut verdicts = judge(&judged).into_iter();
    for (id, comparison) in backends.iter().zip(&comparisons) {
        let number = |(metric, _)| {
            let value = mean(pairs, id, metric, 1.0);
            value.map_or_else(Cell::nothing, |value| Cell::number(value.value, estimate(value)))
        };
        let verdict = comparison.as_ref().and_then(|_| verdicts.next());
        let verdict = verdict
            .map_or_else(Cell::nothing, |verdict| Cell::text(verdict.name()).marked(verdict));
        let first = mean_first_result(pairs, id)
            .map_or_else(Cell::nothing, |it| Cell::number(it.value, estimate(it)));
        let row = [Cell::text(*id)].into_iter().chain(METRICS.map(number)).chain([first, verdict]);
        table.rows.push(row.collect());
    }
    table
}

/// The programs that gain and lose most of run time, of those that are faster or slower.
fn extremes(pairs: &[Pair], backend: &str) -> Table {
    let mut table = Table::new(
        format!("Programs that gain and lose most of run time on {backend}"),
        &[
            "program",
            "run time",
            "uops in the program",
            "uops that a run executes",
            "executed more or less",
        ],
    );
    let time = |pair: &Pair| mean(&[*pair], backend, Metric::RunNs, 1.0);
    let floor = noise(pairs).ln_1p();
    let comparisons: Vec<(&Pair, Comparison)> = pairs
        .iter()
        .filter_map(|pair| {
            let ratio = compared(&[*pair], backend, Metric::RunNs, 1.0)?;
            let several_processes = several(&[*pair], backend);
            Some((pair, Comparison { ratio, floor, several_processes }))
        })
        .collect();
    let judged: Vec<Comparison> = comparisons.iter().map(|(_, it)| it.clone()).collect();
    let verdicts = judge(&judged).into_iter();
    let differ = comparisons
        .into_iter()
        .zip(verdicts)
        .filter(|(_, verdict)| matches!(verdict, Verdict::Faster | Verdict::Slower));
    let mut ordered: Vec<(&Pair, Estimate)> =
        differ.filter_map(|((pair, _), _)| Some((pair, time(pair)?))).collect();
    ordered.sort_by(|(_, a), (_, b)| a.value.total_cmp(&b.value));
    for (pair, time) in ends(&ordered) {
        let number = |metric| {
            let ratio = mean(&[**pair], BASELINE, metric, 1.0);
            ratio.map_or_else(Cell::nothing, |it| Cell::number(it.value, significant(it.value)))
        };
        table.rows.push(vec![
            Cell::text(&pair[1].1.name),
            Cell::number(time.value, estimate(*time)),
            number(Metric::UopsStatic),
            number(Metric::UopsExecuted),
            Cell::text(changed(pair)),
        ]);
    }
    table
}

/// The programs of which a run executes fewest and most uops as regions, compared with traces, with run times beside.
fn by_uops(pairs: &[Pair], backends: &[&str]) -> Table {
    let times: Vec<String> = backends.iter().map(|id| format!("run time on {id}")).collect();
    let header =
        ["program", "uops that a run executes", "executed more or less", "uops in the program"];
    let header: Vec<&str> = header.into_iter().chain(times.iter().map(String::as_str)).collect();
    let mut table =
        Table::new("Programs of which a run executes fewest and most uops as regions", &header);
    let ratio = |pair: &Pair, backend: &str, metric| mean(&[*pair], backend, metric, 1.0);
    let mut ordered: Vec<(&Pair, f64)> = pairs
        .iter()
        .filter_map(|pair| Some((pair, ratio(pair, BASELINE, Metric::UopsExecuted)?.value)))
        .collect();
    ordered.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    for (pair, executed) in ends(&ordered) {
        let exact = |value: f64| Cell::number(value, significant(value));
        let number = |it: Option<Estimate>, text: fn(Estimate) -> String| {
            it.map_or_else(Cell::nothing, |it| Cell::number(it.value, text(it)))
        };
        let in_program = ratio(pair, BASELINE, Metric::UopsStatic);
        let row = [
            Cell::text(&pair[1].1.name),
            exact(*executed),
            Cell::text(changed(pair)),
            number(in_program, |it| significant(it.value)),
        ];
        let times = backends.iter().map(|id| number(ratio(pair, id, Metric::RunNs), estimate));
        table.rows.push(row.into_iter().chain(times).collect());
    }
    table
}

/// The first and the last few.
fn ends<T>(all: &[T]) -> impl Iterator<Item = &T> {
    let last = all.len().saturating_sub(SHOWN).max(SHOWN.min(all.len()));
    all[..SHOWN.min(all.len())].iter().chain(&all[last..])
}

/// The uops that a run executes more or less often, if uops were counted.
fn changed(pair: &Pair) -> String {
    let mut changes: BTreeMap<&str, i64> = BTreeMap::new();
    for ((results, program), sign) in pair.iter().zip([-1, 1]) {
        let counted = results.attribution.iter();
        let counted = counted.filter(|one| one.workloads == [program.name.as_str()]).take(1);
        for uop in counted.flat_map(|one| &one.uops) {
            *changes.entry(&uop.op).or_default() += sign * uop.executed as i64;
        }
    }
    let mut changes: Vec<(&str, i64)> =
        changes.into_iter().filter(|&(_, change)| change != 0).collect();
    changes.sort_by_key(|&(_, change)| std::cmp::Reverse(change.abs()));
    let texts = changes.iter().take(SHOWN_UOPS).map(|(op, change)| {
        let sign = if *change < 0 { "−" } else { "+" };
        format!("`{op}` {sign}{}", count(change.unsigned_abs()))
    });
    let texts: Vec<String> = texts.collect();
    if texts.is_empty() { "–".to_owned() } else { texts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::others::Others;
    use crate::verdicts::Verdicts;
    use results::{Reading, Samples};
    use std::path::Path;
    use trace::Shape;

    /// The committed results in a shape, with times and bytes multiplied.
    fn results(shape: Shape, factor: f64) -> Results {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
        let mut results = Results::read(&path).expect("results");
        for workload in &mut results.workloads {
            workload.shape = shape;
            let formed = if shape == Shape::Trace { 15 } else { 12 };
            workload.instructions = Some(InstructionsRecord { formed, distinct: 12 });
        }
        for one in &mut results.measurements {
            let scaled = [Metric::CompileNs, Metric::PublishNs, Metric::RunNs, Metric::CodeBytes];
            let scaled = scaled.contains(&one.metric);
            if let Reading::Number(samples) = &mut one.reading
                && scaled
            {
                *samples = Samples::exact(samples.median * factor);
            }
        }
        results
    }

    #[test]
    fn regions_are_compared_with_traces_whichever_is_given_first() {
        let (traces, regions) = (results(Shape::Trace, 1.0), results(Shape::Region, 0.5));
        let [traces, regions] = [&traces, &regions].map(Summary::new);
        for (summary, other) in [(&regions, &traces), (&traces, &regions)] {
            let report = |levels| Report {
                summary,
                others: Others { levels, ..Others::default() },
                verdicts: Verdicts::new(summary),
            };
            assert!(section(&report(&[])).is_none());
            let [same, others] =
                [[summary], [other]].map(|it| it.map(|it| Summary::new(it.results)));
            assert!(section(&report(&same)).is_none());
            let section = section(&report(&others)).expect("the same programs");
            let tables = section.blocks.iter().filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            });
            let tables: Vec<&Table> = tables.collect();
            let [sizes, costs, by_uops, extremes @ ..] = &tables[..] else {
                panic!("{} tables", tables.len())
            };
            assert!(by_uops.rows.iter().all(|row| row[1].number == Some(1.0)));
            assert_eq!(by_uops.rows[0].len(), 4 + extremes.len());
            assert!(sizes.rows.iter().all(|row| row[1].number == Some(1.0)));
            for row in &costs.rows {
                assert_eq!(row[1].text.get(..3), Some("0.5"), "{}", row[0].text);
                assert_eq!(row[5].text.get(..3), Some("0.5"), "{}", row[0].text);
                assert_eq!(row[6].text, "faster", "{}", row[0].text);
            }
            let all = summary.results.workloads.len();
            assert_eq!(
                extremes.len(),
                costs.rows.len() - 1,
                "one for each backend but the baseline"
            );
            assert!(extremes.iter().all(|table| table.rows.len() == all.min(2 * SHOWN)));
            // 15 instructions instead of 12 are 1.25 times as many.
            let page = format!("{:?}", section.blocks);
            assert!(page.contains("stands 1.25 times"), "{page}");
            assert!(page.contains("less than 0.800 of"), "{page}");
            assert!(page.contains("regions have 0.800 of them"), "{page}");
        }
    }
}
