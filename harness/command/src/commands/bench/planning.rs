//! Plans a bench: checks what is to be measured, finds out how long it takes, and divides the time.

use super::args::{Args, Arguments};
use crate::Error;
use crate::progress::{note_left_out, note_missing, progress_bar, say};
use backend_api::Backend;
use measure::check::{self, Checked};
use measure::count::{self, Request};
use measure::{
    CellCost, ENOUGH_PROCESSES, Level, PROCESS_START, Parts, PlannedWorkload, Schedule, Split,
    UopsCost, WorkloadCost, divide, environment, repetition, split, time_of_uops, times_of_growth,
    workers,
};
use programs::Workload;
use registry::Selection;
use results::{BASELINE, CEILING, Fact};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use text::{count as grouped, duration};

/// How long the memory of a backend is measured at most: after this long there are enough copies of its
/// code.
const MEMORY_TIME: Duration = Duration::from_secs(1);
/// Measuring memory takes at most this part of a bench's time: a tenth.
const MEMORY_PART: u32 = 10;
/// How long it takes to count the sources and to draw the charts, about.
const TIME_OF_REPORT: Duration = Duration::from_millis(700);
/// How long it takes to compute what a report says of a workload on a backend, about.
const TIME_OF_CELL: Duration = Duration::from_millis(3);
/// Plain times are measured as long as they take at most this part, as a divisor, of the time of checking.
const PLAIN_PART: u32 = 6;
/// How much slower a program runs under valgrind, about.
const VALGRIND: u32 = 50;
/// The ceiling compiles a program in about the time that it takes for so many uops more.
const CEILING_START: usize = 80;
/// The ceiling is left out if it takes a larger part, as a divisor, of the time that was asked for.
const CEILING_PART: u32 = 2;

/// A workload that is to be measured.
struct Candidate {
    source: String,
    workload: Workload,
    /// How long loading it took.
    loading: Duration,
    /// Whether to use the quick arguments.
    quick: bool,
    /// The run on each backend.
    runs: Vec<Checked>,
    /// How long compiling takes on each backend, and running, in a way that neither counts nor verifies.
    plain: Vec<(Duration, Duration)>,
}

/// Checks all workloads and plans how to measure them, in a bench that began at `start`.
pub(super) fn planned(
    args: &Args,
    folder: Option<&Path>,
    start: Instant,
) -> Result<Schedule, Error> {
    let with_ceiling = args.ceiling || args.everything;
    let Selection { mut backends, missing } = match with_ceiling {
        true => args.backends.select_with_ceiling()?,
        false => args.backends.select()?,
    };
    let level = match (args.quick, args.full) {
        (true, _) => Level::Quick,
        (_, true) => Level::Full,
        _ => Level::Standard,
    };
    let mut candidates = candidates(args, folder)?;
    note_missing(&missing);
    let emulator = measure::emulator();
    if let Some(emulator) = &emulator {
        say(format_args!("note: {emulator} executes this program: no time is measured"));
    }
    let wanted = match emulator {
        // Bytes are the same in each.
        Some(_) => 1,
        None => args.processes.map_or(level.processes(), usize::from),
    };
    let ceiling = ceiling(args, &candidates, &mut backends, wanted)?;
    check_all(&mut candidates, &mut backends, level, args)?;
    let plain = plain_times(&mut candidates, &mut backends)?;
    for (candidate, plain) in candidates.iter_mut().zip(plain) {
        candidate.plain = plain;
    }

    // What the time is divided between.
    let total = args.time.unwrap_or(level.time(candidates.len()) + ceiling);
    let memory = (total / (MEMORY_PART * backends.len().max(1) as u32)).min(MEMORY_TIME);
    let all_memory = time_of_memory(memory, &candidates, backends.len());
    let report = TIME_OF_REPORT + TIME_OF_CELL * (candidates.len() * backends.len()) as u32;
    let uops = match args.attribute || args.everything {
        true => Some(uops_costs(args, folder, &candidates, &mut backends)?),
        false => None,
    };
    let uops_of_all = uops.as_ref().map(|costs| time_of_uops(costs));
    let growth = match (args.scaling || args.everything) && emulator.is_none() {
        true => times_of_growth(&per_uop(&candidates, &backends)),
        false => Vec::new(),
    };
    let left = total.saturating_sub(start.elapsed() + all_memory + report);
    let parts = match args.time {
        Some(_) => divide(left, uops_of_all, &growth),
        None => Parts { processes: left, uops: uops_of_all, growth: growth.last().copied() },
    };
    let costs: Vec<WorkloadCost> =
        candidates.iter().map(|candidate| process_cost(candidate, &backends)).collect();
    let Split { processes, slow_compile } =
        split(parts.processes, PROCESS_START, &costs, wanted, args.processes.is_some());
    note_what_is_left_out(&parts, uops_of_all, &growth);

    let seed = args.seed.unwrap_or_else(seed_from_clock);
    let mut environment = environment::collect(seed, level.name(), args.opt.opt);
    environment.insert("processes".into(), Fact::Number(processes as u64));
    let ms = |time: Duration| time.as_millis() as u64;
    environment.insert("compiled_once_above_ms".into(), Fact::Number(ms(slow_compile)));
    environment.insert("dialect".into(), Fact::Text(dialects(&candidates)));
    let variant = args.workloads.recorded.variant();
    if let Some(traces) = variant.traces() {
        environment.insert("traces".into(), Fact::Text(traces.name().to_owned()));
    }
    if let Some(shape) = variant.shape() {
        environment.insert("shape".into(), Fact::Text(shape.name().to_owned()));
    }
    if let Some(inline) = variant.inline() {
        environment.insert("inline".into(), Fact::Number(inline as u64));
    }
    if let Some(arguments) = args.arguments {
        let name = match arguments {
            Arguments::Quick => "quick",
            Arguments::Usual => "usual",
        };
        environment.insert("arguments".into(), Fact::Text(name.to_owned()));
    }
    let workloads = candidates.iter().zip(&costs).map(|(candidate, cost)| PlannedWorkload {
        name: candidate.workload.name.clone(),
        source: absolute(&candidate.source),
        hash: candidate.workload.hash(),
        quick: candidate.quick,
        least_us: cost.least(slow_compile).as_micros() as u64,
    });
    Ok(Schedule {
        seed,
        level,
        processes,
        fewest_processes: if args.processes.is_some() { wanted } else { 1 },
        time_ms: ms(parts.processes),
        memory_ms: ms(memory),
        all_memory_ms: ms(all_memory),
        slow_compile_us: slow_compile.as_micros() as u64,
        uops_ms: parts.uops.map(ms),
        limited: args.time.is_some(),
        growth_ms: parts.growth.map(|(_, time)| ms(time)),
        growth_most_uops: parts.growth.map_or(0, |(uops, _)| uops),
        report_ms: ms(report),
        backends: backends.iter().map(|backend| backend.info().id.to_owned()).collect(),
        workloads: workloads.collect(),
        folder: folder.map(Path::to_path_buf),
        variant,
        optimiser: args.opt.opt.to_string(),
        tools: args.tools.listeners(),
        environment,
    })
}

/// The dialects of the programs; probes are the same in all.
fn dialects(candidates: &[Candidate]) -> String {
    let programs = candidates.iter().map(|candidate| &candidate.workload);
    let all: BTreeSet<&str> = programs
        .filter(|workload| !workload.probe)
        .map(|workload| workload.program.program().dialect.name())
        .collect();
    all.into_iter().collect::<Vec<_>>().join(", ")
}

/// Loads what was asked for.
fn candidates(args: &Args, folder: Option<&Path>) -> Result<Vec<Candidate>, Error> {
    let variant = args.workloads.recorded.variant();
    let mut sources = args.workloads.sources(folder)?;
    if args.probes || args.everything {
        sources.extend(programs::named(&["probes".into()], folder, &variant)?);
    }
    if let Some(shard) = args.shard {
        sources = shard.share(sources);
    }
    let refuse = |reason: String| Err(measure::Error::Schedule { reason }.into());
    if sources.is_empty() {
        return refuse("no workload is left for this shard".into());
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    for source in sources {
        let start = Instant::now();
        let workload = note_left_out(Workload::find_variant(&source, folder, &variant)?)
            .optimised(args.opt.opt)?;
        if candidates.iter().any(|known| known.workload.name == workload.name) {
            return refuse(format!("{} is named twice", workload.name));
        }
        candidates.push(Candidate {
            source,
            workload,
            loading: start.elapsed(),
            quick: false,
            runs: Vec::new(),
            plain: Vec::new(),
        });
    }
    Ok(candidates)
}

/// How long the ceiling takes in all, about, if it is to be measured: it compiles every program once before measuring,
/// and once in each process. Takes it from the backends if that is too long for the time that was asked for. Either
/// is said.
fn ceiling(
    args: &Args,
    candidates: &[Candidate],
    backends: &mut Vec<Box<dyn Backend>>,
    processes: usize,
) -> Result<Duration, Error> {
    let uops = |candidate: &Candidate| candidate.workload.program.program().uop_count();
    let place = backends.iter().position(|backend| backend.info().id == CEILING);
    let (Some(place), Some(smallest)) = (place, candidates.iter().min_by_key(|c| uops(c))) else {
        return Ok(Duration::ZERO);
    };
    // The first time the system reads rustc from the disk.
    let inputs = smallest.workload.inputs(true);
    let mut time = || check::plain_times(&smallest.workload, &inputs, backends[place].as_mut());
    let compile = time()?.0.min(time()?.0);
    let size = |candidate| (uops(candidate) + CEILING_START) as f64;
    let all: f64 = candidates.iter().map(size).sum();
    let once = compile.mul_f64(all / size(smallest));
    // It cannot do with fewer processes than one.
    let least = once * (1 + args.processes.map_or(1, u32::from));
    let was_named = args.backends.backends.iter().any(|id| id == CEILING);
    match args.time {
        Some(time) if least > time / CEILING_PART && !was_named => {
            backends.remove(place);
            say(format_args!(
                "note: {CEILING} is left out: compiling all programs takes it about {} each time, once to check and \
                 once in each process, which is too long for --time {}",
                duration(once),
                duration(time)
            ));
            Ok(Duration::ZERO)
        }
        _ => {
            let times = processes as u32 + 1;
            say(format_args!(
                "note: compiling all programs takes {CEILING} about {}, which it does {times} times",
                duration(once)
            ));
            Ok(once * times)
        }
    }
}

/// Checks all workloads on all backends: a wrong backend is found before anything is measured.
fn check_all(
    candidates: &mut [Candidate],
    backends: &mut [Box<dyn Backend>],
    level: Level,
    args: &Args,
) -> Result<(), Error> {
    let mut baseline = registry::find(BASELINE)?.make()?;
    let bar = progress_bar(candidates.len() as u64);
    for candidate in candidates {
        let Candidate { workload, quick, runs, .. } = candidate;
        bar.set_message(format!("{}: checking results", workload.name));
        // Every backend executes as many uops as any other one.
        let run = check::run_on(workload, &workload.inputs(false), baseline.as_mut())?;
        *quick = match (args.arguments, &args.decided) {
            (Some(arguments), _) => arguments == Arguments::Quick,
            (None, Some(decided)) => decided.contains(&workload.name),
            (None, None) => run.uops_executed > level.most_uops(),
        };
        let inputs = workload.inputs(*quick);
        *runs = check::run_on_each(workload, &inputs, backends)?;
        check::compare(workload, &inputs, runs)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// How long compiling and running takes without counting and verifying, for each candidate and backend: measured for
/// some candidates, and for the others as much less than the checks as for these.
fn plain_times(
    candidates: &mut [Candidate],
    backends: &mut [Box<dyn Backend>],
) -> Result<Vec<Vec<(Duration, Duration)>>, Error> {
    let runs = candidates.iter().flat_map(|candidate| &candidate.runs);
    let all: Duration = runs.map(|run| run.compiling + run.elapsed).sum();
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    // Some of every size, so that small programs do not speak for large ones.
    order.sort_by_key(|number| candidates[*number].runs.iter().map(|run| run.compiling).max());
    let middle = order.len() / 2;
    order.rotate_left(middle);
    let start = Instant::now();
    let mut measured: Vec<Option<Vec<(Duration, Duration)>>> = vec![None; candidates.len()];
    for (count, number) in order.into_iter().enumerate() {
        if count > 0 && start.elapsed() > all / PLAIN_PART {
            break;
        }
        let Candidate { workload, quick, runs, .. } = &candidates[number];
        let inputs = workload.inputs(*quick);
        let times = backends.iter_mut().zip(runs).map(|(backend, run)| {
            match backend.is_repeatable() {
                true => Ok(check::plain_times(workload, &inputs, backend.as_mut())?),
                // The ceiling neither counts nor verifies in a way that takes longer.
                false => Ok((run.compiling, run.elapsed)),
            }
        });
        measured[number] = Some(times.collect::<Result<_, Error>>()?);
    }
    let share = |backend: usize, part: fn(Duration, Duration) -> Duration| {
        let known = candidates.iter().zip(&measured).filter_map(|(candidate, times)| {
            let (compile, run) = times.as_ref()?[backend];
            let checked = &candidate.runs[backend];
            Some((part(compile, run), part(checked.compiling, checked.elapsed)))
        });
        let (plain, checked) =
            known.fold((Duration::ZERO, Duration::ZERO), |(a, b), (c, d)| (a + c, b + d));
        (plain.as_secs_f64() / checked.as_secs_f64().max(1e-9)).min(1.0)
    };
    let shares: Vec<(f64, f64)> = (0..backends.len())
        .map(|b| (share(b, |compile, _| compile), share(b, |_, run| run)))
        .collect();
    let of_candidate = |(candidate, measured): (&Candidate, Option<Vec<_>>)| {
        measured.unwrap_or_else(|| {
            let runs = candidate.runs.iter().zip(&shares);
            runs.map(|(run, (compile, running))| {
                (run.compiling.mul_f64(*compile), run.elapsed.mul_f64(*running))
            })
            .collect()
        })
    };
    Ok(candidates.iter().zip(measured).map(of_candidate).collect())
}

/// What a process takes for a workload.
fn process_cost(candidate: &Candidate, backends: &[Box<dyn Backend>]) -> WorkloadCost {
    let cells = candidate.plain.iter().zip(backends).map(|(&(compile, run), backend)| CellCost {
        compile,
        run,
        is_baseline: backend.info().id == BASELINE,
        phases: backend.is_repeatable() && has_phases(backend.info().id),
    });
    let counting = candidate.runs.first().map_or(Duration::ZERO, |run| run.elapsed);
    WorkloadCost { loading: candidate.loading + counting, cells: cells.collect() }
}

/// Whether a backend's compiling has phases that are sampled.
fn has_phases(id: &str) -> bool {
    id.starts_with("cranelift") || id.starts_with("copy-patch")
}

/// How long it takes to measure the memory of all backends, about: each loads all workloads, and compiles
/// them twice at least.
fn time_of_memory(memory: Duration, candidates: &[Candidate], backends: usize) -> Duration {
    let loading: Duration = candidates.iter().map(|candidate| candidate.loading).sum();
    // Probes have no part in it, unless there is nothing else.
    let only_probes = candidates.iter().all(|candidate| candidate.workload.probe);
    let of_backend = |backend: usize| {
        let compiled = candidates.iter().filter(|c| only_probes || !c.workload.probe);
        let compiling: Duration = compiled.map(|c| c.plain[backend].0).sum();
        PROCESS_START + loading + memory.max(compiling * 2)
    };
    let times: Vec<Duration> = (0..backends).map(of_backend).collect();
    let longest = times.iter().copied().max().unwrap_or_default();
    (times.iter().sum::<Duration>() / workers() as u32).max(longest)
}

/// What each workload takes for single uops and instructions.
fn uops_costs(
    args: &Args,
    folder: Option<&Path>,
    candidates: &[Candidate],
    backends: &mut [Box<dyn Backend>],
) -> Result<Vec<UopsCost>, Error> {
    let candidates: Vec<&Candidate> = candidates.iter().filter(|c| !c.workload.probe).collect();
    let Some(first) = candidates.first() else { return Ok(Vec::new()) };
    if measure::emulator().is_some() {
        return Ok(Vec::new());
    }
    let workloads: Vec<Workload> = candidates.iter().map(|c| c.workload.clone()).collect();
    let places = repetition::places(&workloads, true)?;
    // One count shows how long valgrind takes to start.
    let request = Request {
        workloads: vec![first.source.clone()],
        folder: folder.map(Path::to_path_buf),
        variant: args.workloads.recorded.variant(),
        optimiser: args.opt.opt.to_string(),
    };
    let start = Instant::now();
    count::count(&request, &mut [registry::find(BASELINE)?.make()?], None, &mut |_, _| {})?;
    let own = |candidate: &Candidate, (compile, run): (Duration, Duration)| {
        (candidate.loading + compile + run) * VALGRIND
    };
    let valgrind = start.elapsed().saturating_sub(own(first, first.plain[0]));
    let repeatable: Vec<usize> =
        (0..backends.len()).filter(|number| backends[*number].is_repeatable()).collect();
    let costs = candidates.iter().zip(places).map(|(candidate, places)| {
        let sum =
            |of: &dyn Fn(usize) -> Duration| repeatable.iter().map(|b| of(*b)).sum::<Duration>();
        let counts = sum(&|b| valgrind + own(candidate, candidate.plain[b]));
        UopsCost {
            check: sum(&|b| candidate.runs[b].compiling),
            compile: sum(&|b| candidate.plain[b].0),
            run: sum(&|b| candidate.runs[b].elapsed),
            samples: sum(&|b| candidate.plain[b].1.max(Duration::from_micros(100))),
            places: places as u32,
            counts: counts / workers() as u32,
        }
    });
    Ok(costs.collect())
}

/// How long compiling a uop takes on each repeatable backend.
fn per_uop(candidates: &[Candidate], backends: &[Box<dyn Backend>]) -> Vec<Duration> {
    let uops: usize = candidates.iter().map(|c| c.workload.program.program().uop_count()).sum();
    let repeatable = (0..backends.len()).filter(|number| backends[*number].is_repeatable());
    repeatable
        .map(|backend| {
            let all: Duration = candidates.iter().map(|c| c.plain[backend].0).sum();
            all / uops.max(1) as u32
        })
        .collect()
}

/// Says what the time that was asked for is too little for, beside samples.
fn note_what_is_left_out(parts: &Parts, uops: Option<Duration>, growth: &[(usize, Duration)]) {
    if let (Some(part), Some(all)) = (parts.uops, uops)
        && part < all
    {
        say(format_args!(
            "note: single uops and instructions take about {}; there is time for {} of that, so uops that are executed \
             least and the last workloads are left out",
            duration(all),
            duration(part)
        ));
    }
    if let (Some((uops, _)), Some((longest, _))) = (parts.growth, growth.last())
        && uops < *longest
    {
        say(format_args!(
            "note: there is time to compile programs of up to {} uops, not of {}",
            grouped(uops as u64),
            grouped(*longest as u64)
        ));
    }
}

/// Says so if there are few processes, or if the time is too little for one.
pub(super) fn too_little_time(plan: &Schedule) -> Option<String> {
    if measure::emulator().is_some() {
        return None;
    }
    let slowest = plan.workloads.iter().max_by_key(|planned| planned.least_us)?;
    let needs = format!(
        "one sample of everything takes a process about {}; {} takes the longest, {}",
        duration(plan.least_process()),
        slowest.name,
        duration(Duration::from_micros(slowest.least_us))
    );
    if plan.process_time() > plan.time() {
        return Some(format!(
            "note: the time is too little for {} processes: {needs}",
            plan.processes
        ));
    }
    let few = plan.processes < ENOUGH_PROCESSES && plan.fewest_processes < plan.processes.max(2);
    few.then(|| {
        format!(
            "note: there is time for {} processes, with which intervals are very wide or missing: {needs}",
            plan.processes
        )
    })
}

/// A plan in words; `planning` is how long it took to make it.
pub(super) fn describe(plan: &Schedule, planning: Duration) -> String {
    let names: Vec<&str> = plan.workloads.iter().map(|workload| workload.name.as_str()).collect();
    let quick = plan.workloads.iter().filter(|workload| workload.quick).count();
    let mut parts = vec![
        format!("{} for checks", duration(planning)),
        format!("{} for processes", duration(plan.process_time())),
    ];
    let others = [
        (Some(plan.all_memory_ms), "memory"),
        (plan.uops_ms, "single uops"),
        (plan.growth_ms, "ever longer programs"),
        (Some(plan.report_ms), "the report"),
    ];
    for (ms, name) in others {
        parts.extend(ms.map(|ms| format!("{} for {name}", duration(Duration::from_millis(ms)))));
    }
    format!(
        "{} processes, one after the other, with seed {}\n\
         {} workloads, {quick} of them with the quick arguments: {}\n\
         {} backends: {}\n\
         optimiser: {}\n\
         {} for a process, {} of it for one sample of everything\n\
         about {} in all: {}\n",
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
        parts.join(", "),
    )
}

/// A path that also holds from another folder; a name as it is.
fn absolute(source: &str) -> String {
    let path = std::path::absolute(source).ok().filter(|path| path.exists());
    path.and_then(|path| path.into_os_string().into_string().ok()).unwrap_or_else(|| source.into())
}

fn seed_from_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // Few enough digits to be typed again.
    since.as_nanos() as u64 % 1_000_000_000
}
