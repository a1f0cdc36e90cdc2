"""What a recording may contain. Whatever runs and is not listed here is reported by name."""

import array
import builtins
import cmath
import collections
import math
import types

from .version import VERSION

# Generic instructions of CPython 3.13. Their specialised forms are supported too, apart from those in
# UNSUPPORTED_SPECIALISATIONS.
INSTRUCTIONS = frozenset("""
    BINARY_OP BINARY_SLICE BINARY_SUBSCR BUILD_CONST_KEY_MAP BUILD_LIST BUILD_MAP BUILD_SET
    BUILD_SLICE BUILD_STRING BUILD_TUPLE CALL CALL_FUNCTION_EX CALL_INTRINSIC_1 CALL_KW CHECK_EXC_MATCH COMPARE_OP
    CONTAINS_OP CONVERT_VALUE COPY COPY_FREE_VARS DELETE_ATTR DELETE_DEREF DELETE_FAST DELETE_GLOBAL DELETE_NAME DELETE_SUBSCR
    DICT_MERGE DICT_UPDATE END_ASYNC_FOR END_FOR END_SEND
    EXTENDED_ARG FORMAT_SIMPLE FORMAT_WITH_SPEC FOR_ITER GET_AITER GET_ANEXT GET_AWAITABLE GET_ITER GET_LEN GET_YIELD_FROM_ITER IMPORT_FROM IMPORT_NAME
    IS_OP JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD LIST_APPEND LIST_EXTEND LOAD_ASSERTION_ERROR LOAD_ATTR
    LOAD_BUILD_CLASS LOAD_CONST LOAD_DEREF LOAD_FAST LOAD_FAST_AND_CLEAR LOAD_FAST_CHECK LOAD_FAST_LOAD_FAST
    LOAD_FROM_DICT_OR_DEREF LOAD_GLOBAL LOAD_LOCALS LOAD_NAME LOAD_SUPER_ATTR MAKE_CELL MAKE_FUNCTION MAP_ADD MATCH_CLASS MATCH_KEYS
    MATCH_MAPPING MATCH_SEQUENCE NOP POP_EXCEPT POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE
    POP_TOP PUSH_EXC_INFO PUSH_NULL RAISE_VARARGS RERAISE RESUME RETURN_CONST
    RETURN_GENERATOR RETURN_VALUE SEND SETUP_ANNOTATIONS SET_ADD SET_FUNCTION_ATTRIBUTE SET_UPDATE STORE_ATTR STORE_DEREF STORE_FAST
    STORE_FAST_LOAD_FAST STORE_FAST_STORE_FAST STORE_GLOBAL STORE_NAME STORE_SLICE STORE_SUBSCR SWAP TO_BOOL UNARY_INVERT
    UNARY_NEGATIVE UNARY_NOT UNPACK_EX UNPACK_SEQUENCE YIELD_VALUE
""".split())

# Those that 3.14 and 3.15 have in addition, and those that they lack.
if VERSION >= (3, 14):
    INSTRUCTIONS |= frozenset("""
        LOAD_COMMON_CONSTANT LOAD_FAST_BORROW LOAD_FAST_BORROW_LOAD_FAST_BORROW LOAD_SMALL_INT NOT_TAKEN
        POP_ITER
    """.split())
    INSTRUCTIONS -= {"BINARY_SUBSCR", "BUILD_CONST_KEY_MAP", "LOAD_ASSERTION_ERROR", "RETURN_CONST"}

if VERSION >= (3, 14):
    INSTRUCTIONS |= {"LOAD_SPECIAL", "WITH_EXCEPT_START"}
else:
    INSTRUCTIONS |= {"BEFORE_ASYNC_WITH", "BEFORE_WITH", "WITH_EXCEPT_START"}

if VERSION >= (3, 15):
    INSTRUCTIONS -= {"GET_YIELD_FROM_ITER"}

UNSUPPORTED_SPECIALISATIONS = frozenset("""
    BINARY_OP_SUBSCR_GETITEM BINARY_SUBSCR_GETITEM LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN
""".split())

# CALL_INTRINSIC_1's opargs: the exception of a generator, what an asynchronous generator yields, unary plus, and the tuple of a list.
INTRINSICS = frozenset({3, 4, 5, 6})

# What an unsupported instruction comes from, in the words of the language.
CONSTRUCTS = {
    "CHECK_EG_MATCH": "except*",
}

# Builtin functions that a program may call, and builtin classes that it may name or call.
FUNCTIONS = frozenset("""
    abs all any ascii bin chr delattr divmod format getattr hasattr hash hex isinstance issubclass iter len max min next oct ord
    pow repr round setattr sorted sum vars
""".split())
CLASSES = frozenset("""
    bool bytearray bytes classmethod complex dict enumerate float frozenset int list memoryview object property range reversed set staticmethod str super tuple type zip
""".split())

# Builtins that a program may call with a generator as their one argument: all of its values are taken before anything
# else can be seen.
COLLECTORS = frozenset({f"builtin {name}" for name in ("max", "min", "sorted", "sum")}) | {
    f"type {name}" for name in ("Counter", "bytearray", "bytes", "deque", "dict", "frozenset", "list", "set", "tuple")
}
# Builtins that resume a generator, their first argument, value by value.
STEPPERS = {"builtin all": 1, "builtin any": 1, "builtin next": 2}
COLLECTING_METHODS = frozenset({
    ("bytearray", "extend"), ("bytearray", "join"), ("bytes", "join"), ("deque", "extend"), ("str", "join"), ("list", "extend"),
    ("Counter", "subtract"), ("Counter", "update"), ("dict", "update"), ("frozenset", "union"), ("set", "union"), ("set", "update"),
})  # fmt: skip

# Builtins that a program may call with arguments by name, and these names.
KEYWORDS = {
    "bytearray": frozenset({"encoding", "source"}),
    "bytes": frozenset({"encoding", "source"}),
    "deque": frozenset({"maxlen"}),
    "enumerate": frozenset({"iterable", "start"}),
    "int": frozenset({"base"}),
    "int.from_bytes": frozenset({"byteorder", "bytes", "signed"}),
    "int.to_bytes": frozenset({"byteorder", "length", "signed"}),
    "list.sort": frozenset({"key", "reverse"}),
    "max": frozenset({"default", "key"}),
    "min": frozenset({"default", "key"}),
    "pow": frozenset({"base", "exp", "mod"}),
    "round": frozenset({"ndigits", "number"}),
    "sorted": frozenset({"key", "reverse"}),
    "str.encode": frozenset({"encoding", "errors"}),
    "str.replace": frozenset({"count"}),
    "str.split": frozenset({"maxsplit", "sep"}),
    "sum": frozenset({"start"}),
}
KEYWORDS |= {
    f"{owner}.{method}": frozenset(names.split())
    for owner in ("bytearray", "bytes")
    for method, names in (
        ("decode", "encoding errors"), ("expandtabs", "tabsize"), ("hex", "bytes_per_sep sep"), ("rsplit", "maxsplit sep"),
        ("split", "maxsplit sep"), ("splitlines", "keepends"), ("translate", "delete"),
    )
}  # fmt: skip
# Those that take any name.
ANY_KEYWORDS = frozenset({"Counter", "dict", "str.format"})

# SET_FUNCTION_ATTRIBUTE's oparg for a dict of values by default.
KEYWORD_DEFAULTS = 2

_OF_BYTES = frozenset("""
    capitalize center count decode endswith expandtabs find hex index isalnum isalpha isascii isdigit islower isspace
    istitle isupper join ljust lower lstrip partition removeprefix removesuffix replace rfind rindex rjust rpartition
    rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill
""".split())
METHODS = {
    "BaseException": frozenset({"add_note"}),
    "array": frozenset("append count extend index insert pop remove reverse tolist".split()),
    "Counter": frozenset({"copy", "most_common", "subtract", "total", "update"}),
    "complex": frozenset({"conjugate"}),
    "bytearray": _OF_BYTES | frozenset("append clear copy extend insert pop remove reverse".split()),
    "bytes": _OF_BYTES,
    "deque": frozenset("""
        append appendleft clear copy count extend extendleft index insert pop popleft remove reverse rotate
    """.split()),
    "coroutine": frozenset({"close", "send"}),
    "dict": frozenset("clear copy get items keys pop popitem setdefault update values".split()),
    "frozenset": frozenset("""
        copy difference intersection issubset issuperset symmetric_difference union
    """.split()),
    "generator": frozenset({"close", "send"}),
    "float": frozenset("hex is_integer".split()),
    "int": frozenset("bit_count bit_length to_bytes".split()),
    "list": frozenset("""
        append clear copy count extend index insert pop remove reverse sort
    """.split()),
    "memoryview": frozenset("__enter__ __exit__ cast hex release tobytes tolist toreadonly".split()),
    "property": frozenset("deleter getter setter".split()),
    "slice": frozenset({"indices"}),
    "set": frozenset("""
        add clear copy difference discard intersection issubset issuperset pop remove
        symmetric_difference union update
    """.split()),
    "str": frozenset("""
        capitalize casefold center count encode endswith find format index isalnum isalpha isascii isdecimal
        isdigit islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip
        partition removeprefix removesuffix replace rfind rjust rpartition rstrip split splitlines
        startswith strip swapcase title translate upper zfill
    """.split()),
    "tuple": frozenset("count index".split()),
}

# Special methods of builtin types that classes call which derive from these.
_OF_CONTAINERS = "__contains__ __eq__ __iter__ __len__".split()
_OF_SEQUENCES = [*_OF_CONTAINERS, *"__add__ __getitem__ __lt__ __ne__ __repr__".split()]
_CHANGING = "__delitem__ __init__ __setitem__".split()
SLOTS = {
    "dict": frozenset([*_OF_CONTAINERS, *_CHANGING, "__getitem__", "__ne__", "__repr__"]),
    "float": frozenset("__add__ __eq__ __hash__ __lt__ __mul__ __ne__ __repr__ __sub__ __truediv__".split()),
    "frozenset": frozenset([*_OF_CONTAINERS, "__hash__"]),
    "int": frozenset("__add__ __eq__ __floordiv__ __hash__ __lt__ __mod__ __mul__ __ne__ __repr__ __sub__".split()),
    "list": frozenset([*_OF_SEQUENCES, *_CHANGING, "__mul__"]),
    "object": frozenset("__delattr__ __getattribute__ __setattr__".split()),
    "set": frozenset([*_OF_CONTAINERS, "__init__"]),
    "str": frozenset([*_OF_SEQUENCES, "__hash__", "__str__"]),
    "tuple": frozenset([*_OF_SEQUENCES, "__ge__", "__gt__", "__hash__", "__le__", "__mul__"]),
}

# Class methods and static methods of builtin types, and what makes their objects.
CLASS_FUNCTIONS = frozenset(
    [f"{name}.__new__" for name in "bytes dict float frozenset int list object set str tuple".split()]
    + "bytearray.fromhex bytes.fromhex dict.fromkeys float.fromhex int.from_bytes str.maketrans".split()
)

# The modules that a program may import, and what it may use of them.
MATH = frozenset("""
    atan atan2 ceil cos e exp fabs floor gcd hypot inf isqrt log pi pow sin sqrt tan tau
""".split())
CMATH = frozenset("e exp inf nan phase pi polar rect sqrt tau".split())
MODULES = {
    array: frozenset({"array"}), cmath: CMATH, collections: frozenset({"Counter", "defaultdict", "deque"}), math: MATH,
}  # fmt: skip
# Attributes of objects of builtin types that are no methods.
ATTRIBUTES = {cls: frozenset({"imag", "real"}) for cls in (bool, complex, float, int)}
ATTRIBUTES[memoryview] = frozenset("""
    c_contiguous contiguous f_contiguous format itemsize nbytes ndim obj readonly shape strides suboffsets
""".split())
ATTRIBUTES |= {cls: frozenset({"start", "step", "stop"}) for cls in (range, slice)}
# Those that `type` gives for objects that are modelled, and that a program does not call.
_GIVEN_BY_TYPE = (
    types.NoneType, types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.MethodDescriptorType, types.GeneratorType,
    types.CoroutineType, *map(type, (
        iter(()), iter([]), iter(range(0)), iter(b""), iter("é"), iter({}), iter({}.values()), iter({}.items()), iter({*()}),
        reversed([]), {}.keys(), {}.values(), {}.items(),
    )),
)  # fmt: skip
# Builtin classes that are no names of their own.
IMPORTED = {cls.__name__: cls for cls in _GIVEN_BY_TYPE} | {
    "Counter": collections.Counter, "array": array.array, "defaultdict": collections.defaultdict,
    "deque": collections.deque,
}  # fmt: skip
# Methods of these that CPython has in Python.
PYTHON_METHODS = {getattr(collections.Counter, name): ("Counter", name) for name in METHODS["Counter"]}

# Types of the objects that instructions may meet, classes of the program aside.
OPERAND_TYPES = frozenset("""
    Counter NoneType _deque_iterator array arrayiterator async_generator async_generator_asend bool bytearray
    bytearray_iterator bytes bytes_iterator builtin_function_or_method classmethod complex coroutine defaultdict deque dict
    dict_itemiterator dict_items
    dict_keyiterator dict_keys dict_valueiterator dict_values enumerate float frozenset function
    generator int list list_iterator list_reverseiterator memory_iterator memoryview method method_descriptor module property range
    range_iterator reversed set set_iterator slice staticmethod str str_ascii_iterator str_iterator tuple tuple_iterator
    type wrapper_descriptor zip
""".split())

_UNCALLED = frozenset(cls.__name__ for cls in _GIVEN_BY_TYPE)
# Types that bytes are in.
_BYTES = frozenset({"bytearray", "bytes"})
_VIEWS = frozenset({"dict_keys", "dict_values", "dict_items"})
# Dicts of other types, whose operators and texts are not those of a dict.
_MAPPINGS = frozenset({"Counter", "defaultdict"})
# Objects that `repr` shows by their address, and modules, of which it tells the file.
_ADDRESSED = frozenset("""
    _deque_iterator arrayiterator async_generator bytearray_iterator bytes_iterator coroutine dict_itemiterator
    dict_keyiterator dict_valueiterator enumerate generator list_iterator list_reverseiterator memory_iterator memoryview module range_iterator
    reversed set_iterator str_ascii_iterator str_iterator
    tuple_iterator zip
""".split())
# Objects of these types, too, only equal themselves, and have a hash that is made of their address.
_HASHED_BY_ADDRESS = _ADDRESSED - {"memoryview"} | frozenset("""
    builtin_function_or_method classmethod dict_values function method method_descriptor property staticmethod type
    wrapper_descriptor
""".split())
_SHOWING = frozenset({"type str", "builtin repr", "builtin ascii", "builtin format"})


def _refused(operation, types):
    """Whether the runtime lacks an operation that `METHODS` and the other lists let pass."""
    kind, _, name = operation.partition(" ")
    if kind == "binary":
        is_union = name.startswith("|") and "type" in types
        fills = types[0] in _BYTES and name.startswith("%")
        repeats = name.startswith("*") and "deque" in types
        counts = list(types) == ["Counter", "Counter"] and name.rstrip("=") in ("+", "-", "&", "|")
        merges = not _MAPPINGS.isdisjoint(types) and name != "[]" and not counts
        return _VIEWS.intersection(types) or is_union or fills or repeats or merges
    if kind == "type" and name in _UNCALLED:
        return True
    if operation == "method memoryview.cast":
        return len(types) > 2
    if kind == "unary":
        return "Counter" in types
    if kind == "match":
        return "deque" in types or "memoryview" in types or not _MAPPINGS.isdisjoint(types)
    if operation == "builtin pow":
        return len(types) > 2 and "complex" in types
    if operation == "builtin hash":
        return types[:1] and types[0] in _HASHED_BY_ADDRESS
    if operation == "builtin iter":
        return len(types) > 1
    if operation == "type type":
        names = ("_deque_iterator", "arrayiterator", "bytearray_iterator", "memory_iterator", "str_ascii_iterator", "builtin_function_or_method")
        return len(types) == 1 and types[0] in names
    if operation == "type reversed":
        return types[:1] and (types[0] in ("deque", "dict", "memoryview") or types[0] in _MAPPINGS or types[0] in _VIEWS)
    if operation in ("type bytearray", "type bytes"):
        return len(types) > 2
    if operation == "type defaultdict":
        return types[:1] and types[0] not in ("NoneType", "type")
    if operation == "type str" and len(types) > 1:
        return True
    if operation in ("type int", "type float"):
        return types[:1] and (types[0] in _BYTES or types[0] == "memoryview")
    if operation in ("type classmethod", "type property", "type staticmethod"):
        return not types or any(kind != "function" for kind in types)
    if operation in ("type object", "type super"):
        return True
    if kind in ("str", "repr") or operation in _SHOWING:
        return types[:1] and types[0] in _ADDRESSED
    return False


def refused_operation(operation, types):
    """What of an operation the runtime lacks on operands of types with these names, or None.

    Operations are named as in `accepted_operations.py`, which tries all that are not refused."""
    if not _refused(operation, types):
        return None
    name = operation.partition(" ")[2] or operation
    return f"{name} of {' and '.join(types)}" if types else f"{name}()"


def callee_name(target):
    """What is called, by the names of `refused_operation`, if it is builtin."""
    if isinstance(target, type):
        return f"type {target.__name__}"
    if isinstance(target, types.BuiltinFunctionType) and target.__self__ is builtins:
        return f"builtin {target.__name__}"
    if isinstance(target, types.MethodDescriptorType):
        return f"method {target.__objclass__.__name__}.{target.__name__}"
    return None


def is_slot(value):
    """Whether a value is such a special method of a builtin type."""
    is_method = isinstance(value, (types.WrapperDescriptorType, types.MethodDescriptorType))
    return is_method and value.__name__ in SLOTS.get(value.__objclass__.__name__, ())


def class_function(value):
    """The name of such a function of a builtin type, or None."""
    if not isinstance(value, types.BuiltinFunctionType):
        return None
    # A static method is bound to nothing.
    owner = value.__self__ if value.__self__ is not None else getattr(builtins, value.__qualname__.partition(".")[0], None)
    if not isinstance(owner, type):
        return None
    name = f"{owner.__name__}.{value.__name__}"
    return name if getattr(builtins, owner.__name__, None) is owner and name in CLASS_FUNCTIONS else None


def module_of(function):
    """The module under whose name the runtime knows a builtin function. CPython 3.15 has some of `math`'s in `math.integer`."""
    return math if getattr(math, function.__name__, None) is function else function.__self__
