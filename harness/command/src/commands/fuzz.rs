//! `uopbench fuzz`

use crate::Error;
use crate::choice::{Backends, OfDialect};
use crate::output::{print, tell};
use crate::progress::note_missing;
use crate::progress::progress_bar;
use files::write_atomically;
use fuzz::{Campaign, Finding, campaign};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;
use trace::Shape;
use trace::generate::Mix;

const EXAMPLES: &str = "\
Examples:
  uopbench fuzz                                        a thousand programs, another seed each time
  uopbench fuzz --cases 100000 --seed 1 --backend interp-match,copy-patch
  uopbench fuzz --shape region                         regions, whose blocks part and join
  uopbench fuzz --seed 1 --first 4711 --cases 1        one case again
  uopbench run uopbench-fuzz/case-4711.uop             what was found, on each backend

Each case is a random program, run on every backend as it is and optimised with random passes. All have
to stop at the same place with the same result or exception, locals and stack, with the same numbers of
uops and exits, and leave no object allocated. Cases run in processes of their own: a case that crashes or
does not end is found as well. What is found is made smaller and written to a .uop file.

Exit status 1 if something was found.";

/// The shape of all programs; nothing for both.
#[derive(Clone, Copy)]
struct Shapes(Option<Shape>);

fn parse_shape(name: &str) -> Result<Shapes, String> {
    match name {
        "both" => Ok(Shapes(None)),
        _ => name.parse().map(|shape| Shapes(Some(shape))),
    }
}

/// The arguments of `fuzz`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The number of programs
    #[arg(long, value_name = "N", default_value_t = 1_000,
        value_parser = clap::value_parser!(u64).range(1..))]
    cases: u64,
    /// The seed of all programs [default: from the clock]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The number of the first program
    #[arg(long, value_name = "N", default_value_t = 0)]
    first: u64,
    /// The largest number of uops of a program
    #[arg(long, value_name = "N", default_value_t = 200,
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(10..=100_000))]
    uops: usize,
    #[command(flatten)]
    of: OfDialect,
    /// The shape of the programs: `trace`, `region`, or `both` by turns
    #[arg(long, value_name = "SHAPE", default_value = "trace", value_parser = parse_shape)]
    shape: Shapes,
    /// The mix of uops, as in `uopbench generate` [default: all mixes by turns]
    #[arg(long)]
    mix: Option<Mix>,
    #[command(flatten)]
    backends: Backends,
    /// The number of processes that run at once [default: one per processor]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// What starts the processes, such as an emulator with its arguments [default: the system]
    #[arg(long, value_name = "COMMAND", default_value = "", hide_default_value = true)]
    runner: String,
    /// Stop after this many findings
    #[arg(long, value_name = "N", default_value_t = 10)]
    findings: usize,
    /// The folder for the programs that are found
    #[arg(long, value_name = "DIR", default_value = "uopbench-fuzz")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    note_missing(&args.backends.select()?.missing);
    let from_clock = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_nanos() as u64)
    };
    let campaign = Campaign {
        dialect: args.of.dialect,
        shape: args.shape.0,
        seed: args.seed.unwrap_or_else(from_clock),
        first: args.first,
        cases: args.cases,
        longest: args.uops,
        mix: args.mix.map(|mix| mix.to_string()),
        backends: args.backends.backends.clone(),
        runner: args.runner.split_whitespace().map(str::to_owned).collect(),
    };
    let processors = || std::thread::available_parallelism().map_or(1, |count| count.get());
    let start = Instant::now();
    let bar = progress_bar(args.cases);
    bar.set_message(format!("seed {}", campaign.seed));
    let mut findings = 0;
    let ran = campaign.run(
        args.jobs.unwrap_or_else(processors),
        args.findings.max(1),
        &mut |finding| {
            findings += 1;
            let path = keep(&campaign, &finding, &args.out)?;
            let Finding { case, what, .. } = &finding;
            bar.suspend(|| tell(format_args!("case {case}: {what}\n  {}", path.display())));
            Ok(())
        },
        &|done| bar.set_position(done),
    )?;
    bar.finish_and_clear();
    let seed = campaign.seed;
    if findings > 0 {
        return Err(Error::Found { findings, cases: ran.cases, seed, folder: args.out.clone() });
    }
    print(&format!(
        "{} programs of seed {seed}, no difference, {:.0} s\n{} of them handled an exception\n",
        ran.cases,
        start.elapsed().as_secs_f64(),
        ran.handled
    ))
}

/// Writes what was found, with what leads to it.
fn keep(campaign: &Campaign, finding: &Finding, folder: &Path) -> Result<PathBuf, files::Error> {
    let Finding { case, what, passes, program } = finding;
    let mut again = format!("uopbench fuzz --seed {} --first {case} --cases 1", campaign.seed);
    again += &format!(" --dialect {} --uops {}", campaign.dialect, campaign.longest);
    if campaign.shape != Some(Shape::Trace) {
        again += &format!(" --shape {}", campaign.shape.map_or("both", Shape::name));
    }
    if let Some(mix) = &campaign.mix {
        again += &format!(" --mix {mix}");
    }
    let comment = |text: &str| {
        let lines = text.lines().map(|line| format!("# {line}\n"));
        lines.collect::<String>()
    };
    let text =
        [&comment(&again), &comment(what), &comment(&format!("--opt {passes}")), program.as_str()]
            .into_iter()
            .map(AsRef::<str>::as_ref)
            .collect::<String>();
    let path = folder.join(format!("case-{case}.uop"));
    write_atomically(&path, text.as_bytes())?;
    Ok(path)
}

/// Answers what a campaign asks its processes.
pub(crate) fn process() -> Result<(), Error> {
    let mut request = String::new();
    std::io::stdin()
        .read_to_string(&mut request)
        .map_err(files::Error::io("read", Path::new("-")))?;
    let mut lines = String::new();
    let well = campaign::answer(&request, &mut |line| {
        lines.push_str(line);
        lines.push('\n');
    })?;
    print(&lines)?;
    match well {
        true => Ok(()),
        false => Err(Error::Differs),
    }
}
