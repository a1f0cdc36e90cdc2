//! `uopbench scaling`

use crate::Error;
use crate::choice::{Backends, OfDialect};
use crate::output::{print, tell};
use crate::progress::note_missing;
use files::{check_writable, write_atomically};
use measure::environment;
use measure::scaling::{LENGTHS, Options, SCHEMA_VERSION, measure};
use registry::Selection;
use report::chart;
use results::Environment;
use results::growth::{Growth, lengths};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;
use text::{count, estimate, significant, table};
use trace::Shape;
use trace::generate::{Mix, Recipe};
use trace::optimise::Passes;

/// How long to take samples on one program.
const TIME: Duration = Duration::from_millis(1000);
const QUICK_TIME: Duration = Duration::from_millis(100);

const EXAMPLES: &str = "\
Examples:
  uopbench scaling --quick
  uopbench scaling --backend copy-patch --mix floats --out growth
  uopbench scaling --trace-uops 800          programs of many traces instead of few long ones

Programs are generated, of 10 to 100000 uops. The slope is that of a line through the compile times on
logarithmic scales: with 1, time is proportional to length. A backend with a limit stops there. The
folder gets scaling.json, scaling.md and scaling.svg and .png.";

/// The arguments of `scaling`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    backends: Backends,
    /// The number of uops of the longest programs
    #[arg(long, value_name = "N", default_value_t = LENGTHS[LENGTHS.len() - 1])]
    uops: usize,
    #[command(flatten)]
    of: OfDialect,
    /// The approximate largest number of uops of a trace [default: no limit]
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    trace_uops: usize,
    /// The mix of uops: a name, or families with their weights; see `generate`
    #[arg(long, default_value_t)]
    mix: Mix,
    /// Take fewer samples
    #[arg(long)]
    quick: bool,
    /// Seed of the programs and of the order of samples
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The folder for table, numbers and chart
    #[arg(long, value_name = "DIR", default_value = "uopbench-results")]
    out: PathBuf,
}

/// What `scaling.json` holds.
#[derive(Serialize)]
struct File<'a> {
    schema_version: u32,
    environment: Environment,
    mix: String,
    trace_uops: usize,
    backends: &'a [Growth],
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let (dialect, trace_uops) = (args.of.dialect, args.trace_uops.min(args.uops));
    Recipe { dialect, uops: args.uops, trace_uops, mix: args.mix, shape: Shape::Trace }.check()?;
    let Selection { mut backends, missing } = args.backends.select()?;
    note_missing(&missing);
    std::fs::create_dir_all(&args.out).map_err(files::Error::io("make", &args.out))?;
    check_writable(&args.out)?;
    let options = Options {
        most_uops: args.uops,
        dialect,
        trace_uops,
        mix: args.mix,
        time: if args.quick { QUICK_TIME } else { TIME },
        seed: args.seed,
    };
    let progress = &mut |uops: usize| tell(format_args!("{} uops", count(uops as u64)));
    let all = measure(&mut backends, &options, progress)?;
    let mode = if args.quick { "quick scaling" } else { "scaling" };
    let file = File {
        schema_version: SCHEMA_VERSION,
        environment: environment::collect(args.seed, mode, Passes::NONE),
        mix: args.mix.to_string(),
        trace_uops: options.trace_uops,
        backends: &all,
    };
    let json = files::to_pretty_json(&file)?;
    write_atomically(&args.out.join("scaling.json"), json.as_bytes())?;
    write_atomically(&args.out.join("scaling.md"), markdown(&all, args).as_bytes())?;
    let drawing = chart::scaling::draw(&all, chart::Layout::Wide);
    let failed = |reason| report::Error::Chart { chart: "scaling".into(), reason };
    write_atomically(&args.out.join("scaling.svg"), chart::svg(&drawing).as_bytes())?;
    let png = chart::png(&drawing).map_err(failed)?;
    write_atomically(&args.out.join("scaling.png"), &png)?;
    let (header, rows) = cells(&all);
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let right: Vec<usize> = (1..header.len()).collect();
    let notes: String =
        all.iter().filter_map(Growth::end).map(|note| format!("{note}\n")).collect();
    let text = table(&header, &rows, &right);
    print(&format!("{text}\n{notes}\nWritten to {}\n", args.out.display()))
}

/// A row for each backend: its slope, and nanoseconds per uop by length.
fn cells(all: &[Growth]) -> (Vec<String>, Vec<Vec<String>>) {
    let lengths = lengths(all);
    let mut header = vec!["ns per uop".to_owned(), "slope".to_owned()];
    header.extend(lengths.iter().map(|uops| count(*uops as u64)));
    let rows = all.iter().map(|growth| {
        let mut row = vec![growth.backend.clone(), growth.slope.map_or("–".into(), estimate)];
        let times = (0..lengths.len()).map(|length| growth.per_uop(length));
        row.extend(times.map(|time| time.map_or("–".into(), significant)));
        row
    });
    (header, rows.collect())
}

fn markdown(all: &[Growth], args: &Args) -> String {
    let (header, rows) = cells(all);
    let mut out = format!(
        "# Compile time by length\n\nGenerated programs of the dialect `{}`, mix {}, seed {}. Nanoseconds to compile a uop, \
         by the uops of the program; the slope is that of compile time on logarithmic scales, 1 where it \
         is proportional to length.\n\n![lines of the same numbers](scaling.svg)\n\n| {} |\n|---|{}\n",
        args.of.dialect,
        args.mix,
        args.seed,
        header.join(" | "),
        "---:|".repeat(header.len() - 1),
    );
    for row in rows {
        out += &format!("| {} |\n", row.join(" | "));
    }
    for note in all.iter().filter_map(Growth::end) {
        out += &format!("\n{note}\n");
    }
    out
}
