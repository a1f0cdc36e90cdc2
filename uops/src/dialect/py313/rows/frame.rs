// Frames.

/// Leaves the frame: releases its locals and pushes the value on the caller's stack.
_POP_FRAME: (retval --), Nothing, [returns];
/// Continues wherever the frame that is now current was left.
_DYNAMIC_EXIT: (--), Nothing, [ends];
