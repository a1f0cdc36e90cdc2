//! A program and its code from each backend that makes code.

use backend_api::{Backend, Code, CompileOptions};
use copy_patch::CopyPatch;
use cranelift_backend::{Config, Cranelift};
use std::path::{Path, PathBuf};
use trace::{Document, LoadedProgram};
use uops::runtime::Runtime;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A workload, loaded.
#[allow(dead_code, reason = "not all tests want them")]
pub fn load(workload: &str, runtime: &mut Runtime) -> LoadedProgram {
    load_file(&root().join("workloads").join(workload).join("program.uop"), runtime)
}

/// A program, loaded.
pub fn load_file(path: &Path, runtime: &mut Runtime) -> LoadedProgram {
    let text = std::fs::read(path).expect("the program can be read");
    let document = Document::parse(&path.display().to_string(), &text).expect("it parses");
    LoadedProgram::load(runtime, document.verify().expect("it verifies"))
}

/// All workloads, and the programs of other tests, some of which call functions.
#[allow(dead_code, reason = "not all tests want them")]
pub fn programs() -> Vec<PathBuf> {
    let files = |folder: PathBuf| {
        let entries = std::fs::read_dir(folder).expect("the folder is there");
        entries.map(|entry| entry.expect("it can be read").path())
    };
    let workloads = files(root().join("workloads")).map(|folder| folder.join("program.uop"));
    let others = files(root().join("harness/conformance/programs"));
    let is_program = |path: &PathBuf| path.extension().is_some_and(|name| name == "uop");
    workloads.chain(others).filter(|path| is_program(path) && path.is_file()).collect()
}

/// The backends that make machine code; none on a target without them.
pub fn backends() -> Vec<Box<dyn Backend>> {
    let mut backends: Vec<Box<dyn Backend>> = Vec::new();
    if let Ok(backend) = CopyPatch::new() {
        backends.push(Box::new(backend));
    }
    for config in Config::ALL {
        if let Ok(backend) = Cranelift::new(config) {
            backends.push(Box::new(backend));
        }
    }
    backends
}

/// The code of a program, with a map.
pub fn compile(backend: &mut dyn Backend, program: &LoadedProgram) -> Box<dyn Code> {
    let options = CompileOptions { map: true, ..CompileOptions::default() };
    let compiled = backend.compile(program, options).expect("it compiles");
    compiled.publish().expect("there is executable memory")
}
