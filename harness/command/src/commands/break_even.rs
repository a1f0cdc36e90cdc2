//! `uopbench break-even`

use crate::Error;
use crate::output::print;
use results::{Results, Summary};
use serde::Serialize;
use std::path::PathBuf;
use text::{runs, table};

const EXAMPLES: &str = "\
Examples:
  uopbench break-even results.json
  uopbench break-even results.json --json

For each workload and pair of backends: from how many runs on the second has cost less than the
first, compiling and publishing included. A part of a run stands for a shorter program. `always` where it also compiles faster, `never` where it
does not run faster; the interval may reach from one to the other.";

/// The arguments of `break-even`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The results, as `bench` wrote them
    #[arg(value_name = "results.json")]
    results: PathBuf,
    /// Print JSON: one object per line, one line per pair of backends
    #[arg(long)]
    json: bool,
}

/// A line of `break-even --json`. A number of runs that does not end is null.
#[derive(Serialize)]
struct Line<'a> {
    workload: &'a str,
    from: &'a str,
    to: &'a str,
    runs: Option<f64>,
    lo: Option<f64>,
    hi: Option<f64>,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let results = Results::read(&args.results)?;
    let summary = Summary::new(&results);
    let finite = |value: f64| value.is_finite().then_some(value);
    let mut rows = Vec::new();
    for workload in &results.workloads {
        for (i, from) in results.backends.iter().enumerate() {
            for to in &results.backends[i + 1..] {
                let Some(even) = summary.break_even(&workload.name, &from.id, &to.id) else {
                    continue;
                };
                if args.json {
                    let line = Line {
                        workload: &workload.name,
                        from: &from.id,
                        to: &to.id,
                        runs: finite(even.value),
                        lo: finite(even.lo),
                        hi: finite(even.hi),
                    };
                    print(&(files::to_json(&line)? + "\n"))?;
                }
                rows.push(vec![workload.name.clone(), from.id.clone(), to.id.clone(), runs(even)]);
            }
        }
    }
    if args.json {
        return Ok(());
    }
    print(&table(&["workload", "from", "to", "runs"], &rows, &[]))
}
