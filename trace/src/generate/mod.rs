//! Random programs of a given length and mix. The same choices make the same program.
//!
//! A `Maker` makes a program from its start to its end. It keeps the state that the verifier will
//! have and, for each slot and local, a promise that the verifier does not know: how many bits an int
//! has at most, or how long a list is. At each point the generator chooses among the moves that are
//! possible there; a move is a uop or a few. A [`Mix`] gives the moves their weights. A guard that may
//! fail has a side trace, loops end, and no value grows without bound. No exception is raised, unless
//! the mix has faults or exceptions.
//!
//! The files form layers. Each uses only those above it in this list:
//!
//! - `choices`, `mix`, `vocabulary`, `shape`, `roles`, `signature`, `catching`, `end` and `homes` are data: where
//!   choices come from, which uops the dialect has, what is promised of a value, what a local is for, how a function
//!   is called, what a handler does, where a trace ends, which traces become blocks of which region.
//! - `maker` has the program in the making, and emits uops. `functions` defines functions and classes,
//!   `locals` loads and stores locals, `regions` chooses regions and begins blocks, `handlers` makes the traces
//!   that exceptions lead to, `sides` those that exits lead to.
//! - `moves` says what a move is. `stack`, `numbers`, `texts`, `lists`, `containers`, `branches`,
//!   `joins`, `raising` and `faults` have the moves within a frame. `frames` enters and leaves frames; `calls`, `objects` and
//!   `closures` have the moves that do so.
//! - `opening` begins a function's first trace, `fill` fills a trace with moves, `ends` ends it.
//! - `layout` lays out the traces and loops of a program, each with its exact number of uops; `generators` does so
//!   where a loop is over a generator.

mod branches;
mod calls;
mod catching;
mod choices;
mod closures;
mod containers;
mod end;
mod ends;
mod faults;
mod fill;
mod frames;
mod functions;
mod generators;
mod handlers;
mod homes;
mod joins;
mod layout;
mod lists;
mod locals;
mod maker;
mod mix;
mod moves;
mod numbers;
mod objects;
mod opening;
mod operators;
mod raising;
mod regions;
mod roles;
mod shape;
mod sides;
mod signature;
mod stack;
mod stars;
mod texts;
mod vocabulary;

use crate::Shape;
use crate::program::Program;
use crate::rng::Rng;
pub use choices::Choices;
use homes::Homes;
use maker::Maker;
pub use mix::{Family, Mix, MixError};
use std::ops::RangeInclusive;
use thiserror::Error;
use uops::Dialect;
use vocabulary::Vocabulary;

/// How many uops a generated program may have.
pub const UOPS: RangeInclusive<usize> = 10..=100_000;

/// What to generate.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Recipe {
    /// The dialect of the program. What needs a uop that the dialect lacks is left out of the mix.
    pub dialect: Dialect,
    /// Number of uops in all traces, one of [`UOPS`].
    pub uops: usize,
    /// About how many uops a trace has at most; the last one may be longer by some.
    pub trace_uops: usize,
    /// What the program consists of.
    pub mix: Mix,
    /// Whether its code is traces, or regions whose blocks part and join.
    pub shape: Shape,
}

/// Why there is no such program.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum RecipeError {
    /// A program can't be that short or long.
    #[error("a program of {0} uops can't be generated; {least} to {most} can", least = UOPS.start(), most = UOPS.end())]
    Length(usize),
    /// The dialect lacks uops that every program consists of.
    #[error("programs of the dialect `{dialect}` can't be generated: it lacks {}", lacks.join(", "))]
    Dialect {
        /// The dialect.
        dialect: Dialect,
        /// The names of the uops.
        lacks: Vec<&'static str>,
    },
}

impl Recipe {
    /// Whether there is such a program.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self) -> Result<(), RecipeError> {
        if !UOPS.contains(&self.uops) {
            return Err(RecipeError::Length(self.uops));
        }
        let (dialect, lacks) = (self.dialect, Vocabulary::of(self.dialect).lacks());
        match lacks.is_empty() {
            true => Ok(()),
            false => Err(RecipeError::Dialect { dialect, lacks }),
        }
    }
}

/// Makes a program of exactly as many uops as the recipe says, with several that a dialect has in place of one of
/// the first as one. It passes the verifier.
///
/// Unless the mix has faults or exceptions, it returns a tuple of what its locals hold in the end.
pub fn generate(recipe: &Recipe, choices: &mut dyn Choices) -> Result<Program, RecipeError> {
    recipe.check()?;
    Ok(with(&Vocabulary::of(recipe.dialect), recipe, choices))
}

/// Makes it of the uops of a vocabulary, which has the basics.
fn with(vocabulary: &Vocabulary, recipe: &Recipe, choices: &mut dyn Choices) -> Program {
    let homes = Homes::new(recipe.shape == Shape::Region);
    let mut maker = Maker::new(recipe.dialect, vocabulary, recipe.mix, recipe.uops, homes, choices);
    maker.define();
    maker.settle();
    maker.lay_out(recipe.trace_uops);
    maker.finish()
}

/// As [`generate`], with choices that follow from a seed.
pub fn generate_seeded(recipe: &Recipe, seed: u64) -> Result<Program, RecipeError> {
    generate(recipe, &mut Rng::new(seed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use uops::Op;

    fn recipe(mix: &str) -> Recipe {
        let mix = mix.parse().expect("it is a mix");
        Recipe {
            dialect: Dialect::default(),
            uops: 1200,
            trace_uops: 150,
            mix,
            shape: Shape::Trace,
        }
    }

    /// The uops of some programs.
    fn uops(vocabulary: &Vocabulary) -> BTreeSet<Op> {
        let mut uops = BTreeSet::new();
        for mix in ["everything", "objects"] {
            for seed in 0..2 {
                let program = with(vocabulary, &recipe(mix), &mut Rng::new(seed));
                uops.extend(program.traces.iter().flat_map(|trace| &trace.uops).map(|uop| uop.op));
                crate::verify(program).expect("it verifies");
            }
        }
        uops
    }

    /// Emitting a uop that the dialect lacks fails, too, so what emits a uop says that it needs it.
    #[test]
    fn what_the_dialect_lacks_is_not_generated() {
        let all = uops(&Vocabulary::of(Dialect::default()));
        assert!(all.len() > 150, "{}", all.len());
        for op in all {
            let without = Vocabulary::of(Dialect::default()).without(op);
            if !without.lacks().is_empty() {
                assert_eq!(without.lacks(), [op.name()]);
                continue;
            }
            assert!(!uops(&without).contains(&op), "{op}");
        }
    }
}
