//! `uopbench report`

use crate::Error;
use report::Others;
use results::processors::Processors;
use results::{Results, Summary};
use std::path::PathBuf;

/// The arguments of `report`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The results, as `bench` wrote them
    #[arg(value_name = "results.json")]
    results: PathBuf,
    /// Results of the same programs in the uops of another version of CPython: the report gets a section on
    /// what has changed, with what its table of uops says where all files are of `bench --attribute`. May be given
    /// several times. Each file is compared with that one of RESULTS and the levels whose `--opt` it has
    #[arg(long, value_name = "results.json")]
    earlier: Vec<PathBuf>,
    /// Results of the same programs at another level of optimisation, such as without CPython's optimiser or
    /// without this project's; may be given several times: the report gets a section that compares the levels.
    /// Likewise results in another shape, for the section "Traces or methods"
    #[arg(long = "level", value_name = "results.json")]
    levels: Vec<PathBuf>,
    /// Results of the same programs on another processor: the report gets a section with bytes and
    /// instructions of uops on both, as multiples of those on the other one; both files are of `bench --attribute`
    #[arg(long, value_name = "results.json")]
    beside: Option<PathBuf>,
    /// The folder for report and charts
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let results = Results::read(&args.results)?;
    let [earlier, levels] = [&args.earlier, &args.levels]
        .map(|paths| paths.iter().map(|path| Results::read(path)).collect::<Result<Vec<_>, _>>());
    let (earlier, levels) = (earlier?, levels?);
    let [earlier, levels] = [&earlier, &levels]
        .map(|results| results.iter().map(Summary::new).collect::<Vec<Summary>>());
    let beside = args.beside.as_deref().map(Results::read).transpose()?;
    let processors = beside.as_ref().map(|other| Processors::new([other, &results])).transpose()?;
    let others = Others { earlier: &earlier, levels: &levels, processors: processors.as_ref() };
    report::write_all(&Summary::new(&results), others, &args.out)?;
    crate::progress::say(format_args!("wrote {}", args.out.join(report::HTML_FILE).display()));
    Ok(())
}
