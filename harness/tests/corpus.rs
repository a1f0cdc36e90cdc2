//! The recorded programs of the corpus: which can be imported, and that these give CPython's result
//! on every backend, without a cold exit and without leaving objects behind.

use backend_api::Backend;
use harness::backends;
use harness::error::Error;
use harness::{check, workload::Workload};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use trace::optimise::Passes;

/// How many programs can be imported at least.
const IMPORTABLE: usize = 57;

/// The folders of the corpus, in alphabetical order.
fn folders() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
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
fn programs_that_can_be_imported_give_cpythons_result() {
    let mut backends = backends::select(&[]).expect("backends").backends;
    let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut imported, mut failed) = (0, Vec::new());
    for folder in folders() {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let recording = std::fs::read(folder.join("recording.json")).expect("a recording");
        if let Err(error) = trace::import(&recording, &name) {
            match error.needs() {
                needs_of if needs_of.is_empty() => failed.push(error.to_string()),
                needs_of => needs_of
                    .into_keys()
                    .for_each(|need| needs.entry(need.to_owned()).or_default().push(name.clone())),
            }
            continue;
        }
        imported += 1;
        for passes in [Passes::NONE, Passes::ALL] {
            if let Err(error) = run(&folder.display().to_string(), passes, &mut backends) {
                failed.push(format!("--opt {passes}: {error}"));
            }
        }
    }
    println!("{imported} of {} programs can be imported", folders().len());
    for (need, programs) in needs {
        println!("{need}: needed by {}", programs.join(", "));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(imported >= IMPORTABLE, "{imported} programs can be imported");
}
