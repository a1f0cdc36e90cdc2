//! `uopbench ablate`

use crate::Error;
use crate::choice::{Opt, Workloads};
use crate::output::print;
use files::write_atomically;
use measure::ablation::measure;
use report::chart;
use results::ablation::Configuration;
use std::path::{Path, PathBuf};
use text::{significant, table};
use trace::optimise::Passes;
use trace::rng::Rng;

/// Samples of each configuration on each workload.
const ROUNDS: usize = 150;
const QUICK_ROUNDS: usize = 8;

const EXAMPLES: &str = "\
Examples:
  cargo run --release --features ablation -- ablate --quick
  uopbench ablate sum_range sieve --out choices

Needs a build with the stencil libraries of the other configurations: --features ablation. The folder
gets ablation.md and ablation.svg and .png.";

/// The arguments of `ablate`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    workloads: Workloads,
    /// Optimiser passes to run first: none, all, or some with commas, such as guards,ints
    #[arg(long, value_name = "PASSES", default_value_t = Passes::ALL, value_parser = Passes::parse)]
    opt: Passes,
    /// Take fewer samples
    #[arg(long)]
    quick: bool,
    /// The folder for table and chart
    #[arg(long, value_name = "DIR", default_value = "uopbench-results")]
    out: PathBuf,
    /// Seed of the order of samples
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let mut configurations = registry::configurations()?;
    let workloads = args.workloads.load(Opt { opt: args.opt }, folder)?;
    let rounds = if args.quick { QUICK_ROUNDS } else { ROUNDS };
    let rows = measure(&workloads, &mut configurations, rounds, &mut Rng::new(args.seed))?;
    let text = report(&rows);
    std::fs::create_dir_all(&args.out).map_err(files::Error::io("make", &args.out))?;
    write_atomically(&args.out.join("ablation.md"), markdown(&rows, args.opt).as_bytes())?;
    let drawing = chart::ablation::draw(&rows);
    let failed = |reason| report::Error::Chart { chart: "ablation".into(), reason };
    write_atomically(&args.out.join("ablation.svg"), chart::svg(&drawing).as_bytes())?;
    let png = chart::png(&drawing).map_err(failed)?;
    write_atomically(&args.out.join("ablation.png"), &png)?;
    print(&format!("{text}\nWritten to {}\n", args.out.display()))
}

const HEADER: [&str; 6] =
    ["configuration", "run", "(range)", "hot B/uop", "all B/uop", "compile ns/uop"];

fn cells(row: &Configuration) -> Vec<String> {
    let (least, most) = row.run_range;
    vec![
        row.id.to_owned(),
        format!("{:.3}", row.run),
        format!("{least:.2} to {most:.2}"),
        format!("{:.1}", row.hot_bytes),
        format!("{:.1}", row.all_bytes),
        significant(row.compile_ns),
    ]
}

fn report(rows: &[Configuration]) -> String {
    table(&HEADER, &rows.iter().map(cells).collect::<Vec<_>>(), &[1, 2, 3, 4, 5])
}

fn markdown(rows: &[Configuration], opt: Passes) -> String {
    let mut out = format!(
        "# What each choice of the copy-and-patch backend is worth\n\n\
         Each configuration differs from the default, the first, in one thing. `run` is the run time as \
         a multiple of the default's, the geometric mean over the workloads, with the least and the \
         greatest beside it; bytes are those of all programs, compile time is with publication. \
         Optimiser: {opt}.\n\n![bars of the same numbers](ablation.svg)\n\n| {} | what it is |\n|---|{}---|\n",
        HEADER.join(" | "),
        "---:|".repeat(HEADER.len() - 1),
    );
    for row in rows {
        out += &format!("| {} | {} |\n", cells(row).join(" | "), row.description);
    }
    out
}
