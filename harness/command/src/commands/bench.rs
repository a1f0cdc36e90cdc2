//! `uopbench bench`

use crate::Error;
use crate::choice::Tools;
use crate::choice::{Backends, Opt, Workloads};
use crate::output::print;
use crate::progress::note_missing;
use crate::progress::{progress_bar, say};
use backend_api::Backend;
use files::{check_writable, write_atomically};
use measure::check::{self, Checked};
use measure::environment;
use measure::scaling::LENGTHS;
use measure::{
    FEWEST_PROCESSES, Level, PARTS, PROCESS_START, PlannedWorkload, Progress, Schedule, Shard,
    conduct, least_time, memory_of_all, part_path, plan_path, processes_that_fit,
};
use programs::Workload;
use registry::Selection;
use results::Summary;
use results::environment::{executable_difference, machine_difference};
use results::growth::Growth;
use results::{Fact, Results, StencilRecord};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use text::{count, duration};

const EXAMPLES: &str = "\
Examples:
  uopbench bench --quick
  uopbench bench sum_range sieve --backend interp-match,copy-patch
  uopbench bench corpus --opt all          every recorded program, optimised
  uopbench bench --quick --ceiling         with what LLVM makes of whole traces
  uopbench bench --quick --everything      with all that a report can answer
  uopbench bench --full --dry-run          what it would do, and how long it would take
  uopbench bench --seed 1 --out results/reference
  uopbench bench --full --seed 1 --shard 2/5 --out shard-2

Results are checked before anything is measured: a backend that computes something else ends the
bench with status 1. Several processes then take samples, one after the other. The folder gets
results.json, report.html, report.md and the charts as SVG and PNG; they replace those of an earlier
bench only when all is measured. An interrupted bench (Ctrl-C) writes them from what it has, keeps
its parts, and ends with status 130; --resume goes on with it.

Under an emulator no time, memory or growth is measured: the results say so, and have bytes, results
and, with --attribute, bytes and instructions of uops. `report --beside` sets them beside those of
another processor.";

/// How long the memory of a backend is measured at most: after this long there are enough copies of its
/// code.
const MEMORY_TIME: Duration = Duration::from_secs(1);
/// Measuring memory takes at most this part of a bench's time: a tenth.
const MEMORY_PART: u32 = 10;
/// How long it takes to count the sources and to draw the charts, about.
const TIME_OF_REPORT: Duration = Duration::from_millis(500);
/// How long it takes to compute the confidence intervals, about, for each process, workload and backend.
const TIME_OF_INTERVALS: Duration = Duration::from_millis(1);

/// The arguments of `bench`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    workloads: Workloads,
    #[command(flatten)]
    backends: Backends,
    /// Measure the probes, too: jumps between traces, exits, many traces (`bench probes` measures only these)
    #[arg(long)]
    probes: bool,
    /// Measure the ceiling, too: whole traces compiled by rustc at -O3; takes about a second per trace
    #[arg(long)]
    ceiling: bool,
    /// Measure single uops, too, as `attribute --time` does, and count instructions, as `count` does; takes
    /// some minutes more
    #[arg(long)]
    attribute: bool,
    /// Measure compile time by program length, too, as `scaling --quick` does; takes some minutes more
    #[arg(long)]
    scaling: bool,
    /// The same as --probes --ceiling --attribute --scaling
    #[arg(long)]
    everything: bool,
    #[command(flatten)]
    opt: Opt,
    /// Take about two minutes for all workloads, and use smaller arguments where a run takes long
    #[arg(long)]
    quick: bool,
    /// Take about an hour for all workloads [default: ten minutes]
    #[arg(long, conflicts_with = "quick")]
    full: bool,
    /// The number of processes that take samples [default: 10; 5 with --quick, 20 with --full]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    processes: Option<u16>,
    /// How long the bench takes in total, such as 30s or 5m; --attribute and --scaling come on top
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    time: Option<Duration>,
    /// Measure only this part of the workloads, the K-th of N; `merge` joins the parts
    #[arg(long, value_name = "K/N", value_parser = Shard::parse)]
    shard: Option<Shard>,
    /// The folder for results, report and charts
    #[arg(long, value_name = "DIR", default_value = "uopbench-results")]
    out: PathBuf,
    /// Seed of the order of samples and of the layouts [default: from the clock]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Check the programs, and print what a bench would measure and how long it would take
    #[arg(long)]
    dry_run: bool,
    /// Resume the interrupted bench in the folder, as it was planned
    #[arg(long, conflicts_with_all = ["names", "backends", "quick", "full", "processes", "time",
        "shard", "seed", "discard", "opt", "ceiling", "probes", "attribute", "scaling",
        "everything"])]
    resume: bool,
    /// Discard an interrupted bench in the folder
    #[arg(long)]
    discard: bool,
    /// Print the content of results.json instead of a summary
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    tools: Tools,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    if cfg!(debug_assertions) {
        say("note: this uopbench is built without optimisation; use cargo run --release");
    }
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
        return print(&describe(&plan, planning));
    }
    if !args.resume {
        begin(&plan, &args.out, args.discard)?;
    }
    // What follows the processes has its part of the bar, so that the remaining time is that of all.
    let steps = 1000.0 * plan.processes as f64;
    let after = plan.time_after().as_secs_f64() / plan.process_time().as_secs_f64().max(1e-9);
    let bar = progress_bar((steps * (1.0 + after)) as u64);
    let show = |Progress { process, done }| {
        bar.set_message(format!("process {process} of {}", plan.processes));
        bar.set_position((1000.0 * (process as f64 - 1.0 + done)) as u64);
    };
    let conducted = conduct(&plan, &args.out, &mut { show })?;
    let Some(mut results) = conducted.results else {
        return Err(Error::Stopped { kept: "nothing is measured yet".into() });
    };
    results.stencils = stencils();
    if let Some(root) = cost::sources() {
        results.cost = Some(cost::count(&root)?);
    }
    if conducted.interrupted {
        bar.finish_and_clear();
        let finished =
            results.processes.iter().filter(|p| p.workloads.len() == plan.workloads.len());
        let state =
            format!("interrupted after {} of {} processes", finished.count(), plan.processes);
        results.environment.insert("state".into(), Fact::Text(state));
        write(&results, &args.out)?;
        let kept = format!("what is measured is in {}; --resume goes on", args.out.display());
        return Err(Error::Stopped { kept });
    }
    let measured = results.processes.len();
    if measured < plan.processes {
        say(format_args!("note: there was time for {measured} of {} processes", plan.processes));
    }
    results.environment.insert("processes".into(), Fact::Number(measured as u64));
    bar.set_position(steps as u64);
    bar.set_message("memory");
    results.memory = memory_of_all(&plan, &args.out)?;
    bar.finish_and_clear();
    if plan.attribute {
        look_at_uops(&plan, &mut results)?;
    }
    if plan.scaling {
        results.scaling = look_at_growth(&plan)?;
    }
    let summary = write(&results, &args.out)?;
    let parts = args.out.join(PARTS);
    std::fs::remove_dir_all(&parts).map_err(files::Error::io("remove", &parts))?;
    match args.json {
        true => print(&results.to_json()?)?,
        false => print(&summary)?,
    }
    say(format_args!("wrote {}", args.out.join(report::HTML_FILE).display()));
    Ok(())
}

/// The sizes of all stencils; none where this build or target has none.
fn stencils() -> Vec<StencilRecord> {
    inspect::stencils::library().map_or_else(|_| Vec::new(), |library| library.stencils)
}

/// What uops cost, and the instructions of whole runs.
fn look_at_uops(plan: &Schedule, results: &mut Results) -> Result<(), Error> {
    let steps = plan.workloads.len() * (2 + plan.backends.len());
    let bar = progress_bar(steps as u64);
    let progress = &mut |step: String| {
        bar.set_message(step);
        bar.inc(1);
    };
    let looked = measure::look_at_uops(plan, results, progress);
    bar.finish_and_clear();
    Ok(looked?)
}

/// Compile times of ever longer programs.
fn look_at_growth(plan: &Schedule) -> Result<Vec<Growth>, Error> {
    let bar = progress_bar(LENGTHS.len() as u64);
    let growth = measure::look_at_growth(plan, &mut |uops| {
        bar.set_message(format!("programs of {} uops", count(uops as u64)));
        bar.inc(1);
    });
    bar.finish_and_clear();
    Ok(growth?)
}

/// Writes results, report and charts; returns the summary for a terminal.
pub(crate) fn write(results: &Results, out: &Path) -> Result<String, Error> {
    let json = results.to_json()?;
    write_atomically(&out.join("results.json"), json.as_bytes())?;
    let summary = Summary::new(results);
    report::write_all(&summary, report::Others::default(), out)?;
    Ok(report::terminal(&summary))
}

/// Checks all workloads and plans how to measure them, in a bench that began at `start`.
fn planned(args: &Args, folder: Option<&Path>, start: Instant) -> Result<Schedule, Error> {
    let Selection { mut backends, missing } = match args.ceiling || args.everything {
        true => args.backends.select_with_ceiling()?,
        false => args.backends.select()?,
    };
    let mut sources = args.workloads.sources(folder)?;
    if args.probes || args.everything {
        sources.extend(programs::named(
            &["probes".into()],
            folder,
            &args.workloads.recorded.variant(),
        )?);
    }
    let sources = match args.shard {
        Some(shard) => shard.share(sources),
        None => sources,
    };
    if sources.is_empty() {
        return Err(measure::Error::Schedule {
            reason: "no workload is left for this shard".into(),
        }
        .into());
    }
    let level = match (args.quick, args.full) {
        (true, _) => Level::Quick,
        (_, true) => Level::Full,
        _ => Level::Standard,
    };
    let variant = args.workloads.recorded.variant();
    let load = |source: &String| {
        let start = Instant::now();
        let workload = Workload::find_variant(source, folder, &variant)?.optimised(args.opt.opt)?;
        Ok((workload, start.elapsed()))
    };
    let loaded = sources.iter().map(load).collect::<Result<Vec<_>, programs::Error>>()?;
    note_missing(&missing);
    let bar = progress_bar(sources.len() as u64);
    let mut workloads: Vec<PlannedWorkload> = Vec::new();
    // First all results, then the first measurement: a wrong backend is found within seconds.
    let mut compiling = vec![Duration::ZERO; backends.len()];
    for (source, (workload, loading)) in sources.iter().zip(&loaded) {
        bar.set_message(format!("{}: checking results", workload.name));
        if workloads.iter().any(|known| known.name == workload.name) {
            return Err(measure::Error::Schedule {
                reason: format!("{} is named twice", workload.name),
            }
            .into());
        }
        let Check { quick, runs, took } = check(workload, &mut backends, level)?;
        for (compiling, run) in compiling.iter_mut().zip(&runs) {
            *compiling += run.compiling;
        }
        let least = *loading + took + least_time(&runs, &backends);
        workloads.push(PlannedWorkload {
            name: workload.name.clone(),
            source: absolute(source),
            hash: workload.hash(),
            quick,
            least_us: least.as_micros() as u64,
        });
        bar.inc(1);
    }
    bar.finish_and_clear();
    let seed = args.seed.unwrap_or_else(seed_from_clock);
    let emulator = measure::emulator();
    if let Some(emulator) = &emulator {
        say(format_args!("note: {emulator} executes this program: no time is measured"));
    }
    let wanted = match emulator {
        // Bytes are the same in each.
        Some(_) => 1,
        None => args.processes.map_or(level.processes(), usize::from),
    };
    let fewest = match args.processes {
        Some(_) => wanted,
        None => wanted.min(FEWEST_PROCESSES),
    };
    let time = args.time.unwrap_or(level.time(workloads.len()));
    let memory = (time / (MEMORY_PART * backends.len().max(1) as u32)).min(MEMORY_TIME);
    let loading: Duration = loaded.iter().map(|(_, loading)| *loading).sum();
    let after = time_of_memory(memory, loading, &compiling)
        + TIME_OF_REPORT
        + TIME_OF_INTERVALS * (wanted * workloads.len() * backends.len()) as u32;
    let time = time.saturating_sub(start.elapsed() + after);
    let least = workloads.iter().map(|planned| Duration::from_micros(planned.least_us)).sum();
    let processes = processes_that_fit(time, least, wanted, fewest);
    let mut environment = environment::collect(seed, level.name(), args.opt.opt);
    environment.insert("processes".into(), Fact::Number(processes as u64));
    if let Some(dialect) = variant.dialect() {
        environment.insert("dialect".into(), Fact::Text(dialect.to_owned()));
    }
    if let Some(traces) = variant.traces() {
        environment.insert("traces".into(), Fact::Text(traces.name().to_owned()));
    }
    Ok(Schedule {
        seed,
        level,
        processes,
        fewest_processes: fewest,
        time_ms: time.as_millis() as u64,
        memory_ms: memory.as_millis() as u64,
        after_ms: after.as_millis() as u64,
        backends: backends.iter().map(|backend| backend.info().id.to_owned()).collect(),
        workloads,
        folder: folder.map(Path::to_path_buf),
        variant,
        optimiser: args.opt.opt.to_string(),
        attribute: args.attribute || args.everything,
        scaling: (args.scaling || args.everything) && emulator.is_none(),
        tools: args.tools.listeners(),
        environment,
    })
}

/// A path that also holds from another folder; a name as it is.
fn absolute(source: &str) -> String {
    let path = std::path::absolute(source).ok().filter(|path| path.exists());
    path.and_then(|path| path.into_os_string().into_string().ok()).unwrap_or_else(|| source.into())
}

/// The plan of an interrupted bench, if this is the machine and the build that it is for.
fn resumed(out: &Path) -> Result<Schedule, Error> {
    let plan = Schedule::read(&plan_path(out))?;
    let here = environment::collect(plan.seed, plan.level.name(), plan.passes()?);
    let difference = machine_difference(&plan.environment, &here)
        .or_else(|| executable_difference(&plan.environment, &here));
    match difference {
        Some(reason) => Err(measure::Error::Schedule { reason }.into()),
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

/// What a check of a workload gave.
struct Check {
    /// Whether to use the quick arguments.
    quick: bool,
    /// The run on each backend with the arguments that are used.
    runs: Vec<Checked>,
    /// How long these took.
    took: Duration,
}

/// Checks a workload on all backends.
fn check(
    workload: &Workload,
    backends: &mut [Box<dyn Backend>],
    level: Level,
) -> Result<Check, Error> {
    let mut check = |quick| {
        let start = Instant::now();
        let inputs = workload.inputs(quick);
        let runs = check::run_on_each(workload, &inputs, backends)?;
        check::compare(workload, &inputs, &runs)?;
        Ok::<_, Error>((runs, start.elapsed()))
    };
    let (runs, took) = check(false)?;
    if runs.iter().all(|run| run.uops_executed <= level.most_uops()) {
        return Ok(Check { quick: false, runs, took });
    }
    let (runs, took) = check(true)?;
    Ok(Check { quick: true, runs, took })
}

/// How long it takes to measure the memory of all backends, about: each loads all workloads, and compiles
/// them twice at least. `compiling` is how long each takes for that once.
fn time_of_memory(memory: Duration, loading: Duration, compiling: &[Duration]) -> Duration {
    compiling.iter().map(|&compiling| PROCESS_START + loading + memory.max(compiling * 2)).sum()
}

/// Says so if the time is too little for one sample of everything.
fn too_little_time(plan: &Schedule) -> Option<String> {
    let least = plan.least_process();
    (plan.process_time() > plan.time()).then(|| {
        let slowest = plan.workloads.iter().max_by_key(|planned| planned.least_us);
        format!(
            "note: the time is too little for one sample of everything in each of {} processes, which takes \
             about {} a process{}",
            plan.processes,
            duration(least),
            slowest.map_or(String::new(), |planned| format!(
                "; {} takes the longest, {}",
                planned.name,
                duration(Duration::from_micros(planned.least_us))
            )),
        )
    })
}

/// A plan in words; `planning` is how long it took to make it.
fn describe(plan: &Schedule, planning: Duration) -> String {
    let names: Vec<&str> = plan.workloads.iter().map(|workload| workload.name.as_str()).collect();
    let quick = plan.workloads.iter().filter(|workload| workload.quick).count();
    format!(
        "{} processes, one after the other, with seed {}\n\
         {} workloads, {quick} of them with the quick arguments: {}\n\
         {} backends: {}\n\
         optimiser: {}\n\
         {} for a process, {} of it for one sample of everything\n\
         about {} in all{}\n",
        plan.processes,
        plan.seed,
        names.len(),
        names.join(", "),
        plan.backends.len(),
        plan.backends.join(", "),
        plan.optimiser,
        duration(plan.process_time() / plan.processes as u32),
        duration(plan.least_process()),
        duration(planning + plan.process_time() + plan.time_after()),
        match plan.attribute || plan.scaling {
            true => ", and some minutes for single uops or ever longer programs",
            false => "",
        },
    )
}

fn seed_from_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Few enough digits to be typed again.
    since.as_nanos() as u64 % 1_000_000_000
}
