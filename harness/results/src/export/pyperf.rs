//! The JSON of pyperf, version 1.0: benchmarks, each with a run for every process.

use super::selection::{Selection, name};
use crate::{Fact, Measurement, Results, Samples};
use serde_json::{Map, Value, json};

pub(super) fn write(
    results: &Results,
    selected: &[&Measurement],
    selection: &Selection,
) -> Result<String, String> {
    let mut benchmarks = Vec::new();
    for measurement in selected {
        let Some(samples) = measurement.number() else { continue };
        // pyperf knows seconds, bytes and integers, and no value that is not above 0.
        let (unit, scale) = match measurement.unit.as_str() {
            "ns" => ("second", 1e-9),
            "bytes" => ("byte", 1.0),
            "uops" => ("integer", 1.0),
            _ => continue,
        };
        if samples.samples.iter().any(|sample| *sample <= 0.0) {
            continue;
        }
        let metric = measurement.metric.name();
        let mut runs = runs(samples, scale);
        if unit != "second" {
            for value in runs.iter_mut().flat_map(|run| run["values"].as_array_mut()).flatten() {
                *value = json!(value.as_f64().unwrap_or_default().round() as u64);
            }
        }
        benchmarks.push(json!({
            "metadata": {
                "name": format!("{metric}/{}", name(measurement, selection)),
                "unit": unit,
                "loops": samples.batch.unwrap_or(1),
            },
            "runs": runs,
        }));
    }
    let text = serde_json::to_string(&json!({
        "version": "1.0",
        "metadata": metadata(results),
        "benchmarks": benchmarks,
    }));
    text.map(|text| text + "\n").map_err(|error| error.to_string())
}

/// A run for each process. A warm-up value is noted with its number of loops.
fn runs(samples: &Samples, scale: f64) -> Vec<Value> {
    let loops = samples.batch.unwrap_or(1);
    let warm_ups = samples.warm_up.iter().copied().chain(std::iter::repeat(0));
    let processes = samples.by_process().into_iter().zip(samples.steady()).zip(warm_ups);
    let runs = processes.map(|((all, steady), warm_up)| {
        let values: Vec<f64> = steady.iter().map(|sample| sample * scale).collect();
        let warm_ups: Vec<Value> =
            all.iter().take(warm_up).map(|sample| json!([loops, sample * scale])).collect();
        match warm_ups.is_empty() {
            true => json!({ "values": values }),
            false => json!({ "values": values, "warmups": warm_ups }),
        }
    });
    runs.collect()
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
