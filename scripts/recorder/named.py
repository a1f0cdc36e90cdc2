"""Calls that are given the name of an attribute: `getattr` and its kin, and what classes have of them from `object`.

The types of arguments do not tell what such a call does, so that the name is a part of what was met: the kind of the
name has the text as its `identity`.
"""

import types

from . import handlers, memory
from .problems import Inexpressible
from .program import MODULE_NAME
from .values import is_of_program, is_opaque_kind

READS, TESTS, STORES, DELETES = "reads", "tests", "stores", "deletes"
_CALLED = {
    getattr: READS, hasattr: TESTS, setattr: STORES, delattr: DELETES, object.__getattribute__: READS,
    object.__setattr__: STORES, object.__delattr__: DELETES,
}  # fmt: skip
_ADDRESSES = frozenset(map(id, _CALLED))
# The function that may call `vars`, and gives nobody what that gives: that of `hosted_attributes.py`.
_OWN = "hosted_snapshot"
# What code mentions that may call one which changes something.
_CHANGING = frozenset("setattr delattr __setattr__ __delattr__".split())


def is_named(address):
    """Whether a call of what has this address is given the name of an attribute."""
    return address in _ADDRESSES


def told(addresses):
    """Which operand is the name, of `self` or null and the arguments, and the name; None if there is none."""
    at = 1 + (not addresses[0])
    name = memory.object_at(addresses[at]) if at < len(addresses) else None
    return (at, name) if type(name) is str else None


def _what(target):
    return _CALLED.get(target) if isinstance(target, (types.BuiltinFunctionType, types.WrapperDescriptorType)) else None


def _asked(target, kinds):
    """The owner of the attribute, and its name; None for one that is no text."""
    arguments = kinds[kinds[0].cls is None :]
    if len(arguments) < 2:
        raise Inexpressible(f"{target.__name__} without a name")
    name = arguments[1].identity
    return arguments[0], name if type(name) is str else None


def plain(target, kinds):
    """The kinds of operands without the name, which only this file needs."""
    if _what(target) is None:
        return kinds
    return tuple(type(kind)(kind.cls, kind.size) if type(kind.identity) is str else kind for kind in kinds)


def merged(rows):
    """Rows of calls, those once that differ in nothing but the name."""
    found = []
    for callee, kinds, *counts in rows:
        known = next((row for row in found if row[:2] == [callee, kinds]), None)
        if known is None:
            found.append([callee, kinds, *counts])
        else:
            known[2:] = map(sum, zip(known[2:], counts))
    return found


def changes(code, observer):
    """The owners whose attributes calls in a code object set or delete, as kinds, and the names."""
    if _CHANGING.isdisjoint(code.co_names):
        return
    for offset in observer.of(code).calls:
        for callee, kinds, _ in observer.calls(code, offset):
            if _what(callee.target) in (STORES, DELETES) and any(type(kind.identity) is str for kind in kinds):
                yield _asked(callee.target, kinds)


class Named:
    """Says whether such calls can be recorded; `lookups` finds attributes."""

    def __init__(self, tables, lookups):
        self._tables = tables
        self._lookups = lookups

    def check(self, target, kinds, code):
        """Raises if a call in a code object does with an attribute what has no form."""
        if target is vars:
            self._check_all(kinds, code)
        what = _what(target)
        if what is None:
            return
        owner, name = _asked(target, kinds)
        if name is None:
            raise Inexpressible(f"{target.__name__} with a name that is not of type str")
        if what in (READS, TESTS):
            self._check_read(target, owner, name)
        else:
            self._check_change(target, owner, name)

    def _check_all(self, kinds, code):
        if code.co_qualname != _OWN or kinds[-1].cls.__module__ != MODULE_NAME or kinds[-1].identity is not None:
            raise Inexpressible("vars()")
        cls = kinds[-1].cls
        has_slots = any(isinstance(it, types.MemberDescriptorType) for base in cls.__mro__ for it in vars(base).values())
        if handlers.is_exception(cls) or has_slots:
            raise Inexpressible(f"vars() of an object of type {cls.__name__}")

    def _check_read(self, target, owner, name):
        if owner.cls is types.FunctionType:
            # It is looked for when the call is made.
            self._lookups.find(owner, name, None, True)
            return
        if not self._lookups.has(owner, name):
            if _may_have_unknown(owner):
                raise Inexpressible(f"{target.__name__} of an object of type {owner.cls.__name__}")
            if owner.identity is not None or name not in self._tables.inline_attributes(owner.cls):
                # It does not have it, here as in CPython.
                return
        find = self._lookups.find(owner, name, None, True)
        if "property" in find:
            raise Inexpressible(f"{owner.cls.__name__}.{name}, a property that {target.__name__} calls")
        is_opaque = any(isinstance(form, dict) and "opaque" in form for form in find.values())
        if is_opaque and not self._lookups.is_own(owner, name):
            raise Inexpressible(f"attribute {name} of {_name(owner)}")

    def _check_change(self, target, owner, name):
        is_function = owner.cls is types.FunctionType
        if is_opaque_kind(owner) or not (is_function or is_of_program(owner.cls) or is_of_program(owner.identity)):
            raise Inexpressible(f"{target.__name__} of {_name(owner)}")
        if name.startswith("__") and name.endswith("__"):
            raise Inexpressible(f"{target.__name__} of {name}")
        find = self._lookups.find(owner, name, None, False)
        if not {"value", "slot", "changed", "missing"} & find.keys():
            raise Inexpressible(f"{target.__name__} of {name}, which {_name(owner)} has")


def _name(owner):
    """What an owner is called."""
    return getattr(owner.identity, "__name__", None) or f"an object of type {owner.cls.__name__}"


def _may_have_unknown(owner):
    """Whether there may be attributes of an owner that a recording does not tell of."""
    cls = owner.cls
    if owner.identity is not None or cls.__module__ == MODULE_NAME or handlers.is_exception(cls):
        return False
    return bool(cls.__dictoffset__)
