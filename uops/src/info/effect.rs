//! What a uop does to the stack, in numbers of slots.

use super::{Below, UopInfo};

/// What a uop with a certain oparg does to the stack, in numbers of slots. Its function gets and returns
/// `inputs` and `outputs`, which are the topmost slots; whatever else it reaches lies under its inputs,
/// in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StackEffect {
    /// Slots that the function gets.
    pub inputs: usize,
    /// Slots that the function returns.
    pub outputs: usize,
    /// Slots in memory, under the inputs, that it pops.
    pub pops_below: usize,
    /// Slots that it pushes in memory, under the outputs.
    pub pushes_below: usize,
    /// Slots in memory, under the inputs, that it pops, looks at or changes. Those of a frame that waits
    /// while another one runs are not among them.
    pub reach_below: usize,
}

impl UopInfo {
    /// What the uop does to the stack, with this oparg unless its name fixes one.
    pub fn stack_effect(&self, oparg: u16) -> StackEffect {
        let oparg = usize::from(self.fixed.unwrap_or(oparg));
        let (pops_below, pushes_below, reach_below) = match self.below {
            Below::Nothing | Below::Frame => (0, 0, 0),
            Below::Pops { first, .. } => {
                let popped = first.len() + oparg;
                (popped, 0, popped)
            }
            Below::PopsPairs => (2 * oparg, 0, 2 * oparg),
            Below::Pushes => (0, oparg, 0),
            Below::PushesStarred => (0, (oparg >> 8) + 1 + (oparg & 255), 0),
            Below::Peeks { first, .. } | Below::Replaces { first, .. } => {
                (0, 0, first.len() + oparg)
            }
            Below::Reads(_) | Below::Copies => (0, 0, oparg),
            Below::Swaps => (0, 0, oparg.saturating_sub(1)),
        };
        let (inputs, outputs) = (self.inputs.len(), self.outputs.len());
        StackEffect { inputs, outputs, pops_below, pushes_below, reach_below }
    }
}

impl StackEffect {
    /// Slots that it takes from the stack.
    pub fn pops(&self) -> usize {
        self.inputs + self.pops_below
    }

    /// Slots that it puts on the stack.
    pub fn pushes(&self) -> usize {
        self.outputs + self.pushes_below
    }

    /// How many of the topmost slots it needs: those that it pops, looks at or changes.
    pub fn reach(&self) -> usize {
        self.inputs + self.reach_below
    }
}

#[cfg(test)]
mod tests {
    use crate::Op;

    /// Slots that are popped, pushed and reached.
    fn numbers(op: Op, oparg: u16) -> (usize, usize, usize) {
        let effect = op.info().stack_effect(oparg);
        (effect.pops(), effect.pushes(), effect.reach())
    }

    #[test]
    fn effects_depend_on_the_oparg_where_there_are_arrays() {
        assert_eq!(numbers(Op::_BINARY_OP, 7), (2, 1, 2));
        assert_eq!(numbers(Op::_BUILD_LIST, 3), (3, 1, 3));
        assert_eq!(numbers(Op::_BUILD_MAP, 3), (6, 1, 6));
        assert_eq!(numbers(Op::_UNPACK_SEQUENCE, 3), (1, 3, 1));
        assert_eq!(numbers(Op::_UNPACK_EX, 0x102), (1, 4, 1));
        assert_eq!(numbers(Op::_CALL_LEN, 1), (3, 1, 3));
        assert_eq!(numbers(Op::_CALL_KW_NON_PY, 2), (5, 1, 5));
        assert_eq!(numbers(Op::_CHECK_FUNCTION_VERSION, 2), (0, 0, 4));
        assert_eq!(numbers(Op::_LIST_APPEND, 2), (1, 0, 3));
        assert_eq!(numbers(Op::_COPY, 3), (0, 1, 3));
        assert_eq!(numbers(Op::_SWAP, 3), (1, 1, 3));
        assert_eq!(numbers(Op::_PUSH_FRAME, 0), (1, 0, 1));
    }

    #[test]
    fn a_name_that_fixes_the_oparg_decides() {
        assert_eq!(numbers(Op::_INIT_CALL_PY_EXACT_ARGS_2, 7), (4, 1, 4));
    }
}
