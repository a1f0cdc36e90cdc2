//! What uops are for, so that it can be said which of them cost more than others.

use uops::{Function, UopInfo};

/// What a uop is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    /// What the program asks for: operators, subscripts, attributes, calls, iteration, stores.
    Operation,
    /// A check that leaves the trace where it fails, and does nothing else.
    Guard,
    /// Pushes a local or a constant, and counts the reference.
    CountedLoad,
    /// Pushes a local or a constant without counting.
    Load,
    /// Pops a slot, or moves one.
    Pop,
    /// Notes where the program is, looks for events, or leads to another trace.
    Bookkeeping,
}

impl Purpose {
    /// All of them, in the order of tables.
    pub(super) const ALL: [Purpose; 6] = [
        Purpose::Operation,
        Purpose::Guard,
        Purpose::CountedLoad,
        Purpose::Load,
        Purpose::Pop,
        Purpose::Bookkeeping,
    ];

    /// What this uop is for.
    pub(super) fn of(info: &UopInfo) -> Purpose {
        match info.function {
            Function::_CHECK_PERIODIC
            | Function::_CHECK_VALIDITY
            | Function::_CHECK_VALIDITY_AND_SET_IP
            | Function::_EXIT_TRACE
            | Function::_JUMP_TO_TOP
            | Function::_NOP
            | Function::_RESUME_CHECK
            | Function::_SAVE_RETURN_OFFSET
            | Function::_SET_IP
            | Function::_START_EXECUTOR
            | Function::_TIER2_RESUME_CHECK => Purpose::Bookkeeping,
            Function::_POP_ITER
            | Function::_POP_SLOT
            | Function::_POP_TOP
            | Function::_POP_TOP_FLOAT
            | Function::_POP_TOP_LOAD_CONST_INLINE_BORROW
            | Function::_POP_TOP_NOP
            | Function::_POP_TOP_OPARG
            | Function::_SWAP => Purpose::Pop,
            Function::_COPY
            | Function::_LOAD_CONST_INLINE
            | Function::_LOAD_CONST_INLINE_WITH_NULL
            | Function::_LOAD_FAST
            | Function::_LOAD_FAST_CHECK
            | Function::_LOAD_FAST_MIXED => Purpose::CountedLoad,
            Function::_LOAD_CONST_INLINE_BORROW
            | Function::_LOAD_CONST_INLINE_BORROW_WITH_NULL
            | Function::_LOAD_CONST_TAGGED
            | Function::_LOAD_CONST_UNBOXED
            | Function::_LOAD_FAST_AND_CLEAR
            | Function::_LOAD_FAST_AND_CLEAR_MIXED
            | Function::_LOAD_FAST_BORROW
            | Function::_LOAD_FAST_COMPACT_TAGGED
            | Function::_LOAD_FAST_HELD_TAGGED
            | Function::_LOAD_FAST_MIXED_TAGGED
            | Function::_LOAD_FAST_TAGGED
            | Function::_LOAD_FAST_UNBOXED
            | Function::_LOAD_SMALL_INT
            | Function::_PUSH_NULL => Purpose::Load,
            Function::_CHECK_AND_ALLOCATE_OBJECT => Purpose::Operation,
            _ if is_named_guard(info) => Purpose::Guard,
            _ => Purpose::Operation,
        }
    }

    /// What a table calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Purpose::Operation => "operations",
            Purpose::Guard => "guards",
            Purpose::CountedLoad => "loads that count a reference",
            Purpose::Load => "loads that don't",
            Purpose::Pop => "pops and swaps",
            Purpose::Bookkeeping => "bookkeeping",
        }
    }
}

/// Whether CPython's name says that a uop checks something.
fn is_named_guard(info: &UopInfo) -> bool {
    ["_GUARD_", "_CHECK_"].iter().any(|start| info.name.starts_with(start))
}

/// Whether a uop is a load or a pop that counts a reference.
pub(super) fn counts_reference(info: &UopInfo) -> bool {
    let pops = matches!(
        info.function,
        Function::_POP_TOP
            | Function::_POP_SLOT
            | Function::_POP_TOP_FLOAT
            | Function::_POP_TOP_OPARG
            | Function::_POP_TOP_LOAD_CONST_INLINE_BORROW
    );
    pops || Purpose::of(info) == Purpose::CountedLoad
}

#[cfg(test)]
mod tests {
    use super::*;
    use uops::Dialect;

    #[test]
    fn uops_of_both_versions_are_sorted_by_what_they_are_for() {
        let purpose = |dialect: &str, name: &str| {
            let dialect: Dialect = dialect.parse().expect("a dialect");
            let op = dialect.op(name).unwrap_or_else(|| panic!("{dialect} has no {name}"));
            Purpose::of(op.info())
        };
        for (dialect, name, expected) in [
            ("py313", "_LOAD_FAST_2", Purpose::CountedLoad),
            ("py313", "_BINARY_OP_ADD_INT", Purpose::Operation),
            ("py313", "_GUARD_BOTH_INT", Purpose::Guard),
            ("py315", "_LOAD_FAST_BORROW_2", Purpose::Load),
            ("py315", "_POP_TOP_INT", Purpose::Pop),
            ("py315", "_SWAP_2", Purpose::Pop),
            ("py315", "_SWAP_FAST_2", Purpose::Operation),
            ("py315", "_MAKE_WARM", Purpose::Bookkeeping),
            ("py315", "_SPILL_OR_RELOAD", Purpose::Bookkeeping),
            ("py315", "_LOAD_COMMON_CONSTANT", Purpose::Load),
            ("py315", "_END_FOR", Purpose::Pop),
        ] {
            assert_eq!(purpose(dialect, name), expected, "{name}");
        }
    }
}
