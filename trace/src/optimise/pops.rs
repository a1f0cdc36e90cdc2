//! Joins CPython 3.15's uops that leave their inputs above the result with the uops that pop them.
//!
//! What takes the place of both takes over its inputs, as the uops of earlier versions do, so the passes after this
//! one need to know that form alone. An input that was borrowed is loaded with a reference of its own; `borrow`
//! lends it again where that pays. A uop whose inputs can't be taken over stays as it is.

use super::edit::Edits;
use super::values::{ValueId, Values};
use super::view::TraceView;
use crate::program::{Operand, Uop};
use uops::{Applied, Function, Kind, Op};

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let uops = &view.trace().uops;
    let mut kept = KeptInputs { view, uops, values: Values::of(view), overwritten: Vec::new() };
    let mut joined = Vec::new();
    view.walk(|index, before| {
        let uop = &uops[index];
        let kind = |symbol: &u32| before.kind(*symbol);
        let inputs = before.stack.len() - uop.op.info().inputs.len();
        joined.push(joined_with_pops(uop, before.stack[inputs..].iter().map(kind)));
        kept.overwritten.push(match uop.op.info().function {
            Function::_SWAP_FAST => Some(kind(&before.locals[usize::from(uop.oparg())])),
            _ => None,
        });
    });
    for (index, op) in joined.into_iter().enumerate() {
        let join = match op {
            Some(op) => kept.join(index, op),
            None => kept.store(index),
        };
        let Some(join) = join else { continue };
        edits.replace(index, vec![join.uop]);
        for pop in join.pops {
            edits.remove(pop);
        }
        for load in join.loads {
            let operand = Operand::Oparg(uops[load].oparg());
            edits.replace(load, vec![Uop { op: Op::_LOAD_FAST, operand, exit: None }]);
        }
    }
}

/// What takes the place of a uop and of the pops after it.
struct Join {
    uop: Uop,
    pops: Vec<usize>,
    /// Loads of borrowed references that have to be counted now.
    loads: Vec<usize>,
}

/// The uops of a trace, and what is known of the slots that some leave for others to pop.
struct KeptInputs<'s, 'p> {
    view: &'s TraceView<'p>,
    uops: &'p [Uop],
    values: Values,
    /// What is known of what each `_SWAP_FAST` takes out of its local.
    overwritten: Vec<Option<Kind>>,
}

impl KeptInputs<'_, '_> {
    /// The uop in the form that takes over its inputs, if all of them are popped right after it.
    fn join(&self, index: usize, op: Op) -> Option<Join> {
        let info = self.uops[index].op.info();
        let inputs = self.values.inputs(index);
        let results = op.info().outputs.len();
        let (mut pops, mut loads) = (Vec::new(), Vec::new());
        let mut after = index;
        for slot in info.outputs[results..].iter().rev() {
            after = self.view.next_on_stack(after)?;
            let is_counted = is_pop(self.uops[after].op)?;
            pops.push(after);
            if slot.kind == Kind::Null {
                continue;
            }
            let input = info.inputs.iter().position(|input| input.name == slot.name)?;
            if !is_counted {
                loads.extend(self.owner(inputs[input])?);
            }
        }
        let Uop { operand, exit, .. } = self.uops[index];
        Some(Join { uop: Uop { op, operand, exit }, pops, loads })
    }

    /// What has to be counted so that an input that nothing releases is owned: the load that borrows it, or nothing
    /// if it is a number among the constants, which are never freed; `None` if it is something else.
    fn owner(&self, id: ValueId) -> Option<Option<usize>> {
        let value = self.values.get(id);
        let producer = value.producer?;
        let load = &self.uops[producer];
        match load.op.info().function {
            Function::_LOAD_FAST_BORROW if !value.pinned => Some(Some(producer)),
            Function::_LOAD_CONST_INLINE_BORROW => Some(None),
            _ => None,
        }
    }

    /// A store in the place of a `_SWAP_FAST` and the pop of what was in the local.
    fn store(&self, index: usize) -> Option<Join> {
        let old = self.overwritten[index]?;
        let pop = self.view.next_on_stack(index)?;
        // A number among the constants is never freed, so it may be released as often as it likes to be.
        let is_number = old.is(Kind::Int) || matches!(old, Kind::Float | Kind::Bool | Kind::Null);
        if !is_pop(self.uops[pop].op)? && !is_number {
            return None;
        }
        let operand = Operand::Oparg(self.uops[index].oparg());
        let uop = Uop { op: Op::_STORE_FAST_POP, operand, exit: None };
        Some(Join { uop, pops: vec![pop], loads: Vec::new() })
    }
}

/// Whether a uop that pops a slot releases it; `None` if the uop is another one.
fn is_pop(op: Op) -> Option<bool> {
    match op.info().function {
        Function::_POP_TOP_NOP => Some(false),
        Function::_POP_TOP | Function::_POP_SLOT | Function::_POP_TOP_FLOAT => Some(true),
        _ => None,
    }
}

/// The uop that does the same as one that leaves its inputs, and takes them over; none where no pass makes anything
/// of it.
fn joined_with_pops(uop: &Uop, mut inputs: impl Iterator<Item = Kind> + Clone) -> Option<Op> {
    let may_be_of_ints = |operator: Applied| !operator.operator.has_floats();
    Some(match uop.op.info().function {
        Function::_BINARY_OP_ADD_COMPACT
        | Function::_BINARY_OP_ADD_INT_INPLACE
        | Function::_BINARY_OP_ADD_INT_INPLACE_RIGHT => Op::_ADD_COMPACT,
        Function::_BINARY_OP_SUBTRACT_COMPACT
        | Function::_BINARY_OP_SUBTRACT_INT_INPLACE
        | Function::_BINARY_OP_SUBTRACT_INT_INPLACE_RIGHT => Op::_SUBTRACT_COMPACT,
        Function::_BINARY_OP_MULTIPLY_COMPACT
        | Function::_BINARY_OP_MULTIPLY_INT_INPLACE
        | Function::_BINARY_OP_MULTIPLY_INT_INPLACE_RIGHT => Op::_MULTIPLY_COMPACT,
        Function::_BINARY_OP_ADD_FLOAT_KEPT
        | Function::_BINARY_OP_ADD_FLOAT_INPLACE
        | Function::_BINARY_OP_ADD_FLOAT_INPLACE_RIGHT => Op::_BINARY_OP_ADD_FLOAT_POP,
        Function::_BINARY_OP_SUBTRACT_FLOAT_KEPT
        | Function::_BINARY_OP_SUBTRACT_FLOAT_INPLACE
        | Function::_BINARY_OP_SUBTRACT_FLOAT_INPLACE_RIGHT => Op::_BINARY_OP_SUBTRACT_FLOAT_POP,
        Function::_BINARY_OP_MULTIPLY_FLOAT_KEPT
        | Function::_BINARY_OP_MULTIPLY_FLOAT_INPLACE
        | Function::_BINARY_OP_MULTIPLY_FLOAT_INPLACE_RIGHT => Op::_BINARY_OP_MULTIPLY_FLOAT_POP,
        Function::_BINARY_OP_KEPT
            if (inputs.clone().any(|kind| kind.is(Kind::Int))
                || Applied::from_oparg(uop.oparg()).is_some_and(may_be_of_ints))
                && inputs.all(|kind| kind.is(Kind::Int) || kind == Kind::Object) =>
        {
            Op::_BINARY_OP_POP
        }
        Function::_COMPARE_OP_INT_KEPT => Op::_COMPARE_OP_INT_POP,
        Function::_COMPARE_OP_FLOAT_KEPT => Op::_COMPARE_OP_FLOAT_POP,
        Function::_TO_BOOL_INT_KEPT => Op::_TO_BOOL_INT_POP,
        Function::_BINARY_OP_SUBSCR_LIST_INT => Op::_BINARY_OP_SUBSCR_LIST_INT_POP,
        Function::_STORE_SUBSCR_LIST_INT_KEPT => Op::_STORE_SUBSCR_LIST_INT_POP,
        Function::_BINARY_OP_SUBSCR_STR_INT_KEPT => Op::_BINARY_OP_SUBSCR_STR_INT_POP,
        _ => return None,
    })
}
