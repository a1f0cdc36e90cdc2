//! Calls of Python functions: moves that enter a frame or leave it, and traces that end with a call.

use super::end::LEAVING;
use super::frames::COMPUTING;
use super::maker::Maker;
use super::mix::Family;
use super::moves::Move;
use super::roles::{self, DEPTH};
use super::shape::Shape;
use super::signature::Calling;
use crate::program::{FunctionId, Named, Operand, TraceId};
use uops::{Comparison, Op};

pub(super) const MOVES: [Move; 3] = [
    Move::new(Family::Calls, 8, 24 + COMPUTING + LEAVING, can_call, call),
    Move::common(10, 1, |m| m.may_return(), |m| m.return_top()),
    Move::common(3, 0, |m| m.has_entered() && m.height() <= 2, |m| m.leave()),
];

/// A function whose arguments are there.
fn callable(maker: &Maker) -> impl Iterator<Item = FunctionId> {
    maker.functions(Calling::Plain).filter(|&id| maker.has_arguments(id, 0))
}

fn can_call(maker: &Maker) -> bool {
    maker.may_enter() && callable(maker).next().is_some()
}

/// Calls a function that is a constant or a global name.
fn call(maker: &mut Maker) {
    let functions: Vec<FunctionId> = callable(maker).collect();
    let function = maker.choices.pick(&functions);
    let known = maker.push_function(function);
    if maker.packs_arguments() {
        let slots = maker.pack_arguments(function);
        return maker.enter_packed(function, slots, known);
    }
    let count = maker.push_arguments(function, 0);
    maker.enter(function, count, 0, known);
}

impl Maker<'_> {
    /// Pushes a function and null; whether the verifier knows which function it is.
    fn push_function(&mut self, function: FunctionId) -> bool {
        let mut named = Named::Function(function);
        let global = self.program.globals.iter().position(|global| global.value == Some(named));
        if let Some(global) = global
            && self.choices.one_in(3)
        {
            self.emit(Op::_LOAD_GLOBAL_MODULE_1, Operand::Global(global as u32));
            self.stack.extend([Shape::Object, Shape::Null]);
            return false;
        }
        if self.choices.one_in(4) {
            named = self.made_function(function);
        }
        match self.choices.below(4) {
            0 => {
                let op = self.either(Op::_LOAD_CONST_INLINE, Op::_LOAD_CONST_INLINE_BORROW);
                self.emit(op, named.into());
                self.emit(Op::_PUSH_NULL, Operand::Nothing);
            }
            1 => self.emit(Op::_LOAD_CONST_INLINE_BORROW_WITH_NULL, named.into()),
            _ => self.emit(Op::_LOAD_CONST_INLINE_WITH_NULL, named.into()),
        }
        self.stack.extend([Shape::Object, Shape::Null]);
        true
    }

    /// A function that a trace of `function` so deep in loops may end with a call of, now and then: one
    /// that is defined after it, so that no function calls itself.
    pub(super) fn choose_call(&mut self, function: FunctionId, depth: usize) -> Option<FunctionId> {
        let weight = self.mix.weight(Family::Calls) as usize;
        let later = (function.0 + 1..self.signatures.len() as u32).map(FunctionId);
        let functions: Vec<FunctionId> = later
            .filter(|&id| {
                let callee = self.signature(id);
                matches!(callee.calling, Calling::Plain | Calling::Method)
                    && callee.body.is_none_or(|(_, deepest)| depth <= deepest)
                    && callee.roles[..callee.params].iter().all(|&role| {
                        roles::shape(role).is_constant() || self.always_holds(function, role)
                    })
            })
            .collect();
        if weight == 0 || functions.is_empty() || self.choices.below(4 + weight) < 4 {
            return None;
        }
        Some(self.choices.pick(&functions))
    }

    /// Whether the local with this role holds a value at the start of each trace of a function.
    pub(super) fn always_holds(&self, function: FunctionId, role: usize) -> bool {
        let signature = self.signature(function);
        let place = signature.place(role);
        place.is_some_and(|place| place < signature.params || function == FunctionId::MAIN)
    }

    /// Calls a function whose traces begin with `body`, and which returns to `next`.
    pub(super) fn call_trace(
        &mut self,
        function: FunctionId,
        params: usize,
        body: TraceId,
        next: TraceId,
    ) {
        self.emit(Op::_LOAD_CONST_INLINE_WITH_NULL, Operand::Function(function));
        self.stack.extend([Shape::Object, Shape::Null]);
        for place in 0..params {
            let role = self.signature(function).roles[place];
            match role {
                DEPTH if function == self.function() => {
                    self.load(DEPTH);
                    self.push_int(1);
                    self.operate(
                        Op::_BINARY_OP_SUBTRACT_INT,
                        Operand::Nothing,
                        2,
                        roles::shape(DEPTH),
                    );
                }
                _ => self.load_fitting(roles::shape(role)),
            }
        }
        let count = Operand::Oparg(params as u16);
        self.emit(Op::_CHECK_STACK_SPACE, count);
        self.emit(Op::_INIT_CALL_PY_EXACT_ARGS, count);
        self.link(Op::_SAVE_RETURN_OFFSET, next);
        self.emit(Op::_PUSH_FRAME, Operand::Function(function));
        self.link(Op::_EXIT_TRACE, body);
        self.stack.clear();
    }

    /// Calls the current function again, unless it has been called often enough: then goes on at `base`.
    pub(super) fn call_again(&mut self, body: TraceId, base: TraceId, next: TraceId) {
        self.load(DEPTH);
        self.push_int(0);
        self.emit(Op::_GUARD_BOTH_INT, Operand::Nothing);
        self.operate(
            Op::_COMPARE_OP_INT,
            Operand::Oparg(Comparison::Greater.oparg()),
            2,
            Shape::Bool,
        );
        self.link(Op::_GUARD_IS_TRUE_POP, base);
        self.stack.pop();
        let function = self.function();
        self.call_trace(function, self.signature(function).params, body, next);
    }
}
