//! The JSON of pyperf, version 1.0: benchmarks, each with a value for every process.

use super::selection::{Exported, Selection, name};
use crate::{Fact, Measurement, Metric, Results};
use serde_json::{Map, Value, json};
use stats::median;

/// The default: the times by which users choose a backend. Bytes are not among them, because pyperf adds
/// all values up as seconds. Phases are not among them either: a phase is timed once, in ticks of the
/// clock, so two files often have the same time in every process, and then pyperf's test fails.
pub(super) const DEFAULT: [Metric; 3] = [Metric::CompileNs, Metric::PublishNs, Metric::RunNs];

pub(super) fn write(
    results: &Results,
    selected: &[&Measurement],
    selection: &Selection,
) -> Result<Exported, String> {
    let benchmarks: Vec<Value> =
        selected.iter().filter_map(|measurement| benchmark(measurement, selection)).collect();
    let numbers = selected.iter().filter(|measurement| measurement.number().is_some()).count();
    let left_out = numbers - benchmarks.len();
    if benchmarks.is_empty() {
        return Err("pyperf can hold none of the selected numbers".into());
    }
    let text = serde_json::to_string(&json!({
        "version": "1.0",
        "metadata": metadata(results),
        "benchmarks": benchmarks,
    }));
    let text = text.map_err(|error| error.to_string())? + "\n";
    Ok(Exported { text, numbers, left_out })
}

/// A number as pyperf has it; `None` if pyperf can't: it knows seconds, bytes and integers, and no value
/// that is not above 0.
fn benchmark(measurement: &Measurement, selection: &Selection) -> Option<Value> {
    let samples = measurement.number()?;
    let (unit, scale) = match measurement.unit.as_str() {
        "ns" => ("second", 1e-9),
        "bytes" => ("byte", 1.0),
        "uops" => ("integer", 1.0),
        _ => return None,
    };
    // pyperf takes all values of a file for independent. Samples of one process are not, so each process
    // has one value: the median of its samples without warm-up.
    let medians: Vec<f64> = samples.steady().iter().map(|samples| median(samples)).collect();
    if medians.iter().any(|median| *median <= 0.0) {
        return None;
    }
    let runs = medians.iter().map(|median| match unit {
        "second" => json!({ "values": [median * scale] }),
        _ => json!({ "values": [median.round() as u64] }),
    });
    Some(json!({
        "metadata": {
            "name": format!("{}/{}", measurement.metric.name(), name(measurement, selection)),
            "unit": unit,
            "loops": samples.batch.unwrap_or(1),
        },
        "runs": runs.collect::<Vec<Value>>(),
    }))
}

/// What pyperf has names for.
fn metadata(results: &Results) -> Map<String, Value> {
    let names = [("cpu", "cpu_model_name"), ("kernel", "platform"), ("cores", "cpu_count")];
    let mut metadata = Map::new();
    for (ours, theirs) in names {
        let value = match results.environment.get(ours) {
            Some(Fact::Text(text)) => json!(text),
            Some(Fact::Number(number)) => json!(number),
            _ => continue,
        };
        metadata.insert(theirs.into(), value);
    }
    metadata.insert("uopbench_version".into(), json!(env!("CARGO_PKG_VERSION")));
    metadata
}
