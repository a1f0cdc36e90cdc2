//! Computes after how many runs compiling pays off.

use crate::bootstrap::{RESAMPLES, widening};
use crate::{Estimate, median};
use trace::rng::Rng;

/// What a program costs on a backend, in ns, by process.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Cost {
    /// What is paid once: compiling and publishing.
    pub once: Vec<f64>,
    /// What each run costs.
    pub run: Vec<f64>,
}

impl Cost {
    /// The medians of processes' samples; `once` are series of which each is paid.
    pub fn new(once: &[Vec<Vec<f64>>], run: &[Vec<f64>]) -> Self {
        let medians = |processes: &[Vec<f64>]| processes.iter().map(|p| median(p)).collect();
        let mut sums = vec![0.0; run.len()];
        for series in once {
            let medians: Vec<f64> = medians(series);
            for (sum, median) in sums.iter_mut().zip(medians) {
                *sum += median;
            }
        }
        Cost { once: sums, run: medians(run) }
    }

    /// The mean cost of compiling once and running `runs` times.
    pub fn total(&self, runs: f64) -> f64 {
        mean(&self.once) + runs * mean(&self.run)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The number of runs from which on `new` has cost less than `old`, with its interval: 0 where it
/// always has, infinity where it never will. Of a single process nothing is known about others, so
/// the interval is all there is.
pub fn break_even(old: &Cost, new: &Cost, rng: &mut Rng) -> Estimate {
    let value = runs(mean(&new.once) - mean(&old.once), mean(&old.run) - mean(&new.run));
    let n = old.run.len();
    if n < 2 || new.run.len() != n {
        return Estimate { value, lo: 0.0, hi: f64::INFINITY };
    }
    let wider = widening(n, n as f64 - 1.0);
    let mut draws: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn: Vec<usize> = (0..n).map(|_| rng.below(n)).collect();
            let resampled = |values: &[f64]| {
                let all = mean(values);
                let resample = drawn.iter().map(|&i| values[i]).sum::<f64>() / n as f64;
                all + (resample - all) * wider
            };
            runs(
                resampled(&new.once) - resampled(&old.once),
                resampled(&old.run) - resampled(&new.run),
            )
        })
        .collect();
    draws.sort_by(f64::total_cmp);
    let at = |share: f64| draws[((RESAMPLES - 1) as f64 * share).round() as usize];
    Estimate { value, lo: at(0.025).min(value), hi: at(0.975).max(value) }
}

/// How many runs make up for `more` once if each saves `saved`.
fn runs(more: f64, saved: f64) -> f64 {
    match (more <= 0.0, saved > 0.0) {
        (true, true) => 0.0,
        (_, false) => f64::INFINITY,
        (false, true) => more / saved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(once: f64, run: f64) -> Cost {
        let once = [0.98, 1.01, 1.0, 1.02, 0.99].map(|f| once * f).to_vec();
        Cost { once, run: [1.01, 1.0, 0.99, 0.98, 1.02].map(|f| run * f).to_vec() }
    }

    #[test]
    fn costs_are_made_up_for_or_not() {
        let interpreter = cost(100.0, 50.0);
        let even = |new: &Cost| break_even(&interpreter, new, &mut Rng::new(1));
        let jit = even(&cost(1100.0, 25.0));
        assert!((jit.value - 40.0).abs() < 1e-9);
        assert!(jit.lo < jit.value && jit.value < jit.hi && jit.hi < 60.0, "{jit:?}");
        assert_eq!(even(&cost(1100.0, 80.0)), Estimate::exact(f64::INFINITY));
        assert_eq!(even(&cost(10.0, 20.0)), Estimate::exact(0.0));
    }

    #[test]
    fn a_difference_that_is_not_sure_may_never_pay() {
        let mut close = cost(1100.0, 49.9);
        close.run.rotate_left(2);
        let even = break_even(&cost(100.0, 50.0), &close, &mut Rng::new(1));
        assert_eq!(even.hi, f64::INFINITY);
    }

    #[test]
    fn one_process_leaves_everything_open() {
        let one = |once, run| Cost { once: vec![once], run: vec![run] };
        let even = break_even(&one(0.0, 10.0), &one(90.0, 1.0), &mut Rng::new(1));
        assert_eq!((even.value, even.lo, even.hi), (10.0, 0.0, f64::INFINITY));
    }

    #[test]
    fn costs_add_up() {
        let once = [vec![vec![1.0, 2.0, 3.0], vec![4.0]], vec![vec![10.0], vec![20.0]]];
        let cost = Cost::new(&once, &[vec![5.0], vec![7.0]]);
        assert_eq!(cost, Cost { once: vec![12.0, 24.0], run: vec![5.0, 7.0] });
        assert_eq!(cost.total(2.0), 30.0);
    }
}
