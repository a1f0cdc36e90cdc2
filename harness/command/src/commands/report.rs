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
    /// Results of the same programs in the uops of another version of CPython: the report gets a section on
    /// what has changed
    #[arg(long, value_name = "results.json")]
    earlier: Option<PathBuf>,
    /// The folder for report and charts
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let results = Results::read(&args.results)?;
    let earlier = args.earlier.as_deref().map(Results::read).transpose()?;
    let earlier = earlier.as_ref().map(Summary::new);
    report::write_all(&Summary::new(&results), earlier.as_ref(), &args.out)?;
    crate::progress::say(format_args!("wrote {}", args.out.join(report::HTML_FILE).display()));
    Ok(())
}
