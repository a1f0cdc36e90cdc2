//! How long it takes to load a program: to make the constants and the decoded uops that all backends start from.

use crate::noise::Watch;
use crate::series::Series;
use std::time::{Duration, Instant};
use trace::{LoadedProgram, VerifiedProgram};
use uops::runtime::Runtime;

/// How many samples a process takes, if there is time.
const SAMPLES: usize = 5;
/// The largest part of a workload's time, as a divisor, that they take, unless one takes longer.
const PART: u32 = 20;

/// Loads the program into runtimes of their own, about [`PART`] of `time` long. Each sample is in ns.
pub(crate) fn measure(program: &VerifiedProgram, time: Duration, watch: &Watch) -> Series {
    let start = Instant::now();
    let mut series = Series::default();
    // Once unmeasured: other programs had caches and memory to themselves.
    let mut took = load(program);
    while series.len() == 0 || series.len() < SAMPLES && start.elapsed() + took < time / PART {
        let before = watch.read();
        took = load(program);
        series.push(results::sample(took.as_nanos() as f64), watch.read().since(before));
    }
    series
}

/// How long loading takes, without what follows from it: the runtime is new, and gone afterwards.
fn load(program: &VerifiedProgram) -> Duration {
    let program = program.clone();
    let mut runtime = Runtime::new();
    let start = Instant::now();
    let loaded = LoadedProgram::load(&mut runtime, program);
    let elapsed = start.elapsed();
    loaded.unload(&mut runtime);
    elapsed
}
