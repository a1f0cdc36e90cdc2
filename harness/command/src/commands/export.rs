//! `uopbench export`

use crate::Error;
use crate::output::print;
use crate::progress::say;
use files::write_atomically;
use results::export::{Exported, Format, Selection, export};
use results::{Metric, Results};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  uopbench export results.json --format csv
  uopbench export results.json --format pyperf --out run.json
  uopbench export results.json --format pyperf --metric run_ns --backend copy-patch --out cp.json

With --backend, names of benchmarks leave the backend out, so that
`python3 -m pyperf compare_to interpreter.json cp.json` compares two backends. A file for pyperf has one
value per process of the bench, the median of its samples: pyperf takes values for independent, and samples
of one process are not. pyperf tests a difference only if both files have the same number of values;
otherwise it calls any difference a change. So compare benches with the same number of processes, which
`bench --processes N` keeps even where time runs out. pyperf can't test times that are the same in every
process of both files, such as the phases of a short compilation.";

/// The arguments of `export`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The results, as `bench` wrote them
    #[arg(value_name = "results.json")]
    results: PathBuf,
    /// The format
    #[arg(long)]
    format: Form,
    /// Metrics, separated by commas [default: all; for pyperf compile_ns, publish_ns and run_ns, since it
    /// treats other units as seconds]
    #[arg(long = "metric", value_name = "NAME", value_delimiter = ',', value_parser = Metric::parse)]
    metrics: Vec<Metric>,
    /// Export only this backend
    #[arg(long, value_name = "ID")]
    backend: Option<String>,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A format of another tool.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Form {
    /// JSON that pyperf reads: a file has several benchmarks, each with a value for each process
    Pyperf,
    /// Bencher Metric Format: JSON with a value and its interval
    Bencher,
    /// A table: a line for each number
    Csv,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let results = Results::read(&args.results)?;
    let selection = Selection { metrics: args.metrics.clone(), backend: args.backend.clone() };
    let format = match args.format {
        Form::Pyperf => Format::Pyperf,
        Form::Bencher => Format::Bencher,
        Form::Csv => Format::Csv,
    };
    let Exported { text, numbers, left_out } = export(&results, format, &selection)
        .map_err(|reason| results::Error::Contradiction { path: args.results.clone(), reason })?;
    if left_out > 0 {
        say(format_args!(
            "note: {left_out} of {numbers} numbers are left out: pyperf can't hold zeros and ratios"
        ));
    }
    match &args.out {
        Some(path) => Ok(write_atomically(path, text.as_bytes())?),
        None => print(&text),
    }
}
