//! Computes the share of the best backend's gain that another backend gets.

use crate::Estimate;
use crate::bootstrap::{RESAMPLES, widening};
use std::collections::BTreeMap;
use trace::rng::Rng;

/// How long a workload takes on two sides, as logarithms of ratios to a baseline, process by process.
#[derive(Clone, PartialEq, Debug)]
pub struct Ratios {
    /// Of what is looked at.
    pub side: Vec<f64>,
    /// Of the best there is, in the same processes.
    pub best: Vec<f64>,
}

/// What one side gains over the baseline as a share of what the best gains, from geometric means over
/// the workloads: 1 if it is as fast as the best, 0 if it is as slow as the baseline, less if it is
/// slower. `None` where the best gains nothing.
///
/// Processes are resampled, those of all workloads together. Of a single process nothing is known about
/// others, so the interval has no ends.
pub fn share(workloads: &[Ratios], rng: &mut Rng) -> Option<Estimate> {
    let all = |values: &[f64]| mean(values.iter().copied());
    let value = share_of(
        mean(workloads.iter().map(|ratios| all(&ratios.side))),
        mean(workloads.iter().map(|ratios| all(&ratios.best))),
    );
    if !value.is_finite() || !mean(workloads.iter().map(|r| all(&r.best))).is_sign_negative() {
        return None;
    }
    let sizes: Vec<usize> = workloads.iter().map(|ratios| ratios.side.len()).collect();
    let fewest = sizes.iter().copied().min().unwrap_or(0);
    if fewest < 2 || workloads.iter().any(|ratios| ratios.best.len() != ratios.side.len()) {
        return Some(Estimate { value, lo: f64::NEG_INFINITY, hi: f64::INFINITY });
    }
    let wider = widening(fewest, fewest as f64 - 1.0);
    let mut draws: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let mut drawn: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for &n in &sizes {
                drawn.entry(n).or_insert_with(|| (0..n).map(|_| rng.below(n)).collect());
            }
            let resampled = |values: &[f64]| {
                let all = all(values);
                let resample = mean(drawn[&values.len()].iter().map(|&i| values[i]));
                all + (resample - all) * wider
            };
            share_of(
                mean(workloads.iter().map(|ratios| resampled(&ratios.side))),
                mean(workloads.iter().map(|ratios| resampled(&ratios.best))),
            )
        })
        .collect();
    draws.sort_by(f64::total_cmp);
    let at = |share: f64| draws[((draws.len() - 1) as f64 * share).round() as usize];
    Some(Estimate { value, lo: at(0.025).min(value), hi: at(0.975).max(value) })
}

/// The share, given the logarithms of both sides' ratios to the baseline.
fn share_of(side: f64, best: f64) -> f64 {
    side.exp_m1() / best.exp_m1()
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratios(side: &[f64], best: &[f64]) -> Ratios {
        let logs = |values: &[f64]| values.iter().map(|v| v.ln()).collect();
        Ratios { side: logs(side), best: logs(best) }
    }

    #[test]
    fn half_of_the_gain_is_one_half() {
        let exact = ratios(&[0.75; 5], &[0.5; 5]);
        let share = share(&[exact], &mut Rng::new(1)).expect("the best gains something");
        for value in [share.value, share.lo, share.hi] {
            assert!((value - 0.5).abs() < 1e-9, "{share:?}");
        }
    }

    #[test]
    fn the_best_gets_all_and_what_is_slower_less_than_nothing() {
        let best = share(&[ratios(&[0.5, 0.4], &[0.5, 0.4])], &mut Rng::new(1));
        assert_eq!(best.map(|share| (share.lo, share.value, share.hi)), Some((1.0, 1.0, 1.0)));
        let slower = share(&[ratios(&[1.2, 1.2], &[0.5, 0.5])], &mut Rng::new(1));
        assert!(slower.is_some_and(|share| share.value < 0.0), "{slower:?}");
    }

    #[test]
    fn means_are_geometric_and_the_interval_holds_them() {
        let workloads = [ratios(&[0.5, 0.6], &[0.25, 0.3]), ratios(&[0.8, 0.7], &[0.4, 0.35])];
        let share = share(&workloads, &mut Rng::new(1)).expect("a share");
        let side = (0.5_f64 * 0.6 * 0.8 * 0.7).powf(0.25);
        let best = (0.25_f64 * 0.3 * 0.4 * 0.35).powf(0.25);
        assert!((share.value - (1.0 - side) / (1.0 - best)).abs() < 1e-9);
        assert!(share.lo < share.value && share.value < share.hi, "{share:?}");
    }

    #[test]
    fn without_a_gain_there_is_no_share() {
        assert_eq!(share(&[ratios(&[0.5, 0.5], &[1.1, 1.1])], &mut Rng::new(1)), None);
        assert_eq!(share(&[], &mut Rng::new(1)), None);
        let single = share(&[ratios(&[0.75], &[0.5])], &mut Rng::new(1)).expect("a share");
        assert!(single.lo.is_infinite() && single.hi.is_infinite());
    }
}
