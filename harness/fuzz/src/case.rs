//! Makes the program of a seed and a number.

use trace::generate::{Choices, Mix, Recipe, generate};
use trace::optimise::{Pass, Passes};
use trace::rng::Rng;
use trace::{Dialect, Program, Shape};

/// The shortest generated program.
const SHORTEST: usize = *trace::generate::UOPS.start();

/// A random program and the passes it is optimised with.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// Its number in the campaign.
    pub number: u64,
    /// What was generated.
    pub recipe: Recipe,
    /// The choices that it was generated with.
    pub tape: Tape,
    /// The program.
    pub program: Program,
    /// The passes.
    pub passes: Passes,
}

impl Case {
    /// Case `number` of a seed: a program of a dialect that can be generated, of at most `longest` uops,
    /// of the mix if one is given.
    pub fn new(
        dialect: Dialect,
        shape: Shape,
        seed: u64,
        number: u64,
        longest: usize,
        mix: Option<Mix>,
    ) -> Self {
        // Neighbours have nothing in common.
        let mut rng = Rng::new(seed ^ Rng::new(number).next_u64());
        let (_, named) = Mix::NAMED[rng.below(Mix::NAMED.len())];
        let recipe = Recipe {
            dialect,
            uops: SHORTEST + rng.below(longest.saturating_sub(SHORTEST) + 1),
            trace_uops: 10 + rng.below(100),
            mix: mix.unwrap_or(named),
            shape,
        };
        let mut passes = Passes::ALL;
        // Mostly all passes, since they feed each other; otherwise any of them.
        if rng.below(3) == 0 {
            passes = Pass::ALL
                .into_iter()
                .filter(|_| rng.below(4) > 0)
                .fold(Passes::NONE, |passes, pass| passes.with(pass));
        }
        let mut tape = Tape::recording(rng);
        let program = program(&recipe, &mut tape);
        Case { number, recipe, tape, program, passes }
    }
}

/// The program that these choices make.
pub(super) fn program(recipe: &Recipe, tape: &mut Tape) -> Program {
    generate(recipe, tape).expect("length and dialect are such that there is one")
}

/// The choices that a program is generated with: those on record, then those of a generator of
/// random numbers, which are recorded, or else 0.
#[derive(Clone, Debug)]
pub struct Tape {
    choices: Vec<usize>,
    played: usize,
    rng: Option<Rng>,
}

impl PartialEq for Tape {
    fn eq(&self, other: &Self) -> bool {
        self.choices == other.choices
    }
}

impl Tape {
    fn recording(rng: Rng) -> Self {
        Tape { choices: Vec::new(), played: 0, rng: Some(rng) }
    }

    /// A tape of these choices, all that follow are 0.
    pub fn of(choices: Vec<usize>) -> Self {
        Tape { choices, played: 0, rng: None }
    }

    /// The choices on record.
    pub fn choices(&self) -> &[usize] {
        &self.choices
    }
}

impl Choices for Tape {
    fn below(&mut self, bound: usize) -> usize {
        let choice = match (self.choices.get(self.played), &mut self.rng) {
            (Some(choice), _) => choice.checked_rem(bound).unwrap_or(0),
            (None, Some(rng)) => {
                let choice = rng.below(bound);
                self.choices.push(choice);
                choice
            }
            (None, None) => 0,
        };
        self.played += 1;
        choice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_the_same_each_time_and_from_its_tape() {
        for shape in Shape::ALL {
            let new = |number| Case::new(Dialect::default(), shape, 7, number, 120, None);
            let case = new(3);
            assert_eq!(case, new(3));
            assert_eq!(case.program.shape(), shape);
            let mut tape = Tape::of(case.tape.choices().to_vec());
            assert_eq!(program(&case.recipe, &mut tape), case.program);
            assert_ne!(case.program, new(4).program);
        }
    }

    #[test]
    fn without_choices_there_is_a_program_still() {
        for shape in Shape::ALL {
            let Case { recipe, .. } = Case::new(Dialect::default(), shape, 7, 3, 120, None);
            let program = program(&recipe, &mut Tape::of(Vec::new()));
            assert_eq!(program.uop_count(), recipe.uops);
            trace::verify(program).expect("it verifies");
        }
    }
}
