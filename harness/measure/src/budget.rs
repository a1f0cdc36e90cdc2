//! How a bench divides its time, and the least time that it takes.

use crate::cell::{COMPILE_SAMPLE, RUN_SAMPLE, SLOW_COMPILE, WARM_UP_RUNS};
use crate::check::Checked;
use backend_api::Backend;
use results::BASELINE;
use std::time::Duration;

/// How long one sample of everything of a workload takes a process, checking not included. `checked` is
/// what a run of each backend gave.
pub fn least_time(checked: &[Checked], backends: &[Box<dyn Backend>]) -> Duration {
    let mut least = Duration::ZERO;
    for (run, backend) in checked.iter().zip(backends) {
        // The ceiling has no phases, and each compilation of it takes seconds.
        let phases = backend.is_repeatable();
        least += of_backend(run.compiling, run.elapsed, run.backend == BASELINE, phases);
    }
    least
}

/// How long one sample of everything takes on a backend, given the times of compiling once and running once.
fn of_backend(compile: Duration, run: Duration, is_baseline: bool, phases: bool) -> Duration {
    let streams = if is_baseline { 2 } else { 1 };
    let runs = run * WARM_UP_RUNS as u32 + run.max(RUN_SAMPLE) * streams;
    if compile > SLOW_COMPILE {
        // The code that runs, its exits, its phases.
        return compile * (2 + u32::from(phases)) + runs;
    }
    // Two show how many make a sample.
    let batch = compile * 2;
    // To begin with, in another place, phases twice, exits.
    let others = compile * 5;
    // A sample follows one that is not measured.
    let sample = compile.max(COMPILE_SAMPLE) * 2;
    batch + others + sample + runs + run.max(RUN_SAMPLE)
}

/// The time for the first of some workloads, given the least time of each and the time left for all of
/// them: the workload's least time, plus an equal part of the time that is left over.
pub(crate) fn share(left: Duration, least: &[Duration]) -> Duration {
    let (Some(first), all) = (least.first(), least.iter().sum()) else { return left };
    *first + left.saturating_sub(all) / least.len() as u32
}

/// How many of `wanted` processes are started where each takes at least `least` and so much time is left
/// for all: as many as fit, the last one at least by half, and not fewer than `fewest`.
pub fn processes_that_fit(left: Duration, least: Duration, wanted: usize, fewest: usize) -> usize {
    let fitting = (left.as_secs_f64() / least.as_secs_f64().max(1e-9)).round() as usize;
    fitting.max(fewest).min(wanted)
}

/// The time for the next process of `wanted`, where so much is left for all of them: an equal part for each
/// of those [that fit](processes_that_fit). Nothing if none does.
pub(crate) fn time_of_next(
    left: Duration,
    least: Duration,
    wanted: usize,
    fewest: usize,
) -> Option<Duration> {
    let fitting = processes_that_fit(left, least, wanted, fewest);
    (fitting > 0).then(|| left / fitting as u32)
}

/// The least time that further processes take, after a process whose least time was `least` was given some
/// time and has taken some. If it took over a quarter longer than it was given, it has done no more than
/// one sample of everything, so the time that it took replaces the estimate from the check at the start.
pub(crate) fn least_seen(least: Duration, given: Duration, taken: Duration) -> Duration {
    if taken > given + given / 4 { least.max(taken) } else { least }
}

/// Which share of a process's work is done after `elapsed`, if the process has `time` in all, and the work
/// that is not begun yet takes at least `least`.
pub(crate) fn done(elapsed: Duration, time: Duration, least: Duration) -> f64 {
    let left = time.saturating_sub(elapsed).max(least);
    elapsed.as_secs_f64() / (elapsed + left).as_secs_f64().max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(number: u64) -> Duration {
        Duration::from_millis(number)
    }

    /// How long a process takes whose workloads take `drift` times as long at least as was planned, and
    /// else as long as they are given.
    fn process(time: Duration, least: &[Duration], drift: f64) -> Duration {
        let mut elapsed = Duration::ZERO;
        for first in 0..least.len() {
            let given = share(time.saturating_sub(elapsed), &least[first..]);
            elapsed += given.max(least[first].mul_f64(drift));
        }
        elapsed
    }

    /// How long a bench with this number of processes takes.
    fn bench(time: Duration, least: &[Duration], drift: f64, fewest: usize) -> (usize, Duration) {
        let (mut elapsed, mut processes) = (Duration::ZERO, 0);
        let mut all = least.iter().sum();
        for done in 0..5 {
            let left = time.saturating_sub(elapsed);
            let Some(time) = time_of_next(left, all, 5 - done, fewest.saturating_sub(done)) else {
                break;
            };
            let taken = process(time, least, drift);
            all = least_seen(all, time, taken);
            elapsed += taken;
            processes += 1;
        }
        (processes, elapsed)
    }

    #[test]
    fn a_bench_keeps_its_time_though_the_machine_gets_slower() {
        // One workload, four, and many, some of which take long.
        let many: Vec<Duration> =
            (0..57).map(|i| ms(if i % 10 == 0 { 900 } else { 100 })).collect();
        for least in [&[ms(50)][..], &[ms(5), ms(5), ms(400), ms(5)], &many] {
            for drift in [0.5, 1.0, 1.5, 2.0] {
                let time = ms(90_000);
                let (processes, taken) = bench(time, least, drift, 3);
                let ratio = taken.as_secs_f64() / time.as_secs_f64();
                assert!((0.8..1.2).contains(&ratio), "{} of {drift}: {ratio}", least.len());
                assert!(processes >= 3);
            }
        }
    }

    #[test]
    fn what_a_process_took_counts_more_than_what_was_planned() {
        // Planned were five processes of 2 s, where each takes 3 s.
        assert_eq!(bench(ms(10_000), &[ms(1_000)], 3.0, 3), (3, ms(10_000)));
        assert_eq!(least_seen(ms(100), ms(200), ms(240)), ms(100));
        assert_eq!(least_seen(ms(100), ms(200), ms(300)), ms(300));
    }

    #[test]
    fn what_does_not_fit_is_done_in_the_fewest_processes() {
        assert_eq!(bench(ms(10), &[ms(100), ms(200)], 1.0, 3), (3, ms(900)));
        assert_eq!(bench(ms(10), &[ms(100), ms(200)], 1.0, 5), (5, ms(1500)));
        assert_eq!(processes_that_fit(ms(1000), Duration::ZERO, 5, 3), 5);
        assert_eq!(processes_that_fit(ms(400), ms(100), 5, 3), 4);
    }

    #[test]
    fn what_takes_longer_takes_more_at_least() {
        let least = |compile, run| of_backend(ms(compile), ms(run), false, true);
        assert!(least(2, 1) < least(10, 1) && least(10, 1) < least(10, 10));
        assert!(of_backend(ms(2), ms(5), true, true) > least(2, 5));
        // What is compiled once in a process costs less than samples of something faster.
        assert!(least(60, 1) < least(40, 1));
    }

    #[test]
    fn all_is_done_when_nothing_is_left() {
        assert_eq!(done(ms(0), ms(100), ms(10)), 0.0);
        assert_eq!(done(ms(50), ms(100), ms(10)), 0.5);
        let overdrawn = done(ms(300), ms(100), ms(100));
        assert!((overdrawn - 0.75).abs() < 1e-6, "{overdrawn}");
        assert_eq!(done(ms(300), ms(100), ms(0)), 1.0);
    }
}
