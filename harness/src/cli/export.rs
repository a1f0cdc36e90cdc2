//! `uopbench export`

use super::print;
use crate::error::Error;
use crate::export::{Format, Selection, export};
use crate::files::write_atomically;
use crate::record::{Metric, Results};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  uopbench export results.json --format csv
  uopbench export results.json --format pyperf --out run.json
  uopbench export results.json --format pyperf --metric run_ns --backend copy-patch --out cp.json

With --backend, names of benchmarks leave the backend out, so that
`python3 -m pyperf compare_to interpreter.json cp.json` compares two backends.";

/// What `export` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The results, as `bench` wrote them
    #[arg(value_name = "results.json")]
    results: PathBuf,
    /// The format
    #[arg(long)]
    format: Format,
    /// Metrics, also several with commas [default: all]
    #[arg(long = "metric", value_name = "NAME", value_delimiter = ',', value_parser = Metric::parse)]
    metrics: Vec<Metric>,
    /// One backend only
    #[arg(long, value_name = "ID")]
    backend: Option<String>,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<(), Error> {
    let results = Results::read(&args.results)?;
    let selection = Selection { metrics: args.metrics.clone(), backend: args.backend.clone() };
    let text = export(&results, args.format, &selection)
        .map_err(|reason| Error::Results { path: args.results.clone(), reason })?;
    match &args.out {
        Some(path) => write_atomically(path, text.as_bytes()),
        None => print(&text),
    }
}
