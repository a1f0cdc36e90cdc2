//! Moves of every mix: the stack, locals, bookkeeping.

use super::maker::Maker;
use super::mix::Family;
use super::moves::{Move, always};
use super::roles::{self, LOCALS, PAIR, THING};
use super::shape::Shape;
use crate::program::Operand;
use uops::Op;

pub(super) const MOVES: [Move; 12] = [
    Move::common(2, 2, copyable, copy).pushing().needs(&[&[Op::_COPY]]),
    Move::common(1, 1, |m| m.height() >= 2, swap).needs(&[&[Op::_SWAP]]),
    Move::common(1, 1, |m| m.height() >= 1, |m| m.pop()),
    Move::common(16, 0, |m| targets(m).next().is_some(), store),
    Move::common(1, 1, |m| m.height() >= 1, replace)
        .needs(&[&[Op::_POP_TOP_LOAD_CONST_INLINE_BORROW]]),
    Move::common(1, 2, |m| clearable(m).next().is_some(), clear_and_restore)
        .needs(&[&[Op::_LOAD_FAST_AND_CLEAR]]),
    Move::common(1, 1, always, |m| m.set_ip()).needs(&[&[Op::_SET_IP]]),
    Move::common(1, 1, always, |m| m.emit(Op::_CHECK_VALIDITY, Operand::Nothing))
        .needs(&[&[Op::_CHECK_VALIDITY]]),
    Move::common(1, 1, always, check_and_set_ip).needs(&[&[Op::_CHECK_VALIDITY_AND_SET_IP]]),
    Move::common(1, 1, always, |m| m.emit(Op::_CHECK_PERIODIC, Operand::Nothing))
        .needs(&[&[Op::_CHECK_PERIODIC]]),
    Move::common(1, 1, always, |m| m.emit(Op::_CHECK_FUNCTION, Operand::Function(m.function())))
        .needs(&[&[Op::_CHECK_FUNCTION]]),
    Move::new(Family::Exits, 1, 1, always, |m| m.emit(Op::_RESUME_CHECK, Operand::Nothing))
        .needs(&[&[Op::_RESUME_CHECK]]),
];

/// How far `_COPY` and `_SWAP` reach.
const REACH: usize = 6;

fn copyable(maker: &Maker) -> bool {
    maker.height() >= 1
}

/// From anywhere near, or from deep below where the trace works.
fn copy(maker: &mut Maker) {
    let near = maker.choices.between(1, maker.height().min(REACH));
    let deep = maker.choices.between(1, maker.stack.len());
    let deep_one = maker.stack[maker.stack.len() - deep];
    let from_deep =
        maker.choices.one_in(4) && !matches!(deep_one, Shape::Iter | Shape::Position | Shape::Null);
    let distance = if from_deep { deep } else { near };
    let place = maker.stack.len() - distance;
    // From now on there are two references.
    if let Shape::List { fresh, .. } = &mut maker.stack[place] {
        *fresh = false;
    }
    let shape = maker.stack[place];
    maker.emit(Op::_COPY, Operand::Oparg(distance as u16));
    maker.stack.push(shape);
}

fn swap(maker: &mut Maker) {
    let distance = maker.choices.between(2, maker.height().min(REACH));
    maker.emit(Op::_SWAP, Operand::Oparg(distance as u16));
    let top = maker.stack.len() - 1;
    maker.stack.swap(top, top + 1 - distance);
}

fn replace(maker: &mut Maker) {
    let shape = Shape::Int { bits: 30 };
    let value = shape.value(maker.choices);
    let constant = maker.constant(value);
    maker.operate(Op::_POP_TOP_LOAD_CONST_INLINE_BORROW, constant, 1, shape);
}

/// The locals that may hold what is on top.
fn targets(maker: &Maker) -> impl Iterator<Item = usize> {
    let top = maker.shape(0);
    let fits = move |shape: Shape| top.is_some_and(|top| top.fits(shape));
    (0..LOCALS.len())
        .chain([PAIR, THING])
        .filter(move |&role| maker.place(role).is_some() && fits(roles::shape(role)))
}

fn store(maker: &mut Maker) {
    let locals: Vec<usize> = targets(maker).collect();
    let local = maker.choices.pick(&locals);
    maker.store(local);
}

/// The locals that hold something, but for counters.
fn clearable(maker: &Maker) -> impl Iterator<Item = usize> {
    (0..LOCALS.len()).chain([PAIR, THING]).filter(|&role| maker.holds_value(role))
}

fn clear_and_restore(maker: &mut Maker) {
    let roles: Vec<usize> = clearable(maker).collect();
    let role = maker.choices.pick(&roles);
    let Some(place) = maker.place(role) else { return };
    maker.emit(Op::_LOAD_FAST_AND_CLEAR, Operand::Oparg(place as u16));
    maker.stack.push(roles::shape(role));
    maker.store(role);
}

fn check_and_set_ip(maker: &mut Maker) {
    let offset = maker.offset();
    maker.emit(Op::_CHECK_VALIDITY_AND_SET_IP, Operand::InstrPtr(offset));
}
