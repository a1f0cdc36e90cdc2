//! `results.json` and what is drawn from it.

use backend_api::Phase;
use results::growth::{Growth, Point};
use results::{Measurement, Metric, Reading, Results, Samples};
use serde_json::Value;
use stats::Estimate;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use trace::Dialect;

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

/// The charts of the fixture: version 1 neither tells phases of compiling apart nor has longer and longer
/// programs, nor has it another shape. Those are drawn in `ceiling.rs`, `bench.rs` and `shapes.rs`.
fn drawn() -> Vec<&'static str> {
    let names = report::chart::CHARTS.iter().map(|chart| chart.name);
    names.filter(|name| !["phases", "scaling", "shapes"].contains(name)).collect()
}

#[test]
fn writing_and_reading_is_the_identity() {
    let results = load(&fixture());
    let text = results.to_json().expect("JSON");
    assert_eq!(Results::from_json(Path::new("again.json"), &text).expect("valid"), results);
}

/// Changes of a good file that make it contradict itself, and what is said of each.
#[test]
fn results_that_contradict_themselves_are_refused() {
    type Change = fn(&mut Results);
    let contradictions: [(&str, Change); 5] = [
        ("is given in \"bytes\", not in ns", |results| {
            let times = results.measurements.iter_mut().filter(|m| m.metric == Metric::RunNs);
            times.for_each(|measurement| measurement.unit = "bytes".into());
        }),
        ("is there twice", |results| results.measurements.push(results.measurements[0].clone())),
        ("the name \"a\\u{1b}[31m\"", |results| results.workloads[0].name = "a\u{1b}[31m".into()),
        ("the name \"b\\nc\"", |results| results.backends[0].id = "b\nc".into()),
        ("the name \"d\\r\"", |results| results.measurements[0].workload = "d\r".into()),
    ];
    let good = load(&fixture());
    let path = Path::new("changed.json");
    for (says, change) in contradictions {
        let mut results = good.clone();
        change(&mut results);
        let text = results.to_json().expect("JSON");
        let error = Results::from_json(path, &text).expect_err(says).to_string();
        assert!(error.contains(says), "{error}");
        assert!(!error.contains(char::is_control), "{error:?}");
    }
}

/// A dialect that there is not is refused where it stands, with the list of those that there are.
#[test]
fn results_of_an_unknown_dialect_are_refused() {
    let results = load(&fixture());
    let text = results.to_json().expect("JSON");
    let changed = text.replacen(r#""dialect":"py313""#, r#""dialect":"py99""#, 1);
    let (before, _) = changed.split_once(r#""py99""#).expect("the file names the dialect");
    let line = before.lines().count();
    let column = before.lines().last().map_or(0, str::len) + r#""py99""#.len();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("results.json");
    std::fs::write(&path, changed).expect("it can be written");
    let (status, says) =
        told(&["merge".as_ref(), path.as_ref(), "--out".as_ref(), folder.path().as_ref()]);
    assert_eq!(status, Some(2), "{says}");
    assert!(says.contains(&format!("results.json:{line}:{column}")), "{line}:{column} in {says}");
    assert!(says.contains("there is no dialect `py99`"), "{says}");
    for known in Dialect::all() {
        assert!(says.contains(&format!("`{known}`")), "{known} in {says}");
    }
}

/// Runs the command; returns its exit status and what it writes to standard error.
fn told(arguments: &[&std::ffi::OsStr]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uopbench"));
    let output = command.args(arguments).output().expect("the command starts");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_file_is_not_merged_with_itself() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
    for (path, says) in [(reference, "would count twice"), (fixture(), "the same samples")] {
        let path = path.as_os_str();
        let (status, stderr) =
            told(&["merge".as_ref(), path, path, "--out".as_ref(), out.as_os_str()]);
        assert!(status == Some(2) && stderr.contains(says), "{stderr}");
        assert!(!out.exists());
    }
}

#[test]
fn files_without_a_common_workload_are_told_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut other = load(&fixture());
    for program in &mut other.workloads {
        program.name.insert_str(0, "other_");
    }
    for measurement in &mut other.measurements {
        measurement.workload.insert_str(0, "other_");
    }
    let path = folder.path().join("other.json");
    std::fs::write(&path, other.to_json().expect("JSON")).expect("written");
    let fixture = fixture();
    let (status, stderr) = told(&["compare".as_ref(), fixture.as_os_str(), path.as_os_str()]);
    assert!(status == Some(2) && stderr.contains("no workload in common"), "{stderr}");
    assert!(!stderr.contains("across-machines"), "{stderr}");
}

#[test]
fn report_draws_every_file_again_and_alike() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [first, second] = ["first", "second"].map(|name| folder.path().join(name));
    for out in [&first, &second] {
        let output = report(&fixture(), out);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let charts = drawn().into_iter().flat_map(|c| [format!("{c}.svg"), format!("{c}.png")]);
    for name in charts.chain(["report.html".into(), "report.md".into()]) {
        let [a, b] = [&first, &second].map(|out| std::fs::read(out.join(&name)).expect("written"));
        assert!(a == b, "{name} differs from one drawing to the next");
        let start: &[u8] = match name.rsplit('.').next() {
            Some("png") => b"\x89PNG",
            Some("svg") => b"<svg",
            Some("html") => b"<!DOCTYPE html>",
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
    for needle in ["http:", "https:", "<script>", "<link", "src=", "@import"] {
        assert!(!outside.contains(needle), "{needle}");
    }
    assert!(page.contains("b'a|b&lt;c&gt;'"));
    assert_eq!(page.matches("<figure").count(), drawn().len());
}

#[test]
fn numbers_in_the_report_are_those_of_the_file() {
    let results = load(&fixture());
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(report(&fixture(), folder.path()).status.success());
    let page = std::fs::read_to_string(folder.path().join("report.md")).expect("written");
    let bytes = results.get("crc", "copy-patch", Metric::CodeBytes).expect("a number").median;
    let (_, details) = page.split_once("crc: times, bytes and break-even").expect("a table");
    let row = details.lines().find(|line| line.starts_with("| copy-patch |")).expect("a row");
    assert!(row.contains(&text::count(bytes as u64)), "{row}");
}

/// What `report --beside` refuses, and what it says: the same processor, no costs of uops, a broken file.
#[test]
fn only_the_same_programs_on_another_processor_are_set_beside() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
    let [other, broken] = ["other.json", "broken.json"].map(|name| folder.path().join(name));
    let mut results = load(&fixture());
    results.environment.insert("target".into(), results::Fact::Text("other-system".into()));
    std::fs::write(&other, results.to_json().expect("JSON")).expect("written");
    std::fs::write(&broken, "{\n  \"schema_version\": 2,\n").expect("written");
    let out = folder.path().join("out");
    for (beside, says) in [
        (&reference, "can't compare: both files are of"),
        (&other, "can't compare: "),
        (&broken, "broken.json:"),
    ] {
        let (status, told) = told(&[
            "report".as_ref(),
            reference.as_os_str(),
            "--beside".as_ref(),
            beside.as_os_str(),
            "--out".as_ref(),
            out.as_os_str(),
        ]);
        assert!(status == Some(2) && told.contains(says), "no `{says}` in {told}");
        assert!(!out.exists());
    }
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

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("readable")).expect("JSON")
}

/// Whether a file of this version is what its schema says.
fn is_valid(version: u32, value: &Value) -> bool {
    let schema = format!("../results/schema/results-v{version}.schema.json");
    let schema = read_json(&Path::new(env!("CARGO_MANIFEST_DIR")).join(schema));
    jsonschema::validator_for(&schema).expect("a schema").is_valid(value)
}

#[test]
fn committed_results_of_every_version_load_and_are_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for file in [
        "results/results.json",
        "results/optimised/results.json",
        "results/aarch64/results.json",
        "results/aarch64/x86-64-1.json",
        "results/aarch64/x86-64-2.json",
    ] {
        let path = root.join(file);
        let value = read_json(&path);
        let version = value["schema_version"].as_u64().expect("a version") as u32;
        assert!(is_valid(version, &value), "{file}");
        let results = load(&path);
        let again: Value = serde_json::from_str(&results.to_json().expect("JSON")).expect("JSON");
        assert!(is_valid(3, &again), "{file} written anew");
    }
}

/// The samples that a bench takes today: about twelve in each process.
fn with_as_many_samples_as_a_bench_takes(samples: &Samples) -> Samples {
    const SAMPLES: usize = 12;
    let mut kept = Samples { batch: samples.batch, ..Samples::default() };
    // Where each sample of the first ones has gone.
    let mut places = vec![None; samples.samples.len()];
    let mut start = 0;
    for process in samples.by_process() {
        for (number, sample) in process.iter().take(SAMPLES).enumerate() {
            places[start + number] = Some(kept.samples.len());
            kept.samples.push(results::sample(*sample));
        }
        kept.processes.push(process.len().min(SAMPLES));
        start += process.len();
    }
    let noted = |notes: &[(usize, u64)]| {
        notes.iter().filter_map(|(place, what)| Some((places[*place]?, *what))).collect()
    };
    (kept.steal, kept.switches) = (noted(&samples.steal), noted(&samples.switches));
    for (number, (_, shift)) in samples.layouts.iter().enumerate() {
        // Four places in each process.
        kept.layouts.push(((number * 3).min(kept.samples.len() - 1), *shift));
    }
    kept
}

/// What is committed stays small: of the reference runs, all samples and the report.
#[test]
fn files_of_a_full_bench_are_small() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for file in ["results/results.json", "results/optimised/results.json"] {
        let mut results = load(&root.join(file));
        for one in &mut results.measurements {
            if let Reading::Number(samples) = &mut one.reading
                && !samples.is_exact()
                && one.metric.unit() == "ns"
            {
                *samples = with_as_many_samples_as_a_bench_takes(samples);
                samples.estimate();
            }
        }
        let bytes = results.to_json().expect("JSON").len();
        assert!(bytes <= 1_500_000, "{file}: {bytes} bytes");
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(report(&root.join(file), folder.path()).status.success());
        let page = std::fs::metadata(folder.path().join("report.html")).expect("written").len();
        assert!(page <= 600_000, "{file}: a report of {page} bytes");
    }
}

#[test]
fn what_bench_writes_validates() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(["bench", "../conformance/programs/points.uop", "--quick", "--time", "6s"])
        .args(["--processes", "2"])
        .args(["--seed", "5", "--out"])
        .arg(folder.path())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let path = folder.path().join("results.json");
    assert!(is_valid(3, &read_json(&path)));
    assert!(!folder.path().join("parts").exists(), "parts are merged and gone");

    let results = load(&path);
    assert_eq!(results.processes.len(), 2);
    assert_eq!(results.memory.len(), results.backends.len());
    let run = results.get("points", "interp-match", Metric::RunNs).expect("a number");
    assert_eq!((run.processes.len(), run.warm_up.len()), (2, 2));
    let blocks: usize = results.processes.iter().map(|p| p.reference_ns.len()).sum();
    assert_eq!(run.n, blocks, "every block has a sample of everything");
    for backend in &results.backends {
        for metric in Metric::ALL {
            let mentioned =
                results.measurements.iter().any(|m| m.backend == backend.id && m.metric == metric);
            let only_of_some =
                [Metric::LoadNs, Metric::AaFloor, Metric::RunAgainNs, Metric::LayoutSpread]
                    .contains(&metric);
            let is_phase = Phase::ALL.map(Metric::of_phase).contains(&metric);
            assert!(mentioned || only_of_some || is_phase, "{} {}", backend.id, metric.name());
        }
        let phases = match backend.id.as_str() {
            "copy-patch" => &[Metric::PhaseSelectNs, Metric::PhaseCopyNs, Metric::PhasePatchNs][..],
            id if id.starts_with("cranelift") => &[
                Metric::PhaseFrontendNs,
                Metric::PhaseOptimiseNs,
                Metric::PhaseLowerNs,
                Metric::PhaseAllocateNs,
                Metric::PhaseEmitNs,
            ],
            _ => &[],
        };
        for phase in phases {
            let time = results.get("points", &backend.id, *phase).expect("a time");
            assert_eq!(time.processes.len(), 2, "{} {}", backend.id, phase.name());
            let whole = results.get("points", &backend.id, Metric::CompileNs).expect("a time");
            assert!(time.median < 10.0 * whole.median, "{} {}", backend.id, phase.name());
        }
    }
    assert!(results.get("points", "interp-match", Metric::AaFloor).is_some());
    let load = results.measurements.iter().filter(|m| m.metric == Metric::LoadNs);
    let load: Vec<_> = load.filter_map(Measurement::number).collect();
    assert_eq!(load.len(), 1, "all backends start from the same loaded program");
    assert!(load[0].median > 0.0 && load[0].processes.len() == 2, "{:?}", load[0]);
}

#[test]
fn schema_refuses_what_it_should() {
    let good = read_json(&fixture());
    assert!(is_valid(1, &good));
    let changes: [fn(&mut Value); 4] = [
        |v| v["schema_version"] = 99.into(),
        |v| v["measurements"][0]["metric"] = "speed".into(),
        |v| v["measurements"][0]["unavailable"] = "both".into(),
        |v| v["workloads"][0]["hash"] = "xyz".into(),
    ];
    let newer: Value =
        serde_json::from_str(&load(&fixture()).to_json().expect("JSON")).expect("JSON");
    for (version, good) in [(1, good), (3, newer)] {
        for (i, change) in changes.iter().enumerate() {
            let mut bad = good.clone();
            change(&mut bad);
            assert!(!is_valid(version, &bad), "change {i} of version {version}");
        }
    }
}

#[test]
fn growth_is_drawn_and_told_where_results_have_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut results = load(&fixture());
    let point = |uops: usize| Point { uops, compile_ns: 15.0 * uops as f64 };
    results.scaling = vec![Growth {
        dialect: Dialect::default(),
        backend: "copy-patch".into(),
        points: vec![point(10), point(100)],
        slope: Some(Estimate { value: 1.25, lo: 1.125, hi: 1.5 }),
        ended: Some("there is no more".into()),
    }];
    let path = folder.path().join("results.json");
    std::fs::write(&path, results.to_json().expect("JSON")).expect("written");
    assert_eq!(load(&path), results);
    assert!(report(&path, folder.path()).status.success());
    let page = std::fs::read_to_string(folder.path().join("report.md")).expect("written");
    assert!(page.contains("Slopes: `copy-patch` 1.25 [1.12, 1.50]."), "{page}");
    assert!(page.contains("copy-patch stops at 100 uops, which take 1.50 µs: there is no more."));
    assert!(folder.path().join("scaling.svg").exists());
}
