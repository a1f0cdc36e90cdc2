//! Random programs of a given length and mix. The same choices make the same program.
//!
//! A `Maker` makes a program from its start to its end. It keeps the state that the verifier will
//! have and, for each slot and local, a promise that the verifier does not know: how many bits an int
//! has at most, or how long a list is. At each point the generator chooses among the moves that are
//! possible there; a move is a uop or a few. A [`Mix`] gives the moves their weights. A guard that may
//! fail has a side trace, loops end, and no value grows without bound. No exception is raised, unless
//! the mix has faults.
//!
//! The files form layers. Each uses only those above it in this list:
//!
//! - `choices`, `mix`, `shape`, `roles`, `signature` and `end` are data: where choices come from, what
//!   is promised of a value, what a local is for, how a function is called, where a trace ends.
//! - `maker` has the program in the making, and emits uops. `functions` defines functions and classes,
//!   `locals` loads and stores locals, `sides` makes the traces that exits lead to.
//! - `moves` says what a move is. `stack`, `numbers`, `texts`, `lists`, `containers`, `branches` and
//!   `faults` have the moves within a frame. `frames` enters and leaves frames; `calls`, `objects` and
//!   `closures` have the moves that do so.
//! - `opening` begins a function's first trace, `fill` fills a trace with moves, `ends` ends it.
//! - `layout` lays out the traces and loops of a program, each with its exact number of uops.

mod branches;
mod calls;
mod choices;
mod closures;
mod containers;
mod end;
mod ends;
mod faults;
mod fill;
mod frames;
mod functions;
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
mod roles;
mod shape;
mod sides;
mod signature;
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
    maker.define();
    maker.lay_out(recipe.trace_uops);
    Ok(maker.finish())
}

/// As [`generate`], with choices that follow from a seed.
pub fn generate_seeded(recipe: &Recipe, seed: u64) -> Result<Program, LengthError> {
    generate(recipe, &mut Rng::new(seed))
}
