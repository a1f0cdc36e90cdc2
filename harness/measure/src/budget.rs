//! How a bench divides its time, and the least time that it takes.

use crate::cell::{COMPILE_SAMPLE, RUN_SAMPLE, SURELY_A_SAMPLE, WARM_UP_RUNS};
use std::time::Duration;

/// What takes longer to compile is compiled once in each process: the first of these times with which
/// [enough processes](ENOUGH_PROCESSES) fit, or else the last.
const SLOW_COMPILE: [Duration; 3] =
    [Duration::from_millis(50), Duration::from_millis(10), Duration::from_millis(2)];
/// Intervals of fewer processes are so wide that they say little.
pub const ENOUGH_PROCESSES: usize = 3;
/// The longest samples of running are so many times as long as they have to be.
const LONGEST_RUNS: f64 = 1000.0;

/// What a workload takes on a backend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CellCost {
    /// Compiling once, in a way that neither counts nor verifies.
    pub compile: Duration,
    /// Running once.
    pub run: Duration,
    /// Whether it is the baseline, whose run time is sampled twice.
    pub is_baseline: bool,
    /// Whether phases of compiling are sampled, too.
    pub phases: bool,
}

impl CellCost {
    /// How long one sample of everything takes a process.
    fn least(&self, slow_compile: Duration) -> Duration {
        let CellCost { compile, run, is_baseline, phases } = *self;
        let streams = if is_baseline { 2 } else { 1 };
        let runs = run * WARM_UP_RUNS as u32 + run.max(RUN_SAMPLE) * streams;
        let phase_samples = u32::from(phases);
        if compile > slow_compile {
            return compile * (1 + phase_samples) + runs;
        }
        // A sample of compiling follows one that is not measured. The first one shows how many make a sample.
        let samples = if compile < COMPILE_SAMPLE * SURELY_A_SAMPLE { 2 } else { 1 };
        let sample = compile.max(COMPILE_SAMPLE) * 2;
        compile + sample * samples + compile * (2 * phase_samples) + runs
    }
}

/// What a process takes for a workload.
#[derive(Clone, PartialEq, Debug)]
pub struct WorkloadCost {
    /// Loading it, and running it once to see how it has to end.
    pub loading: Duration,
    /// On each backend.
    pub cells: Vec<CellCost>,
}

impl WorkloadCost {
    /// How long one sample of everything takes a process, loading included.
    pub fn least(&self, slow_compile: Duration) -> Duration {
        self.loading + self.cells.iter().map(|cell| cell.least(slow_compile)).sum::<Duration>()
    }
}

/// How many processes take samples, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Split {
    /// How many processes there are.
    pub processes: usize,
    /// What takes longer to compile is compiled once in each of them.
    pub slow_compile: Duration,
}

/// Decides how many of `wanted` processes take samples, where all of them together have `time`; each needs
/// `start` and `of` each workload. `kept` where the number was asked for.
pub fn split(
    time: Duration,
    start: Duration,
    of: &[WorkloadCost],
    wanted: usize,
    kept: bool,
) -> Split {
    let least = |slow| start + of.iter().map(|cost| cost.least(slow)).sum::<Duration>();
    let enough = if kept { wanted } else { wanted.min(ENOUGH_PROCESSES) };
    let slow_compile = SLOW_COMPILE.into_iter().find(|slow| least(*slow) * enough as u32 <= time);
    let slow_compile = slow_compile.unwrap_or(SLOW_COMPILE[SLOW_COMPILE.len() - 1]);
    let fewest = if kept { wanted } else { 1 };
    let processes = processes_that_fit(time, least(slow_compile), wanted, fewest);
    Split { processes, slow_compile }
}

/// How many times as long as they have to be samples of running should be, where a block may take `wanted`: the shortest
/// samples of running take `running`, and all else in a block takes `others`.
pub(crate) fn longer_runs(wanted: Duration, others: Duration, running: Duration) -> usize {
    let times = wanted.saturating_sub(others).as_secs_f64() / running.as_secs_f64().max(1e-9);
    times.floor().clamp(1.0, LONGEST_RUNS) as usize
}

/// Divides `time` between parts of which each is of use up to some time: none gets more than that, and what is
/// left is divided equally between the others.
pub fn shares(time: Duration, useful: &[Duration]) -> Vec<Duration> {
    let mut order: Vec<usize> = (0..useful.len()).collect();
    order.sort_by_key(|part| useful[*part]);
    let mut shares = vec![Duration::ZERO; useful.len()];
    let mut left = time;
    for (number, part) in order.into_iter().enumerate() {
        shares[part] = useful[part].min(left / (useful.len() - number) as u32);
        left -= shares[part];
    }
    shares
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
        for done in 0..5_usize {
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

    /// Whatever the time and however wrong the plan, a bench takes at most a fifth longer, and one sample of
    /// everything.
    #[test]
    fn a_bench_that_may_have_fewer_processes_keeps_any_time() {
        for least in [&[ms(50)][..], &[ms(5), ms(400), ms(5)], &[ms(300); 60]] {
            let all: Duration = least.iter().sum();
            for time in [ms(10), all / 2, all, all * 2, all * 7 / 2, all * 5, all * 50] {
                for drift in [0.5, 0.8, 1.0, 1.3, 2.0, 3.0] {
                    let (processes, taken) = bench(time, least, drift, 1);
                    let one = all.mul_f64(drift.max(1.0));
                    assert!(taken <= time.mul_f64(1.2) + one, "{time:?} of {all:?}: {taken:?}");
                    assert!(taken >= time.mul_f64(0.8), "{time:?} of {all:?}: {taken:?}");
                    assert!(processes >= 1);
                }
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

    fn cell(compile: u64, run: u64) -> CellCost {
        CellCost { compile: ms(compile), run: ms(run), is_baseline: false, phases: true }
    }

    #[test]
    fn what_takes_longer_takes_more_at_least() {
        let least = |compile, run| cell(compile, run).least(ms(50));
        assert!(least(2, 1) < least(10, 1) && least(10, 1) < least(10, 10));
        let baseline = CellCost { is_baseline: true, ..cell(2, 5) };
        assert!(baseline.least(ms(50)) > least(2, 5));
        // What is compiled once in a process costs less than samples of something faster.
        assert!(least(60, 1) < least(40, 1));
        assert!(cell(40, 1).least(ms(10)) < least(40, 1));
    }

    #[test]
    fn with_little_time_slow_programs_are_compiled_once_and_then_there_are_fewer_processes() {
        // 5 compilations and 4 runs of each take 24 s, or 12 s where it is compiled once for samples of time
        // and once for phases.
        let costs = vec![WorkloadCost { loading: ms(0), cells: vec![cell(40, 10)] }; 100];
        let split = |time, wanted, kept| {
            let Split { processes, slow_compile } = split(ms(time), ms(0), &costs, wanted, kept);
            (processes, slow_compile)
        };
        assert_eq!(split(1_000_000, 5, false), (5, ms(50)));
        assert_eq!(split(72_000, 5, false), (3, ms(50)));
        assert_eq!(split(60_000, 5, false), (5, ms(10)));
        assert_eq!(split(36_000, 5, false), (3, ms(10)));
        assert_eq!(split(26_000, 5, false), (2, ms(2)));
        assert_eq!(split(1_000, 5, false), (1, ms(2)));
        assert_eq!(split(1_000, 5, true), (5, ms(2)));
        assert_eq!(split(1_000_000, 2, false), (2, ms(50)));
    }

    #[test]
    fn samples_get_longer_where_there_would_be_many() {
        // A block of 10 ms, of which 2 ms are running.
        assert_eq!(longer_runs(ms(10), ms(8), ms(2)), 1);
        assert_eq!(longer_runs(ms(28), ms(8), ms(2)), 10);
        assert_eq!(longer_runs(ms(1), ms(8), ms(2)), 1);
        assert_eq!(longer_runs(ms(1_000_000), ms(8), Duration::ZERO), 1000);
    }

    #[test]
    fn time_that_one_part_does_not_need_is_the_others() {
        assert_eq!(shares(ms(90), &[ms(50), ms(50), ms(50)]), [ms(30); 3]);
        assert_eq!(shares(ms(90), &[ms(100), ms(10), ms(100)]), [ms(40), ms(10), ms(40)]);
        assert_eq!(shares(ms(90), &[ms(10), ms(20)]), [ms(10), ms(20)]);
        assert_eq!(shares(ms(90), &[]), []);
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
