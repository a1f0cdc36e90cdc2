//! Rows pop and push as many slots as the uop of the same name does in CPython. The files in `effects/`
//! say what CPython's do.

use std::collections::HashMap;
use std::path::Path;
use uops::Dialect;

/// Uops that change the frame: what they pop and push belongs to different frames. `_CREATE_INIT_FRAME`
/// leaves the instance on the caller's stack, where CPython has a frame of its own for it.
const FRAMES: [&str; 5] =
    ["_PUSH_FRAME", "_RETURN_VALUE", "_CREATE_INIT_FRAME", "_RETURN_GENERATOR", "_YIELD_VALUE"];
/// Uops of ours that stand for what CPython has another uop, or no uop of its tier 2, for.
const OWN: [&str; 7] = [
    "_PUSH_GEN_FRAME",
    "_GUARD_IP__PUSH_GEN_FRAME",
    "_POP_GEN_FRAME",
    "_SEND_TIER_TWO",
    "_PY_FRAME_STAR",
    "_CREATE_INIT_FRAME_STAR",
    "_CHECK_CALLABLE_INSTANCE",
];
/// Uops of ours that are a uop of CPython's with one certain operator.
const OPERATORS: [(&str, &str); 1] = [("_BINARY_OP_SUBSCR", "_BINARY_OP")];
/// Opargs that effects are computed for, where a uop takes any.
const OPARGS: [u16; 4] = [0, 1, 2, 5];

/// A number of slots, as a sum of products of numbers and `oparg`; nothing if the file has `?`.
fn number(text: &str, oparg: u16) -> Option<i32> {
    let factor = |text: &str| match text {
        "oparg" => Some(i32::from(oparg)),
        "(oparg&1)" => Some(i32::from(oparg & 1)),
        "(oparg&0xFF)" => Some(i32::from(oparg & 0xff)),
        "(oparg>>8)" => Some(i32::from(oparg >> 8)),
        number => number.parse().ok(),
    };
    text.split('+').map(|term| term.split('*').map(factor).product::<Option<i32>>()).sum()
}

/// What CPython's uops pop and push, by name. CPython's numbers of popped slots leave out those that a
/// uop only looks at.
fn cpython(dialect: Dialect) -> HashMap<String, (String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/effects/{dialect}.csv"));
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let rows = text.lines().filter(|line| line.starts_with('_')).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, popped, pushed] = fields[..] else { panic!("`{line}` has no three fields") };
        (name.to_owned(), (popped.to_owned(), pushed.to_owned()))
    });
    rows.collect()
}

/// The oparg that a name ends with, and what is in front of it: uops of ours for one oparg of CPython's.
fn split(name: &str) -> Option<(&str, u16)> {
    let (base, oparg) = name.rsplit_once('_')?;
    Some((base, oparg.parse().ok()?))
}

/// The uops among a dialect's rows that only this project's optimiser makes.
fn optimised(dialect: Dialect) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/dialect");
    let rows = folder.join(dialect.name()).join("rows/optimised.rs");
    let rows = std::fs::read_to_string(rows).expect("the dialect has such rows");
    let named = rows.lines().filter(|line| line.starts_with('_'));
    named.filter_map(|line| line.split([':', ' ']).next()).map(str::to_owned).collect()
}

/// Compares the rows of a version's dialect with CPython's uops, and returns how many effects were compared.
fn compare(python: &str) -> usize {
    let dialect = Dialect::of_python(python).expect("there is the dialect");
    let cpython = cpython(dialect);
    let optimised = optimised(dialect);
    let mut compared = 0;
    for op in dialect.ops() {
        let info = op.info();
        let own = OWN.contains(&info.name) || dialect.later().contains(&info.name);
        // The optimiser's forms are no uops of CPython's.
        let first = Dialect::default();
        let has_known = |name: &str| first.known().iter().any(|known| known.name == name);
        let is_optimised = optimised.iter().any(|name| name == info.name)
            || first.has(*op) && !first.later().contains(&info.name) && !has_known(info.name);
        if own || is_optimised || FRAMES.contains(&info.name) {
            continue;
        }
        let whole = OPERATORS.iter().find(|(name, _)| *name == info.name);
        let name = whole.map_or(info.name, |(_, whole)| whole);
        let (row, part) = match (cpython.get(name), split(name)) {
            (Some(row), _) => (row, None),
            (None, Some((base, oparg))) if cpython.contains_key(base) => {
                (&cpython[base], Some(oparg))
            }
            _ => panic!("{op}: CPython {python} has no such uop"),
        };
        let all =
            OPARGS.map(|oparg| info.fixed.or(part).unwrap_or(oparg).max(info.below.least_oparg()));
        for oparg in all {
            let (popped, pushed) = (number(&row.0, oparg), number(&row.1, oparg));
            let (Some(popped), Some(pushed)) = (popped, pushed) else { continue };
            let effect = info.stack_effect(oparg);
            let [pops, pushes] = [effect.pops() as i32, effect.pushes() as i32];
            assert_eq!(pushes - pops, pushed - popped, "{op} {} of {oparg}", info.effect);
            assert!(pops >= popped, "{op} {} of {oparg}: it pops {popped}", info.effect);
            compared += 1;
        }
    }
    compared
}

#[test]
fn rows_of_3_14_change_the_stack_as_cpythons_uops_do() {
    let compared = compare("3.14");
    assert!(compared > 4 * 180, "{compared} are compared");
}

#[test]
fn rows_of_3_15_change_the_stack_as_cpythons_uops_do() {
    let compared = compare("3.15");
    assert!(compared > 4 * 250, "{compared} are compared");
}
