//! Pythons are found, timed and held to the right answer. A script stands in for one, so that the
//! tests need none.
#![cfg(unix)]

use peers::Error;
use peers::{Budget, Peer, Task};
use results::{Reading, Results};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use trace::rng::Rng;

const PROBED: &str = r#"{"implementation": "cpython", "version": "3.13.0",
    "version_info": [3, 13, 0], "compiler": "GCC 12", "jit": "none", "free_threaded": false,
    "executable": "SELF"}"#;

/// A script that answers as a Python would: what it is, then `answer`.
fn stand_in(folder: &Path, probed: &str, answer: &str) -> PathBuf {
    let path = folder.join("python3");
    let probed = probed.replace("SELF", &path.display().to_string());
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in\n*version_info*) echo '{probed}' ;;\n*) cat > /dev/null; {answer} ;;\nesac\n"
    );
    std::fs::write(&path, script).expect("the script can be written");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("it is ours");
    path
}

fn task(folder: &Path) -> Task {
    let source = folder.join("program.py");
    std::fs::write(&source, "def run(n):\n    return n * 6\n").expect("it can be written");
    Task {
        workload: "six".into(),
        source,
        args: "(7,)".into(),
        result: "42".into(),
        opaque_percent: None,
    }
}

fn measured(peers: &[Peer], task: Task) -> Vec<Reading> {
    let mut rng = Rng::new(1);
    let measured = peers::measure(peers, &[task], Budget::QUICK, &mut rng, |_| {});
    measured.expect("the source is there").into_iter().map(|m| m.reading).collect()
}

fn answering(answer: &str) -> Reading {
    let folder = TempDir::new().expect("there is room");
    let python = stand_in(folder.path(), PROBED, answer);
    let peers = peers::find(&[python]).expect("it answers");
    assert_eq!(peers[0].id, "cpython-3.13.0");
    measured(&peers, task(folder.path())).swap_remove(0)
}

#[test]
fn samples_of_all_processes_are_kept() {
    let answer = r#"echo '{"result": "42", "samples": [10.0, 30.0, 20.0], "batch": 4}'"#;
    let Reading::Number(samples) = answering(answer) else { panic!("there is a number") };
    assert_eq!((samples.n, samples.median, samples.batch), (9, 20.0, Some(4)));
}

/// A script may start a Python that takes something else for itself, or that can't be started alone.
#[test]
fn what_was_asked_for_is_what_runs() {
    let folder = TempDir::new().expect("there is room");
    let answer = r#"echo '{"result": "42", "samples": [10.0, 30.0, 20.0], "batch": 4}'"#;
    let elsewhere = PROBED.replace("SELF", "/nonexistent/bin/python3");
    let python = stand_in(folder.path(), &elsewhere, answer);
    let peers = peers::find(&[python]).expect("it answers");
    let reading = measured(&peers, task(folder.path())).swap_remove(0);
    assert!(matches!(reading, Reading::Number(_)), "{reading:?}");
}

#[test]
fn a_wrong_answer_gets_no_number() {
    for (answer, reason) in [
        (r#"echo '{"result": "41"}'"#, "it returns 41 instead of 42"),
        (r#"echo '{"result": "42"}'"#, "it took no samples"),
        ("echo Trace; echo 'NameError: n' >&2; exit 1", "NameError: n"),
    ] {
        assert_eq!(answering(answer), Reading::Missing { unavailable: reason.into() });
    }
    let Reading::Missing { unavailable } = answering("echo 7 7") else { panic!("no number") };
    assert!(unavailable.starts_with("its answer can't be read"), "{unavailable}");
}

/// A JIT that was to be switched and is not, or that has not settled, is not measured.
#[test]
fn a_jit_that_is_not_as_asked_for_gets_no_number() {
    let folder = TempDir::new().expect("there is room");
    let probed = PROBED.replace(r#""jit": "none""#, r#""jit": "switchable""#);
    for (said, reasons) in [
        (r#""jit": true"#, [Some("its JIT can't be switched off"), None]),
        (r#""jit": false"#, [None, Some("its JIT can't be switched on")]),
        (r#""settled": false"#, [Some("its JIT still makes traces after 1 s"); 2]),
    ] {
        let answer = format!(r#"echo '{{"result": "42", "samples": [1.0], "batch": 1, {said}}}'"#);
        let peers = peers::find(&[stand_in(folder.path(), &probed, &answer)]).expect("it answers");
        let readings = measured(&peers, task(folder.path())).into_iter();
        let given = readings.map(|reading| match reading {
            Reading::Number(_) => None,
            Reading::Missing { unavailable } => Some(unavailable),
        });
        let expected = reasons.map(|reason| reason.map(str::to_owned));
        assert_eq!(given.collect::<Vec<_>>(), expected, "{said}");
    }
}

/// A program that makes a trace in each call, as it seems, never becomes warm.
#[test]
fn samples_count_once_a_jit_has_made_its_traces() {
    let Ok(peers) = peers::find(&[]) else { return };
    let folder = TempDir::new().expect("there is room");
    let task = task(folder.path());
    let program = "import time\nclass uop_executor: pass\nmade = []\ndef run(n):\n    \
        time.sleep(0.001)\n    made.append(uop_executor())\n    return n * 6\n";
    std::fs::write(&task.source, program).expect("it can be written");
    let reason = "its JIT still makes traces after 1 s".to_owned();
    let readings = measured(&peers[..1], task);
    assert_eq!(readings, [Reading::Missing { unavailable: reason }]);
}

/// All Pythons of a folder are measured.
#[test]
fn a_folder_is_all_its_pythons() {
    let folder = TempDir::new().expect("there is room");
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).expect("there is room");
    let answer = r#"echo '{"result": "42", "samples": [10.0], "batch": 4}'"#;
    let python = stand_in(&bin, PROBED, answer);
    std::fs::copy(&python, bin.join("python3.13")).expect("there is room");
    let peers = peers::find(&[folder.path().into()]).expect("both answer");
    let ids: Vec<&str> = peers.iter().map(|peer| &*peer.id).collect();
    assert_eq!(ids, ["cpython-3.13.0", "cpython-3.13.0-2"]);
    for reading in measured(&peers, task(folder.path())) {
        assert!(matches!(reading, Reading::Number(_)), "{reading:?}");
    }
}

#[test]
fn what_is_no_recent_python_is_an_error() {
    let folder = TempDir::new().expect("there is room");
    let old = PROBED.replace("3.13.0", "3.9.1").replace("[3, 13, 0]", "[3, 9, 1]");
    for (path, reason) in [
        (stand_in(folder.path(), &old, "true"), "it is 3.9.1; 3.11 or later is wanted"),
        (PathBuf::from("/bin/false"), "it ended with exit status: 1"),
        (PathBuf::from("/no/python"), "No such file or directory (os error 2)"),
        (PathBuf::from("/bin/echo"), "it does not answer as a Python does"),
    ] {
        match peers::find(std::slice::from_ref(&path)) {
            Err(Error::Python { reason: given, .. }) => assert_eq!(given, reason),
            other => panic!("{}: {other:?}", path.display()),
        }
    }
}

/// A Python would execute what the backends replay, so that the two times would be of different work.
#[test]
fn a_program_that_is_mostly_replayed_is_not_compared() {
    let folder = TempDir::new().expect("there is room");
    let answer = r#"echo '{"result": "42", "samples": [10.0, 30.0, 20.0], "batch": 4}'"#;
    let peers = peers::find(&[stand_in(folder.path(), PROBED, answer)]).expect("it answers");
    let reading = |percent| {
        let task = Task { opaque_percent: Some(percent), ..task(folder.path()) };
        measured(&peers, task).swap_remove(0)
    };
    assert!(matches!(reading(20), Reading::Number(_)));
    let Reading::Missing { unavailable } = reading(21) else { panic!("there is a number") };
    assert!(unavailable.starts_with("21 % of CPython's time"), "{unavailable}");
}

/// Where there are Pythons, they compute what the program says, and are told when they don't.
#[test]
fn pythons_of_this_machine_are_timed() {
    let Ok(peers) = peers::find(&[]) else { return };
    let folder = TempDir::new().expect("there is room");
    let task = task(folder.path());
    for reading in measured(&peers[..1], task.clone()) {
        assert!(matches!(reading, Reading::Number(_)), "{reading:?}");
    }
    for reading in measured(&peers[..1], Task { result: "41".into(), ..task }) {
        assert!(matches!(reading, Reading::Missing { .. }), "{reading:?}");
    }
}

#[test]
fn results_get_further_backends_once() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/results.json");
    let text = std::fs::read_to_string(&path).expect("there are results");
    let mut results = Results::from_json(&path, &text).expect("they can be read");
    let folder = TempDir::new().expect("there is room");
    let answer = r#"echo '{"result": "42", "samples": [10.0, 30.0, 20.0], "batch": 4}'"#;
    let python = stand_in(folder.path(), PROBED, answer);
    let peers = peers::find(&[python]).expect("it answers");
    let workload = results.workloads[0].name.clone();
    let task = Task { workload: workload.clone(), ..task(folder.path()) };
    let before = (results.backends.len(), results.measurements.len());
    for _ in 0..2 {
        let tasks = [task.clone()];
        let measured = peers::measure(&peers, &tasks, Budget::QUICK, &mut Rng::new(1), |_| {});
        peers::add(&mut results, &peers, measured.expect("the source is there"));
        assert_eq!(
            (results.backends.len(), results.measurements.len()),
            (before.0 + 1, before.1 + 1)
        );
    }
    let json = results.to_json().expect("it can be written");
    let again = Results::from_json(&path, &json).expect("it can be read");
    let added = again.get(&workload, "cpython-3.13.0", results::Metric::RunNs);
    assert_eq!(added.map(|samples| samples.median), Some(20.0));
}

/// A folder stands for the workload of its name, whatever else has that name among the workloads.
#[test]
fn a_folder_that_is_named_has_the_source_of_its_workload() {
    let folder = TempDir::new().expect("there is room");
    let results = folder.path().join("results.json");
    let committed =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results/optimised/results.json");
    std::fs::copy(committed, &results).expect("there is room");
    let source = folder.path().join("crc");
    std::fs::create_dir(&source).expect("there is room");
    std::fs::write(source.join("program.py"), "").expect("there is room");
    // The request, as the stand-in gets it, names the source.
    let requests = folder.path().join("requests");
    let probe = PROBED.replace('\n', "");
    let answer = r#"echo '{"result": "another", "samples": [1.0], "batch": 1}'"#;
    let python = stand_in(folder.path(), &probe, answer);
    let script = std::fs::read_to_string(&python).expect("it is ours");
    let script = script.replace("/dev/null", &requests.display().to_string());
    std::fs::write(&python, script).expect("it is ours");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(["peers", "--quick", "--python"])
        .arg(&python)
        .args([&source, Path::new("missing"), Path::new("--add-to"), &results])
        .output()
        .expect("it starts");
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
    assert!(output.status.success(), "{stderr}");
    assert!(stderr.contains("note: the results have no workload missing\n"), "{stderr}");
    assert!(stdout.contains("crc on cpython-3.13.0: it returns another instead of"), "{stdout}");
    let request = std::fs::read_to_string(requests).expect("it was asked");
    assert!(request.contains(&source.join("program.py").display().to_string()), "{request}");
}
