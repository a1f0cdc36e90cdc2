//! The workloads and the recorded programs, as tests and examples want them.

use std::path::Path;
use trace::optimise::{Passes, optimise};
use trace::{Document, LoadedProgram};
use uops::runtime::Runtime;

/// One of every `step` programs, after these passes of the optimiser, by name.
pub fn load(runtime: &mut Runtime, passes: &Passes, step: usize) -> Vec<(String, LoadedProgram)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut programs = Vec::new();
    for folder in ["workloads", "corpus"] {
        let folder = root.join(folder);
        let mut entries: Vec<_> = std::fs::read_dir(&folder)
            .expect("the folder can be read")
            .map(|entry| entry.expect("the entry can be read").path())
            .collect();
        entries.sort();
        for entry in entries.into_iter().step_by(step) {
            let (program, recording) = (entry.join("program.uop"), entry.join("recording.json"));
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let verified = if let Ok(text) = std::fs::read(&program) {
                Document::parse(&name, &text).expect("it parses").verify().expect("it verifies")
            } else if let Ok(text) = std::fs::read(&recording) {
                let Ok(imported) = trace::import(&text, &name) else { continue };
                imported.program
            } else {
                continue;
            };
            let optimised = optimise(&verified, passes).expect("it can be optimised");
            programs.push((name, LoadedProgram::load(runtime, optimised.program)));
        }
    }
    programs
}
