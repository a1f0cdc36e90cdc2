//! Removes loads whose value is popped right away, exchanges that undo each other, and stores whose
//! value nothing reads.

use super::edit::Edits;
use super::view::TraceView;
use crate::program::{Operand, Uop};
use uops::{Function, Op, OperandKind};

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let uops = &view.trace().uops;
    for index in 1..uops.len() {
        let (first, second) = (&uops[index - 1], &uops[index]);
        if edits.is_edited(index - 1) {
            continue;
        }
        let undone = match second.op {
            op if is_pop(op) => pushes_only(first),
            Op::_SWAP => first == second,
            _ => is_store(second) && is_load(first) && first.oparg() == second.oparg(),
        };
        if undone {
            edits.remove(index - 1);
            edits.remove(index);
        }
    }
    // A store that another one follows, before anything can look at the local.
    let Some(pop) = view.program.dialect.op(Op::_POP_TOP.name()) else { return };
    for (index, uop) in uops.iter().enumerate() {
        if is_store(uop) && !edits.is_edited(index) && overwritten(&uops[index + 1..], uop.oparg())
        {
            edits.replace(index, vec![Uop { op: pop, operand: Operand::Nothing, exit: None }]);
        }
    }
}

/// Whether a uop does nothing but push an object.
fn pushes_only(uop: &Uop) -> bool {
    is_load(uop)
        || matches!(uop.op, Op::_LOAD_CONST_INLINE | Op::_LOAD_CONST_INLINE_BORROW | Op::_COPY)
}

fn is_pop(op: Op) -> bool {
    matches!(op.info().function, Function::_POP_TOP | Function::_POP_SLOT)
}

fn is_load(uop: &Uop) -> bool {
    uop.op.info().function == Function::_LOAD_FAST
}

fn is_store(uop: &Uop) -> bool {
    uop.op.info().function == Function::_STORE_FAST
}

/// How far a store is followed.
const WINDOW: usize = 64;

fn overwritten(uops: &[Uop], local: u16) -> bool {
    for uop in uops.iter().take(WINDOW) {
        let info = uop.op.info();
        if is_store(uop) && uop.oparg() == local {
            return true;
        }
        let known = is_store(uop) || is_load(uop);
        let reads = info.operand == OperandKind::Local && (!known || uop.oparg() == local);
        if reads || info.exit || info.error || info.ends || !harmless(uop.op) {
            return false;
        }
    }
    false
}

/// Uops that reach no local but the one that they name.
fn harmless(op: Op) -> bool {
    let info = op.info();
    info.operand == OperandKind::Local
        || op.float_operator().is_some()
        || matches!(
            op,
            Op::_LOAD_CONST_INLINE
                | Op::_LOAD_CONST_INLINE_BORROW
                | Op::_COPY
                | Op::_SWAP
                | Op::_PUSH_NULL
                | Op::_ITER_NEXT_RANGE
        )
}
