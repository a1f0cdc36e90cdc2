//! Moves that end a block in the middle of an expression: two ways part, and join again in a block that starts with
//! what lies on the stack.

use super::branches::{ANY, truth_on_top};
use super::end::{Carried, End};
use super::maker::{Maker, Side};
use super::mix::Family::{Branches, Exits};
use super::moves::Move;
use super::numbers::load_counter;
use super::shape::{Item, Shape};
use crate::program::TraceId;
use uops::Op;

pub(super) const MOVES: [Move; 2] = [
    Move::new(Branches, 8, 2, |m| truth_on_top(m) && m.can_part(), part)
        .needs(&[&[Op::_GUARD_IS_TRUE_POP, Op::_GUARD_IS_FALSE_POP]]),
    Move::new(Exits, 4, 5, |m| m.can_part(), part_by_type)
        .pushing()
        .needs(&[&[Op::_GUARD_TOS_INT, Op::_GUARD_TOS_FLOAT]]),
];

/// The longest block between a branch and the join.
const ARM_UOPS: usize = 40;

/// Goes two ways by a truth value.
fn part(maker: &mut Maker) {
    let op = maker.choices.pick(&[Op::_GUARD_IS_TRUE_POP, Op::_GUARD_IS_FALSE_POP]);
    maker.stack.pop();
    let stack = maker.stack.clone();
    maker.part_and_join(op, stack, 0);
}

/// Goes two ways by the type of a value, of which there is one of that type after the join in any case.
fn part_by_type(maker: &mut Maker) {
    match maker.choices.below(2) {
        0 => maker.load(ANY),
        _ => load_counter(maker),
    }
    let (op, shape) = match maker.choices.below(2) {
        0 => (Op::_GUARD_TOS_INT, Item::Int.shape()),
        _ => (Op::_GUARD_TOS_FLOAT, Item::Float.shape()),
    };
    let stack = maker.stack.clone();
    maker.becomes(1, shape);
    maker.part_and_join(op, stack, 1);
}

impl Maker<'_> {
    /// Whether the trace may be divided here, and there are enough uops for a block that leads to the join.
    fn can_part(&self) -> bool {
        self.forms_regions()
            && self.branches
            && !self.has_entered()
            && self.pool >= self.least_arm(Carried::MOST) + self.beginning() - 1
    }

    /// Emits a guard whose exit leads to a block that starts with `other` on the stack, and goes on in a block where
    /// both ways join with the stack that there is now. The other way makes the `anew` topmost slots in any case.
    fn part_and_join(&mut self, guard: Op, mut other: Vec<Shape>, anew: usize) {
        // What one of the ways copies is not fresh on the other one.
        for shape in self.stack.iter_mut().chain(&mut other) {
            if let Shape::List { fresh, .. } = shape {
                *fresh = false;
            }
        }
        // What the block begins with beside the first uop is not part of the move.
        let more = self.beginning() - 1;
        (self.pool, self.room) = (self.pool - more, self.room + more);
        let stack = self.stack.clone();
        let (home, floor) = (self.home_of(self.id), self.floor);
        let entry = self.entry_from_here(&stack);
        let join = self.allocate(home, stack.len());
        self.cover_as_here(join, floor);
        let arm = self.arm(other, join, anew);
        self.link(guard, arm);
        let way = match self.pool >= self.least_arm(Carried::MOST) && self.choices.one_in(3) {
            true => self.arm(stack.clone(), join, 0),
            false => join,
        };
        self.link(Op::_EXIT_TRACE, way);
        self.room -= self.written;
        self.begin(join, &entry, stack, floor);
    }

    /// A block with this stack that leads to `join`. It makes the topmost slots of the join anew, at least this number
    /// of them; those below stay as they are.
    fn arm(&mut self, stack: Vec<Shape>, join: TraceId, anew: usize) -> TraceId {
        let shapes = &self.stack[self.floor..];
        let most =
            shapes.iter().rev().take(Carried::MOST).take_while(|it| it.is_constant()).count();
        let count = self.choices.between(anew, most.max(anew));
        let carried = Carried::of(&self.stack[self.stack.len() - count..]);
        let floor = self.stack.len() - count;
        let least = self.least_arm(count);
        let uops = least + self.choices.below((self.pool - least).min(ARM_UOPS) + 1);
        self.pool -= uops;
        let home = self.home_of(self.id);
        let trace = self.allocate(home, stack.len());
        self.cover_as_here(trace, floor);
        let (entry, branches) = (self.entry_from_here(&stack), self.choices.one_in(2));
        let (end, returns) = (End::Carry(join, carried), self.returns);
        self.sides.push(Side {
            trace,
            entry,
            stack,
            floor,
            uops,
            branches,
            unwinds: false,
            handling: None,
            end,
            returns,
        });
        trace
    }

    /// The fewest uops of such a block that makes this number of slots anew: it pops them and pushes others.
    fn least_arm(&self, count: usize) -> usize {
        self.beginning() + 1 + 2 * count
    }
}
