//! Finds where each value on the stack comes from and where it is used.

use super::view::TraceView;
use crate::verify::step::CALLABLE_AND_SELF;
use uops::{Function, Kind, Moves, Op};

/// Index of a [`Value`].
pub(super) type ValueId = usize;

/// A stack slot from the uop that fills it to the one that empties it.
#[derive(Clone, Default, Debug)]
pub(super) struct Value {
    /// The uop that pushes it; none if it was there at the trace's start.
    pub(super) producer: Option<usize>,
    /// The uop that pops it, and as which of its inputs; none if it is there at the end.
    pub(super) consumer: Option<(usize, usize)>,
    /// The uops that look at it and leave it, and as which of their inputs.
    pub(super) passes: Vec<(usize, usize)>,
    /// The call that makes it a local, and which one.
    pub(super) argument: Option<(usize, u16)>,
    /// Whether it is on the stack where another trace continues.
    pub(super) linked: bool,
    /// Whether the value has to be an owned reference: it is linked, copied, moved, or popped as one of many.
    pub(super) pinned: bool,
}

/// The values of a trace.
#[derive(Default, Debug)]
pub(super) struct Values {
    all: Vec<Value>,
    /// The inputs of each uop, the topmost last.
    inputs: Vec<Vec<ValueId>>,
    /// What each uop pushes.
    outputs: Vec<Vec<ValueId>>,
}

impl Values {
    pub(super) fn of(view: &TraceView<'_>) -> Self {
        let trace = view.trace();
        let mut values = Values::default();
        let mut stack: Vec<ValueId> = (0..trace.stack).map(|_| values.new_value(None)).collect();
        // What is on the stacks of the frames that wait.
        let mut callers: Vec<Vec<ValueId>> = Vec::new();
        for (index, uop) in trace.uops.iter().enumerate() {
            let info = uop.op.info();
            let oparg = usize::from(uop.oparg());
            let effect = info.stack_effect(uop.oparg());
            let base = stack.len() - effect.inputs;
            let linked = uop.exit.is_some_and(|exit| trace.exits[exit.0 as usize].target.is_some());
            if let Some(place) = trace.followed(uop) {
                // What waited in the frame that goes on.
                let waiting = view.program.trace(place).stack;
                stack = (0..waiting).map(|_| values.new_value(None)).collect();
                values.inputs.push(Vec::new());
                values.outputs.push(Vec::new());
                continue;
            }
            if linked || uop.op == Op::_JUMP_TO_TOP {
                let kept = if info.exit_pops { base } else { stack.len() };
                for &value in &stack[..kept] {
                    values.all[value].linked = true;
                    values.all[value].pinned = true;
                }
            }
            let inputs = stack.split_off(base);
            values.inputs.push(inputs.clone());
            let mut outputs = Vec::new();
            if info.below.moves() == Some(Moves::Swap) {
                let other = base + 1 - oparg;
                values.all[inputs[0]].pinned = true;
                values.all[stack[other]].pinned = true;
                stack.push(stack[other]);
                stack[other] = inputs[0];
                values.outputs.push(outputs);
                continue;
            }
            let reached = info.below.reached(base, effect.reach_below);
            for (position, &value) in stack[reached].iter().enumerate() {
                if info.below.required(position).is_none() {
                    continue;
                }
                match position.checked_sub(CALLABLE_AND_SELF) {
                    Some(argument) if info.function == Function::_INIT_CALL_PY_EXACT_ARGS => {
                        values.all[value].argument = Some((index, argument as u16));
                    }
                    _ => values.all[value].pinned = true,
                }
            }
            stack.truncate(base - effect.pops_below);
            for (position, (input, &value)) in info.inputs.iter().zip(&inputs).enumerate() {
                match info.outputs.iter().any(|output| output.name == input.name) {
                    true => {
                        values.all[value].passes.push((index, position));
                        values.all[value].pinned |= info.exit_pops;
                    }
                    false => values.all[value].consumer = Some((index, position)),
                }
            }
            for _ in 0..effect.pushes_below {
                let item = values.new_value(Some(index));
                outputs.push(item);
                stack.push(item);
            }
            for output in info.outputs {
                let same = info.inputs.iter().position(|input| input.name == output.name);
                stack.push(match same {
                    Some(position) => inputs[position],
                    None => {
                        let value = values.new_value(Some(index));
                        outputs.push(value);
                        value
                    }
                });
            }
            if info.enters {
                callers.push(std::mem::take(&mut stack));
            } else if info.returns
                && let Some(caller) = callers.pop()
            {
                let result = values.new_value(Some(index));
                outputs.push(result);
                stack = caller;
                stack.push(result);
            }
            values.outputs.push(outputs);
        }
        values
    }

    fn new_value(&mut self, producer: Option<usize>) -> ValueId {
        self.all.push(Value { producer, ..Value::default() });
        self.all.len() - 1
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (ValueId, &Value)> {
        self.all.iter().enumerate()
    }

    pub(super) fn get(&self, id: ValueId) -> &Value {
        &self.all[id]
    }

    /// The inputs of a uop, the topmost last.
    pub(super) fn inputs(&self, uop: usize) -> &[ValueId] {
        &self.inputs[uop]
    }

    /// What a uop pushes, without the inputs that it leaves.
    pub(super) fn outputs(&self, uop: usize) -> &[ValueId] {
        &self.outputs[uop]
    }

    /// Whether every uop that looks at a value on its way either takes anything there or a guard
    /// that `is_guard` knows.
    pub(super) fn passes_only(
        &self,
        view: &TraceView<'_>,
        id: ValueId,
        is_guard: fn(Op) -> bool,
    ) -> bool {
        self.all[id].passes.iter().all(|&(uop, position)| {
            let op = view.trace().uops[uop].op;
            is_guard(op) || op.info().inputs[position].kind == Kind::Any
        })
    }
}
