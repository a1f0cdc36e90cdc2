//! How it was measured, and on what.

use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use results::Fact;
use text::count;

/// What was measured and how, in sentences.
const METHOD: [&str; 6] = [
    "Before the first process, every workload runs once on every backend. A result that is not \
     CPython's ends the bench. Every timed run has to end as these runs did.",
    "Compile time covers all traces of a program, and excludes making the code executable, which \
     is publish time. Compiled code is dropped outside of the measured time. An unmeasured \
     repetition precedes each sample, unless a program takes so long that it is compiled once.",
    "Run time is the time of one call of the program with its arguments.",
    "Several processes take samples, one after the other. In each process, the backends are \
     measured in blocks: a block has one sample of each number, in a random order that the \
     recorded seed determines. Short operations are repeated within a sample, which is then the \
     mean. Each process puts the code of a workload at several addresses.",
    "Numbers are geometric means of the processes' medians, without warm-up. Intervals are 95 % \
     bootstrap intervals that resample processes, widened for small numbers of processes. For \
     ratios, both sides are resampled.",
    "The noise floor is the difference between two series of run times of the same code of \
     interp-match, taken in the same blocks. Smaller differences between backends are noise.",
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
