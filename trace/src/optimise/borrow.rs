//! Replaces counted references by borrowed ones.
//!
//! A local keeps its object alive while a loaded reference is used and released, unless the local is
//! changed meanwhile. Constants live as long as the program.

use super::edit::Edits;
use super::values::Values;
use super::view::TraceView;
use crate::program::{Operand, Uop};
use uops::runtime::Value;
use uops::{Function, Op, OperandKind};

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let uops = &view.trace().uops;
    for (index, uop) in uops.iter().enumerate() {
        if let (Op::_LOAD_CONST_INLINE, Operand::Const(id)) = (uop.op, uop.operand)
            && is_scalar(&view.program.consts[id.0 as usize].value)
        {
            let op = Op::_LOAD_CONST_INLINE_BORROW;
            edits.replace(index, vec![Uop { op, ..uop.clone() }]);
        }
    }
    let values = Values::of(view);
    for (_, value) in values.iter() {
        let (Some(producer), Some((consumer, input)), false) =
            (value.producer, value.consumer, value.pinned)
        else {
            continue;
        };
        let load = &uops[producer];
        if load.op.info().function != Function::_LOAD_FAST
            || uops[producer..consumer].iter().any(|uop| changes(uop, load.oparg()))
        {
            continue;
        }
        if let Some(op) = borrowing(uops[consumer].op, input) {
            let operand = Operand::Oparg(load.oparg());
            edits.replace(producer, vec![Uop { op: Op::_LOAD_FAST_BORROW, operand, exit: None }]);
            edits.replace(consumer, vec![Uop { op, ..uops[consumer].clone() }]);
        }
    }
}

/// Whether a uop changes a local, or which locals there are.
fn changes(uop: &Uop, local: u16) -> bool {
    let info = uop.op.info();
    let loads = [
        Function::_LOAD_FAST,
        Function::_LOAD_FAST_CHECK,
        Function::_LOAD_FAST_BORROW,
        Function::_LOAD_FAST_TAGGED,
        Function::_LOAD_FAST_COMPACT_TAGGED,
        Function::_LOAD_FAST_UNBOXED,
    ];
    (info.operand == OperandKind::Local && uop.oparg() == local && !loads.contains(&info.function))
        || uop.op.changes_frame()
}

/// The uop that does the same with an input that it does not own.
fn borrowing(op: Op, input: usize) -> Option<Op> {
    match (op, input) {
        (Op::_UNBOX_TOS, 0) => Some(Op::_UNBOX_TOS_BORROW),
        (Op::_UNBOX_NOS, 0) => Some(Op::_UNBOX_NOS_BORROW),
        (Op::_BINARY_SUBSCR_LIST_TAGGED, 0) => Some(Op::_BINARY_SUBSCR_LIST_TAGGED_BORROW),
        (Op::_BINARY_SUBSCR_LIST_TAGGED_TAG, 0) => Some(Op::_BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG),
        (Op::_BINARY_SUBSCR_TUPLE_TAGGED, 0) => Some(Op::_BINARY_SUBSCR_TUPLE_TAGGED_BORROW),
        (Op::_BINARY_SUBSCR_STR_TAGGED, 0) => Some(Op::_BINARY_SUBSCR_STR_TAGGED_BORROW),
        (op, 0) if op.info().function == Function::_LOAD_ATTR_INSTANCE_VALUE_0 => {
            Some(Op::_LOAD_ATTR_INSTANCE_VALUE_BORROW)
        }
        (op, 1) if op.info().function == Function::_STORE_ATTR_INSTANCE_VALUE => {
            Some(Op::_STORE_ATTR_INSTANCE_VALUE_BORROW)
        }
        (Op::_CALL_LIST_APPEND, 1) => Some(Op::_CALL_LIST_APPEND_BORROW),
        (Op::_STORE_SUBSCR_LIST_TAGGED, 1) => Some(Op::_STORE_SUBSCR_LIST_TAGGED_BORROW),
        _ => None,
    }
}

/// Values that are never freed once they are a constant, whatever their reference count.
fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::None)
}
