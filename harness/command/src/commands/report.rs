//! `uopbench report`

use crate::Error;
use results::{Results, Summary};
use std::path::PathBuf;

/// The arguments of `report`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The results, as `bench` wrote them
    #[arg(value_name = "results.json")]
    results: PathBuf,
    /// The folder for report and charts
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let results = Results::read(&args.results)?;
    report::write_all(&Summary::new(&results), &args.out)?;
    crate::progress::say(format_args!("wrote {}", args.out.join(report::HTML_FILE).display()));
    Ok(())
}
