//! What is surprising about the traces of CPython 3.15.2's JIT. A CPython that mends one of these surprises
//! fails a test here once `scripts/record_surprises.py` has recorded the programs under it.

use serde_json::{Value, json};
use trace::{Operand, Traces, import_with};

const DICT_SUBSCRIPT: &str = include_str!("recordings/py315/dict_subscript.json");
const RECURSION: &str = include_str!("recordings/py315/recursion.json");
const LAST_IF: &str = include_str!("recordings/py315/last_if.json");
const DEFAULTS: &str = include_str!("recordings/py315/defaults.json");
const INIT_DEFAULT: &str = include_str!("recordings/py315/init_default.json");
const UNOPTIMISED: &str = include_str!("recordings/py315/unoptimised.json");
const BY_NAME: &str = include_str!("recordings/py315/by_name.json");
const ITERABLE: &str = include_str!("recordings/py315/iterable.json");
const EARLY_RETURN: &str = include_str!("recordings/py315/early_return.json");
const TWO_CLASSES: &str = include_str!("recordings/py315/two_classes.json");
const DICT_CLASS: &str = include_str!("recordings/py315/dict_class.json");
const CALLED_FROM_C: &str = include_str!("recordings/py315/called_from_c.json");

fn parse(recording: &str) -> Value {
    serde_json::from_str(recording).expect("JSON")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no {key}"))
}

fn name(uop: &Value) -> &str {
    uop["uop"].as_str().expect("a name")
}

/// Offsets at which the function's code is entered by a trace of CPython's.
fn entries(recording: &Value, function: &str) -> Vec<u64> {
    let codes = list(recording, "codes");
    let code = codes.iter().position(|code| code["name"] == function).expect("the function");
    let executors = list(recording, "executors").iter();
    let entered = executors.filter(|executor| executor["code"] == json!(code));
    entered.map(|executor| executor["at"].as_u64().expect("an offset")).collect()
}

#[test]
fn the_guard_of_a_dict_subscript_looks_at_the_key() {
    let recording = parse(DICT_SUBSCRIPT);
    let executors = list(&recording, "executors");
    // One trace would do: the others come from an exit that is taken each time.
    assert_eq!(executors.len(), 5);
    let guarded: Vec<&[Value]> = executors
        .iter()
        .map(|executor| list(executor, "uops"))
        .filter(|uops| uops.iter().any(|uop| name(uop) == "_BINARY_OP_SUBSCR_DICT"))
        .collect();
    assert_eq!(guarded.len(), 4);
    for uops in guarded {
        let guard = uops.iter().find(|uop| name(uop) == "_GUARD_TYPE").expect("a guard");
        assert_eq!(guard["value"], json!({"type": "dict"}));
    }
    // The guard is of the topmost slot. The subscript needs the key there, the dict below it.
    let imported = import_with(DICT_SUBSCRIPT.as_bytes(), "dict_subscript.json", None);
    let program = imported.expect("it can be imported").program;
    let names: Vec<&str> = list(&executors[1], "uops").iter().map(name).collect();
    let loads = ["_LOAD_FAST_BORROW_1", "_LOAD_FAST_BORROW_2", "_SET_IP", "_GUARD_TYPE"];
    assert!(names.windows(4).any(|names| names == loads), "{names:?}");
    let guard = program.program().dialect.op("_GUARD_TYPE").expect("the uop");
    assert_eq!(guard.info().inputs.len(), 1);
}

#[test]
fn a_loop_that_ends_with_an_if_without_else_has_no_trace() {
    let recording = parse(LAST_IF);
    assert_eq!(entries(&recording, "without_else"), [] as [u64; 0]);
    assert_eq!(entries(&recording, "with_else").len(), 2);
    // Each has run as often as the other.
    let imported = import_with(LAST_IF.as_bytes(), "last_if.json", Some(Traces::Cpython));
    let executors = imported.expect("it can be imported").executors;
    assert_eq!(executors.iter().flatten().count(), 2);
}

#[test]
fn a_function_that_c_calls_leaves_its_trace_before_it_returns() {
    let recording = parse(CALLED_FROM_C);
    let traces = list(&recording, "traces");
    let [trace] = traces else { panic!("{} traces", traces.len()) };
    assert_eq!((&trace["function"], &trace["at"]), (&json!("low_bits"), &json!(0)));
    let uops = list(trace, "uops");
    assert!(!uops.contains(&json!("_RETURN_VALUE")), "{uops:?}");
    let end = uops.iter().position(|uop| uop == "_DEOPT").expect("an end");
    // `n & 7`: both are loaded, and that is all.
    assert_eq!(
        uops[end - 2..end],
        [json!("_LOAD_FAST_BORROW_0"), json!("_LOAD_CONST_INLINE_BORROW")]
    );
}

/// The names of the uops of an executor as far as its end.
fn body(executor: &Value) -> Vec<&str> {
    let uops = list(executor, "uops").iter().map(name);
    let mut names: Vec<&str> = uops.collect();
    let ends = ["_JUMP_TO_TOP", "_EXIT_TRACE", "_DEOPT"];
    names.truncate(1 + names.iter().position(|name| ends.contains(name)).expect("an end"));
    names
}

#[test]
fn a_trace_goes_back_to_its_top_in_another_frame() {
    let recording = parse(RECURSION);
    let bodies: Vec<Vec<&str>> = list(&recording, "executors").iter().map(body).collect();
    let frames = |names: &[&str], name: &str| names.iter().filter(|other| **other == name).count();
    let deeper = |names: &Vec<&str>| {
        frames(names, "_PUSH_FRAME") > frames(names, "_RETURN_VALUE")
            && names.last() == Some(&"_JUMP_TO_TOP")
    };
    assert!(bodies.iter().any(deeper));
    // Another one returns to a frame that it has not entered.
    assert!(bodies.iter().any(|names| names.contains(&"_GUARD_IP_RETURN_VALUE")));
}

#[test]
fn a_call_that_takes_defaults_checks_no_space_for_the_frame() {
    let recording = parse(DEFAULTS);
    let uops = list(&list(&recording, "executors")[0], "uops");
    let names: Vec<&str> = uops.iter().map(name).collect();
    assert!(names.contains(&"_PY_FRAME_GENERAL"), "{names:?}");
    assert!(names.iter().all(|name| !name.starts_with("_CHECK_STACK_SPACE")), "{names:?}");
    // CPython allocates the frame elsewhere where there is no room. Here the import adds the check.
    let imported = import_with(DEFAULTS.as_bytes(), "defaults.json", Some(Traces::Cpython));
    let imported = imported.expect("it can be imported");
    let traces = imported.program.program().traces.iter().zip(&imported.executors);
    let (trace, _) = traces.into_iter().find(|(_, executor)| executor.is_some()).expect("a trace");
    let names: Vec<&str> = trace.uops.iter().map(|uop| uop.op.name()).collect();
    let checked = ["_CHECK_STACK_SPACE_OPERAND", "_PY_FRAME_GENERAL"];
    assert!(names.windows(2).any(|names| names == checked), "{names:?}");
}

/// CPython guards the class of an object where it looks the method up, and not again in the frame of the method, which
/// has met objects of another class more often.
#[test]
fn the_class_of_an_argument_stays_known_in_its_frame() {
    let imported = import_with(TWO_CLASSES.as_bytes(), "two_classes.json", Some(Traces::Cpython));
    let imported = imported.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(imported.left_out, []);
    let program = imported.program.program();
    let traces = program.traces.iter().zip(&imported.executors);
    let own = traces.filter(|(_, executor)| executor.is_some()).flat_map(|(trace, _)| &trace.uops);
    let owners: Vec<&str> = own
        .filter_map(|uop| match uop.operand {
            Operand::Attribute(class, _) => Some(&*program.classes[class.0 as usize].name),
            _ => None,
        })
        .collect();
    assert!(["Square", "Cube"].iter().all(|class| owners.contains(class)), "{owners:?}");
}

/// CPython has uops on dicts for subscripts of instances whose class derives from `dict`; here those are for dicts alone.
#[test]
fn a_subscript_of_an_instance_is_none_of_a_dict() {
    let recording = parse(DICT_CLASS);
    let uops = list(&recording, "executors").iter().flat_map(|executor| list(executor, "uops"));
    assert!(uops.map(name).any(|name| name.starts_with("_BINARY_OP_SUBSCR_DICT")));
    let imported = import_with(DICT_CLASS.as_bytes(), "dict_class.json", Some(Traces::Cpython));
    let imported = imported.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(imported.left_out, []);
    let traces = imported.program.program().traces.iter().zip(&imported.executors);
    let own = traces.filter(|(_, executor)| executor.is_some()).flat_map(|(trace, _)| &trace.uops);
    let names: Vec<&str> =
        own.map(|uop| uop.op.name()).filter(|it| it.contains("SUBSCR")).collect();
    assert!(!names.is_empty());
    assert!(names.iter().all(|&name| name == "_BINARY_OP_SUBSCR"), "{names:?}");
}

/// What CPython's optimiser replaces is imported as it is, too.
#[test]
fn traces_are_imported_as_they_are_before_the_optimiser() {
    let recording = parse(UNOPTIMISED);
    assert_eq!(recording["jit"]["PYTHON_UOPS_OPTIMIZE"], json!("0"));
    let uops = list(&recording, "executors").iter().flat_map(|executor| list(executor, "uops"));
    let names: Vec<&str> = uops.map(name).collect();
    for name in
        ["_LOAD_CONST", "_PUSH_NULL_CONDITIONAL", "_LOAD_ATTR_MODULE", "_LOAD_COMMON_CONSTANT"]
    {
        assert!(names.contains(&name), "no {name}");
    }
    let imported = import_with(UNOPTIMISED.as_bytes(), "unoptimised.json", Some(Traces::Cpython));
    let imported = imported.expect("it can be imported");
    let traces = imported.program.program().traces.iter().zip(&imported.executors);
    let own = traces.filter(|(_, executor)| executor.is_some());
    let names: Vec<&str> =
        own.flat_map(|(trace, _)| &trace.uops).map(|uop| uop.op.name()).collect();
    for name in ["_LOAD_CONST", "_PUSH_NULL_CONDITIONAL_1", "_LOAD_ATTR_MODULE"] {
        assert!(names.contains(&name), "no {name} in {names:?}");
    }
}

/// What a trace of CPython's has no uop for here is formed, and the import says what that is.
#[test]
fn a_trace_that_cannot_be_expressed_is_left_out() {
    let imported = import_with(BY_NAME.as_bytes(), "by_name.json", Some(Traces::Cpython));
    let imported = imported.unwrap_or_else(|error| panic!("{error}"));
    let [missing] = &imported.left_out[..] else { panic!("{:?}", imported.left_out) };
    let uops = ["_CHECK_FUNCTION_VERSION_KW", "_LOAD_ATTR_PROPERTY_FRAME"];
    assert!(uops.iter().any(|uop| missing.what == format!("uop {uop}")), "{missing}");
    assert!(imported.executors.iter().all(Option::is_none));
    let own = import_with(BY_NAME.as_bytes(), "by_name.json", Some(Traces::Own));
    assert_eq!(own.expect("it can be imported").left_out, []);
    let whole = import_with(DEFAULTS.as_bytes(), "defaults.json", Some(Traces::Cpython));
    assert_eq!(whole.expect("it can be imported").left_out, []);
}

/// So is what the verifier refuses: a trace that makes an instance, whose `__init__` has a value for an argument.
#[test]
fn a_trace_that_cannot_be_verified_is_left_out() {
    let imported = import_with(INIT_DEFAULT.as_bytes(), "init_default.json", Some(Traces::Cpython));
    let imported = imported.unwrap_or_else(|error| panic!("{error}"));
    let [missing] = &imported.left_out[..] else { panic!("{:?}", imported.left_out) };
    assert_eq!((missing.line, &missing.instruction[..]), (12, "CALL_ALLOC_AND_ENTER_INIT"));
    assert!(missing.what.contains("takes 3 arguments"), "{missing}");
    assert!(imported.executors.iter().all(Option::is_none));
    let own = import_with(INIT_DEFAULT.as_bytes(), "init_default.json", Some(Traces::Own));
    assert_eq!(own.expect("it can be imported").left_out, []);
}

/// The recording has no call of `__iter__`, so that nothing could be formed for the loop.
#[test]
fn a_loop_over_an_object_of_a_class_is_refused_with_its_line() {
    let error = import_with(ITERABLE.as_bytes(), "iterable.json", None).expect_err("refused");
    let message = error.to_string();
    let what = "iterable.py:15: GET_ITER: not supported yet: iteration over an object of a class of the program";
    assert!(message.contains(what), "{message}");
}

/// The null above an iterator is no object, also after a call in the loop: what drops the iterator before a return
/// releases nothing there.
#[test]
fn a_loop_that_waits_for_a_call_is_left_by_a_return() {
    let recording = parse(EARLY_RETURN);
    assert_eq!(recording["jit"]["PYTHON_UOPS_OPTIMIZE"], json!("0"));
    let imported = import_with(EARLY_RETURN.as_bytes(), "early_return.json", Some(Traces::Cpython));
    let imported = imported.unwrap_or_else(|error| panic!("{error}"));
    let program = imported.program.program();
    let bodies = program.traces.iter().map(|trace| &trace.uops);
    let names: Vec<Vec<&str>> =
        bodies.map(|uops| uops.iter().map(|uop| uop.op.name()).collect()).collect();
    let leaves = ["_POP_TOP_NOP", "_POP_TOP", "_LOAD_COMMON_CONSTANT"];
    let found = names.iter().filter(|names| names.windows(3).any(|three| three == leaves)).count();
    assert!(found > 0, "{names:?}");
}

/// A call that was specialised for one function may be recorded while it calls another one. Without CPython's optimiser
/// there are traces of that, whose guards contradict each other.
#[test]
fn a_frame_of_another_function_than_was_checked_ends_the_trace() {
    let mut recording = parse(UNOPTIMISED);
    let executors = recording["executors"].as_array_mut().expect("executors");
    let uops = executors.iter_mut().flat_map(|executor| executor["uops"].as_array_mut());
    let mut changed = 0;
    for uop in uops.flatten().filter(|uop| uop["uop"] == "_GUARD_IP__PUSH_FRAME") {
        uop["instruction"][0] = 0.into();
        changed += 1;
    }
    assert!(changed > 0);
    let imported =
        import_with(recording.to_string().as_bytes(), "unoptimised.json", Some(Traces::Cpython));
    let imported = imported.unwrap_or_else(|error| panic!("{error}"));
    let program = imported.program.program();
    let ends =
        program.traces.iter().zip(&imported.executors).filter(|(_, executor)| executor.is_some());
    let ends: Vec<[&str; 2]> = ends
        .filter_map(|(trace, _)| match &trace.uops[..] {
            [.., before, last] => Some([before.op.name(), last.op.name()]),
            _ => None,
        })
        .collect();
    assert!(ends.contains(&["_PUSH_FRAME", "_EXIT_TRACE"]), "{ends:?}");
}
