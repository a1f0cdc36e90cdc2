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
    /// The uops of CPython 3.13 instead, and which of them are supported
    #[arg(long)]
    cpython: bool,
}

pub(super) fn run(args: &Args) -> Result<(), Error> {
    let page = match args.cpython {
        true => uops::docs::cpython_markdown(),
        false => uops::docs::markdown(),
    };
    match &args.out {
        Some(path) => write_atomically(path, page.as_bytes()),
        None => print(&page),
    }
}
