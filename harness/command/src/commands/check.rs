//! `uopbench check`

use crate::Error;
use crate::choice::{Backends, Opt, Workloads};
use crate::output::{print, show};
use crate::progress::note_missing;
use backend_api::Backend;
use measure::{Share, Way, check};
use programs::Workload;
use registry::Selection;
use results::MUCH_OPAQUE;
use std::path::Path;
use text::count;

/// Of a program of which fewer percent are in CPython's own traces, it is said where the rest is.
const ENOUGH: f64 = 90.0;
/// How many places, and how many ways there, are named.
const SHOWN: usize = 4;
/// The least percentage of the rest that is named.
const LEAST: f64 = 1.0;

const EXAMPLES: &str = "\
Examples:
  uopbench check corpus                    every recorded program on every backend
  uopbench check corpus --backend interp-match,llvm-o3 --opt all

Every program runs once on each backend. Results, uops executed and exits taken have to agree, nothing
may stay allocated, and where CPython's result is known it has to be that.

If a recording has traces of CPython's JIT, the command says how many of the executed uops are in these.
Where that is less than 90 %, two more lines name the source lines in which the other uops' traces begin,
and what they follow: an exit at which CPython has no further trace, or a return to a frame that does not
go on where CPython has recorded it. docs/coverage-of-traces.md explains both.

If a program asks objects that the runtime does not model, the command says how much of CPython's time they
took. Here they answer as was recorded (docs/import.md).";

/// The arguments of `check`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    workloads: Workloads,
    #[command(flatten)]
    backends: Backends,
    #[command(flatten)]
    opt: Opt,
    /// Run with the usual arguments instead of the quick ones
    #[arg(long)]
    full: bool,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let Selection { mut backends, missing } = args.backends.select()?;
    note_missing(&missing);
    let names = args.workloads.sources(folder)?;
    let mut right = 0;
    // All programs get their turn; the last error is left to the caller.
    let mut failed: Option<Error> = None;
    for name in &names {
        match check(name, args, folder, &mut backends) {
            Ok(()) => right += 1,
            Err(error) => {
                if let Some(previous) = failed.replace(error) {
                    show(previous);
                }
            }
        }
    }
    let ids: Vec<&str> = backends.iter().map(|backend| backend.info().id).collect();
    print(&format!("{right} of {} programs are right on {}\n", names.len(), ids.join(", ")))?;
    failed.map_or(Ok(()), Err)
}

fn check(
    name: &str,
    args: &Args,
    folder: Option<&Path>,
    backends: &mut [Box<dyn Backend>],
) -> Result<(), Error> {
    let workload = args.workloads.find(name, folder)?.optimised(args.opt.opt)?;
    let inputs = workload.inputs(!args.full);
    let runs = check::run_on_each(&workload, &inputs, backends)?;
    check::compare(&workload, &inputs, &runs)?;
    print_opaque(&workload)?;
    if let Some(share) = Share::of(&workload, &inputs)? {
        print(&describe(&workload.name, &share))?;
    }
    Ok(())
}

/// Says how much of CPython's time opaque objects took, if the program has any.
pub(super) fn print_opaque(workload: &Workload) -> Result<(), Error> {
    let Some(percent) = workload.opaque_percent() else { return Ok(()) };
    let mark = if percent > MUCH_OPAQUE { " (much of the program)" } else { "" };
    print(&format!(
        "{}: opaque calls, which are replayed, took {percent} % of CPython's time{mark}\n",
        workload.name
    ))
}

/// How much of a program is in CPython's traces; if that is little, where the rest is, and what it follows.
fn describe(name: &str, share: &Share) -> String {
    let percent = 100.0 * share.fraction();
    let (inside, all) = (count(share.in_cpython), count(share.all));
    let mut text =
        format!("{name}: {inside} of {all} uops, {percent:.1} %, in CPython's own traces\n");
    if percent >= ENOUGH {
        return text;
    }
    let part = |uops: u64| {
        let percent = 100.0 * uops as f64 / share.others() as f64;
        (percent >= LEAST).then(|| format!("{percent:.0} %"))
    };
    let places = share
        .places
        .iter()
        .filter_map(|(place, uops)| Some(format!("{} from {place}", part(*uops)?)));
    let ways = share.ways.iter().filter_map(|(way, following)| {
        let how = match way {
            Way::Start => "before the first of these traces".to_owned(),
            Way::Exit(place) => format!("after {} exits to {place}", count(following.times)),
            Way::Frame => {
                format!("after {} returns to frames that go on elsewhere", count(following.times))
            }
        };
        Some(format!("{} {how}", part(following.uops)?))
    });
    let (places, ways) = (places.take(SHOWN), ways.take(SHOWN));
    for line in [places.collect::<Vec<_>>(), ways.collect()] {
        text += &format!("  of the others {}\n", line.join(", "));
    }
    text
}
