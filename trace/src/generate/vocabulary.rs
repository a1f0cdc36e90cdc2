//! The uops that programs of a dialect are made of.
//!
//! Moves name uops of the first dialect. A dialect may have such a uop by another name, or several uops in
//! its place, or nothing: then what needs the uop is left out of its programs.

use super::mix::{Family, Mix};
use uops::{Dialect, Function, Op};

/// What every program consists of.
const BASICS: [Op; 10] = [
    Op::_START_EXECUTOR,
    Op::_TIER2_RESUME_CHECK,
    Op::_EXIT_TRACE,
    Op::_LOAD_FAST,
    Op::_STORE_FAST,
    Op::_LOAD_CONST_INLINE_BORROW,
    Op::_POP_TOP,
    Op::_BUILD_TUPLE,
    Op::_POP_FRAME,
    Op::_DYNAMIC_EXIT,
];

/// What pushes a callable and null.
pub(super) const CALLABLE: &[Op] =
    &[Op::_LOAD_CONST_INLINE_BORROW_WITH_NULL, Op::_LOAD_CONST_INLINE_WITH_NULL];

/// What calls a Python function in the trace, with arguments that may be computed, and returns from it.
const FRAMES: &[Op] = &[
    Op::_GUARD_BOTH_INT,
    Op::_BINARY_OP_ADD_INT,
    Op::_BINARY_OP,
    Op::_CHECK_PEP_523,
    Op::_CHECK_FUNCTION_EXACT_ARGS,
    Op::_CHECK_FUNCTION_VERSION,
    Op::_CHECK_STACK_SPACE,
    Op::_CHECK_STACK_SPACE_OPERAND,
    Op::_CHECK_RECURSION_REMAINING,
    Op::_INIT_CALL_PY_EXACT_ARGS,
    Op::_PY_FRAME_GENERAL,
    Op::_SAVE_RETURN_OFFSET,
    Op::_PUSH_FRAME,
    Op::_RESUME_CHECK,
    Op::_SWAP,
];

/// The uops that every program with a family contains, whichever moves were chosen. The uops that a single
/// move needs are listed at the move.
fn needs(family: Family) -> &'static [&'static [Op]] {
    match family {
        Family::Loops => &[
            CALLABLE,
            &[
                Op::_CALL_BUILTIN_CLASS,
                Op::_GET_ITER,
                Op::_ITER_CHECK_RANGE,
                Op::_GUARD_NOT_EXHAUSTED_RANGE,
                Op::_ITER_NEXT_RANGE,
                Op::_ITER_CHECK_LIST,
                Op::_GUARD_NOT_EXHAUSTED_LIST,
                Op::_ITER_NEXT_LIST,
                Op::_ITER_CHECK_TUPLE,
                Op::_GUARD_NOT_EXHAUSTED_TUPLE,
                Op::_ITER_NEXT_TUPLE,
                Op::_FOR_ITER_TIER_TWO,
                Op::_JUMP_TO_TOP,
            ],
        ],
        Family::Calls => &[
            FRAMES,
            CALLABLE,
            &[
                Op::_PUSH_NULL,
                Op::_LOAD_GLOBAL_MODULE_1,
                Op::_BINARY_OP_SUBTRACT_INT,
                Op::_COMPARE_OP_INT,
                Op::_GUARD_IS_TRUE_POP,
            ],
        ],
        Family::Objects => &[
            FRAMES,
            &[
                Op::_PUSH_NULL,
                Op::_CHECK_AND_ALLOCATE_OBJECT,
                Op::_CREATE_INIT_FRAME,
                Op::_EXIT_INIT_CHECK,
                Op::_STORE_ATTR_SLOT,
                Op::_STORE_ATTR_INSTANCE_VALUE,
                Op::_LOAD_ATTR_0,
            ],
        ],
        Family::Closures => {
            &[FRAMES, &[Op::_MAKE_CELL, Op::_COPY_FREE_VARS, Op::_LOAD_DEREF, Op::_PUSH_NULL]]
        }
        Family::Generators => &[
            FRAMES,
            CALLABLE,
            &[
                Op::_GET_ITER,
                Op::_RETURN_GENERATOR,
                Op::_FOR_ITER_GEN_FRAME,
                Op::_PUSH_GEN_FRAME,
                Op::_YIELD_VALUE,
                Op::_POP_GEN_FRAME,
            ],
        ],
        Family::Exceptions => &[
            CALLABLE,
            &[
                Op::_SET_IP,
                Op::_CHECK_PERIODIC,
                Op::_PUSH_EXC_INFO,
                Op::_POP_EXCEPT,
                Op::_CHECK_EXC_MATCH,
                Op::_RAISE_VARARGS,
                Op::_RERAISE,
                Op::_COPY,
                Op::_PUSH_NULL,
                Op::_CALL_NON_PY_GENERAL,
                Op::_GUARD_IS_TRUE_POP,
                Op::_BINARY_OP,
            ],
        ],
        Family::Ints
        | Family::Floats
        | Family::Texts
        | Family::Lists
        | Family::Containers
        | Family::Branches
        | Family::Exits
        | Family::Faults => &[],
    }
}

/// The uops of a dialect, by those that moves name.
#[derive(Debug)]
pub(super) struct Vocabulary(Vec<Option<&'static [Op]>>);

impl Vocabulary {
    /// The vocabulary of a dialect.
    pub(super) fn of(dialect: Dialect) -> Vocabulary {
        Vocabulary(Op::ALL.iter().map(|&op| dialect.equivalent(op)).collect())
    }

    /// What the dialect has for a uop.
    pub(super) fn get(&self, op: Op) -> Option<&'static [Op]> {
        self.0[op as usize]
    }

    /// Whether the dialect has a uop.
    pub(super) fn has(&self, op: Op) -> bool {
        self.get(op).is_some()
    }

    /// Whether it has all of these.
    pub(super) fn has_all(&self, ops: &[&[Op]]) -> bool {
        ops.iter().copied().flatten().all(|&op| self.has(op))
    }

    /// Whether an iterator has two stack slots.
    pub(super) fn has_long_iterators(&self) -> bool {
        let slots = |ops: &[Op]| ops.iter().map(|op| op.info().outputs.len()).sum::<usize>();
        self.get(Op::_GET_ITER).is_some_and(|ops| slots(ops) == 2)
    }

    /// Whether an iterator of any type is off the stack once it is exhausted.
    pub(super) fn pops_exhausted(&self) -> bool {
        let pops = |op: &Op| op.info().exit_pops;
        self.get(Op::_FOR_ITER_TIER_TWO).is_some_and(|ops| ops.iter().any(pops))
    }

    /// Whether its uops on ints take compact ones alone.
    pub(super) fn has_compact_ints(&self) -> bool {
        let is_compact = |op: &Op| op.info().function == Function::_GUARD_TOS_COMPACT;
        self.get(Op::_GUARD_TOS_INT).is_some_and(|ops| ops.iter().any(is_compact))
    }

    /// The names of uops that it lacks and no program can do without.
    pub(super) fn lacks(&self) -> Vec<&'static str> {
        BASICS.iter().filter(|op| !self.has(**op)).map(|op| op.name()).collect()
    }

    /// A mix without the families that it has no uops for.
    pub(super) fn possible(&self, mix: Mix) -> Mix {
        let lacking = Family::ALL.into_iter().filter(|&family| !self.has_all(needs(family)));
        lacking.fold(mix, Mix::without)
    }

    /// The same without a uop.
    #[cfg(test)]
    pub(super) fn without(mut self, op: Op) -> Vocabulary {
        self.0[op as usize] = None;
        self
    }
}
