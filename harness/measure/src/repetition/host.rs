//! Measures programs in which uops are repeated.

use super::group::{Group, UopPosition};
use crate::Error;
use crate::check::{self, Checked};
use crate::emulator;
use backend_api::{Backend, Code, CompileOptions, run_timed};
use programs::{Inputs, Workload};
use results::uop_time::{Nanoseconds, UopTime};
use stats::{Estimate, median_interval, slope};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use trace::rng::Rng;
use trace::{LoadedProgram, VerifiedProgram};
use uops::Op;
use uops::runtime::Runtime;

/// How often a group is in the programs that are compared.
const TIMES: [usize; 4] = [0, 4, 8, 16];
/// How often each program is run on each backend, after once to warm up.
const ROUNDS: usize = 15;
/// A sample lasts at least about this long, so that the time of reading the clock is negligible.
const SAMPLE: Duration = Duration::from_micros(100);
/// A uop that a run executes less often than this changes its time too little to be seen.
const RUNS: u64 = 200;

/// Measures every uop that can be repeated, in the workload that executes it the most; `progress` is called
/// of each workload that begins. Where there is a `time`, each workload has a part of it, and the uops that are
/// executed least are left out: says how many, and of how many.
///
/// # Errors
/// If a workload can't be compiled or run as it is.
pub fn measure(
    workloads: &[Workload],
    quick: bool,
    backends: &mut [Box<dyn Backend>],
    seed: u64,
    time: Option<Duration>,
    progress: &mut dyn FnMut(&str),
) -> Result<(Vec<UopTime>, (usize, usize)), Error> {
    emulator::refuse_emulator()?;
    let start = Instant::now();
    let mut rng = Rng::new(seed);
    let mut times = Vec::new();
    let all = most_executed(workloads, quick)?;
    let count: usize = all.iter().map(Vec::len).sum();
    let (mut begun, mut left_out) = (0, 0);
    for (workload, places) in workloads.iter().zip(all) {
        progress(&workload.name);
        if places.is_empty() {
            continue;
        }
        let part = places.len() as f64 / (count - begun) as f64;
        let time = time.map(|time| time.saturating_sub(start.elapsed()).mul_f64(part));
        begun += places.len();
        let inputs = workload.inputs(quick);
        let right = check::run_on_each(workload, &inputs, backends)?;
        let host = Host { workload, inputs: &inputs, right };
        let (measured, too_many) = host.measure(&places, time, backends, &mut rng)?;
        times.extend(measured);
        left_out += too_many;
    }
    Ok((times, (left_out, count)))
}

/// How many programs are made to measure a uop, on average: some uops need a second group, and some groups others
/// without the uop.
pub const PROGRAMS_PER_UOP: u32 = 7;
/// How often each of them runs on each backend.
pub const RUNS_PER_PROGRAM: u32 = ROUNDS as u32 + 1;

/// How many uops are measured in each workload.
///
/// # Errors
/// If a workload can't be run.
pub fn places(workloads: &[Workload], quick: bool) -> Result<Vec<usize>, Error> {
    Ok(most_executed(workloads, quick)?.iter().map(Vec::len).collect())
}

/// By workload, the uops that it executes more often than the others do, and where most often; those that are executed
/// most come first.
fn most_executed(workloads: &[Workload], quick: bool) -> Result<Vec<Vec<UopPosition>>, Error> {
    let mut best: BTreeMap<Op, (u64, usize, UopPosition)> = BTreeMap::new();
    for (number, workload) in workloads.iter().enumerate() {
        let visits = inspect::visits(workload, &workload.inputs(quick))?;
        for (trace, visits) in visits.iter().enumerate() {
            for (index, &count) in visits.iter().enumerate() {
                let Some(uop) = workload.program.program().traces[trace].uops.get(index) else {
                    continue;
                };
                let place = (count, number, UopPosition { trace, index });
                let known = best.entry(uop.op).or_insert(place);
                if known.0 < count {
                    *known = place;
                }
            }
        }
    }
    let mut places = vec![Vec::new(); workloads.len()];
    let mut best: Vec<_> = best.into_values().filter(|(count, ..)| *count >= RUNS).collect();
    best.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    for (_, workload, place) in best {
        places[workload].push(place);
    }
    Ok(places)
}

/// A workload in whose program uops are repeated.
struct Host<'a> {
    workload: &'a Workload,
    inputs: &'a Inputs,
    /// How it ends on each backend as it is.
    right: Vec<Checked>,
}

/// A uop and what is repeated of it.
struct Measured {
    op: Op,
    group: Group,
    with: Repeated,
    /// The group without the uop, where there is one.
    without: Option<Repeated>,
}

/// Programs with a group as often as [`TIMES`] says.
type Repeated = Vec<Variant>;

/// A program with a group several times.
struct Variant {
    program: LoadedProgram,
    /// How many groups a run executes.
    executed: f64,
    /// On each backend.
    code: Vec<Box<dyn Code>>,
    /// Nanoseconds of runs, by backend.
    ns: Vec<Vec<f64>>,
}

impl Host<'_> {
    /// Measures uops, as many as fit if there is a `time`; says how many do not.
    fn measure(
        &self,
        places: &[UopPosition],
        time: Option<Duration>,
        backends: &mut [Box<dyn Backend>],
        rng: &mut Rng,
    ) -> Result<(Vec<UopTime>, usize), Error> {
        let start = Instant::now();
        let mut runtime = Runtime::new();
        let mut all: Vec<Measured> = Vec::new();
        let mut left_out = 0;
        for (number, &place) in places.iter().enumerate() {
            let samples = self.time_of_samples(&all);
            if time.is_some_and(|time| start.elapsed() + samples >= time) {
                left_out = places.len() - number;
                break;
            }
            let uop = &self.workload.program.program().traces[place.trace].uops[place.index];
            let mut repeated = |group: &Group| self.repeated(group, place, backends, &mut runtime);
            all.extend(Group::of(uop).into_iter().find_map(|group| {
                let with = repeated(&group)?;
                let without = match group.without_uop() {
                    Some(group) => Some(repeated(&group)?),
                    None => None,
                };
                Some(Measured { op: uop.op, group, with, without })
            }));
        }
        all.sort_by_key(|measured| measured.op);
        self.sample(&mut all, &mut runtime, rng)?;
        let ids: Vec<&str> = backends.iter().map(|backend| backend.info().id).collect();
        let times = all.iter().map(|measured| UopTime {
            op: measured.op.name().to_owned(),
            workload: self.workload.name.clone(),
            group: measured.group.text(),
            times: measured.times(&ids),
        });
        let times = times.collect();
        for Variant { program, code, .. } in all.into_iter().flat_map(Measured::into_variants) {
            drop(code);
            program.unload(&mut runtime);
        }
        Ok((times, left_out))
    }

    /// How long samples of these take, about.
    fn time_of_samples(&self, all: &[Measured]) -> Duration {
        let round: Duration = self.right.iter().map(|run| run.elapsed.max(SAMPLE)).sum();
        let variants: usize = all.iter().map(Measured::count).sum();
        round * ((ROUNDS + 1) * variants) as u32
    }

    /// Compiles the programs with a group, unless one is not valid or ends otherwise.
    fn repeated(
        &self,
        group: &Group,
        place: UopPosition,
        backends: &mut [Box<dyn Backend>],
        runtime: &mut Runtime,
    ) -> Option<Repeated> {
        let mut programs = Vec::new();
        for times in TIMES {
            let program = group.repeated(self.workload.program.program(), place, times)?;
            let executed = self.executed(&program, backends)? / group.len() as f64;
            programs.push((program, executed));
        }
        let variants = programs.into_iter().map(|(program, executed)| {
            let program = LoadedProgram::load(runtime, program);
            let code = backends.iter_mut().map(|backend| {
                backend.compile(&program, CompileOptions::default()).ok()?.publish().ok()
            });
            let code = code.collect::<Option<Vec<_>>>()?;
            let ns = vec![Vec::new(); code.len()];
            Some(Variant { program, executed, code, ns })
        });
        variants.collect()
    }

    /// How many uops a program executes more than the workload's own; `None` unless it ends alike on all
    /// backends.
    fn executed(
        &self,
        program: &VerifiedProgram,
        backends: &mut [Box<dyn Backend>],
    ) -> Option<f64> {
        let workload = Workload { program: program.clone(), ..self.workload.clone() };
        let runs = check::run_on_each(&workload, self.inputs, backends).ok()?;
        check::compare(&workload, self.inputs, &runs).ok()?;
        let [run, right] = [&runs, &self.right].map(|runs| runs.first());
        let (run, right) = (run?, right?);
        let alike = run.outcome == right.outcome && run.exits_taken == right.exits_taken;
        alike.then_some(run.uops_executed as f64 - right.uops_executed as f64)
    }

    /// Runs all programs on all backends by turns.
    fn sample(
        &self,
        all: &mut [Measured],
        runtime: &mut Runtime,
        rng: &mut Rng,
    ) -> Result<(), Error> {
        let mut variants: Vec<&mut Variant> = all.iter_mut().flat_map(Measured::variants).collect();
        let mut order: Vec<(usize, usize)> = Vec::new();
        for (number, variant) in variants.iter().enumerate() {
            order.extend((0..variant.code.len()).map(|backend| (number, backend)));
        }
        for round in 0..=ROUNDS {
            rng.shuffle(&mut order);
            for &(number, backend) in &order {
                let Variant { program, code, ns, .. } = &mut *variants[number];
                let took = self.run(program, code[backend].as_ref(), runtime)?;
                if round > 0 {
                    ns[backend].push(took);
                }
            }
        }
        Ok(())
    }

    /// The mean time of runs that last long enough together for the clock.
    fn run(
        &self,
        program: &LoadedProgram,
        code: &dyn Code,
        runtime: &mut Runtime,
    ) -> Result<f64, Error> {
        let (mut sum, mut runs) = (Duration::ZERO, 0);
        while sum < SAMPLE {
            let report = run_timed(program, code, runtime, &self.inputs.args);
            sum += report
                .map_err(|source| Error::Run {
                    workload: self.workload.name.clone(),
                    backend: "repetition".into(),
                    source,
                })?
                .elapsed;
            runs += 1;
        }
        Ok(sum.as_nanos() as f64 / f64::from(runs))
    }
}

impl Measured {
    /// How many programs it consists of.
    fn count(&self) -> usize {
        self.with.len() + self.without.as_ref().map_or(0, Vec::len)
    }

    fn variants(&mut self) -> impl Iterator<Item = &mut Variant> {
        self.with.iter_mut().chain(self.without.iter_mut().flatten())
    }

    fn into_variants(self) -> impl Iterator<Item = Variant> {
        self.with.into_iter().chain(self.without.into_iter().flatten())
    }

    /// What one more of the uop takes on each backend.
    fn times(&self, backends: &[&str]) -> Vec<Nanoseconds> {
        let of_backend = |(number, id): (usize, &&str)| {
            let net = (0..ROUNDS).map(|round| {
                let moves = self.without.as_ref().map_or(0.0, |without| {
                    self.group.share_of_moves() * slope_in(without, number, round)
                });
                slope_in(&self.with, number, round) - moves
            });
            let Estimate { value, lo, hi } = median_interval(&net.collect::<Vec<_>>());
            let [value, lo, hi] = [value, lo, hi].map(results::sample);
            Nanoseconds { backend: (*id).to_owned(), value, lo, hi }
        };
        backends.iter().enumerate().map(of_backend).collect()
    }
}

/// What one more of a group takes on a backend, as a round has it.
fn slope_in(variants: &[Variant], backend: usize, round: usize) -> f64 {
    let points = variants.iter().map(|variant| (variant.executed, variant.ns[backend][round]));
    slope(&points.collect::<Vec<_>>()).unwrap_or(f64::NAN)
}
