//! Results in the formats of other tools.

mod bencher;
mod csv;
mod pyperf;
mod selection;

use crate::{Measurement, Results};
pub use selection::Selection;

/// A format of another tool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// JSON that pyperf reads; several benchmarks a file, a run for each process.
    Pyperf,
    /// Bencher Metric Format: JSON with a value and its interval.
    Bencher,
    /// A table: a line for each number.
    Csv,
}

/// Writes the selected numbers.
///
/// # Errors
/// If nothing is selected.
pub fn export(results: &Results, format: Format, selection: &Selection) -> Result<String, String> {
    let selected: Vec<&Measurement> = results
        .measurements
        .iter()
        .filter(|m| selection.metrics.is_empty() || selection.metrics.contains(&m.metric))
        .filter(|m| selection.backend.as_ref().is_none_or(|backend| *backend == m.backend))
        .collect();
    if !selected.iter().any(|measurement| measurement.number().is_some()) {
        return Err("no number is selected".into());
    }
    match format {
        Format::Pyperf => pyperf::write(results, &selected, selection),
        Format::Bencher => bencher::write(&selected, selection),
        Format::Csv => csv::write(&selected),
    }
}
