//! The arguments of `uopbench bench`.

use crate::choice::{Backends, Opt, Tools, Workloads};
use measure::Shard;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use trace::Shape;

const EXAMPLES: &str = "\
Examples:
  uopbench bench --quick
  uopbench bench sum_range sieve --backend interp-match,copy-patch
  uopbench bench corpus --opt all          every recorded program, optimised
  uopbench bench --quick --ceiling         with what LLVM makes of whole traces
  uopbench bench --quick --everything      with all that a report can answer
  uopbench bench --full --dry-run          what it would do, and how long it would take
  uopbench bench --seed 1 --out results/reference
  uopbench bench --full --seed 1 --shard 2/5 --out shard-2

Results are checked before anything is measured: a backend that computes something else ends the
bench with status 1. Several processes then take samples, one after the other. The folder gets
results.json, report.html, report.md and the charts as SVG and PNG; they replace those of an earlier
bench only when all is measured. An interrupted bench (Ctrl-C) writes them from what it has, keeps
its parts, and ends with status 130; --resume goes on with it.

Under an emulator no time, memory or growth is measured: the results say so, and have bytes, results
and, with --attribute, bytes and instructions of uops. `report --beside` sets them beside those of
another processor.";

/// Which of a workload's arguments it runs with.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Arguments {
    /// Smaller ones.
    Quick,
    /// Those that it is known by.
    Usual,
}

/// The arguments of `bench`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) workloads: Workloads,
    #[command(flatten)]
    pub(super) backends: Backends,
    /// Measure the probes, too: jumps between traces, exits, many traces (`bench probes` measures only these)
    #[arg(long)]
    pub(super) probes: bool,
    /// Measure the ceiling, too: whole traces compiled by rustc at -O3, in each process
    #[arg(long)]
    pub(super) ceiling: bool,
    /// Measure single uops, too, as `attribute --time` does, and count instructions, as `count` does
    #[arg(long)]
    pub(super) attribute: bool,
    /// Measure compile time by program length, too, as `scaling --quick` does
    #[arg(long)]
    pub(super) scaling: bool,
    /// The same as --probes --ceiling --attribute --scaling
    #[arg(long)]
    pub(super) everything: bool,
    #[command(flatten)]
    pub(super) opt: Opt,
    /// Take about two minutes for all workloads, and use smaller arguments where a run takes long
    #[arg(long)]
    pub(super) quick: bool,
    /// Take about an hour for all workloads [default: ten minutes]
    #[arg(long, conflicts_with = "quick")]
    pub(super) full: bool,
    /// Run all workloads with their quick or with their usual arguments, so that several benches use the same ones
    /// [default: the usual ones, but the quick ones where a run takes long]
    #[arg(long, value_name = "WHICH")]
    pub(super) arguments: Option<Arguments>,
    /// The workloads that have the quick arguments, if another bench has decided that.
    #[arg(skip)]
    pub(super) decided: Option<BTreeSet<String>>,
    /// The number of processes that take samples [default: 10; 5 with --quick, 20 with --full]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) processes: Option<u16>,
    /// How long the bench takes in total, such as 30s or 5m; what does not fit is left out
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub(super) time: Option<Duration>,
    /// Measure only this part of the workloads, the K-th of N; `merge` joins the parts
    #[arg(long, value_name = "K/N", value_parser = Shard::parse)]
    pub(super) shard: Option<Shard>,
    /// The folder for results, report and charts
    #[arg(long, value_name = "DIR", default_value = "uopbench-results")]
    pub(crate) out: PathBuf,
    /// Seed of the order of samples and of the layouts [default: from the clock]
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Check the programs, and print what a bench would measure and how long it would take
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Resume the interrupted bench in the folder, as it was planned
    #[arg(long, conflicts_with_all = ["names", "backends", "quick", "full", "processes", "time",
        "shard", "seed", "discard", "opt", "arguments", "ceiling", "probes", "attribute", "scaling",
        "everything"])]
    pub(super) resume: bool,
    /// Discard an interrupted bench in the folder, and start this one
    #[arg(long)]
    pub(super) discard: bool,
    /// Print the content of results.json instead of a summary
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) tools: Tools,
}

impl Args {
    /// Leaves a bench only this part of its time and, one more at most, of its processes.
    pub(crate) fn divide(&mut self, parts: u32) {
        self.time = self.time.map(|time| time / parts);
        self.processes = self.processes.map(|processes| processes.div_ceil(2));
    }

    /// Makes this one of several benches: of the recordings in a shape, with results in a folder of its own.
    pub(crate) fn part(&mut self, shape: Shape, out: PathBuf, number: u64) {
        self.workloads.recorded.form_in(shape);
        self.seed = self.seed.map(|seed| seed + u64::from(number > 0));
        self.out = out;
    }

    /// Leaves it to an earlier bench which workloads have the quick arguments.
    pub(crate) fn decide_as(&mut self, quick: BTreeSet<String>) {
        self.decided.get_or_insert(quick);
    }

    /// What of these options has no meaning for two shapes, and what to do instead.
    pub(crate) fn against_two_shapes(&self) -> Option<(String, &'static str)> {
        if self.json {
            let help = "read results.json in the folders trace and region of --out";
            return Some(("--json is for the results of one shape".to_owned(), help));
        }
        if self.workloads.recorded.is_formed() {
            let what = "both shapes are measured, with traces that this project forms";
            return Some((what.to_owned(), "leave out --shape and --traces"));
        }
        let file = self.workloads.names().iter().find(|name| name.ends_with(".uop"))?;
        Some((format!("{file} has one shape"), "name the folder of a recording"))
    }

    /// Whether an interrupted bench goes on.
    pub(crate) fn resumes(&self) -> bool {
        self.resume
    }

    /// Whether what an interrupted bench has measured is dropped.
    pub(crate) fn discards(&self) -> bool {
        self.discard
    }

    /// Goes on with what is planned.
    pub(crate) fn resume(&mut self) {
        self.resume = true;
    }

    /// Whether nothing is measured.
    pub(crate) fn is_dry(&self) -> bool {
        self.dry_run
    }
}
