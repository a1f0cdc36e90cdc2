//! `uopbench evaluate`, completions and manual pages.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn uopbench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .expect("the command starts")
}

/// The results of a run in which copy-patch is about 1.5 times as fast as interp-tail.
const RESULTS: &str = "results/results.json";

fn grades(arguments: &[&str]) -> Vec<(String, String)> {
    let output = uopbench(&[&["evaluate", RESULTS, "--json"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let files: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let files = files.as_array().expect("an array");
    let criteria = files.iter().flat_map(|file| file["criteria"].as_array().expect("an array"));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    criteria.map(|criterion| (text(&criterion["id"]), text(&criterion["grade"]))).collect()
}

/// A criterion on the run time of copy-patch, in percent faster than interp-tail.
fn criteria(at_least: f64, statistic: &str) -> String {
    format!(
        "title = \"t\"\n[[criterion]]\nid = \"speed\"\nclaim = \"c\"\nmetric = \"run_ns\"\n\
         backend = \"copy-patch\"\nagainst = \"interp-tail\"\nunit = \"% faster\"\n\
         statistic = \"{statistic}\"\nat_least = {at_least}\n"
    )
}

#[test]
fn bounds_pass_or_fail() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.toml");
    for (at_least, statistic, grade) in [
        (20.0, "geometric-mean", "pass"),
        (500.0, "geometric-mean", "fail"),
        // However the machine was: no workload takes twice as long.
        (-50.0, "worst", "pass"),
        // Some workload is five times as fast, but not each three times.
        (200.0, "worst", "fail"),
    ] {
        std::fs::write(&path, criteria(at_least, statistic)).expect("written");
        let name = path.to_str().expect("a path");
        let grades = grades(&["--criteria", name]);
        assert_eq!(grades, [("speed".to_owned(), grade.to_owned())], "{at_least} {statistic}");
        let output = uopbench(&["evaluate", RESULTS, "--criteria", name, "--fail-on", "fail"]);
        assert_eq!(output.status.code(), Some(i32::from(grade == "fail")));
    }
}

/// Where most of some programs is replayed, the mean over the others is told beside that over all, by `evaluate` and by the
/// report.
#[test]
fn programs_that_are_mostly_replayed_have_means_of_their_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join(RESULTS)).expect("there are results");
    let mut results: Value = serde_json::from_str(&text).expect("JSON");
    let workloads = results["workloads"].as_array_mut().expect("an array");
    let count = workloads.len();
    for (workload, percent) in workloads.iter_mut().zip([100, 21, 20, 0]) {
        workload["opaque_percent"] = percent.into();
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("results.json");
    std::fs::write(&path, results.to_string()).expect("written");
    let path = path.to_str().expect("a path");
    let output = uopbench(&["evaluate", path, "--criteria", "pep836", "--json"]);
    let files: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let reason = files[0]["criteria"][0]["reason"].as_str().expect("a text");
    let others = count - 2;
    for part in [
        format!("geometric mean over {count} workloads; "),
        "of 2 of them, more than 20 % is replayed here and not measured".to_owned(),
        format!(", and over the {others} others it is "),
    ] {
        assert!(reason.contains(&part), "{reason}");
    }
    let out = folder.path().join("report");
    let output = uopbench(&["report", path, "--out", out.to_str().expect("a path")]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = std::fs::read_to_string(out.join("report.md")).expect("it was written");
    let header =
        format!("| backend | at most 20 %: {others} programs | more than 20 %: 2 programs |");
    assert!(report.contains(&header), "{report}");
    assert!(report.contains("\n| interp-match | 1.00× | 1.00× |\n"), "{report}");
}

/// The committed results in both shapes; which of them is evaluated makes no difference.
#[test]
fn regions_are_compared_with_traces_where_both_are_named() {
    let [traces, regions] =
        ["results/shapes/trace/results.json", "results/shapes/region/results.json"];
    let read = |results: &str, more: &[&str]| {
        let arguments = ["evaluate", results, "--criteria", "pep836", "--json"];
        let output = uopbench(&[&arguments, more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let files: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let criteria = files[0]["criteria"].as_array().expect("an array").clone();
        let of_shapes =
            |criterion: &Value| criterion["id"].as_str().expect("").starts_with("regions");
        criteria.into_iter().filter(of_shapes).collect::<Vec<Value>>()
    };
    let alone = read(regions, &[]);
    assert_eq!(alone.len(), 3);
    for criterion in &alone {
        assert_eq!(criterion["grade"], "not-measured");
        assert!(criterion["reason"].as_str().expect("a text").contains("uopbench shapes"));
    }
    let both = read(regions, &["--level", traces]);
    let run = both[0]["number"].as_f64().expect("a number");
    assert!((0.5..2.0).contains(&run), "{run}");
    let uops = both[2]["number"].as_f64().expect("a number");
    assert!(uops < 1.0, "{uops}");
    assert_eq!(read(traces, &["--level", regions]), both);
    // The other way round it is the reciprocal.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.toml");
    let text = "title = \"t\"\n[[criterion]]\nid = \"a\"\nclaim = \"c\"\nmetric = \"uops_static\"\n\
                backend = \"copy-patch\"\nagainst_shape = \"region\"\nunit = \"times\"\nat_most = 9\n";
    std::fs::write(&path, text).expect("written");
    let name = path.to_str().expect("a path");
    let output = uopbench(&["evaluate", regions, "--level", traces, "--criteria", name, "--json"]);
    let files: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let number = files[0]["criteria"][0]["number"].as_f64().expect("a number");
    assert!((number * uops - 1.0).abs() < 1e-9, "{number} and {uops}");
}

#[test]
fn shipped_criteria_are_evaluated_and_tests_are_not_assumed() {
    let grades = grades(&[]);
    let of =
        |id: &str| grades.iter().find(|(known, _)| known == id).map(|(_, grade)| grade.as_str());
    assert_eq!(of("faster-to-stay"), Some("pass"));
    assert_eq!(of("w-xor-x"), Some("not-measured"));
    let output = uopbench(&["evaluate", RESULTS, "--fail-on", "not-measured"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn bad_criteria_are_diagnostics_with_their_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bad.toml");
    let good = criteria(5.0, "geometric-mean");
    for (from, to, says, place) in [
        ("run_ns", "speed", "there is no metric called `speed`", ":5:"),
        ("copy-patch", "copy-path", "did you mean `copy-patch`?", ":6:"),
        ("at_least", "at_leest", "unknown field", ":10:"),
        ("[[criterion]]", "[[criterion]", "", ":2:"),
    ] {
        std::fs::write(&path, good.replace(from, to)).expect("written");
        let output = uopbench(&["evaluate", RESULTS, "--criteria", path.to_str().expect("a path")]);
        let message = String::from_utf8_lossy(&output.stderr).replace("\n  │ ", " ");
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(says), "{message}");
        assert!(message.contains(&format!("bad.toml{place}")), "{message}");
    }
    let output = uopbench(&["evaluate", RESULTS, "--criteria", "pep83"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `pep836`?"));
}

#[test]
fn shells_get_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = uopbench(&["completions", shell]);
        let script = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && script.contains("break-even"), "{shell}");
        assert!(!output.stdout.is_empty());
    }
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let output = uopbench(&["man"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains(".TH uopbench 1"));
    let folder = tempfile::tempdir().expect("a folder");
    let output = uopbench(&["man", "--out", folder.path().to_str().expect("a path")]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for page in ["uopbench.1", "uopbench-bench.1", "uopbench-evaluate.1"] {
        assert!(folder.path().join(page).exists(), "{page}");
    }
    assert!(!folder.path().join("uopbench-measure-process.1").exists(), "it is hidden");
}

#[test]
fn quiet_commands_say_nothing_beside_their_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("a path");
    let output = uopbench(&["report", RESULTS, "--out", out, "--quiet"]);
    assert!(output.status.success() && output.stderr.is_empty());
    let output = uopbench(&["report", RESULTS, "--out", out]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("wrote"));
}

#[test]
fn attribution_adds_up() {
    let output = uopbench(&["attribute", "sum_range", "--quick", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let attribution: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let uops = attribution["uops"].as_array().expect("an array");
    let sum = |of: &dyn Fn(&Value) -> &Value| {
        uops.iter().map(|uop| of(uop).as_u64().expect("a number")).sum::<u64>()
    };
    assert_eq!(Some(sum(&|uop| &uop["executed"])), attribution["executed"].as_u64());
    let run = uopbench(&["run", "sum_range", "--quick", "--json"]);
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    let first: Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
    assert_eq!(attribution["executed"], first["uops_executed"]);
    let table = uopbench(&["attribute", "sum_range", "--quick", "--top", "3"]);
    let table = String::from_utf8_lossy(&table.stdout).into_owned();
    assert_eq!(table.lines().count(), 5, "{table}");
}
