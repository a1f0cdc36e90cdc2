//! `uopbench man`

use crate::Error;
use crate::output::print;
use clap_mangen::Man;
use files::check_writable;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  uopbench man | man -l -                          read it now
  uopbench man --out ~/.local/share/man/man1       a page for each command";

/// The arguments of `man`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Write the page, and one for each command, to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, command: clap::Command) -> Result<(), Error> {
    if let Some(folder) = &args.out {
        check_writable(folder)?;
        clap_mangen::generate_to(command, folder).map_err(files::Error::io("write to", folder))?;
        return Ok(());
    }
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(Error::Output)?;
    print(&String::from_utf8_lossy(&page))
}
