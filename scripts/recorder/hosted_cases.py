"""Self-hosted calls whose function is made of what they are given: names of attributes, and texts to be filled in.

A place of a program may call such a builtin with one name or text, or with several. Its function then has a *case* for
each: an `if` with the attribute as an instruction loads it, or with the text as an f-string.
"""

import _string
import ast
import inspect
import keyword
import types
from dataclasses import dataclass
from functools import cache

from .held import has_own, is_in_class, of_class
from .program import MODULE_NAME

# The most cases of a place.
_MOST = 32
# A case of an attribute that a method of the class finds or sets.
_ASKS = object()
_ABSENT = object()

# What is done with a name that has no case of its own, by the name of the builtin and the number of its arguments. A class
# may have the method that is asked, or not.
_PARAMETERS = {
    ("getattr", 2): "value, name, /",
    ("getattr", 3): "value, name, default, /",
    ("hasattr", 2): "value, name, /",
    ("setattr", 3): "value, name, new, /",
    ("delattr", 2): "value, name, /",
}
_PLAIN = {
    ("getattr", 2): "return getattr(value, name)",
    ("getattr", 3): "return getattr(value, name, default)",
    ("hasattr", 2): "return hasattr(value, name)",
    ("setattr", 3): "setattr(value, name, new)",
    ("delattr", 2): "delattr(value, name)",
}
_ASKING = {
    ("getattr", 2): """
if hasattr(type(value), "__getattr__"):
    try:
        return object.__getattribute__(value, name)
    except AttributeError:
        pass
    return value.__getattr__(name)
""",
    ("getattr", 3): """
if hasattr(type(value), "__getattr__"):
    try:
        return object.__getattribute__(value, name)
    except AttributeError:
        pass
    try:
        return value.__getattr__(name)
    except AttributeError:
        return default
""",
    ("hasattr", 2): """
if hasattr(type(value), "__getattr__"):
    try:
        object.__getattribute__(value, name)
        return True
    except AttributeError:
        pass
    try:
        value.__getattr__(name)
        return True
    except AttributeError:
        return False
""",
    ("setattr", 3): """
return value.__setattr__(name, new)
""",
    ("delattr", 2): """
return value.__delattr__(name)
""",
}
_CASES = {
    ("getattr", 2): """
if name == {text}:
    return value.{name}
""",
    ("getattr", 3): """
if name == {text}:
    try:
        return value.{name}
    except AttributeError:
        return default
""",
    ("hasattr", 2): """
if name == {text}:
    try:
        value.{name}
        return True
    except AttributeError:
        return False
""",
    ("setattr", 3): """
if name == {text}:
    value.{name} = new
    return
""",
    ("delattr", 2): """
if name == {text}:
    del value.{name}
    return
""",
}


@dataclass(frozen=True)
class Case:
    """One of the cases of a place, whose function `make` makes of all of them. What it has in common with others of this
    form is `form`."""

    make: object
    form: tuple
    what: object

    def function(self, known):
        """The function of a place where these are all cases; None if there are too many."""
        return self.make(self.form, tuple(known)) if len(known) <= _MOST else None


def _indented(text, by):
    return "".join(f"{' ' * by}{line}\n" for line in text.strip().splitlines())


@cache
def _of_attributes(form, cases):
    names = [case for case in cases if case is not _ASKS]
    parts = [_CASES[form].format(text=repr(name), name=name) for name in names]
    parts.append(_ASKING[form] if _ASKS in cases else "")
    body = "".join(_indented(part, 4) for part in [*parts, _PLAIN[form]])
    return _defined(ast.parse(f"def {form[0]}_named({_PARAMETERS[form]}):\n{body}"))


def _defined(tree):
    """The function that a syntax tree defines."""
    names = {"__name__": MODULE_NAME}
    exec(compile(ast.fix_missing_locations(tree), __file__, "exec", dont_inherit=True), names)
    return names[tree.body[0].name]


def _is_instance(value):
    return type(value).__module__ == MODULE_NAME and not isinstance(value, type)


def reads(builtin):
    """What chooses the case of a call that reads an attribute: one that a property or `__getattr__` gives."""

    def choose(_calls, _lazy, named, value, name, *default):
        form = builtin, 2 + len(default)
        if named or form not in _CASES or type(name) is not str or not _is_instance(value):
            return None
        member = inspect.getattr_static(type(value), name, None)
        if type(member) is property or _is_descriptor(member, "__get__"):
            return _of_property(form, name, member.fget if type(member) is property else type(member).__get__)
        if not _has_method(type(value), "__getattr__") or _has(value, name, member):
            return None
        return Case(_of_attributes, form, _ASKS)

    return choose


def changes(builtin, part, descriptor):
    """What chooses the case of a call that changes an attribute: one that a method of the class, a property or another
    descriptor changes."""
    form, method = next(form for form in _PARAMETERS if form[0] == builtin), f"__{builtin}__"

    def choose(_calls, _lazy, named, value, name, *new):
        if named or (builtin, 2 + len(new)) != form or type(name) is not str or not _is_instance(value):
            return None
        if _has_method(type(value), method):
            return Case(_of_attributes, form, _ASKS)
        member = inspect.getattr_static(type(value), name, None)
        if _is_descriptor(member, descriptor):
            return _of_property(form, name, of_class(type(member), descriptor))
        return _of_property(form, name, getattr(member, part)) if type(member) is property else None

    return choose


def _is_descriptor(value, method):
    """Whether a value is an object of the program that decides what an attribute is, by a method of its class."""
    return _is_instance(value) and _has_method(type(value), method)


def _has_method(cls, name):
    """Whether a class of the program has a method in Python."""
    return isinstance(inspect.getattr_static(cls, name, None), types.FunctionType)


def _of_property(form, name, function):
    is_name = name.isidentifier() and not keyword.iskeyword(name)
    return Case(_of_attributes, form, name) if is_name and isinstance(function, types.FunctionType) else None


def _has(value, name, member):
    """Whether an object has an attribute without `__getattr__`, which is looked for without running other code."""
    if is_in_class(type(member), "__set__") and not isinstance(member, types.MemberDescriptorType):
        return True
    try:
        object.__getattribute__(value, name)
    except AttributeError:
        return False
    return True


# Texts that are filled in


class _Unfilled(ValueError):
    """A text that can't be filled in with what there is."""


class _Text:
    """A text with fields, as the syntax tree of an f-string, for so many arguments by position and these names."""

    def __init__(self, count, names):
        self._count, self._names = count, names
        # The field without a number that comes next; and whether fields have none, once one was met.
        self._next, self._counts = 0, None

    def joined(self, text):
        parts = []
        for literal, field, spec, conversion in _string.formatter_parser(text):
            if literal:
                parts.append(ast.Constant(literal))
            if field is not None:
                value = self._value(field)
                inside = self.joined(spec) if spec else None
                parts.append(ast.FormattedValue(value, ord(conversion) if conversion else -1, inside))
        return ast.JoinedStr(parts)

    def _value(self, field):
        first, rest = _string.formatter_field_name_split(field)
        if first == "":
            first, self._next = self._next, self._next + 1
            self._note(True)
        elif isinstance(first, int):
            self._note(False)
        value = self._argument(first)
        for is_attribute, key in rest:
            if is_attribute:
                value = ast.Attribute(value, key, ast.Load())
            else:
                value = ast.Subscript(value, ast.Constant(key), ast.Load())
        return value

    def _note(self, counts):
        if self._counts not in (None, counts):
            raise _Unfilled
        self._counts = counts

    def _argument(self, which):
        known = which < self._count if isinstance(which, int) else which in self._names
        if not known:
            raise _Unfilled
        return ast.Name(_positional(which) if isinstance(which, int) else which, ast.Load())


def _positional(number):
    return f"_hosted_{number}"


class _Fill(ast.NodeTransformer):
    """Puts f-strings in the place of names."""

    def __init__(self, texts):
        self._texts = texts

    def visit_Name(self, node):
        return self._texts.get(node.id, node)


@cache
def _of_texts(form, texts):
    count, names = form
    by_position = [_positional(number) for number in range(count)]
    given = ", ".join([*by_position, *(f"{name}={name}" for name in names)])
    parameters = ", ".join(["_hosted_text", *by_position, "/", *(["*", *names] if names else [])])
    lines = [f"def fill({parameters}):"]
    for place, text in enumerate(texts):
        lines += [f"    if _hosted_text == {text!r}:", f"        return _filled_{place}"]
    lines.append(f"    return _hosted_text.format({given})")
    filled = {f"_filled_{place}": _Text(count, names).joined(text) for place, text in enumerate(texts)}
    return _defined(_Fill(filled).visit(ast.parse("\n".join(lines))))


def fills(_calls, _lazy, named, text, *given):
    """The case of `str.format` with a text that objects of the program are put in."""
    form = len(given), tuple(named)
    if not any(map(_is_instance, [*given, *named.values()])):
        return None
    is_plain = all(name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_") for name in named)
    if type(text) is not str or not is_plain:
        return None
    try:
        _Text(*form).joined(text)
    except ValueError:
        # C code says what is wrong.
        return None
    return Case(_of_texts, form, text)


def formats(plainly, with_spec):
    """What chooses the function of a call of `format`, of which there is one for those with a specification."""

    def choose(_calls, _lazy, named, value, *spec):
        cls = type(value)
        if named or not _is_instance(value):
            return None
        if has_own(cls, "__format__"):
            return with_spec if spec else plainly
        return plainly if not spec and (has_own(cls, "__str__") or has_own(cls, "__repr__")) else None

    return choose


# Builtins that are given names, which decide if a call needs a function.
NAMED = (delattr, getattr, hasattr, setattr)
# Builtins that C code or opaque objects may do as well, if a program can't be recorded with them self-hosted.
OPTIONAL = (*NAMED, str.format)
