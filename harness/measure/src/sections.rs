//! What a bench does beside its samples, and how much of its time that has.

use crate::repetition::{PROGRAMS_PER_UOP, RUNS_PER_PROGRAM};
use crate::scaling;
use std::time::Duration;

/// The largest part of the time, as a divisor, that single uops and instructions have.
const UOPS_PART: u32 = 4;
/// As [`UOPS_PART`], of the growth of compile time.
const GROWTH_PART: u32 = 6;

/// How long the parts of a bench have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parts {
    /// The processes that take samples, all together.
    pub processes: Duration,
    /// Single uops and instructions.
    pub uops: Option<Duration>,
    /// The growth of compile time: by programs up to this length.
    pub growth: Option<(usize, Duration)>,
}

/// Divides the time that is left for samples, single uops and growth. `uops` is how long single uops take in all,
/// `growth` how long programs up to each length take, shortest first; nothing of what is not asked for.
pub fn divide(left: Duration, uops: Option<Duration>, growth: &[(usize, Duration)]) -> Parts {
    let fitting = growth.iter().rev().find(|(_, time)| *time <= left / GROWTH_PART);
    let growth = fitting.or(growth.first()).copied();
    let uops = uops.map(|uops| uops.min(left / UOPS_PART));
    let others = uops.unwrap_or_default() + growth.map_or(Duration::ZERO, |(_, time)| time);
    Parts { processes: left.saturating_sub(others), uops, growth }
}

/// What a workload takes for single uops, on all backends together, with the quick arguments.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct UopsCost {
    /// Compiling in a way that counts and verifies.
    pub check: Duration,
    /// Compiling in a way that does neither.
    pub compile: Duration,
    /// Running once.
    pub run: Duration,
    /// Samples of running, one on each backend.
    pub samples: Duration,
    /// How many uops are repeated in it.
    pub places: u32,
    /// Counting its instructions.
    pub counts: Duration,
}

/// How long single uops and instructions take in all, about.
pub fn time_of_uops(of: &[UopsCost]) -> Duration {
    let each = of.iter().map(|cost| {
        let UopsCost { check, compile, run, samples, places, counts } = *cost;
        let program = check + run + compile + samples * RUNS_PER_PROGRAM;
        // Bytes by uop, the check of what is repeated, and that of what is counted.
        (check + run) * 3 + program * (PROGRAMS_PER_UOP * places) + counts
    });
    each.sum()
}

/// How long programs up to each length take, where compiling a uop takes so long on each backend.
pub fn times_of_growth(per_uop: &[Duration]) -> Vec<(usize, Duration)> {
    let mut sum = Duration::ZERO;
    let times = scaling::LENGTHS.into_iter().map(|uops| {
        sum += scaling::time_of(uops, per_uop);
        (uops, sum)
    });
    times.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(number: u64) -> Duration {
        Duration::from_secs(number)
    }

    #[test]
    fn all_parts_together_have_the_time() {
        let growth = [(10, s(1)), (100, s(2)), (1000, s(40))];
        for left in [s(12), s(60), s(600)] {
            let Parts { processes, uops, growth } = divide(left, Some(s(100)), &growth);
            let growth = growth.map_or(s(0), |(_, time)| time);
            assert_eq!(processes + uops.unwrap_or_default() + growth, left);
            assert!(processes >= left / 2, "{left:?}");
        }
    }

    #[test]
    fn growth_is_measured_as_far_as_there_is_time() {
        let growth = [(10, s(1)), (100, s(2)), (1000, s(40))];
        let longest = |left| divide(left, None, &growth).growth.map(|(uops, _)| uops);
        assert_eq!([s(300), s(60), s(1)].map(longest), [Some(1000), Some(100), Some(10)]);
        assert_eq!(divide(s(60), None, &[]).growth, None);
    }

    #[test]
    fn what_takes_less_than_its_part_leaves_the_rest_to_samples() {
        let parts = divide(s(100), Some(s(5)), &[]);
        assert_eq!(parts, Parts { processes: s(95), uops: Some(s(5)), growth: None });
        assert_eq!(divide(s(100), Some(s(500)), &[]).processes, s(75));
        assert_eq!(divide(s(100), None, &[]).processes, s(100));
    }

    #[test]
    fn longer_programs_take_longer() {
        let times = times_of_growth(&[Duration::from_nanos(10), Duration::from_micros(20)]);
        assert_eq!(times.len(), scaling::LENGTHS.len());
        assert!(times.is_sorted_by_key(|(_, time)| *time));
        let last = times[times.len() - 1].1 - times[times.len() - 2].1;
        // 100,000 uops of 20 µs are 2 s: three programs, four times each at least.
        assert!(last >= s(24), "{last:?}");
    }
}
