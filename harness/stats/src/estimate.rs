//! A value with its interval.

use serde::{Deserialize, Serialize};

/// A value with its 95 % interval.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize, Debug)]
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
