// Generators and coroutines, whose frames go on after they have handed out a value.

/// Leaves the frame, and pushes a generator that goes on with it on the caller's stack, or a coroutine if the function is
/// `async`. The exit is where it goes on.
_RETURN_GENERATOR: (--), Nothing, [returns resumes escapes];
/// Has a generator go on with `None`; exits unless it is one that is suspended, and one more frame may be
/// entered. In CPython the guard of the recursion is not part of it.
_FOR_ITER_GEN_FRAME: (iter -- iter, gen_frame: Frame), Nothing, [exit];
/// Has a generator or coroutine go on with a value; exits unless it is one that is suspended, and one more frame may be
/// entered. CPython 3.13 has no tier-2 uop for `SEND_GEN`; later versions have this.
_SEND_GEN_FRAME: (receiver, v -- receiver, gen_frame: Frame), Nothing, [exit];
/// Enters the frame of a generator. The exit is where the current frame goes on if the generator yields;
/// `_SAVE_RETURN_OFFSET` has noted where it goes on if the generator returns. In CPython this is a
/// `_PUSH_FRAME`, and yielding leads to the instruction after.
_PUSH_GEN_FRAME: (gen_frame: Frame --), Nothing, [enters resumes];
/// Leaves the frame of a generator, which waits, and pushes the value on the stack of the frame that has
/// resumed it. The exit is where the generator goes on.
_YIELD_VALUE: (retval --), Nothing, [returns resumes escapes];
/// Leaves the frame of a generator for good, and pushes the value on the stack of the frame that has resumed
/// it. In CPython this is a `_POP_FRAME`, which looks at who owns the frame.
_POP_GEN_FRAME: (retval --), Nothing, [returns];
/// Pops what is under the topmost slot.
_END_SEND: (receiver, value -- value), Nothing, [];
/// `iter(iterable)`, for `yield from`.
_GET_YIELD_FROM_ITER = _GET_ITER: (iterable -- iter), Nothing, [error escapes];
/// What `await` of an object delegates to: a coroutine. For other objects that have an `__await__`, that is called.
_GET_AWAITABLE: (iterable -- iter), Nothing, [error escapes];
/// The next item of an iterator in the place of `None`; exits at its end. CPython 3.13 has no tier-2 uop for
/// `SEND`; later versions have `_SEND_VIRTUAL_TIER_TWO` for what is walked by an index.
_SEND_TIER_TWO: (receiver, v -- receiver, next), Nothing, [exit error escapes];
