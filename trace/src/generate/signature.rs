//! What is known of a function besides its text: the roles of its locals, and how it is called.

use super::shape::{ITEM_BITS, ITEM_EXPONENT, Shape};
use crate::program::TraceId;

/// The attributes of all classes.
pub(super) const ATTRIBUTES: [(&str, Shape); 3] = [
    ("a", Shape::Int { bits: ITEM_BITS }),
    ("b", Shape::Float { exponent: ITEM_EXPONENT }),
    ("c", Shape::Any),
];
/// The number of the class whose instances have slots.
pub(super) const SLOTTED: u32 = 1;
/// How many classes there are.
pub(super) const CLASSES: u32 = 3;

/// How a function is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Calling {
    /// With its arguments.
    Plain,
    /// With the closure that it gets when it is made.
    Closure,
    /// With an instance first, on which it can be looked up.
    Method,
    /// When an instance is made.
    Init,
    /// With its arguments; it returns a generator.
    Generator,
}

/// Where the cell of the local [`SHARED`] comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CellOf {
    /// There is no such local.
    Nobody,
    /// It is made of a parameter.
    Parameter,
    /// The closure, which exists before the program runs, so that what it holds has to stay.
    Fixed,
    /// The closure, which was made for the call.
    Closure,
}

/// What is known of a function.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    /// The role of each local.
    pub(super) roles: Vec<usize>,
    /// How many of them are parameters.
    pub(super) params: usize,
    /// How many of these have a value by default.
    pub(super) defaults: usize,
    pub(super) calling: Calling,
    pub(super) cell: CellOf,
    /// Whether its cell gets its contents back after each run.
    pub(super) has_state: bool,
    /// What it returns where it has traces of its own, or its caller goes on in one.
    pub(super) result: Shape,
    /// The first of its own traces, and how deep in loops it may be called.
    pub(super) body: Option<(TraceId, usize)>,
}

impl Signature {
    pub(super) fn new(roles: Vec<usize>, params: usize) -> Self {
        Signature {
            roles,
            params,
            defaults: 0,
            calling: Calling::Plain,
            cell: CellOf::Nobody,
            has_state: false,
            result: Shape::Any,
            body: None,
        }
    }

    /// The local with this role.
    pub(super) fn place(&self, role: usize) -> Option<usize> {
        self.roles.iter().position(|&other| other == role)
    }
}
