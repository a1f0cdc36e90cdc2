//! Moves with exceptions: what may raise one, what begins a handler, and what looks at an exception.

use super::branches::ANY;
use super::catching::{PROTECTING, RISKING};
use super::maker::{Maker, builtin, builtin_type};
use super::mix::Family::Exceptions;
use super::moves::Move;
use super::shape::{ANY_CHARACTERS, ITEM_BITS, ITEM_EXPONENT, MOST_CHARACTERS, Shape};
use super::vocabulary::CALLABLE;
use crate::program::Operand;
use uops::runtime::Conversion;
use uops::{Op, Operator};

pub(super) const MOVES: [Move; 6] = [
    Move::new(Exceptions, 8, PROTECTING + RISKING, |m| m.can_try(), try_here).pushing(),
    Move::new(Exceptions, 12, 6, may_raise, divide).pushing(),
    Move::new(Exceptions, 12, 6, |m| may_raise(m) && containers(m).next().is_some(), subscript)
        .pushing()
        .needs(&[&[Op::_BINARY_SUBSCR, Op::_BINARY_SUBSCR_DICT]]),
    Move::new(Exceptions, 4, 4, may_raise, combine_any).pushing(),
    Move::new(Exceptions, 24, 7, exception_on_top, describe).pushing().needs(&[
        CALLABLE,
        &[Op::_CALL_STR_1, Op::_BINARY_SLICE, Op::_LOAD_ATTR_0, Op::_CONVERT_VALUE],
    ]),
    Move::new(Exceptions, 8, 5, exception_on_top, is_instance)
        .pushing()
        .needs(&[CALLABLE, &[Op::_CALL_ISINSTANCE]]),
];

/// The roles of locals that hold ints.
const INTS: [usize; 4] = [0, 2, 8, 9];
/// The roles of locals that hold something with items, and what these are.
const CONTAINERS: [(usize, Shape); 6] = [
    (4, Shape::Int { bits: ITEM_BITS }),
    (5, Shape::Str { least: 1, most: 1 }),
    (6, Shape::Int { bits: ITEM_BITS }),
    (7, Shape::Int { bits: ITEM_BITS }),
    (11, Shape::Str { least: 1, most: 1 }),
    (12, Shape::Float { exponent: ITEM_EXPONENT }),
];
/// The role of the local that holds a dict.
const TABLE: usize = 6;

/// Begins a handler, and does something that may raise an exception.
fn try_here(maker: &mut Maker) {
    maker.try_here();
    risk(maker);
}

/// Pushes something whose making may raise an exception.
pub(super) fn risk(maker: &mut Maker) {
    let has_subscript = [Op::_BINARY_SUBSCR, Op::_BINARY_SUBSCR_DICT];
    let subscripts = has_subscript.iter().all(|&op| maker.vocabulary.has(op));
    match maker.choices.below(5) {
        4 => combine_any(maker),
        2 | 3 if subscripts && containers(maker).next().is_some() => subscript(maker),
        _ => divide(maker),
    }
}

/// Whether an exception has somewhere to go: to a handler, or to whatever called the function.
fn may_raise(maker: &Maker) -> bool {
    maker.catches && (maker.is_caught() || maker.may_be_caught())
}

/// Pushes a small int that a local decides on.
fn push_small(maker: &mut Maker, most: i64) {
    let role = maker.choices.pick(&INTS);
    maker.load(role);
    maker.push_int(most);
    let bits = 64 - most.leading_zeros();
    maker.operator(Operator::And, Shape::Int { bits });
}

/// Divides by an int that may be 0.
fn divide(maker: &mut Maker) {
    let role = maker.choices.pick(&INTS);
    maker.load(role);
    let bits = maker.shape(0).and_then(Shape::bits).unwrap_or(0);
    let most = maker.choices.pick(&[1, 3]);
    push_small(maker, most);
    let (operator, result) = maker.choices.pick(&[
        (Operator::FloorDivide, Shape::Int { bits: bits + 1 }),
        (Operator::Remainder, Shape::Int { bits: 2 }),
        (Operator::TrueDivide, Shape::Float { exponent: bits + 1 }),
    ]);
    maker.operator(operator, result);
}

/// The containers that can be loaded.
fn containers(maker: &Maker) -> impl Iterator<Item = (usize, Shape)> {
    CONTAINERS.into_iter().filter(|&(role, _)| maker.can_load(role))
}

/// Takes an item that there may be or not.
fn subscript(maker: &mut Maker) {
    let containers: Vec<(usize, Shape)> = containers(maker).collect();
    let (role, item) = maker.choices.pick(&containers);
    maker.load(role);
    let most = maker.choices.pick(&[3, 7]);
    push_small(maker, most);
    let op = match role {
        TABLE if maker.choices.one_in(2) => Op::_BINARY_SUBSCR_DICT,
        _ => Op::_BINARY_SUBSCR,
    };
    maker.operate(op, Operand::Nothing, 2, item);
}

/// Takes bits of something that may be no int.
fn combine_any(maker: &mut Maker) {
    maker.load(ANY);
    maker.push_int(0xff);
    maker.operator(Operator::And, Shape::Int { bits: 8 });
}

fn exception_on_top(maker: &Maker) -> bool {
    maker.shape(0) == Some(Shape::Exception)
}

fn copy_exception(maker: &mut Maker, distance: u16) {
    maker.emit(Op::_COPY, Operand::Oparg(distance));
    maker.stack.push(Shape::Exception);
}

/// The first characters of `str(exception)` or `repr(exception.args)`.
fn describe(maker: &mut Maker) {
    let text = Shape::Str { least: 0, most: MOST_CHARACTERS };
    if maker.choices.one_in(2) {
        maker.push_callable(builtin_type("str"));
        copy_exception(maker, 3);
        maker.operate(Op::_CALL_STR_1, Operand::Nothing, 3, text);
    } else {
        copy_exception(maker, 1);
        maker.emit_named(Op::_LOAD_ATTR_0, "args");
        maker.becomes(1, Shape::Object);
        let operand = Operand::Oparg(Conversion::Repr as u16);
        maker.operate(Op::_CONVERT_VALUE, operand, 1, text);
    }
    maker.push_int(0);
    maker.push_int(ANY_CHARACTERS.into());
    let result = Shape::Str { least: 0, most: ANY_CHARACTERS };
    maker.operate(Op::_BINARY_SLICE, Operand::Nothing, 3, result);
}

fn is_instance(maker: &mut Maker) {
    maker.push_callable(builtin("isinstance"));
    copy_exception(maker, 3);
    maker.push_exception_class();
    maker.operate(Op::_CALL_ISINSTANCE, Operand::Oparg(2), 4, Shape::Bool);
}
