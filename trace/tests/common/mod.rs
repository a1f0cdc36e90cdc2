//! A program for tests.

/// Sums a range; a loop, a call, linked and unlinked exits.
pub const SUM_RANGE: &str = include_str!("sum_range.uop");
