//! The sections of a report, one file each, in the order in which they are shown.
//!
//! A section that answers a question ends in an [`Answer`](crate::document::Answer): a number of the results,
//! tests of this project, or why there is neither.

mod answer;
mod break_even;
mod build;
mod ceiling;
mod code_model;
mod compile_time;
mod differences;
mod growth;
mod inspection;
mod instructions;
mod levels;
mod maintenance;
mod method;
mod peers;
mod probes;
mod processors;
mod promotion;
mod purpose;
mod reproduce;
mod rights;
mod run_time;
mod shapes;
mod short;
mod size;
mod uops;
mod versions;
mod workloads;

use crate::document::Section;
use crate::subject::Report;
use evaluate::TestName;
pub(crate) use shapes::told as shapes_told;
pub(crate) use short::summary_table;

/// Every section.
pub(crate) fn all(report: &Report) -> Vec<Section> {
    let extra = [
        versions::section(report),
        levels::section(report),
        shapes::section(report),
        processors::section(report),
        peers::section(report),
        ceiling::section(report),
        probes::section(report),
    ];
    let mut sections = vec![
        short::section(report),
        break_even::section(report),
        run_time::section(report),
        compile_time::section(report),
        growth::section(report),
        size::section(report),
        uops::section(report),
        instructions::section(report),
        inspection::section(),
        code_model::section(report),
        differences::section(report),
        promotion::section(report),
        build::section(report),
        rights::section(),
        maintenance::section(report),
    ];
    // What not every bench has measured.
    sections.extend(extra.into_iter().flatten());
    sections.extend([
        workloads::section(report),
        method::section(report),
        reproduce::section(report),
    ]);
    sections
}

/// The tests that sections name.
pub(crate) fn tests() -> Vec<TestName> {
    let all =
        [inspection::TESTS, code_model::TESTS, differences::TESTS, build::TESTS, rights::TESTS];
    all.concat().into_iter().map(answer::Test::name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Answer, Block};
    use crate::others::Others;
    use crate::verdicts::Verdicts;
    use results::{BackendRecord, Fact, Measurement, Metric, Results, Summary, WorkloadRecord};

    #[test]
    fn an_emulator_is_the_reason_for_times_that_are_missing() {
        let backend = |id: &str| BackendRecord { id: id.into(), description: String::new() };
        let number = |metric, value| Measurement::exact("squares", "copy-patch", metric, value);
        let results = Results {
            environment: [("emulator".to_owned(), Fact::Text("qemu-arm".into()))].into(),
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
            backends: vec![backend(results::BASELINE), backend("copy-patch")],
            measurements: vec![number(Metric::CodeBytes, 144.0), number(Metric::UopsStatic, 4.0)],
            ..Results::default()
        };
        let summary = Summary::new(&results);
        let verdicts = Verdicts::new(&summary);
        let sections = all(&Report { summary: &summary, others: Others::default(), verdicts });
        let page = crate::markdown::page((&summary, Others::default()), "", &sections);
        let expected = "- **interp-match**: – run time not measured; no machine code of its own\n\
                        - **copy-patch**: 36.0 bytes of code per uop; run time not measured\n";
        assert!(page.contains(expected), "{page}");
        for id in ["break-even", "run-time", "compile-time", "growth", "uops"] {
            let section = sections.iter().find(|section| section.id == id).expect("it is there");
            let says = "qemu-arm executed the programs, and its time is no processor's.";
            match section.blocks.last() {
                Some(Block::Answer(Answer::NotMeasured(why))) => assert_eq!(why, says, "{id}"),
                other => panic!("{id}: {other:?}"),
            }
        }
    }
}
