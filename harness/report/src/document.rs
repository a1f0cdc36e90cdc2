//! A report as data, from which HTML and Markdown are made.

use crate::chart::Chart;
use evaluate::{Grade, TestName};
use results::{Metric, Outcome, Results};
use stats::Verdict;

/// A section of a report.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// What links call it.
    pub(super) id: &'static str,
    /// The text of links to it.
    pub(super) label: &'static str,
    /// Its title.
    pub(super) title: &'static str,
    /// The source of the question that the section answers, if there is one.
    pub(super) asked: Option<&'static str>,
    /// What it says.
    pub(super) blocks: Vec<Block>,
}

/// A part of a section. In texts, what is between backticks is code.
#[derive(Clone, Debug)]
pub(super) enum Block {
    /// A paragraph.
    Text(String),
    /// Points.
    List(Vec<String>),
    /// Commands for a terminal.
    Commands(Vec<String>),
    /// A card for each backend: its id, a number, and what else is known.
    Cards(Vec<Card>),
    /// A table.
    Table(Table),
    /// A chart.
    Chart(Chart),
    /// The answer that the section ends with.
    Answer(Answer),
    /// Something that is shown when it is asked for.
    Details {
        /// What names it.
        id: String,
        /// What is always shown.
        summary: String,
        /// The rest.
        blocks: Vec<Block>,
    },
}

/// A backend at a glance.
#[derive(Clone, Debug)]
pub(super) struct Card {
    /// The backend's id.
    pub(super) backend: String,
    /// The number that counts.
    pub(super) number: String,
    /// Its unit, or what it is of.
    pub(super) of: String,
    /// What else is known.
    pub(super) lines: Vec<String>,
}

/// The answer to the question of a section.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// A number of these results.
    Number(String),
    /// Tests of this project, and what they show.
    Tests(String, Vec<TestName>),
    /// Nothing, and why.
    NotMeasured(String),
}

/// A table. The first column names the row.
#[derive(Clone, Default, Debug)]
pub(super) struct Table {
    /// Its title.
    pub(super) caption: String,
    /// A title for each column.
    pub(super) header: Vec<String>,
    /// The rows.
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(caption: impl Into<String>, header: &[&str]) -> Self {
        let header = header.iter().map(|title| (*title).to_owned()).collect();
        Table { caption: caption.into(), header, rows: Vec::new() }
    }
}

/// A cell of a table.
#[derive(Clone, Default, Debug)]
pub(super) struct Cell {
    /// What it shows.
    pub(super) text: String,
    /// The number that it shows, if it shows one.
    pub(super) number: Option<f64>,
    /// Where the results have the number: workload, backend, metric.
    pub(super) source: Option<(String, String, Metric)>,
    /// Whether the cell is marked, so that readers find it quickly.
    pub(super) mark: Option<Mark>,
}

/// The mark of a cell that readers should find quickly. A mark has a sign as well as a colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// The result is a good one.
    Good,
    /// The result is a bad one.
    Bad,
    /// Neither.
    Open,
}

impl Mark {
    /// The sign before the cell's text.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Mark::Good => "✓",
            Mark::Bad => "✗",
            Mark::Open => "–",
        }
    }
}

impl From<Grade> for Mark {
    fn from(grade: Grade) -> Self {
        match grade {
            Grade::Pass => Mark::Good,
            Grade::Fail => Mark::Bad,
            Grade::NotMeasured => Mark::Open,
        }
    }
}

impl From<Verdict> for Mark {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Faster => Mark::Good,
            Verdict::Slower => Mark::Bad,
            Verdict::Equivalent | Verdict::Inconclusive => Mark::Open,
        }
    }
}

impl Cell {
    /// Words.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// Nothing.
    pub(super) fn nothing() -> Self {
        Self::text("–")
    }

    /// A number, and how it is written.
    pub(super) fn number(number: f64, text: impl Into<String>) -> Self {
        Cell { text: text.into(), number: Some(number), ..Cell::default() }
    }

    /// A number of the results as `show` writes it; nothing where there is none.
    pub(super) fn of(
        results: &Results,
        workload: &str,
        backend: &str,
        metric: Metric,
        show: impl Fn(f64) -> String,
    ) -> Self {
        match results.get(workload, backend, metric) {
            Some(samples) => Cell {
                source: Some((workload.into(), backend.into(), metric)),
                ..Self::number(samples.median, show(samples.median))
            },
            None => Self::nothing(),
        }
    }

    /// The same with a mark.
    pub(super) fn marked(self, mark: impl Into<Mark>) -> Self {
        Cell { mark: Some(mark.into()), ..self }
    }
}

/// How a test that is named ended, in a word.
pub(super) fn outcome(test: &TestName, results: &Results) -> (Mark, &'static str) {
    match results.tests.iter().find(|record| test.is(record)).map(|record| record.outcome) {
        Some(Outcome::Passed) => (Mark::Good, "passed"),
        Some(Outcome::Failed) => (Mark::Bad, "failed"),
        Some(Outcome::Unavailable) => (Mark::Open, "could not be run"),
        None => (Mark::Open, "not run here"),
    }
}

/// A class, a heading and what else is to be said of an answer that is given by tests.
pub(super) fn tested(
    tests: &[TestName],
    results: &Results,
) -> (&'static str, &'static str, Option<&'static str>) {
    let marks: Vec<Mark> = tests.iter().map(|test| outcome(test, results).0).collect();
    if marks.contains(&Mark::Bad) {
        return ("failed", "A test failed.", None);
    }
    match marks.contains(&Mark::Open) {
        true => (
            "open",
            "Shown by tests.",
            Some("`uopbench evaluate results.json --run-tests` runs them and keeps how they end."),
        ),
        false => ("tested", "Tested.", None),
    }
}
