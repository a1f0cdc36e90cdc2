//! Programs whose meaning good guesses get wrong give CPython's result on every backend, optimised or
//! not.
//!
//! A folder in `conformance/meaning/` has a program and what `scripts/record.py` has recorded of it under CPython
//! 3.13: `python3.13 scripts/record.py harness/conformance/meaning/NAME/program.py --out
//! harness/conformance/meaning/NAME`. What 3.14 and 3.15 do in another way has their recordings, too, in files
//! `recording-py315.json.gz`, which gzip has compressed.

use backend_api::{CompileOptions, Outcome, run};
use measure::{Error, check};
use programs::{Inputs, Variant, Workload};
use std::path::{Path, PathBuf};
use trace::optimise::Passes;
use trace::{Dialect, LoadedProgram, Shape, Traces};
use uops::runtime::{ExceptionKind, Runtime, Value};

/// Runs a program on all backends, with each of its arguments, and says what is wrong.
fn check_all(folder: &Path, variant: &Variant, passes: Passes) -> Result<(), Error> {
    let mut backends = registry::select_all().backends;
    let workload = Workload::find_variant(&folder.display().to_string(), None, variant)?;
    let workload = workload.optimised(passes)?;
    let mut all = vec![workload.inputs(true), workload.inputs(false)];
    all.dedup_by(|full, quick| full.args == quick.args);
    assert!(all.iter().all(|it| it.result.is_some()), "{} has expected results", folder.display());
    let mut runs = vec![Vec::new(); all.len()];
    for backend in &mut backends {
        let checked = check::run_with_all(&workload, &all, backend.as_mut())?;
        runs.iter_mut().zip(checked).for_each(|(runs, checked)| runs.push(checked));
    }
    all.iter().zip(&runs).try_for_each(|(inputs, runs)| check::compare(&workload, inputs, runs))
}

fn folder(name: &str) -> PathBuf {
    conformance::root().join("harness/conformance/meaning").join(name)
}

#[track_caller]
fn assert_right(name: &str) {
    let folder = folder(name);
    for variant in variants(&folder) {
        for passes in [Passes::NONE, Passes::ALL] {
            if let Err(error) = check_all(&folder, &variant, passes) {
                panic!("{name}, {variant:?}, --opt {passes}: {error}");
            }
        }
    }
}

/// The recording under CPython 3.13, and each newer one that the folder has, with the traces of either.
fn variants(folder: &Path) -> Vec<Variant> {
    let newer = Dialect::all()
        .filter(|dialect| folder.join(format!("recording-{}.json.gz", dialect.name())).is_file())
        .flat_map(|dialect| {
            [Traces::Cpython, Traces::Own].map(|traces| Variant::new(Some(dialect), Some(traces)))
        });
    std::iter::once(Variant::default()).chain(newer).collect()
}

/// The programs that CPython 3.14 and 3.15 run in another way than 3.13 have recordings of theirs.
#[test]
fn newer_recordings_are_found() {
    for name in [
        "attribute_dicts",
        "attribute_names",
        "collected",
        "delegated",
        "deleted_globals",
        "exhausted",
        "filled_texts",
        "function_attributes",
        "generators",
        "globals",
        "key_operators",
        "key_sets",
        "keys",
        "led_to",
        "made_defaults",
        "misfits",
        "operators",
        "raised_within",
        "shadowed",
        "wrongly_returned",
    ] {
        assert_eq!(variants(&folder(name)).len(), 3, "{name}");
    }
    for name in [
        "asked_for_items",
        "bound_methods",
        "builtin_classes",
        "bytearrays",
        "caches",
        "called_back",
        "class_methods",
        "collections",
        "complexes",
        "cooperative",
        "dataclasses",
        "dict_classes",
        "encodings",
        "enumerations",
        "flags",
        "inner_names",
        "itertools",
        "made_classes",
        "made_members",
        "made_protocols",
        "managers",
        "memoryviews",
        "metaclasses",
        "missing_attributes",
        "missing_values",
        "opaque_errors",
        "set_orders",
        "setters",
        "stepped",
        "text_sets",
        "thrown",
        "tuple_classes",
        "type_methods",
        "value_enumerations",
        "unpacked_objects",
    ] {
        assert_eq!(variants(&folder(name)).len(), 5, "{name}");
    }
}

/// In the shape of regions, a generator that calls itself links its blocks to blocks of another frame.
#[test]
fn a_generator_that_calls_itself_is_right_in_regions() {
    let folder = folder("delegated");
    let own = |variant: &Variant| variant.traces() != Some(Traces::Cpython);
    for variant in variants(&folder).into_iter().filter(own) {
        let variant = variant.in_shape(Some(Shape::Region));
        for passes in [Passes::NONE, Passes::ALL] {
            if let Err(error) = check_all(&folder, &variant, passes) {
                panic!("{variant:?}, --opt {passes}: {error}");
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
    arrays
    asked_for_items
    attribute_callees
    attribute_dicts
    attribute_names
    bound_methods
    builtin_classes
    bytearrays
    bytes
    caches
    called_back
    callees
    class_attributes
    class_methods
    collected
    collections
    complexes
    cooperative
    dataclasses
    declined
    deep_recursion
    deep_results
    delegated
    deleted_globals
    dict_classes
    dict_walks
    dispatched
    encodings
    enumerations
    equality
    exhausted
    factories
    filled_dicts
    filled_texts
    flags
    floats
    formats
    function_attributes
    functions
    generators
    globals
    identity
    inner_names
    intrinsics
    iterators
    itertools
    joins
    key_operators
    key_sets
    keys
    keywords
    layout_attributes
    layouts
    led_to
    made_classes
    made_defaults
    made_identity
    made_members
    made_protocols
    managers
    memoryviews
    metaclasses
    misfits
    missing_attributes
    missing_values
    mixed_callees
    nested
    opaque_errors
    operators
    raised_within
    recursion
    set_orders
    setters
    shadowed
    shared_values
    sorting
    state
    stepped
    text_functions
    text_sets
    texts
    thrown
    tuple_classes
    type_methods
    unpacked_objects
    unpackings
    value_enumerations
    wrongly_returned
}

/// What a run has changed has its old contents in the next one.
#[test]
fn every_run_begins_alike() {
    let mut backends = registry::select_all().backends;
    for name in ["bytearrays", "factories", "functions", "state"] {
        let workload = Workload::find(&folder(name).display().to_string(), None);
        let workload = workload.expect("the program can be read");
        let inputs = workload.inputs(true);
        let mut runtime = Runtime::new();
        let program = LoadedProgram::load(&mut runtime, workload.program.clone());
        for backend in &mut backends {
            let code = backend.compile(&program, CompileOptions::default()).expect("it compiles");
            let code = code.publish().expect("there is executable memory");
            for _ in 0..3 {
                let report = run(&program, &*code, &mut runtime, &inputs.args).expect("it starts");
                let Outcome::Returned(value) = report.outcome else { panic!("it returns") };
                assert_eq!(Some(value.to_string()), inputs.result, "{name}, {}", backend.info().id);
                assert_eq!(report.leaked, 0, "{name}, {}", backend.info().id);
            }
        }
        program.unload(&mut runtime);
    }
}

/// CPython raises `RecursionError` with this message, however the frames were entered: through functions,
/// methods, `__init__`, closures, or by name; under the usual limit and a raised one.
#[test]
fn recursion_without_end_raises_a_recursion_error() {
    let mut backends = registry::select_all().backends;
    let usual = (0..5).map(|which| ("recursion", vec![Value::from(which), Value::from(1 << 40)]));
    let raised = ("deep_recursion", vec![Value::from(1 << 40)]);
    for (name, args) in usual.chain([raised]) {
        for passes in [Passes::NONE, Passes::ALL] {
            let workload = Workload::find(&folder(name).display().to_string(), None)
                .and_then(|workload| workload.optimised(passes))
                .expect("the program can be read");
            let inputs = Inputs { args: args.clone(), result: None };
            let runs = check::run_on_each(&workload, &inputs, &mut backends).expect("it runs");
            for run in &runs {
                let place = format!("{name} {args:?}, --opt {passes}, {}", run.backend);
                let Outcome::Raised(exception) = &run.outcome else {
                    panic!("{place}: {}", run.text);
                };
                assert_eq!(exception.kind, ExceptionKind::RecursionError, "{place}");
                assert_eq!(exception.message, "maximum recursion depth exceeded", "{place}");
                assert_eq!(run.leaked, 0, "{place}");
            }
            let uops: Vec<u64> = runs.iter().map(|run| run.uops_executed).collect();
            assert!(uops.windows(2).all(|pair| pair[0] == pair[1]), "{name} {args:?}: {uops:?}");
        }
    }
}
