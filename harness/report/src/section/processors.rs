//! The same programs on two processors.

use super::answer::{self, measured};
use crate::document::{Block, Cell, Section, Table};
use crate::subject::{Report, times};
use results::processors::{BackendCosts, Costs, Processor, Processors};
use results::{BASELINE, Summary};
use text::{count, significant};

/// The name of a column, and its number.
type Column = (&'static str, fn(&Costs) -> f64);

/// Nothing where no results of another processor were given.
pub(super) fn section(report: &Report) -> Option<Section> {
    let processors = report.others.processors?;
    let [one, other] = processors.both.map(|processor| processor.target);
    let programs = report.summary.results.workloads.len();
    let mut blocks = vec![Block::Text(format!(
        "The same programs ({programs}), compiled for {one} and for {other}: means over all {} uops of \
         the programs. Executed instructions are by executed uop, of which there are {}, without \
         helpers.",
        count(processors.places),
        count(processors.executed)
    ))];
    let bytes: [Column; 4] = [
        ("all", Costs::bytes),
        ("hot", |costs| costs.hot),
        ("cold", |costs| costs.cold),
        ("exits", |costs| costs.exits),
    ];
    let instructions: [Column; 2] = [
        ("in programs", |costs| costs.instructions),
        ("executed", |costs| costs.executed_instructions),
    ];
    blocks.push(Block::Table(table("Bytes of code per uop", processors, &bytes)));
    let caption = "Instructions per uop on the hot path";
    blocks.push(Block::Table(table(caption, processors, &instructions)));
    blocks.push(Block::Table(run_times(processors)));
    blocks.extend(processors.both.into_iter().filter_map(emulated));
    let cost = |backend: &BackendCosts| {
        let ratio =
            |of: fn(&Costs) -> f64| significant(of(&backend.both[1]) / of(&backend.both[0]));
        format!(
            "`{}` {}× as many bytes and {}× as many instructions per uop",
            backend.id,
            ratio(Costs::bytes),
            ratio(|costs| costs.instructions)
        )
    };
    let all: Vec<String> = processors.backends.iter().map(cost).collect();
    blocks.push(measured(format!("For {other}, as for {one}: {}.", all.join("; "))));
    Some(Section {
        id: "processors",
        label: "Processors",
        title: "What does the code cost on another processor?",
        asked: Some("PEP 836, on its first platforms"),
        blocks,
    })
}

/// A row for each backend: each number on both processors, and the second by the first.
fn table(caption: &str, processors: &Processors, columns: &[Column]) -> Table {
    let mut header = vec!["backend".to_owned()];
    for (what, _) in columns {
        header.extend(processors.both.map(|processor| format!("{what}, {}", processor.target)));
        header.push(format!("{what}, ratio"));
    }
    let row = |backend: &BackendCosts| {
        let mut row = vec![Cell::text(&backend.id)];
        for (_, of) in columns {
            let [one, other] = backend.both.each_ref().map(of);
            row.extend([one, other].map(|number| Cell::number(number, significant(number))));
            row.push(match one > 0.0 {
                true => Cell::number(other / one, format!("{}×", significant(other / one))),
                false => Cell::nothing(),
            });
        }
        row
    };
    let rows = processors.backends.iter().map(row).collect();
    Table { caption: caption.to_owned(), header, rows }
}

/// How fast programs run on each processor, relative to the baseline there.
fn run_times(processors: &Processors) -> Table {
    let both = processors.both.map(|processor| (processor, Summary::new(processor.results)));
    let mut header = vec!["backend".to_owned()];
    header.extend(processors.both.map(|processor| processor.target.to_owned()));
    let row = |backend: &BackendCosts| {
        let cells = both.each_ref().map(|(_, summary)| {
            let found = summary.backends.iter().find(|known| known.id == backend.id);
            match found.and_then(|found| found.speedup()) {
                Some(speed) => Cell::number(speed.value, times(speed)),
                None => Cell::text("not measured"),
            }
        });
        [Cell::text(&backend.id)].into_iter().chain(cells).collect()
    };
    let caption = format!("Run time: the speed of {BASELINE} on the same processor, times");
    Table { caption, header, rows: processors.backends.iter().map(row).collect() }
}

/// Why a processor's run time is not measured, where an emulator is the reason.
fn emulated(processor: Processor) -> Option<Block> {
    let emulator = processor.results.emulator()?;
    Some(Block::Text(format!(
        "Run time on {} is not measured: {}",
        processor.target,
        answer::emulated(emulator)
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;
    use crate::others::Others;
    use crate::verdicts::Verdicts;
    use results::attribution::{Attribution, PlacesCost, UopCost};
    use results::{BackendRecord, Fact, Measurement, Metric, Results, WorkloadRecord};

    /// Results of one program with four uops, on two backends.
    fn results(target: &str, bytes: u64, facts: &[(&str, &str)]) -> Results {
        let cost = |hot_bytes, instructions| PlacesCost {
            hot_bytes,
            cold_bytes: 40,
            exit_bytes: 16,
            instructions,
            executed_instructions: 10 * instructions,
        };
        let uop = UopCost {
            op: "_NOP".into(),
            places: 4,
            executed: 40,
            costs: vec![cost(bytes, bytes / 5), cost(2 * bytes, bytes / 3)],
        };
        let backend = |id: &str| BackendRecord { id: id.into(), description: String::new() };
        let facts = [("target", target)].into_iter().chain(facts.iter().copied());
        Results {
            environment: facts
                .map(|(name, fact)| (name.to_owned(), Fact::Text(fact.to_owned())))
                .collect(),
            workloads: vec![WorkloadRecord {
                name: "squares".into(),
                dialect: "py313".parse().expect("a dialect"),
                shape: trace::Shape::default(),
                hash: "0123456789abcdef".into(),
                jit: None,
                traces: 1,
                uops: 4,
                instructions: None,
                opaque_percent: None,
                args: vec!["10".into()],
                result: "285".into(),
            }],
            backends: vec![backend(BASELINE), backend("copy-patch"), backend("cranelift-best")],
            attribution: vec![Attribution {
                workloads: vec!["squares".into()],
                backends: vec!["copy-patch".into(), "cranelift-best".into()],
                executed: 40,
                uops: vec![uop],
            }],
            ..Results::default()
        }
    }

    #[test]
    fn bytes_and_instructions_of_both_processors_stand_beside_each_other() {
        let mut one = results("x86_64-linux", 120, &[]);
        for (backend, ns) in [(BASELINE, 900.0), ("copy-patch", 300.0)] {
            one.measurements.push(Measurement::exact("squares", backend, Metric::RunNs, ns));
        }
        let other = results("aarch64-linux", 150, &[("emulator", "qemu-aarch64")]);
        let processors = Processors::new([&one, &other]).expect("the same program");
        let summary = Summary::new(&one);
        let report = |processors| Report {
            summary: &summary,
            others: Others { processors, ..Others::default() },
            verdicts: Verdicts::new(&summary),
        };
        assert!(section(&report(None)).is_none());
        let section = section(&report(Some(&processors))).expect("there are two processors");
        let page = markdown::page((&summary, Others::default()), "", &[section]);
        let expected = include_str!("processors.md");
        assert_eq!(page.trim_start_matches("# \n"), expected, "{page}");
    }
}
