//! The source of a generator's choices.

use crate::rng::Rng;

/// A source of choices: random numbers, or the bytes of a fuzzer.
pub trait Choices {
    /// A number from `0..bound`; 0 where that is empty.
    fn below(&mut self, bound: usize) -> usize;
}

impl Choices for Rng {
    fn below(&mut self, bound: usize) -> usize {
        Rng::below(self, bound)
    }
}

impl<F: FnMut(usize) -> usize> Choices for F {
    fn below(&mut self, bound: usize) -> usize {
        self(bound)
    }
}

impl dyn Choices + '_ {
    /// One of `items`, which are not empty.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// A number from `low..=high`.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True once in `n` times. Never where all choices are 0, so that what is optional stays out of
    /// the smallest program.
    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) + 1 == n
    }
}
