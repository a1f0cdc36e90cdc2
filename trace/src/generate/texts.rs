//! Moves with texts.

use super::maker::{Maker, builtin, builtin_type, method};
use super::mix::Family::Texts;
use super::moves::{Move, always};
use super::numbers::load_any_of;
use super::shape::{COMPACT_BITS, MOST_CHARACTERS, Shape};
use super::vocabulary::CALLABLE;
use crate::program::Operand;
use uops::runtime::{BuiltinType, Conversion, Value};
use uops::{Comparison, Kind, Op};

pub(super) const MOVES: [Move; 15] = [
    Move::new(Texts, 4, 2, always, |m| load_any_of(m, Texts)).pushing(),
    Move::new(Texts, 2, 2, always, push_text).pushing(),
    Move::new(Texts, 6, 1, two_texts, concatenate)
        .needs(&[&[Op::_GUARD_BOTH_UNICODE, Op::_BINARY_OP_ADD_UNICODE]]),
    Move::new(Texts, 2, 5, |m| m.place(TEXT).is_some(), concatenate_in_place)
        .needs(&[&[Op::_BINARY_OP_INPLACE_ADD_UNICODE]]),
    Move::new(Texts, 3, 2, |m| length(m, 0).is_some_and(|(least, _)| least > 0), subscript)
        .needs(&[&[Op::_BINARY_SUBSCR_STR_INT]]),
    Move::new(Texts, 4, 1, formattable, format_simply).needs(&[&[Op::_FORMAT_SIMPLE]]),
    Move::new(Texts, 1, 1, formattable, convert).needs(&[&[Op::_CONVERT_VALUE]]),
    Move::new(Texts, 2, 2, |m| m.shape(0).and_then(Shape::bits).is_some(), format_with_spec)
        .needs(&[&[Op::_FORMAT_WITH_SPEC]]),
    Move::new(Texts, 6, 1, |m| known_texts(m) >= 2, build_string).needs(&[&[Op::_BUILD_STRING]]),
    Move::new(Texts, 2, 1, two_texts, compare)
        .needs(&[&[Op::_GUARD_BOTH_UNICODE, Op::_COMPARE_OP_STR]]),
    Move::new(Texts, 8, 3, |m| length(m, 0).is_some_and(|(_, most)| most > 16), slice)
        .needs(&[&[Op::_BINARY_SLICE]]),
    Move::new(Texts, 2, 0, two_texts, contains).needs(&[&[Op::_CONTAINS_OP]]),
    Move::new(Texts, 2, 4, always, length_of).pushing().needs(&[CALLABLE, &[Op::_CALL_LEN]]),
    Move::new(Texts, 4, 4, |m| length(m, 0).is_some(), call_method).needs(&[&[
        Op::_GUARD_TYPE_VERSION,
        Op::_LOAD_ATTR_METHOD_NO_DICT,
        Op::_CALL_METHOD_DESCRIPTOR_NOARGS,
        Op::_CALL_METHOD_DESCRIPTOR_FAST,
        Op::_CALL_NON_PY_GENERAL,
    ]]),
    Move::new(Texts, 1, 4, always, to_text).pushing().needs(&[CALLABLE, &[Op::_CALL_STR_1]]),
];

/// The local that holds a text.
const TEXT: usize = 5;

fn length(maker: &Maker, below: usize) -> Option<(u32, u32)> {
    match maker.shape(below)? {
        Shape::Str { least, most } => Some((least, most)),
        _ => None,
    }
}

fn two_texts(maker: &Maker) -> bool {
    match (length(maker, 0), length(maker, 1)) {
        (Some((_, a)), Some((_, b))) => a + b <= MOST_CHARACTERS,
        _ => false,
    }
}

fn text_of(maker: &Maker, below: usize) -> (u32, u32) {
    length(maker, below).unwrap_or((0, 0))
}

fn push_text(maker: &mut Maker) {
    let shape = Shape::Str { least: 2, most: 10 };
    let value = shape.value(maker.choices);
    maker.push_constant(value, shape);
}

fn guard_texts(maker: &mut Maker) {
    if [maker.kind(0), maker.kind(1)] != [Kind::Str; 2] || maker.choices.one_in(8) {
        maker.emit(Op::_GUARD_BOTH_UNICODE, Operand::Nothing);
    }
}

fn concatenate(maker: &mut Maker) {
    let ((a, b), (c, d)) = (text_of(maker, 1), text_of(maker, 0));
    guard_texts(maker);
    let result = Shape::Str { least: a + c, most: b + d };
    maker.operate(Op::_BINARY_OP_ADD_UNICODE, Operand::Nothing, 2, result);
}

/// `text = …; text += …`, the first part short enough that the local keeps its bound.
fn concatenate_in_place(maker: &mut Maker) {
    let Some(place) = maker.place(TEXT) else { return };
    push_text(maker);
    maker.store(TEXT);
    let op = if place == TEXT { Op::_LOAD_FAST_5 } else { Op::_LOAD_FAST };
    let op = maker.either(op, Op::_LOAD_FAST);
    maker.emit(op, Operand::Oparg(place as u16));
    maker.stack.push(Shape::Str { least: 2, most: 10 });
    push_text(maker);
    maker.emit(Op::_BINARY_OP_INPLACE_ADD_UNICODE, Operand::Oparg(place as u16));
    maker.stack.truncate(maker.stack.len() - 2);
}

fn subscript(maker: &mut Maker) {
    let (least, _) = text_of(maker, 0);
    let index = maker.choices.below(least as usize);
    maker.push_int(index as i64);
    let result = Shape::Str { least: 1, most: 1 };
    maker.operate(Op::_BINARY_SUBSCR_STR_INT, Operand::Nothing, 2, result);
}

/// The length of `str(value)`, of what does not get too long.
fn formatted(shape: Shape) -> Option<Shape> {
    let (least, most) = match shape {
        Shape::Int { bits } if bits <= 200 => (1, bits * 31 / 100 + 3),
        Shape::Float { .. } | Shape::AnyFloat => (1, 25),
        Shape::Bool => (4, 5),
        Shape::None => (4, 4),
        Shape::Str { least, most } => (least, most),
        _ => return None,
    };
    Some(Shape::Str { least, most })
}

fn formattable(maker: &Maker) -> bool {
    maker.shape(0).and_then(formatted).is_some()
}

fn format_simply(maker: &mut Maker) {
    if let Some(result) = maker.shape(0).and_then(formatted) {
        maker.operate(Op::_FORMAT_SIMPLE, Operand::Nothing, 1, result);
    }
}

/// `str(value)`, `repr(value)` or `ascii(value)`; the last make a text as long as ten times itself.
fn convert(maker: &mut Maker) {
    let Some(result) = maker.shape(0).and_then(formatted) else { return };
    let is_text = maker.shape(0).is_some_and(Shape::is_str);
    let conversion = match is_text {
        true => Conversion::Str,
        false => maker.choices.pick(&Conversion::ALL),
    };
    maker.operate(Op::_CONVERT_VALUE, Operand::Oparg(conversion as u16), 1, result);
}

fn format_with_spec(maker: &mut Maker) {
    let spec = maker.choices.pick(&["d", "x", ">8", "08d", ","]);
    maker.push_constant(Value::Str(spec.into()), Shape::Str { least: 0, most: 3 });
    let bits = maker.shape(1).and_then(Shape::bits).unwrap_or(0);
    let result = Shape::Str { least: 1, most: 12 + bits / 2 };
    maker.operate(Op::_FORMAT_WITH_SPEC, Operand::Nothing, 2, result);
}

/// How many texts lie on top, as far as the verifier knows and they fit into one.
fn known_texts(maker: &Maker) -> usize {
    let mut sum = 0;
    (0..maker.height().min(4))
        .take_while(|&below| {
            sum += text_of(maker, below).1;
            length(maker, below).is_some()
                && maker.kind(below) == Kind::Str
                && sum <= MOST_CHARACTERS
        })
        .count()
}

fn build_string(maker: &mut Maker) {
    let count = known_texts(maker);
    let lengths = (0..count).map(|below| text_of(maker, below));
    let (least, most) = lengths.fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let operand = Operand::Oparg(count as u16);
    maker.operate(Op::_BUILD_STRING, operand, count, Shape::Str { least, most });
}

fn compare(maker: &mut Maker) {
    guard_texts(maker);
    let comparison = maker.choices.pick(&[
        Comparison::Less,
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::GreaterEqual,
    ]);
    maker.operate(Op::_COMPARE_OP_STR, Operand::Oparg(comparison.oparg()), 2, Shape::Bool);
}

/// Makes a text short again.
fn slice(maker: &mut Maker) {
    let (least, _) = text_of(maker, 0);
    let stop = maker.choices.between(4, 16) as u32;
    maker.push_int(0);
    maker.push_int(stop.into());
    let result = Shape::Str { least: least.min(stop), most: stop };
    maker.operate(Op::_BINARY_SLICE, Operand::Nothing, 3, result);
}

fn contains(maker: &mut Maker) {
    let not = maker.choices.below(2) as u16;
    maker.operate(Op::_CONTAINS_OP, Operand::Oparg(not), 2, Shape::Bool);
}

/// `len(text)`
fn length_of(maker: &mut Maker) {
    maker.push_callable(builtin("len"));
    load_any_of(maker, Texts);
    maker.operate(Op::_CALL_LEN, Operand::Oparg(1), 3, Shape::Int { bits: 8 });
}

/// `str(…)` of a text
fn to_text(maker: &mut Maker) {
    maker.push_callable(builtin_type("str"));
    load_any_of(maker, Texts);
    let shape = maker.stack[maker.stack.len() - 1];
    maker.operate(Op::_CALL_STR_1, Operand::Nothing, 3, shape);
}

fn call_method(maker: &mut Maker) {
    let (least, most) = text_of(maker, 0);
    if let Some(builtin) = BuiltinType::from_name("str") {
        maker.emit(Op::_GUARD_TYPE_VERSION, Operand::Type(builtin));
    }
    // `ß` becomes two letters.
    let changed = Shape::Str { least, most: 3 * most };
    let (name, arg, result) = match maker.choices.below(5) {
        0 => ("str.lower", None, changed),
        1 => ("str.upper", None, changed),
        2 => ("str.isalpha", None, Shape::Bool),
        3 => ("str.find", Some("a"), Shape::Int { bits: COMPACT_BITS }),
        _ => ("str.startswith", Some("ab"), Shape::Bool),
    };
    let constant = maker.constant(method(name));
    maker.emit(Op::_LOAD_ATTR_METHOD_NO_DICT, constant);
    maker.becomes(1, Shape::Object);
    maker.stack.push(Shape::Str { least, most });
    match arg {
        None => {
            maker.operate(Op::_CALL_METHOD_DESCRIPTOR_NOARGS, Operand::Oparg(0), 2, result);
        }
        Some(arg) => {
            maker.push_constant(Value::Str(arg.into()), Shape::Str { least: 1, most: 2 });
            let op =
                maker.choices.pick(&[Op::_CALL_METHOD_DESCRIPTOR_FAST, Op::_CALL_NON_PY_GENERAL]);
            maker.operate(op, Operand::Oparg(1), 3, result);
        }
    }
}
