//! A program for tests.

/// Sums a range; a loop, a call, linked and cold exits.
pub const SUM_RANGE: &str = include_str!("sum_range.uop");
