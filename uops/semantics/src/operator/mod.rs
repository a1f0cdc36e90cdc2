//! What is known of operators: the binary ones ([`table`] has a row each) and the comparisons.

pub mod binary;
pub mod comparison;
pub mod table;

pub use binary::{Applied, IntResult, Operator};
pub use comparison::{Comparison, Outcome};
