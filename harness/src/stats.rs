//! Statistics: medians, bootstrap intervals, geometric means of ratios.

use crate::rng::Rng;

/// How often a bootstrap resamples.
pub const RESAMPLES: usize = 1000;

/// A value with its 95 % interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Lower end of the interval.
    pub lo: f64,
    /// Upper end of the interval.
    pub hi: f64,
}

impl Estimate {
    /// A value that is known exactly.
    pub fn exact(value: f64) -> Self {
        Estimate { value, lo: value, hi: value }
    }

    /// Whether the interval is a point.
    pub fn is_exact(self) -> bool {
        self.lo == self.hi
    }
}

/// The median; NaN of nothing.
pub fn median(samples: &[f64]) -> f64 {
    median_in_place(&mut samples.to_vec())
}

fn median_in_place(samples: &mut [f64]) -> f64 {
    let n = samples.len();
    if n == 0 {
        return f64::NAN;
    }
    let (below, &mut upper, _) = samples.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n % 2 == 1 {
        return upper;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    f64::midpoint(lower, upper)
}

/// The median with a percentile bootstrap interval.
pub fn median_estimate(samples: &[f64], rng: &mut Rng) -> Estimate {
    bootstrap(median(samples), rng, |rng| resampled_median(samples, rng))
}

/// The geometric mean; NaN of nothing or where a value is not positive.
pub fn geometric_mean(values: &[f64]) -> f64 {
    (values.iter().map(|v| v.ln()).sum::<f64>() / values.len() as f64).exp()
}

/// One factor of a geometric mean: the median of `samples` divided by that of `base`.
///
/// Either side may be a single number that is known exactly.
#[derive(Clone, Debug)]
pub struct Ratio<'a> {
    /// Above the line.
    pub samples: &'a [f64],
    /// Below the line.
    pub base: &'a [f64],
    /// A number to divide by besides, such as a number of uops.
    pub per: f64,
}

impl Ratio<'_> {
    fn value(&self) -> f64 {
        median(self.samples) / median(self.base) / self.per
    }

    fn resampled(&self, rng: &mut Rng) -> f64 {
        resampled_median(self.samples, rng) / resampled_median(self.base, rng) / self.per
    }
}

/// The geometric mean of ratios of medians, with an interval that counts the uncertainty of both
/// sides of each.
pub fn geometric_mean_estimate(ratios: &[Ratio], rng: &mut Rng) -> Estimate {
    let mean = geometric_mean(&ratios.iter().map(Ratio::value).collect::<Vec<_>>());
    bootstrap(mean, rng, |rng| {
        geometric_mean(&ratios.iter().map(|ratio| ratio.resampled(rng)).collect::<Vec<_>>())
    })
}

fn resampled_median(samples: &[f64], rng: &mut Rng) -> f64 {
    if let [only] = samples {
        return *only;
    }
    let mut resample: Vec<f64> =
        (0..samples.len()).map(|_| samples[rng.below(samples.len())]).collect();
    median_in_place(&mut resample)
}

fn bootstrap(value: f64, rng: &mut Rng, mut resample: impl FnMut(&mut Rng) -> f64) -> Estimate {
    let mut values: Vec<f64> = (0..RESAMPLES).map(|_| resample(rng)).collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((RESAMPLES - 1) as f64 * share).round() as usize];
    // The value itself always lies inside, which a percentile interval of few samples does not
    // promise.
    Estimate { value, lo: at(0.025).min(value), hi: at(0.975).max(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_of_odd_even_and_none() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[2.0, 2.0]), 2.0);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn geometric_mean_of_reciprocals_is_one() {
        assert!((geometric_mean(&[0.5, 2.0]) - 1.0).abs() < 1e-12);
        assert!((geometric_mean(&[1.0, 10.0, 100.0]) - 10.0).abs() < 1e-12);
    }

    #[test]
    fn interval_of_identical_samples_is_a_point() {
        let estimate = median_estimate(&[5.0; 12], &mut Rng::new(1));
        assert_eq!(estimate, Estimate::exact(5.0));
        assert!(estimate.is_exact());
    }

    #[test]
    fn interval_covers_the_true_median_about_as_often_as_it_says() {
        let mut rng = Rng::new(42);
        let mut covered = 0;
        for _ in 0..200 {
            // Uniform numbers from 0..1000, whose median is 500.
            let samples: Vec<f64> = (0..40).map(|_| rng.below(1001) as f64).collect();
            let estimate = median_estimate(&samples, &mut rng);
            covered += usize::from(estimate.lo <= 500.0 && 500.0 <= estimate.hi);
        }
        assert!((180..=200).contains(&covered), "{covered} of 200");
    }

    #[test]
    fn ratio_interval_counts_the_denominator() {
        let (fixed, noisy) = ([10.0; 20], std::array::from_fn::<f64, 20, _>(|i| 8.0 + i as f64));
        let ratio = Ratio { samples: &fixed, base: &noisy, per: 1.0 };
        let estimate = geometric_mean_estimate(&[ratio], &mut Rng::new(1));
        assert!(estimate.lo < estimate.value && estimate.value < estimate.hi);
    }

    #[test]
    fn geometric_mean_estimate_divides_by_per() {
        let ratios = [4.0, 16.0].map(|per| Ratio { samples: &[64.0][..], base: &[1.0][..], per });
        let estimate = geometric_mean_estimate(&ratios, &mut Rng::new(1));
        assert!(estimate.is_exact() && (estimate.value - 8.0).abs() < 1e-12);
    }
}
