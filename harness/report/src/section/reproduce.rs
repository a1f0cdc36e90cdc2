//! How to reproduce the numbers.

use crate::document::{Block, Section};
use crate::subject::Report;
use results::Results;

pub(super) fn section(report: &Report) -> Section {
    let results = report.summary.results;
    let mut commands: Vec<String> = Vec::new();
    if let Some(revision) = fact(results, "git_revision") {
        // Nobody else has changes that are not committed.
        let revision = revision.split(' ').next().unwrap_or_default().to_owned();
        commands.push(format!("git checkout {revision}"));
    }
    commands.extend([
        bench(results),
        "uopbench report results.json --out DIR       # this report and its charts again".into(),
        "uopbench evaluate results.json --run-tests   # with the tests that it names".into(),
        "uopbench break-even results.json --json".into(),
        "uopbench export results.json --format csv --out numbers.csv".into(),
        "uopbench compare before.json results.json    # with another run".into(),
    ]);
    Section {
        id: "reproduce",
        label: "Reproducing the results",
        title: "Reproducing the results",
        asked: None,
        blocks: vec![
            Block::Text(
                "Every number on this page is derived from `results.json` beside the page, which \
                 contains all samples. `harness/results/schema/results-v3.schema.json` describes \
                 the file. The HTML page itself contains the numbers without their samples, in \
                 the element `numbers`."
                    .to_owned(),
            ),
            Block::Commands(commands),
        ],
    }
}

fn fact(results: &Results, name: &str) -> Option<String> {
    match results.environment.get(name)? {
        results::Fact::Missing { .. } => None,
        fact => Some(fact.texts().join(" ")),
    }
}

/// The command that measured them.
fn bench(results: &Results) -> String {
    let mut command = "cargo run --release -- bench".to_owned();
    for workload in &results.workloads {
        command += &format!(" {}", workload.name);
    }
    match fact(results, "mode").as_deref() {
        Some("quick") => command += " --quick",
        Some("full") => command += " --full",
        _ => {}
    }
    if let Some(passes) = fact(results, "optimiser").filter(|passes| passes != "none") {
        command += &format!(" --opt {passes}");
    }
    if let Some(processes) = fact(results, "processes") {
        command += &format!(" --processes {processes}");
    }
    if let Some(seed) = fact(results, "seed") {
        command += &format!(" --seed {seed}");
    }
    command + " --out DIR"
}
