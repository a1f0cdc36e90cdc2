//! `uopbench bench`

use super::{note_missing, print};
use crate::backends::{self, Selection};
use crate::check;
use crate::environment;
use crate::error::Error;
use crate::files::{check_writable, write_atomically};
use crate::measure::{Budget, measure};
use crate::record::{BackendRecord, Results, SCHEMA_VERSION, WorkloadRecord};
use crate::report;
use crate::rng::Rng;
use crate::summary::Summary;
use crate::workload::Workload;
use backend_api::Backend;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const EXAMPLES: &str = "\
Examples:
  uopbench bench --quick
  uopbench bench sum_range sieve --backend interp-match,copy-patch
  uopbench bench --seed 1 --out results/reference

Results are checked before anything is measured: a backend that computes something else ends the
bench with status 1. The folder gets results.json, report.html, report.md and the charts as SVG and
PNG; they replace those of an earlier bench only when all is measured.";

/// What `bench` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Names or folders of workloads, or .uop files [default: all]
    #[arg(value_name = "WORKLOAD")]
    names: Vec<String>,
    /// Backends to measure, also several with commas [default: all that are available]
    #[arg(long = "backend", value_name = "ID", value_delimiter = ',')]
    backends: Vec<String>,
    #[command(flatten)]
    opt: super::opt::Opt,
    /// Fewer samples, and smaller arguments where a run takes long
    #[arg(long)]
    quick: bool,
    /// The folder for results, report and charts
    #[arg(long, value_name = "DIR", default_value = "uopbench-results")]
    out: PathBuf,
    /// Seed of the order of samples and of the bootstrap [default: from the clock]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    tools: super::tools::Tools,
}

pub(super) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let Selection { mut backends, missing } = backends::select(&args.backends)?;
    let workloads = match args.names.as_slice() {
        [] => Workload::all(folder)?,
        names => names.iter().map(|name| Workload::find(name, folder)).collect::<Result<_, _>>()?,
    };
    let workloads = workloads
        .into_iter()
        .map(|workload: Workload| workload.optimised(args.opt.opt))
        .collect::<Result<Vec<_>, _>>()?;
    note_missing(&missing);
    // Found out now, rather than when all is measured.
    check_writable(&args.out)?;
    if cfg!(debug_assertions) {
        eprintln!("note: this uopbench is built without optimisation; use cargo run --release");
    }
    let seed = args.seed.unwrap_or_else(seed_from_clock);
    let budget = if args.quick { Budget::QUICK } else { Budget::FULL };
    let mut results = Results {
        schema_version: SCHEMA_VERSION,
        environment: environment::collect(
            seed,
            if args.quick { "quick" } else { "full" },
            args.opt.opt,
        ),
        workloads: Vec::new(),
        backends: backends.iter().map(|backend| record(backend.as_ref())).collect(),
        stencils: super::stencils::records(),
        measurements: Vec::new(),
    };

    let progress = progress_bar((workloads.len() * budget.blocks) as u64);
    // First all results, then the first measurement: a wrong backend is found within seconds.
    let mut checked = Vec::new();
    for workload in &workloads {
        progress.set_message(format!("{}: checking results", workload.name));
        checked.push(check_inputs(workload, &mut backends, args.quick, budget)?);
    }
    // What was run to be checked is of no interest to a profiler.
    args.tools.attach(&mut backends)?;
    let mut rng = Rng::new(seed);
    for (workload, (inputs, runs)) in workloads.iter().zip(&checked) {
        progress.set_message(workload.name.clone());
        results.workloads.push(WorkloadRecord {
            name: workload.name.clone(),
            hash: workload.hash(),
            traces: workload.program.program().traces.len(),
            uops: workload.program.program().uop_count(),
            args: inputs.args.iter().map(ToString::to_string).collect(),
            result: runs.first().map(|run| run.text.clone()).unwrap_or_default(),
        });
        let measured = measure(workload, inputs, &mut backends, runs, budget, &mut rng, &progress)?;
        results.measurements.extend(measured);
    }
    progress.finish_and_clear();

    let json = results.to_json().map_err(|error| Error::Output(error.into()))?;
    write_atomically(&args.out.join("results.json"), json.as_bytes())?;
    let summary = Summary::new(&results);
    report::write_all(&summary, &args.out)?;
    print(&report::terminal(&summary))?;
    eprintln!("wrote {}", args.out.join(report::HTML_FILE).display());
    Ok(())
}

/// Checks a workload on all backends, with smaller arguments if a quick bench asks for them.
fn check_inputs(
    workload: &Workload,
    backends: &mut [Box<dyn Backend>],
    quick: bool,
    budget: Budget,
) -> Result<(crate::workload::Inputs, Vec<check::Checked>), Error> {
    let inputs = workload.inputs(false);
    let runs = check::run_on_each(workload, &inputs, backends)?;
    check::compare(workload, &inputs, &runs)?;
    if !quick || runs.iter().all(|run| run.elapsed <= budget.longest_run) {
        return Ok((inputs, runs));
    }
    let inputs = workload.inputs(true);
    let runs = check::run_on_each(workload, &inputs, backends)?;
    check::compare(workload, &inputs, &runs)?;
    Ok((inputs, runs))
}

fn record(backend: &dyn Backend) -> BackendRecord {
    let info = backend.info();
    BackendRecord { id: info.id.into(), description: info.description.into() }
}

fn seed_from_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Few enough digits to be typed again.
    since.as_nanos() as u64 % 1_000_000_000
}

/// A bar with the remaining time; hidden unless standard error is a terminal.
fn progress_bar(length: u64) -> ProgressBar {
    let template = "{bar:30} {percent:>3} %  {eta} left  {msg}";
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
