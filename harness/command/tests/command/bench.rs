//! `uopbench bench` from the plan to the merged results: processes, interruptions, shards.

use programs::probe;
use results::{Metric, Results, WorkloadRecord};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use trace::Shape;

fn uopbench() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_uopbench"));
    command.env("NO_COLOR", "1").env_remove("UOPBENCH_WORKLOADS");
    command
}

/// A program that takes no time.
fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../conformance/programs/{name}.uop"))
}

/// A bench of three processes for so long.
fn bench(time: &str, out: &Path) -> Command {
    let mut command = uopbench();
    command.arg("bench").arg(program("points"));
    command.args(["--quick", "--backend", "interp-match,copy-patch"]);
    command.args(["--processes", "3", "--seed", "7", "--time", time, "--out"]).arg(out);
    command
}

fn run(command: &mut Command) -> Output {
    command.output().expect("the command starts")
}

#[track_caller]
fn assert_status(output: &Output, status: i32) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{message}");
    assert!(!message.contains("panicked"), "{message}");
}

/// The results of a folder, which are as their schema says.
fn load(folder: &Path) -> Results {
    let path = folder.join("results.json");
    let read = |path: &Path| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(path).expect("readable")).expect("JSON")
    };
    let schema =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../results/schema/results-v3.schema.json");
    let validator = jsonschema::validator_for(&read(&schema)).expect("a schema");
    if let Err(error) = validator.validate(&read(&path)) {
        panic!("{error}");
    }
    Results::read(&path).expect("valid results")
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts").join(name)
}

#[test]
fn dry_run_says_what_and_how_long_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let output = run(bench("2s", &out).arg("--dry-run"));
    assert_status(&output, 0);
    let text = String::from_utf8_lossy(&output.stdout);
    for part in ["3 processes", "seed 7", "points", "copy-patch", "in all"] {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
    assert!(!out.exists());
}

#[test]
fn results_name_the_settings_of_the_jit_the_shape_and_the_arguments_that_were_asked_for() {
    for (traces, shape, settings) in [
        ("cpython", Shape::Trace, Some(vec![])),
        ("own", Shape::Trace, None),
        ("own", Shape::Region, None),
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut command = uopbench();
        command.args(["bench", "collatz", "--dialect", "py315", "--traces", traces]);
        command.args(["--shape", shape.name()]);
        command.args(["--arguments", "quick", "--backend", "interp-match", "--processes", "1"]);
        command.args(["--quick", "--seed", "7", "--time", "3s", "--out"]).arg(folder.path());
        assert_status(&run(&mut command), 0);
        let workloads = load(folder.path()).workloads;
        let [record] = &workloads[..] else { panic!("{workloads:?}") };
        assert_eq!((&record.jit, record.shape), (&settings, shape));
        assert_eq!(record.args, ["200"]);
    }
}

#[test]
fn every_process_has_its_own_order_and_layouts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // So much time that all places that a process tries fit.
    assert_status(&run(&mut bench("9s", folder.path())), 0);
    let results = load(folder.path());
    let seeds: Vec<u64> = results.processes.iter().map(|process| process.seed).collect();
    assert!(seeds.len() == 3 && seeds[0] != seeds[1] && seeds[1] != seeds[2], "{seeds:?}");
    let run = results.get("points", "copy-patch", Metric::RunNs).expect("a number");
    let shifts: std::collections::BTreeSet<u16> = run.layouts.iter().map(|(_, s)| *s).collect();
    assert!(run.layouts.len() == 12 && shifts.len() > 6, "{:?}", run.layouts);
    assert!(results.get("points", "copy-patch", Metric::LayoutSpread).is_some());
    let interpreted = results.get("points", "interp-match", Metric::RunNs).expect("a number");
    let stays = interpreted.layouts.iter().all(|(_, shift)| *shift == 0);
    assert!(stays, "an interpreter's code stays where it is");
}

#[cfg(unix)]
#[test]
fn interrupted_benches_keep_what_they_have_and_go_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let child = bench("9s", &out)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the command starts");
    while !out.join("parts/process-1.json").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
    let output = child.wait_with_output().expect("it ends");
    assert_status(&output, 130);
    assert!(String::from_utf8_lossy(&output.stderr).contains("--resume"));
    let kept = load(&out);
    assert!((1..3).contains(&kept.processes.len()), "{} processes", kept.processes.len());

    // Nothing is dropped by accident.
    assert_status(&run(&mut bench("9s", &out)), 2);
    assert_status(&run(uopbench().args(["bench", "--resume", "--out"]).arg(&out)), 0);
    let whole = load(&out);
    assert_eq!(whole.processes.len(), 3);
    assert_eq!(whole.processes[0], kept.processes[0], "what was measured is not measured again");
    assert!(!out.join("parts").exists());
    assert_status(&run(uopbench().args(["bench", "--resume", "--out"]).arg(&out)), 2);
}

#[test]
fn shards_run_by_the_schedulers_scripts_merge_to_the_whole() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shards = folder.path().join("shards");
    let files = ["closure", "linked", "points"].map(|name| program(name).display().to_string());
    let arguments = "--quick --backend interp-match --processes 2 --time 200ms";
    let arguments = format!("{} {arguments}", files.join(" "));
    let by_slurm = |number: &str| {
        let mut command = Command::new(script("bench.slurm"));
        command.env("SCRIPTS", script("")).env("BENCH_ARGUMENTS", &arguments).env("OUT", &shards);
        command.env("SLURM_ARRAY_TASK_ID", number).env("SLURM_ARRAY_TASK_COUNT", "2");
        command
    };
    let by_matrix = |number: &str| {
        let mut command = Command::new(script("bench_shard.sh"));
        command.args([number, "2"]).arg(&shards).args(arguments.split(' '));
        command
    };
    for mut command in [by_slurm("1"), by_matrix("2")] {
        let command = command.env("UOPBENCH", env!("CARGO_BIN_EXE_uopbench")).env("SEED", "5");
        assert_status(&run(command), 0);
    }
    let out = folder.path().join("whole");
    let merge = |more: &[&str]| {
        let mut command = uopbench();
        command.arg("merge").args([shards.join("shard-1"), shards.join("shard-2")]);
        run(command.args(more).arg("--out").arg(&out))
    };
    assert_status(&merge(&[]), 0);
    let whole = load(&out);
    let names: Vec<&str> = whole.workloads.iter().map(|w| w.name.as_str()).collect();
    assert_eq!(names, ["closure", "linked", "points"]);
    assert_eq!(whole.processes.len(), 4);
    assert!(out.join("report.html").exists());

    // Another machine's figures don't mix unless asked for.
    let path = shards.join("shard-2/results.json");
    let mut other = Results::read(&path).expect("valid results");
    let cpu = results::Fact::Text("another".into());
    other.environment.insert("cpu".into(), cpu);
    std::fs::write(&path, other.to_json().expect("JSON")).expect("written");
    assert_status(&merge(&[]), 2);
    assert_status(&merge(&["--across-machines"]), 0);
}

#[test]
fn the_matrix_has_every_shard() {
    let text = std::fs::read_to_string(script("bench-matrix.yml")).expect("readable");
    let line = |key: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(key));
        line.expect("the key is there").trim().to_owned()
    };
    let of: usize = line("SHARDS:").parse().expect("a number");
    let listed: Vec<String> = (1..=of).map(|number| number.to_string()).collect();
    assert_eq!(line("shard: "), format!("[{}]", listed.join(", ")));
}

#[test]
fn shards_without_a_workload_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for shard in ["2/2", "3/2", "x"] {
        let out = folder.path().join("out");
        let output = run(bench("1s", &out).args(["--shard", shard]));
        assert_status(&output, 2);
        assert!(!out.exists());
    }
}

#[test]
fn probes_are_measured_in_the_same_record_and_in_no_mean() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let mut command = uopbench();
    command.arg("bench").arg(program("points")).args(["--probes", "--processes", "1"]);
    command.args(["--backend", "interp-match,copy-patch", "--time", "100ms", "--out"]).arg(&out);
    assert_status(&run(&mut command), 0);
    let results = load(&out);
    let names = |records: &[WorkloadRecord]| -> Vec<String> {
        records.iter().map(|record| record.name.clone()).collect()
    };
    assert_eq!(names(&results.workloads), ["points"]);
    let mut probes: Vec<&str> = probe::ALL.iter().map(|probe| probe.name).collect();
    probes.sort_unstable();
    assert_eq!(names(&results.probes), probes);
    for file in ["report.md", "report.html"] {
        let report = std::fs::read_to_string(out.join(file)).expect("a report");
        assert!(report.contains("crossing, ns") && report.contains("over 1 workloads"), "{file}");
    }
}

#[test]
fn single_uops_are_measured_where_they_are_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let mut command = uopbench();
    // Single uops need many runs: of fewer rounds.
    let source =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads/sum_range/program.uop");
    let source = std::fs::read_to_string(source).expect("readable");
    let short = folder.path().join("sum_range.uop");
    std::fs::write(&short, source.replace("arg n = 200000", "arg n = 1000")).expect("written");
    command.arg("bench").arg(&short).args(["--quick", "--attribute", "--json"]);
    command.args(["--backend", "interp-match,copy-patch", "--processes", "1"]);
    let output = run(command.arg("--out").arg(&out));
    assert_status(&output, 0);
    let results = load(&out);
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let written = std::fs::read(out.join("results.json")).expect("readable");
    assert_eq!(printed, serde_json::from_slice::<serde_json::Value>(&written).expect("JSON"));

    let executed: u64 = results.attribution.iter().map(|one| one.executed).sum();
    let counted: Vec<u64> = results.counts.iter().map(|row| row.uops_executed).collect();
    assert_eq!(counted, [executed, executed]);
    let guard = results.uop_times.iter().find(|time| time.op == "_GUARD_NOS_INT");
    let guard = guard.expect("it can be repeated");
    assert_eq!((guard.workload.as_str(), guard.group.as_str()), ("sum_range", "_GUARD_NOS_INT"));
    for backend in ["interp-match", "copy-patch"] {
        let time = guard.on(backend).expect("a time");
        assert!(time.lo <= time.value && time.value <= time.hi, "{time:?}");
    }
    assert!(results.uop_times.iter().all(|time| time.op != "_ITER_NEXT_RANGE"), "it has an effect");

    let report = std::fs::read_to_string(out.join("report.md")).expect("a report");
    for caption in ["Nanoseconds per uop, by repetition", "Bytes of code per uop"] {
        assert!(report.contains(caption), "{caption}");
    }
}
