//! `uopbench peers`

use crate::Error;
use crate::output::print;
use files::write_atomically;
use indicatif::ProgressBar;
use peers::{Budget, Peer, Task};
use programs::{Variant, Workload, workloads_folder};
use results::{Measurement, Reading, Results};
use serde::Deserialize;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use text::{nanoseconds, table};
use trace::rng::Rng;

const EXAMPLES: &str = "\
Examples:
  uopbench peers --quick                   all workloads on all Pythons of this machine
  uopbench peers fib_iter --python ~/cpython/python
  uopbench peers --add-to results/results.json && uopbench report results/results.json --out results
  uopbench peers recorded/* --add-to out/results.json          what `bench recorded/* --out out` measured

Without --python it looks for CPython and PyPy 3.11 and later in PATH and among pyenv's versions.
--python names an executable, a script that starts one, or a folder with Pythons in usr/bin or bin,
such as a Debian system that was unpacked but not installed: `scripts/pythons` makes one with CPython
3.14 and 3.15. A CPython in which the JIT is built is measured with the JIT off and on, with the samples
taken once the JIT makes no more traces. What a Python returns is compared with what is known from
CPython 3.13; one that returns something else gets no number. Nor does a program of which this project's
backends replay more than 20 % (see `check`): a Python would do more work than they.";

/// The arguments of `peers`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Names or folders of workloads, or folders of such folders [default: all, or those of the results]
    #[arg(value_name = "WORKLOAD")]
    names: Vec<String>,
    /// A Python to measure, or a folder of Pythons; may be given several times [default: all that are found]
    #[arg(long = "python", value_name = "PATH")]
    pythons: Vec<PathBuf>,
    /// Add the numbers to this results file, as further backends; workloads run with the arguments of
    /// the results
    #[arg(long, value_name = "results.json")]
    add_to: Option<PathBuf>,
    /// Take fewer samples, and use smaller arguments unless the results give them
    #[arg(long)]
    quick: bool,
    /// Seed of the order of samples and of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    // The Pythons may be those of the emulator's host. Their times cannot stand beside emulated code.
    measure::refuse_emulator()?;
    let mut results = match &args.add_to {
        Some(path) => Some(Results::from_json(path, &files::read(path)?)?),
        None => None,
    };
    let tasks = match &results {
        Some(results) => tasks_of(results, &args.names, folder)?,
        None => tasks(&args.names, args.quick, folder)?,
    };
    let peers = peers::find(&args.pythons)?;
    let budget = if args.quick { Budget::QUICK } else { Budget::FULL };
    let progress = ProgressBar::new((tasks.len() * peers.len() * budget.processes) as u64);
    let mut rng = Rng::new(args.seed);
    let measured = peers::measure(&peers, &tasks, budget, &mut rng, |task| {
        progress.set_message(task.workload.clone());
        progress.inc(1);
    })?;
    progress.finish_and_clear();
    print(&overview(&peers, &tasks, &measured))?;
    if let (Some(path), Some(results)) = (&args.add_to, &mut results) {
        peers::add(results, &peers, measured);
        let json = results.to_json()?;
        write_atomically(path, json.as_bytes())?;
        crate::progress::say(format_args!("wrote {}; `uopbench report` draws it", path.display()));
    }
    Ok(())
}

/// A line for each workload, a column for each peer, then why numbers are missing.
fn overview(peers: &[Peer], tasks: &[Task], measured: &[Measurement]) -> String {
    let mut missing = String::new();
    let mut rows = Vec::new();
    for task in tasks {
        let mut row = vec![task.workload.clone()];
        for peer in peers {
            let found =
                measured.iter().find(|m| m.workload == task.workload && m.backend == peer.id);
            row.push(match found.map(|m| &m.reading) {
                Some(Reading::Number(samples)) => nanoseconds(samples.median),
                Some(Reading::Missing { unavailable }) => {
                    missing += &format!("{} on {}: {unavailable}\n", task.workload, peer.id);
                    "-".to_owned()
                }
                None => "-".to_owned(),
            });
        }
        rows.push(row);
    }
    let mut header = vec!["workload"];
    header.extend(peers.iter().map(|peer| &*peer.id));
    let numbers: Vec<usize> = (1..header.len()).collect();
    let mut out = table(&header, &rows, &numbers);
    if !missing.is_empty() {
        out += &format!("\n{missing}");
    }
    out
}

/// The workloads of results, or those of them that are asked for, with their arguments.
fn tasks_of(
    results: &Results,
    names: &[String],
    folder: Option<&Path>,
) -> Result<Vec<Task>, Error> {
    let all = || results.workloads.iter().map(|workload| workload.name.clone()).collect();
    let wanted = match names.is_empty() {
        true => all(),
        false => programs::named(names, folder, &Variant::default())?,
    };
    let mut tasks = Vec::new();
    for wanted in wanted {
        // A folder has the name of its workload.
        let name = Path::new(&wanted).file_name().and_then(OsStr::to_str).unwrap_or(&wanted);
        let Some(workload) = results.workloads.iter().find(|workload| workload.name == name) else {
            crate::progress::say(format_args!("note: the results have no workload {name}"));
            continue;
        };
        let Some(source) = source(&wanted, folder)? else {
            crate::progress::say(format_args!("note: {} has no Python source", workload.name));
            continue;
        };
        tasks.push(Task {
            workload: workload.name.clone(),
            source,
            args: tuple(&workload.args),
            result: workload.result.clone(),
            opaque_percent: workload.opaque_percent,
        });
    }
    Ok(tasks)
}

/// The workloads asked for, with the arguments of which CPython's result is known.
fn tasks(names: &[String], quick: bool, folder: Option<&Path>) -> Result<Vec<Task>, Error> {
    let mut tasks = Vec::new();
    for wanted in programs::named(names, folder, &Variant::default())? {
        let workload = Workload::find(&wanted, folder)?;
        let inputs = workload.inputs(quick);
        let Some(source) = source(&wanted, folder)? else {
            crate::progress::say(format_args!("note: {} has no Python source", workload.name));
            continue;
        };
        let result = match inputs.result {
            Some(result) => result,
            None => match recorded_result(&source)? {
                Some(result) => result,
                None => {
                    crate::progress::say(format_args!(
                        "note: CPython's result of {} is not known",
                        workload.name
                    ));
                    continue;
                }
            },
        };
        let args: Vec<String> = inputs.args.iter().map(ToString::to_string).collect();
        let (args, opaque_percent) = (tuple(&args), workload.opaque_percent());
        tasks.push(Task { workload: workload.name, source, args, result, opaque_percent });
    }
    Ok(tasks)
}

/// Arguments as a Python tuple.
fn tuple(args: &[String]) -> String {
    args.iter().fold("(".to_owned(), |tuple, arg| tuple + arg + ",") + ")"
}

/// The source of a workload: in a folder of that path, in the folder of workloads, or in that of the
/// recorded corpus beside it.
fn source(wanted: &str, folder: Option<&Path>) -> Result<Option<PathBuf>, Error> {
    let here = Path::new(wanted).join("program.py");
    if here.is_file() {
        return Ok(Some(here));
    }
    let folder = workloads_folder(folder)?;
    let places = [folder.join(wanted), folder.join("../corpus").join(wanted)];
    Ok(places.map(|place| place.join("program.py")).into_iter().find(|path| path.is_file()))
}

/// The result that the recording beside a source contains.
fn recorded_result(source: &Path) -> Result<Option<String>, Error> {
    #[derive(Deserialize)]
    struct Recorded {
        result: String,
    }
    let path = source.with_file_name("recording.json");
    if !path.is_file() {
        return Ok(None);
    }
    let text = files::read(&path)?;
    let recorded: Recorded = files::json(&path, &text)?;
    Ok(Some(recorded.result))
}
