//! `uopbench compare` and `export`, on files that are written here.

use results::{Measurement, Metric, Reading, Results, Samples};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn uopbench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .expect("the command starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("standard output is UTF-8")
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/results.json")
}

/// The fixture as if five processes had measured it, run times of copy-patch times `factor`.
fn write(path: &Path, factor: f64) {
    let mut results = Results::read(&fixture()).expect("valid results");
    for measurement in &mut results.measurements {
        let (backend, metric) = (measurement.backend.clone(), measurement.metric);
        let Some(samples) = measurement.number().filter(|samples| !samples.is_exact()) else {
            continue;
        };
        let slower = if metric == Metric::RunNs && backend == "copy-patch" { factor } else { 1.0 };
        let centre = samples.median * slower;
        let mut all = Samples::default();
        for process in 0..5 {
            let wobble = |i: i32| 1.0 + f64::from((7 * i + 3 * process) % 5 - 2) / 400.0;
            let samples = (0..8).map(|i| centre * wobble(i)).collect();
            let one = Samples { samples, batch: Some(3), ..Samples::default() };
            if process == 0 { all = one } else { all.append(&one) }
        }
        *measurement = Measurement::sampled(&measurement.workload, &backend, metric, all);
    }
    std::fs::write(path, results.to_json().expect("JSON")).expect("written");
}

/// Two files in a folder: before, and after with copy-patch slower by an eighth.
fn before_and_after() -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [before, after] = ["before.json", "after.json"].map(|name| folder.path().join(name));
    write(&before, 1.0);
    write(&after, 1.125);
    let text = |path: PathBuf| path.to_str().expect("UTF-8").to_owned();
    (folder, text(before), text(after))
}

fn is_valid(value: &Value) -> bool {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../results/schema/comparison-v1.schema.json");
    let schema = std::fs::read_to_string(path).expect("readable");
    let schema = serde_json::from_str(&schema).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema").is_valid(value)
}

#[test]
fn a_planted_slowdown_is_found_and_nothing_else() {
    let (_folder, before, after) = before_and_after();
    let output = uopbench(&["compare", &before, &after, "--json"]);
    assert!(output.status.success());
    let compared: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert!(is_valid(&compared));
    for row in compared["rows"].as_array().expect("rows") {
        let planted = row["metric"] == "run_ns" && row["backend"] == "copy-patch";
        assert_eq!(row["verdict"], if planted { "slower" } else { "equivalent" }, "{row}");
        assert!(row["lo"].as_f64() <= row["ratio"].as_f64(), "{row}");
    }
    let mut bad = compared;
    bad["rows"][0]["verdict"] = "better".into();
    assert!(!is_valid(&bad), "the schema knows the verdicts");
}

#[test]
fn a_backend_can_be_compared_as_another() {
    let (_folder, before, _) = before_and_after();
    let compare = |renaming: &str| {
        let only = ["--metric", "code_bytes", "--json"];
        uopbench(&[&["compare", &before, &before, "--as", renaming], &only[..]].concat())
    };
    let output = compare("cranelift-best=copy-patch");
    let compared: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let rows = compared["rows"].as_array().expect("rows");
    assert!(!rows.is_empty());
    for row in rows {
        assert_ne!(row["backend"], "cranelift-best", "{row}");
        let larger = row["backend"] == "copy-patch";
        assert_eq!(row["verdict"], if larger { "slower" } else { "equivalent" }, "{row}");
    }
    for bad in ["nobody=copy-patch", "copy-patch"] {
        assert_eq!(compare(bad).status.code(), Some(2));
    }
}

/// Sizes may be 0: an interpreter has no code.
#[test]
fn nothing_against_nothing_is_equal_and_against_something_no_ratio() {
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let with = |name: &str, bytes: f64| {
        let mut results = Results::read(&reference).expect("results");
        for measurement in &mut results.measurements {
            let zero = measurement.number().is_some_and(|samples| samples.median == 0.0);
            if zero && measurement.metric == Metric::ExitBytes && bytes > 0.0 {
                measurement.reading = Reading::Number(Samples::exact(bytes));
            }
        }
        let path = folder.path().join(name);
        std::fs::write(&path, results.to_json().expect("JSON")).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    };
    let (without, with) = (with("without.json", 0.0), with("with.json", 12.0));
    let compare = |a: &str, b: &str, more: &[&str]| {
        let metrics = "exit_bytes,cold_bytes,padding_bytes";
        uopbench(&[&["compare", a, b, "--metric", metrics, "--json"], more].concat())
    };
    let verdicts = |a: &str, b: &str| {
        let output = compare(a, b, &[]);
        let compared: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert!(is_valid(&compared));
        let rows = compared["rows"].as_array().expect("rows").clone();
        let of = |verdict: &str| rows.iter().filter(|row| row["verdict"] == verdict).count();
        let without_ratio = rows.iter().filter(|row| row["ratio"].is_null()).count();
        (of("faster"), of("slower"), without_ratio)
    };
    assert_eq!(verdicts(&without, &without), (0, 0, 0));
    let (faster, slower, without_ratio) = verdicts(&without, &with);
    assert!(faster == 0 && slower > 0 && slower == without_ratio, "{slower}, {without_ratio}");
    assert_eq!(verdicts(&with, &without), (slower, 0, slower));
    assert_eq!(compare(&without, &without, &["--fail-on", "slower"]).status.code(), Some(0));
    assert_eq!(compare(&without, &with, &["--fail-on", "slower=50%"]).status.code(), Some(1));
}

#[test]
fn exit_status_is_what_was_asked_for() {
    let (_folder, before, after) = before_and_after();
    let status = |arguments: &[&str]| {
        let output = uopbench(&[&["compare", &before, &after], arguments].concat());
        output.status.code()
    };
    assert_eq!(status(&[]), Some(0));
    assert_eq!(status(&["--fail-on", "slower=3%"]), Some(1));
    assert_eq!(status(&["--fail-on", "slower=20%"]), Some(0));
    assert_eq!(status(&["--fail-on", "faster=3%"]), Some(0));
    assert_eq!(status(&["--fail-on", "slower=3%", "--metric", "code_bytes"]), Some(0));
    assert_eq!(status(&["--threshold", "20%", "--fail-on", "slower"]), Some(0));
    for bad in [["--fail-on", "worse=3%"], ["--fail-on", "slower=3"], ["--metric", "speed"]] {
        assert_eq!(status(&bad), Some(2));
    }
    assert_eq!(uopbench(&["compare", &before, "/nonexistent"]).status.code(), Some(2));
}

#[test]
fn files_of_the_first_version_are_compared_without_claims_about_time() {
    let fixture = fixture();
    let path = fixture.to_str().expect("UTF-8");
    let text = stdout(&uopbench(&["compare", path, path]));
    assert!(text.contains("one process"), "{text}");
    assert!(text.contains("0 faster, 0 slower"), "{text}");
}

#[test]
fn other_machines_are_refused_unless_asked_for() {
    let (folder, before, after) = before_and_after();
    let other = folder.path().join("other.json");
    let text = std::fs::read_to_string(&after).expect("readable");
    std::fs::write(&other, text.replace("Example CPU", "Another CPU")).expect("written");
    let other = other.to_str().expect("UTF-8");
    let output = uopbench(&["compare", &before, other]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Another CPU"));
    assert!(uopbench(&["compare", &before, other, "--across-machines"]).status.success());
}

#[test]
fn the_chart_shows_every_ratio() {
    let (folder, before, after) = before_and_after();
    let chart = folder.path().join("chart.svg");
    let path = chart.to_str().expect("UTF-8");
    assert!(uopbench(&["compare", &before, &after, "--chart", path]).status.success());
    let svg = std::fs::read_to_string(chart).expect("written");
    for name in ["sum_range  copy-patch", "crc  cranelift-best", "2 workloads  interp-match"] {
        assert!(svg.contains(name), "no {name}");
    }
}

#[test]
fn csv_has_a_line_for_each_number() {
    let (_folder, before, _) = before_and_after();
    let text = stdout(&uopbench(&["export", &before, "--format", "csv"]));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let results = Results::read(Path::new(&before)).expect("valid results");
    assert_eq!(rows.len(), results.measurements.len());
    for (row, measurement) in rows.iter().zip(&results.measurements) {
        assert_eq!(&row[2], measurement.metric.name());
        match measurement.number() {
            Some(samples) => assert_eq!(row[4].parse(), Ok(samples.median)),
            None => assert!(row[4].is_empty() && !row[9].is_empty()),
        }
    }
}

#[test]
fn bencher_metric_format_has_values_with_intervals() {
    let (_folder, before, _) = before_and_after();
    let text = stdout(&uopbench(&["export", &before, "--format", "bencher"]));
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let results = Results::read(Path::new(&before)).expect("valid results");
    let run = results.get("crc", "copy-patch", Metric::RunNs).expect("a number");
    let metric = &value["crc/copy-patch"]["run_ns"];
    let numbers = ["value", "lower_value", "upper_value"].map(|name| metric[name].as_f64());
    assert_eq!(numbers, [Some(run.median), Some(run.lo), Some(run.hi)]);
}

#[test]
fn nothing_to_export_is_an_error() {
    let path = fixture();
    let path = path.to_str().expect("UTF-8");
    let output = uopbench(&["export", path, "--format", "csv", "--backend", "none"]);
    assert_eq!(output.status.code(), Some(2));
}
