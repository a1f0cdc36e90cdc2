//! Loads and stores of locals by their role, and what is known of them at the start of a trace.

use super::maker::Maker;
use super::roles::{self, SHARED};
use super::shape::Shape;
use super::signature::Calling;
use crate::program::{FunctionId, Operand};
use crate::verify::entry::Entry;
use uops::{Kind, Op};

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
        self.holds_value(role) || roles::shape(role).is_constant()
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
        let held = roles::shape(role);
        let Some(place) = self.place(role).filter(|_| self.holds_value(role)) else {
            let value = held.value(self.choices);
            return self.push_constant(value, held);
        };
        let op = match checks {
            true => Op::_LOAD_FAST_CHECK,
            false => SHORT.get(place).copied().unwrap_or(Op::_LOAD_FAST),
        };
        let op = self.either(op, Op::_LOAD_FAST);
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
        let op = self.either(op, Op::_STORE_FAST);
        self.emit(op, Operand::Oparg(place as u16));
        self.stack.pop();
    }

    /// What is known at the start of a trace that any other one of its function may lead to. `opened`
    /// says that the function's first trace is over.
    pub(super) fn entry(&self, function: FunctionId, stack: &[Shape], opened: bool) -> Entry {
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
        let kinds = kinds.chain(stack.iter().map(on_stack)).collect();
        let in_generator = opened && signature.calling == Calling::Generator;
        Entry::owned(kinds, signature.roles.len()).in_generator(in_generator)
    }

    /// What is known of the locals here, and of a stack.
    pub(super) fn entry_from_here(&self, stack: &[Shape]) -> Entry {
        let kinds = self.state.locals.iter().map(|&local| match self.state.kind(local) {
            Kind::Cell => Kind::Cell,
            kind if kind.is(Kind::Object) => Kind::Object,
            _ => Kind::Slot,
        });
        let kinds = kinds.chain(stack.iter().map(on_stack)).collect();
        let in_generator = self.state.in_generator;
        Entry::owned(kinds, self.state.locals.len()).in_generator(in_generator)
    }
}

/// What any trace may know of a slot on its stack.
fn on_stack(shape: &Shape) -> Kind {
    match shape {
        Shape::Position => Kind::PositionOrNull,
        _ => Kind::Object,
    }
}
