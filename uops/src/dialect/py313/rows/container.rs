// Containers.

/// `container[sub]`.
_BINARY_SUBSCR: (container, sub -- res), Nothing, [error escapes];
/// `container[start:stop]`.
_BINARY_SLICE: (container, start, stop -- res), Nothing, [error escapes];
/// `container[sub] = v`.
_STORE_SUBSCR: (v, container, sub --), Nothing, [error escapes];
/// `container[start:stop] = v`.
_STORE_SLICE: (v, container, start, stop --), Nothing, [error escapes];
/// `del container[sub]`.
_DELETE_SUBSCR: (container, sub --), Nothing, [error escapes];
/// A slice of the two or three topmost slots.
_BUILD_SLICE: (args[oparg] -- slice), Count, [];
/// Pushes the length under which an object stays.
_GET_LEN: (obj -- obj, len_o: Int), Nothing, [error escapes];
/// `tuple[sub]`; exits unless `sub` is a compact int within bounds of a tuple.
_BINARY_SUBSCR_TUPLE_INT: (tuple, sub -- res), Nothing, [exit];
/// A tuple of the `oparg` topmost slots.
_BUILD_TUPLE: (args[oparg] -- tup: Tuple), Count, [];
/// Pushes the `oparg` items of an iterable, the first on top.
_UNPACK_SEQUENCE: (seq -- values[oparg]), Count, [error escapes];
/// Pushes the two items of a tuple, the first on top; exits if it is something else.
_UNPACK_SEQUENCE_TWO_TUPLE: (seq -- val1, val0), Nothing, [exit];
/// Pushes the `oparg` items of a tuple, the first on top; exits if it is something else.
_UNPACK_SEQUENCE_TUPLE: (seq -- values[oparg]), Count, [exit];
/// Pushes the `oparg` items of a list, the first on top; exits if it is something else.
_UNPACK_SEQUENCE_LIST: (seq -- values[oparg]), Count, [exit];
/// `dict[sub]`; exits if `dict` is something else.
_BINARY_SUBSCR_DICT: (dict, sub -- res), Nothing, [exit error escapes];
/// `dict[sub] = value`; exits if `dict` is something else.
_STORE_SUBSCR_DICT: (value, dict, sub --), Nothing, [exit error escapes];
/// A dict of the `oparg` topmost pairs of a key and a value.
_BUILD_MAP: (values[oparg*2] -- map: Dict), Count, [error escapes];
/// A dict of a tuple of keys and the `oparg` values below it.
_BUILD_CONST_KEY_MAP: (args[oparg], keys -- map: Dict), Count, [error escapes];
/// Pops an item and sets it in the dict `oparg - 1` below the next slot.
_MAP_ADD:
    (dict: Dict, unused[oparg-1], key, value -- dict: Dict, unused[oparg-1]),
    Count, [error escapes];
/// Pops a mapping and sets its items in the dict `oparg - 1` below the next slot.
_DICT_UPDATE:
    (dict: Dict, unused[oparg-1], update -- dict: Dict, unused[oparg-1]), Count, [error escapes];
/// A set of the `oparg` topmost slots.
_BUILD_SET: (args[oparg] -- set: Set), Count, [error];
/// Pops and adds to the set `oparg - 1` below the next slot.
_SET_ADD: (set: Set, unused[oparg-1], v -- set: Set, unused[oparg-1]), Count, [error escapes];
/// Pops an iterable and adds its items to the set `oparg - 1` below the next slot.
_SET_UPDATE:
    (set: Set, unused[oparg-1], iterable -- set: Set, unused[oparg-1]), Count, [error escapes];
