// Patterns of `match`.

/// Whether the topmost slot, which stays, is a dict.
_MATCH_MAPPING: (subject -- subject, res: Bool), Nothing, [];
/// Whether the topmost slot, which stays, is a list, tuple, range or array.
_MATCH_SEQUENCE: (subject -- subject, res: Bool), Nothing, [];
/// Pushes a tuple of the values that a dict has for a tuple of keys, or `None` if it lacks one. Both stay.
_MATCH_KEYS: (subject, keys -- subject, keys, values_or_none), Nothing, [error escapes];
/// A tuple of the first `oparg` attributes in `__match_args__` and of those with the names; `None` if the subject is no
/// instance of the class, or lacks one of them.
_MATCH_CLASS: (subject, class, names -- attrs), Count, [error escapes];
