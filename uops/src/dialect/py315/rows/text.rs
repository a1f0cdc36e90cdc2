// Texts.

/// `left + right` of two texts.
_BINARY_OP_ADD_UNICODE = _BINARY_OP_ADD_UNICODE_KEPT:
    (left: Str, right: Str -- res: Str, left: Str, right: Str), Nothing, [];
/// `left + right` of two texts, of which a local that holds `left` and is empty then; in place where
/// nothing else refers to `left`. Exits unless the local holds `left`.
_BINARY_OP_INPLACE_ADD_UNICODE = _BINARY_OP_APPEND_UNICODE:
    (left: Str, right: Str -- res: Str), Local, [exit];
/// `str[sub]` of a text of ASCII; exits unless `sub` is within bounds.
_BINARY_OP_SUBSCR_STR_INT = _BINARY_OP_SUBSCR_STR_INT_KEPT:
    (str: Str, sub: Int -- res: Str, str: Str, sub: Int), Nothing, [exit];
/// `str[sub]`; exits unless `sub` is within bounds.
_BINARY_OP_SUBSCR_USTR_INT = _BINARY_OP_SUBSCR_STR_INT_KEPT:
    (str: Str, sub: Int -- res: Str, str: Str, sub: Int), Nothing, [exit];
