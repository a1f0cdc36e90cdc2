"""Operators that decline: special methods that return `NotImplemented`, whereupon C code asks the other operand.

What an instruction calls is one function in a recording. So a class whose method has declined in a run gets one in its place
that does what C code does then: it calls the method, asks the other operand's reflected one, and raises the `TypeError`.
Methods that have not declined stay as they are, so that they cost what they cost in CPython.
"""

import dis
import sys
import types

from .bytecode import in_one_line, nested, relocated
from .held import held_type, of_class

_TOOL = sys.monitoring.PROFILER_ID
_RETURN = sys.monitoring.events.PY_RETURN
# Operators of numbers by the names of their methods, with what messages call them.
_OPERATORS = {
    "add": "+", "and": "&", "floordiv": "//", "lshift": "<<", "matmul": "@", "mul": "*", "mod": "%", "or": "|",
    "pow": "** or pow()", "rshift": ">>", "sub": "-", "truediv": "/", "xor": "^",
}  # fmt: skip
_COMPARED = {"lt": ("<", "gt"), "le": ("<=", "ge"), "eq": ("==", "eq"), "ne": ("!=", "ne"), "gt": (">", "lt"), "ge": (">=", "le")}
# What C code says of sequences, which it asks after operators of numbers, by the type of the other operand.
_JOINED = {
    kind: f"can only concatenate {kind.__name__} (not \"{{type(self).__name__}}\") to {kind.__name__}" for kind in (list, str, tuple)
} | {bytes: "can't concat {type(self).__name__} to bytes"}
_REPEATED = dict.fromkeys((bytes, list, str, tuple), "can't multiply sequence by non-int of type '{type(self).__name__}'")
_NAMES = frozenset(f"__{kind}{name}__" for name in _OPERATORS for kind in ("", "r", "i")) | {f"__{name}__" for name in _COMPARED}


def may_decline(codes):
    """Whether functions of a program may return `NotImplemented`."""
    return any("NotImplemented" in code.co_names for code in codes)


def names_methods(codes, methods):
    """Whether code of a program names one of these methods, of which it has to get what they return."""
    named = {name for _, name in methods}
    suspects = [code for code in codes if named & {*code.co_names}]
    return any("ATTR" in it.opname and it.argval in named for code in suspects for it in dis.get_instructions(code))


def declined(classes, codes, run):
    """The methods that have declined while `run` was called, as class and name, and the code objects of other functions
    that have the name of such a method and have returned `NotImplemented`."""
    found = {code for code in codes if code.co_name in _NAMES}
    has_declined = set()

    def on_return(code, _, value):
        if value is NotImplemented:
            has_declined.add(code)

    sys.monitoring.use_tool_id(_TOOL, "declined")
    try:
        sys.monitoring.register_callback(_TOOL, _RETURN, on_return)
        for code in found:
            sys.monitoring.set_local_events(_TOOL, code, _RETURN)
        run()
    finally:
        for code in found:
            sys.monitoring.set_local_events(_TOOL, code, 0)
        sys.monitoring.register_callback(_TOOL, _RETURN, None)
        sys.monitoring.free_tool_id(_TOOL)
    methods = {
        (cls, name): value.__code__
        for cls in classes
        for name, value in vars(cls).items()
        if name in _NAMES and isinstance(value, types.FunctionType) and held_type(cls) is None
    }
    known = {method: code for method, code in methods.items() if code in has_declined}
    return list(known), has_declined - {*known.values()}


def adopt(classes, methods, filename):
    """Gives classes functions in the place of methods that have declined; returns the code objects of all that are new to
    the program. `methods` are pairs of class and name."""
    # Those that the program has defined, which are asked by the others.
    own = {(cls, name): vars(cls)[name] for cls in classes for name in vars(cls) if name in _NAMES}
    codes = []
    for cls, name in methods:
        method = own[cls, name]
        line = method.__code__.co_firstlineno
        if method.__code__.co_filename != filename:
            line = vars(cls).get("__firstlineno__", 1)
            method.__code__ = in_one_line(method.__code__, filename, line)
            codes.append(method.__code__)
        function = _function(cls, name, method, [kind for kind in classes if held_type(kind) is None], own)
        qualname = f"{cls.__name__}.{name}"
        function.__code__ = relocated(function.__code__, filename, line).replace(co_qualname=qualname)
        function.__qualname__, function.__module__ = qualname, cls.__module__
        setattr(cls, name, function)
        codes += nested(function.__code__)
    return codes


def _function(cls, name, method, classes, own):
    """What C code does with operands of which the method of the first may decline."""
    values = {"method": method, "NotImplemented": NotImplemented, "type": type, "TypeError": TypeError}
    text = [f"    def {name}(self, other):", "        result = method(self, other)", *_unless_declined("result")]
    text.append("        kind = type(other)")
    plain = name.strip("_")
    if plain in _COMPARED:
        symbol, swapped = _COMPARED[plain]
        text += _asked(f"__{swapped}__", classes, own, values)
        end = {"eq": "return self is other", "ne": "return self is not other"}.get(plain) or _refusal(
            f"{symbol!r} not supported between instances of ", " and ", "self", "other"
        )
    else:
        kind, plain = ("", plain) if plain in _OPERATORS else (plain[0], plain[1:])
        symbol, order = _OPERATORS[plain], ("self", "other")
        if kind == "r":
            # The other operand has declined before, unless the class of this one derives from its class.
            order = "other", "self"
            text += _asked(f"__{plain}__", [it for it in cls.__mro__[1:] if it in classes], own, values)
            if plain == "add":
                text += _refused(_JOINED, values)
        else:
            if kind == "i":
                symbol = symbol.split()[0] + "="
                first = _found(cls, f"__{plain}__", own)
                if first is not None:
                    values["first"] = first
                    text += ["        result = first(self, other)", *_unless_declined("result")]
            text += _asked(f"__r{plain}__", [it for it in classes if it is not cls], own, values)
        if plain == "mul":
            text += _refused(_REPEATED, values)
        end = _refusal(f"unsupported operand type(s) for {symbol}: ", " and ", *order)
    text += [f"        {end}", f"    return {name}"]
    defined = {}
    exec("\n".join([f"def with_values({', '.join(values)}):", *text]), defined)
    return defined["with_values"](**values)


def _asked(name, classes, own, values):
    """Lines that ask the other operand, if it is of a class that has a method of the name."""
    lines = []
    for number, cls in enumerate(classes):
        method = _found(cls, name, own)
        if isinstance(method, types.FunctionType):
            values |= {f"kind_{number}": cls, f"method_{number}": method}
            lines += [f"        if kind is kind_{number}:", f"            result = method_{number}(other, self)"]
            lines += _unless_declined("result", "            ")
    return lines


def _refused(messages, values):
    """Lines that refuse what C code says something of its own about."""
    values |= {kind.__name__: kind for kind in messages}
    return [f"        if kind is {kind.__name__}:\n            raise TypeError(f{text!r})" for kind, text in messages.items()]


def _found(cls, name, own):
    """The method that a class or one of its bases has from the program, or None."""
    home = next((base for base in cls.__mro__ if name in vars(base)), None)
    return own.get((home, name), of_class(cls, name) if home is not object else None)


def _unless_declined(result, indent="        "):
    return [f"{indent}if {result} is not NotImplemented:", f"{indent}    return {result}"]


def _refusal(before, between, first, second):
    names = (f"'{{type({operand}).__name__}}'" for operand in (first, second))
    return f'raise TypeError(f"{before}{between.join(names)}")'
