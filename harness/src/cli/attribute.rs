//! `uopbench attribute`

use super::choice::{Backends, Opt, Workloads};
use super::progress::progress_bar;
use super::{note_missing, print};
use crate::attribution::{Attribution, UopCost, attribute};
use crate::error::Error;
use crate::format::{count, significant, table};
use std::path::Path;

const EXAMPLES: &str = "\
Examples:
  uopbench attribute                                     all workloads, each run once
  uopbench attribute crc --backend copy-patch --top 10
  uopbench attribute corpus --json

For each uop: how often it is executed, and on each backend its mean bytes (all of them, hot, cold and
ways out), its mean instructions on the hot path, and its share of all instructions of hot paths that
are executed. Helpers are not counted; `uopbench count` counts everything, but not by uop.";

/// What `attribute` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    workloads: Workloads,
    #[command(flatten)]
    backends: Backends,
    #[command(flatten)]
    opt: Opt,
    /// Run with the quick arguments
    #[arg(long)]
    quick: bool,
    /// Show so many uops, those that are executed most
    #[arg(long, value_name = "N", default_value_t = 30)]
    top: usize,
    /// Print JSON, of all uops
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let mut selection = args.backends.select()?;
    note_missing(&selection.missing);
    let workloads = args.workloads.load(args.opt, folder)?;
    let bar = progress_bar(workloads.len() as u64);
    let attribution = attribute(&workloads, args.quick, &mut selection, &mut |workload| {
        bar.set_message(workload.to_owned());
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    if args.json {
        let text = serde_json::to_string_pretty(&attribution);
        return print(&(text.map_err(|error| Error::Output(error.into()))? + "\n"));
    }
    print(&show(&attribution, args.top))
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
        let mut row = vec![uop.op.to_owned(), count(uop.executed)];
        row.push(percent(uop.executed, attribution.executed));
        for (cost, sum) in uop.costs.iter().zip(&sums) {
            let mean = |of: u64| significant(of as f64 / uop.places.max(1) as f64);
            row.push(mean(cost.hot_bytes + cost.cold_bytes + cost.exit_bytes));
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
