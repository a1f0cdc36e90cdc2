//! The sections of a report, one file each, in the order in which they are shown.
//!
//! A section that answers a question ends in an [`Answer`](super::Answer): a number of the results,
//! tests of this project, or why there is neither.

mod break_even;
mod build;
mod ceiling;
mod code_model;
mod compile_time;
mod differences;
mod growth;
mod inspection;
mod instructions;
mod maintenance;
mod method;
mod probes;
mod promotion;
mod reproduce;
mod rights;
mod run_time;
mod short;
mod size;
mod uops;
mod workloads;

use super::{Answer, Block, Report, Section};
use crate::evaluate::TestName;
pub(super) use short::summary_table;

/// Every section.
pub(super) fn all(report: &Report) -> Vec<Section> {
    let extra = [ceiling::section(report), probes::section(report)];
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
pub(super) fn tests() -> Vec<TestName> {
    let all =
        [inspection::TESTS, code_model::TESTS, differences::TESTS, build::TESTS, rights::TESTS];
    all.concat().into_iter().map(Test::name).collect()
}

/// A test that a section names.
#[derive(Clone, Copy, Debug)]
struct Test {
    package: &'static str,
    target: &'static str,
    name: &'static str,
    feature: Option<&'static str>,
}

impl Test {
    const fn new(package: &'static str, target: &'static str, name: &'static str) -> Self {
        Test { package, target, name, feature: None }
    }

    /// The same, which needs a feature.
    const fn with_feature(self, feature: &'static str) -> Self {
        Test { feature: Some(feature), ..self }
    }

    fn name(self) -> TestName {
        TestName::new(self.package, self.target, self.name).with_feature(self.feature)
    }
}

/// The answer that these tests give.
fn tested(shows: &str, tests: &[Test]) -> Block {
    Block::Answer(Answer::Tests(shows.into(), tests.iter().map(|test| test.name()).collect()))
}

/// The answer that a number gives.
fn measured(text: impl Into<String>) -> Block {
    Block::Answer(Answer::Number(text.into()))
}

/// No answer, and why.
fn not_measured(why: impl Into<String>) -> Block {
    Block::Answer(Answer::NotMeasured(why.into()))
}
