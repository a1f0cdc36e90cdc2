//! `uopbench merge`

use super::bench;
use crate::Error;
use crate::output::print;
use results::{Results, merge};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  uopbench merge shard-1 shard-2 shard-3 --out results
  uopbench merge monday/results.json tuesday/results.json --out both

Shards of one bench have different workloads; several benches of the same build on the same machine
have more processes of the same ones.";

/// The arguments of `merge`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Results files, or folders that have a results.json
    #[arg(required = true, value_name = "RESULTS")]
    files: Vec<PathBuf>,
    /// The folder for results, report and charts
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Merge results of different machines
    #[arg(long)]
    across_machines: bool,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let read = |path: &PathBuf| match path.is_dir() {
        true => Results::read(&path.join("results.json")),
        false => Results::read(path),
    };
    let files: Vec<Results> = args.files.iter().map(read).collect::<Result<_, _>>()?;
    let merged = merge(&files, args.across_machines)?;
    print(&bench::write(&merged, &args.out)?)
}
