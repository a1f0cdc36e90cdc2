// Iteration.

/// `iter(iterable)`.
_GET_ITER: (iterable -- iter), Nothing, [error escapes];
/// Exits unless it is a `range_iterator`.
_ITER_CHECK_RANGE: (iter -- iter: RangeIter), Nothing, [exit];
/// Exits unless the range iterator has a value left.
_GUARD_NOT_EXHAUSTED_RANGE: (iter: RangeIter -- iter: RangeIterMore), Nothing, [exit];
/// The next value of a range iterator that has one.
_ITER_NEXT_RANGE: (iter: RangeIterMore -- iter: RangeIter, next: Int), Nothing, [];
/// Exits unless it is a `list_iterator`.
_ITER_CHECK_LIST: (iter -- iter: ListIter), Nothing, [exit];
/// Exits unless the list iterator has an item left.
_GUARD_NOT_EXHAUSTED_LIST: (iter: ListIter -- iter: ListIterMore), Nothing, [exit];
/// The next item of a list iterator that has one.
_ITER_NEXT_LIST: (iter: ListIterMore -- iter: ListIter, next), Nothing, [];
/// Exits unless it is a `tuple_iterator`.
_ITER_CHECK_TUPLE: (iter -- iter: TupleIter), Nothing, [exit];
/// Exits unless the tuple iterator has an item left.
_GUARD_NOT_EXHAUSTED_TUPLE: (iter: TupleIter -- iter: TupleIterMore), Nothing, [exit];
/// The next item of a tuple iterator that has one.
_ITER_NEXT_TUPLE: (iter: TupleIterMore -- iter: TupleIter, next), Nothing, [];
/// The next item of any iterator; exits at its end, with the iterator released.
_FOR_ITER_TIER_TWO: (iter -- iter, next), Nothing, [exit exit_pops error escapes];
