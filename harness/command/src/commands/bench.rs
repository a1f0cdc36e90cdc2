//! `uopbench bench`

mod args;
mod planning;

use crate::Error;
use crate::output::print;
use crate::progress::{progress_bar, say};
use ::measure::scaling::LENGTHS;
use ::measure::{
    LeftOut, PARTS, Progress, Schedule, conduct, environment, memory_of_all, part_path, plan_path,
};
pub(crate) use args::Args;
use files::{check_writable, write_atomically};
use indicatif::ProgressBar;
use planning::{describe, planned, too_little_time};
use results::Summary;
use results::environment::{executable_difference, machine_difference};
use results::growth::Growth;
use results::{Fact, Results, StencilRecord};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};
use text::count;

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    note_build();
    if let Some((results, summary)) = measure(args, folder)? {
        match args.json {
            true => print(&results.to_json()?)?,
            false => print(&summary)?,
        }
        say(format_args!("wrote {}", args.out.join(report::HTML_FILE).display()));
    }
    Ok(())
}

/// Tells of a build that measures nothing that counts.
pub(crate) fn note_build() {
    if cfg!(debug_assertions) {
        say("note: this uopbench is built without optimisation; use cargo run --release");
    }
}

/// Plans a bench, so that `--resume` begins with it. Returns the names of the workloads with the quick arguments.
pub(crate) fn plan(args: &Args, folder: Option<&Path>) -> Result<BTreeSet<String>, Error> {
    check_writable(&args.out)?;
    let plan = planned(args, folder, Instant::now())?;
    begin(&plan, &args.out, args.discard)?;
    let quick = plan.workloads.into_iter().filter(|workload| workload.quick);
    Ok(quick.map(|workload| workload.name).collect())
}

/// Measures, and writes the results; returns these and a summary for a terminal. A dry run prints its plan instead.
pub(crate) fn measure(
    args: &Args,
    folder: Option<&Path>,
) -> Result<Option<(Results, String)>, Error> {
    if !args.dry_run {
        // Found out now, rather than when all is measured.
        check_writable(&args.out)?;
    }
    let start = Instant::now();
    let plan = if args.resume { resumed(&args.out)? } else { planned(args, folder, start)? };
    let planning = start.elapsed();
    if let Some(note) = too_little_time(&plan) {
        say(note);
    }
    if args.dry_run {
        print(&describe(&plan, planning))?;
        return Ok(None);
    }
    if !args.resume {
        begin(&plan, &args.out, args.discard)?;
    }
    let mut bar = Bar::new(plan.process_time() + plan.time_after());
    let conducted = {
        let part = bar.next(plan.process_time());
        let show = |Progress { process, done }| {
            let done = (process as f64 - 1.0 + done) / plan.processes as f64;
            part.show(done, format!("process {process} of {}", plan.processes));
        };
        conduct(&plan, &args.out, &mut { show })?
    };
    let Some(mut results) = conducted.results else {
        return Err(Error::Stopped { kept: "nothing is measured yet".into() });
    };
    results.stencils = stencils();
    if let Some(root) = cost::sources() {
        results.cost = Some(cost::count(&root)?);
    }
    if conducted.interrupted {
        bar.end();
        let finished =
            results.processes.iter().filter(|p| p.workloads.len() == plan.workloads.len());
        let state =
            format!("interrupted after {} of {} processes", finished.count(), plan.processes);
        results.environment.insert("state".into(), Fact::Text(state));
        write(&results, &args.out)?;
        return Err(Error::Stopped { kept: kept_in(&args.out) });
    }
    let measured = results.processes.len();
    if measured < plan.processes {
        say(format_args!("note: there was time for {measured} of {} processes", plan.processes));
    }
    results.environment.insert("processes".into(), Fact::Number(measured as u64));
    bar.next(Duration::from_millis(plan.all_memory_ms)).show(0.0, "memory".into());
    results.memory = memory_of_all(&plan, &args.out)?;
    if let Some(ms) = plan.uops_ms {
        let time = Duration::from_millis(ms);
        look_at_uops(&plan, time, &mut results, &bar.next(time))?;
    }
    if let Some(ms) = plan.growth_ms {
        results.scaling = look_at_growth(&plan, &bar.next(Duration::from_millis(ms)))?;
    }
    bar.next(Duration::from_millis(plan.report_ms)).show(0.0, "report".into());
    let summary = write(&results, &args.out)?;
    bar.end();
    let parts = args.out.join(PARTS);
    std::fs::remove_dir_all(&parts).map_err(files::Error::io("remove", &parts))?;
    Ok(Some((results, summary)))
}

/// Where the results of an interrupted bench are.
pub(crate) fn kept_in(out: &Path) -> String {
    format!("what is measured is in {}; --resume goes on", out.display())
}

/// The bar of a bench: each part has as much of it as it takes of the time.
struct Bar {
    bar: ProgressBar,
    begun: Duration,
}

/// A part of the bar.
struct Part {
    bar: ProgressBar,
    from: Duration,
    time: Duration,
}

impl Bar {
    /// A bar of what takes so long.
    fn new(time: Duration) -> Self {
        Bar { bar: progress_bar(time.as_millis() as u64), begun: Duration::ZERO }
    }

    /// The next part, which takes so long.
    fn next(&mut self, time: Duration) -> Part {
        let from = self.begun;
        self.begun += time;
        Part { bar: self.bar.clone(), from, time }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Part {
    /// Shows which share of the part is done, and what is being done.
    fn show(&self, done: f64, message: String) {
        self.bar.set_message(message);
        self.bar
            .set_position((self.from + self.time.mul_f64(done.clamp(0.0, 1.0))).as_millis() as u64);
    }
}

/// The sizes of all stencils; none where this build or target has none.
fn stencils() -> Vec<StencilRecord> {
    inspect::stencils::library().map_or_else(|_| Vec::new(), |library| library.stencils)
}

/// What uops cost, and the instructions of whole runs.
fn look_at_uops(
    plan: &Schedule,
    time: Duration,
    results: &mut Results,
    part: &Part,
) -> Result<(), Error> {
    let start = Instant::now();
    let limit = plan.limited.then_some(time);
    let LeftOut { uops, counts } = ::measure::look_at_uops(plan, limit, results, &mut |step| {
        part.show(start.elapsed().as_secs_f64() / time.as_secs_f64().max(1e-9), step);
    })?;
    let left_out = [(uops, "times of uops"), (counts, "workloads' counts of instructions")];
    for ((left_out, of), what) in left_out.into_iter().filter(|((left_out, _), _)| *left_out > 0) {
        say(format_args!("note: there was no time for {left_out} of {of} {what}"));
    }
    Ok(())
}

/// Compile times of ever longer programs.
fn look_at_growth(plan: &Schedule, part: &Part) -> Result<Vec<Growth>, Error> {
    let lengths = LENGTHS.iter().filter(|uops| **uops <= plan.growth_most_uops).count();
    let mut begun = 0;
    Ok(::measure::look_at_growth(plan, &mut |uops| {
        // Each takes about three times as long as the one before it.
        let done = 3_f64.powi(begun - lengths as i32);
        part.show(done, format!("programs of {} uops", count(uops as u64)));
        begun += 1;
    })?)
}

/// Writes results, report and charts; returns the summary for a terminal.
pub(crate) fn write(results: &Results, out: &Path) -> Result<String, Error> {
    let json = results.to_json()?;
    write_atomically(&out.join("results.json"), json.as_bytes())?;
    let summary = Summary::new(results);
    report::write_all(&summary, report::Others::default(), out)?;
    Ok(report::terminal(&summary))
}

/// The plan of an interrupted bench, if this is the machine and the build that it is for.
fn resumed(out: &Path) -> Result<Schedule, Error> {
    if !plan_path(out).exists() {
        return Err(Error::NothingToResume { folder: out.into() });
    }
    let plan = Schedule::read(&plan_path(out))?;
    let here = environment::collect(plan.seed, plan.level.name(), plan.passes()?);
    let difference = machine_difference(&plan.environment, &here)
        .or_else(|| executable_difference(&plan.environment, &here));
    match difference {
        Some(reason) => Err(::measure::Error::Schedule { reason }.into()),
        None => Ok(plan),
    }
}

/// Makes the folder ready for a new bench.
fn begin(plan: &Schedule, out: &Path, discard: bool) -> Result<(), Error> {
    let parts = out.join(PARTS);
    if parts.exists() {
        let number = Schedule::read(&plan_path(out)).map_or(usize::from(u16::MAX), |p| p.processes);
        let measured = (1..=number).any(|process| part_path(out, process).exists());
        if measured && !discard {
            return Err(Error::Interrupted { folder: out.into() });
        }
        std::fs::remove_dir_all(&parts).map_err(files::Error::io("remove", &parts))?;
    }
    Ok(plan.write(&plan_path(out))?)
}
