//! `uopbench report`

use crate::error::Error;
use crate::record::Results;
use crate::summary::Summary;
use std::path::PathBuf;

/// What `report` takes.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The results, as `bench` wrote them
    #[arg(value_name = "results.json")]
    results: PathBuf,
    /// The folder for report and charts
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(args: &Args) -> Result<(), Error> {
    let results = Results::read(&args.results)?;
    crate::report::write_all(&Summary::new(&results), &args.out)?;
    super::progress::say(format_args!(
        "wrote {}",
        args.out.join(crate::report::HTML_FILE).display()
    ));
    Ok(())
}
