//! Bencher Metric Format: benchmarks, their measures, a value with its interval each.

use super::selection::{Selection, name};
use crate::Measurement;
use serde_json::{Map, Value, json};

pub(super) fn write(selected: &[&Measurement], selection: &Selection) -> Result<String, String> {
    let mut benchmarks: Map<String, Value> = Map::new();
    for measurement in selected {
        let Some(samples) = measurement.number() else { continue };
        let metric = json!({
            "value": samples.median,
            "lower_value": samples.lo,
            "upper_value": samples.hi,
        });
        let benchmark = benchmarks.entry(name(measurement, selection)).or_insert_with(|| json!({}));
        benchmark[measurement.metric.name()] = metric;
    }
    let text = serde_json::to_string_pretty(&benchmarks).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}
