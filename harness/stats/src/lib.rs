//! Statistics: medians, geometric means, bootstrap intervals clustered by process, verdicts.
#![forbid(unsafe_code)]

mod bootstrap;
mod break_even;
mod difference;
mod estimate;
mod mean;
mod share;
mod slope;
mod verdict;
mod warm_up;

pub use bootstrap::{Bootstrap, RESAMPLES, Term, bootstrap};
pub use break_even::{Cost, break_even};
pub use difference::difference;
pub use estimate::Estimate;
pub use mean::{geometric_mean, median, median_interval, quantile};
pub use share::{Ratios, share};
pub use slope::{log_log_slope, slope};
pub use verdict::{Comparison, Verdict, benjamini_hochberg, judge};
pub use warm_up::warm_up;
