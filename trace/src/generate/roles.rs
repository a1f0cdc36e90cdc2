//! The roles of locals.
//!
//! A role says what a local contains, and the local is named after it. The program's own function has
//! a local for most roles, the functions that it calls for some of them.

use super::mix::Family;
use super::shape::{Item, Shape};

/// A role: a local, and what the local holds at the start of each trace.
pub(super) struct Local {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// What there is to do with it.
    pub(super) family: Family,
}

const fn local(name: &'static str, shape: Shape, family: Family) -> Local {
    Local { name, shape, family }
}

/// The parameters.
pub(super) const LOCALS: [Local; 14] = [
    local("i", Shape::Int { bits: 30 }, Family::Ints),
    local("x", Shape::Float { exponent: 40 }, Family::Floats),
    local("j", Shape::Int { bits: 62 }, Family::Ints),
    local("y", Shape::Float { exponent: 100 }, Family::Floats),
    local("items", Shape::List { len: 5, item: Item::Int, fresh: false }, Family::Lists),
    local("text", Shape::Str { least: 0, most: 48 }, Family::Texts),
    local("table", Shape::Dict { len: 4 }, Family::Containers),
    local("point", Shape::Tuple { len: 3, item: Item::Int }, Family::Containers),
    local("k", Shape::Int { bits: 30 }, Family::Ints),
    local("long", Shape::Int { bits: 200 }, Family::Ints),
    local("z", Shape::Float { exponent: 40 }, Family::Floats),
    local("word", Shape::Str { least: 3, most: 16 }, Family::Texts),
    local("vector", Shape::List { len: 3, item: Item::Float, fresh: false }, Family::Lists),
    local("any", Shape::Any, Family::Exits),
];

/// The counters of loops, by how deep the loop lies in others. They hold the next item.
pub(super) const COUNTERS: [&str; 2] = ["outer", "inner"];

/// The role of a local that holds a cell.
pub(super) const SHARED: usize = LOCALS.len() + COUNTERS.len();
/// The role of a local that holds an instance of the first class.
pub(super) const PAIR: usize = SHARED + 1;
/// The role of a local that holds an instance of any class.
pub(super) const THING: usize = PAIR + 1;

/// The role of a local that says how often a function still calls itself.
pub(super) const DEPTH: usize = THING + 1;

/// The name of a local with this role.
pub(super) fn name(role: usize) -> &'static str {
    match role {
        SHARED => "shared",
        PAIR => "pair",
        THING => "thing",
        DEPTH => "depth",
        _ => LOCALS.get(role).map_or_else(|| COUNTERS[role - LOCALS.len()], |local| local.name),
    }
}

/// What a local with this role holds, or the cell that it holds.
pub(super) fn shape(role: usize) -> Shape {
    match role {
        SHARED => Item::Int.shape(),
        PAIR => Shape::Instance { class: Some(0) },
        THING => Shape::Instance { class: None },
        DEPTH => Shape::Int { bits: 3 },
        _ => LOCALS.get(role).map_or(Shape::Any, |local| local.shape),
    }
}
