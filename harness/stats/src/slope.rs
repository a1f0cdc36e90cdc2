//! How fast something grows: the slope of a line through points on logarithmic scales.

use crate::Estimate;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The slope of the line that fits the points best, by least squares; `None` if all have one place.
pub fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let Line { together, spread, .. } = Line::through(points);
    (spread > 0.0).then(|| together / spread)
}

/// Sums of products that lines are made of.
struct Line {
    mean_x: f64,
    mean_y: f64,
    spread: f64,
    together: f64,
}

impl Line {
    fn through(points: &[(f64, f64)]) -> Self {
        let count = points.len() as f64;
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
        let (mean_x, mean_y) = (mean(&|point| point.0), mean(&|point| point.1));
        let spread = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
        let together = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        Line { mean_x, mean_y, spread, together }
    }
}

/// The exponent `b` of the power law `y = a x^b` that fits the points best, by least squares of the
/// logarithms, with its 95 % interval; `None` for fewer than three points, or if all have one place.
///
/// The interval is that of points that lie about the line at random. Where they bend away from it,
/// it is too wide rather than too narrow.
pub fn log_log_slope(points: &[(f64, f64)]) -> Option<Estimate> {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let Line { mean_x, mean_y, spread, together } = Line::through(&logs);
    if logs.len() < 3 || spread <= 0.0 {
        return None;
    }
    let value = together / spread;
    let residual = |(x, y): &(f64, f64)| (y - mean_y - value * (x - mean_x)).powi(2);
    let variance = logs.iter().map(residual).sum::<f64>() / (logs.len() as f64 - 2.0);
    let quantile = StudentsT::new(0.0, 1.0, logs.len() as f64 - 2.0).ok()?.inverse_cdf(0.975);
    let margin = quantile * (variance / spread).sqrt();
    Some(Estimate { value, lo: value - margin, hi: value + margin })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_law_has_its_exponent() {
        let points = [10.0, 100.0, 1000.0, 10_000.0].map(|x: f64| (x, 7.0 * x.powf(1.5)));
        let Estimate { value, lo, hi } = log_log_slope(&points).expect("there are enough");
        assert!((value - 1.5).abs() < 1e-9 && hi - lo < 1e-6, "{value} [{lo}, {hi}]");
    }

    #[test]
    fn an_interval_covers_what_is_off_the_line() {
        let points = [(10.0, 12.0), (100.0, 90.0), (1000.0, 1100.0), (10_000.0, 9500.0)];
        let Estimate { value, lo, hi } = log_log_slope(&points).expect("there are enough");
        assert!(lo < 1.0 && 1.0 < hi && lo < value && value < hi, "{value} [{lo}, {hi}]");
    }

    #[test]
    fn too_little_has_no_slope() {
        assert_eq!(log_log_slope(&[(1.0, 1.0), (2.0, 2.0)]), None);
        assert_eq!(log_log_slope(&[(2.0, 1.0), (2.0, 2.0), (2.0, 3.0)]), None);
    }
}
