//! Frames of functions: entering one, and leaving it again.

use super::end::LEAVING;
use super::maker::{Caller, Maker, Returns};
use super::numbers::{add_ints, divide_float};
use super::roles::{self, SHARED};
use super::shape::{Item, Shape};
use super::signature::CellOf;
use crate::program::{FunctionId, Operand};
use uops::runtime::Value;
use uops::{Op, Operator};

/// How many frames a trace enters from the one that it starts in.
const NESTED: usize = 3;
/// The most uops of an argument, beyond one for each: one of them may be computed.
pub(super) const COMPUTING: usize = 3;
/// How many slots may lie below the value that is returned.
const BELOW_RESULT: usize = 3;

impl Maker<'_> {
    /// Whether another frame may be entered.
    pub(super) fn may_enter(&self) -> bool {
        self.callers.len() < NESTED
    }

    /// Whether there is something for each parameter of a function but the first `given`.
    pub(super) fn has_arguments(&self, function: FunctionId, given: usize) -> bool {
        let signature = self.signature(function);
        let mut roles = signature.roles[..signature.params].iter().skip(given);
        roles.all(|&role| self.has_fitting(roles::shape(role)))
    }

    /// Whether there is a value of this shape, in a local or as a constant.
    fn has_fitting(&self, shape: Shape) -> bool {
        shape.is_constant() || self.fitting(shape).next().is_some()
    }

    /// The roles of locals that hold something of this shape.
    fn fitting(&self, shape: Shape) -> impl Iterator<Item = usize> {
        let roles = self.signature(self.function()).roles.iter().copied();
        roles.filter(move |&role| {
            role != SHARED && roles::shape(role).fits(shape) && self.holds_value(role)
        })
    }

    /// Pushes something of this shape: a local, or a constant.
    pub(super) fn load_fitting(&mut self, shape: Shape) {
        let roles: Vec<usize> = self.fitting(shape).collect();
        let constant = roles.is_empty() || (shape.is_constant() && self.choices.one_in(4));
        if constant {
            let value = shape.value(self.choices);
            return self.push_constant(value, shape);
        }
        let role = self.choices.pick(&roles);
        self.load(role);
    }

    /// Pushes arguments for the parameters of a function but the first `given`, or fewer where others
    /// have values by default. Returns how many the call has.
    pub(super) fn push_arguments(&mut self, function: FunctionId, given: usize) -> usize {
        let signature = self.signature(function);
        let by_default = signature.defaults;
        let roles: Vec<usize> = signature.roles[given..signature.params].to_vec();
        let left_out = if by_default > 0 { self.choices.below(by_default + 1) } else { 0 };
        let computed = self.choices.below(2 * roles.len() + 1);
        for (index, &role) in roles[..roles.len() - left_out].iter().enumerate() {
            match index == computed {
                true => self.compute_fitting(roles::shape(role)),
                false => self.load_fitting(roles::shape(role)),
            }
        }
        roles.len() - left_out
    }

    /// Pushes something of this shape that has just been computed, if it is a number.
    fn compute_fitting(&mut self, shape: Shape) {
        match shape {
            Shape::Int { bits } if bits > 30 => {
                self.load_fitting(Item::Int.shape());
                self.load_fitting(Item::Int.shape());
                add_ints(self);
            }
            Shape::Int { bits } => {
                self.load_fitting(Item::Int.shape());
                self.push_int((1 << bits) - 1);
                self.operator(Operator::And, shape);
            }
            Shape::Float { .. } => {
                self.load_fitting(shape);
                divide_float(self);
            }
            _ => self.load_fitting(shape),
        }
    }

    /// Calls the function whose callable, `self_or_null` and `count` arguments lie on the stack. `known`
    /// says that the verifier knows which function it is, and whether there is a `self`.
    pub(super) fn enter(&mut self, function: FunctionId, count: usize, given: usize, known: bool) {
        let oparg = count as u16;
        if self.choices.one_in(4) {
            self.emit(Op::_CHECK_PEP_523, Operand::Nothing);
        }
        let exact = count + given == self.signature(function).params;
        if !known || self.choices.one_in(2) {
            let check =
                if exact { Op::_CHECK_FUNCTION_EXACT_ARGS } else { Op::_CHECK_FUNCTION_VERSION };
            self.emit(check, Operand::Call(oparg, function));
        }
        self.check_space(function, oparg);
        let numbered = [
            Op::_INIT_CALL_PY_EXACT_ARGS_0,
            Op::_INIT_CALL_PY_EXACT_ARGS_1,
            Op::_INIT_CALL_PY_EXACT_ARGS_2,
            Op::_INIT_CALL_PY_EXACT_ARGS_3,
            Op::_INIT_CALL_PY_EXACT_ARGS_4,
        ];
        let gathers = self.program.function(function).is_some_and(|function| function.varargs);
        let (op, operand) = match (numbered.get(count), self.choices.below(4)) {
            (Some(&op), 0 | 1) if exact && self.vocabulary.has(op) => (op, Operand::Nothing),
            (_, 0..=2) if exact => (Op::_INIT_CALL_PY_EXACT_ARGS, Operand::Oparg(oparg)),
            _ if gathers => (Op::_INIT_CALL_PY_EXACT_ARGS, Operand::Oparg(oparg)),
            _ => (Op::_PY_FRAME_GENERAL, Operand::Oparg(oparg)),
        };
        self.emit(op, operand);
        self.stack.truncate(self.stack.len() - 2 - count);
        let result = self.signature(function).result;
        self.push_frame(function, Returns::Fitting(result));
        self.check_resume();
    }

    /// Emits a `_RESUME_CHECK` now and then.
    pub(super) fn check_resume(&mut self) {
        if self.choices.one_in(3) {
            self.emit(Op::_RESUME_CHECK, Operand::Nothing);
        }
    }

    pub(super) fn check_space(&mut self, function: FunctionId, oparg: u16) {
        if self.choices.below(3) < 2 {
            return self.emit(Op::_CHECK_STACK_SPACE, Operand::Oparg(oparg));
        }
        let words = Operand::Words(self.program.frame_words(function) as u32);
        self.emit(Op::_CHECK_STACK_SPACE_OPERAND, words);
        self.emit(Op::_CHECK_RECURSION_REMAINING, Operand::Nothing);
    }

    /// Goes on in the frame that has just been made. Where there are enough uops, the caller goes on in
    /// a trace of its own when the function returns from elsewhere.
    pub(super) fn push_frame(&mut self, function: FunctionId, returns: Returns) {
        let branches = self.can_branch(self.height() + 1) && self.choices.below(3) < 2;
        if branches {
            let mut stack = self.stack.clone();
            stack.push(match returns {
                Returns::Fitting(shape) => shape,
                Returns::Nothing | Returns::Anything => Shape::Object,
            });
            let side = self.side_with(stack);
            self.lead_from_outside(side);
            self.link(Op::_SAVE_RETURN_OFFSET, side);
        } else {
            self.emit(Op::_SAVE_RETURN_OFFSET, Operand::Nothing);
        }
        let catches = self.handler_here().is_some();
        self.emit(Op::_PUSH_FRAME, Operand::Function(function));
        let returns = match returns {
            Returns::Fitting(_) if !branches => Returns::Anything,
            returns => returns,
        };
        self.callers.push(Caller {
            stack: std::mem::take(&mut self.stack),
            floor: std::mem::take(&mut self.floor),
            tallest: self.tallest,
            returns: std::mem::replace(&mut self.returns, returns),
            branches: std::mem::replace(&mut self.branches, branches),
            catches,
        });
        self.make_cell();
    }

    /// Makes or fills the cell of the function whose frame is new.
    pub(super) fn make_cell(&mut self) {
        let signature = self.signature(self.function());
        match (signature.cell, signature.place(SHARED)) {
            (CellOf::Parameter, Some(place)) => {
                self.emit(Op::_MAKE_CELL, Operand::Oparg(place as u16));
            }
            (CellOf::Fixed | CellOf::Closure, _) => {
                self.emit(Op::_COPY_FREE_VARS, Operand::Oparg(1));
            }
            _ => {}
        }
    }

    /// How many uops that takes.
    pub(super) fn cell_uops(&self, function: FunctionId) -> usize {
        usize::from(self.signature(function).cell != CellOf::Nobody)
    }

    /// Whether the value on top may be returned.
    pub(super) fn may_return(&self) -> bool {
        let Some(top) = self.shape(0) else { return false };
        self.has_entered()
            && self.height() <= BELOW_RESULT + 1
            && match self.returns {
                Returns::Anything => true,
                Returns::Fitting(shape) => top.fits(shape),
                Returns::Nothing => false,
            }
    }

    /// Returns the value on top.
    pub(super) fn return_top(&mut self) {
        while self.height() > 1 {
            self.emit(Op::_SWAP, Operand::Oparg(2));
            let top = self.stack.len() - 1;
            self.stack.swap(top, top - 1);
            self.pop();
        }
        self.pop_frame();
    }

    /// Returns something else than what lies on the stack.
    pub(super) fn leave(&mut self) {
        while self.height() > 0 {
            self.pop();
        }
        self.push_result();
        self.pop_frame();
    }

    /// Pushes something that may be returned.
    pub(super) fn push_result(&mut self) {
        match self.returns {
            Returns::Fitting(shape) => self.load_fitting(shape),
            Returns::Nothing => self.push_constant(Value::None, Shape::None),
            Returns::Anything => {
                let shape =
                    self.choices.pick(&[Item::Int.shape(), Item::Float.shape(), Shape::Any]);
                self.load_fitting(shape);
            }
        }
    }

    fn pop_frame(&mut self) {
        self.end_protection();
        self.emit(Op::_POP_FRAME, Operand::Nothing);
        let result = self.stack.pop();
        let Some(caller) = self.callers.pop() else { return };
        let returns = std::mem::replace(&mut self.returns, caller.returns);
        (self.stack, self.floor) = (caller.stack, caller.floor);
        (self.tallest, self.branches) = (caller.tallest, caller.branches);
        match returns {
            Returns::Nothing => self.emit(Op::_EXIT_INIT_CHECK, Operand::Nothing),
            _ => self.stack.extend(result),
        }
    }

    /// How many uops it takes to leave all frames that the trace has entered, and to pop what is on
    /// their stacks.
    pub(super) fn closing(&self) -> usize {
        let callers: usize = self.callers.iter().map(|caller| caller.height() + LEAVING).sum();
        self.height() + callers
    }
}
