//! Recordings of CPython 3.14 and 3.15: the traces of its JIT become traces of the program, uop for uop.

use std::path::PathBuf;
use trace::{ImportError, Program, Traces, import_with};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../workloads")
}

/// The dialects of the recordings.
const DIALECTS: [&str; 2] = ["py314", "py315"];

/// The recording of a workload under a dialect's CPython.
fn recording(workload: &str, dialect: &str) -> String {
    let path = folder().join(workload).join(format!("recording-{dialect}.json"));
    std::fs::read_to_string(path).expect("there is a recording")
}

fn workloads() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).expect("there are workloads");
    let folders = entries.map(|entry| entry.expect("the folder can be listed"));
    let folders = folders.filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().into_string().expect("a name")).collect()
}

/// The names of each executor's uops, those of its stubs left out.
fn recorded(recording: &str) -> Vec<Vec<String>> {
    let ends = ["_JUMP_TO_TOP", "_EXIT_TRACE", "_DEOPT", "_DYNAMIC_EXIT"];
    let json: serde_json::Value = serde_json::from_str(recording).expect("JSON");
    let executors = json["executors"].as_array().expect("executors");
    let names = |executor: &serde_json::Value| {
        let uops = executor["uops"].as_array().expect("uops").iter();
        let mut names: Vec<String> =
            uops.map(|uop| uop["uop"].as_str().expect("a name").to_owned()).collect();
        let end = names.iter().position(|name| ends.contains(&name.as_str())).expect("an end");
        names.truncate(end + 1);
        names
    };
    executors.iter().map(names).collect()
}

/// Whether one of CPython's uops is this one here: the same, or the one of its kind that suits what is known
/// before the run of who owns a slot.
fn is_replayed(cpython: &str, here: &str) -> bool {
    let is_pop = |name: &str| {
        ["_POP_TOP", "_POP_TOP_NOP", "_POP_TOP_INT", "_POP_TOP_FLOAT", "_POP_TOP_UNICODE"]
            .contains(&name)
    };
    cpython == here
        || (is_pop(cpython) && is_pop(here))
        || cpython.replace("_BORROW", "") == here
        || (here == "_NOP" && ["_MAKE_HEAP_SAFE", "_GUARD_TOS_NOT_NULL"].contains(&cpython))
}

fn imported(recording: &str, traces: Traces) -> (Program, Vec<Option<usize>>) {
    let imported = import_with(recording.as_bytes(), "recording.json", Some(traces));
    let imported = imported.unwrap_or_else(|error| panic!("{error}"));
    (Program::clone(imported.program.program()), imported.executors)
}

#[test]
fn traces_of_cpython_are_replayed_uop_for_uop() {
    let workloads = workloads();
    assert!(!workloads.is_empty());
    for (workload, dialect) in workloads.iter().flat_map(|name| DIALECTS.map(|it| (name, it))) {
        let recording = recording(workload, dialect);
        let recorded = recorded(&recording);
        let (program, executors) = imported(&recording, Traces::Cpython);
        let mut replayed = vec![false; recorded.len()];
        for (trace, executor) in program.traces.iter().zip(executors) {
            let Some(number) = executor else { continue };
            let place = format!("{workload}, {dialect}, executor {number}, {}", trace.name);
            let here: Vec<&str> = trace.uops.iter().map(|uop| uop.op.name()).collect();
            assert_eq!(here.len(), recorded[number].len(), "{place}");
            for (cpython, here) in recorded[number].iter().zip(here) {
                assert!(is_replayed(cpython, here), "{place}: {cpython} became {here}");
            }
            replayed[number] = true;
        }
        assert!(replayed.contains(&true), "{workload}, {dialect}");
    }
}

#[test]
fn a_recording_has_both_kinds_of_traces() {
    let recording = recording("sieve", "py315");
    let (_, executors) = imported(&recording, Traces::Own);
    assert!(executors.iter().all(Option::is_none));
    let (_, executors) = imported(&recording, Traces::Cpython);
    assert!(executors.iter().any(Option::is_some));
}

#[test]
fn a_recording_without_traces_of_cpython_has_none_to_run() {
    let halves = include_str!("recordings/halves.json");
    let error = import_with(halves.as_bytes(), "halves.json", Some(Traces::Cpython));
    let message = error.expect_err("it has none").to_string();
    assert_eq!(message, "halves.json: it has no traces of CPython's JIT");
}

/// What is said about a recording in which a text is replaced by another.
fn broken(from: &str, to: &str) -> ImportError {
    let recording = recording("fib_iter", "py315");
    assert!(recording.contains(from), "{from}");
    let broken = recording.replacen(from, to, 1);
    import_with(broken.as_bytes(), "broken.json", None).expect_err("it is broken")
}

#[test]
fn broken_executors_are_errors_with_a_place() {
    let place = |error: &ImportError| match error {
        ImportError::Json(diagnostic) => (diagnostic.line() > 1, diagnostic.message().to_owned()),
        other => panic!("{other}"),
    };
    let error = broken(
        "\"uop\":\"_START_EXECUTOR\",\"oparg\":0,\"jump\":",
        "\"uop\":\"_START_EXECUTOR\",\"oparg\":0,\"jump\":9",
    );
    let (has_place, message) = place(&error);
    assert!(
        has_place && message.contains("uop 0 of the executor, `_START_EXECUTOR`, leads to uop 9"),
        "{message}"
    );
    let (has_place, message) =
        place(&broken("\"uop\":\"_MAKE_WARM\"", "\"name of uop\":\"_MAKE_WARM\""));
    assert!(has_place && message.contains("unknown field `name of uop`"), "{message}");
    let (has_place, message) = place(&broken("\"oparg\":0", "\"oparg\":70000"));
    assert!(has_place && message.contains("70000"), "{message}");
}

#[test]
fn an_unknown_uop_of_cpython_is_named_with_its_line() {
    let unknown = recording("fib_iter", "py315").replacen("_MAKE_WARM", "_MAKE_COLD", 1);
    let imported = import_with(unknown.as_bytes(), "unknown.json", None).expect("it is left out");
    let [missing] = &imported.left_out[..] else { panic!("{:?}", imported.left_out) };
    let message = missing.to_string();
    assert!(message.starts_with("fib_iter.py:"), "{message}");
    assert!(
        message.ends_with("executor 0, _MAKE_COLD: not supported yet: uop _MAKE_COLD"),
        "{message}"
    );
}

#[test]
fn executors_lead_to_executors_and_start_at_instructions() {
    let message = broken("\"executor\":null", "\"executor\":7").to_string();
    assert_eq!(message, "broken.json: an exit of executor 0 leads to no executor");
    let message = broken("\"at\": ", "\"at\": 9").to_string();
    assert_eq!(message, "broken.json: executor 0 is entered by no instruction");
    let message = broken("  \"jit\": {},\n", "").to_string();
    assert_eq!(message, "broken.json: it has executors, and no settings of the JIT that made them");
}
