//! Moves with cells, closures and global names.

use super::end::LEAVING;
use super::frames::COMPUTING;
use super::maker::Maker;
use super::mix::Family::Closures;
use super::moves::{Move, always};
use super::roles::{self, SHARED};
use super::shape::{Item, Shape};
use super::signature::{Calling, CellOf};
use crate::program::{FunctionId, Operand};
use uops::object::FunctionAttribute;
use uops::{Kind, Op};

pub(super) const MOVES: [Move; 7] = [
    Move::new(Closures, 6, 2, has_cell, |m| m.load_cell()).pushing(),
    Move::new(Closures, 8, 0, |m| has_own_cell(m) && int_on_top(m), store_cell)
        .needs(&[&[Op::_STORE_DEREF]]),
    Move::new(Closures, 5, 18 + COMPUTING + LEAVING, can_call_closure, call_closure)
        .needs(&[&[Op::_MAKE_FUNCTION, Op::_SET_FUNCTION_ATTRIBUTE]]),
    Move::new(Closures, 2, 2, always, load_global)
        .pushing()
        .needs(&[&[Op::_LOAD_GLOBAL_MODULE_0, Op::_LOAD_GLOBAL_0]]),
    Move::new(Closures, 2, 0, int_on_top, store_global).needs(&[&[Op::_STORE_GLOBAL]]),
    Move::new(Closures, 1, 1, always, |m| m.emit(Op::_GUARD_GLOBALS_VERSION, Operand::Nothing))
        .needs(&[&[Op::_GUARD_GLOBALS_VERSION]]),
    Move::new(Closures, 1, 1, always, |m| m.emit(Op::_GUARD_BUILTINS_VERSION, Operand::Nothing))
        .needs(&[&[Op::_GUARD_BUILTINS_VERSION]]),
];

/// The global name that has a value rather than a function.
const TOTAL: Operand = Operand::Global(0);

/// Whether the current function has a local with a cell.
fn has_cell(maker: &Maker) -> bool {
    maker.local_kind(SHARED) == Some(Kind::Cell)
}

/// Whether the next run does not see what is stored in the cell: the cell belongs to this run alone, or gets
/// its contents back.
fn has_own_cell(maker: &Maker) -> bool {
    let signature = maker.signature(maker.function());
    has_cell(maker) && (signature.cell != CellOf::Fixed || signature.has_state)
}

fn int_on_top(maker: &Maker) -> bool {
    maker.shape(0).is_some_and(|shape| shape.fits(roles::shape(SHARED)))
}

fn store_cell(maker: &mut Maker) {
    let Some(place) = maker.place(SHARED) else { return };
    maker.emit(Op::_STORE_DEREF, Operand::Oparg(place as u16));
    maker.stack.pop();
}

/// Functions that get their closure when they are made, and whose arguments are there.
fn closures(maker: &Maker) -> impl Iterator<Item = FunctionId> {
    maker.functions(Calling::Closure).filter(|&id| maker.has_arguments(id, 0))
}

fn can_call_closure(maker: &Maker) -> bool {
    has_own_cell(maker) && maker.may_enter() && closures(maker).next().is_some()
}

/// Makes a function that shares the cell, and calls it.
fn call_closure(maker: &mut Maker) {
    let functions: Vec<FunctionId> = closures(maker).collect();
    let function = maker.choices.pick(&functions);
    let Some(place) = maker.place(SHARED) else { return };
    maker.emit(Op::_LOAD_FAST, Operand::Oparg(place as u16));
    maker.emit(Op::_BUILD_TUPLE, Operand::Oparg(1));
    let load = maker.either(Op::_LOAD_CONST_INLINE, Op::_LOAD_CONST_INLINE_BORROW);
    maker.emit(load, Operand::Function(function));
    maker.emit(Op::_MAKE_FUNCTION, Operand::Nothing);
    maker.emit(Op::_SET_FUNCTION_ATTRIBUTE, Operand::Oparg(FunctionAttribute::Closure as u16));
    maker.emit(Op::_PUSH_NULL, Operand::Nothing);
    maker.stack.extend([Shape::Object, Shape::Null]);
    let count = maker.push_arguments(function, 0);
    maker.enter(function, count, 0, false);
}

fn load_global(maker: &mut Maker) {
    let op = maker.choices.pick(&[Op::_LOAD_GLOBAL_MODULE_0, Op::_LOAD_GLOBAL_0]);
    maker.emit(op, TOTAL);
    maker.stack.push(Item::Int.shape());
}

fn store_global(maker: &mut Maker) {
    maker.emit(Op::_STORE_GLOBAL, TOTAL);
    maker.stack.pop();
}

impl Maker<'_> {
    /// Pushes what the cell holds.
    pub(super) fn load_cell(&mut self) {
        let Some(place) = self.place(SHARED) else { return };
        self.emit(Op::_LOAD_DEREF, Operand::Oparg(place as u16));
        self.stack.push(roles::shape(SHARED));
    }
}
