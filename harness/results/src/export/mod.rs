//! Results in the formats of other tools.

mod bencher;
mod csv;
mod pyperf;
mod selection;

use crate::{Measurement, Metric, Results};
pub use selection::{Exported, Selection};

/// A format of another tool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// JSON that pyperf reads; several benchmarks a file, a value for each process.
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
pub fn export(
    results: &Results,
    format: Format,
    selection: &Selection,
) -> Result<Exported, String> {
    let wanted = |metric: Metric| match (&selection.metrics[..], format) {
        ([], Format::Pyperf) => pyperf::DEFAULT.contains(&metric),
        ([], _) => true,
        (metrics, _) => metrics.contains(&metric),
    };
    let selected: Vec<&Measurement> = results
        .measurements
        .iter()
        .filter(|m| wanted(m.metric))
        .filter(|m| selection.backend.as_ref().is_none_or(|backend| *backend == m.backend))
        .collect();
    if !selected.iter().any(|measurement| measurement.number().is_some()) {
        return Err("no number is selected".into());
    }
    let text = match format {
        Format::Pyperf => return pyperf::write(results, &selected, selection),
        Format::Bencher => bencher::write(&selected, selection)?,
        Format::Csv => csv::write(&selected)?,
    };
    Ok(Exported { text, numbers: selected.len(), left_out: 0 })
}
