//! `results.json` and what is drawn from it.

use harness::record::{Measurement, Metric, Reading, Results};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/results.json")
}

fn report(results: &Path, out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(["report".as_ref(), results.as_os_str(), "--out".as_ref(), out.as_os_str()])
        .env("NO_COLOR", "1")
        .output()
        .expect("the command starts")
}

fn load(path: &Path) -> Results {
    let text = std::fs::read_to_string(path).expect("readable");
    Results::from_json(path, &text).expect("valid results")
}

#[test]
fn writing_and_reading_is_the_identity() {
    let results = load(&fixture());
    let text = results.to_json().expect("JSON");
    assert_eq!(Results::from_json(Path::new("again.json"), &text).expect("valid"), results);
}

#[test]
fn report_draws_every_file_again_and_alike() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [first, second] = ["first", "second"].map(|name| folder.path().join(name));
    for out in [&first, &second] {
        let output = report(&fixture(), out);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let charts = ["headline", "run-time", "compile-time", "code-size", "stencils"];
    let charts = charts.iter().flat_map(|c| [format!("{c}.svg"), format!("{c}.png")]);
    for name in charts.chain(["report.html".into(), "report.md".into()]) {
        let [a, b] = [&first, &second].map(|out| std::fs::read(out.join(&name)).expect("written"));
        assert!(a == b, "{name} differs from one drawing to the next");
        let start: &[u8] = match name.rsplit('.').next() {
            Some("png") => b"\x89PNG",
            Some("svg") => b"<svg",
            Some("html") => b"<!doctype html>",
            _ => b"# uopbench report",
        };
        assert!(a.starts_with(start), "{name}");
    }
}

#[test]
fn html_needs_nothing_from_elsewhere_and_escapes_what_it_shows() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(report(&fixture(), folder.path()).status.success());
    let page = std::fs::read_to_string(folder.path().join("report.html")).expect("written");
    let outside = page.replace("http://www.w3.org/2000/svg", "");
    for needle in ["http:", "https:", "<script", "<link", "src=", "@import"] {
        assert!(!outside.contains(needle), "{needle}");
    }
    assert!(page.contains("b'a|b&lt;c&gt;'"));
    assert_eq!(page.matches("<svg").count(), 5);
}

#[test]
fn numbers_in_the_report_are_those_of_the_file() {
    let results = load(&fixture());
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(report(&fixture(), folder.path()).status.success());
    let page = std::fs::read_to_string(folder.path().join("report.md")).expect("written");
    let bytes = results.get("crc", "copy-patch", Metric::CodeBytes).expect("a number").median;
    let row = page.lines().find(|line| line.starts_with("| crc | copy-patch |")).expect("a row");
    assert!(row.contains(&harness::format::count(bytes as u64)), "{row}");
}

#[test]
fn bad_json_is_refused_with_its_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bad.json");
    let whole = std::fs::read_to_string(fixture()).expect("readable");
    let two_lines = "{\n  \"schema_version\": 1,\n  \"environment\": [],\n}";
    let cases = [
        (two_lines.to_owned(), "bad.json:"),
        (whole[..whole.len() / 2].to_owned(), "bad.json:"),
        (whole.replace("\"schema_version\": 1", "\"schema_version\": 99"), "version 99"),
        (whole.replacen("\"n\": 5", "\"n\": 6", 1), "there are 5 samples"),
        (String::new(), "bad.json"),
    ];
    for (text, says) in cases {
        std::fs::write(&path, text).expect("written");
        let output = report(&path, &folder.path().join("out"));
        let message = String::from_utf8_lossy(&output.stderr).replace("\n  │ ", "");
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(says), "no `{says}` in {message}");
        assert!(!message.contains("panicked"), "{message}");
    }
}

#[test]
fn missing_numbers_are_missing_and_not_zero() {
    let missing = Measurement::missing("w", "b", Metric::CodeBytes, "none");
    let value = serde_json::to_value(&missing).expect("JSON");
    assert_eq!(value["unavailable"], "none");
    assert!(value.get("median").is_none());
    assert!(matches!(missing.reading, Reading::Missing { .. }));
}

/// The part of JSON Schema that the schema of results uses.
fn validate(schema: &Value, root: &Value, value: &Value, place: &str) -> Result<(), String> {
    let fail = |what: String| Err(format!("{place}: {what}"));
    for (keyword, rule) in schema.as_object().expect("a schema is an object") {
        match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let pointer = rule.as_str().expect("a string").trim_start_matches('#');
                validate(root.pointer(pointer).expect("a definition"), root, value, place)?;
            }
            "const" if value != rule => return fail(format!("is not {rule}")),
            "enum" if !rule.as_array().expect("a list").contains(value) => {
                return fail(format!("{value} is not one of {rule}"));
            }
            "const" | "enum" => {}
            "type" => {
                let fits = match rule.as_str().expect("a string") {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "number" => value.is_number(),
                    "integer" => value.is_u64() || value.is_i64(),
                    other => panic!("unknown type {other}"),
                };
                if !fits {
                    return fail(format!("{value} is no {rule}"));
                }
            }
            "required" => {
                for name in rule.as_array().expect("a list") {
                    if value.get(name.as_str().expect("a string")).is_none() {
                        return fail(format!("{name} is missing"));
                    }
                }
            }
            "properties" => {
                for (name, schema) in rule.as_object().expect("an object") {
                    if let Some(value) = value.get(name) {
                        validate(schema, root, value, &format!("{place}/{name}"))?;
                    }
                }
            }
            "additionalProperties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    let known = schema.get("properties").is_some_and(|p| p.get(name).is_some());
                    match rule {
                        _ if known => {}
                        Value::Bool(false) => return fail(format!("unknown property {name}")),
                        rule => validate(rule, root, value, &format!("{place}/{name}"))?,
                    }
                }
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(rule, root, item, &format!("{place}/{i}"))?;
                }
            }
            "minItems" => {
                if value.as_array().map(Vec::len) < rule.as_u64().map(|n| n as usize) {
                    return fail(format!("fewer than {rule} items"));
                }
            }
            "minimum" => {
                if value.as_f64().is_some_and(|v| v < rule.as_f64().expect("a number")) {
                    return fail(format!("{value} is less than {rule}"));
                }
            }
            "pattern" => {
                assert_eq!(rule, "^[0-9a-f]{16}$", "the one pattern in use");
                let text = value.as_str().unwrap_or_default();
                if text.len() != 16 || !text.bytes().all(|b| b"0123456789abcdef".contains(&b)) {
                    return fail(format!("{value} does not match {rule}"));
                }
            }
            "anyOf" | "oneOf" => {
                let fitting = rule
                    .as_array()
                    .expect("a list")
                    .iter()
                    .filter(|schema| validate(schema, root, value, place).is_ok())
                    .count();
                if fitting == 0 || (keyword == "oneOf" && fitting > 1) {
                    return fail(format!("fits {fitting} of {keyword}"));
                }
            }
            other => panic!("unknown keyword {other}"),
        }
    }
    Ok(())
}

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/results-v1.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("readable")).expect("JSON")
}

#[test]
fn what_bench_writes_validates() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(["bench", "sum_range", "--quick", "--seed", "5", "--out"])
        .arg(folder.path())
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let path = folder.path().join("results.json");
    let text = std::fs::read_to_string(&path).expect("written");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let schema = schema();
    validate(&schema, &schema, &value, "").expect("valid");

    let results = load(&path);
    for backend in &results.backends {
        for metric in Metric::ALL {
            let mentioned =
                results.measurements.iter().any(|m| m.backend == backend.id && m.metric == metric);
            let only_of_the_baseline = metric == Metric::AaFloor;
            assert!(mentioned || only_of_the_baseline, "{} {}", backend.id, metric.name());
        }
    }
}

#[test]
fn schema_refuses_what_it_should() {
    let schema = schema();
    let good: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture()).expect("readable")).expect("JSON");
    validate(&schema, &schema, &good, "").expect("the fixture is valid");
    let changes: [fn(&mut Value); 4] = [
        |v| v["schema_version"] = 2.into(),
        |v| v["measurements"][0]["metric"] = "speed".into(),
        |v| v["measurements"][0]["unavailable"] = "both".into(),
        |v| v["workloads"][0]["hash"] = "xyz".into(),
    ];
    for (i, change) in changes.iter().enumerate() {
        let mut bad = good.clone();
        change(&mut bad);
        assert!(validate(&schema, &schema, &bad, "").is_err(), "change {i}");
    }
}
