// Iteration. Above an iterator is a second slot, which is null unless a list or tuple is walked without
// an iterator.

/// `iter(iterable)`, and null.
_GET_ITER_TRAD: (iterable -- iter, null: Null), Nothing, [error escapes];
/// Exits unless it is a `range_iterator`.
_ITER_CHECK_RANGE = _ITER_CHECK_RANGE_NOS:
    (iter, index: Slot -- iter: RangeIter, index: Slot), Nothing, [exit];
/// Exits unless the range iterator has a value left.
_GUARD_NOT_EXHAUSTED_RANGE = _GUARD_NOT_EXHAUSTED_RANGE_NOS:
    (iter: RangeIter, index: Slot -- iter: RangeIterMore, index: Slot), Nothing, [exit];
/// The next value of a range iterator that has one.
_ITER_NEXT_RANGE = _ITER_NEXT_RANGE_NOS:
    (iter: RangeIterMore, index: Slot -- iter: RangeIter, index: Slot, next: Int), Nothing, [];
/// Pops and releases an iterator and the slot above it.
_POP_ITER: (iter, index: Slot --), Nothing, [];
