//! What was compiled before, and in which order, changes no backend's compile cost.

use backend_api::{Backend, CompileOptions};
use programs::{Variant, Workload};
use std::path::Path;
use std::process::Command;
use trace::{Document, LoadedProgram};
use uops::runtime::Runtime;

/// Tells the test, run under valgrind, what to compile before.
const BEFORE: &str = "UOPBENCH_COMPILED_BEFORE";
/// The workload whose compilation is counted.
const COUNTED: &str = "fib_iter";
/// The number of uops of a program after which a backend that keeps its tables is slow.
const LONG: usize = 3_000;

/// What is counted: valgrind knows it by its name.
#[inline(never)]
fn counted(backend: &mut dyn Backend, program: &LoadedProgram) {
    drop(backend.compile(program, CompileOptions::default()).expect("it compiles"));
}

/// Where valgrind writes what it has counted of a backend, and begins anew.
#[inline(never)]
fn end_of_backend(id: &str) {
    println!("{id} is counted");
}

#[test]
fn order_changes_no_compile_cost_on_any_backend() {
    if let Ok(before) = std::env::var(BEFORE) {
        return compile_after(&before);
    }
    let Some(alone) = instructions("alone") else { return };
    let ids: Vec<&str> = alone.iter().map(|(id, _)| id.as_str()).collect();
    assert!(ids.contains(&"interp-match") && ids.len() == backends().len(), "{ids:?}");
    for before in ["forwards", "backwards", "long"] {
        let after = instructions(before).expect("there is a valgrind");
        assert_eq!(after.len(), alone.len());
        for ((id, alone), (_, after)) in alone.iter().zip(&after) {
            let ratio = *after as f64 / *alone as f64;
            // The allocator's lists differ, by some hundred instructions.
            assert!(
                (0.95..1.05).contains(&ratio),
                "{id}: {alone} instructions, {after} after the others ({before})"
            );
        }
    }
}

/// All that this machine has. The ceiling is not among them: each of its compilations is another process.
fn backends() -> Vec<Box<dyn Backend>> {
    registry::select(&[]).expect("backends").backends
}

/// `i = n + n` over and over.
fn long(runtime: &mut Runtime) -> LoadedProgram {
    let addition = "    _LOAD_FAST_0 n\n    _LOAD_FAST_0 n\n    _GUARD_BOTH_INT -> other\n    \
                    _BINARY_OP_ADD_INT\n    _STORE_FAST_1 i\n";
    let source = format!(
        "program long\narg n = 300\nlocal i\nstack 2\n\ntrace entry @0 stack 0\n\
         {}    _LOAD_FAST_1 i\n    _POP_FRAME\n    _DYNAMIC_EXIT\n    exit other @0\n",
        addition.repeat(LONG / 5)
    );
    let document = Document::parse("long", source.as_bytes()).expect("it parses");
    LoadedProgram::load(runtime, document.verify().expect("it verifies"))
}

fn compile_after(before: &str) {
    let folder = conformance::root().join("workloads");
    let mut workloads = Workload::all(Some(&folder), &Variant::default()).expect("workloads");
    let mut runtime = Runtime::new();
    let program = workloads.iter().find(|it| it.name == COUNTED).expect("a workload");
    let program = LoadedProgram::load(&mut runtime, program.program.clone());
    let before: Vec<LoadedProgram> = match before {
        "alone" => Vec::new(),
        "long" => vec![long(&mut runtime)],
        order => {
            if order == "backwards" {
                workloads.reverse();
            }
            let programs = workloads.into_iter().map(|it| it.program);
            programs.map(|program| LoadedProgram::load(&mut runtime, program)).collect()
        }
    };
    for mut backend in backends() {
        // What a backend makes once, it makes now.
        drop(backend.compile(&program, CompileOptions::default()).expect("it compiles"));
        for before in &before {
            drop(backend.compile(before, CompileOptions::default()).expect("it compiles"));
        }
        counted(backend.as_mut(), &program);
        end_of_backend(backend.info().id);
    }
    for program in before {
        program.unload(&mut runtime);
    }
    program.unload(&mut runtime);
}

/// Instructions that compiling the workload takes on each backend after those programs; nothing without a
/// valgrind.
fn instructions(before: &str) -> Option<Vec<(String, u64)>> {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("profile");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no"])
        .args(["--toggle-collect=*order::counted*", "--dump-before=*order::end_of_backend*"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(std::env::current_exe().expect("a program"))
        .args(["--exact", "order::order_changes_no_compile_cost_on_any_backend", "--nocapture"])
        .env(BEFORE, before)
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: there is no valgrind");
        return None;
    };
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stderr.contains("failed to start tool") {
        eprintln!("skipped: this valgrind is of another machine");
        return None;
    }
    assert!(output.status.success(), "{stderr}");
    let text = String::from_utf8_lossy(&output.stdout);
    let ids: Vec<&str> = text.lines().filter_map(|line| line.strip_suffix(" is counted")).collect();
    assert!(!ids.is_empty(), "{text}");
    let counts = (1..=ids.len()).map(|part| total(&profile.with_extension(part.to_string())));
    Some(ids.iter().map(|id| id.rsplit(' ').next().unwrap_or(id).to_string()).zip(counts).collect())
}

/// All instructions of a part of a profile.
fn total(profile: &Path) -> u64 {
    let profile = std::fs::read_to_string(profile).expect("a profile");
    let total = profile.lines().find_map(|line| {
        let rest = line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:"))?;
        rest.split_whitespace().next()?.parse().ok()
    });
    total.filter(|instructions| *instructions > 0).expect("callgrind has seen the function")
}
