//! The recorded programs of the corpus give CPython's result on every backend, optimised or not,
//! without an unlinked exit and without leaving objects behind.

use backend_api::Backend;

use measure::Error;
use measure::check;
use programs::Workload;
use std::path::PathBuf;
use trace::optimise::Passes;

/// How many programs there are: one that is lost would not be missed otherwise.
const PROGRAMS: usize = 57;

/// The folders of the corpus, in alphabetical order.
fn folders() -> Vec<PathBuf> {
    let corpus = conformance::root().join("corpus");
    let entries = std::fs::read_dir(corpus).expect("there is a corpus");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|folder| folder.join("recording.json").is_file())
        .collect();
    folders.sort();
    folders
}

/// Runs a recorded program, optimised or not, on every backend.
fn run(folder: &str, passes: Passes, backends: &mut [Box<dyn Backend>]) -> Result<(), Error> {
    let workload = Workload::find(folder, None)?.optimised(passes)?;
    let inputs = workload.inputs(true);
    assert!(inputs.result.is_some(), "{folder} has an expected result");
    let runs = check::run_on_each(&workload, &inputs, backends)?;
    check::compare(&workload, &inputs, &runs)
}

#[test]
fn every_recorded_program_gives_cpythons_result_on_every_backend() {
    let mut backends = registry::select_all().backends;
    let mut failed = Vec::new();
    for folder in folders() {
        let folder = folder.display().to_string();
        for passes in [Passes::NONE, Passes::ALL] {
            if let Err(error) = run(&folder, passes, &mut backends) {
                failed.push(format!("{folder}, --opt {passes}: {error}"));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_corpus_is_there() {
    assert_eq!(folders().len(), PROGRAMS);
}
