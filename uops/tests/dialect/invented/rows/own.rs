// Names that are 3.13's with another stack effect, and names that 3.13 lacks.

/// `left < right` of two ints; exits where one is not compact. In 3.13 it has one input.
_TO_BOOL = _COMPARE_OP_INT @ 2: (left: Int, right: Int -- res: Bool), Nothing, [exit];
/// `left - right` of two ints. In 3.13 it has one input.
_UNARY_NEGATIVE = _BINARY_OP_SUBTRACT_INT: (left: Int, right: Int -- res: Int), Nothing, [error];
/// Pushes a new reference to the slot `oparg - 1` below the topmost one. In 3.13 it pushes nothing.
_SWAP = _COPY: (bottom, unused[oparg-1] -- bottom, unused[oparg-1], top = bottom), Count, [], only [1];
/// A tuple of the `oparg` topmost slots. In 3.13 it has three inputs at most.
_BUILD_SLICE = _BUILD_TUPLE: (args[oparg] -- tup: Tuple), Count, [];
/// The two items of a tuple, the first on top; exits if it is something else. 3.13 has another name for it.
_SPLIT = _UNPACK_SEQUENCE_TWO_TUPLE: (seq -- val1, val0), Nothing, [exit];
