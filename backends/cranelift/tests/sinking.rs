//! What side exits need is not computed in each of them.

use backend_api::{Backend, BackendError, CompileOptions, Outcome, run};
use cranelift_backend::{Config, Cranelift};
use std::fmt::Write;
use trace::optimise::{Passes, optimise};
use trace::{Document, LoadedProgram, VerifiedProgram};
use uops::runtime::{Runtime, Value};

/// How many items are added up.
const ITEMS: usize = 200;

/// The sum of a list's items, which stays on the stack: each item is loaded, and exits before and after
/// that store the sum so far.
fn chain() -> String {
    let (mut consts, mut uops) = (String::new(), String::new());
    for item in 0..ITEMS {
        _ = writeln!(consts, "const i{item} = {item}");
        _ = write!(
            uops,
            "    _LOAD_FAST_0 items\n    _LOAD_CONST_INLINE_BORROW i{item}\n    \
             _BINARY_SUBSCR_LIST_INT -> other\n    _GUARD_TOS_FLOAT -> other\n    \
             _BINARY_OP_ADD_FLOAT\n"
        );
    }
    let items = vec!["0.5"; ITEMS].join(", ");
    format!(
        "program chain\narg items = [{items}]\narg total = 1.0\nstack 3\n\n{consts}\n\
         trace entry @0 stack 0\n    _LOAD_FAST_1 total\n    _GUARD_TOS_FLOAT -> other\n{uops}    \
         _POP_FRAME\n    _DYNAMIC_EXIT\n    exit other @0\n"
    )
}

/// How many bytes an optimised program has without and with Cranelift's optimiser, if it returns that on both.
/// Nothing where there can be no code.
fn bytes(optimised: VerifiedProgram, result: f64) -> Option<(usize, usize)> {
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, optimised);
    let args: Vec<Value> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
    let mut bytes = |config| {
        let mut cranelift = match Cranelift::new(config) {
            Err(BackendError::Unavailable { .. }) => return None,
            cranelift => cranelift.unwrap(),
        };
        let compiled = cranelift.compile(&program, CompileOptions::default()).unwrap();
        let code = compiled.publish().unwrap();
        let report = run(&program, &*code, &mut runtime, &args).unwrap();
        assert_eq!(report.outcome, Outcome::Returned(Value::Float(result)));
        Some(code.sizes().code())
    };
    let both = bytes(Config::Balanced).zip(bytes(Config::Best));
    program.unload(&mut runtime);
    both
}

fn optimised(source: &str) -> VerifiedProgram {
    let document = Document::parse("chain", source.as_bytes()).unwrap();
    optimise(&document.verify().unwrap(), &Passes::ALL).unwrap().program
}

#[test]
fn a_chain_of_guarded_loads_is_no_longer_optimised_than_not() {
    let optimised = optimised(&chain());
    let unboxed = optimised.program().traces[0].uops.iter();
    let unboxed = unboxed.filter(|uop| uop.op.name() == "_BINARY_OP_ADD_UNBOXED").count();
    assert_eq!(unboxed, ITEMS, "the sum is no object");
    let Some((balanced, best)) = bytes(optimised, 1.0 + 0.5 * ITEMS as f64) else { return };
    assert!(best < balanced + balanced / 10, "{balanced} bytes, optimised {best}");
}

/// How many locals [`many_places`] has.
const PLACES: usize = 512;
/// How often it loads one.
const GUARDS: usize = 1_000;

/// The sum of locals, each of which is loaded and guarded again long after its first load.
fn many_places() -> String {
    let (mut args, mut uops) = (String::new(), String::new());
    for place in 0..PLACES {
        _ = writeln!(args, "arg l{place} = 0.5");
    }
    for guard in 0..GUARDS {
        let place = guard % PLACES;
        _ = write!(
            uops,
            "    _LOAD_FAST l{place}\n    _GUARD_TOS_FLOAT -> other\n    _BINARY_OP_ADD_FLOAT\n"
        );
    }
    format!(
        "program many_places\n{args}arg total = 1.0\nstack 3\n\ntrace entry @0 stack 0\n    \
         _LOAD_FAST total\n    _GUARD_TOS_FLOAT -> other\n{uops}    _POP_FRAME\n    _DYNAMIC_EXIT\n    \
         exit other @0\n"
    )
}

#[test]
fn values_that_are_needed_again_far_away_cost_little() {
    let sum = 1.0 + 0.5 * GUARDS as f64;
    let document = Document::parse("many_places", many_places().as_bytes()).unwrap();
    for program in [document.verify().unwrap(), optimised(&many_places())] {
        let Some((balanced, best)) = bytes(program, sum) else { return };
        assert!(best < balanced + balanced / 4, "{balanced} bytes, optimised {best}");
    }
}
