//! Moves that may leave the trace.

use super::maker::Maker;
use super::mix::Family::{Branches, Exits};
use super::moves::{Move, always};
use super::numbers::load_counter;
use super::roles::LOCALS;
use super::shape::{Item, Shape};
use crate::program::Operand;
use uops::runtime::Value;
use uops::{Comparison, Kind, Op};

pub(super) const MOVES: [Move; 10] = [
    Move::new(Branches, 4, 0, |m| truth_on_top(m) && m.can_branch(m.height() - 1), branch)
        .needs(&[&[Op::_GUARD_IS_TRUE_POP]]),
    Move::new(Branches, 8, 5, |m| m.can_branch(m.height()), compare_and_branch).needs(&[&[
        Op::_GUARD_BOTH_INT,
        Op::_COMPARE_OP_INT,
        Op::_GUARD_IS_TRUE_POP,
        Op::_GUARD_IS_FALSE_POP,
    ]]),
    Move::new(Branches, 1, 1, truth_on_top, negate).needs(&[&[Op::_UNARY_NOT]]),
    Move::new(Branches, 1, 2, |m| m.can_branch(m.height()), none_or_not)
        .needs(&[&[Op::_GUARD_IS_NOT_NONE_POP, Op::_GUARD_IS_NONE_POP]]),
    Move::new(Exits, 3, 3, |m| m.can_branch(m.height() + 1), guard_of_any_type)
        .pushing()
        .needs(&[&[Op::_GUARD_TOS_INT, Op::_GUARD_TOS_FLOAT]]),
    Move::new(Exits, 2, 2, always, |m| m.load(ANY)).pushing(),
    Move::new(Exits, 2, 2, always, load_counter).pushing(),
    Move::new(Exits, 3, 2, always, branch_not_taken).needs(&[&[
        Op::_GUARD_IS_TRUE_POP,
        Op::_GUARD_IS_FALSE_POP,
        Op::_GUARD_IS_NONE_POP,
    ]]),
    Move::new(Exits, 2, 1, truth_on_top, check_truth).needs(&[&[Op::_TO_BOOL_BOOL]]),
    Move::new(Exits, 1, 1, |m| m.shape(0) == Some(Shape::Any), is_none).needs(&[&[Op::_IS_NONE]]),
];

/// The local that holds anything.
pub(super) const ANY: usize = LOCALS.len() - 1;

/// A bool, as far as the verifier knows.
pub(super) fn truth_on_top(maker: &Maker) -> bool {
    maker.shape(0) == Some(Shape::Bool) && maker.kind(0) == Kind::Bool
}

/// A guard of which it is random whether it leaves for a side trace.
fn branch(maker: &mut Maker) {
    let op = maker.choices.pick(&[Op::_GUARD_IS_TRUE_POP, Op::_GUARD_IS_FALSE_POP]);
    let op = maker.either(op, Op::_GUARD_IS_TRUE_POP);
    let side = maker.side(1);
    maker.link(op, side);
    maker.stack.pop();
}

/// Compares an int with a constant. Most of the time the int never reaches the constant, so the side
/// trace is never taken, though nothing in the program says so. Otherwise the constant is near by.
fn compare_and_branch(maker: &mut Maker) {
    let local = maker.choices.pick(&[0, 8]);
    maker.load(local);
    if maker.choices.below(8) < 7 {
        // The largest of all where uops take compact ints alone.
        maker.push_int((1 << 30) - i64::from(maker.vocabulary.has_compact_ints()));
        maker.emit(Op::_GUARD_BOTH_INT, Operand::Nothing);
        let (comparison, guard) = maker.choices.pick(&[
            (Comparison::Less, Op::_GUARD_IS_TRUE_POP),
            (Comparison::NotEqual, Op::_GUARD_IS_TRUE_POP),
            (Comparison::GreaterEqual, Op::_GUARD_IS_FALSE_POP),
            (Comparison::Equal, Op::_GUARD_IS_FALSE_POP),
        ]);
        maker.operate(Op::_COMPARE_OP_INT, Operand::Oparg(comparison.oparg()), 2, Shape::Bool);
        let side = maker.side(1);
        maker.link(guard, side);
        maker.stack.pop();
        return;
    }
    let value = Item::Int.shape().value(maker.choices);
    maker.push_constant(value, Item::Int.shape());
    maker.emit(Op::_GUARD_BOTH_INT, Operand::Nothing);
    let comparison = maker.choices.pick(&Comparison::ALL);
    maker.operate(Op::_COMPARE_OP_INT, Operand::Oparg(comparison.oparg()), 2, Shape::Bool);
    branch(maker);
}

fn negate(maker: &mut Maker) {
    maker.operate(Op::_UNARY_NOT, Operand::Nothing, 1, Shape::Bool);
}

fn none_or_not(maker: &mut Maker) {
    maker.load(ANY);
    let op = maker.choices.pick(&[Op::_GUARD_IS_NOT_NONE_POP, Op::_GUARD_IS_NONE_POP]);
    let side = maker.side(1);
    maker.link(op, side);
    maker.stack.pop();
}

/// A guard of a type that a local has only sometimes; a side trace goes on with the others.
fn guard_of_any_type(maker: &mut Maker) {
    match maker.choices.below(2) {
        0 => maker.load(ANY),
        _ => load_counter(maker),
    }
    let (op, shape) = match maker.choices.below(2) {
        0 => (Op::_GUARD_TOS_INT, Item::Int.shape()),
        _ => (Op::_GUARD_TOS_FLOAT, Item::Float.shape()),
    };
    let side = maker.side(0);
    maker.link(op, side);
    maker.becomes(1, shape);
}

/// A guard that never leaves.
fn branch_not_taken(maker: &mut Maker) {
    let (value, op) = match maker.choices.below(3) {
        0 => (Value::Bool(true), Op::_GUARD_IS_TRUE_POP),
        1 => (Value::Bool(false), Op::_GUARD_IS_FALSE_POP),
        _ => (Value::None, Op::_GUARD_IS_NONE_POP),
    };
    maker.push_constant(value, Shape::Object);
    maker.emit(op, Operand::Nothing);
    maker.stack.pop();
}

fn check_truth(maker: &mut Maker) {
    maker.emit(Op::_TO_BOOL_BOOL, Operand::Nothing);
}

fn is_none(maker: &mut Maker) {
    maker.operate(Op::_IS_NONE, Operand::Nothing, 1, Shape::Bool);
}
