//! Programs that rustc compiled do what the interpreter does.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use backend_api::conformance::assert_agree;
use backend_api::{Backend, BackendError, CompileOptions, Role};
use interpreter::Match;
use llvm::Llvm;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use trace::{Document, LoadedProgram, TraceId};
use uops::runtime::Runtime;

fn workloads() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads")
}

/// Loops, exits to other traces, floats and lists; each takes rustc twice.
#[test]
fn workloads_end_exit_and_count_alike() {
    let some = tempfile::tempdir().expect("a temporary folder");
    for name in ["collatz", "mandelbrot", "matmul"] {
        std::os::unix::fs::symlink(workloads().join(name), some.path().join(name)).expect("a link");
    }
    let mut llvm = Llvm::new().expect("the rustc of the build is there");
    assert_eq!(assert_agree(some.path(), &mut Match::new(), &mut llvm), 3);
}

#[test]
fn code_is_told_trace_by_trace() {
    let path = workloads().join("sum_range/program.uop");
    let text = std::fs::read(&path).expect("a program");
    let program = Document::parse("sum_range", &text).expect("it parses").verify();
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, program.expect("it verifies"));
    let mut llvm = Llvm::new().expect("the rustc of the build is there");
    let options = CompileOptions { map: true, ..CompileOptions::default() };
    let code = llvm.compile(&program, options).expect("it compiles").publish().expect("it loads");
    let pieces = code.pieces();
    for trace in 0..program.traces().len() as u32 {
        let role = Role::Entry { trace: TraceId(trace) };
        let piece = pieces.iter().find(|piece| piece.role == role).expect("each has a function");
        // SAFETY: the code is published, and the piece says that it lies there.
        let there =
            unsafe { std::slice::from_raw_parts(piece.address as *const u8, piece.bytes.len()) };
        assert!(!there.is_empty());
        assert_eq!(there, piece.bytes);
    }
    let sizes = code.sizes();
    assert_eq!(sizes.code(), pieces.iter().map(|piece| piece.bytes.len()).sum::<usize>());
    assert!(sizes.executable >= sizes.code());
    drop(code);
    program.unload(&mut runtime);
}

#[test]
fn without_the_rustc_of_the_build_it_is_unavailable() {
    let reason = |path: &Path| match Llvm::with_rustc(path.to_owned()) {
        Err(BackendError::Unavailable { backend: "llvm-o3", reason }) => reason,
        other => panic!("{other:?}"),
    };
    let message = reason(Path::new("/there/is/no/rustc"));
    assert!(message.contains("there is no rustc") && message.contains("UOPBENCH_CEILING_RUSTC"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let other = folder.path().join("rustc");
    std::fs::write(&other, "#!/bin/sh\necho rustc 1.0.0\n").expect("a script");
    std::fs::set_permissions(&other, PermissionsExt::from_mode(0o755)).expect("it is executable");
    assert!(reason(&other).contains("is rustc 1.0.0, and it has to be rustc 1."));
}
