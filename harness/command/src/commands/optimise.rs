//! `uopbench optimise`

use crate::Error;
use crate::choice::OneWorkload;
use crate::output::print;
use std::path::Path;
use text::table;
use trace::optimise::Passes;

/// The arguments of `optimise`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    workload: OneWorkload,
    /// Optimiser passes: none, all, or some with commas, such as guards,ints
    #[arg(long, value_name = "PASSES", default_value_t = Passes::ALL, value_parser = Passes::parse)]
    opt: Passes,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let workload = args.workload.find(folder)?;
    let optimised = trace::optimise::optimise(&workload.program, &args.opt)?;
    let rows = optimised.stats.iter().map(|stats| {
        let counts = [stats.removed, stats.changed, stats.added];
        let mut row = vec![stats.pass.id().to_owned()];
        row.extend(counts.map(|count| count.to_string()));
        row
    });
    // What the passes did is a comment, so that the output is a program.
    let done =
        table(&["pass", "removed", "changed", "added"], &rows.collect::<Vec<_>>(), &[1, 2, 3]);
    let comment: String = done.lines().map(|line| format!("# {line}\n")).collect();
    print(&format!("{comment}{}", trace::print(optimised.program.program())))
}
