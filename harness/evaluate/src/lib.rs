//! Evaluates whether a backend is good enough: each criterion of a file is a pass, a fail or not
//! measured.
//!
//! A criterion is either a bound on a quantity of a results file ([`Bound`]) or a list of tests of
//! this project ([`TestName`]). The format is described in `docs/criteria.md`.
#![forbid(unsafe_code)]

mod bound;
mod criteria;
mod error;
mod evaluation;
mod grade;
mod quantity;
mod reading;
mod tests;
mod unit;

pub use bound::{Bound, Limit, Statistic};
pub use criteria::{Criteria, Criterion, SHIPPED, Shown, shipped};
pub use error::Error;
pub use evaluation::{Evaluated, Evaluation, evaluate};
pub use grade::Grade;
pub use quantity::Quantity;
pub use reading::Reading;
pub use tests::{TestName, run_tests};
pub use unit::Unit;
