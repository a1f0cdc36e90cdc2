//! How much longer one thing takes than another.

use crate::Estimate;
use crate::bootstrap::{RESAMPLES, widening};
use trace::rng::Rng;

/// The mean difference `a - b` of numbers of the same processes, with its interval, for which processes
/// are resampled. Of a single process nothing is known about others, so the interval has no ends.
/// `None` where the processes are not the same.
pub fn difference(a: &[f64], b: &[f64], rng: &mut Rng) -> Option<Estimate> {
    let n = a.len();
    if n == 0 || b.len() != n {
        return None;
    }
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let value = differences.iter().sum::<f64>() / n as f64;
    if n < 2 {
        return Some(Estimate { value, lo: f64::NEG_INFINITY, hi: f64::INFINITY });
    }
    let wider = widening(n, n as f64 - 1.0);
    let mut draws: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let mean = (0..n).map(|_| differences[rng.below(n)]).sum::<f64>() / n as f64;
            value + (mean - value) * wider
        })
        .collect();
    draws.sort_by(f64::total_cmp);
    let at = |share: f64| draws[((draws.len() - 1) as f64 * share).round() as usize];
    Some(Estimate { value, lo: at(0.025).min(value), hi: at(0.975).max(value) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_slows_a_process_down_cancels() {
        let found = difference(&[11.0, 21.0, 31.0], &[10.0, 20.0, 30.0], &mut Rng::new(1));
        assert_eq!(found, Some(Estimate::exact(1.0)));
        let found = difference(&[12.0, 21.0, 33.0], &[10.0, 20.0, 30.0], &mut Rng::new(1));
        let found = found.expect("the same processes");
        assert!((found.value - 2.0).abs() < 1e-9 && found.lo < 2.0 && found.hi > 2.0, "{found:?}");
    }

    #[test]
    fn one_process_says_nothing_of_others() {
        let found = difference(&[2.0], &[1.0], &mut Rng::new(1)).expect("a difference");
        assert!(found.value == 1.0 && found.lo.is_infinite() && found.hi.is_infinite());
        assert_eq!(difference(&[1.0, 2.0], &[1.0], &mut Rng::new(1)), None);
        assert_eq!(difference(&[], &[], &mut Rng::new(1)), None);
    }
}
