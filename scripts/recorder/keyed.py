"""Keys of which the program says what their hash is, or what they equal: which instructions and calls meet them.

C code calls a `__hash__` and `__eq__` of the program there. A run shows where, and the place is *demanded*: in further
runs, a function of `hosted_keys.py` is called in its place. A call has that function in the place of its callable. An
instruction has in the place of the dict or set what has that function as its method. Which one depends on the types of
the dict or set and of the key.
"""

import collections
import types
from opcode import _nb_ops, cmp_op

from . import hosted_keys as library
from . import hosted_sets as sets
from . import memory
from .held import has_own, held_type, is_in_class
from .program import MODULE_NAME
from .version import VERSION

# The methods that a program has for that.
METHODS = frozenset({"__eq__", "__hash__"})
_INSTRUCTIONS = {
    "BINARY_SUBSCR": "__getitem__",
    "CONTAINS_OP": "__contains__",
    "DELETE_SUBSCR": "__delitem__",
    "STORE_SUBSCR": "__setitem__",
}
_OPERATORS = {
    "NB_AND": "__and__", "NB_INPLACE_AND": "__iand__", "NB_INPLACE_OR": "__ior__", "NB_INPLACE_SUBTRACT": "__isub__",
    "NB_INPLACE_XOR": "__ixor__", "NB_OR": "__or__", "NB_SUBSCR": "__getitem__", "NB_SUBTRACT": "__sub__",
    "NB_XOR": "__xor__",
}  # fmt: skip
# What has no `__ne__` asks its `__eq__`.
_COMPARISONS = {"==": "__eq__", "!=": "__eq__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}
# Which operand has the method, and which one is the key, where these are not the first and the second.
_OPERANDS = {"__contains__": (1, 0), "__setitem__": (1, 2)}
_OF_KEYS = {
    "__contains__": library.contains_key,
    "__delitem__": library.delete_item,
    "__getitem__": library.item_of,
    "__setitem__": library.set_item,
}
# What is done with an object of the same type.
_OF_ANY_SETS = {
    "__eq__": sets.equal_sets,
    "__ge__": sets.is_superset,
    "__gt__": sets.is_larger,
    "__le__": sets.is_subset,
    "__lt__": sets.is_smaller,
}
_OF_FROZENSETS = _OF_ANY_SETS | {
    "__and__": sets.frozen_intersection_of,
    "__or__": sets.frozen_union_of,
    "__sub__": sets.frozen_difference_of,
    "__xor__": sets.frozen_symmetric_difference_of,
}
_OF_SETS = _OF_ANY_SETS | {
    "__and__": sets.intersection_of,
    "__iand__": sets.keep_all,
    "__ior__": sets.add_all,
    "__isub__": sets.remove_all,
    "__ixor__": sets.toggle_all,
    "__or__": sets.union_of,
    "__sub__": sets.difference_of,
    "__xor__": sets.symmetric_difference_of,
}
_CONTAINS_KEY = {"__contains__": library.contains_key}
_CONTAINS_ITEM = {"__contains__": library.contains_item}
_OF = {
    dict: _OF_KEYS | {"__eq__": library.equal_dicts, "__ior__": library.merge_into, "__or__": library.merged},
    collections.Counter: _OF_KEYS | {"__delitem__": library.delete_count, "__getitem__": library.count_of},
    collections.defaultdict: _OF_KEYS | {"__eq__": library.equal_dicts, "__getitem__": library.item_or_new},
    frozenset: _OF_FROZENSETS | _CONTAINS_KEY,
    list: _CONTAINS_ITEM | {"__eq__": library.equal_lists},
    set: _OF_SETS | _CONTAINS_KEY,
    tuple: _CONTAINS_ITEM | {"__eq__": library.equal_tuples},
}
# Methods, by the number of arguments of which the second is the key.
_BY_KEY = {
    dict.__contains__: {2: library.contains_key},
    dict.__getitem__: {2: library.item_of},
    dict.get: {2: library.get_one, 3: library.get_or},
    dict.pop: {2: library.pop_one, 3: library.pop_or},
    dict.setdefault: {2: library.setdefault_none, 3: library.setdefault_to},
    frozenset.__contains__: {2: library.contains_key},
    set.__contains__: {2: library.contains_key},
    set.add: {2: library.add_member},
    set.discard: {2: library.discard_member},
    set.remove: {2: library.delete_item},
}
# Methods and classes that take other objects: what is called for a set or dict as the last argument, and for others.
_BY_ITEMS = {
    dict: {1: (library.dict_of, library.dict_from)},
    dict.copy: {1: (library.dict_of, None)},
    dict.fromkeys: {1: (None, library.keys_from), 2: (None, library.keys_with)},
    dict.update: {2: (library.update_dict, library.update_pairs)},
    collections.Counter: {1: (None, library.counted)},
    collections.Counter.update: {2: (None, library.count_more)},
    frozenset: {1: (None, sets.frozenset_from)},
    frozenset.difference: {2: (sets.frozen_difference_of, sets.frozen_difference_with)},
    frozenset.intersection: {2: (sets.frozen_intersection_of, sets.frozen_intersection_with)},
    frozenset.isdisjoint: {2: (sets.are_disjoint, sets.has_none_of)},
    frozenset.issubset: {2: (sets.is_subset, sets.is_subset_of_items)},
    frozenset.issuperset: {2: (sets.is_superset, sets.has_all_of)},
    frozenset.symmetric_difference: {2: (sets.frozen_symmetric_difference_of, sets.frozen_symmetric_difference_with)},
    frozenset.union: {2: (sets.frozen_union_of, sets.frozen_union_with)},
    list.count: {2: (None, library.count_item)},
    list.index: {2: (None, library.index_of)},
    list.remove: {2: (None, library.remove_item)},
    set: {1: (None, sets.set_from)},
    set.difference: {2: (sets.difference_of, sets.difference_with)},
    set.difference_update: {2: (sets.take_all, sets.take_items)},
    set.intersection: {2: (sets.intersection_of, sets.intersection_with)},
    set.intersection_update: {2: (sets.keep_only, sets.keep_items)},
    set.isdisjoint: {2: (sets.are_disjoint, sets.has_none_of)},
    set.issubset: {2: (sets.is_subset, sets.is_subset_of_items)},
    set.issuperset: {2: (sets.is_superset, sets.has_all_of)},
    set.symmetric_difference: {2: (sets.symmetric_difference_of, sets.symmetric_difference_with)},
    set.symmetric_difference_update: {2: (sets.toggle_set, sets.toggle_items)},
    set.union: {2: (sets.union_of, sets.union_with)},
    set.update: {2: (sets.update_set, sets.update_members)},
}
# Those that are Python code in CPython, where no event tells that they call a method of the program.
IN_PYTHON = (collections.Counter, collections.Counter.update)


class Keyed:
    """The places of a program that meet such keys."""

    def __init__(self, program):
        self._program = program
        # By code object and offset. Functions that stand for others are watched everywhere.
        self._demanded = set()
        self._own = set()
        # Those where other keys, too, are compared with such keys.
        self._wide = set()
        self._has_new = self._is_given_up = False
        # For each place of an instruction and the types of its table and key: the function.
        self._chosen = {}
        # The functions of each place, and the method that they stand for.
        self._shared = {}
        self._methods = {}
        # Objects that have addresses of their own.
        self._alive = []

    def demand(self, code, offset):
        """Notes that C code has called such a method at a place."""
        place = id(code), offset
        known = self._wide if place in self._demanded or id(code) in self._own else self._demanded
        if not self._is_given_up and place not in known:
            known.add(place)
            self._has_new = True

    def takes_demands(self):
        """Whether there are demands since this was last asked, for which another attempt may find functions."""
        has_new, self._has_new = self._has_new, False
        return has_new

    def give_up(self):
        """Lets C code do it."""
        for known in (self._chosen, self._shared, self._methods, self._demanded, self._own, self._wide):
            known.clear()
        self._has_new, self._is_given_up = False, True

    def add_own(self, code):
        """Adds a function's code object that stands for a place."""
        self._own.add(id(code))

    @property
    def places(self):
        """The places of instructions that have functions, by code object and offset."""
        return self._chosen

    @property
    def count(self):
        """How many functions there are."""
        return sum(map(len, self._chosen.values()))

    def watches(self, code, offset):
        """Whether a place may meet such keys."""
        return id(code) in self._own or (id(code), offset) in self._demanded

    def look(self, instruction, code, addresses, copied):
        """Notes which function an instruction needs for operands; whether it needs one. `copied` makes a copy of one."""
        name = method_of(instruction)
        on, key = _OPERANDS.get(name, (0, 1))
        place = id(code), instruction.offset
        table, value = memory.object_at(addresses[on]), memory.object_at(addresses[key])
        template = self._template(place, name, table, value)
        if template is None:
            return False
        chosen = self._chosen.setdefault(place, {})
        self._methods[place] = name
        kinds = self._type(type(table)), self._type(type(value))
        if kinds not in chosen:
            # Keys without a hash have one of their own, since calls in it are those of one function.
            shared = place, template.__name__, type(value).__hash__ is None
            if shared not in self._shared:
                self._shared[shared] = copied(template)
            chosen[kinds] = self._shared[shared]
            self._alive += [type(table), type(value)]
        return True

    def choose(self, code, offset, callee, named, arguments):
        """The function that a call needs in a place that is watched, or None."""
        if named or not arguments:
            return None
        if callee is hash:
            return self._hash(code, arguments[0])
        key_forms, item_forms = (_found(forms, callee).get(len(arguments)) for forms in (_BY_KEY, _BY_ITEMS))
        if key_forms is not None and (self._asks(arguments[1]) or (id(code), offset) in self._wide):
            if VERSION >= (3, 14) and type(arguments[1]).__hash__ is None:
                return _without_hash(isinstance(arguments[0], dict), len(arguments))
            return key_forms
        if item_forms is None or (id(code), offset) not in self._demanded | self._wide:
            return None
        tables = (dict,) if callee in (dict, dict.copy, dict.update) else (frozenset, set)
        return item_forms[type(arguments[-1]) not in tables]

    def redirect(self, place, first):
        """What puts the function in its place, given the frame that executes an instruction whose operands are from an
        index of the frame's values on."""
        on, key = _OPERANDS.get(self._methods[place], (0, 1))
        chosen = self._chosen[place]

        def redirect(frame):
            addresses = memory.operands(frame, first, max(on, key) + 1)
            types = [memory.object_at(memory.type_at(addresses[place])) for place in (on, key)]
            function = chosen.get(tuple(map(self._type, types)))
            if function is not None:
                memory.put(frame, first + on, _Stand(function, memory.object_at(addresses[on])))

        return redirect

    def found(self, place, kinds):
        """What an instruction calls for operands of these kinds, as `special` has it, and which of them decide; or None."""
        chosen, name = self._chosen.get(place), self._methods.get(place)
        if chosen is None:
            return None
        on, key = _OPERANDS.get(name, (0, 1))
        function = chosen.get((id(kinds[on].cls), id(kinds[key].cls)))
        return function and ((on, name, function), sorted([on, key]))

    def _type(self, cls):
        """The address of a class, or of the one that stands for it."""
        return id(self._program.made.standing(cls))

    def _template(self, place, name, table, value):
        if name == "__contains__" and _is_searched(type(table)):
            return library.contains_item
        kind = self._kind(type(table), name)
        template = _OF.get(kind, {}).get(name)
        if template is None:
            return None
        if name not in _OF_KEYS or kind in (list, tuple):
            # It is the table that has such keys.
            is_alike = type(value) is kind or kind in (frozenset, set) and type(value) in (frozenset, set)
            if name != "__contains__" and not is_alike:
                return None
            is_needed = place in self._demanded or kind is set or self._asks(table) or self._asks(value)
            return template if is_needed else None
        if not self._asks(value) and place not in self._wide:
            return None
        if VERSION >= (3, 14) and type(value).__hash__ is None:
            return _without_hash(issubclass(kind, dict), 2 + (name == "__setitem__"))
        if kind is dict and name == "__getitem__" and is_in_class(type(table), "__missing__"):
            return library.item_or_missing
        return template

    def _kind(self, cls, name):
        """The builtin type whose method an object of a class has, if there is a function for it."""
        if cls.__module__ == MODULE_NAME:
            cls = None if has_own(cls, name) else held_type(cls)
        return next((kind for kind in _OF if kind is cls and name in _OF[kind]), None)

    def _hash(self, code, value):
        if type(value) is tuple:
            return library.hash_of_tuple if self._asks(value) else None
        if not self._asks(value):
            return None
        if type(value).__hash__ is None:
            return library.no_hash
        # In a function that stands for another one, the `__hash__` is called at once.
        return None if id(code) in self._own else library.hash_of

    def _asks(self, value):
        """Whether what is done with a key asks the program."""
        cls = type(value)
        if cls is tuple:
            return any(map(self._asks, value))
        if cls.__module__ != MODULE_NAME or isinstance(value, type):
            return False
        return has_own(cls, "__eq__") or has_own(cls, "__hash__")


class _Stand:
    """What stands for a table while an instruction is executed. The properties give what C code calls: a function whose
    first argument is the table."""

    __slots__ = ("_function", "_table")

    def __init__(self, function, table):
        self._function = function
        self._table = table

    def _method(self):
        return types.MethodType(self._function, self._table)

    __contains__ = __delitem__ = __getitem__ = __setitem__ = property(_method)
    __and__ = __eq__ = __ge__ = __gt__ = __iand__ = __ior__ = __isub__ = __ixor__ = property(_method)
    __le__ = __lt__ = __or__ = __sub__ = __xor__ = property(_method)
    __hash__ = None


def method_of(instruction):
    """The name of the method of its operand that an instruction calls, if such a key may be the other one; or None."""
    generic = instruction.generic
    if generic == "BINARY_OP":
        return _OPERATORS.get(_nb_ops[instruction.oparg][0])
    if generic == "COMPARE_OP":
        return _COMPARISONS.get(cmp_op[instruction.oparg >> 5])
    return _INSTRUCTIONS.get(generic)


def _is_searched(cls):
    """Whether `in` goes through an object of a class of the program."""
    if cls.__module__ != MODULE_NAME or held_type(cls) is not None or is_in_class(cls, "__contains__"):
        return False
    return has_own(cls, "__iter__") or has_own(cls, "__getitem__")


def makes_hashes(code, hosted):
    """Whether a code object gives hashes that nothing but tables sees, unless the program asks for one."""
    return code.co_name == "__hash__" or hosted.stands_for(code) is not None


def lacks_hash(exception, names):
    """Whether an exception tells that an object of one of the classes with these names has no hash."""
    if not names or type(exception) is not TypeError or not exception.args or not isinstance(exception.args[0], str):
        return False
    return exception.args[0].partition("unhashable type: '")[2].partition("'")[0] in names


def _found(forms, callee):
    """What is called for a callable that is not compared by code of the program."""
    is_plain = type(callee) in (type, types.BuiltinFunctionType, types.FunctionType, types.MethodDescriptorType)
    return forms.get(callee, {}) if is_plain else {}


def _without_hash(is_dict, count):
    if not is_dict:
        return library.no_member
    return library.no_key if count == 2 else library.no_key_with
