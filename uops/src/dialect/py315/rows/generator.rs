// Generators. Above an iterator is null.

use py313::{_RETURN_GENERATOR, _PUSH_GEN_FRAME, _YIELD_VALUE, _POP_GEN_FRAME, _GET_AWAITABLE};

/// Has a generator go on with `None`; exits unless it is one that is suspended, and one more frame may be
/// entered.
_FOR_ITER_GEN_FRAME = _FOR_ITER_GEN_FRAME_AT:
    (iter, null: PositionOrNull -- iter, null: PositionOrNull, gen_frame: Frame), Nothing, [exit];
/// Has a generator or coroutine go on with a value; exits unless it is one that is suspended, and one more frame may be
/// entered.
_SEND_GEN_FRAME = _SEND_GEN_FRAME_AT:
    (receiver, null: PositionOrNull, v -- receiver, null: PositionOrNull, gen_frame: Frame), Nothing, [exit];
/// Pops an iterator, or what is walked, and what is above it, from under the topmost slot.
_END_SEND = _END_SEND_AT: (receiver, index: PositionOrNull, value -- value), Nothing, [];
/// The next item of an iterator, or the item at the position, in the place of `None`; exits at the end.
_SEND_TIER_TWO = _SEND_ANY:
    (receiver, index: PositionOrNull, v -- receiver, behind: PositionOrNull, next), Nothing,
    [exit error escapes];
/// The item at the position of a list or tuple in the place of `None`; exits where there is none.
_SEND_VIRTUAL_TIER_TWO = _SEND_ANY:
    (receiver, index: PositionOrNull, v -- receiver, behind: PositionOrNull, next), Nothing,
    [exit error escapes];
