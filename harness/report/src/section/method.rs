//! How it was measured, and on what.

use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::Fact;
use text::count;

/// What was measured and how, in sentences.
const METHOD: [&str; 6] = [
    "Every workload is run once on every backend before anything is measured; a result that is \
     not CPython's ends the bench.",
    "Compile time is that of all traces of a program, up to but not including making the code \
     executable, which is publish time. What is compiled is dropped outside of the measured time. \
     Each sample follows an unmeasured repetition of itself.",
    "Run time is that of one call of the program with its arguments.",
    "Several processes take samples, one after the other. In each, backends take turns: a block has \
     one sample of each number in random order, drawn from the recorded seed. Short ones are \
     repeated within a sample, which is then their mean. Each process puts the code of a workload \
     in several places.",
    "Numbers are geometric means of the processes' medians, warm-up left out; intervals are 95 % \
     bootstrap intervals for which processes are resampled, widened for how few there are. In \
     ratios, both sides are resampled.",
    "The noise floor is the difference between two streams of run times of the same code of \
     interp-match, taken in the same blocks. Smaller differences between backends mean nothing.",
];

pub(super) fn section(report: &Report) -> Section {
    let results = report.summary.results;
    let mut backends = Table::new("Backends", &["backend", "what it is"]);
    backends.rows.extend(
        results.backends.iter().map(|b| vec![Cell::text(&b.id), Cell::text(&b.description)]),
    );
    let mut machine = Table::new("Machine and build", &["what", "value"]);
    machine.rows.extend(results.environment.iter().map(|(name, fact)| {
        let text = match fact {
            // A seed is to be typed again, an amount of memory to be read.
            Fact::Number(number) if name == "memory_bytes" => count(*number),
            fact => fact.texts().join("; "),
        };
        vec![Cell::text(name), Cell::text(text)]
    }));
    Section {
        id: "method",
        label: "Method and machine",
        title: "Method and machine",
        asked: None,
        blocks: vec![
            Block::List(METHOD.map(str::to_owned).to_vec()),
            Block::Table(backends),
            Block::Table(machine),
        ],
    }
}
