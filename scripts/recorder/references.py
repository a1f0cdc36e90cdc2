"""What refers to the answer of an opaque object."""

import sys

from . import memory
from .version import VERSION


def _references(value):
    return sys.getrefcount(value)


def more_references(answer):
    """How many more references an object has, a local of the caller, than a local of this function."""
    local = []
    return _references(answer) - _references(local)


def _usual():
    """The same for an answer to which nothing refers but the local, and one other place."""
    other = [[]]
    answer = other[0]
    return more_references(answer)


USUAL = _usual()


def is_owned(frame, index):
    """Whether a slot of a frame has a reference of its own to its object: since 3.14 it may have none."""
    return VERSION < (3, 14) or not memory.slots(frame, index, 1)[0] & 1
