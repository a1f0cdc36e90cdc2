// Iteration. Above an iterator is null. A list, tuple, text or bytes object is walked without an iterator: above it
// is a position.

/// The iterable and a position if it is a list, tuple, text or bytes object; else `iter(iterable)` and null.
_GET_ITER = _GET_ITER_OR_POSITION: (iterable -- iter, index: PositionOrNull), Nothing, [error escapes];
/// `iter(iterable)`, and null.
_GET_ITER_TRAD: (iterable -- iter, null: Null), Nothing, [error escapes];
/// Pushes the position of the first item.
_PUSH_TAGGED_ZERO: (-- index: Position), Nothing, [];
/// Exits unless it is an iterator.
_GUARD_ITERATOR: (iter -- iter), Nothing, [exit];
/// Exits unless it is a list, tuple, text or bytes object.
_GUARD_ITER_VIRTUAL = _GUARD_TOS_ITER_VIRTUAL: (iter -- iter), Nothing, [exit];
/// Exits unless the slot below the topmost one is a list, tuple, text or bytes object.
_GUARD_NOS_ITER_VIRTUAL: (iter, unused: Any -- iter, unused: Any), Nothing, [exit];
/// Exits unless it is a `range_iterator`.
_ITER_CHECK_RANGE = _ITER_CHECK_RANGE_NOS:
    (iter, index: PositionOrNull -- iter: RangeIter, index: PositionOrNull), Nothing, [exit];
/// Exits unless the range iterator has a value left.
_GUARD_NOT_EXHAUSTED_RANGE = _GUARD_NOT_EXHAUSTED_RANGE_NOS:
    (iter: RangeIter, index: PositionOrNull -- iter: RangeIterMore, index: PositionOrNull), Nothing, [exit];
/// The next value of a range iterator that has one.
_ITER_NEXT_RANGE = _ITER_NEXT_RANGE_NOS:
    (iter: RangeIterMore, index: PositionOrNull -- iter: RangeIter, index: PositionOrNull, next: Int), Nothing, [];
/// Exits unless it is a list below a position.
_ITER_CHECK_LIST = _ITER_CHECK_LIST_AT:
    (iter, index: PositionOrNull -- iter: List, index: Position), Nothing, [exit];
/// Exits unless the list has an item at the position.
_GUARD_NOT_EXHAUSTED_LIST = _GUARD_NOT_EXHAUSTED_LIST_AT:
    (iter: List, index: Position -- iter: List, index: Position), Nothing, [exit];
/// The item of a list at the position; exits if there is none.
_ITER_NEXT_LIST_TIER_TWO = _ITER_NEXT_LIST_AT:
    (iter: List, index: Position -- iter: List, behind: Position, next), Nothing, [exit];
/// Exits unless it is a tuple below a position.
_ITER_CHECK_TUPLE = _ITER_CHECK_TUPLE_AT:
    (iter, index: PositionOrNull -- iter: Tuple, index: Position), Nothing, [exit];
/// Exits unless the tuple has an item at the position.
_GUARD_NOT_EXHAUSTED_TUPLE = _GUARD_NOT_EXHAUSTED_TUPLE_AT:
    (iter: Tuple, index: Position -- iter: Tuple, index: Position), Nothing, [exit];
/// The item of a tuple at the position, where a guard has found one.
_ITER_NEXT_TUPLE = _ITER_NEXT_TUPLE_AT:
    (iter: Tuple, index: Position -- iter: Tuple, behind: Position, next), Nothing, [];
/// The next item of an iterator, or the item at the position; exits at the end.
_FOR_ITER_TIER_TWO = _FOR_ITER_ANY:
    (iter, index: PositionOrNull -- iter, behind: PositionOrNull, next), Nothing, [exit error escapes];
/// The next item of an iterator of a type that CPython has checked; exits at the end.
_ITER_NEXT_INLINE = _FOR_ITER_ANY:
    (iter, index: PositionOrNull -- iter, behind: PositionOrNull, next), Nothing, [exit error escapes];
/// The item at the position of a list or tuple; exits where there is none.
_FOR_ITER_VIRTUAL_TIER_TWO = _FOR_ITER_VIRTUAL:
    (iter, index: PositionOrNull -- iter, behind: Position, next), Nothing, [exit];
/// Pops and releases an iterator, or what is walked, and what is above it.
_POP_ITER: (iter, index: PositionOrNull --), Nothing, [];
/// Pops and releases what a loop leaves.
_END_FOR = _POP_SLOT: (value: Slot --), Nothing, [];
