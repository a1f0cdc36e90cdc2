//! `uopbench corpus`

use crate::Error;
use crate::choice::{Opt, Recorded};
use crate::output::print;
use programs::Workload;
use programs::corpus::Corpus;
use std::fmt::Write;
use std::path::Path;
use text::{count, table};

const EXAMPLES: &str = "\
Examples:
  uopbench corpus                          programs, the commonest uops, lengths of traces
  uopbench corpus --opt all --top 40       the same of what the optimiser makes of them
  uopbench corpus --dialect py313          of the recordings under CPython 3.13
  uopbench corpus --json > corpus.json

Counts are static: how often a uop stands in a trace, not how often it runs.";

/// The arguments of `corpus`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    recorded: Recorded,
    #[command(flatten)]
    opt: Opt,
    /// The number of uops to list; 0 for all
    #[arg(long, value_name = "N", default_value_t = 25)]
    top: usize,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let workloads: Vec<Workload> = Workload::corpus(folder, &args.recorded.variant())?
        .into_iter()
        .map(|workload| workload.optimised(args.opt.opt))
        .collect::<Result<_, _>>()?;
    let corpus = Corpus::of(&workloads);
    if args.json {
        return print(&(files::to_pretty_json(&corpus)? + "\n"));
    }
    print(&text(&corpus, args.top))
}

/// The longest bar, in characters.
const BAR: usize = 40;

fn bar(part: usize, most: usize) -> String {
    "█".repeat((part * BAR).div_ceil(most.max(1)))
}

fn text(corpus: &Corpus, top: usize) -> String {
    let programs: Vec<Vec<String>> = corpus
        .programs
        .iter()
        .map(|row| {
            let numbers = [row.functions, row.traces, row.uops, row.longest, row.kinds];
            let numbers = numbers.map(|number| count(number as u64));
            let [name, what] = [row.workload.clone(), row.description.clone()];
            [name].into_iter().chain(numbers).chain([what]).collect()
        })
        .collect();
    let header = ["program", "functions", "traces", "uops", "longest", "different", "what it is"];
    let mut out = table(&header, &programs, &[1, 2, 3, 4, 5]);
    let _ = writeln!(
        out,
        "\n{} programs, {} traces, {} uops, {} different ones\n",
        corpus.programs.len(),
        count(corpus.lengths.len() as u64),
        count(corpus.uops() as u64),
        corpus.histogram.len()
    );
    let frequent = corpus.most_frequent();
    let shown = if top == 0 { frequent.len() } else { top.min(frequent.len()) };
    let most = frequent.first().map_or(0, |&(_, times)| times);
    let rows: Vec<Vec<String>> = frequent[..shown]
        .iter()
        .map(|&(name, times)| {
            let share = 100.0 * times as f64 / corpus.uops() as f64;
            vec![name.into(), count(times as u64), format!("{share:.1} %"), bar(times, most)]
        })
        .collect();
    out += &table(&["uop", "times", "share", ""], &rows, &[1, 2]);
    if shown < frequent.len() {
        let _ = writeln!(out, "and {} others; --top 0 lists them all", frequent.len() - shown);
    }
    let lengths = corpus.length_histogram();
    let most = lengths.iter().map(|&(_, traces)| traces).max().unwrap_or_default();
    let rows: Vec<Vec<String>> = lengths
        .iter()
        .map(|&(from, traces)| {
            let range = format!("{from} to {}", 2 * from - 1);
            vec![range, count(traces as u64), bar(traces, most)]
        })
        .collect();
    out.push('\n');
    out += &table(&["uops of a trace", "traces", ""], &rows, &[0, 1]);
    let _ = writeln!(
        out,
        "median {}, nine in ten at most {}, longest {}",
        corpus.quantile(0.5),
        corpus.quantile(0.9),
        corpus.quantile(1.0)
    );
    out
}
