//! Iteration.

use super::counting::decref;
use crate::helpers::{uop_get_iter, uop_iter_next};
use crate::object::{List, RangeIter, SequenceIter, Tuple, type_id};
use crate::slow_path::uop_error_occurred;
use crate::{Flow, Ref, Thread};

uop!(_GET_ITER, |vm, _, [iterable]| -> Flow<1> {
    let iter = uop_get_iter(vm.thread, iterable);
    if iter.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    decref(vm.thread, iterable);
    Flow::Next([iter])
});

uop!(_ITER_CHECK_RANGE, |_, _, [iter]| -> Flow<1> {
    if iter.type_id() != type_id::RANGE_ITER {
        return Flow::Exit;
    }
    Flow::Next([iter])
});

uop!(_GUARD_NOT_EXHAUSTED_RANGE, |_, _, [iter]| -> Flow<1> {
    if (*iter.cast::<RangeIter>()).len <= 0 {
        return Flow::Exit;
    }
    Flow::Next([iter])
});

uop!(_ITER_NEXT_RANGE, |vm, _, [iter]| -> Flow<2> {
    let range = iter.cast::<RangeIter>();
    let value = (*range).start;
    // After the last value the sum may wrap, but then it is never read.
    (*range).start = value.wrapping_add((*range).step);
    (*range).len -= 1;
    Flow::Next([iter, Thread::int(vm.thread, value)])
});

uop!(_FOR_ITER_TIER_TWO, |vm, _, [iter]| -> Flow<2> {
    let next = uop_iter_next(vm.thread, iter);
    if next.is_null() {
        core::hint::cold_path();
        if uop_error_occurred(vm.thread) {
            return Flow::Error;
        }
        decref(vm.thread, iter);
        return Flow::Exit;
    }
    Flow::Next([iter, next])
});

uop!(_ITER_CHECK_LIST, |_, _, [iter]| -> Flow<1> {
    if iter.type_id() != type_id::LIST_ITER {
        return Flow::Exit;
    }
    Flow::Next([iter])
});

uop!(_GUARD_NOT_EXHAUSTED_LIST, |_, _, [iter]| -> Flow<1> {
    let SequenceIter { index, sequence, .. } = *iter.cast::<SequenceIter>();
    if sequence.is_null() || index >= (*sequence.cast::<List>()).len {
        return Flow::Exit;
    }
    Flow::Next([iter])
});

uop!(_ITER_NEXT_LIST, |_, _, [iter]| -> Flow<2> {
    let iterator = iter.cast::<SequenceIter>();
    let (index, sequence) = ((*iterator).index, (*iterator).sequence.cast::<List>());
    let next = *(*sequence).items.add(index);
    (*iterator).index = index.wrapping_add(1);
    next.incref();
    Flow::Next([iter, next])
});

uop!(_ITER_CHECK_TUPLE, |_, _, [iter]| -> Flow<1> {
    if iter.type_id() != type_id::TUPLE_ITER {
        return Flow::Exit;
    }
    Flow::Next([iter])
});

uop!(_GUARD_NOT_EXHAUSTED_TUPLE, |_, _, [iter]| -> Flow<1> {
    let SequenceIter { index, sequence, .. } = *iter.cast::<SequenceIter>();
    if sequence.is_null() || index >= (*sequence.cast::<Tuple>()).len {
        return Flow::Exit;
    }
    Flow::Next([iter])
});

uop!(_ITER_NEXT_TUPLE, |_, _, [iter]| -> Flow<2> {
    let iterator = iter.cast::<SequenceIter>();
    let (index, sequence) = ((*iterator).index, (*iterator).sequence.cast::<Tuple>());
    let next = *(&raw const (*sequence).items).cast::<Ref>().add(index);
    (*iterator).index = index.wrapping_add(1);
    next.incref();
    Flow::Next([iter, next])
});
