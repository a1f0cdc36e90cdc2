//! The answer at the end of a section.

use crate::document::{Answer, Block};
use evaluate::TestName;
use results::Results;

/// A test that a section names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Test {
    package: &'static str,
    target: &'static str,
    name: &'static str,
    feature: Option<&'static str>,
}

impl Test {
    pub(super) const fn new(
        package: &'static str,
        target: &'static str,
        name: &'static str,
    ) -> Self {
        Test { package, target, name, feature: None }
    }

    /// The same, which needs a feature.
    pub(super) const fn with_feature(self, feature: &'static str) -> Self {
        Test { feature: Some(feature), ..self }
    }

    pub(super) fn name(self) -> TestName {
        TestName::new(self.package, self.target, self.name).with_feature(self.feature)
    }
}

/// The answer that these tests give.
pub(super) fn tested(shows: &str, tests: &[Test]) -> Block {
    Block::Answer(Answer::Tests(shows.into(), tests.iter().map(|test| test.name()).collect()))
}

/// The answer that a number gives.
pub(super) fn measured(text: impl Into<String>) -> Block {
    Block::Answer(Answer::Number(text.into()))
}

/// No answer, and why.
pub(super) fn not_measured(why: impl Into<String>) -> Block {
    Block::Answer(Answer::NotMeasured(why.into()))
}

/// No answer that is a time: because of the emulator, if one executed the programs, or else as `otherwise` says.
pub(super) fn no_time(results: &Results, otherwise: &str) -> Block {
    not_measured(results.emulator().map_or_else(|| otherwise.to_owned(), emulated))
}

/// Why there are no times where an emulator executed the programs.
pub(super) fn emulated(emulator: &str) -> String {
    format!("{emulator} executed the programs, and its time is no processor's.")
}
