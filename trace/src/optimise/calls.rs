//! Removes checks of calls whose function is known.
//!
//! The function of a call is known if a constant is called, or a method of a known class. Then its
//! version is the one that the check asks for. The trace shows how many arguments the function gets,
//! and the room that its frame needs is known as well.

use super::edit::Edits;
use super::view::TraceView;
use crate::program::{FunctionId, Operand, Uop};
use crate::verify::state::State;
use uops::{Kind, Op};

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let uops = &view.trace().uops;
    view.walk(|index, before| {
        let uop = &uops[index];
        if view.is_linked(uop) {
            return;
        }
        let Some((function, given)) = callee(uop, before) else { return };
        match (uop.op, uop.operand) {
            (Op::_CHECK_FUNCTION_EXACT_ARGS, Operand::Call(_, expected))
                if expected == function && given == Some(view.program.arg_count(function)) =>
            {
                edits.remove(index);
            }
            (Op::_CHECK_FUNCTION_VERSION, Operand::Call(_, expected)) if expected == function => {
                edits.remove(index);
            }
            // Both look at the frames that are left, but only one at the function.
            (Op::_CHECK_STACK_SPACE, _)
                if let Some(next) = uops.get(index + 1)
                    && next.op == Op::_CHECK_RECURSION_REMAINING
                    && !view.is_linked(next) =>
            {
                let Ok(words) = u32::try_from(view.program.frame_words(function)) else { return };
                let (op, operand) = (Op::_CHECK_STACK_SPACE_OPERAND, Operand::Words(words));
                edits.replace(index, vec![Uop { op, operand, exit: uop.exit }]);
                edits.replace(index + 1, vec![Uop { exit: uop.exit, ..next.clone() }]);
            }
            _ => {}
        }
    });
}

/// The function that a check looks at, and how many arguments it gets, as far as that is known.
fn callee(uop: &Uop, before: &State) -> Option<(FunctionId, Option<usize>)> {
    let oparg = usize::from(match uop.op {
        Op::_CHECK_FUNCTION_EXACT_ARGS | Op::_CHECK_FUNCTION_VERSION | Op::_CHECK_STACK_SPACE => {
            uop.oparg()
        }
        _ => return None,
    });
    let base = before.stack.len().checked_sub(oparg + 2)?;
    let (callable, this) = (before.stack[base], before.stack[base + 1]);
    if before.kind(callable) != Kind::Function {
        return None;
    }
    let given = match before.kind(this) {
        Kind::Null => Some(oparg),
        kind if kind.is(Kind::Object) => Some(oparg + 1),
        _ => None,
    };
    Some((before.function_of(callable)?, given))
}
