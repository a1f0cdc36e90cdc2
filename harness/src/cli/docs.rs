//! `uopbench docs`

use super::print;
use crate::error::Error;
use crate::files::write_atomically;
use std::path::PathBuf;

/// What `docs` takes.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Write it to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<(), Error> {
    let page = uops::docs::markdown();
    match &args.out {
        Some(path) => write_atomically(path, page.as_bytes()),
        None => print(&page),
    }
}
