//! Recordings of CPython 3.14 and 3.15: the traces of its JIT become traces of the program, uop for uop.

use Difference::{EndsAt, Has, IsNotReached, Lacks};
use flate2::read::MultiGzDecoder;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use trace::{ImportError, Program, Traces, import_with};

/// The folder of the workloads, or the corpus.
fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

/// The dialects of the recordings.
const DIALECTS: [&str; 2] = ["py314", "py315"];

/// The recording of a workload under a dialect's CPython.
fn recording(workload: &str, dialect: &str) -> String {
    let path = folder("workloads").join(workload).join(format!("recording-{dialect}.json"));
    std::fs::read_to_string(path).expect("there is a recording")
}

/// The recording of a program of the corpus under CPython 3.15.
fn recording_of_corpus(program: &str) -> String {
    let path = folder("corpus").join(program).join("recording-py315.json.gz");
    let file = std::fs::File::open(path).expect("there is a recording");
    let mut text = String::new();
    MultiGzDecoder::new(file).read_to_string(&mut text).expect("gzip has compressed it");
    text
}

fn workloads() -> Vec<String> {
    names(&folder("workloads"))
}

/// The names of the folders in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("there are programs");
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
    // The return of a call of a class, and the guards on where it returns to, which is known.
    let known = ["_RETURN_VALUE", "_GUARD_IP_RETURN_VALUE", "_GUARD_CODE_VERSION_RETURN_VALUE"];
    let needless = ["_MAKE_HEAP_SAFE", "_GUARD_TOS_NOT_NULL"];
    cpython == here
        // The frame of a generator.
        || (cpython.ends_with("_PUSH_FRAME") && cpython.replace("_PUSH", "_PUSH_GEN") == here)
        || (is_pop(cpython) && is_pop(here))
        || cpython.replace("_BORROW", "") == here
        || (here == "_NOP" && (needless.contains(&cpython) || known.contains(&cpython)))
        // The return of a generator.
        || (cpython, here) == ("_RETURN_VALUE", "_POP_GEN_FRAME")
        // The operator's number says that it is a subscript, and which of two forms it is.
        || (cpython, here) == ("_BINARY_OP", "_BINARY_OP_SUBSCR")
        || [format!("{cpython}_0"), format!("{cpython}_1")].contains(&here.to_owned())
}

fn imported(recording: &str, traces: Traces) -> (Program, Vec<Option<usize>>) {
    let imported = import_with(recording.as_bytes(), "recording.json", Some(traces));
    let imported = imported.unwrap_or_else(|error| panic!("{error}"));
    (Program::clone(imported.program.program()), imported.executors)
}

/// How one of CPython's traces differs here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Difference {
    /// It has a uop that CPython does not need.
    Has(&'static str),
    /// It lacks a uop of CPython's.
    Lacks(&'static str),
    /// It ends where CPython has this uop.
    EndsAt(&'static str),
    /// Nothing leads there.
    IsNotReached,
}

/// What the import adds: checks of what CPython's optimiser knows and the verifier does not, where the caller of a
/// class goes on, and in programs that handle exceptions the instruction pointer before what may fail.
const ADDED: [&str; 6] = [
    "_CHECK_STACK_SPACE_OPERAND",
    "_GUARD_BINARY_OP_SUBSCR_TUPLE_INT_BOUNDS",
    "_GUARD_TYPE",
    "_GUARD_TYPE_ITER",
    "_SAVE_RETURN_OFFSET",
    "_SET_IP",
];

/// Where a trace of CPython's may end here: at an instruction that calls a special method of the program's or has C code
/// resume a generator, and at a return to a frame of which it is not known where it goes on.
const ENDS: [&str; 11] = [
    "_BINARY_OP",
    "_BINARY_OP_SUBSCR_CHECK_FUNC",
    "_CALL_BUILTIN_FAST",
    "_CALL_BUILTIN_O",
    "_CALL_LEN",
    "_CALL_NON_PY_GENERAL",
    "_CALL_METHOD_DESCRIPTOR_O_INLINE",
    "_DEOPT",
    "_GUARD_IP_RETURN_VALUE",
    "_GUARD_IP_YIELD_VALUE",
    "_TO_BOOL",
];

/// Moves values between CPython's registers and its stack.
const SPILL: &str = "_SPILL_OR_RELOAD";

/// How the uops of a trace differ from those that CPython recorded.
fn differences(recorded: &[String], here: &[&str], place: &str) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut recorded = recorded.iter().peekable();
    for &uop in here {
        // A generator is resumed and entered at once.
        if uop == "_PUSH_GEN_FRAME" && recorded.next_if(|cpython| *cpython == SPILL).is_some() {
            found.push(Lacks(SPILL));
        }
        let is_next = recorded.peek().is_some_and(|cpython| is_replayed(cpython, uop));
        if is_next {
            recorded.next();
            continue;
        }
        if let Some(end) =
            ENDS.into_iter().find(|end| recorded.peek().is_some_and(|next| next == end))
            && ["_EXIT_TRACE", "_DYNAMIC_EXIT"].contains(&uop)
        {
            found.push(EndsAt(end));
            return found;
        }
        let added = ADDED.into_iter().find(|added| *added == uop);
        let cpython = recorded.next_if(|_| added.is_none());
        found.push(Has(added.unwrap_or_else(|| panic!("{place}: {cpython:?} became {uop}"))));
    }
    assert_eq!(recorded.next(), None, "{place}");
    found
}

/// How the traces of CPython's in a recording differ here, and in how many places.
fn all_differences(name: &str, recording: &str) -> BTreeMap<Difference, usize> {
    let recorded = recorded(recording);
    let (program, executors) = imported(recording, Traces::Cpython);
    let mut all = BTreeMap::new();
    for number in 0..recorded.len() {
        if !executors.contains(&Some(number)) {
            *all.entry(IsNotReached).or_default() += 1;
        }
    }
    for (trace, executor) in program.traces.iter().zip(executors) {
        let Some(number) = executor else { continue };
        let place = format!("{name}, executor {number}, {}", trace.name);
        let here: Vec<&str> = trace.uops.iter().map(|uop| uop.op.name()).collect();
        for difference in differences(&recorded[number], &here, &place) {
            *all.entry(difference).or_default() += 1;
        }
    }
    all
}

#[test]
fn traces_of_cpython_are_replayed_uop_for_uop() {
    let workloads = workloads();
    assert_eq!(workloads.len(), 9);
    for (workload, dialect) in workloads.iter().flat_map(|name| DIALECTS.map(|it| (name, it))) {
        let name = format!("{workload}, {dialect}");
        let differences = all_differences(&name, &recording(workload, dialect));
        assert_eq!(differences, BTreeMap::new(), "{name}");
    }
}

/// With the nine workloads these are the 18 programs whose traces of CPython 3.15 were looked at first. What differs
/// is all here: checks of what CPython's optimiser knew, and where the caller of a class goes on.
#[test]
fn traces_of_nine_larger_programs_are_replayed_but_for_this() {
    let known: [(&str, &[(Difference, usize)]); 9] = [
        ("fannkuch", &[]),
        ("levenshtein", &[]),
        ("life", &[]),
        ("linked", &[(Has("_SAVE_RETURN_OFFSET"), 1)]),
        ("nbody", &[]),
        ("nqueens", &[]),
        ("points", &[(Has("_SAVE_RETURN_OFFSET"), 3)]),
        ("spectral", &[]),
        ("word_count", &[(Has("_GUARD_TYPE_ITER"), 10)]),
    ];
    for (program, known) in known {
        let differences = all_differences(program, &recording_of_corpus(program));
        assert_eq!(differences, known.iter().copied().collect(), "{program}");
    }
}

/// Programs with traces that end where CPython's go on: where a class has been called, and where C code calls the program.
const ENDING_EARLY: [&str; 3] = ["callable_filters", "curry", "shape_match"];

/// In all of the corpus but these programs nothing differs but what the import adds, and that a trace ends early or is not
/// reached as often as is said here.
#[test]
fn traces_of_the_corpus_are_replayed() {
    let programs = names(&folder("corpus"));
    assert!(programs.len() > 50);
    let mut all: BTreeMap<_, usize> = BTreeMap::new();
    for program in programs.iter().filter(|program| !ENDING_EARLY.contains(&program.as_str())) {
        for (difference, times) in all_differences(program, &recording_of_corpus(program)) {
            *all.entry(difference).or_default() += times;
        }
    }
    all.retain(|difference, _| matches!(difference, EndsAt(_) | IsNotReached));
    let known = [
        (EndsAt("_BINARY_OP"), 8),
        (EndsAt("_BINARY_OP_SUBSCR_CHECK_FUNC"), 10),
        (EndsAt("_CALL_BUILTIN_FAST"), 4),
        (EndsAt("_CALL_BUILTIN_O"), 2),
        (EndsAt("_CALL_LEN"), 5),
        (EndsAt("_CALL_METHOD_DESCRIPTOR_O_INLINE"), 1),
        (EndsAt("_CALL_NON_PY_GENERAL"), 2),
        (EndsAt("_DEOPT"), 13),
        (EndsAt("_GUARD_IP_RETURN_VALUE"), 7),
        (EndsAt("_GUARD_IP_YIELD_VALUE"), 22),
        (EndsAt("_TO_BOOL"), 3),
        (IsNotReached, 36),
    ];
    assert_eq!(all, known.into_iter().collect());
}

/// CPython makes a trace of an exit that is often taken, but none where a return leads to another caller than the recorded
/// one.
#[test]
fn no_guard_of_a_return_has_a_trace_at_its_exit() {
    let mut guards = 0;
    for program in names(&folder("corpus")) {
        let recording: serde_json::Value =
            serde_json::from_str(&recording_of_corpus(&program)).expect("JSON");
        for executor in recording["executors"].as_array().expect("executors") {
            let uops = executor["uops"].as_array().expect("uops");
            for guard in uops.iter().filter(|uop| uop["uop"] == "_GUARD_IP_RETURN_VALUE") {
                let index = |value: &serde_json::Value| value.as_u64().expect("a number") as usize;
                let stub = &uops[index(&guard["jump"])];
                assert_eq!(stub["uop"], "_DYNAMIC_EXIT", "{program}");
                let exit = &executor["exits"][index(&stub["exit"])];
                assert!(exit["executor"].is_null(), "{program}: {exit}");
                guards += 1;
            }
        }
    }
    assert_eq!(guards, 401);
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

/// A trace goes into a generator and out of it again.
#[test]
fn a_trace_goes_into_a_generator() {
    let recording = include_str!("recordings/py315/generators.json");
    let differences = all_differences("generators", recording);
    assert_eq!(differences, [(Has("_SAVE_RETURN_OFFSET"), 6), (Lacks(SPILL), 6)].into());
}
