//! `uopbench attribute`

use crate::Error;
use crate::choice::{Backends, Opt, Workloads};
use crate::output::print;
use crate::progress::note_missing;
use crate::progress::progress_bar;
use measure::attribution::attribute;
use measure::repetition;
use results::attribution::{Attribution, UopCost, total};
use results::uop_time::UopTime;
use serde::Serialize;
use std::path::Path;
use text::{count, significant, table};

const EXAMPLES: &str = "\
Examples:
  uopbench attribute                                     all workloads, each run once
  uopbench attribute crc --backend copy-patch --top 10
  uopbench attribute --time --quick                      nanoseconds too
  uopbench attribute corpus --json

For each uop: how often it is executed, and on each backend its mean bytes (all of them, hot, cold and
side exits), its mean instructions on the hot path, and its share of all instructions of hot paths that
are executed. Helpers are not counted; `uopbench count` counts everything, but not by uop.

With --time each uop is repeated beside its place in the workload that executes it the most; the slope
of run time against repetitions is its time there, copies of its operands and drops of its results
taken off. A uop that can't be repeated without changing the result has none.";

/// The arguments of `attribute`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    workloads: Workloads,
    #[command(flatten)]
    backends: Backends,
    #[command(flatten)]
    opt: Opt,
    /// Run with the quick arguments
    #[arg(long)]
    quick: bool,
    /// Measure the time of uops too, by repetition; takes a few seconds per workload
    #[arg(long)]
    time: bool,
    /// Seed of the order of samples
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The number of uops to show, the most executed first
    #[arg(long, value_name = "N", default_value_t = 30)]
    top: usize,
    /// Print all uops as JSON
    #[arg(long)]
    json: bool,
}

/// The output of `--json`.
#[derive(Serialize)]
struct Output<'a> {
    #[serde(flatten)]
    attribution: &'a Attribution,
    times: &'a [UopTime],
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let mut selection = args.backends.select()?;
    note_missing(&selection.missing);
    let workloads = args.workloads.load(args.opt, folder)?;
    let bar = progress_bar(workloads.len() as u64 * if args.time { 2 } else { 1 });
    let mut all = Vec::new();
    for workload in &workloads {
        bar.set_message(workload.name.clone());
        all.push(attribute(workload, args.quick, &mut selection.backends)?);
        bar.inc(1);
    }
    let mut times = Vec::new();
    if args.time {
        let backends = &mut selection.backends;
        (times, _) =
            repetition::measure(&workloads, args.quick, backends, args.seed, None, &mut |name| {
                bar.set_message(format!("{name}: times"));
                bar.inc(1);
            })?;
    }
    bar.finish_and_clear();
    let attribution = total(&all);
    if args.json {
        return print(
            &(files::to_pretty_json(&Output { attribution: &attribution, times: &times })? + "\n"),
        );
    }
    let mut text = show(&attribution, args.top);
    if args.time {
        text += &format!(
            "\nNanoseconds by repetition:\n{}",
            show_times(&attribution, &times, args.top)
        );
    }
    print(&text)
}

/// The times of the uops that are executed most.
fn show_times(attribution: &Attribution, times: &[UopTime], top: usize) -> String {
    let backends = times.first().map_or(&[][..], |first| &first.times);
    let mut header = vec!["uop"];
    header.extend(backends.iter().map(|time| time.backend.as_str()));
    header.extend(["in", "what is repeated"]);
    let rows = attribution.uops.iter().take(top).map(|uop| {
        let mut row = vec![uop.op.clone()];
        match times.iter().find(|time| time.op == uop.op) {
            Some(time) => {
                row.extend(time.times.iter().map(|ns| significant(ns.value)));
                row.extend([time.workload.clone(), time.group.clone()]);
            }
            None => {
                row.extend(backends.iter().map(|_| "–".to_owned()));
                row.extend(["–".into(), "nothing: that changes the result".into()]);
            }
        }
        row
    });
    let right: Vec<usize> = (1..=backends.len()).collect();
    table(&header, &rows.collect::<Vec<_>>(), &right)
}

fn show(attribution: &Attribution, top: usize) -> String {
    let mut header = vec!["uop".to_owned(), "executed".into(), "share".into()];
    for backend in &attribution.backends {
        header.push(format!("{backend}: bytes"));
        header.extend(["instr.".into(), "share".into()]);
    }
    let sums: Vec<u64> = (0..attribution.backends.len())
        .map(|i| attribution.uops.iter().map(|uop| uop.costs[i].executed_instructions).sum())
        .collect();
    let row = |uop: &UopCost| {
        let mut row = vec![uop.op.clone(), count(uop.executed)];
        row.push(percent(uop.executed, attribution.executed));
        for (cost, sum) in uop.costs.iter().zip(&sums) {
            let mean = |of: u64| significant(of as f64 / uop.places.max(1) as f64);
            row.push(mean(cost.bytes()));
            row.push(mean(cost.instructions));
            row.push(percent(cost.executed_instructions, *sum));
        }
        row
    };
    let rows: Vec<Vec<String>> = attribution.uops.iter().take(top).map(row).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let right: Vec<usize> = (1..header.len()).collect();
    let mut out = table(&header, &rows, &right);
    let left = attribution.uops.len().saturating_sub(top);
    if left > 0 {
        out += &format!("and {left} others; --top shows more\n");
    }
    out
}

fn percent(part: u64, of: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / of.max(1) as f64)
}
