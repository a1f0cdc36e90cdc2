//! `uopbench count`

use crate::Error;
use crate::choice::{Backends, Opt, Workloads};
use crate::output::{print, tell};
use crate::progress::note_missing;
use measure::count::{self, Request};
use registry::Selection;
use results::count::{Count, Jumps};
use std::path::{Path, PathBuf};
use text::{count, significant, table};

const EXAMPLES: &str = "\
Examples:
  uopbench count
  uopbench count sum_range sieve --backend copy-patch,interp-tail --json

Runs each workload once with its quick arguments under valgrind's callgrind, if it is installed, and
counts the instructions between entering the program's code and leaving it, helpers included, and the
indirect jumps and calls among them, returns apart. The processor's own counters are read where the system gives them.";

/// The arguments of `count`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    workloads: Workloads,
    #[command(flatten)]
    backends: Backends,
    #[command(flatten)]
    opt: Opt,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The arguments of `count-process`.
#[derive(clap::Args)]
pub(crate) struct ProcessArgs {
    /// The file with the request
    request: PathBuf,
    /// The backend
    backend: String,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let Selection { mut backends, missing } = args.backends.select()?;
    note_missing(&missing);
    let request = Request {
        workloads: args.workloads.sources(folder)?,
        folder: folder.map(Path::to_path_buf),
        variant: args.workloads.recorded.variant(),
        optimiser: args.opt.opt.to_string(),
    };
    let bar = crate::progress::progress_bar((request.workloads.len() * backends.len()) as u64);
    let counts = count::count(&request, &mut backends, None, &mut |workload, backend| {
        bar.set_message(format!("{workload} on {backend}"));
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    if args.json {
        return print(&(files::to_pretty_json(&counts)? + "\n"));
    }
    let rows: Vec<Vec<String>> = counts
        .rows
        .iter()
        .map(|row| {
            let cells = cells(&row.callgrind).into_iter().chain(jumps(&row.indirect_jumps));
            let cells = cells.chain(self::cells(&row.hardware));
            let names = [row.workload.clone(), row.backend.clone(), count(row.uops_executed)];
            names.into_iter().chain(cells).collect()
        })
        .collect();
    let header = [
        "workload",
        "backend",
        "uops",
        "callgrind",
        "per uop",
        "indirect jumps",
        "per uop",
        "hardware counter",
        "per uop",
    ];
    print(&table(&header, &rows, &[2, 3, 4, 5, 6, 7, 8]))?;
    let mut reasons: Vec<&str> = counts
        .rows
        .iter()
        .flat_map(|row| [&row.callgrind, &row.hardware])
        .filter_map(|count| match count {
            Count::Missing { unavailable } => Some(unavailable.as_str()),
            Count::Instructions { .. } => None,
        })
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    for reason in reasons {
        tell(format_args!("unavailable: {reason}"));
    }
    Ok(())
}

fn cells(number: &Count) -> [String; 2] {
    match number {
        Count::Instructions { instructions, per_uop } => {
            [count(*instructions), significant(*per_uop)]
        }
        Count::Missing { .. } => ["unavailable".into(), String::new()],
    }
}

fn jumps(number: &Jumps) -> [String; 2] {
    match number {
        Jumps::Number { jumps, per_uop } => [count(*jumps), significant(*per_uop)],
        Jumps::Missing { .. } => ["unavailable".into(), String::new()],
    }
}

/// Runs the program of the request; valgrind counts its instructions.
pub(crate) fn process(args: &ProcessArgs) -> Result<(), Error> {
    let text = files::read(&args.request)?;
    let request: Request = files::json(&args.request, &text)?;
    Ok(count::run_all(&request, &args.backend)?)
}
