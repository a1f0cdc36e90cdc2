//! Generated programs are as long as asked for, verify, and follow from their seed.

use arbtest::arbtest;
use trace::generate::{Family, Mix, Recipe, TRACE_UOPS, generate, generate_seeded};
use trace::{Document, Program, print, verify};

fn recipe(uops: usize, mix: Mix) -> Recipe {
    Recipe { uops, trace_uops: TRACE_UOPS, mix }
}

#[track_caller]
fn assert_valid(program: Program, recipe: &Recipe) {
    assert_eq!(program.uop_count(), recipe.uops, "{}", recipe.mix);
    if let Err(error) = verify(program.clone()) {
        panic!("{error}\n{}", print(&program));
    }
}

#[test]
fn every_length_and_mix_is_valid() {
    for (_, mix) in Mix::NAMED {
        for uops in (10..120).chain([150, 200, 317, 1000, 3000]) {
            for seed in 0..2 {
                let recipe = recipe(uops, mix);
                assert_valid(generate_seeded(&recipe, seed).expect("the length is fine"), &recipe);
            }
        }
    }
}

#[test]
fn the_longest_program_is_valid() {
    let recipe = recipe(100_000, Mix::default());
    assert_valid(generate_seeded(&recipe, 1).expect("the length is fine"), &recipe);
}

#[test]
fn any_choices_make_a_valid_program() {
    arbtest(|u| {
        let weights =
            Family::ALL.map(|family| Ok(format!("{}={}", family.name(), u.int_in_range(0..=9)?)));
        let weights = weights.into_iter().collect::<Result<Vec<_>, _>>()?;
        let Ok(mix) = weights.join(",").parse() else { return Ok(()) };
        let recipe =
            Recipe { uops: u.int_in_range(10..=600)?, trace_uops: u.int_in_range(0..=200)?, mix };
        let mut choices = |bound: usize| u.int_in_range(0..=bound.max(1) - 1).unwrap_or(0);
        assert_valid(generate(&recipe, &mut choices).expect("the length is fine"), &recipe);
        Ok(())
    })
    .budget_ms(3000);
}

#[test]
fn the_same_seed_gives_the_same_program() {
    let recipe = recipe(500, Mix::default());
    let text = |seed| print(&generate_seeded(&recipe, seed).expect("the length is fine"));
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
    let document = Document::parse("generated.uop", text(7).as_bytes()).expect("it parses");
    assert_eq!(document.print(), text(7));
}

#[test]
fn lengths_have_limits() {
    for uops in [0, 9, 100_001] {
        assert!(generate_seeded(&recipe(uops, Mix::default()), 1).is_err());
    }
}

#[test]
fn mixes_are_read_and_written() {
    for (name, mix) in Mix::NAMED {
        assert_eq!(name.parse(), Ok(mix));
        assert_eq!(mix.to_string(), name);
    }
    let mix: Mix = "ints=3, loops".parse().expect("it is one");
    assert_eq!([Family::Ints, Family::Loops, Family::Lists].map(|f| mix.weight(f)), [3, 1, 0]);
    assert_eq!(mix.to_string().parse(), Ok(mix));
    for (text, error) in [
        ("int", "there is no mix or family `int`"),
        ("ints=x", "`x` is not a weight"),
        ("ints=1001", "`1001` is not a weight"),
        ("loops=2", "give ints, floats, texts, lists or containers a weight"),
    ] {
        let message = text.parse::<Mix>().expect_err("it is none").to_string();
        assert!(message.starts_with(error), "{message}");
    }
}
