//! Ratios of two numbers.

use crate::Samples;
use stats::Term;

/// The terms of the ratio of `number` to `base`, with this weight in a product; each number comes with the
/// run that it is of (see [`Samples::term`]). 0 against 0 is 1, and 0 against something is no ratio.
pub fn ratio(
    (number, run): (&Samples, usize),
    (base, base_run): (&Samples, usize),
    weight: f64,
) -> Option<Vec<Term>> {
    match (number.median == 0.0, base.median == 0.0) {
        (false, false) => Some(vec![number.term(weight, run), base.term(-weight, base_run)]),
        (true, true) => Some(vec![Term { processes: vec![vec![1.0]], weight, run: 0 }]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stats::bootstrap;
    use trace::rng::Rng;

    #[test]
    fn nothing_against_nothing_is_equal() {
        let of = |number: f64, base: f64| {
            let [number, base] = [number, base].map(Samples::exact);
            let terms = ratio((&number, 1), (&base, 0), 1.0)?;
            Some(bootstrap(&terms, &mut Rng::new(1)).estimate().value)
        };
        assert_eq!(of(0.0, 0.0), Some(1.0));
        assert_eq!(of(6.0, 3.0).map(f64::round), Some(2.0));
        assert_eq!((of(0.0, 3.0), of(3.0, 0.0)), (None, None));
    }
}
