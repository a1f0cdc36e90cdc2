//! Moves with tuples, dicts and sets.

use super::lists::{item_on_top, same_items};
use super::maker::{Maker, builtin, builtin_type};
use super::mix::Family::Containers;
use super::moves::{Move, always};
use super::numbers::load_any_of;
use super::shape::{Item, Shape};
use super::vocabulary::CALLABLE;
use crate::program::Operand;
use uops::runtime::Value;
use uops::{Kind, Op};

pub(super) const MOVES: [Move; 20] = [
    Move::new(Containers, 4, 2, always, |m| load_any_of(m, Containers)).pushing(),
    Move::new(Containers, 4, 1, |m| same_items(m) >= 2, tuple_of_items),
    Move::new(Containers, 4, 2, |m| tuple(m).is_some(), tuple_item)
        .needs(&[&[Op::_BINARY_SUBSCR_TUPLE_INT, Op::_BINARY_SUBSCR]]),
    Move::new(Containers, 3, 6, |m| tuple(m).is_some_and(|(len, _)| len < 6), unpack)
        .pushing()
        .needs(&[&[Op::_UNPACK_SEQUENCE_TWO_TUPLE, Op::_UNPACK_SEQUENCE_TUPLE]]),
    Move::new(Containers, 4, 2, |m| dict(m).is_some(), dict_item)
        .needs(&[&[Op::_BINARY_SUBSCR_DICT]]),
    Move::new(Containers, 4, 3, stores_in_dict, store_in_dict)
        .needs(&[&[Op::_STORE_SUBSCR_DICT, Op::_STORE_SUBSCR]]),
    Move::new(Containers, 3, 2, |m| m.can_load(TABLE) && hashable(m, 0), in_dict)
        .needs(&[&[Op::_CONTAINS_OP_DICT, Op::_CONTAINS_OP]]),
    Move::new(Containers, 2, 10, always, new_dict).pushing().needs(&[&[Op::_BUILD_MAP]]),
    Move::new(Containers, 2, 7, always, dict_of_constant_keys)
        .pushing()
        .needs(&[&[Op::_BUILD_CONST_KEY_MAP]]),
    Move::new(Containers, 2, 3, known_dict, add_to_dict).needs(&[&[Op::_MAP_ADD]]),
    Move::new(Containers, 1, 2, |m| m.can_load(TABLE) && known_dict(m), update_dict)
        .needs(&[&[Op::_DICT_UPDATE]]),
    Move::new(Containers, 3, 1, |m| hashable(m, 0), new_set).needs(&[&[Op::_BUILD_SET]]),
    Move::new(Containers, 4, 0, |m| known_set(m, 1) && hashable(m, 0), add_to_set)
        .needs(&[&[Op::_SET_ADD]]),
    Move::new(Containers, 1, 2, |m| known_set(m, 0), update_set).needs(&[&[Op::_SET_UPDATE]]),
    Move::new(Containers, 3, 0, |m| known_set(m, 0) && hashable(m, 1), in_set)
        .needs(&[&[Op::_CONTAINS_OP_SET]]),
    Move::new(Containers, 1, 2, has_len, length).pushing().needs(&[&[Op::_GET_LEN]]),
    Move::new(Containers, 1, 5, always, is_instance)
        .pushing()
        .needs(&[CALLABLE, &[Op::_CALL_ISINSTANCE]]),
    Move::new(Containers, 1, 6, always, type_of)
        .pushing()
        .needs(&[CALLABLE, &[Op::_CALL_TYPE_1, Op::_IS_OP]]),
    Move::new(Containers, 1, 1, has_len, |m| {
        m.operate(Op::_TO_BOOL, Operand::Nothing, 1, Shape::Bool);
    })
    .needs(&[&[Op::_TO_BOOL]]),
    Move::new(Containers, 1, 4, always, to_tuple)
        .pushing()
        .needs(&[CALLABLE, &[Op::_CALL_TUPLE_1]]),
];

/// The local that holds a dict.
const TABLE: usize = 6;
/// The local that holds a tuple.
const POINT: usize = 7;
/// How many keys the dict has.
const KEYS: u32 = 4;

fn tuple(maker: &Maker) -> Option<(u32, Item)> {
    match maker.shape(0)? {
        Shape::Tuple { len, item } => Some((len, item)),
        _ => None,
    }
}

fn dict(maker: &Maker) -> Option<u32> {
    match maker.shape(0)? {
        Shape::Dict { len } => Some(len),
        _ => None,
    }
}

fn known_dict(maker: &Maker) -> bool {
    dict(maker).is_some() && maker.kind(0) == Kind::Dict
}

fn known_set(maker: &Maker, below: usize) -> bool {
    maker.shape(below) == Some(Shape::Set) && maker.kind(below) == Kind::Set
}

fn hashable(maker: &Maker, below: usize) -> bool {
    maker.shape(below).is_some_and(Shape::is_hashable)
}

fn has_len(maker: &Maker) -> bool {
    maker.shape(0).is_some_and(|shape| {
        matches!(
            shape,
            Shape::List { .. }
                | Shape::Tuple { .. }
                | Shape::Dict { .. }
                | Shape::Set
                | Shape::Str { .. }
        )
    })
}

fn tuple_of_items(maker: &mut Maker) {
    let (count, item) = (same_items(maker).min(3), item_on_top(maker));
    let shape = Shape::Tuple { len: count as u32, item };
    maker.operate(Op::_BUILD_TUPLE, Operand::Oparg(count as u16), count, shape);
}

fn tuple_item(maker: &mut Maker) {
    let Some((len, item)) = tuple(maker) else { return };
    let index = maker.choices.below(len as usize);
    maker.push_int(index as i64);
    let op = maker.choices.pick(&[Op::_BINARY_SUBSCR_TUPLE_INT, Op::_BINARY_SUBSCR]);
    maker.operate(op, Operand::Nothing, 2, item.shape());
}

fn unpack(maker: &mut Maker) {
    let Some((len, item)) = tuple(maker) else { return };
    match len {
        2 => maker.emit(Op::_UNPACK_SEQUENCE_TWO_TUPLE, Operand::Nothing),
        _ => maker.emit(Op::_UNPACK_SEQUENCE_TUPLE, Operand::Oparg(len as u16)),
    }
    maker.stack.pop();
    maker.stack.extend((0..len).map(|_| item.shape()));
}

fn push_key(maker: &mut Maker, keys: u32) {
    let key = maker.choices.below(keys as usize);
    maker.push_int(key as i64);
}

fn dict_item(maker: &mut Maker) {
    let Some(len) = dict(maker) else { return };
    push_key(maker, len);
    maker.operate(Op::_BINARY_SUBSCR_DICT, Operand::Nothing, 2, Item::Int.shape());
}

fn stores_in_dict(maker: &Maker) -> bool {
    maker.can_load(TABLE) && maker.shape(0).is_some_and(|shape| shape.fits(Item::Int.shape()))
}

fn store_in_dict(maker: &mut Maker) {
    maker.load(TABLE);
    push_key(maker, KEYS);
    let op = maker.choices.pick(&[Op::_STORE_SUBSCR_DICT, Op::_STORE_SUBSCR]);
    maker.emit(op, Operand::Nothing);
    maker.stack.truncate(maker.stack.len() - 3);
}

fn in_dict(maker: &mut Maker) {
    maker.load(TABLE);
    let not = maker.choices.below(2) as u16;
    let op = maker.choices.pick(&[Op::_CONTAINS_OP_DICT, Op::_CONTAINS_OP]);
    maker.operate(op, Operand::Oparg(not), 2, Shape::Bool);
}

fn new_dict(maker: &mut Maker) {
    for key in 0..KEYS {
        maker.push_int(key.into());
        maker.load(0);
    }
    let dict = Shape::Dict { len: KEYS };
    maker.operate(Op::_BUILD_MAP, Operand::Oparg(KEYS as u16), 2 * KEYS as usize, dict);
}

fn dict_of_constant_keys(maker: &mut Maker) {
    for _ in 0..KEYS {
        let local = maker.choices.pick(&[0, 8]);
        maker.load(local);
    }
    let keys = (0..i64::from(KEYS)).map(Value::from).collect();
    maker.push_constant(Value::Tuple(keys), Shape::Object);
    let dict = Shape::Dict { len: KEYS };
    maker.operate(Op::_BUILD_CONST_KEY_MAP, Operand::Oparg(KEYS as u16), 1 + KEYS as usize, dict);
}

/// The key is there already.
fn add_to_dict(maker: &mut Maker) {
    push_key(maker, KEYS);
    maker.load(0);
    maker.emit(Op::_MAP_ADD, Operand::Oparg(1));
    maker.stack.truncate(maker.stack.len() - 2);
}

fn update_dict(maker: &mut Maker) {
    maker.load(TABLE);
    maker.emit(Op::_DICT_UPDATE, Operand::Oparg(1));
    maker.stack.pop();
}

fn new_set(maker: &mut Maker) {
    let count = (0..3).take_while(|&below| hashable(maker, below)).count();
    maker.operate(Op::_BUILD_SET, Operand::Oparg(count as u16), count, Shape::Set);
}

fn add_to_set(maker: &mut Maker) {
    maker.emit(Op::_SET_ADD, Operand::Oparg(1));
    maker.stack.pop();
}

fn update_set(maker: &mut Maker) {
    maker.load(POINT);
    maker.emit(Op::_SET_UPDATE, Operand::Oparg(1));
    maker.stack.pop();
}

fn in_set(maker: &mut Maker) {
    let not = maker.choices.below(2) as u16;
    maker.operate(Op::_CONTAINS_OP_SET, Operand::Oparg(not), 2, Shape::Bool);
}

fn length(maker: &mut Maker) {
    maker.emit(Op::_GET_LEN, Operand::Nothing);
    maker.stack.push(Shape::Int { bits: 10 });
}

fn is_instance(maker: &mut Maker) {
    maker.push_callable(builtin("isinstance"));
    load_any_of(maker, Containers);
    let class = maker.choices.pick(&["tuple", "dict", "int"]);
    maker.push_constant(builtin_type(class), Shape::Object);
    maker.operate(Op::_CALL_ISINSTANCE, Operand::Oparg(2), 4, Shape::Bool);
}

/// `type(…) is dict`
fn type_of(maker: &mut Maker) {
    maker.push_callable(builtin_type("type"));
    load_any_of(maker, Containers);
    maker.operate(Op::_CALL_TYPE_1, Operand::Nothing, 3, Shape::Object);
    maker.push_constant(builtin_type("dict"), Shape::Object);
    let not = maker.choices.below(2) as u16;
    maker.operate(Op::_IS_OP, Operand::Oparg(not), 2, Shape::Bool);
}

/// `tuple(…)` of a tuple
fn to_tuple(maker: &mut Maker) {
    maker.push_callable(builtin_type("tuple"));
    maker.load(POINT);
    let shape = Shape::Tuple { len: 3, item: Item::Int };
    maker.operate(Op::_CALL_TUPLE_1, Operand::Nothing, 3, shape);
}
