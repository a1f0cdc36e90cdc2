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
    let other = report.others.levels.iter().map(|other| other.results).find(|other| {
        let shape = |results| fact(results, "shape");
        shape(other).is_some() && shape(other) != shape(results)
    });
    commands.extend(measuring(results, other));
    let (file, files, levels) = match other.map(|other| (folder(results), folder(other))) {
        Some((here, there)) => {
            let files = format!("`{here}` and `{there}` beside the page, which contain");
            (here, files, format!(" --level {there}"))
        }
        None => {
            let files = "`results.json` beside the page, which contains".to_owned();
            ("results.json".to_owned(), files, String::new())
        }
    };
    commands.extend([
        format!(
            "uopbench report {file}{levels} --out DIR       # this report and its charts again"
        ),
        format!("uopbench evaluate {file} --run-tests   # with the tests that it names"),
        format!("uopbench break-even {file} --json"),
        format!("uopbench export {file} --format csv --out numbers.csv"),
        format!("uopbench compare before.json {file}    # with another run"),
    ]);
    Section {
        id: "reproduce",
        label: "Reproducing the results",
        title: "Reproducing the results",
        asked: None,
        blocks: vec![
            Block::Text(format!(
                "Every number on this page is derived from {files} all samples. \
                 `harness/results/schema/results-v3.schema.json` describes such a file. The HTML page itself \
                 contains the numbers without their samples, in the element `numbers`."
            )),
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

/// Where `shapes` writes the results of a shape.
fn folder(results: &Results) -> String {
    format!("{}/results.json", fact(results, "shape").unwrap_or_default())
}

/// The seed that a bench was given, or all parts of one that `shapes` has divided: it counts up from part to part.
fn seed(results: &[&Results]) -> Option<String> {
    let seeds = results.iter().filter_map(|results| fact(results, "seed"));
    let all: Vec<String> =
        seeds.flat_map(|seeds| seeds.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    match (&all[..], results.len()) {
        ([one], _) => Some(one.clone()),
        (_, 2) => all
            .iter()
            .filter_map(|seed| seed.parse::<u64>().ok())
            .min()
            .map(|seed| seed.to_string()),
        // Several benches measured them.
        _ => None,
    }
}

/// The commands that measured them, and the same programs in another shape if there are such results.
fn measuring(results: &Results, other: Option<&Results>) -> Vec<String> {
    let ids = || results.backends.iter().map(|backend| backend.id.as_str());
    let command = if other.is_some() { "shapes" } else { "bench" };
    let mut bench = format!("cargo run --release -- {command}");
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
    ];
    // `shapes` measures both shapes, with so many processes for each part as its time allows.
    let is_given =
        |name: &str| other.is_none() || !["traces", "shape", "processes"].contains(&name);
    for (name, option) in options.into_iter().filter(|(name, _)| is_given(name)) {
        if let Some(value) = fact(results, name).filter(|value| value != "none") {
            bench += &format!(" --{option} {value}");
        }
    }
    let seed = seed(&[results].into_iter().chain(other).collect::<Vec<_>>());
    bench.extend(seed.map(|seed| format!(" --seed {seed}")));
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
