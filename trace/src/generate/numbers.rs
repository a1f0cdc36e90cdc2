//! Moves with ints and floats.

use super::maker::{Maker, builtin};
use super::mix::Family::{self, Floats, Ints};
use super::moves::{Move, always};
use super::operators::Growth;
use super::roles::{COUNTERS, LOCALS};
use super::shape::{COMPACT_BITS, DIGIT_BITS, MOST_BITS, MOST_EXPONENT, Shape};
use super::vocabulary::CALLABLE;
use crate::program::Operand;
use uops::runtime::Value;
use uops::{Comparison, Kind, Op, Operator};

pub(super) const MOVES: [Move; 27] = [
    Move::new(Ints, 4, 2, always, |m| load_any_of(m, Ints)).pushing(),
    Move::new(Ints, 2, 2, always, push_int).pushing(),
    Move::new(Ints, 16, 3, |m| one_int(m) && adds_and_multiplies(m, Op::on_ints), with_int_local)
        .needs(&[&[Op::_GUARD_BOTH_INT, Op::_BINARY_OP]]),
    Move::new(Ints, 14, 1, |m| two_ints(m, MOST_BITS) && adds(m, Op::on_ints), add_ints)
        .needs(&[&[Op::_GUARD_BOTH_INT]]),
    Move::new(Ints, 6, 1, |m| two_ints(m, MOST_BITS) && multiplies(m, Op::on_ints), multiply_ints)
        .needs(&[&[Op::_GUARD_BOTH_INT]]),
    Move::new(Ints, 5, 1, |m| two_ints(m, MOST_BITS), combine_ints).needs(&[&[Op::_BINARY_OP]]),
    Move::new(Ints, 5, 2, one_int, with_constant).needs(&[&[Op::_BINARY_OP]]),
    Move::new(Ints, 1, 1, one_int, |m| unary_int(m, Op::_UNARY_NEGATIVE))
        .needs(&[&[Op::_UNARY_NEGATIVE]]),
    Move::new(Ints, 1, 1, one_int, |m| unary_int(m, Op::_UNARY_INVERT))
        .needs(&[&[Op::_UNARY_INVERT]]),
    Move::new(Ints, 12, 2, |m| bits(m, 0).is_some_and(|bits| bits > COMPACT_BITS), reduce_int)
        .needs(&[&[Op::_BINARY_OP]]),
    Move::new(Ints, 3, 1, |m| two_ints(m, m.machine_bits()), compare_ints)
        .needs(&[&[Op::_GUARD_BOTH_INT, Op::_COMPARE_OP_INT]]),
    Move::new(Ints, 1, 1, |m| two_ints(m, MOST_BITS), |m| compare(m, Op::_COMPARE_OP))
        .needs(&[&[Op::_COMPARE_OP]]),
    Move::new(Ints, 1, 1, int_with_truth, |m| truth(m, Op::_TO_BOOL_INT))
        .needs(&[&[Op::_TO_BOOL_INT]]),
    Move::new(Ints, 1, 5, always, absolute).pushing().needs(&[CALLABLE, &[Op::_CALL_BUILTIN_O]]),
    Move::new(Ints, 1, 6, always, larger)
        .pushing()
        .needs(&[CALLABLE, &[Op::_CALL_BUILTIN_FAST_WITH_KEYWORDS, Op::_CALL_NON_PY_GENERAL]]),
    Move::new(Floats, 4, 2, always, |m| load_any_of(m, Floats)).pushing(),
    Move::new(Floats, 2, 2, always, push_float).pushing(),
    Move::new(
        Floats,
        24,
        3,
        |m| one_float(m) && adds_and_multiplies(m, Op::on_floats),
        with_float_local,
    )
    .needs(&[&[Op::_GUARD_BOTH_FLOAT]]),
    Move::new(
        Floats,
        16,
        1,
        |m| two_floats(m, MOST_EXPONENT) && adds(m, Op::on_floats),
        add_floats,
    )
    .needs(&[&[Op::_GUARD_BOTH_FLOAT]]),
    Move::new(
        Floats,
        8,
        1,
        |m| two_floats(m, MOST_EXPONENT) && multiplies(m, Op::on_floats),
        multiply_floats,
    )
    .needs(&[&[Op::_GUARD_BOTH_FLOAT]]),
    Move::new(Floats, 3, 2, one_float, divide_float).needs(&[&[Op::_BINARY_OP]]),
    Move::new(Floats, 2, 1, one_float, negate_float).needs(&[&[Op::_UNARY_NEGATIVE]]),
    Move::new(Floats, 12, 2, |m| exponent(m, 0).is_some_and(|e| e > 100), reduce_float)
        .needs(&[&[Op::_BINARY_OP]]),
    Move::new(Floats, 4, 1, any_floats, compare_floats)
        .needs(&[&[Op::_GUARD_BOTH_FLOAT, Op::_COMPARE_OP_FLOAT]]),
    Move::new(Floats, 1, 2, any_float, compare_with_extreme).needs(&[&[Op::_COMPARE_OP]]),
    Move::new(Floats, 1, 1, any_float, |m| truth(m, Op::_TO_BOOL)).needs(&[&[Op::_TO_BOOL]]),
    Move::new(Floats, 2, 1, int_and_float, mixed).needs(&[&[Op::_BINARY_OP]]),
];

impl Maker<'_> {
    /// The most bits of ints that the uops on ints take.
    fn machine_bits(&self) -> u32 {
        if self.vocabulary.has_compact_ints() { DIGIT_BITS } else { COMPACT_BITS }
    }

    /// Whether a uop on ints may leave the trace since its result has this number of bits.
    fn overflows(&self, bits: u32) -> bool {
        self.vocabulary.has_compact_ints() && bits > DIGIT_BITS
    }
}

fn bits(maker: &Maker, below: usize) -> Option<u32> {
    maker.shape(below)?.bits()
}

fn exponent(maker: &Maker, below: usize) -> Option<u32> {
    maker.shape(below)?.exponent()
}

fn one_int(maker: &Maker) -> bool {
    bits(maker, 0).is_some_and(|bits| bits <= MOST_BITS)
}

/// Whether there is a uop for the truth of an int of this size.
fn int_with_truth(maker: &Maker) -> bool {
    let compact = || bits(maker, 0).is_some_and(|bits| bits <= maker.machine_bits());
    one_int(maker) && (!maker.vocabulary.has_compact_ints() || compact())
}

fn two_ints(maker: &Maker, most: u32) -> bool {
    bits(maker, 0).max(bits(maker, 1)).is_some_and(|bits| bits <= most)
        && bits(maker, 0).is_some()
        && bits(maker, 1).is_some()
}

fn one_float(maker: &Maker) -> bool {
    exponent(maker, 0).is_some_and(|exponent| exponent <= MOST_EXPONENT)
}

fn two_floats(maker: &Maker, most: u32) -> bool {
    matches!((exponent(maker, 0), exponent(maker, 1)), (Some(a), Some(b)) if a.max(b) <= most)
}

/// Whether there is a uop on two numbers that adds or the like.
fn adds(maker: &Maker, uop: fn(Operator) -> Option<Op>) -> bool {
    maker.has_uop(uop, Growth::Carry)
}

/// Whether there is a uop on two numbers that multiplies or the like.
fn multiplies(maker: &Maker, uop: fn(Operator) -> Option<Op>) -> bool {
    maker.has_uop(uop, Growth::Product)
}

fn adds_and_multiplies(maker: &Maker, uop: fn(Operator) -> Option<Op>) -> bool {
    adds(maker, uop) && multiplies(maker, uop)
}

fn any_float(maker: &Maker) -> bool {
    maker.shape(0).is_some_and(Shape::is_float)
}

fn any_floats(maker: &Maker) -> bool {
    any_float(maker) && maker.shape(1).is_some_and(Shape::is_float)
}

fn int_and_float(maker: &Maker) -> bool {
    matches!((bits(maker, 1), exponent(maker, 0)), (Some(b), Some(e)) if b <= COMPACT_BITS && e <= MOST_EXPONENT)
}

/// The roles of a family that can be pushed.
pub(super) fn loadable(maker: &Maker, family: Family) -> impl Iterator<Item = usize> {
    (0..LOCALS.len()).filter(move |&role| LOCALS[role].family == family && maker.can_load(role))
}

/// Pushes a local of a family.
pub(super) fn load_any_of(maker: &mut Maker, family: Family) {
    let locals: Vec<usize> = loadable(maker, family).collect();
    let local = maker.choices.pick(&locals);
    maker.load(local);
}

/// Pushes a loop's counter, which holds whatever the loop goes over.
pub(super) fn load_counter(maker: &mut Maker) {
    let counter = maker.choices.below(COUNTERS.len());
    maker.load(LOCALS.len() + counter);
}

fn push_int(maker: &mut Maker) {
    let shape = Shape::Int { bits: maker.choices.pick(&[4, 8, 30, 31, 62, 64, 128]) };
    let value = shape.value(maker.choices);
    maker.push_constant(value, shape);
}

fn push_float(maker: &mut Maker) {
    let shape = Shape::Float { exponent: maker.choices.pick(&[1, 8, 40, 300]) };
    let value = shape.value(maker.choices);
    maker.push_constant(value, shape);
}

/// Guards what the verifier does not know yet of the two topmost slots; now and then what it knows.
fn guard_both(maker: &mut Maker, kind: Kind, [both, top, next]: [Op; 3]) {
    let known = [maker.kind(1).is(kind), maker.kind(0).is(kind)];
    let guard = match known {
        [true, true] if maker.choices.one_in(6) => both,
        [true, true] => return,
        [false, true] => next,
        [true, false] => top,
        [false, false] => both,
    };
    maker.emit(maker.either(guard, both), Operand::Nothing);
}

fn guard_ints(maker: &mut Maker) {
    let guards = [Op::_GUARD_BOTH_INT, Op::_GUARD_TOS_INT, Op::_GUARD_NOS_INT];
    guard_both(maker, Kind::Int, guards);
}

fn guard_floats(maker: &mut Maker) {
    let guards = [Op::_GUARD_BOTH_FLOAT, Op::_GUARD_TOS_FLOAT, Op::_GUARD_NOS_FLOAT];
    guard_both(maker, Kind::Float, guards);
}

fn bits_of_both(maker: &Maker) -> (u32, u32) {
    (bits(maker, 1).unwrap_or(0), bits(maker, 0).unwrap_or(0))
}

fn exponents_of_both(maker: &Maker) -> (u32, u32) {
    (exponent(maker, 1).unwrap_or(0), exponent(maker, 0).unwrap_or(0))
}

pub(super) fn add_ints(maker: &mut Maker) {
    let (left, right) = bits_of_both(maker);
    if maker.overflows(Growth::Carry.of(left, right)) {
        return combine_ints(maker);
    }
    guard_ints(maker);
    let op = maker.pick_uop(Op::on_ints, Growth::Carry);
    maker.operate(op, Operand::Nothing, 2, Shape::Int { bits: Growth::Carry.of(left, right) });
}

fn multiply_ints(maker: &mut Maker) {
    let (left, right) = bits_of_both(maker);
    if maker.overflows(Growth::Product.of(left, right)) {
        return combine_ints(maker);
    }
    guard_ints(maker);
    let op = maker.pick_uop(Op::on_ints, Growth::Product);
    maker.operate(op, Operand::Nothing, 2, Shape::Int { bits: Growth::Product.of(left, right) });
}

/// `… + local`, or `-` or `*`
fn with_int_local(maker: &mut Maker) {
    load_any_of(maker, Ints);
    match maker.choices.below(3) {
        2 => multiply_ints(maker),
        _ => add_ints(maker),
    }
}

/// `… + local`, or `-` or `*`
fn with_float_local(maker: &mut Maker) {
    load_any_of(maker, Floats);
    match maker.choices.below(3) {
        2 => multiply_floats(maker),
        _ => add_floats(maker),
    }
}

/// Any operator that takes all ints, such as `+` and `&`.
fn combine_ints(maker: &mut Maker) {
    let (left, right) = bits_of_both(maker);
    let (operator, growth) = maker.pick_any();
    maker.operator(operator, Shape::Int { bits: growth.of(left, right) });
}

/// An operator such as `//` and `<<`, by a constant that it takes.
fn with_constant(maker: &mut Maker) {
    let bits = bits(maker, 0).unwrap_or(0);
    let (operator, by) = maker.pick_by_constant(bits);
    let constant = maker.choices.pick(by.constants);
    maker.push_int(constant);
    maker.operator(operator, (by.result)(bits, constant));
}

fn unary_int(maker: &mut Maker, op: Op) {
    let bits = bits(maker, 0).unwrap_or(0);
    maker.operate(op, Operand::Nothing, 1, Shape::Int { bits: bits + 1 });
}

/// Bounds an int, so that it can be stored.
fn reduce_int(maker: &mut Maker) {
    let kept = maker.choices.pick(&[8, 16, 29, 30]);
    let (operator, constant) = match maker.choices.below(2) {
        0 => (Operator::And, (1i64 << kept) - 1),
        _ => (Operator::Remainder, maker.choices.pick(&[10, 97, 1_000_003, -65_537])),
    };
    maker.push_int(constant);
    maker.operator(operator, Shape::Int { bits: kept.max(21) });
}

fn compare(maker: &mut Maker, op: Op) {
    let comparison = maker.choices.pick(&Comparison::ALL);
    maker.operate(op, Operand::Oparg(comparison.oparg()), 2, Shape::Bool);
}

fn compare_ints(maker: &mut Maker) {
    guard_ints(maker);
    compare(maker, Op::_COMPARE_OP_INT);
}

fn truth(maker: &mut Maker, op: Op) {
    maker.operate(op, Operand::Nothing, 1, Shape::Bool);
}

/// `abs(int)`
fn absolute(maker: &mut Maker) {
    maker.push_callable(builtin("abs"));
    load_any_of(maker, Ints);
    let result = maker.stack[maker.stack.len() - 1];
    maker.operate(Op::_CALL_BUILTIN_O, Operand::Oparg(1), 3, result);
}

/// `min` or `max` of two ints
fn larger(maker: &mut Maker) {
    let name = maker.choices.pick(&["max", "min"]);
    maker.push_callable(builtin(name));
    load_any_of(maker, Ints);
    load_any_of(maker, Ints);
    let (left, right) = bits_of_both(maker);
    let bits = left.max(right);
    let ops = [Op::_CALL_BUILTIN_FAST_WITH_KEYWORDS, Op::_CALL_NON_PY_GENERAL];
    let op = maker.choices.pick(&ops);
    maker.operate(op, Operand::Oparg(2), 4, Shape::Int { bits });
}

fn add_floats(maker: &mut Maker) {
    let (left, right) = exponents_of_both(maker);
    guard_floats(maker);
    let op = maker.pick_uop(Op::on_floats, Growth::Carry);
    maker.operate(op, Operand::Nothing, 2, finite(Growth::Carry.of(left, right)));
}

fn multiply_floats(maker: &mut Maker) {
    let (left, right) = exponents_of_both(maker);
    guard_floats(maker);
    let op = maker.pick_uop(Op::on_floats, Growth::Product);
    maker.operate(op, Operand::Nothing, 2, finite(Growth::Product.of(left, right)));
}

fn finite(exponent: u32) -> Shape {
    if exponent <= 1000 { Shape::Float { exponent } } else { Shape::AnyFloat }
}

pub(super) fn divide_float(maker: &mut Maker) {
    let exponent = exponent(maker, 0).unwrap_or(0);
    let divisor = maker.choices.pick(&[2.0, -3.0, 1.5, 1e10]);
    maker.push_constant(Value::Float(divisor), Shape::Float { exponent: 34 });
    maker.operator(Operator::TrueDivide, Shape::Float { exponent });
}

fn negate_float(maker: &mut Maker) {
    let shape = maker.stack[maker.stack.len() - 1];
    maker.operate(Op::_UNARY_NEGATIVE, Operand::Nothing, 1, shape);
}

/// Bounds a float, so that it can be stored.
fn reduce_float(maker: &mut Maker) {
    let modulus = maker.choices.pick(&[1024.0, 1.0, -7.5, 1e9]);
    maker.push_constant(Value::Float(modulus), Shape::Float { exponent: 30 });
    maker.operator(Operator::Remainder, Shape::Float { exponent: 30 });
}

fn compare_floats(maker: &mut Maker) {
    guard_floats(maker);
    compare(maker, Op::_COMPARE_OP_FLOAT);
}

fn compare_with_extreme(maker: &mut Maker) {
    let value = Shape::AnyFloat.value(maker.choices);
    maker.push_constant(value, Shape::AnyFloat);
    compare(maker, Op::_COMPARE_OP);
}

/// An int and a float.
fn mixed(maker: &mut Maker) {
    let int = bits(maker, 1).unwrap_or(0);
    let float = exponent(maker, 0).unwrap_or(0);
    let (operator, growth) = maker.pick_float_operator();
    maker.operator(operator, finite(growth.of(int, float)));
}
