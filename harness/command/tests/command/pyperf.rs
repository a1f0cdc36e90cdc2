//! What is exported for pyperf, as the real pyperf 2.11.0 reads it.

use results::{Metric, Reading, Results, Samples};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use trace::rng::Rng;

/// A Python with pyperf, installed once for all runs of the tests; or why there is none.
fn python_with_pyperf() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pyperf");
    let python = folder.join("bin/python");
    let works = |python: &Path| {
        let output = Command::new(python)
            .args(["-c", "import pyperf; assert pyperf.VERSION == (2, 11, 0)"])
            .output();
        output.is_ok_and(|output| output.status.success())
    };
    if works(&python) {
        return Ok(python);
    }
    let run = |command: &mut Command| match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(error) => Err(error.to_string()),
    };
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let install = ["-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "20"];
    run(Command::new(&python).args(install).arg("pyperf==2.11.0"))?;
    Ok(python)
}

/// Runs pyperf; it must succeed.
fn pyperf(python: &Path, arguments: &[&str]) -> String {
    let command = [&["-m", "pyperf"], arguments].concat();
    let output = Command::new(python).args(command).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A full bench with several processes.
fn reference() -> Results {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
    Results::read(&path).expect("results")
}

fn export(results: &Path, out: &Path, more: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .arg("export")
        .arg(results)
        .args(["--format", "pyperf", "--out"])
        .arg(out)
        .args(more)
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Results as if only these processes had taken samples, all times `slower` times as long.
fn of_processes(all: &Results, chosen: &[usize], slower: f64) -> Results {
    let mut results = all.clone();
    for measurement in &mut results.measurements {
        let is_time = measurement.metric.is_time();
        let Reading::Number(samples) = &mut measurement.reading else { continue };
        if samples.is_exact() || !is_time {
            continue;
        }
        let processes = samples.steady();
        let mut kept = Samples { batch: samples.batch, ..Samples::default() };
        for process in chosen.iter().filter_map(|index| processes.get(*index)) {
            kept.samples.extend(process.iter().map(|sample| sample * slower));
            kept.processes.push(process.len());
        }
        kept.estimate();
        *samples = kept;
    }
    results
}

/// The number before `word` in what pyperf says of benchmarks.
fn number_of(text: &str, word: &str) -> usize {
    let line = text.lines().find(|line| line.starts_with(word));
    let number = line
        .and_then(|line| line[word.len()..].split([' ', '(', ')']).find_map(|n| n.parse().ok()));
    number.unwrap_or(0)
}

#[test]
fn pyperf_finds_no_change_of_one_build_and_a_planted_one() {
    let python = match python_with_pyperf() {
        Ok(python) => python,
        Err(reason) => return eprintln!("skipped, there is no pyperf 2.11.0 here: {reason}"),
    };
    let all = reference();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, results: &Results| {
        let json = folder.path().join(format!("{name}.json"));
        std::fs::write(&json, results.to_json().expect("JSON")).expect("written");
        let out = folder.path().join(format!("{name}.pyperf"));
        export(&json, &out, &["--metric", "compile_ns,run_ns"]);
        out.to_str().expect("UTF-8").to_owned()
    };
    let mut rng = Rng::new(1);
    let mut order: Vec<usize> = (0..all.processes.len()).collect();
    assert!(order.len() >= 10, "{} processes", order.len());
    let (mut rows, mut hidden, mut missed) = (0, 0, 0);
    for number in 0..5 {
        rng.shuffle(&mut order);
        let (one, other) = order.split_at(order.len() / 2);
        let one = write(&format!("one-{number}"), &of_processes(&all, one, 1.0));
        let slow = write(&format!("slow-{number}"), &of_processes(&all, other, 1.5));
        let other = write(&format!("other-{number}"), &of_processes(&all, other, 1.0));
        let text = pyperf(&python, &["compare_to", &one, &other]);
        assert!(!text.contains("ERROR"), "{text}");
        hidden += number_of(&text, "Benchmark hidden because not significant ");
        let shown = text.lines().filter(|line| line.contains("Mean +- std dev")).count();
        rows += number_of(&text, "Benchmark hidden because not significant ") + shown;
        let text = pyperf(&python, &["compare_to", &one, &slow]);
        missed += number_of(&text, "Benchmark hidden because not significant ");
    }
    assert!(rows > 500, "{rows} rows");
    assert!(hidden * 100 >= rows * 95, "{hidden} of {rows} are not significant");
    // One process in which something else ran may hide a change of a number that takes microseconds.
    assert!(missed * 500 <= rows, "of {rows} planted changes {missed} are not found");
}

#[test]
fn two_backends_can_be_compared_as_the_help_says() {
    let python = match python_with_pyperf() {
        Ok(python) => python,
        Err(reason) => return eprintln!("skipped, there is no pyperf 2.11.0 here: {reason}"),
    };
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let exported = ["interp-match", "copy-patch"].map(|backend| {
        let out = folder.path().join(backend);
        export(&all, &out, &["--metric", "run_ns", "--backend", backend]);
        out.to_str().expect("UTF-8").to_owned()
    });
    let text = pyperf(&python, &["compare_to", &exported[0], &exported[1]]);
    assert!(!text.contains("ERROR"), "{text}");
    assert!(text.contains("run_ns/crc:") && text.contains("faster"), "{text}");
}

#[test]
fn a_file_for_pyperf_has_a_value_for_each_process_and_tells_what_it_lacks() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
    let results = reference();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out.json");
    let read = |path: &Path| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(path).expect("readable")).expect("JSON")
    };
    // Three times alone, unless something else is asked for: pyperf adds all up as seconds.
    let output = export(&all, &out, &[]);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = read(&out);
    let benchmarks = file["benchmarks"].as_array().expect("benchmarks");
    assert!(benchmarks.iter().all(|it| it["metadata"]["unit"] == "second"));
    let metric = |it: &serde_json::Value| {
        let name = it["metadata"]["name"].as_str().expect("a name");
        name.split('/').next().expect("a metric").to_owned()
    };
    let metrics: BTreeSet<String> = benchmarks.iter().map(metric).collect();
    assert!(metrics.iter().eq(["compile_ns", "publish_ns", "run_ns"]), "{metrics:?}");
    let run = benchmarks.iter().find(|it| it["metadata"]["name"] == "run_ns/crc/copy-patch");
    let runs = run.expect("a benchmark")["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), results.processes.len());
    assert!(runs.iter().all(|run| run["values"].as_array().is_some_and(|v| v.len() == 1)));

    let metrics = Metric::ALL.map(Metric::name).join(",");
    let output = export(&all, &out, &["--metric", &metrics]);
    let numbers = results.measurements.iter().filter(|m| m.number().is_some()).count();
    let file = read(&out);
    let left_out = numbers - file["benchmarks"].as_array().expect("benchmarks").len();
    assert!(left_out > 0);
    let note = String::from_utf8_lossy(&output.stderr);
    assert!(note.contains(&format!("{left_out} of {numbers} numbers are left out")), "{note}");
}
