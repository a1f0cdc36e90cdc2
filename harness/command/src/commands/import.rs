//! `uopbench import`

use crate::Error;
use crate::choice::{FormedBy, Opt};
use crate::output::print;
use crate::progress::note_left_out;
use files::write_atomically;
use programs::Workload;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  python3.13 scripts/record.py program.py --out program
  uopbench import program/recording.json --out program/program.uop
  uopbench import program/recording.json --opt guards    without the guards that repeat others
  uopbench import program/recording.json --traces own    not those of CPython's JIT
  uopbench import program/recording.json --shape region  blocks with joins instead of traces
  uopbench import program/recording.json --inline 0      calls to traces of their own
  uopbench run program                     a folder with a recording; imports it first

Exit status 2 if the program needs what is not supported yet: each instruction is named. A trace of CPython's that
has such a uop is left out, with a note; this project then forms the code there.";

/// The arguments of `import`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The recording
    #[arg(value_name = "RECORDING.json")]
    recording: PathBuf,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE.uop")]
    out: Option<PathBuf>,
    #[command(flatten)]
    formed: FormedBy,
    #[command(flatten)]
    opt: Opt,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let workload = Workload::from_recording(&args.recording, args.formed.forming())?;
    let workload = note_left_out(workload).optimised(args.opt.opt)?;
    let program = trace::print(workload.program.program());
    let text = match workload.description.as_str() {
        "" => program,
        description => format!("# {description}\n{program}"),
    };
    match &args.out {
        None => print(&text),
        Some(path) => Ok(write_atomically(path, text.as_bytes())?),
    }
}
