//! Bootstrap intervals of products and ratios, clustered by process.
//!
//! The samples of one process are not independent: they share the layout of the code, the address
//! space and the state of the machine. So processes are resampled, not samples. Each process counts
//! with the logarithm of its median.

use crate::Estimate;
use crate::mean::{median, median_in_place};
use statrs::distribution::{ContinuousCDF, StudentsT};
use trace::rng::Rng;

/// How often a bootstrap resamples.
pub const RESAMPLES: usize = 1000;

/// The 97.5 % quantile of the normal distribution.
const NORMAL: f64 = 1.959_963_985;

/// A factor of a product: what some samples say, to the power of `weight`.
#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    /// The samples by process.
    pub processes: Vec<Vec<f64>>,
    /// The exponent: 1 above the line, -1 below it, 1/n in a geometric mean of n.
    pub weight: f64,
    /// Terms of one run were measured by the same processes, which are drawn together.
    pub run: usize,
}

/// The distribution of a product of [`Term`]s, on a logarithmic scale.
#[derive(Clone, PartialEq, Debug)]
pub struct Bootstrap {
    /// The logarithm of the product.
    pub log: f64,
    /// The logarithms of resampled products, in ascending order, spread about [`Bootstrap::log`] so
    /// that few processes are not taken for many.
    draws: Vec<f64>,
    /// Degrees of freedom.
    pub freedom: f64,
    /// The standard error of [`Bootstrap::log`].
    pub standard_error: f64,
}

/// Resamples the product of `terms`.
///
/// Terms of one run with the same number of processes are resampled together, so that what disturbs
/// a process cancels in a ratio. Where there is one process only, its samples are resampled.
pub fn bootstrap(terms: &[Term], rng: &mut Rng) -> Bootstrap {
    let mut groups: Vec<Group> = Vec::new();
    let mut constant = 0.0;
    let mut singles = Vec::new();
    for term in terms {
        let logs: Vec<f64> = term.processes.iter().map(|p| median(p).ln() * term.weight).collect();
        match &term.processes[..] {
            // A number that is known exactly.
            [only] if only.len() == 1 => constant += logs[0],
            [only] => singles.push((&only[..], term.weight)),
            _ => Group::add(&mut groups, term.run, &logs),
        }
    }
    let value = |single: &(&[f64], f64)| median(single.0).ln() * single.1;
    let log = constant
        + groups.iter().map(Group::mean).sum::<f64>()
        + singles.iter().map(value).sum::<f64>();
    if groups.is_empty() && singles.is_empty() {
        let draws = vec![log];
        return Bootstrap { log, draws, freedom: f64::INFINITY, standard_error: 0.0 };
    }

    let smallest = groups.iter().map(|group| group.logs.len()).min();
    let deflated = smallest.map_or(1.0, deflation);
    let freedom = match groups.is_empty() {
        true => singles.iter().map(|(samples, _)| samples.len() as f64 - 1.0).sum(),
        false => groups.iter().map(|group| group.logs.len() as f64 - 1.0).sum(),
    };
    let mut draws = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let resampled = constant
            + groups.iter().map(|group| group.resampled(rng)).sum::<f64>()
            + singles
                .iter()
                .map(|(samples, weight)| resampled_median(samples, rng).ln() * weight)
                .sum::<f64>();
        draws.push((resampled - log) * deflated);
    }
    let variance = draws.iter().map(|d| d * d).sum::<f64>() / RESAMPLES as f64;
    let factor = student_factor(freedom);
    for draw in &mut draws {
        *draw = log + *draw * factor;
    }
    draws.sort_by(f64::total_cmp);
    Bootstrap { log, draws, freedom, standard_error: variance.sqrt() }
}

impl Bootstrap {
    /// The product with its 95 % interval.
    pub fn estimate(&self) -> Estimate {
        let last = (self.draws.len() - 1) as f64;
        let at = |share: f64| self.draws[(last * share).round() as usize];
        // The value itself always lies inside, which quantiles of few processes do not promise.
        let (lo, hi) = (at(0.025).min(self.log), at(0.975).max(self.log));
        Estimate { value: self.log.exp(), lo: lo.exp(), hi: hi.exp() }
    }

    /// How likely it is to see a product at least this far from 1 if in truth its logarithm is
    /// within `floor` of 0.
    pub fn p_value(&self, floor: f64) -> f64 {
        let beyond = self.log.abs() - floor;
        if beyond <= 0.0 || beyond.is_nan() {
            return 1.0;
        }
        match student(self.freedom) {
            Some(t) if self.standard_error > 0.0 => 2.0 * t.sf(beyond / self.standard_error),
            // Without any spread there is nothing to doubt.
            Some(_) => 0.0,
            None => {
                if self.standard_error == 0.0 {
                    0.0
                } else {
                    1.0
                }
            }
        }
    }
}

/// A resample of `n` has a variance that is `n / (n - 1)` too small.
fn deflation(n: usize) -> f64 {
    (n as f64 / (n as f64 - 1.0)).sqrt()
}

/// By how much Student's distribution is wider than the normal one.
fn student_factor(freedom: f64) -> f64 {
    student(freedom).map_or(1.0, |t| t.inverse_cdf(0.975) / NORMAL)
}

/// By how much resamples of `n` processes are to be spread so that their quantiles are ends of
/// an interval.
pub(super) fn widening(n: usize, freedom: f64) -> f64 {
    deflation(n) * student_factor(freedom)
}

/// Student's distribution, unless the degrees of freedom are none or without end.
fn student(freedom: f64) -> Option<StudentsT> {
    freedom.is_finite().then(|| StudentsT::new(0.0, 1.0, freedom).ok())?
}

/// What the processes of a run say: the sum of its terms, process by process.
struct Group {
    run: usize,
    logs: Vec<f64>,
}

impl Group {
    fn add(groups: &mut Vec<Group>, run: usize, logs: &[f64]) {
        match groups.iter_mut().find(|g| g.run == run && g.logs.len() == logs.len()) {
            Some(group) => {
                for (sum, log) in group.logs.iter_mut().zip(logs) {
                    *sum += log;
                }
            }
            None => groups.push(Group { run, logs: logs.to_vec() }),
        }
    }

    fn mean(&self) -> f64 {
        self.logs.iter().sum::<f64>() / self.logs.len() as f64
    }

    fn resampled(&self, rng: &mut Rng) -> f64 {
        let n = self.logs.len();
        (0..n).map(|_| self.logs[rng.below(n)]).sum::<f64>() / n as f64
    }
}

fn resampled_median(samples: &[f64], rng: &mut Rng) -> f64 {
    let mut resample: Vec<f64> =
        (0..samples.len()).map(|_| samples[rng.below(samples.len())]).collect();
    median_in_place(&mut resample)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(processes: &[Vec<f64>], weight: f64, run: usize) -> Term {
        Term { processes: processes.to_vec(), weight, run }
    }

    /// Samples of `n` processes, each of which is off by its own factor of about 1 ± `between`.
    fn processes(rng: &mut Rng, n: usize, centre: f64, between: f64) -> Vec<Vec<f64>> {
        let noise =
            |rng: &mut Rng| (0..12).map(|_| rng.below(1000) as f64 / 1000.0).sum::<f64>() - 6.0;
        let process = |rng: &mut Rng| {
            let off = (noise(rng) * between).exp();
            (0..15).map(|_| centre * off * (noise(rng) * 0.01).exp()).collect()
        };
        (0..n).map(|_| process(rng)).collect()
    }

    #[test]
    fn interval_of_identical_samples_is_a_point() {
        let estimate =
            bootstrap(&[term(&[vec![5.0; 12], vec![5.0; 9]], 1.0, 0)], &mut Rng::new(1)).estimate();
        assert!((estimate.value - 5.0).abs() < 1e-12 && estimate.hi - estimate.lo < 1e-12);
    }

    #[test]
    fn exact_numbers_have_no_interval() {
        let terms = [term(&[vec![6.0]], 1.0, 0), term(&[vec![3.0]], -1.0, 0)];
        let estimate = bootstrap(&terms, &mut Rng::new(1)).estimate();
        assert!(estimate.is_exact() && (estimate.value - 2.0).abs() < 1e-12);
    }

    #[test]
    fn interval_covers_the_truth_about_as_often_as_it_says() {
        for n in [3, 5, 10] {
            let mut rng = Rng::new(42);
            let mut covered = 0;
            for _ in 0..200 {
                let samples = processes(&mut rng, n, 100.0, 0.05);
                let estimate = bootstrap(&[term(&samples, 1.0, 0)], &mut rng).estimate();
                covered += usize::from(estimate.lo <= 100.0 && 100.0 <= estimate.hi);
            }
            // 95 % of 200 are 190.
            assert!((180..=200).contains(&covered), "{covered} of 200 with {n} processes");
        }
    }

    #[test]
    fn one_process_resamples_its_samples() {
        let mut rng = Rng::new(42);
        let mut covered = 0;
        for _ in 0..200 {
            // Numbers from 1 to 1001, whose median is 501.
            let samples: Vec<f64> = (0..40).map(|_| 1.0 + rng.below(1001) as f64).collect();
            let estimate = bootstrap(&[term(&[samples], 1.0, 0)], &mut rng).estimate();
            covered += usize::from(estimate.lo <= 501.0 && 501.0 <= estimate.hi);
        }
        assert!((180..=200).contains(&covered), "{covered} of 200");
    }

    #[test]
    fn what_disturbs_a_process_cancels_within_a_run_only() {
        let mut rng = Rng::new(9);
        let slow = processes(&mut rng, 6, 100.0, 0.2);
        let twice: Vec<Vec<f64>> =
            slow.iter().map(|p| p.iter().map(|sample| sample * 2.0).collect()).collect();
        let width = |run| {
            let terms = [term(&twice, 1.0, 0), term(&slow, -1.0, run)];
            let Estimate { value, lo, hi } = bootstrap(&terms, &mut Rng::new(1)).estimate();
            assert!((value - 2.0).abs() < 1e-9);
            hi - lo
        };
        assert!(width(0) < 1e-9);
        assert!(width(1) > 0.2);
    }

    #[test]
    fn ratio_interval_counts_the_denominator() {
        let noisy = (0..20).map(|i| 8.0 + f64::from(i)).collect();
        let terms = [term(&[vec![10.0; 20]], 1.0, 0), term(&[noisy], -1.0, 0)];
        let estimate = bootstrap(&terms, &mut Rng::new(1)).estimate();
        assert!(estimate.lo < estimate.value && estimate.value < estimate.hi);
    }
}
