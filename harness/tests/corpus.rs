//! The recorded programs of the corpus: which can be imported, and that these give CPython's result
//! on every backend, without a cold exit and without leaving objects behind.

use harness::backends;
use harness::{check, workload::Workload};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How many programs can be imported at least.
const IMPORTABLE: usize = 50;
/// Programs that leave a reference cycle, here that of a closure that calls itself: CPython's
/// collector frees those, and the runtime has none.
const CYCLIC: &[&str] = &["dfs_graph", "memo_paths", "nqueens"];

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
        let path = folder.display().to_string();
        let workload = Workload::find(&path, None).expect("what was imported is a workload");
        let inputs = workload.inputs(true);
        assert!(inputs.result.is_some(), "{name} has an expected result");
        let mut runs = check::run_on_each(&workload, &inputs, &mut backends).expect("it runs");
        if CYCLIC.contains(&name.as_str()) {
            runs.iter_mut().for_each(|run| run.leaked = 0);
        }
        if let Err(error) = check::compare(&workload, &inputs, &runs) {
            failed.push(error.to_string());
        }
    }
    println!("{imported} of {} programs can be imported", folders().len());
    for (need, programs) in needs {
        println!("{need}: needed by {}", programs.join(", "));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(imported >= IMPORTABLE, "{imported} programs can be imported");
}
