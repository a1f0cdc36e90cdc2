//! Recordings become programs, or errors that say where and why.

use trace::{ImportError, Operand, Program, import};
use uops::Op;

/// Adds ints, halves of ints as floats, and calls a function.
const HALVES: &str = include_str!("recordings/halves.json");

/// Asks objects for an attribute that some of them lack, and handles the error.
const LACKING: &str = include_str!("recordings/lacking.json");

/// Goes through generators, under CPython 3.15.
const GENERATORS: &str = include_str!("recordings/py315/generators.json");

/// Calls special methods of classes.
const OPERATORS: &str = include_str!("../../harness/conformance/meaning/operators/recording.json");

fn imported(recording: &str) -> Program {
    match import(recording.as_bytes(), "recording.json") {
        Ok(imported) => Program::clone(imported.program.program()),
        Err(error) => panic!("{error}"),
    }
}

fn error(recording: &str) -> ImportError {
    import(recording.as_bytes(), "recording.json").expect_err("an error")
}

fn names(program: &Program, trace: &str) -> Vec<&'static str> {
    let trace = program.traces.iter().find(|other| other.name == trace).expect("the trace");
    trace.uops.iter().map(|uop| uop.op.name()).collect()
}

#[test]
fn the_python_that_recorded_decides_the_dialect() {
    assert_eq!(imported(HALVES).dialect.name(), "py313");
    for version in ["3.1.30", "3.16.1"] {
        let error = error(&HALVES.replace("3.13.0", version)).to_string();
        let expected = format!(
            "recording.json:4:20: recordings of CPython {version} can't be read; those of 3.13, 3.14, 3.15 can"
        );
        assert_eq!(error, expected);
    }
}

#[test]
fn entry_stops_at_the_loop() {
    let program = imported(HALVES);
    assert_eq!(program.name, "halves");
    let entry = [
        "_START_EXECUTOR",
        "_RESUME_CHECK",
        "_LOAD_CONST_INLINE_BORROW",
        "_STORE_FAST_1",
        "_CHECK_FUNCTION",
        "_LOAD_CONST_INLINE_BORROW_WITH_NULL",
        "_LOAD_FAST_0",
        "_SET_IP",
        "_CALL_BUILTIN_CLASS",
        "_CHECK_PERIODIC",
        "_CHECK_VALIDITY_AND_SET_IP",
        "_GET_ITER",
        "_EXIT_TRACE",
    ];
    assert_eq!(names(&program, "entry"), entry);
}

#[test]
fn calls_are_inlined() {
    let program = imported(HALVES);
    let inlined = program.traces.iter().any(|trace| {
        let at = |op| trace.uops.iter().position(|uop| uop.op == op);
        at(Op::_PUSH_FRAME) < at(Op::_POP_FRAME) && at(Op::_PUSH_FRAME).is_some()
    });
    assert!(inlined);
}

#[test]
fn exits_that_were_taken_are_linked_and_others_are_cold() {
    let program = imported(HALVES);
    for trace in &program.traces {
        for uop in &trace.uops {
            let Some(exit) = uop.exit else { continue };
            let unlinked = trace.exits[exit.0 as usize].target.is_none();
            let interrupts = [Op::_START_EXECUTOR, Op::_TIER2_RESUME_CHECK, Op::_CHECK_VALIDITY];
            if interrupts.contains(&uop.op) {
                assert!(unlinked, "{}: {}", trace.name, uop.op);
            }
            if matches!(uop.op, Op::_GUARD_NOT_EXHAUSTED_RANGE | Op::_GUARD_IS_TRUE_POP) {
                assert!(!unlinked, "{}: {}", trace.name, uop.op);
            }
        }
    }
}

#[test]
fn operands_of_other_types_get_a_generic_uop() {
    let program = imported(HALVES);
    let other = program.traces.iter().find(|trace| trace.name.contains("other_"));
    let uops = &other.expect("a trace for the other types").uops;
    let generic = uops.iter().find(|uop| uop.op == Op::_BINARY_OP).expect("a generic uop");
    // `+=`, CPython's NB_INPLACE_ADD, or `+`.
    assert!(matches!(generic.operand, Operand::Oparg(0 | 13)));
}

#[test]
fn every_prefix_is_an_error_with_a_place() {
    let mut length = 0;
    while length < HALVES.trim_end().len() {
        let ImportError::Json(diagnostic) = error(&HALVES[..length]) else {
            panic!("{length} bytes are no JSON");
        };
        assert!(diagnostic.line() >= 1 && diagnostic.column() >= 1);
        length += 7;
    }
}

#[test]
fn places_are_those_of_the_json() {
    let text = HALVES.replacen("\"version\": 1", "\"version\": true", 1);
    let ImportError::Json(diagnostic) = error(&text) else { panic!("no JSON error") };
    assert_eq!(diagnostic.line(), 3);
    assert!(diagnostic.message().contains("expected u32"), "{diagnostic}");
}

#[test]
fn other_versions_and_formats_are_refused() {
    let version = error(&HALVES.replacen("\"version\": 1", "\"version\": 2", 1));
    assert!(version.to_string().contains("version 2"), "{version}");
    let format = error(&HALVES.replacen("uopbench-recording", "recording", 1));
    assert!(format.to_string().contains("format"), "{format}");
}

#[test]
fn bytes_that_are_not_text_are_an_error() {
    let result = import(b"{\"format\": \"\xff\"}", "recording.json");
    assert!(matches!(result, Err(ImportError::Json(_))));
}

#[test]
fn deep_values_are_an_error() {
    let deep = format!("{}{}", "{\"list\":[".repeat(10_000), "]}".repeat(10_000));
    let text = HALVES.replacen("\"args\": [", &format!("\"args\": [{deep},"), 1);
    assert!(matches!(error(&text), ImportError::Json(_)));
}

#[test]
fn what_is_missing_is_named_with_its_line() {
    let text = HALVES.replace("BINARY_OP_ADD_FLOAT", "BINARY_OP_ADD_MATRIX");
    let ImportError::Unsupported { missing, .. } = error(&text) else { panic!("it is supported") };
    assert!(missing.iter().all(|missing| missing.instruction == "BINARY_OP_ADD_MATRIX"));
    let message = missing[0].to_string();
    assert!(message.starts_with("halves.py:"), "{message}");
    assert!(message.contains("instruction BINARY_OP_ADD_MATRIX"), "{message}");
}

#[test]
fn a_stack_that_grows_with_each_iteration_is_an_error() {
    // A loop loads a local where it stored one.
    let (stores, loads) = (",367,5302,", ",339,5302,");
    assert!(GENERATORS.contains(stores));
    let message = error(&GENERATORS.replace(stores, loads)).to_string();
    assert!(message.contains("code object 0 has 2 and 4 slots at offset 16"), "{message}");
}

/// A handler that no instruction is recorded to have entered gets no exception.
#[test]
fn what_the_verifier_refuses_is_told_with_its_line() {
    imported(LACKING);
    let mut recording: serde_json::Value = serde_json::from_str(LACKING).expect("JSON");
    for code in recording["codes"].as_array_mut().expect("code objects") {
        code.as_object_mut().expect("an object").remove("raised");
    }
    let message = error(&recording.to_string()).to_string();
    assert!(message.starts_with("recording.json: lacking.py:13: trace "), "{message}");
    assert!(message.contains("`_PUSH_EXC_INFO` needs an object as `exc`"), "{message}");
}

/// An attribute that an instance may lack is loaded by its class's form, then by the generic one, behind which nothing runs.
#[test]
fn attributes_that_are_missing_end_a_trace() {
    let program = imported(LACKING);
    let ends: Vec<Vec<&str>> = program
        .traces
        .iter()
        .map(|trace| trace.uops.iter().map(|uop| uop.op.name()).collect())
        .filter(|uops: &Vec<&str>| uops.iter().any(|name| name.starts_with("_LOAD_ATTR_0")))
        .collect();
    let [end] = &ends[..] else { panic!("{ends:?}") };
    assert_eq!(end[end.len() - 2..], ["_LOAD_ATTR_0", "_EXIT_TRACE"]);
    assert!(names(&program, "loop_14").contains(&"_LOAD_ATTR_INSTANCE_VALUE_0"));
}

#[test]
fn a_special_method_of_no_operand_is_an_error() {
    for (part, wrong) in [
        (r#""on":1,"name":"__setitem__""#, r#""on":3,"name":"__setitem__""#),
        (r#""on":1,"name":"__setitem__""#, r#""on":1,"guards":[1,3],"name":"__setitem__""#),
        (r#""special":[{"operands":["int",{"class":0},"int"]"#, r#""special":[{"operands":[]"#),
    ] {
        assert!(OPERATORS.contains(part), "{part}");
        let message = error(&OPERATORS.replace(part, wrong)).to_string();
        assert!(message.contains("the operands of `__setitem__`"), "{message}");
    }
}

#[test]
fn a_class_that_is_not_in_the_recording_is_an_error() {
    let message = error(&OPERATORS.replace(r#"{"class":0}"#, r#"{"class":70}"#)).to_string();
    assert!(message.contains("is not in the recording"), "{message}");
}

/// Numbers of a recording changed at random, and pieces of it cut out: never a panic.
#[test]
fn mutations_never_panic() {
    mutate(HALVES);
}

#[test]
fn mutations_of_special_methods_never_panic() {
    mutate(OPERATORS);
}

fn mutate(recording: &str) {
    let digits: Vec<usize> = recording
        .bytes()
        .enumerate()
        .filter(|(_, b)| b.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    arbtest::arbtest(|u| {
        let mut bytes = recording.as_bytes().to_vec();
        for _ in 0..u.int_in_range(1..=6)? {
            bytes[*u.choose(&digits)?] = b'0' + u.int_in_range(0..=9)?;
        }
        if u.ratio(1, 8)? {
            let start = u.int_in_range(0..=bytes.len() - 1)?;
            let end = u.int_in_range(start..=(start + 40).min(bytes.len()))?;
            bytes.drain(start..end);
        }
        let _ = import(&bytes, "recording.json");
        Ok(())
    })
    .budget_ms(3_000);
}
