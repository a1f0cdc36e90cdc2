//! A program and its code from each backend that makes code.

use backend_api::{Backend, Code, CompileOptions};
use copy_patch::CopyPatch;
use cranelift_backend::{Config, Cranelift};
use std::path::Path;
use trace::{Document, LoadedProgram};
use uops::runtime::Runtime;

/// A workload, loaded.
pub fn load(workload: &str, runtime: &mut Runtime) -> LoadedProgram {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    let path = folder.join(workload).join("program.uop");
    let text = std::fs::read(&path).expect("the program can be read");
    let document = Document::parse(workload, &text).expect("it parses");
    LoadedProgram::load(runtime, document.verify().expect("it verifies"))
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
