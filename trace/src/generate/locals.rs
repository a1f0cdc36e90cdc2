//! What locals are for.
//!
//! A local has a role: what it holds, and so what it is called. The program's own function has a local
//! for most roles, the functions that it calls for some.

use super::maker::Maker;
use super::mix::Family;
use super::shape::{Item, Shape};
use crate::program::{FunctionId, Operand};
use crate::verify::state::Entry;
use uops::{Kind, Op};

/// A local, and what it holds whenever the program comes by.
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

impl Maker<'_> {
    /// The current function's local with this role.
    pub(super) fn place(&self, role: usize) -> Option<usize> {
        self.signature(self.function()).place(role)
    }

    /// What the verifier knows of the local with this role, if there is one.
    pub(super) fn local_kind(&self, role: usize) -> Option<Kind> {
        self.place(role).map(|place| self.state.kind(self.state.locals[place]))
    }

    /// Whether there is a local with this role that holds a value.
    pub(super) fn holds_value(&self, role: usize) -> bool {
        self.local_kind(role).is_some_and(|kind| kind.is(Kind::Object) && kind != Kind::Cell)
    }

    /// Whether a value of this role can be pushed.
    pub(super) fn can_load(&self, role: usize) -> bool {
        self.holds_value(role) || shape(role).is_constant()
    }

    /// Pushes the local with this role, or a constant that might be in it if the function has none.
    pub(super) fn load(&mut self, role: usize) {
        const SHORT: [Op; 8] = [
            Op::_LOAD_FAST_0,
            Op::_LOAD_FAST_1,
            Op::_LOAD_FAST_2,
            Op::_LOAD_FAST_3,
            Op::_LOAD_FAST_4,
            Op::_LOAD_FAST_5,
            Op::_LOAD_FAST_6,
            Op::_LOAD_FAST_7,
        ];
        let checks = self.choices.below(16) == 15;
        let held = shape(role);
        let Some(place) = self.place(role).filter(|_| self.holds_value(role)) else {
            let value = held.value(self.choices);
            return self.push_constant(value, held);
        };
        let op = match checks {
            true => Op::_LOAD_FAST_CHECK,
            false => SHORT.get(place).copied().unwrap_or(Op::_LOAD_FAST),
        };
        self.emit(op, Operand::Oparg(place as u16));
        self.stack.push(held);
    }

    /// Pops what is on top into the local with this role, which the function has.
    pub(super) fn store(&mut self, role: usize) {
        const SHORT: [Op; 8] = [
            Op::_STORE_FAST_0,
            Op::_STORE_FAST_1,
            Op::_STORE_FAST_2,
            Op::_STORE_FAST_3,
            Op::_STORE_FAST_4,
            Op::_STORE_FAST_5,
            Op::_STORE_FAST_6,
            Op::_STORE_FAST_7,
        ];
        let Some(place) = self.place(role) else { return self.pop() };
        let op = SHORT.get(place).copied().unwrap_or(Op::_STORE_FAST);
        self.emit(op, Operand::Oparg(place as u16));
        self.stack.pop();
    }

    /// What is known at the start of a trace that any other one of its function may lead to. `opened`
    /// says that the function's first trace is over.
    pub(super) fn entry(&self, function: FunctionId, depth: usize, opened: bool) -> Entry {
        let signature = self.signature(function);
        let roles = signature.roles.iter().enumerate();
        let kinds = roles.map(|(place, &role)| match role {
            SHARED if opened => Kind::Cell,
            // Those of the program's function are filled in its first trace.
            _ if place < signature.params || (opened && function == FunctionId::MAIN) => {
                Kind::Object
            }
            _ => Kind::Slot,
        });
        let kinds = kinds.chain(std::iter::repeat_n(Kind::Object, depth)).collect();
        Entry { kinds, mixed: vec![false; signature.roles.len()].into() }
    }

    /// What is known of the locals here, and of a stack of `depth`.
    pub(super) fn entry_from_here(&self, depth: usize) -> Entry {
        let kinds = self.state.locals.iter().map(|&local| match self.state.kind(local) {
            Kind::Cell => Kind::Cell,
            kind if kind.is(Kind::Object) => Kind::Object,
            _ => Kind::Slot,
        });
        let kinds = kinds.chain(std::iter::repeat_n(Kind::Object, depth)).collect();
        Entry { kinds, mixed: vec![false; self.state.locals.len()].into() }
    }
}
