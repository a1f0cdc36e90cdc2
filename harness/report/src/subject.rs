//! The results from which sections are made.

use crate::verdicts::Verdicts;
use results::Summary;
use text::estimate;

/// What sections are made from.
pub(crate) struct Report<'a> {
    pub summary: &'a Summary<'a>,
    /// Results of the same programs in the uops of another version of CPython.
    pub earlier: Option<&'a Summary<'a>>,
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
