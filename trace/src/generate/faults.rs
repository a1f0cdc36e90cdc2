//! Moves that end the program early: exceptions, and unlinked exits that are taken.

use super::maker::Maker;
use super::mix::Family::Faults;
use super::moves::{Move, always};
use super::shape::{Item, Shape};
use crate::program::Operand;
use uops::{Op, Operator};

pub(super) const MOVES: [Move; 4] = [
    Move::new(Faults, 1, 4, always, divide_by_zero).pushing().needs(&[&[Op::_BINARY_OP]]),
    Move::new(Faults, 1, 4, |m| m.can_load(ITEMS), index_out_of_bounds)
        .pushing()
        .needs(&[&[Op::_BINARY_SUBSCR_LIST_INT, Op::_BINARY_SUBSCR]]),
    Move::new(Faults, 2, 1, |m| m.height() >= 1, guard_of_another_type)
        .needs(&[&[Op::_GUARD_TOS_INT, Op::_GUARD_TOS_FLOAT]]),
    Move::new(Faults, 4, 1, |m| m.shape(0) == Some(Shape::Bool), unlinked_guard)
        .needs(&[&[Op::_TO_BOOL_BOOL, Op::_GUARD_IS_TRUE_POP]]),
];

/// The local that holds a list.
const ITEMS: usize = 4;

fn divide_by_zero(maker: &mut Maker) {
    maker.load(0);
    maker.push_int(0);
    let operator =
        maker.choices.pick(&[Operator::FloorDivide, Operator::Remainder, Operator::TrueDivide]);
    maker.operator(operator, Shape::Object);
}

fn index_out_of_bounds(maker: &mut Maker) {
    maker.load(ITEMS);
    let index = maker.choices.pick(&[5, -6, 1 << 40]);
    maker.push_int(index);
    let op = maker.choices.pick(&[Op::_BINARY_SUBSCR_LIST_INT, Op::_BINARY_SUBSCR]);
    maker.operate(op, Operand::Nothing, 2, Item::Int.shape());
}

fn guard_of_another_type(maker: &mut Maker) {
    let (op, shape) = maker.choices.pick(&[
        (Op::_GUARD_TOS_INT, Item::Int.shape()),
        (Op::_GUARD_TOS_FLOAT, Item::Float.shape()),
    ]);
    maker.emit(op, Operand::Nothing);
    maker.becomes(1, shape);
}

/// A guard with an unlinked exit, which may be taken or not.
fn unlinked_guard(maker: &mut Maker) {
    maker.emit(Op::_TO_BOOL_BOOL, Operand::Nothing);
    maker.emit(Op::_GUARD_IS_TRUE_POP, Operand::Nothing);
    maker.stack.pop();
}
