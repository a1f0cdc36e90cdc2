//! CPython 3.15: guards on the type of one slot, or on what a slot holds.

use super::kept::is_compact;
use crate::object::{Str, Tuple, TypeId, type_id};
use crate::{Flow, Ref, Thread};

/// Guards on the topmost slot, and on the one below it.
macro_rules! guards {
    ($($tos:ident $nos:ident |$value:ident| $holds:expr;)*) => {$(
        uop!($tos, |_, _, [$value]| -> Flow<1> {
            if !$holds {
                return Flow::Exit;
            }
            Flow::Next([$value])
        });

        uop!($nos, |_, _, [$value, unused]| -> Flow<2> {
            if !$holds {
                return Flow::Exit;
            }
            Flow::Next([$value, unused])
        });
    )*};
}

guards! {
    _GUARD_TOS_TUPLE _GUARD_NOS_TUPLE |value| value.type_id() == type_id::TUPLE;
    _GUARD_TOS_UNICODE _GUARD_NOS_UNICODE |value| value.type_id() == type_id::STR;
    _GUARD_TOS_DICT _GUARD_NOS_DICT |value| value.type_id() == type_id::DICT;
    _GUARD_TOS_ITER_VIRTUAL _GUARD_NOS_ITER_VIRTUAL |value| is_walked_by_position(value);
}

/// Whether a container is walked without an iterator.
#[inline(always)]
pub(super) unsafe fn is_walked_by_position(value: Ref) -> bool {
    // A test against 0 tells LLVM that the other outcome is likely. So the exit is, and LLVM moves no slot to another
    // register before the guard has decided.
    const OTHERS: u64 =
        !(1 << type_id::LIST | 1 << type_id::TUPLE | 1 << type_id::STR | 1 << type_id::BYTES);
    // SAFETY: the contract of uop functions.
    let id = unsafe { value.type_id() }.min(u64::BITS - 1);
    OTHERS >> id & 1 == 0
}

/// Guards on the topmost slot alone.
macro_rules! guards_of_tos {
    ($($name:ident |$kind:ident| $holds:expr;)*) => {$(
        uop!($name, |_, _, [value]| -> Flow<1> {
            let $kind: TypeId = value.type_id();
            if !$holds {
                return Flow::Exit;
            }
            Flow::Next([value])
        });
    )*};
}

guards_of_tos! {
    _GUARD_TOS_SET |kind| kind == type_id::SET;
    _GUARD_TOS_FROZENSET |kind| kind == type_id::FROZENSET;
    _GUARD_TOS_ANY_SET |kind| kind == type_id::SET || kind == type_id::FROZENSET;
    _GUARD_TOS_SLICE |kind| kind == type_id::SLICE;
    _GUARD_ITERATOR |kind| type_id::is_iterator(kind);
}

uop!(_GUARD_TOS_IS_NONE, |vm, _, [value]| -> Flow<1> {
    if value != Thread::none(vm.thread) {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_GUARD_NOS_NULL, |_, _, [null, unused]| -> Flow<2> {
    if !null.is_null() {
        return Flow::Exit;
    }
    Flow::Next([null, unused])
});

uop!(_GUARD_THIRD_NULL, |_, _, [null, below, top]| -> Flow<3> {
    if !null.is_null() {
        return Flow::Exit;
    }
    Flow::Next([null, below, top])
});

uop!(_GUARD_NOS_COMPACT_ASCII, |_, _, [value, unused]| -> Flow<2> {
    if value.type_id() != type_id::STR || !(*value.cast::<Str>()).is_ascii() {
        return Flow::Exit;
    }
    Flow::Next([value, unused])
});

uop!(_GUARD_TYPE, |_, operands, [value]| -> Flow<1> {
    if value.type_id() as usize != operands.small_operand() {
        return Flow::Exit;
    }
    Flow::Next([value])
});

uop!(_GUARD_NOS_TYPE, |_, operands, [value, unused]| -> Flow<2> {
    if value.type_id() as usize != operands.small_operand() {
        return Flow::Exit;
    }
    Flow::Next([value, unused])
});

uop!(_GUARD_NOS_TYPE_VERSION, |vm, operands, [owner, unused]| -> Flow<2> {
    let versions = (&raw const (*vm.thread).type_versions).cast::<u32>();
    if *versions.add(owner.type_id() as usize) != operands.small_operand() as u32 {
        return Flow::Exit;
    }
    Flow::Next([owner, unused])
});

/// Whether an operand of an operator is of a type; an int has to be compact.
#[inline(always)]
unsafe fn fits(value: Ref, kind: usize) -> bool {
    // SAFETY: the contract of uop functions.
    unsafe {
        value.type_id() as usize == kind && (kind != type_id::INT as usize || is_compact(value))
    }
}

/// Bits of an operand for the type of the right one of two slots.
pub const RIGHT_TYPE_BITS: u32 = 8;

uop!(_GUARD_BINARY_OP_EXTEND, |_, operands, [left, right]| -> Flow<2> {
    let types = operands.small_operand();
    let mask = (1 << RIGHT_TYPE_BITS) - 1;
    if !fits(left, types >> RIGHT_TYPE_BITS) || !fits(right, types & mask) {
        return Flow::Exit;
    }
    Flow::Next([left, right])
});

uop!(_GUARD_BINARY_OP_EXTEND_LHS, |_, operands, [left, right]| -> Flow<2> {
    if !fits(left, operands.small_operand()) {
        return Flow::Exit;
    }
    Flow::Next([left, right])
});

uop!(_GUARD_BINARY_OP_EXTEND_RHS, |_, operands, [left, right]| -> Flow<2> {
    if !fits(right, operands.small_operand()) {
        return Flow::Exit;
    }
    Flow::Next([left, right])
});

/// The type that a pattern sees: of an instance that holds an object of a builtin type, that type.
#[inline(always)]
unsafe fn matched_type(subject: Ref) -> TypeId {
    // SAFETY: the contract of uop functions.
    unsafe {
        let kind = subject.type_id();
        if kind < type_id::FIRST_CLASS {
            return kind;
        }
        core::hint::cold_path();
        subject.held().map_or(kind, |held| held.type_id())
    }
}

uop!(_MATCH_MAPPING, |vm, _, [subject]| -> Flow<2> {
    let res = matched_type(subject) == type_id::DICT;
    Flow::Next([subject, Thread::bool(vm.thread, res)])
});

uop!(_MATCH_SEQUENCE, |vm, _, [subject]| -> Flow<2> {
    let res = matches!(
        matched_type(subject),
        type_id::LIST | type_id::TUPLE | type_id::RANGE | type_id::ARRAY
    );
    Flow::Next([subject, Thread::bool(vm.thread, res)])
});

/// The index that an int is, if it is within the bounds of a tuple.
#[inline(always)]
unsafe fn index_within(tuple: Ref, sub: Ref) -> Option<usize> {
    // SAFETY: the contract of uop functions.
    unsafe {
        let int = sub.cast::<crate::object::Int>();
        // A negative index is a large one without its sign.
        let index = (*int).value as usize;
        if (*int).header.flags != 0 || index >= (*tuple.cast::<Tuple>()).len {
            return None;
        }
        Some(index)
    }
}

uop!(_GUARD_BINARY_OP_SUBSCR_TUPLE_INT_BOUNDS, |_, _, [tuple, sub]| -> Flow<2> {
    if index_within(tuple, sub).is_none() {
        return Flow::Exit;
    }
    Flow::Next([tuple, sub])
});
