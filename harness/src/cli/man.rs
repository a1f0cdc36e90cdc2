//! `uopbench man`

use super::{Cli, print};
use crate::error::Error;
use crate::files::check_writable;
use clap::CommandFactory;
use clap_mangen::Man;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  uopbench man | man -l -                          read it now
  uopbench man --out ~/.local/share/man/man1       a page for each command";

/// What `man` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Write the page, and one for each command, to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<(), Error> {
    let command = Cli::command();
    if let Some(folder) = &args.out {
        check_writable(folder)?;
        return clap_mangen::generate_to(command, folder).map_err(Error::io("write to", folder));
    }
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(Error::Output)?;
    print(&String::from_utf8_lossy(&page))
}
