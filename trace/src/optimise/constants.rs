//! Replaces locals whose value is known, and small ints, by constants, and operators by their constant result or
//! by a cheaper form.

use super::edit::Edits;
use super::view::TraceView;
use crate::program::{ConstId, Operand, Uop};
use crate::verify::state::Symbol;
use num_bigint::BigInt;
use std::collections::HashMap;
use uops::runtime::{Value, of_constants};
use uops::{Applied, Function, Kind, Op, Operator};

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let uops = &view.trace().uops;
    let value = |id: ConstId| &view.program.consts[id.0 as usize].value;
    let mut known: HashMap<Symbol, (ConstId, Kind)> = HashMap::new();
    view.walk(|index, before| {
        let uop = &uops[index];
        if uop.op.info().function == Function::_LOAD_SMALL_INT {
            let id = edits.constant(Value::Int(uop.oparg().into()));
            return edits.replace(index, vec![load(id)]);
        }
        if let Some(previous) = index.checked_sub(1)
            && let Some(id) = loaded(&uops[previous])
            && let Some(&symbol) = before.stack.last()
            && is_scalar(value(id))
        {
            known.insert(symbol, (id, before.kind(symbol)));
        }
        if uop.op.info().function == Function::_LOAD_FAST {
            let symbol = before.locals[usize::from(uop.oparg())];
            // After a guard that the constant never passes, the verifier takes the constant to be of
            // another kind. No run gets there, but the trace has to stay well typed.
            if let Some(&(id, kind)) = known.get(&symbol)
                && kind == before.kind(symbol)
            {
                edits.replace(index, vec![load(id)]);
            }
        }
        // The uops that push the operands, with nothing but `_SET_IP` among them.
        let mut earlier = (0..index).rev().filter(|&at| uops[at].op != Op::_SET_IP);
        let (Some(second), Some(first)) = (earlier.next(), earlier.next()) else { return };
        if edits.is_edited(second) || edits.is_edited(first) {
            return;
        }
        let Some(right) = loaded(&uops[second]).map(value) else { return };
        if let Some(left) = loaded(&uops[first]).map(value)
            && let Some(result) = fold(uop, left, right)
        {
            edits.remove(first);
            edits.remove(second);
            let id = edits.constant(result);
            edits.replace(index, vec![load(id)]);
            return;
        }
        let left_kind = before.stack.iter().rev().nth(1).map(|&symbol| before.kind(symbol));
        if left_kind.is_some_and(|kind| kind.is(Kind::Int))
            && let Some((operator, operand)) = cheaper(uop, right)
        {
            let id = edits.constant(Value::Int(operand.into()));
            edits.replace(second, vec![load(id)]);
            edits.replace(
                index,
                vec![Uop { operand: Operand::Oparg(operator.number()), ..uop.clone() }],
            );
        }
    });
}

/// The constant that a uop pushes, and nothing else.
fn loaded(uop: &Uop) -> Option<ConstId> {
    match (uop.op, uop.operand) {
        (Op::_LOAD_CONST_INLINE | Op::_LOAD_CONST_INLINE_BORROW, Operand::Const(id)) => Some(id),
        _ => None,
    }
}

fn load(id: ConstId) -> Uop {
    Uop { op: Op::_LOAD_CONST_INLINE_BORROW, operand: Operand::Const(id), exit: None }
}

/// Values whose identity no program can observe.
fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::None)
}

/// What a uop with an operator makes of two constants.
fn fold(uop: &Uop, left: &Value, right: &Value) -> Option<Value> {
    let small = |int: &BigInt| int.bits() <= 64;
    let operator = match (left, right) {
        (Value::Int(l), Value::Int(r)) if small(l) && small(r) => uop.op.int_operator()?,
        (Value::Float(_), Value::Float(_)) => uop.op.float_operator()?,
        _ => return None,
    };
    match of_constants(operator, left, right)? {
        Value::Float(result) if result.is_nan() => None,
        result => Some(result),
    }
}

/// `%` and `//` of an int by a power of two, as `&` and `>>`: both round towards minus infinity.
fn cheaper(uop: &Uop, right: &Value) -> Option<(Operator, i64)> {
    let Value::Int(int) = right else { return None };
    let int = i64::try_from(int).ok().filter(|int| *int > 0 && int.count_ones() == 1)?;
    if uop.op.info().function != Function::_BINARY_OP {
        return None;
    }
    match Applied::from_oparg(uop.oparg())?.operator {
        Operator::Remainder => Some((Operator::And, int - 1)),
        Operator::FloorDivide => Some((Operator::RightShift, int.trailing_zeros().into())),
        _ => None,
    }
}
