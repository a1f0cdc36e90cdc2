//! Programs whose meaning good guesses get wrong give CPython's result on every backend, optimised or
//! not.
//!
//! A folder in `conformance/meaning/` has a program and what `scripts/record.py` has recorded of it under CPython
//! 3.13: `python3.13 scripts/record.py harness/conformance/meaning/NAME/program.py --out
//! harness/conformance/meaning/NAME`.

use measure::{Error, check};
use programs::Workload;
use std::path::Path;
use trace::optimise::Passes;

/// Runs a program on all backends, with each of its arguments, and says what is wrong.
fn run(folder: &Path, passes: Passes) -> Result<(), Error> {
    let mut backends = registry::select_all().backends;
    let workload = Workload::find(&folder.display().to_string(), None)?.optimised(passes)?;
    let mut all = vec![workload.inputs(true), workload.inputs(false)];
    all.dedup_by(|full, quick| full.args == quick.args);
    for inputs in all {
        assert!(inputs.result.is_some(), "{} has an expected result", folder.display());
        let runs = check::run_on_each(&workload, &inputs, &mut backends)?;
        check::compare(&workload, &inputs, &runs)?;
    }
    Ok(())
}

#[track_caller]
fn assert_right(name: &str) {
    let folder = conformance::root().join("harness/conformance/meaning").join(name);
    for passes in [Passes::NONE, Passes::ALL] {
        if let Err(error) = run(&folder, passes) {
            panic!("{name}, --opt {passes}: {error}");
        }
    }
}

macro_rules! programs {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                assert_right(stringify!($name));
            }
        )*

        #[test]
        fn every_program_is_run() {
            let folder = conformance::root().join("harness/conformance/meaning");
            let entries = std::fs::read_dir(folder).expect("there are programs");
            let mut names: Vec<String> = entries
                .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

programs! {
    attribute_callees
    bytes
    callees
    class_attributes
    deep_recursion
    deep_results
    deleted_globals
    dict_walks
    floats
    formats
    generators
    globals
    identity
    intrinsics
    iterators
    joins
    layout_attributes
    layouts
    made_identity
    mixed_callees
    nested
    shadowed
    shared_values
    sorting
    state
    texts
    unpackings
}
