//! Moves with lists.

use super::maker::{Maker, builtin, method};
use super::mix::Family::Lists;
use super::moves::{Move, always};
use super::numbers::load_any_of;
use super::roles::LOCALS;
use super::shape::{Item, Shape};
use super::vocabulary::CALLABLE;
use crate::program::Operand;
use uops::{Kind, Op, Operator};

pub(super) const MOVES: [Move; 15] = [
    Move::new(Lists, 5, 2, has_list, |m| load_any_of(m, Lists)).pushing(),
    Move::new(Lists, 4, 2, holds_items, item)
        .needs(&[&[Op::_BINARY_SUBSCR_LIST_INT, Op::_BINARY_SUBSCR]]),
    Move::new(Lists, 3, 6, has_list, item_at_any_index)
        .pushing()
        .needs(&[&[Op::_BINARY_OP, Op::_BINARY_SUBSCR_LIST_INT]]),
    Move::new(Lists, 2, 2, holds_items, item_from_the_end).needs(&[&[Op::_BINARY_SUBSCR]]),
    Move::new(Lists, 5, 2, storable, store_item).needs(&[&[Op::_STORE_SUBSCR_LIST_INT]]),
    Move::new(Lists, 1, 2, storable, store_item_from_the_end).needs(&[&[Op::_STORE_SUBSCR]]),
    Move::new(Lists, 2, 2, always, new_list).pushing().needs(&[&[Op::_BUILD_LIST]]),
    Move::new(Lists, 6, 1, |m| same_items(m) >= 2, list_of_items).needs(&[&[Op::_BUILD_LIST]]),
    Move::new(Lists, 8, 0, appendable, append).needs(&[&[Op::_LIST_APPEND]]),
    Move::new(Lists, 2, 4, |m| extendable(m, 1), append_by_method).needs(&[&[
        Op::_COPY,
        Op::_LOAD_ATTR_METHOD_NO_DICT,
        Op::_CALL_LIST_APPEND,
    ]]),
    Move::new(Lists, 2, 2, |m| known_list(m) && extendable(m, 3), extend)
        .needs(&[&[Op::_LIST_EXTEND]]),
    Move::new(Lists, 2, 6, |m| list(m, 0).is_some_and(|(len, ..)| len < 6), unpack)
        .pushing()
        .needs(&[&[Op::_UNPACK_SEQUENCE_LIST, Op::_UNPACK_SEQUENCE]]),
    Move::new(Lists, 1, 1, |m| list(m, 0).is_some(), truth)
        .needs(&[&[Op::_TO_BOOL_LIST, Op::_TO_BOOL]]),
    Move::new(Lists, 2, 3, |m| list(m, 0).is_some(), contains)
        .needs(&[&[Op::_SWAP, Op::_CONTAINS_OP]]),
    Move::new(Lists, 2, 4, has_list, sum)
        .pushing()
        .needs(&[CALLABLE, &[Op::_CALL_LEN, Op::_CALL_BUILTIN_FAST_WITH_KEYWORDS]]),
];

/// No list gets longer.
const MOST_ITEMS: u32 = 12;

/// The length, the items and whether nothing else refers to it.
fn list(maker: &Maker, below: usize) -> Option<(u32, Item, bool)> {
    match maker.shape(below)? {
        Shape::List { len, item, fresh } => Some((len, item, fresh)),
        _ => None,
    }
}

fn holds_items(maker: &Maker) -> bool {
    list(maker, 0).is_some_and(|(len, ..)| len > 0)
}

/// Whether the list on top may become longer.
fn extendable(maker: &Maker, by: u32) -> bool {
    list(maker, 0)
        .is_some_and(|(len, item, fresh)| fresh && item == Item::Int && len + by <= MOST_ITEMS)
}

/// Whether the verifier knows that there is a list on top.
fn known_list(maker: &Maker) -> bool {
    list(maker, 0).is_some() && maker.kind(0) == Kind::List
}

fn item(maker: &mut Maker) {
    let Some((len, item, _)) = list(maker, 0) else { return };
    let index = maker.choices.below(len as usize);
    maker.push_int(index as i64);
    let op = maker.choices.pick(&[
        Op::_BINARY_SUBSCR_LIST_INT,
        Op::_BINARY_SUBSCR_LIST_INT,
        Op::_BINARY_SUBSCR,
    ]);
    maker.operate(op, Operand::Nothing, 2, item.shape());
}

fn item_from_the_end(maker: &mut Maker) {
    let Some((len, item, _)) = list(maker, 0) else { return };
    let index = maker.choices.between(1, len as usize);
    maker.push_int(-(index as i64));
    maker.operate(Op::_BINARY_SUBSCR, Operand::Nothing, 2, item.shape());
}

/// The lists in locals: role, length and items.
fn lists(maker: &Maker) -> impl Iterator<Item = (usize, u32, Item)> {
    LOCALS.iter().enumerate().filter_map(|(role, known)| match known.shape {
        Shape::List { len, item, .. } if maker.can_load(role) => Some((role, len, item)),
        _ => None,
    })
}

fn has_list(maker: &Maker) -> bool {
    lists(maker).next().is_some()
}

/// A list in a local.
fn any_list(maker: &mut Maker) -> (usize, u32, Item) {
    let lists: Vec<_> = lists(maker).collect();
    maker.choices.pick(&lists)
}

/// `list[int % len]`
fn item_at_any_index(maker: &mut Maker) {
    let (local, len, item) = any_list(maker);
    maker.load(local);
    maker.load(0);
    maker.push_int(len.into());
    maker.operator(Operator::Remainder, Shape::Int { bits: 8 });
    maker.operate(Op::_BINARY_SUBSCR_LIST_INT, Operand::Nothing, 2, item.shape());
}

/// A list in a local that takes what is on top: its role and length.
fn list_for_top(maker: &Maker) -> Option<(usize, u32)> {
    let top = maker.shape(0)?;
    let found = lists(maker).find(|&(.., item)| top.fits(item.shape()));
    found.map(|(role, len, _)| (role, len))
}

fn storable(maker: &Maker) -> bool {
    list_for_top(maker).is_some()
}

/// Pushes a list that takes what is on top, and returns how long it is.
fn load_list_for_top(maker: &mut Maker) -> u32 {
    let (local, len) = list_for_top(maker).unwrap_or((0, 0));
    maker.load(local);
    len
}

fn store_item(maker: &mut Maker) {
    let len = load_list_for_top(maker);
    let index = maker.choices.below(len as usize);
    maker.push_int(index as i64);
    maker.emit(Op::_STORE_SUBSCR_LIST_INT, Operand::Nothing);
    maker.stack.truncate(maker.stack.len() - 3);
}

fn store_item_from_the_end(maker: &mut Maker) {
    let len = load_list_for_top(maker);
    let index = maker.choices.between(1, len as usize);
    maker.push_int(-(index as i64));
    maker.emit(Op::_STORE_SUBSCR, Operand::Nothing);
    maker.stack.truncate(maker.stack.len() - 3);
}

fn new_list(maker: &mut Maker) {
    let shape = Shape::List { len: 0, item: Item::Int, fresh: true };
    maker.operate(Op::_BUILD_LIST, Operand::Oparg(0), 0, shape);
}

/// How many items of one sort lie on top.
pub(super) fn same_items(maker: &Maker) -> usize {
    let count = |item: Item| {
        let fits = |below: usize| maker.shape(below).is_some_and(|shape| shape.fits(item.shape()));
        (0..6).take_while(|&below| fits(below)).count()
    };
    count(Item::Int).max(count(Item::Float))
}

/// The sort of items that the topmost slot is of.
pub(super) fn item_on_top(maker: &Maker) -> Item {
    match maker.shape(0) {
        Some(shape) if shape.is_float() => Item::Float,
        _ => Item::Int,
    }
}

/// A list that fits a local, where there are enough items for one.
fn list_of_items(maker: &mut Maker) {
    let (count, item) = (same_items(maker), item_on_top(maker));
    let fitting = if item == Item::Int { 5 } else { 3 };
    let len = if count >= fitting { fitting } else { count };
    let shape = Shape::List { len: len as u32, item, fresh: true };
    maker.operate(Op::_BUILD_LIST, Operand::Oparg(len as u16), len, shape);
}

fn appendable(maker: &Maker) -> bool {
    let Some((len, item, fresh)) = list(maker, 1) else { return false };
    let fits = maker.shape(0).is_some_and(|shape| shape.fits(item.shape()));
    fresh && fits && len < MOST_ITEMS && maker.kind(1) == Kind::List
}

fn append(maker: &mut Maker) {
    maker.emit(Op::_LIST_APPEND, Operand::Oparg(1));
    maker.stack.pop();
    lengthen(maker, 1);
}

/// The list on top has become longer.
fn lengthen(maker: &mut Maker, by: u32) {
    if let Some(Shape::List { len, .. }) = maker.stack.last_mut() {
        *len += by;
    }
}

/// `list.append(…)`, with the list still there.
fn append_by_method(maker: &mut Maker) {
    let Some(&shape) = maker.stack.last() else { return };
    maker.emit(Op::_COPY, Operand::Oparg(1));
    let append = maker.constant(method("list.append"));
    maker.emit(Op::_LOAD_ATTR_METHOD_NO_DICT, append);
    maker.stack.extend([Shape::Object, shape]);
    maker.push_int(7);
    maker.emit(Op::_CALL_LIST_APPEND, Operand::Nothing);
    maker.stack.truncate(maker.stack.len() - 3);
    lengthen(maker, 1);
}

/// By the items of a tuple.
fn extend(maker: &mut Maker) {
    maker.load(7);
    maker.emit(Op::_LIST_EXTEND, Operand::Oparg(1));
    maker.stack.pop();
    lengthen(maker, 3);
}

fn unpack(maker: &mut Maker) {
    let Some((len, item, _)) = list(maker, 0) else { return };
    let op = maker.choices.pick(&[Op::_UNPACK_SEQUENCE_LIST, Op::_UNPACK_SEQUENCE]);
    maker.emit(op, Operand::Oparg(len as u16));
    maker.stack.pop();
    maker.stack.extend((0..len).map(|_| item.shape()));
}

fn truth(maker: &mut Maker) {
    let op = maker.choices.pick(&[Op::_TO_BOOL_LIST, Op::_TO_BOOL]);
    maker.operate(op, Operand::Nothing, 1, Shape::Bool);
}

/// `… in list`
fn contains(maker: &mut Maker) {
    maker.push_int(1);
    maker.emit(Op::_SWAP, Operand::Oparg(2));
    let top = maker.stack.len() - 1;
    maker.stack.swap(top, top - 1);
    let not = maker.choices.below(2) as u16;
    maker.operate(Op::_CONTAINS_OP, Operand::Oparg(not), 2, Shape::Bool);
}

/// `len(list)` or `sum(list)`
fn sum(maker: &mut Maker) {
    let (local, _, item) = any_list(maker);
    let sums = maker.choices.below(2) == 1;
    maker.push_callable(builtin(if sums { "sum" } else { "len" }));
    maker.load(local);
    match (sums, item) {
        (false, _) => {
            maker.operate(Op::_CALL_LEN, Operand::Oparg(1), 3, Shape::Int { bits: 8 });
        }
        (true, Item::Int) => {
            let op = Op::_CALL_BUILTIN_FAST_WITH_KEYWORDS;
            maker.operate(op, Operand::Oparg(1), 3, Shape::Int { bits: 34 });
        }
        (true, Item::Float) => {
            let op = Op::_CALL_BUILTIN_FAST_WITH_KEYWORDS;
            maker.operate(op, Operand::Oparg(1), 3, Shape::Float { exponent: 43 });
        }
    }
}
