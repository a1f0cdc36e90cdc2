//! `uopbench cost`

use crate::Error;
use crate::output::print;
use files::write_atomically;
use results::Results;
use results::cost::{Cost, Costs};
use std::path::PathBuf;
use text::{count, significant, table};

const EXAMPLES: &str = "\
Examples:
  uopbench cost
  uopbench cost --build --json
  uopbench cost --build --into results/results.json
  uopbench cost --before ../earlier        with the lines of an earlier checkout

Counts lines of the project's own sources that have code on them: comments and tests apart. A new uop
needs a row and a function, whatever the backends; what it needs besides is what is written uop by uop,
for those uops that a backend has a second meaning of. `derivation` are the lines, own and shared, that
make code of the uops' functions, however many uops there are.";

/// The arguments of `cost`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The project's sources [default: the nearest folder upwards, else the sources of this build]
    #[arg(long, value_name = "DIR")]
    sources: Option<PathBuf>,
    /// The sources of an earlier checkout, to compare with: they are counted, but not built
    #[arg(long, value_name = "DIR")]
    before: Option<PathBuf>,
    /// Build each backend from nothing and print the time; takes minutes
    #[arg(long)]
    build: bool,
    /// Add the numbers to this results file, too; `uopbench report` then shows them
    #[arg(long, value_name = "results.json")]
    into: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let root = args.sources.clone().or_else(cost::sources).ok_or(Error::NoSources)?;
    let mut costs = cost::count(&root)?;
    if let Some(before) = &args.before {
        costs.before = Some(Box::new(cost::count(before)?));
    }
    if args.build {
        measure::refuse_emulator()?;
        let bar = crate::progress::progress_bar(costs.backends.len() as u64);
        for backend in &mut costs.backends {
            bar.set_message(backend.backend.clone());
            if let Some(package) = cost::package(&backend.backend) {
                backend.build_seconds = Some(cost::build_seconds(&root, package)?);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
    }
    if let Some(path) = &args.into {
        let mut results = Results::read(path)?;
        results.cost = Some(costs.clone());
        let json = results.to_json()?;
        write_atomically(path, json.as_bytes())?;
    }
    if args.json {
        return print(&(files::to_pretty_json(&costs)? + "\n"));
    }
    print(&lines(&costs, args.build))?;
    match (&costs.before, &args.before) {
        (Some(before), Some(path)) => {
            print(&format!("\nBefore, in {}:\n\n{}", path.display(), lines(before, false)))
        }
        _ => Ok(()),
    }
}

/// The backends' lines as a table, and those of the uops.
fn lines(costs: &Costs, built: bool) -> String {
    let row = |cost: &Cost| {
        let mut row = vec![
            cost.backend.clone(),
            count(cost.lines as u64),
            count(cost.shared_lines as u64),
            cost.uops_by_hand.to_string(),
            significant(cost.lines_per_uop),
            cost.derivation_lines.map_or("–".into(), |lines| count(lines as u64)),
        ];
        row.extend(cost.build_seconds.map(significant));
        row
    };
    let rows: Vec<Vec<String>> = costs.backends.iter().map(row).collect();
    let header = [
        "backend",
        "lines",
        "shared lines",
        "uops by hand",
        "lines per uop",
        "derivation",
        "build, s",
    ];
    let header = if built { &header[..] } else { &header[..6] };
    let common = &costs.common;
    format!(
        "{}\nAll need the {} uops: {} lines, of which table and functions are {} a uop.\n",
        table(header, &rows, &[1, 2, 3, 4, 5, 6]),
        common.uops,
        count(common.lines as u64),
        significant(common.lines_per_uop)
    )
}
