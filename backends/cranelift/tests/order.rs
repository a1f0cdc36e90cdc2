//! What was compiled before changes no compile cost.

use backend_api::{Backend, BackendError, CompileOptions};
use cranelift_backend::{Config, Cranelift};
use std::process::Command;
use trace::{Document, LoadedProgram};
use uops::runtime::Runtime;

/// Tells the test, run under valgrind, how many uops to compile before.
const BEFORE: &str = "UOPBENCH_UOPS_COMPILED_BEFORE";

/// `i = n + n` over and over.
fn additions(runtime: &mut Runtime, uops: usize) -> LoadedProgram {
    let addition = "    _LOAD_FAST_0 n\n    _LOAD_FAST_0 n\n    _GUARD_BOTH_INT -> other\n    \
                    _BINARY_OP_ADD_INT\n    _STORE_FAST_1 i\n";
    let source = format!(
        "program additions\narg n = 300\nlocal i\nstack 2\n\ntrace entry @0 stack 0\n\
         {}    _LOAD_FAST_1 i\n    _POP_FRAME\n    _DYNAMIC_EXIT\n    exit other @0\n",
        addition.repeat(uops / 5)
    );
    let document = Document::parse("additions", source.as_bytes()).unwrap();
    LoadedProgram::load(runtime, document.verify().unwrap())
}

/// What is counted: valgrind knows it by its name.
#[inline(never)]
fn counted(backend: &mut Cranelift, program: &LoadedProgram) {
    drop(backend.compile(program, CompileOptions::default()).unwrap());
}

#[test]
fn a_long_program_makes_no_later_one_slower() {
    if let Ok(before) = std::env::var(BEFORE) {
        return compile_after(before.parse().unwrap());
    }
    let (Some(short), Some(long)) = (instructions(70), instructions(1_400)) else { return };
    let ratio = long as f64 / short as f64;
    assert!(
        (0.99..1.01).contains(&ratio),
        "{short} instructions after a short program, {long} after a long one"
    );
}

fn compile_after(uops: usize) {
    let mut cranelift = match Cranelift::new(Config::Balanced) {
        Err(BackendError::Unavailable { .. }) => return,
        cranelift => cranelift.unwrap(),
    };
    let mut runtime = Runtime::new();
    let before = additions(&mut runtime, uops);
    drop(cranelift.compile(&before, CompileOptions::default()).unwrap());
    before.unload(&mut runtime);
    let program = additions(&mut runtime, 70);
    counted(&mut cranelift, &program);
    program.unload(&mut runtime);
}

/// Instructions that compiling a short program takes after a program of `before` uops.
fn instructions(uops: usize) -> Option<u64> {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=order::counted*"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "a_long_program_makes_no_later_one_slower"])
        .env(BEFORE, uops.to_string())
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: there is no valgrind");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let profile = std::fs::read_to_string(profile).unwrap();
    let total = |line: &str| {
        let rest = line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:"))?;
        rest.split_whitespace().next()?.parse().ok()
    };
    let instructions =
        profile.lines().find_map(total).filter(|&instructions: &u64| instructions > 0);
    Some(instructions.expect("callgrind has seen the function"))
}
