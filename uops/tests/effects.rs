//! Rows pop and push as many slots as the uop of the same name does in CPython. The files in `effects/`
//! say what CPython's do.

use std::collections::HashMap;
use std::path::Path;
use uops::{Below, Dialect};

/// Uops that change the frame: what they pop and push belongs to different frames.
const FRAMES: [&str; 2] = ["_PUSH_FRAME", "_RETURN_VALUE"];

/// What CPython's uops pop and push, by name. CPython's numbers of popped slots leave out those that a
/// uop only looks at.
fn cpython(dialect: Dialect) -> HashMap<String, (usize, usize)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/effects/{dialect}.csv"));
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let rows = text.lines().filter(|line| line.starts_with('_')).map(|line| {
        let mut fields = line.split(',');
        let mut field = || fields.next().expect("three fields");
        let name = field().to_owned();
        let mut count = || field().parse().expect("a number");
        (name, (count(), count()))
    });
    rows.collect()
}

#[test]
fn rows_of_3_15_change_the_stack_as_cpythons_uops_do() {
    let dialect = Dialect::of_python("3.15").expect("there is the dialect");
    let cpython = cpython(dialect);
    let mut compared = 0;
    for op in dialect.ops() {
        let info = op.info();
        let Some(&(popped, pushed)) = cpython.get(info.name) else { continue };
        if FRAMES.contains(&info.name) || matches!(info.below, Below::Pops { .. }) {
            continue;
        }
        let effect = info.stack_effect(info.fixed.unwrap_or(1));
        let [pops, pushes] = [effect.pops() as isize, effect.pushes() as isize];
        let change = pushed as isize - popped as isize;
        assert_eq!(pushes - pops, change, "{op} {}", info.effect);
        assert!(pops >= popped as isize, "{op} {}: it pops {popped}", info.effect);
        compared += 1;
    }
    assert!(compared > 80, "{compared} are compared");
}
