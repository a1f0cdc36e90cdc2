//! The results from which sections are made.

use crate::others::Others;
use crate::verdicts::Verdicts;
use results::Summary;
use text::estimate;

/// What sections are made from.
pub(crate) struct Report<'a> {
    pub summary: &'a Summary<'a>,
    pub others: Others<'a>,
    pub verdicts: Verdicts<'a>,
}

/// A number with its interval; both are followed by a sign.
pub(crate) fn times(value: stats::Estimate) -> String {
    let text = estimate(value);
    match text.split_once(' ') {
        Some((number, interval)) => format!("{number}× {interval}"),
        None => format!("{text}×"),
    }
}
