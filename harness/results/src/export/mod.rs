//! Results in the formats of other tools.

mod bencher;
mod csv;
mod pyperf;

use crate::{Measurement, Metric, Results};

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

/// What to export.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Selection {
    /// Only these metrics; all if empty.
    pub metrics: Vec<Metric>,
    /// Only this backend, whose name is left out of those of benchmarks, so that two backends can be
    /// compared by tools that compare by name.
    pub backend: Option<String>,
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

/// What tools call a number's benchmark.
fn name(measurement: &Measurement, selection: &Selection) -> String {
    match selection.backend {
        Some(_) => measurement.workload.clone(),
        None => format!("{}/{}", measurement.workload, measurement.backend),
    }
}
