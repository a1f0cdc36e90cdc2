//! The command `uopbench`, as a user meets it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn uopbench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .env_remove("UOPBENCH_WORKLOADS")
        .output()
        .expect("the command starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("standard output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("standard error is UTF-8")
}

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads").join(name).join("program.uop")
}

/// Asserts that the arguments are refused as a user's error, without a panic, and returns what the
/// user reads.
fn refused(arguments: &[&str]) -> String {
    let output = uopbench(arguments);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
    assert!(!message.contains("panicked"), "{message}");
    assert_eq!(stdout(&output), "", "{arguments:?}");
    message
}

#[test]
fn list_names_all_workloads() {
    let output = uopbench(&["list"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    for name in [
        "sum_range",
        "float_poly",
        "fib_iter",
        "collatz",
        "sieve",
        "mandelbrot",
        "bubble",
        "matmul",
        "crc",
    ] {
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn list_json_has_an_object_a_line() {
    let text = stdout(&uopbench(&["list", "--json"]));
    assert_eq!(text.lines().count(), 9, "{text}");
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(value["hash"].as_str().map(str::len), Some(16), "{line}");
        assert!(value["uops"].as_u64() > Some(0), "{line}");
    }
}

#[test]
fn run_json_has_an_object_a_backend_and_nothing_else() {
    let output = uopbench(&["run", "sum_range", "--json", "--quick"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(!text.is_empty());
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(value["workload"], "sum_range");
        assert_eq!(value["result"], "199990000", "{line}");
        assert!(value["backend"].is_string(), "{line}");
        assert!(value["uops_executed"].as_u64() > Some(20_000), "{line}");
        assert!(value["exits_taken"].is_u64(), "{line}");
    }
}

#[test]
fn run_takes_a_file_and_a_folder() {
    let file = program("fib_iter");
    for path in [file.as_path(), file.parent().expect("a folder")] {
        let path = path.to_str().expect("UTF-8");
        let output = uopbench(&["run", path, "--backend", "interp-match"]);
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(stdout(&output).contains("interp-match"));
    }
}

#[test]
fn wrong_result_is_status_1() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::copy(program("sum_range"), folder.path().join("program.uop")).expect("a copy");
    let expected = r#"{"function": "sum_range", "args": "(10,)", "result": "46",
        "quick_args": "(4,)", "quick_result": "6", "python": "3.13.0"}"#;
    std::fs::write(folder.path().join("expected.json"), expected).expect("written");
    let path = folder.path().to_str().expect("UTF-8");

    let output = uopbench(&["run", path, "--backend", "interp-match"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("CPython returns 46"), "{}", stderr(&output));
    assert!(uopbench(&["run", path, "--backend", "interp-match", "--quick"]).status.success());

    let out = folder.path().join("out");
    let out_text = out.to_str().expect("UTF-8");
    let output =
        uopbench(&["bench", path, "--backend", "interp-match", "--quick", "--out", out_text]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!out.exists(), "a wrong backend gets no report");
}

#[test]
fn unknown_names_are_refused_with_a_suggestion() {
    assert!(refused(&["run", "sum_rnage"]).contains("did you mean `sum_range`?"));
    let message = refused(&["run", "sum_range", "--backend", "copypatch"]);
    assert!(message.contains("did you mean `copy-patch`?"), "{message}");
    assert!(message.contains("interp-match"), "{message}");
    refused(&["run", "no/such/file.uop"]);
    refused(&["--workloads", "/nonexistent", "list"]);
}

#[test]
fn verify_says_ok() {
    let path = program("crc");
    let output = uopbench(&["verify", path.to_str().expect("UTF-8")]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains(": ok: crc"), "{}", stdout(&output));
}

/// A program with one thing wrong, and what the message has to say.
struct Malformed {
    name: &'static str,
    text: String,
    says: &'static [&'static str],
}

fn malformed() -> Vec<Malformed> {
    let source = std::fs::read_to_string(program("sum_range")).expect("sum_range");
    let header = "program p\nlocal a\nstack 2\n\ntrace entry @0 stack 0\n";
    vec![
        Malformed {
            name: "unknown uop",
            text: format!("{header}    _LOAD_FASTER a\n"),
            says: &[":6:5", "_LOAD_FASTER"],
        },
        Malformed {
            name: "bad operand",
            text: format!("{header}    _SWAP two\n"),
            says: &[":6:11", "two"],
        },
        Malformed {
            name: "stack underflow",
            text: format!("{header}    _POP_TOP\n    _EXIT_TRACE -> out\n    exit out @0\n"),
            says: &[":6:", "_POP_TOP"],
        },
        Malformed {
            name: "missing link",
            text: format!("{header}    _EXIT_TRACE -> out\n    exit out @0 -> nowhere\n"),
            says: &[":7:", "nowhere"],
        },
        Malformed {
            name: "truncated file",
            text: source[..source.len() / 3].to_owned(),
            says: &[".uop:"],
        },
        Malformed { name: "empty file", text: String::new(), says: &["program"] },
    ]
}

#[test]
fn malformed_programs_get_a_diagnostic() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for Malformed { name, text, says } in malformed() {
        let path = folder.path().join("program.uop");
        std::fs::write(&path, text).expect("written");
        let path = path.to_str().expect("UTF-8");
        for arguments in [&["verify", path][..], &["run", path], &["bench", path]] {
            let message = refused(arguments);
            // Long messages are wrapped.
            let message = message.replace("\n  │ ", "");
            for part in says {
                assert!(message.contains(part), "{name}: no `{part}` in {message}");
            }
        }
    }
}

#[test]
fn ten_megabytes_of_noise_get_a_diagnostic() {
    let mut rng = trace::rng::Rng::new(1);
    let noise: Vec<u8> = (0..10 << 17).flat_map(|_| rng.next_u64().to_le_bytes()).collect();
    let text: Vec<u8> = noise.iter().map(|byte| b' ' + byte % 95).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, contents) in [("bytes.uop", noise), ("text.uop", text)] {
        let path = folder.path().join(name);
        std::fs::write(&path, contents).expect("written");
        let message = refused(&["verify", path.to_str().expect("UTF-8")]);
        assert!(message.len() < 10_000, "a message of {} bytes", message.len());
    }
}

#[test]
fn disasm_of_an_interpreter_says_that_there_is_nothing() {
    let output = uopbench(&["disasm", "sum_range", "--backend", "interp-match"]);
    assert!(output.status.success());
    assert!(stdout(&output).contains("no machine code of its own"));
}

#[test]
fn help_teaches_with_examples() {
    for command in ["run", "bench", "stencils"] {
        let output = uopbench(&[command, "--help"]);
        assert!(stdout(&output).contains("Examples:"), "{command}");
    }
    assert!(stdout(&uopbench(&["--help"])).contains("Exit status"));
}

#[test]
fn docs_print_the_table() {
    assert!(stdout(&uopbench(&["docs"])).contains("_BINARY_OP_ADD_INT"));
    assert!(stdout(&uopbench(&["docs", "coverage"])).contains("Of the 241 tier-2 uops"));
}

#[cfg(not(feature = "cranelift"))]
#[test]
fn backend_that_is_not_built_is_refused_with_advice() {
    let message = refused(&["run", "sum_range", "--backend", "cranelift-fast"]);
    assert!(message.contains("--features cranelift"), "{message}");
}

#[test]
fn optimised_programs_give_the_same_result_with_less_work() {
    let uops = |opt: &str| {
        let arguments = ["run", "collatz", "--quick", "--backend", "interp-match", "--json"];
        let output = uopbench(&[&arguments[..], &["--opt", opt]].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let line: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("a JSON line");
        line["uops_executed"].as_u64().expect("a number")
    };
    // The result itself is compared with CPython's by the command.
    assert!(uops("all") < uops("none"));
}

#[test]
fn optimise_prints_a_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("optimised.uop");
    let output = uopbench(&["optimise", "sum_range"]);
    assert!(output.status.success(), "{}", stderr(&output));
    std::fs::write(&file, &output.stdout).expect("it can be written");
    let path = file.display().to_string();
    assert!(uopbench(&["verify", &path]).status.success());
    assert!(stdout(&uopbench(&["run", &path])).contains("19999900000"));
}

#[test]
fn unknown_passes_are_refused_with_the_ones_there_are() {
    let message = refused(&["run", "sum_range", "--opt", "magic"]);
    assert!(message.contains("guards"), "{message}");
}

#[test]
fn generated_programs_are_files_like_any_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("random.uop").display().to_string();
    let generate = ["generate", "--uops", "500", "--mix", "lists", "--seed", "3"];
    let output = uopbench(&[&generate[..], &["--out", &path]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let file = std::fs::read_to_string(&path).expect("there is a file");
    assert_eq!(file, stdout(&uopbench(&generate)));
    assert!(stdout(&uopbench(&["verify", &path])).contains("500 uops"));
    let output = uopbench(&["run", &path]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn what_can_not_be_generated_is_refused() {
    assert!(refused(&["generate", "--uops", "9"]).contains("10 to 100000 can"));
    assert!(refused(&["generate", "--uops", "10", "--mix", "ints=x"]).contains("not a weight"));
}

#[test]
fn nothing_to_fuzz_is_refused() {
    assert!(refused(&["fuzz", "--cases", "0"]).contains("0 is not in 1.."));
}

#[test]
fn a_folder_without_sources_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().display().to_string();
    let message = refused(&["cost", "--before", &path]);
    assert!(message.contains("is no checkout of uopbench"), "{message}");
    assert!(message.contains("it has no file uops/src/dialect/mod.rs"), "{message}");
}

#[test]
fn peers_that_are_none_are_refused() {
    let message = refused(&["peers", "crc", "--python", "/no/python"]);
    assert!(message.contains("/no/python can't be measured"), "{message}");
    assert!(refused(&["peers", "crcc"]).contains("did you mean"));
}

#[cfg(not(feature = "ablation"))]
#[test]
fn ablate_says_what_to_build() {
    let message = refused(&["ablate"]);
    assert!(message.contains("--features ablation"), "{message}");
}

#[test]
fn cpythons_own_traces_are_no_regions() {
    let recording = program("collatz").with_file_name("recording-py315.json");
    let recording = recording.to_str().expect("a path in UTF-8");
    let message = refused(&["import", recording, "--traces", "cpython", "--shape", "region"]);
    assert!(message.contains("CPython's JIT made traces and no regions"), "{message}");
    let message = refused(&["run", "collatz", "--shape", "square"]);
    assert!(message.contains("there is no shape `square`"), "{message}");
}

/// What `record.py` has made has no dialect in its name.
#[test]
fn a_recording_is_of_the_dialect_that_made_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let recording = program("collatz").with_file_name("recording-py315.json");
    std::fs::copy(recording, folder.path().join("recording.json")).expect("there is room");
    let path = folder.path().to_str().expect("a path in UTF-8");
    let output = uopbench(&["run", path, "--dialect", "py315"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let message = refused(&["run", path, "--dialect", "py314"]);
    assert!(message.contains("has no recording of py314, but one of py315"), "{message}");
}

/// Errors and notes for a reader that is gone are lost, and the status is as it would be.
#[cfg(unix)]
#[test]
fn a_closed_standard_error_changes_no_status() {
    for (arguments, status) in [("run nosuch", 2), ("verify /nosuch.uop", 2), ("list", 0)] {
        let uopbench = env!("CARGO_BIN_EXE_uopbench");
        // The reader has ended before the command starts.
        let script = format!(
            "set -o pipefail; {{ sleep 0.2; {uopbench} {arguments}; }} 2>&1 >/dev/null | true"
        );
        let ended = Command::new("bash").args(["-c", &script]).status().expect("a shell");
        assert_eq!(ended.code(), Some(status), "{arguments}");
    }
}

#[test]
fn check_says_what_is_outside_of_cpythons_traces_where_that_is_much() {
    let output = uopbench(&["check", "fib_rec", "sum_range", "--backend", "interp-match"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().collect();
    let [recursive, places, ways, counts, right] = lines[..] else { panic!("{text}") };
    assert!(recursive.starts_with("fib_rec: "), "{text}");
    assert!(places.starts_with("  of the others ") && places.contains("% from fib:7"), "{text}");
    assert!(ways.starts_with("  of the others ") && ways.contains(" returns"), "{text}");
    assert!(counts.starts_with("sum_range: ") && counts.ends_with("in CPython's own traces"));
    assert!(right.starts_with("2 of 2 programs are right"), "{text}");
}
