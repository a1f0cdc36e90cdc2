//! The recorded programs of the corpus give CPython's result on every backend, optimised or not,
//! without an unlinked exit and without leaving objects behind.

use backend_api::Backend;

use measure::Error;
use measure::check;
use programs::{Variant, Workload};
use std::path::PathBuf;
use trace::optimise::Passes;
use trace::{Dialect, Shape, Traces};

/// How many programs there are: one that is lost would not be missed otherwise.
const PROGRAMS: usize = 93;

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

/// Runs a program, optimised or not, on every backend, with code that counts and with code as it is measured.
fn run(workload: Workload, passes: Passes, backends: &mut [Box<dyn Backend>]) -> Result<(), Error> {
    let workload = workload.optimised(passes)?;
    let inputs = workload.inputs(true);
    assert!(inputs.result.is_some(), "{} has an expected result", workload.name);
    let runs = check::run_on_each(&workload, &inputs, backends)?;
    check::compare(&workload, &inputs, &runs)?;
    check::run_measured(&workload, &inputs, backends, &runs, 1)
}

#[test]
fn every_recorded_program_gives_cpythons_result_on_every_backend() {
    let mut backends = registry::select_all().backends;
    let mut failed = Vec::new();
    for folder in folders() {
        let folder = folder.display().to_string();
        for passes in [Passes::NONE, Passes::ALL] {
            let workload = Workload::find(&folder, None).expect("it is imported");
            if let Err(error) = run(workload, passes, &mut backends) {
                failed.push(format!("{folder}, --opt {passes}: {error}"));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// The recordings of all dialects, on an interpreter and on the backends whose code of a block depends on what
/// leads to it.
#[test]
fn regions_give_cpythons_result_and_have_fewer_uops_than_traces() {
    let ids = ["interp-match", "copy-patch", "cranelift-fast"].map(str::to_owned);
    let mut backends = registry::select(&ids).expect("all ids are known").backends;
    let mut wrong = Vec::new();
    for dialect in Dialect::all() {
        let (mut uops_of_traces, mut uops_of_regions) = (0, 0);
        for folder in folders() {
            let folder = folder.display().to_string();
            let find = |shape| {
                let variant = Variant::new(Some(dialect), Some(Traces::Own)).in_shape(Some(shape));
                Workload::find_variant(&folder, None, &variant).expect("it is imported")
            };
            let [traces, regions] = Shape::ALL.map(find);
            // Its own file says for all dialects how much is replayed.
            let is_replayed = !traces.program.program().opaques.is_empty();
            if is_replayed && traces.opaque_percent().is_none() {
                wrong.push(format!(
                    "{folder}, {}: opaque calls that nothing tells of",
                    dialect.name()
                ));
            }
            uops_of_traces += traces.program.program().uop_count();
            uops_of_regions += regions.program.program().uop_count();
            for passes in [Passes::NONE, Passes::ALL] {
                if let Err(error) = run(regions.clone(), passes, &mut backends) {
                    wrong.push(format!("{folder}, {dialect}, --opt {passes}: {error}"));
                }
            }
        }
        println!("{dialect}: {uops_of_regions} uops in regions, {uops_of_traces} in traces");
        assert!(uops_of_regions < uops_of_traces, "{dialect}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_corpus_is_there() {
    assert_eq!(folders().len(), PROGRAMS);
}
