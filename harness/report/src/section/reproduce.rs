//! How to reproduce the numbers.

use crate::document::{Block, Section};
use crate::subject::Report;
use results::{CEILING, Results, is_peer};
use std::collections::BTreeSet;

pub(super) fn section(report: &Report) -> Section {
    let results = report.summary.results;
    let mut commands: Vec<String> = Vec::new();
    if let Some(revision) = fact(results, "git_revision") {
        // Nobody else has changes that are not committed.
        let revision = revision.split(' ').next().unwrap_or_default().to_owned();
        commands.push(format!("git checkout {revision}"));
    }
    commands.extend(measuring(results));
    commands.extend([
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

/// The commands that measured them.
fn measuring(results: &Results) -> Vec<String> {
    let ids = || results.backends.iter().map(|backend| backend.id.as_str());
    let mut bench = "cargo run --release -- bench".to_owned();
    for workload in results.programs() {
        bench += &format!(" {}", workload.name);
    }
    let dialects: BTreeSet<&str> =
        results.workloads.iter().map(|workload| workload.dialect.name()).collect();
    // Programs of several dialects were not chosen by the dialect.
    if let (Some(dialect), 1) = (dialects.first(), dialects.len()) {
        bench += &format!(" --dialect {dialect}");
    }
    let is_named = |id: &&str| !is_peer(id) && *id != CEILING;
    bench += &format!(" --backend {}", ids().filter(is_named).collect::<Vec<_>>().join(","));
    match fact(results, "mode").as_deref() {
        Some("quick") => bench += " --quick",
        Some("full") => bench += " --full",
        _ => {}
    }
    let options = [
        ("traces", "traces"),
        ("shape", "shape"),
        ("inline", "inline"),
        ("arguments", "arguments"),
        ("optimiser", "opt"),
        ("processes", "processes"),
        ("seed", "seed"),
    ];
    for (name, option) in options {
        if let Some(value) = fact(results, name).filter(|value| value != "none") {
            bench += &format!(" --{option} {value}");
        }
    }
    let parts = [
        (ids().any(|id| id == CEILING), " --ceiling"),
        (!results.counts.is_empty() || !results.uop_times.is_empty(), " --attribute"),
        (!results.scaling.is_empty(), " --scaling"),
    ];
    bench.extend(parts.into_iter().filter(|(is_there, _)| *is_there).map(|(_, option)| option));
    let mut commands = vec![bench + " --out DIR"];
    if ids().any(is_peer) {
        commands.push(
            "uopbench peers --add-to DIR/results.json      # on the Pythons of this machine".into(),
        );
    }
    commands
}
