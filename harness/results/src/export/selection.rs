//! Which numbers are exported, and under which names.

use crate::{Measurement, Metric};

/// What to export.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Selection {
    /// Only these metrics; if empty, for pyperf compile, publish and run time, and else all.
    pub metrics: Vec<Metric>,
    /// Only this backend, whose name is left out of those of benchmarks, so that two backends can be
    /// compared by tools that compare by name.
    pub backend: Option<String>,
}

/// What was exported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exported {
    /// The file's text.
    pub text: String,
    /// How many numbers were selected.
    pub numbers: usize,
    /// How many of them the format can't hold.
    pub left_out: usize,
}

/// What tools call a number's benchmark.
pub(super) fn name(measurement: &Measurement, selection: &Selection) -> String {
    match selection.backend {
        Some(_) => measurement.workload.clone(),
        None => format!("{}/{}", measurement.workload, measurement.backend),
    }
}
