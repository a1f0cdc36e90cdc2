//! Which blocks of a region become one function, and that this changes no result and no count.

use backend_api::{Backend, BackendError, CompileOptions, Outcome, Role, RunReport, run};
use cranelift_backend::{Config, Cranelift};
use programs::{Variant, Workload};
use trace::optimise::Passes;
use trace::{Dialect, Document, LoadedProgram, Shape, TraceId, Traces};
use uops::Op;
use uops::runtime::{Runtime, Value};

/// A loop of two blocks, then a call; `end` follows the call, and the block before the call.
const ADD_UP: &str = include_str!("../../../harness/conformance/programs/regions.uop");

/// Counts, and is verified by Cranelift.
const OPTIONS: CompileOptions =
    CompileOptions { count: true, verify: true, map: true, announce: false, shift: 0 };

fn load(runtime: &mut Runtime, source: &str) -> LoadedProgram {
    let document = Document::parse("regions", source.as_bytes()).unwrap();
    LoadedProgram::load(runtime, document.verify().unwrap())
}

/// The traces that functions start with, by name, and what they do with an argument.
fn starts(backend: &mut dyn Backend, source: &str, n: i64) -> (Vec<String>, RunReport) {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime, source);
    let code = backend.compile(&program, OPTIONS).unwrap().publish().unwrap();
    let mut names = Vec::new();
    for piece in code.pieces() {
        if let Role::Entry { trace } = piece.role {
            let name = &program.program().traces[trace.0 as usize].name;
            if names.last() != Some(name) {
                names.push(name.clone());
            }
        }
    }
    let report = run(&program, &*code, &mut runtime, &[Value::from(n)]).unwrap();
    drop(code);
    program.unload(&mut runtime);
    (names, report)
}

/// Each configuration, unless the target has none.
fn backends() -> Vec<(Config, Cranelift)> {
    let available = Config::ALL.into_iter().filter_map(|config| match Cranelift::new(config) {
        Err(BackendError::Unavailable { reason, .. }) => {
            eprintln!("skipped: {reason}");
            None
        }
        cranelift => Some((config, cranelift.unwrap())),
    });
    available.collect()
}

fn counts(report: &RunReport) -> (&Outcome, u64, u64, i64) {
    (&report.outcome, report.uops_executed, report.exits_taken, report.leaked)
}

/// `head` and `body` are one loop, and what is outside of it has functions of its own. A frame goes on at `back` after a
/// call. Two functions lead to `end`.
#[test]
fn a_loop_is_one_function_and_what_two_functions_lead_to_is_another() {
    for (config, mut cranelift) in backends() {
        for (n, sum) in [(10, 65), (0, 0)] {
            let (names, report) = starts(&mut cranelift, ADD_UP, n);
            assert_eq!(names, ["entry", "head", "after", "back", "end", "same"], "{config:?}");
            assert_eq!(report.outcome, Outcome::Returned(Value::from(sum)), "{config:?}");
            let (_, interpreted) = starts(&mut interpreter::Match::new(), ADD_UP, n);
            assert_eq!(counts(&report), counts(&interpreted), "{config:?}, {n}");
        }
    }
}

/// A trace whose exit leads to its own start: in a region a loop in the function, else a call of the function, also where
/// the exit is in another part than the start.
#[test]
fn a_trace_may_lead_to_its_own_start() {
    let trace = "trace entry @0 stack 0\n    _START_EXECUTOR -> stop\n    _LOAD_FAST_0 n\n    \
                 _LOAD_CONST_INLINE_BORROW one\n    _GUARD_BOTH_INT -> stop\n    \
                 _BINARY_OP_SUBTRACT_INT\n    _STORE_FAST_0 n\n    _LOAD_FAST_0 n\n    _TO_BOOL\n    \
                 _GUARD_IS_FALSE_POP -> again\n    _LOAD_FAST_0 n\n    _POP_FRAME\n    _DYNAMIC_EXIT\n    \
                 exit stop @0\n    exit again @0 -> entry\n";
    for region in ["region down\n", ""] {
        let source =
            format!("program down\narg n = 5\nstack 2\n\nconst one = 1\n\n{region}{trace}");
        let (_, expected) = starts(&mut interpreter::Match::new(), &source, 5);
        assert_eq!(expected.outcome, Outcome::Returned(Value::from(0)));
        for (config, mut whole) in backends() {
            let mut parts = Cranelift::with_parts_of(config, 3).unwrap();
            for backend in [&mut whole, &mut parts] {
                let (names, report) = starts(backend, &source, 5);
                assert_eq!(names, ["entry"], "{config:?}, {region}");
                assert_eq!(counts(&report), counts(&expected), "{config:?}, {region}");
            }
        }
    }
}

#[test]
fn outside_of_a_region_each_trace_is_a_function() {
    let traces = ADD_UP.replace("region add_up\n", "").replace("region same\n", "");
    for (config, mut cranelift) in backends() {
        let (names, report) = starts(&mut cranelift, &traces, 10);
        let all = ["entry", "head", "body", "after", "back", "end", "same"];
        assert_eq!(names, all, "{config:?}");
        assert_eq!(report.outcome, Outcome::Returned(Value::from(65)), "{config:?}");
    }
}

/// `head` and `body` have 17 uops together.
#[test]
fn a_function_that_would_be_too_long_is_divided() {
    if backends().is_empty() {
        return;
    }
    for config in [Config::Fast, Config::Best] {
        let mut cranelift = Cranelift::with_parts_of(config, 16).unwrap();
        let (names, report) = starts(&mut cranelift, ADD_UP, 10);
        assert_eq!(names, ["entry", "head", "body", "after", "back", "end", "same"], "{config:?}");
        assert_eq!(report.outcome, Outcome::Returned(Value::from(65)), "{config:?}");
    }
}

/// Recorded programs in functions of a few uops, and in longer ones.
#[test]
fn recorded_regions_give_the_interpreters_counts() {
    if backends().is_empty() {
        return;
    }
    let dialect = Dialect::all().last();
    let variant = Variant::new(dialect, Some(Traces::Own)).in_shape(Some(Shape::Region));
    for config in [Config::Fast, Config::Best] {
        let mut short = Cranelift::with_parts_of(config, 40).unwrap();
        let mut long = Cranelift::new(config).unwrap();
        let workloads = Workload::all(None, &variant).unwrap();
        assert!(workloads.len() >= 9, "only {} workloads found", workloads.len());
        for workload in workloads {
            for passes in [Passes::NONE, Passes::ALL] {
                let workload = workload.clone().optimised(passes).unwrap();
                let expected = report(&mut interpreter::Match::new(), &workload);
                for backend in [&mut short, &mut long] {
                    let name = format!("{}, {passes}, {config:?}", workload.name);
                    assert_eq!(counts(&report(backend, &workload)), counts(&expected), "{name}");
                }
            }
        }
    }
}

fn report(backend: &mut dyn Backend, workload: &Workload) -> RunReport {
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let code = backend.compile(&program, OPTIONS).unwrap().publish().unwrap();
    let report = run(&program, &*code, &mut runtime, &workload.inputs(true).args).unwrap();
    drop(code);
    program.unload(&mut runtime);
    report
}

/// In the map each instruction belongs to the trace and the uop that it comes from, also where a function has several
/// traces, and the map changes no code.
#[test]
fn a_map_names_the_trace_of_each_piece() {
    for (config, mut cranelift) in backends() {
        let mut runtime = Runtime::new();
        let program = load(&mut runtime, ADD_UP);
        let mut compile = |map| {
            let options = CompileOptions { map, ..CompileOptions::default() };
            cranelift.compile(&program, options).unwrap().publish().unwrap()
        };
        let (plain, mapped) = (compile(false).sizes(), compile(true));
        let (sizes, pieces) = (mapped.sizes(), mapped.pieces());
        assert_eq!((plain.hot, plain.cold), (sizes.hot, sizes.cold), "{config:?}");
        let bytes: usize = pieces.iter().map(|piece| piece.bytes.len()).sum();
        // The table of return addresses is data and no code's.
        let table = (program.continuations().len() + 1) * size_of::<usize>();
        assert_eq!(bytes + table, sizes.code() + sizes.data, "{config:?}");
        for (id, trace) in (0..).map(TraceId).zip(program.traces()) {
            // The last uop may be a jump to what follows, without code.
            for uop in 0..trace.insts.len() as u32 - 1 {
                let op = Op::from_number(trace.insts[uop as usize].opcode).unwrap();
                let wanted = Role::Hot { trace: id, uop };
                let has_code = pieces.iter().any(|piece| piece.role == wanted);
                // A constant, a null, and what is known not to leave have none either.
                let may_have_none = [
                    Op::_LOAD_CONST_INLINE_BORROW,
                    Op::_LOAD_CONST_INLINE_BORROW_WITH_NULL,
                    Op::_SAVE_RETURN_OFFSET,
                    Op::_TO_BOOL,
                ];
                assert!(has_code || may_have_none.contains(&op), "{config:?}: {op} of {}", id.0);
            }
            let pieces = pieces.iter().filter_map(|piece| match piece.role {
                Role::Hot { trace, uop } | Role::Exit { trace, uop } => Some((trace, uop)),
                _ => None,
            });
            let mut of_trace = pieces.filter(|(trace, _)| *trace == id);
            assert!(of_trace.all(|(_, uop)| (uop as usize) < trace.insts.len()), "{config:?}");
        }
        drop(mapped);
        program.unload(&mut runtime);
    }
}
