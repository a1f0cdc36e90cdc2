//! Recordings that show what is surprising about CPython 3.15.2's traces do here what they do there.

use inspect::visits;
use measure::{Share, Way, check};
use programs::Workload;
use trace::Traces;
use trace::optimise::Passes;

fn recorded(name: &str, traces: Traces) -> Workload {
    recorded_in("py315", name, traces)
}

fn recorded_in(dialect: &str, name: &str, traces: Traces) -> Workload {
    let path = conformance::root().join("trace/tests/recordings").join(dialect).join(name);
    let workload = Workload::from_recording(&path, Some(traces));
    workload.unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn they_are_right_on_every_backend() {
    let mut backends = registry::select_all().backends;
    for name in [
        "by_name.json",
        "defaults.json",
        "dict_subscript.json",
        "early_return.json",
        "generator_made.json",
        "generators.json",
        "last_if.json",
        "pairs.json",
        "recursion.json",
        "returned_instance.json",
        "two_classes.json",
        "unoptimised.json",
    ] {
        let both = [Passes::NONE, Passes::ALL];
        let all = Traces::ALL.into_iter().flat_map(|traces| both.map(|passes| (traces, passes)));
        for (traces, passes) in all {
            let workload = recorded(name, traces).optimised(passes).expect("it can be optimised");
            let inputs = workload.inputs(true);
            let runs = check::run_on_each(&workload, &inputs, &mut backends).expect("they run");
            check::compare(&workload, &inputs, &runs).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

/// Of 3.14's uops that name no stub, the jump is 0: the first uop of the trace is none. Taken for one, it had each
/// instruction begin where the trace does, so that no special method was found.
#[test]
fn traces_of_3_14_end_where_c_code_calls_a_special_method() {
    let mut backends = registry::select_all().backends;
    for passes in [Passes::NONE, Passes::ALL] {
        let workload = recorded_in("py314", "polynomials.json", Traces::Cpython);
        let workload = workload.optimised(passes).expect("it can be optimised");
        let inputs = workload.inputs(true);
        let runs = check::run_on_each(&workload, &inputs, &mut backends).expect("they run");
        check::compare(&workload, &inputs, &runs).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn the_guard_of_a_dict_subscript_fails_each_time() {
    let workload = recorded("dict_subscript.json", Traces::Cpython);
    let visits = visits(&workload, &workload.inputs(true)).expect("it runs");
    let traces = &workload.program.program().traces;
    let (mut guarded, mut passed) = (0, 0);
    for ((trace, visits), executor) in traces.iter().zip(&visits).zip(&workload.executors) {
        let all = trace.uops.iter().zip(visits).filter(|_| executor.is_some());
        for (uop, &count) in all {
            match uop.op.name() {
                "_GUARD_TYPE" => guarded += count,
                "_BINARY_OP_SUBSCR_DICT" => passed += count,
                _ => {}
            }
        }
    }
    assert!(guarded > 1_000, "{guarded}");
    assert_eq!(passed, 0);
}

/// CPython's traces of a function that calls itself go on in the caller after a return; the import ends them there.
#[test]
fn what_is_outside_of_cpythons_traces_follows_returns_in_a_recursion() {
    let workload = recorded("recursion.json", Traces::Cpython);
    let share = Share::of(&workload, &workload.inputs(true)).expect("it runs");
    let share = share.expect("it has traces of CPython's");
    let others = share.all - share.in_cpython;
    assert!(others > 0);
    // Each of the others is somewhere, and follows something.
    assert_eq!(share.places.iter().map(|(_, uops)| uops).sum::<u64>(), others);
    assert_eq!(share.ways.iter().map(|(_, following)| following.uops).sum::<u64>(), others);
    assert_eq!(share.places[0].0.to_string(), "fib:8");
    assert_eq!(share.ways[0].0, Way::Frame);
    let before = share.ways.iter().find(|(way, _)| *way == Way::Start).expect("a start");
    assert_eq!(before.1.times, 1);
}

#[test]
fn nothing_is_in_cpythons_traces_of_a_program_without_them() {
    let workload = recorded("recursion.json", Traces::Own);
    assert_eq!(Share::of(&workload, &workload.inputs(true)).expect("it runs"), None);
}
