//! A seed stands for the same program as ever: `seeds.txt` has the fingerprint of one of each
//! mix, seed and shape.

use std::fmt::Write;
use std::path::Path;
use trace::generate::{Mix, Recipe, generate_seeded};
use trace::{Dialect, Shape};

#[test]
fn seeds_stand_for_the_same_programs() {
    let mut made = String::new();
    for (name, mix) in Mix::NAMED {
        for seed in 0..5 {
            let (dialect, uops) = (Dialect::default(), 40 + 300 * seed as usize);
            for (shape, prefix) in [(Shape::Trace, ""), (Shape::Region, "region ")] {
                let recipe = Recipe { dialect, uops, trace_uops: 150, mix, shape };
                let program = generate_seeded(&recipe, seed).expect("the length is fine");
                writeln!(made, "{prefix}{name} {seed} {:016x}", program.hash())
                    .expect("a text takes it");
            }
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds.txt");
    if std::env::var_os("UPDATE_SEEDS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &made).expect("the file can be written");
    }
    let known = std::fs::read_to_string(path).expect("the file is there");
    assert!(
        made == known,
        "seeds stand for other programs than trace/tests/seeds.txt says; if they have to, write it anew \
         with `UPDATE_SEEDS=1 cargo test -p uopbench-trace --test seeds`:\n{made}"
    );
}
