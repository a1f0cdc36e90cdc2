"""Which self-hosted function stands for a call of a builtin."""

import copy
import dataclasses
import functools
import inspect
import itertools
import json
import operator
import re
import types

from . import hosted_cases as cases
from . import hosted_itertools as iterators
from . import hosted_library as library
from . import hosted_texts as texts
from .held import has_own, is_in_class
from .opaque import holds_opaque, is_opaque
from .program import MODULE_NAME

ORDERS = frozenset({"__lt__", "__gt__"})
ADDS = frozenset({"__add__", "__radd__"})
_CONTAINERS = (list, tuple, dict, set, frozenset)


def is_of_program(value):
    """Whether a value is an instance of a class of the program, or a class with a metaclass of it."""
    return type(value).__module__ == MODULE_NAME


def is_indexed(cls):
    """Whether C code goes through objects of a class by a `__getitem__` of the program, since it has no `__iter__`."""
    return cls.__module__ == MODULE_NAME and not is_in_class(cls, "__iter__") and has_own(cls, "__getitem__")


def _first(items):
    """The first item of a builtin container, or None."""
    return next(iter(items), None) if type(items) in _CONTAINERS else None


def _has(value, names):
    return is_of_program(value) and any(has_own(type(value), name) for name in names)


def _orders(value):
    """Whether comparing an object by `<` or `>` runs code of the program."""
    cls = type(value)
    return is_of_program(value) and any(has_own(cls, name) for name in ORDERS)


def _has_to_ask(lazy, others, items):
    """Whether a builtin asks objects for items, and has other arguments than generators may be given with."""
    return lazy(items) and bool(others or is_of_program(items))


# What follows chooses the function for a call, given what its arguments have: whether calling them, and asking them for
# items, runs code of the program; arguments by name, and those by position. None if C code does it.


def _map(_calls, _lazy, named, *arguments):
    return None if named else {2: library.map_of_one, 3: library.map_of_two}.get(len(arguments))


def _filter(_calls, _lazy, _named, function, _items):
    return library.filter_true if function is None else library.filter_by


def _reduce(_calls, _lazy, named, *arguments):
    return None if named else {2: library.reduce_all, 3: library.reduce_from}.get(len(arguments))


def _enumerate(_calls, lazy, named, *arguments):
    is_plain = arguments and named.keys() <= {"start"}
    return library.enumerate_all if is_plain and lazy(arguments[0]) else None


def _zip(_calls, lazy, named, *arguments):
    if named.keys() == {"strict"}:
        return library.zip_strictly if named["strict"] else library.zip_all
    if named or not any(map(lazy, arguments)):
        return None
    return {2: library.zip_two, 3: library.zip_three}.get(len(arguments))


def _is_of_dict(key):
    """Whether a key is a method of a dict, which gives what the dict has."""
    return isinstance(key, types.BuiltinMethodType) and type(key.__self__) is dict


def _are_asked(values):
    """Whether the order of what is in a builtin container is asked: by code of the program, or of opaque objects."""
    return _orders(_first(values)) or holds_opaque(values)


def _sorting(all_of, by, objects):
    def choose(calls, lazy, named, items):
        key = named.get("key")
        if calls(key) or all_of is None and callable(key) and is_opaque(key, ()):
            return by
        values = items
        if _is_of_dict(key):
            values = [*key.__self__.values()]
        elif key is not None:
            return by if lazy(items) else None
        if _are_asked(values):
            return objects
        return all_of if _has_to_ask(lazy, named, items) else None

    return choose


def _extreme(name):
    forms = {form: getattr(library, f"{name}_{form}") for form in "by by_or of_by all all_or of".split()}

    def choose(calls, lazy, named, *arguments):
        is_one, key = len(arguments) == 1, named.get("key")
        is_asked = _is_of_dict(key) and holds_opaque(key.__self__.values()) or key is not None and is_one and lazy(arguments[0])
        if calls(key) or is_asked:
            return forms["of_by" if not is_one else "by_or" if "default" in named else "by"]
        if key is not None:
            return None
        if is_one and (_has_to_ask(lazy, named, arguments[0]) or _are_asked(arguments[0])):
            return forms["all_or" if "default" in named else "all"] if named.keys() <= {"default"} else None
        return forms["of"] if not is_one and not named and any(map(_orders, arguments)) else None

    return choose


def _sum(_calls, lazy, named, items, *start):
    adds = _has(_first(items), ADDS) or holds_opaque(items) or any(_has(value, ADDS) for value in start)
    return library.sum_all if adds or _has_to_ask(lazy, named or start, items) else None


def _of_items(template, count=1):
    def choose(_calls, lazy, named, *arguments):
        is_form = not named and len(arguments) == count
        return template if is_form and is_of_program(arguments[-1]) and lazy(arguments[-1]) else None

    return choose


def _filling(template, count):
    """What chooses the function of a call that puts in a dict what an object of the program has."""

    def choose(_calls, lazy, named, *arguments):
        if named or len(arguments) != count or not is_of_program(arguments[-1]):
            return None
        return template if has_own(type(arguments[-1]), "keys") or lazy(arguments[-1]) else None

    return choose


def _dumps(calls, lazy, named, *arguments):
    """The function of a call of `json.dumps` that is given a class or a function of the program."""
    cls = named.get("cls")
    is_own = isinstance(cls, type) and cls.__module__ == MODULE_NAME and len(arguments) == 1
    return texts.dumps_in if is_own else _given(texts.dumps_by, "default")(calls, lazy, named, *arguments)


def _replace(_calls, _lazy, _named, value, *more):
    return library.replace_fields if not more and is_of_program(value) and has_own(type(value), "__replace__") else None


def _of_classes(template):
    """What chooses the function of a call that asks several classes, some of which are opaque."""

    def choose(_calls, _lazy, _named, _value, classes):
        return template if type(classes) is tuple and any(type(it) is tuple or is_opaque(it, ()) for it in classes) else None

    return choose


def _indexed(template):
    def choose(_calls, _lazy, named, *arguments):
        is_one = len(arguments) == 1 and not named
        return template if is_one and is_indexed(type(arguments[0])) else None

    return choose


def _reversed(_calls, _lazy, named, *arguments):
    is_one = len(arguments) == 1 and not named and not is_in_class(type(arguments[0]), "__reversed__")
    return library.reversed_items if is_one and _has(arguments[0], {"__getitem__"}) else None


def _iter(calls, lazy, named, *arguments):
    if len(arguments) == 2 and not named:
        return library.iterate_until if calls(arguments[0]) or not is_opaque(arguments[0], ()) else None
    return _indexed(library.iterate_items)(calls, lazy, named, *arguments)


def _round(_calls, _lazy, named, number=None, *digits):
    given = [*digits, *named.values()]
    is_form = len(given) == 1 and given[0] is not None and named.keys() <= {"ndigits"}
    return library.round_to if is_form and _has(number, {"__round__"}) else None


def _next(_calls, _lazy, _named, iterator, *default):
    return library.next_or if default and is_of_program(iterator) else None


def _always(template):
    parameters = inspect.signature(template)

    def choose(_calls, _lazy, named, *arguments):
        try:
            parameters.bind(*arguments, **named)
        except TypeError:
            return None
        return template

    return choose


def _given(template, parameter):
    """The function of a call that is given a function of the program for a parameter."""
    parameters = inspect.signature(template)

    def choose(calls, _lazy, named, *arguments):
        try:
            given = parameters.bind(*arguments, **named).arguments
        except TypeError:
            return None
        return template if calls(given[parameter]) else None

    return choose


def _repeat(_calls, _lazy, named, *arguments):
    return iterators.repeat_forever if len(arguments) + len(named) == 1 else iterators.repeat_times


def _islice(_calls, _lazy, _named, _items, *bounds):
    if len(bounds) == 1:
        return None if bounds[0] is None else iterators.islice_to
    return iterators.islice_from


def _itemgetter(_calls, _lazy, named, *items):
    return None if named or not items else library.itemgetter_one if len(items) == 1 else library.itemgetter_several


def _filterfalse(_calls, _lazy, _named, function, _items):
    return None if function is None else iterators.filterfalse_by


def _accumulate(_calls, _lazy, named, *arguments):
    if "initial" in named:
        return iterators.accumulate_sums_from if len(arguments) + len(named) == 2 else iterators.accumulate_by_from
    return iterators.accumulate_sums if len(arguments) + len(named) == 1 else iterators.accumulate_by


HOSTABLE = {
    all: _of_items(library.all_all),
    any: _of_items(library.any_all),
    copy.replace: _replace,
    dataclasses.replace: _replace,
    delattr: cases.changes("delattr", "fdel", "__delete__"),
    dict: _filling(library.dict_of, 1),
    dict.update: _filling(library.update_from, 2),
    enumerate: _enumerate,
    filter: _filter,
    format: cases.formats(library.format_plainly, library.format_with),
    functools.partial: _always(library.partial),
    functools.reduce: _reduce,
    getattr: cases.reads("getattr"),
    hasattr: cases.reads("hasattr"),
    isinstance: _of_classes(library.isinstance_any),
    issubclass: _of_classes(library.issubclass_any),
    iter: _iter,
    itertools.accumulate: _accumulate,
    itertools.batched: _always(iterators.batched),
    itertools.chain: _always(iterators.chain),
    itertools.chain.from_iterable: _always(iterators.chain_from),
    itertools.compress: _always(iterators.compress),
    itertools.combinations: _always(iterators.combinations),
    itertools.count: _always(iterators.count),
    itertools.cycle: _always(iterators.cycle),
    itertools.dropwhile: _always(iterators.dropwhile),
    itertools.filterfalse: _filterfalse,
    itertools.groupby: _always(iterators.groupby),
    itertools.islice: _islice,
    itertools.pairwise: _always(iterators.pairwise),
    itertools.permutations: _always(iterators.permutations),
    itertools.product: _always(iterators.product),
    itertools.repeat: _repeat,
    itertools.starmap: _always(iterators.starmap),
    itertools.takewhile: _always(iterators.takewhile),
    itertools.zip_longest: _always(iterators.zip_longest_two),
    json.dumps: _dumps,
    json.loads: _given(texts.loads_by, "object_hook"),
    list: _of_items(library.list_all),
    list.extend: _of_items(library.extend_all, 2),
    list.sort: _sorting(None, library.sort_by, library.sort_objects),
    map: _map,
    max: _extreme("max"),
    min: _extreme("min"),
    next: _next,
    operator.itemgetter: _itemgetter,
    re.Pattern.sub: _given(texts.sub_in, "repl"),
    re.Pattern.subn: _given(texts.subn_in, "repl"),
    re.sub: _given(texts.sub_by, "repl"),
    re.subn: _given(texts.subn_by, "repl"),
    reversed: _reversed,
    round: _round,
    set: _of_items(library.set_all),
    setattr: cases.changes("setattr", "fset", "__set__"),
    sorted: _sorting(library.sorted_all, library.sorted_by, library.sorted_objects),
    str.format: cases.fills,
    str.join: _of_items(library.join_all, 2),
    sum: _sum,
    tuple: _of_items(library.tuple_all),
    zip: _zip,
}
