//! Measures how compile time grows with the length of a program.
//!
//! Generated programs of 10 to 100,000 uops are compiled on each backend. The slope of a straight
//! line through the times, both axes logarithmic, shows the growth: with a slope of 1 a uop costs the
//! same in a long program as in a short one.

use crate::Error;
use crate::emulator;
use backend_api::{Backend, BackendError, CompileOptions};
use results::growth::{Growth, Point};
use stats::{geometric_mean, log_log_slope, median};
use std::time::{Duration, Instant};
use trace::generate::{Mix, Recipe, generate_seeded};
use trace::rng::Rng;
use trace::{Dialect, Document, LoadedProgram, Shape};
use uops::runtime::Runtime;

/// The version of the format of `scaling.json`.
pub const SCHEMA_VERSION: u32 = 1;

/// The lengths: half decades.
pub const LENGTHS: [usize; 9] = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];

/// Programs of each length: of short ones no two are alike.
const PROGRAMS: u64 = 3;
/// A sample lasts at least about this long.
const SAMPLE: Duration = Duration::from_micros(100);
/// The most repetitions in a sample.
const MAX_BATCH: u128 = 64;
/// The fewest samples of a program, however long they take.
const MIN_ROUNDS: usize = 3;
/// The most samples of a program.
const MAX_ROUNDS: usize = 200;
/// How long it takes to generate, verify and load a uop, about.
const GENERATING: Duration = Duration::from_micros(5);
/// A backend that takes longer for one program is not given longer ones.
const PATIENCE: Duration = Duration::from_secs(10);

/// What to measure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Options {
    /// The longest programs.
    pub most_uops: usize,
    /// The dialect of all programs.
    pub dialect: Dialect,
    /// About the most uops of one trace.
    pub trace_uops: usize,
    /// What programs consist of.
    pub mix: Mix,
    /// How long to take samples of all backends on one program.
    pub time: Duration,
    /// The seed of programs and of the order of samples.
    pub seed: u64,
}

impl Options {
    /// All lengths, a tenth of a second a program.
    pub fn quick(seed: u64) -> Self {
        let most_uops = LENGTHS[LENGTHS.len() - 1];
        let time = Duration::from_millis(100);
        let dialect = Dialect::default();
        Options { most_uops, dialect, trace_uops: most_uops, mix: Mix::default(), time, seed }
    }
}

/// Measures all `backends`; `progress` is called with each length before it is measured.
///
/// # Errors
/// If a backend fails otherwise than by a limit of its own.
pub fn measure(
    backends: &mut [Box<dyn Backend>],
    options: &Options,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<Growth>, Error> {
    emulator::refuse_emulator()?;
    let dialect = options.dialect;
    let growth = |id: &str| {
        let backend = id.to_owned();
        Growth { dialect, backend, points: Vec::new(), slope: None, ended: None }
    };
    let mut all: Vec<Growth> = backends.iter().map(|backend| growth(backend.info().id)).collect();
    let mut rng = Rng::new(options.seed);
    for uops in LENGTHS.into_iter().filter(|uops| *uops <= options.most_uops) {
        progress(uops);
        let mut medians: Vec<Vec<f64>> = vec![Vec::new(); backends.len()];
        for number in 0..PROGRAMS {
            let recipe = Recipe {
                dialect,
                uops,
                trace_uops: options.trace_uops,
                mix: options.mix,
                shape: Shape::Trace,
            };
            let text = trace::print(&generate_seeded(&recipe, options.seed.wrapping_add(number))?);
            let program = Document::parse("generated.uop", text.as_bytes())
                .and_then(|document| document.verify())
                .map_err(|error| programs::Error::Program(Box::new(error)))?;
            let mut runtime = Runtime::new();
            let program = LoadedProgram::load(&mut runtime, program);
            one(&program, backends, &mut all, &mut medians, options.time, &mut rng)?;
            program.unload(&mut runtime);
        }
        for (growth, medians) in all.iter_mut().zip(&medians) {
            if growth.ended.is_none() {
                growth.points.push(Point { uops, compile_ns: geometric_mean(medians) });
            }
        }
    }
    for growth in &mut all {
        let points = growth.points.iter().map(|point| (point.uops as f64, point.compile_ns));
        growth.slope = log_log_slope(&points.collect::<Vec<_>>());
    }
    Ok(all)
}

/// How long programs of a length take, about, where compiling a uop takes so long on each backend.
pub(crate) fn time_of(uops: usize, per_uop: &[Duration]) -> Duration {
    let once: Duration = per_uop.iter().map(|time| (*time * uops as u32).min(PATIENCE)).sum();
    let samples = (once * MIN_ROUNDS as u32).max(Options::quick(0).time);
    (GENERATING * uops as u32 + once + samples) * PROGRAMS as u32
}

/// Takes samples of compiling a program on all backends that have not reached a limit yet. The backends
/// take turns.
fn one(
    program: &LoadedProgram,
    backends: &mut [Box<dyn Backend>],
    all: &mut [Growth],
    medians: &mut [Vec<f64>],
    time: Duration,
    rng: &mut Rng,
) -> Result<(), Error> {
    let mut batches = Vec::new();
    for (backend, growth) in backends.iter_mut().zip(&mut *all) {
        batches.push(if growth.ended.is_none() { first(backend, growth, program)? } else { None });
    }
    let mut order: Vec<usize> = (0..backends.len()).filter(|i| batches[*i].is_some()).collect();
    let mut samples: Vec<Vec<f64>> = vec![Vec::new(); backends.len()];
    let start = Instant::now();
    for round in 0..MAX_ROUNDS {
        if round >= MIN_ROUNDS && start.elapsed() > time {
            break;
        }
        rng.shuffle(&mut order);
        for &index in &order {
            let Some(batch) = batches[index] else { continue };
            samples[index].push(sample(backends[index].as_mut(), program, batch)?);
        }
    }
    for index in order {
        medians[index].push(median(&samples[index]));
    }
    Ok(())
}

/// Compiles once and says how many repetitions make a sample, unless the program is beyond a limit of the
/// backend, or compiling it takes too long.
fn first(
    backend: &mut Box<dyn Backend>,
    growth: &mut Growth,
    program: &LoadedProgram,
) -> Result<Option<usize>, Error> {
    let start = Instant::now();
    match backend.compile(program, CompileOptions::default()) {
        Ok(compiled) => drop(compiled),
        Err(BackendError::Limit { reason, .. }) => {
            growth.ended = Some(reason);
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    }
    let elapsed = start.elapsed();
    if elapsed > PATIENCE {
        growth.ended = Some(format!("a program takes more than {} s", PATIENCE.as_secs()));
        return Ok(None);
    }
    let batch = SAMPLE.as_nanos().div_ceil(elapsed.as_nanos().max(1)).clamp(1, MAX_BATCH);
    Ok(Some(batch as usize))
}

/// The mean time of compiling, in ns; all code is kept until the end.
fn sample(backend: &mut dyn Backend, program: &LoadedProgram, batch: usize) -> Result<f64, Error> {
    let mut compiled = Vec::with_capacity(batch);
    let start = Instant::now();
    for _ in 0..batch {
        compiled.push(backend.compile(program, CompileOptions::default())?);
    }
    Ok(start.elapsed().as_nanos() as f64 / batch as f64)
}
