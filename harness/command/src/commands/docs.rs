//! `uopbench docs`

use crate::Error;
use crate::output::print;
use files::write_atomically;
use std::path::PathBuf;
use uops::Dialect;

/// The arguments of `docs`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The page
    #[arg(value_enum, default_value_t = Page::Uops)]
    page: Page,
    /// The dialect: the version of CPython whose uops are listed
    #[arg(long, value_name = "DIALECT", default_value_t)]
    dialect: Dialect,
    /// Write the page to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A page of the documentation that is made from the rows of uops.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Page {
    /// What each uop does
    Uops,
    /// Which of CPython's uops are supported
    Coverage,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let page = match args.page {
        Page::Uops => uops::docs::markdown(args.dialect),
        Page::Coverage => uops::coverage::markdown(args.dialect),
    };
    match &args.out {
        Some(path) => Ok(write_atomically(path, page.as_bytes())?),
        None => print(&page),
    }
}
