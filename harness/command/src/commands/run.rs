//! `uopbench run`

use super::check::print_opaque;
use crate::Error;
use crate::choice::{Backends, OneWorkload, Opt, Tools};
use crate::output::print;
use crate::progress::note_missing;
use backend_api::Outcome;
use measure::check::{self, Checked};
use programs::Workload;
use registry::Selection;
use std::path::Path;
use text::{count, table};

const EXAMPLES: &str = "\
Examples:
  uopbench run collatz
  uopbench run collatz --backend copy-patch --json
  uopbench run ./my_program.uop            a file; runs with the arguments that it names
  uopbench run workloads/sieve --quick     a folder; a smaller input
  perf record -k mono uopbench run crc --backend copy-patch --perf jitdump --repeat 200
  gdb --args uopbench run crc --backend cranelift-best --gdb

Results are compared with each other, and with CPython's where a workload's folder has them.";

/// The arguments of `run`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    workload: OneWorkload,
    #[command(flatten)]
    backends: Backends,
    #[command(flatten)]
    opt: Opt,
    /// Run with the quick arguments
    #[arg(long)]
    quick: bool,
    /// Print JSON: one object per line, one line per backend
    #[arg(long)]
    json: bool,
    /// Afterwards run the program this many times with the code that `bench` measures, which counts no uops, for a
    /// profiler [default: 0; 1 if code is announced to a tool]
    #[arg(long, value_name = "N")]
    repeat: Option<u64>,
    #[command(flatten)]
    tools: Tools,
}

/// A line of `run --json`.
#[derive(serde::Serialize)]
struct Line<'a> {
    workload: &'a str,
    backend: &'a str,
    /// The result's `repr`; null if the program did not return.
    result: Option<&'a str>,
    uops_executed: u64,
    exits_taken: u64,
    /// What happened instead of returning.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<&'a str>,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let Selection { mut backends, missing } = args.backends.select()?;
    let workload = args.workload.load(args.opt, folder)?;
    let inputs = workload.inputs(args.quick);
    note_missing(&missing);
    let listeners = args.tools.listeners();
    listeners.attach(&mut backends)?;
    let runs = check::run_on_each(&workload, &inputs, &mut backends)?;
    if args.json {
        for run in &runs {
            print(&(files::to_json(&line(&workload, run))? + "\n"))?;
        }
    } else {
        let rows: Vec<Vec<String>> = runs
            .iter()
            .map(|run| {
                vec![
                    run.backend.to_owned(),
                    run.text.clone(),
                    count(run.uops_executed),
                    count(run.exits_taken),
                ]
            })
            .collect();
        print(&table(&["backend", "result", "uops executed", "exits taken"], &rows, &[2, 3]))?;
        print_opaque(&workload)?;
    }
    check::compare(&workload, &inputs, &runs)?;
    let repeat = args.repeat.unwrap_or(u64::from(listeners.any()));
    if repeat > 0 {
        check::run_measured(&workload, &inputs, &mut backends, &runs, repeat)?;
    }
    Ok(())
}

fn line<'a>(workload: &'a Workload, run: &'a Checked) -> Line<'a> {
    let returned = matches!(run.outcome, Outcome::Returned(_));
    Line {
        workload: &workload.name,
        backend: run.backend,
        result: returned.then_some(&run.text),
        uops_executed: run.uops_executed,
        exits_taken: run.exits_taken,
        ended: (!returned).then_some(&run.text),
    }
}
