//! Recorded programs that are about one construct each give CPython's result on every backend,
//! optimised or not.
//!
//! A folder in `recorded/` has a program and what `scripts/record.py` has recorded of it under CPython
//! 3.13: `python3.13 scripts/record.py harness/conformance/recorded/NAME/program.py --out
//! harness/conformance/recorded/NAME`.

use measure::check;
use programs::Workload;
use trace::optimise::Passes;

#[track_caller]
fn assert_right(name: &str) {
    let folder = conformance::root().join("harness/conformance/recorded").join(name);
    let folder = folder.display().to_string();
    let mut backends = registry::select(&[]).expect("backends").backends;
    for passes in [Passes::NONE, Passes::ALL] {
        let workload = Workload::find(&folder, None).and_then(|found| found.optimised(passes));
        let workload = workload.unwrap_or_else(|error| panic!("{name}, --opt {passes}: {error}"));
        for quick in [true, false] {
            let inputs = workload.inputs(quick);
            assert!(inputs.result.is_some(), "{name} has an expected result");
            let runs = check::run_on_each(&workload, &inputs, &mut backends);
            let compared = runs.and_then(|runs| check::compare(&workload, &inputs, &runs));
            if let Err(error) = compared {
                panic!("{name}, --opt {passes}, quick: {quick}: {error}");
            }
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
        fn every_folder_is_run() {
            let folder = conformance::root().join("harness/conformance/recorded");
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
    callees
    intrinsics
    joins
    mixed_callees
}
