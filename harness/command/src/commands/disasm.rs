//! `uopbench disasm`

use crate::Error;
use crate::choice::{OneWorkload, Opt};
use crate::output::print;
use backend_api::CompileOptions;
use inspect::disassembly;
use std::path::Path;
use trace::LoadedProgram;
use uops::runtime::Runtime;

/// The arguments of `disasm`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    workload: OneWorkload,
    /// The backend
    #[arg(long, value_name = "ID")]
    backend: String,
    #[command(flatten)]
    opt: Opt,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let mut backend = registry::find(&args.backend)?.make()?;
    let workload = args.workload.load(args.opt, folder)?;
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let options = CompileOptions { map: true, ..CompileOptions::default() };
    let code = backend.compile(&program, options)?.publish()?;
    let pieces = code.pieces();
    if pieces.is_empty() {
        return print(&format!("{} has no machine code of its own\n", args.backend));
    }
    print(&disassembly::program(program.program(), &pieces))
}
