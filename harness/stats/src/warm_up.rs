//! Finds the end of the warm-up.

use crate::median;

/// A sample this many robust standard deviations above the steady state is not steady.
const TOO_SLOW: f64 = 4.0;

/// How many samples at the start are slower than the steady state, which is what the second half
/// shows; at most half of them.
pub fn warm_up(samples: &[f64]) -> usize {
    let half = samples.len() / 2;
    let steady = &samples[half..];
    let centre = median(steady);
    let deviations: Vec<f64> = steady.iter().map(|sample| (sample - centre).abs()).collect();
    // The factor makes the median deviation of a normal distribution its standard deviation. A clock
    // that shows no deviation at all is still not better than a percent.
    let deviation = (1.4826 * median(&deviations)).max(0.01 * centre);
    samples[..half].iter().take_while(|&&sample| sample > centre + TOO_SLOW * deviation).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_starts_are_found_and_steady_ones_left_alone() {
        let steady: Vec<f64> = (0..40).map(|i| 100.0 + f64::from(i % 7)).collect();
        assert_eq!(warm_up(&steady), 0);
        let mut slow = steady.clone();
        slow[..3].copy_from_slice(&[300.0, 200.0, 150.0]);
        assert_eq!(warm_up(&slow), 3);
        // A disturbance later on is no warm-up.
        let mut late = steady;
        late[10] = 300.0;
        assert_eq!(warm_up(&late), 0);
        assert_eq!(warm_up(&[]), 0);
        assert_eq!(warm_up(&[1.0]), 0);
    }

    #[test]
    fn at_most_half_is_warm_up() {
        let falling: Vec<f64> = (0..20).map(|i| 1000.0 / f64::from(1 + i)).collect();
        assert!(warm_up(&falling) <= 10);
    }
}
