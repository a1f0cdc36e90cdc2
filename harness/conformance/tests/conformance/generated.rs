//! Generated programs end alike on every backend, optimised or not, and leave nothing behind.

use backend_api::Outcome;

use measure::check;
use programs::Workload;
use trace::generate::{Family, Mix, Recipe, generate_seeded};
use trace::optimise::Passes;
use trace::{Shape, verify};
use uops::Dialect;

/// Checks a program on every backend, as it is and optimised, and says how it ended.
#[track_caller]
fn assert_agree(recipe: &Recipe, seed: u64) -> Outcome {
    let program = generate_seeded(recipe, seed).expect("the length is fine");
    let name = format!("{} uops, mix {}, seed {seed}", recipe.uops, recipe.mix);
    let mut workload = Workload {
        name: name.clone(),
        description: String::new(),
        program: verify(program).unwrap_or_else(|error| panic!("{name}: {error}")),
        expected: None,
        probe: false,
        executors: Vec::new(),
        lines: Vec::new(),
        jit: None,
        left_out: Vec::new(),
        instructions: None,
    };
    let mut backends = registry::select_all().backends;
    let inputs = workload.inputs(false);
    let mut outcomes = Vec::new();
    for passes in [Passes::NONE, Passes::ALL] {
        workload = workload.optimised(passes).expect("the passes' results verify");
        let runs = check::run_on_each(&workload, &inputs, &mut backends).expect("it runs");
        if let Err(error) = check::compare(&workload, &inputs, &runs) {
            panic!("{name}, optimised by {passes}: {error}");
        }
        outcomes.push(runs[0].outcome.clone());
    }
    // An exit that is left through may lie elsewhere in an optimised trace.
    if let [Outcome::Returned(plain), Outcome::Returned(optimised)] = &outcomes[..] {
        assert_eq!(plain, optimised, "{name}");
    }
    outcomes.swap_remove(0)
}

#[test]
fn every_mix_returns_the_same_on_every_backend() {
    for (name, mix) in Mix::NAMED {
        for (seed, uops) in [10, 40, 100, 200, 400].into_iter().enumerate() {
            let dialect = Dialect::default();
            for shape in Shape::ALL {
                let trace_uops = dialect.trace_limit();
                let recipe = Recipe { dialect, uops, trace_uops, mix, shape };
                let outcome = assert_agree(&recipe, seed as u64);
                let ends_well = match outcome {
                    Outcome::Returned(_) => true,
                    Outcome::Raised(_) => mix.weight(Family::Exceptions) > 0,
                    Outcome::UnlinkedExit { .. } => false,
                };
                assert!(
                    mix.weight(Family::Faults) > 0 || ends_well,
                    "{name}, {uops} uops, {shape}, seed {seed}: {outcome:?}"
                );
            }
        }
    }
}
