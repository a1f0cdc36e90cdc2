//! `uopbench explore`

use crate::Error;
use crate::choice::{Backends, OneWorkload, Opt};
use crate::progress::note_missing;
use files::write_atomically;
use inspect::explore;
use registry::Selection;
use report::explorer::page;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  uopbench explore fib_iter --out fib_iter.html
  uopbench explore crc --opt all --backend copy-patch,cranelift-best --out crc.html
  uopbench explore my_program.uop --out my_program.html

The page needs nothing else and no network. Pointing at a uop, or going there with the arrow keys,
lights up its instructions in every column; holes of stencils are marked with what was patched in.
Counts are those of one run.";

/// The arguments of `explore`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    workload: OneWorkload,
    #[command(flatten)]
    backends: Backends,
    #[command(flatten)]
    opt: Opt,
    /// Count executions with the quick arguments
    #[arg(long)]
    quick: bool,
    /// The file to write
    #[arg(long, value_name = "FILE.html")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let Selection { mut backends, missing } = args.backends.select()?;
    note_missing(&missing);
    let workload = args.workload.load(args.opt, folder)?;
    let inputs = workload.inputs(args.quick);
    let explored = explore(&workload, &inputs, &mut backends, &args.opt.opt.to_string())?;
    write_atomically(&args.out, page(&explored)?.as_bytes())?;
    crate::progress::say(format_args!("wrote {}", args.out.display()));
    Ok(())
}
