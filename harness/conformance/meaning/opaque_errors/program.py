"""Objects of other modules raise exceptions, and make objects of the program's classes."""

import copy
import json
import re
from collections import OrderedDict
from dataclasses import dataclass


@dataclass
class Record:
    name: str
    values: list
    is_open: bool = False


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a
        self.b = (a, a)


class Pair:
    def __init__(self, first, second):
        self.first = first
        self.second = second

    def total(self):
        return self.first + len(self.second.values)


def parsed(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos, error.msg, str(error)
    finally:
        pass


def matched(pattern):
    try:
        return re.compile(pattern).pattern
    except re.error as error:
        return f"bad: {error.msg}"


def popped(table, key):
    try:
        return table.pop(key)
    except KeyError as error:
        return error.args


def last(iterator):
    found = None
    while True:
        try:
            found = next(iterator)
        except StopIteration:
            return found


def run(n):
    found = []
    for i in range(n):
        found.append(parsed('{"a": %d}' % i if i % 2 else '{"a" %d}' % i))
        found.append(matched("(a" if i % 3 else "a+"))
        table = OrderedDict([(1, i)])
        found.append(popped(table, i % 2))
        found.append(last(re.finditer("[a-z]", "ab1c")) is not None)
        record = Record(f"r{i}", [i, i + 1])
        pair = copy.deepcopy(Pair(i, record))
        pair.second.values.append(7)
        found.append((pair.total(), record.values, pair.second.values, pair.second.name, pair.second == record))
        slotted = copy.copy(Slotted(i))
        found.append((slotted.a, slotted.b))
        try:
            json.attribute
        except AttributeError as error:
            found.append(str(error))
    return found[-14:], len(found)


ARGS = (150,)
QUICK_ARGS = (4,)
