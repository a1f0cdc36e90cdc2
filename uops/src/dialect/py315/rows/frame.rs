// Frames.

/// Leaves the frame: releases its locals and pushes the value on the caller's stack.
_RETURN_VALUE = _POP_FRAME: (retval --), Nothing, [returns];
