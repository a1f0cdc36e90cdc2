//! Fills a trace with moves: chooses among those that are possible, by weight.

use super::maker::Maker;
use super::moves::Move;
use super::{
    branches, calls, closures, containers, faults, joins, lists, numbers, objects, raising, stack,
    texts,
};
use crate::program::Operand;
use uops::Op;

/// Every move.
fn moves() -> impl Iterator<Item = &'static Move> {
    const TABLES: [&[Move]; 12] = [
        &stack::MOVES,
        &numbers::MOVES,
        &texts::MOVES,
        &lists::MOVES,
        &containers::MOVES,
        &branches::MOVES,
        &faults::MOVES,
        &calls::MOVES,
        &objects::MOVES,
        &closures::MOVES,
        &joins::MOVES,
        &raising::MOVES,
    ];
    TABLES.into_iter().flatten()
}

impl Maker<'_> {
    /// Makes moves until the trace has `uops` uops, where it takes `ending` to end it with a stack
    /// as high as its floor.
    pub(super) fn fill(&mut self, uops: usize, ending: usize) {
        self.room = uops - ending;
        loop {
            let left = self.left();
            if left == 0 {
                break;
            }
            self.make_move(left);
            debug_assert_eq!(self.stack.len(), self.state.stack.len(), "{:?}", self.trace().uops);
        }
        while self.has_entered() {
            self.leave();
        }
        while self.stack.len() > self.floor {
            self.pop();
        }
    }

    /// Makes moves with as many uops as they take, and pops what they leave.
    pub(super) fn fill_inner(&mut self, uops: usize) {
        self.fill(self.written + uops, 0);
    }

    /// Uops that may still be emitted, once those are taken off that leave frames and empty the stack.
    pub(super) fn left(&mut self) -> usize {
        self.room - self.written - self.closing()
    }

    /// Chooses a move by weight among those that are possible here.
    fn make_move(&mut self, left: usize) {
        let pushing = self.height() < self.tallest;
        let mut weights = std::mem::take(&mut self.weights);
        weights.clear();
        weights.extend(moves().map(|possible| {
            let weight = possible.weight * possible.family.map_or(1, |f| self.mix.weight(f));
            let fits = possible.cost <= left && (pushing || !possible.pushes);
            if weight > 0
                && fits
                && self.vocabulary.has_all(possible.needs)
                && (possible.when)(self)
            {
                weight
            } else {
                0
            }
        }));
        let sum = weights.iter().sum::<u32>();
        if sum == 0 {
            // Nothing else is possible in so poor a dialect.
            self.emit(Op::_TIER2_RESUME_CHECK, Operand::Nothing);
        }
        let mut chosen = self.choices.below(sum as usize) as u32;
        for (possible, &weight) in moves().zip(&weights) {
            if chosen < weight {
                let from = self.trace().uops.len();
                (possible.make)(self);
                debug_assert!(
                    self.left() + possible.cost >= left,
                    "a move of cost {} made {:?}",
                    possible.cost,
                    &self.trace().uops[from..]
                );
                break;
            }
            chosen -= weight;
        }
        self.weights = weights;
    }
}
