//! Removes guards whose outcome is known.
//!
//! A guard is a uop that leaves its inputs where they are; after it, more is known of them. A guard
//! cannot exit if all of that is known before.

use super::edit::Edits;
use super::view::TraceView;
use crate::program::{Operand, Uop};
use crate::verify::effect::operand_kind;
use crate::verify::state::State;
use uops::runtime::BuiltinType;
use uops::{Function, Kind, Op};

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let mut function_checked = false;
    view.walk(|index, before| {
        let uop = &view.trace().uops[index];
        match uop.op {
            // The function's version can change where other code runs.
            Op::_CHECK_FUNCTION if function_checked && !view.is_linked(uop) => edits.remove(index),
            Op::_CHECK_FUNCTION => function_checked = true,
            op if op.changes_frame() => function_checked = false,
            _ if super::bookkeeping::escapes(uop, before) => function_checked = false,
            _ => {}
        }
        if view.is_linked(uop) {
            return;
        }
        if let Some(guards) = guards_of_operands(view, uop, before) {
            return edits.replace(index, guards);
        }
        match missing(uop, before) {
            Some([]) => edits.remove(index),
            Some(&[position]) => {
                if let Some(op) = half(uop.op, position) {
                    edits.replace(index, vec![Uop { op, ..uop.clone() }]);
                }
            }
            _ => {}
        }
    });
}

/// The guards of single slots that find out what is not known yet of the operands of an operator, in the place of a
/// guard of both; nothing if the uop is another one, or if there are no such guards.
fn guards_of_operands(view: &TraceView<'_>, uop: &Uop, before: &State) -> Option<Vec<Uop>> {
    let (Function::_GUARD_BINARY_OP_EXTEND, Operand::Types(left, right)) =
        (uop.op.info().function, uop.operand)
    else {
        return None;
    };
    let mut guards = Vec::new();
    for (below, builtin) in [(1, left), (0, right)] {
        let wanted = operand_kind(builtin)?;
        if before.kind(*before.stack.iter().rev().nth(below)?).is(wanted) {
            continue;
        }
        let function = match (wanted, below) {
            (Kind::Compact, 0) => Function::_GUARD_TOS_COMPACT,
            (Kind::Compact, _) => Function::_GUARD_NOS_COMPACT,
            (Kind::Float, 0) => Function::_GUARD_TOS_FLOAT,
            (Kind::Float, _) => Function::_GUARD_NOS_FLOAT,
            _ => return None,
        };
        let is_guard = |op: &&Op| {
            let info = op.info();
            info.function == function
                && info.inputs.first().map(|slot| slot.kind) == Some(Kind::Object)
        };
        let op = *view.program.dialect.ops().iter().find(is_guard)?;
        guards.push(Uop { op, operand: Operand::Nothing, exit: uop.exit });
    }
    Some(guards)
}

/// The inputs of a guard of which it finds out something; nothing if the uop is no guard.
fn missing<'a>(uop: &Uop, state: &State) -> Option<&'a [usize]> {
    let info = uop.op.info();
    let base = state.stack.len() - info.inputs.len();
    let kinds = state.stack[base..].iter().map(|&symbol| state.kind(symbol));
    let guarded = match info.function {
        Function::_GUARD_TYPE_VERSION => state.stack.last(),
        Function::_GUARD_NOS_TYPE_VERSION => state.stack.iter().rev().nth(1),
        _ => None,
    };
    match (guarded, uop.operand) {
        (Some(&guarded), Operand::Type(builtin)) => {
            let known = type_of(state.kind(guarded));
            return (known == Some(builtin)).then_some(&[]);
        }
        (Some(&guarded), Operand::Class(class)) => {
            return (state.class_of(guarded) == Some(class)).then_some(&[]);
        }
        _ => {}
    }
    let is_guard = info.exit
        && !info.error
        && !info.exit_pops
        && !info.in_memory()
        && info.inputs.len() == info.outputs.len()
        && info.inputs.iter().zip(info.outputs).all(|(input, output)| input.name == output.name)
        && info.inputs.iter().zip(info.outputs).any(|(input, output)| input.kind != output.kind);
    if !is_guard {
        return None;
    }
    let mut missing = 0;
    for (position, (kind, output)) in kinds.zip(info.outputs).enumerate() {
        missing |= usize::from(!kind.is(output.kind)) << position;
    }
    Some(match missing {
        0 => &[],
        1 => &[0],
        2 => &[1],
        _ => &[0, 1],
    })
}

/// What is left of a guard of two inputs if only one of them has to be looked at.
pub(super) fn half(op: Op, position: usize) -> Option<Op> {
    match (op, position) {
        (Op::_GUARD_BOTH_INT, 0) => Some(Op::_GUARD_NOS_INT),
        (Op::_GUARD_BOTH_INT, 1) => Some(Op::_GUARD_TOS_INT),
        (Op::_GUARD_BOTH_FLOAT, 0) => Some(Op::_GUARD_NOS_FLOAT),
        (Op::_GUARD_BOTH_FLOAT, 1) => Some(Op::_GUARD_TOS_FLOAT),
        _ => None,
    }
}

fn type_of(kind: Kind) -> Option<BuiltinType> {
    BuiltinType::from_name(kind.type_name()?)
}
