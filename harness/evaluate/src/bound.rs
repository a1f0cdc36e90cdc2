//! Bounds on numbers.

use crate::grade::Grade;
use crate::quantity::Quantity;
use crate::unit::Unit;
use serde::{Deserialize, Serialize};
use stats::Estimate;
use text::significant;
use trace::Shape;

/// A bound on a quantity.
#[derive(Clone, PartialEq, Debug)]
pub struct Bound {
    /// What is bounded.
    pub quantity: Quantity,
    /// Of which backend.
    pub backend: String,
    /// What it is relative to.
    pub against: Option<Against>,
    /// How the workloads' numbers become one.
    pub statistic: Statistic,
    /// How the number is written.
    pub unit: Unit,
    /// The bound.
    pub limit: Limit,
}

/// What a number is relative to.
#[derive(Clone, PartialEq, Debug)]
pub enum Against {
    /// This backend, on the same programs.
    Backend(String),
    /// The same backend, on the same programs in this shape; the number is of those in the other shape.
    Shape(Shape),
}

/// How the workloads' numbers become one.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Statistic {
    /// Their geometric mean.
    #[default]
    GeometricMean,
    /// The one that is farthest on the wrong side.
    Worst,
}

/// Which side of a number is good.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Limit {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Limit {
    /// Whether all of an interval is on the good side, or all of it on the other.
    pub fn judge(self, Estimate { lo, hi, .. }: Estimate) -> Grade {
        let (all, none) = match self {
            Limit::AtLeast(bound) => (lo >= bound, hi < bound),
            Limit::AtMost(bound) => (hi <= bound, lo > bound),
        };
        match (all, none) {
            (true, _) => Grade::Pass,
            (_, true) => Grade::Fail,
            _ => Grade::NotMeasured,
        }
    }

    /// The bound with its side and unit.
    pub fn in_words(self, unit: &Unit) -> String {
        let (side, bound) = match self {
            Limit::AtLeast(bound) => ("at least", bound),
            Limit::AtMost(bound) => ("at most", bound),
        };
        let bound = if bound.fract() == 0.0 { format!("{bound}") } else { significant(bound) };
        format!("{side} {bound} {}", unit.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_passes_fails_or_tells_nothing() {
        let interval = |lo, hi| Estimate { value: f64::midpoint(lo, hi), lo, hi };
        let grades = [(5.0, 9.0), (1.0, 4.9), (4.0, 6.0)]
            .map(|(lo, hi)| Limit::AtLeast(5.0).judge(interval(lo, hi)));
        assert_eq!(grades, [Grade::Pass, Grade::Fail, Grade::NotMeasured]);
        let grades = [(1.0, 5.0), (5.1, 9.0), (4.0, 6.0)]
            .map(|(lo, hi)| Limit::AtMost(5.0).judge(interval(lo, hi)));
        assert_eq!(grades, [Grade::Pass, Grade::Fail, Grade::NotMeasured]);
    }
}
