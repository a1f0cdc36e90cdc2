//! `uopbench check`

use crate::Error;
use crate::choice::{Backends, Opt, Workloads};
use crate::output::{print, show};
use crate::progress::note_missing;
use backend_api::Backend;
use measure::{Share, check};
use registry::Selection;
use std::path::Path;
use text::count;

const EXAMPLES: &str = "\
Examples:
  uopbench check corpus                    every recorded program on every backend
  uopbench check corpus --backend interp-match,llvm-o3 --opt all

Every program runs once on each backend. Results, uops executed and exits taken have to agree, nothing
may stay allocated, and where CPython's result is known it has to be that.";

/// The arguments of `check`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    workloads: Workloads,
    #[command(flatten)]
    backends: Backends,
    #[command(flatten)]
    opt: Opt,
    /// Run with the usual arguments instead of the quick ones
    #[arg(long)]
    full: bool,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let Selection { mut backends, missing } = args.backends.select()?;
    note_missing(&missing);
    let names = args.workloads.sources(folder)?;
    let mut right = 0;
    // All programs get their turn; the last error is left to the caller.
    let mut failed: Option<Error> = None;
    for name in &names {
        match check(name, args, folder, &mut backends) {
            Ok(()) => right += 1,
            Err(error) => {
                if let Some(previous) = failed.replace(error) {
                    show(previous);
                }
            }
        }
    }
    let ids: Vec<&str> = backends.iter().map(|backend| backend.info().id).collect();
    print(&format!("{right} of {} programs are right on {}\n", names.len(), ids.join(", ")))?;
    failed.map_or(Ok(()), Err)
}

fn check(
    name: &str,
    args: &Args,
    folder: Option<&Path>,
    backends: &mut [Box<dyn Backend>],
) -> Result<(), Error> {
    let workload = args.workloads.find(name, folder)?.optimised(args.opt.opt)?;
    let inputs = workload.inputs(!args.full);
    let runs = check::run_on_each(&workload, &inputs, backends)?;
    check::compare(&workload, &inputs, &runs)?;
    if let Some(share) = Share::of(&workload, &inputs)? {
        let Share { in_cpython, all } = share;
        print(&format!(
            "{}: {} of {} uops, {:.1} %, in CPython's own traces\n",
            workload.name,
            count(in_cpython),
            count(all),
            100.0 * share.fraction()
        ))?;
    }
    Ok(())
}
