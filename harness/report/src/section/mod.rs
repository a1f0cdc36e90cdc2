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
mod reproduce;
mod rights;
mod run_time;
mod short;
mod size;
mod uops;
mod versions;
mod workloads;

use crate::document::Section;
use crate::subject::Report;
use evaluate::TestName;
pub(crate) use short::summary_table;

/// Every section.
pub(crate) fn all(report: &Report) -> Vec<Section> {
    let extra = [
        versions::section(report),
        levels::section(report),
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
