//! Random programs: of a given length and mix, the same for the same choices.
//!
//! A program is made from its start to its end by a builder that keeps the verifier's state and, for
//! each slot and local, a promise that the verifier knows nothing of: how many bits an int has at
//! most, how long a list is. So it chooses among what is possible next, a uop or a few at a time, by
//! the weights of a [`Mix`]; no guard fails that has no side trace, no exception is raised (unless the
//! mix has faults), loops end, and nothing grows without bound.
//!
//! - `plan` lays out traces and loops, `ends` side traces, each with its exact number of uops.
//! - `maker` emits uops; `shape` has the promises; `moves` the table of what can be done, which is in
//!   `stack`, `numbers`, `texts`, `lists`, `containers`, `branches`, `faults`, `calls`, `objects` and
//!   `closures`.
//! - `functions` defines functions and classes, `locals` says what their locals are for, `frames` enters and
//!   leaves frames.

mod branches;
mod calls;
mod choices;
mod closures;
mod containers;
mod ends;
mod faults;
mod frames;
mod functions;
mod lists;
mod locals;
mod maker;
mod mix;
mod moves;
mod numbers;
mod objects;
mod operators;
mod plan;
mod shape;
mod stack;
mod texts;

use crate::program::Program;
use crate::rng::Rng;
pub use choices::Choices;
use maker::Maker;
pub use mix::{Family, Mix, MixError};
use std::ops::RangeInclusive;
use thiserror::Error;

/// How many uops a generated program may have.
pub const UOPS: RangeInclusive<usize> = 10..=100_000;
/// How many uops a trace has at most, unless something else is asked for: CPython's limit.
pub const TRACE_UOPS: usize = 800;

/// What to generate.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Recipe {
    /// Number of uops in all traces, one of [`UOPS`].
    pub uops: usize,
    /// About how many uops a trace has at most; the last one may be longer by some.
    pub trace_uops: usize,
    /// What the program consists of.
    pub mix: Mix,
}

/// A program can't be that short or long.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("a program of {0} uops can't be generated; {least} to {most} can", least = UOPS.start(), most = UOPS.end())]
pub struct LengthError(pub usize);

/// Makes a program of exactly as many uops as the recipe says. It passes the verifier.
///
/// Unless the mix has faults, it returns a tuple of what its locals hold in the end.
pub fn generate(recipe: &Recipe, choices: &mut dyn Choices) -> Result<Program, LengthError> {
    if !UOPS.contains(&recipe.uops) {
        return Err(LengthError(recipe.uops));
    }
    let mut maker = Maker::new(choices, &recipe.mix, recipe.uops);
    maker.plan(recipe.trace_uops);
    Ok(maker.finish())
}

/// As [`generate`], with choices that follow from a seed.
pub fn generate_seeded(recipe: &Recipe, seed: u64) -> Result<Program, LengthError> {
    generate(recipe, &mut Rng::new(seed))
}
