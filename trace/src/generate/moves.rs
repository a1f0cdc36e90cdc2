//! Moves: a move is a uop, or a few, that can be the next in a trace.

use super::maker::Maker;
use super::mix::Family;
use uops::Op;

/// A continuation of a trace: one uop or a few that belong together.
pub(super) struct Move {
    /// The family whose weight it has. A move without a family belongs to every mix.
    pub(super) family: Option<Family>,
    /// How often it is chosen, within the family.
    pub(super) weight: u32,
    /// The most uops that it emits, plus those that it takes to pop what it leaves on the stack.
    pub(super) cost: usize,
    /// Whether it makes the stack higher.
    pub(super) pushes: bool,
    /// The uops that it may emit, beside those that every program and every program of the family has: it is
    /// not possible in a dialect that lacks one of them.
    pub(super) needs: &'static [&'static [Op]],
    /// Whether it is possible here.
    pub(super) when: fn(&Maker) -> bool,
    /// Makes the move.
    pub(super) make: fn(&mut Maker),
}

impl Move {
    pub(super) const fn new(
        family: Family,
        weight: u32,
        cost: usize,
        when: fn(&Maker) -> bool,
        make: fn(&mut Maker),
    ) -> Self {
        Move { family: Some(family), weight, cost, pushes: false, needs: &[], when, make }
    }

    /// A move of every mix.
    pub(super) const fn common(
        weight: u32,
        cost: usize,
        when: fn(&Maker) -> bool,
        make: fn(&mut Maker),
    ) -> Self {
        Move { family: None, weight, cost, pushes: false, needs: &[], when, make }
    }

    /// The same, which makes the stack higher.
    pub(super) const fn pushing(self) -> Self {
        Move { pushes: true, ..self }
    }

    /// The same, which may emit these uops.
    pub(super) const fn needs(self, needs: &'static [&'static [Op]]) -> Self {
        Move { needs, ..self }
    }
}

/// It is always possible.
pub(super) fn always(_: &Maker) -> bool {
    true
}
