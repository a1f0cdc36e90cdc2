// Texts.

/// `left + right` of two texts.
_BINARY_OP_ADD_UNICODE: (left: Str, right: Str -- res: Str), Nothing, [];
/// `local = left + right` of two texts, in place where nothing else refers to `left`;
/// exits unless the local holds `left`. CPython 3.13 has no uop for
/// `BINARY_OP_INPLACE_ADD_UNICODE`; later versions give it this name.
_BINARY_OP_INPLACE_ADD_UNICODE: (left: Str, right: Str --), Local, [exit];
/// `str[sub]`; exits unless `sub` is a compact int within bounds of a text.
_BINARY_SUBSCR_STR_INT: (str, sub -- res: Str), Nothing, [exit];
/// `str(value)`.
_FORMAT_SIMPLE: (value -- res: Str), Nothing, [escapes];
/// `format(value, fmt_spec)`.
_FORMAT_WITH_SPEC: (value, fmt_spec -- res: Str), Nothing, [error escapes];
/// `str(value)`, `repr(value)` or `ascii(value)` where `oparg` is 1, 2 or 3.
_CONVERT_VALUE: (value -- result: Str), Count, [];
/// The `oparg` topmost texts as one.
_BUILD_STRING: (args[oparg]: Str -- str: Str), Count, [];
