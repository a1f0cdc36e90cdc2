//! Tests that compare a backend with another one. The tests of each backend use them.

use crate::{Backend, CompileOptions, run};
use std::path::{Path, PathBuf};
use trace::{Document, LoadedProgram, VerifiedProgram};
use uops::runtime::{Runtime, Value};

/// Runs the program of every folder in `workloads`, its `program.uop` or else what `recording.json`
/// imports to, on both backends, counting and not, and returns how many there are.
///
/// # Panics
/// If a program can't be run, leaks an object, or ends, exits or counts otherwise than on
/// `reference`.
pub fn assert_agree(
    workloads: &Path,
    reference: &mut dyn Backend,
    backend: &mut dyn Backend,
) -> usize {
    let programs = programs(workloads);
    let count = programs.len();
    for (path, program) in programs {
        assert_agree_on(&path, program, reference, backend);
    }
    count
}

/// The program of every folder in `workloads`, with the file that it comes from.
///
/// # Panics
/// If one can't be read.
pub fn programs(workloads: &Path) -> Vec<(PathBuf, VerifiedProgram)> {
    let mut programs = Vec::new();
    for entry in std::fs::read_dir(workloads).expect("there are workloads") {
        let folder = entry.expect("the folder can be read").path();
        let paths = ["program.uop", "recording.json"].map(|file| folder.join(file));
        if let Some(path) = paths.into_iter().find(|path| path.exists()) {
            let program = read(&path);
            programs.push((path, program));
        }
    }
    programs
}

fn read(path: &Path) -> VerifiedProgram {
    let text = std::fs::read(path).expect("the program can be read");
    let name = path.display().to_string();
    match path.extension().is_some_and(|extension| extension == "json") {
        true => trace::import(&text, &name).expect("it can be imported").program,
        false => Document::parse(&name, &text).expect("it parses").verify().expect("it verifies"),
    }
}

/// Runs one program, which comes from `path`, as [`assert_agree`] does.
///
/// # Panics
/// As [`assert_agree`].
pub fn assert_agree_on(
    path: &Path,
    program: VerifiedProgram,
    reference: &mut dyn Backend,
    backend: &mut dyn Backend,
) {
    let args: Vec<Value> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, program);
    for count in [true, false] {
        let options = CompileOptions { count, ..CompileOptions::default() };
        let mut report = |backend: &mut dyn Backend| {
            let compiled = backend.compile(&loaded, options).expect("it compiles");
            let code = compiled.publish().expect("there is executable memory");
            let report = run(&loaded, &*code, &mut runtime, &args).expect("it starts");
            assert_eq!(report.leaked, 0, "{} on {}", path.display(), backend.info().id);
            (report.outcome, report.uops_executed, report.exits_taken)
        };
        let expected = report(reference);
        assert_eq!(report(backend), expected, "{} on {}", path.display(), backend.info().id);
    }
    loaded.unload(&mut runtime);
}
