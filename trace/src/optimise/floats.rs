//! Keeps floats without a box.
//!
//! The result of an operator stays unboxed until a uop needs an object. A local's own float object
//! takes the new value if nothing else refers to that object, so that a loop allocates nothing.

use super::edit::Edits;
use super::guards::half;
use super::values::{ValueId, Values};
use super::view::TraceView;
use crate::program::{Operand, Uop};
use uops::runtime::Value;
use uops::{Function, Kind, Op};

/// Whether a uop guards floats.
fn is_guard(op: Op) -> bool {
    matches!(op, Op::_GUARD_BOTH_FLOAT | Op::_GUARD_NOS_FLOAT | Op::_GUARD_TOS_FLOAT)
}

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let uops = &view.trace().uops;
    let mut unboxed_values =
        UnboxedValues { view, values: Values::of(view), loads: vec![None; uops.len()] };
    view.walk(|index, before| {
        let uop = &uops[index];
        unboxed_values.loads[index] = match (uop.op, uop.operand) {
            (op, Operand::Oparg(local)) if op.info().function == Function::_LOAD_FAST => {
                let kind = before.kind(before.locals[usize::from(local)]);
                (kind == Kind::Float).then_some(Op::_LOAD_FAST_UNBOXED)
            }
            (Op::_LOAD_CONST_INLINE | Op::_LOAD_CONST_INLINE_BORROW, Operand::Const(id)) => {
                let value = &view.program.consts[id.0 as usize].value;
                matches!(value, Value::Float(_)).then_some(Op::_LOAD_CONST_UNBOXED)
            }
            _ => None,
        };
    });
    for (index, uop) in uops.iter().enumerate() {
        match unboxed(uop.op) {
            Some(op) => unboxed_values.rewrite(index, op, edits),
            None if is_guard(uop.op) => unboxed_values.rewrite_guard(index, edits),
            None => {}
        }
    }
    for (id, value) in unboxed_values.values.iter() {
        let Some(producer) = value.producer.filter(|_| unboxed_values.is_unboxed(id)) else {
            continue;
        };
        if let Some(op) = unboxed_values.loads[producer] {
            edits.replace(producer, vec![Uop { op, ..uops[producer].clone() }]);
        }
        if let Some((consumer, _)) = value.consumer
            && uops[consumer].op.info().function == Function::_STORE_FAST
        {
            let operand = Operand::Oparg(uops[consumer].oparg());
            let op = Op::_STORE_FAST_UNBOXED;
            edits.replace(consumer, vec![Uop { op, operand, exit: None }]);
        }
    }
}

/// The values of a trace, and which of its loads can push an unboxed float.
struct UnboxedValues<'s, 'p> {
    view: &'s TraceView<'p>,
    values: Values,
    /// How each load pushes a float unboxed, if it can.
    loads: Vec<Option<Op>>,
}

impl UnboxedValues<'_, '_> {
    /// Whether a value is unboxed from the uop that makes it to the one that takes it.
    fn is_unboxed(&self, id: ValueId) -> bool {
        let uops = &self.view.trace().uops;
        let value = self.values.get(id);
        let (Some(producer), Some((consumer, _))) = (value.producer, value.consumer) else {
            return false;
        };
        if value.pinned || !self.values.passes_only(self.view, id, is_guard) {
            return false;
        }
        let made = unboxed(uops[producer].op).is_some() && !is_comparison(uops[producer].op);
        match unboxed(uops[consumer].op) {
            Some(_) => made || self.loads[producer].is_some(),
            None => made && uops[consumer].op.info().function == Function::_STORE_FAST,
        }
    }

    fn rewrite(&self, index: usize, op: Op, edits: &mut Edits) {
        let uop = &self.view.trace().uops[index];
        let plain = |op| Uop { op, operand: Operand::Nothing, exit: None };
        let [left, right] = self.values.inputs(index) else { return };
        if !self.is_unboxed(*left) {
            edits.insert_before(index, plain(Op::_UNBOX_NOS));
        }
        if !self.is_unboxed(*right) {
            edits.insert_before(index, plain(Op::_UNBOX_TOS));
        }
        if let [output] = self.values.outputs(index)
            && !is_comparison(op)
            && !self.is_unboxed(*output)
        {
            edits.insert_after(index, plain(Op::_BOX_TOS));
        }
        edits.replace(index, vec![Uop { op, ..uop.clone() }]);
    }

    /// What is unboxed is a float; the other input still has to be looked at.
    fn rewrite_guard(&self, index: usize, edits: &mut Edits) {
        let uop = &self.view.trace().uops[index];
        let inputs = self.values.inputs(index);
        if !inputs.iter().any(|&input| self.is_unboxed(input)) {
            return;
        }
        let guarded = |position: &usize| uop.op.info().outputs[*position].kind == Kind::Float;
        let left: Vec<Uop> = (0..inputs.len())
            .filter(|position| guarded(position) && !self.is_unboxed(inputs[*position]))
            .map(|position| Uop { op: half(uop.op, position).unwrap_or(uop.op), ..uop.clone() })
            .collect();
        edits.replace(index, left);
    }
}

fn unboxed(op: Op) -> Option<Op> {
    match op.info().function {
        Function::_COMPARE_OP_FLOAT => Some(Op::_COMPARE_OP_FLOAT_UNBOXED),
        _ => op.float_operator().and_then(Op::on_unboxed),
    }
}

fn is_comparison(op: Op) -> bool {
    matches!(op.info().function, Function::_COMPARE_OP_FLOAT | Function::_COMPARE_OP_FLOAT_UNBOXED)
}
