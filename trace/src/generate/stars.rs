//! Calls with arguments in a tuple and a dict.

use super::maker::{Maker, Returns};
use super::roles;
use super::shape::{Item, Shape};
use crate::program::{FunctionId, Operand};
use uops::Op;
use uops::runtime::Value;

/// The role of the local that holds a tuple of ints, of which a parameter with a star takes the items.
pub(super) const GATHERED: usize = 7;
/// How many they are.
const ITEMS: usize = 3;

impl Maker<'_> {
    /// Whether the next call has its arguments in a tuple.
    pub(super) fn packs_arguments(&mut self) -> bool {
        self.knows_stars() && self.choices.one_in(3)
    }

    /// Whether the dialect has what such a call needs.
    pub(super) fn knows_stars(&self) -> bool {
        [Op::_PY_FRAME_STAR, Op::_BUILD_MAP, Op::_SWAP]
            .into_iter()
            .all(|op| self.vocabulary.has(op))
    }

    /// Whether a function has a parameter that takes all other arguments by position.
    fn gathers(&self, function: FunctionId) -> bool {
        self.program.function(function).is_some_and(|function| function.varargs)
    }

    /// Pushes a tuple of arguments of a function, and a dict with the last of them now and then. Returns how many slots
    /// these are.
    pub(super) fn pack_arguments(&mut self, function: FunctionId) -> u16 {
        let signature = self.signature(function);
        let by_default = signature.defaults;
        let mut shapes: Vec<Shape> =
            signature.roles[..signature.params].iter().map(|&role| roles::shape(role)).collect();
        if self.gathers(function) {
            shapes.pop();
            shapes.extend([Item::Int.shape(); ITEMS]);
        } else if by_default > 0 {
            shapes.truncate(shapes.len() - self.choices.below(by_default + 1));
        }
        let count = shapes.len();
        for shape in shapes {
            self.load_fitting(shape);
        }
        let names = !self.gathers(function) && self.choices.one_in(2);
        if !names || count == 0 || count > 2 {
            self.tuple_of(count);
            return 1;
        }
        let name = self.program.local_name(function, count - 1).unwrap_or_default().to_owned();
        if count == 2 {
            self.swap();
        }
        self.tuple_of(count - 1);
        self.swap();
        self.push_constant(Value::Str(name), Shape::Object);
        self.swap();
        self.operate(Op::_BUILD_MAP, Operand::Oparg(1), 2, Shape::Object);
        2
    }

    fn tuple_of(&mut self, count: usize) {
        self.operate(Op::_BUILD_TUPLE, Operand::Oparg(count as u16), count, Shape::Object);
    }

    fn swap(&mut self) {
        self.emit(Op::_SWAP, Operand::Oparg(2));
        let top = self.stack.len() - 1;
        self.stack.swap(top, top - 1);
    }

    /// Calls the function below such a tuple, and a dict. `known` says that the verifier knows which function it is.
    pub(super) fn enter_packed(&mut self, function: FunctionId, slots: u16, known: bool) {
        if !known || self.choices.one_in(2) {
            self.emit(Op::_CHECK_FUNCTION_VERSION, Operand::Call(slots, function));
        }
        self.check_space(function, slots);
        self.emit(Op::_PY_FRAME_STAR, Operand::Oparg(slots));
        self.stack.truncate(self.stack.len() - 2 - usize::from(slots));
        let result = self.signature(function).result;
        self.push_frame(function, Returns::Fitting(result));
        self.check_resume();
    }
}
