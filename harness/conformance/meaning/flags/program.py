"""Flags, enumerations of texts, and properties that are computed once."""

from enum import Flag, StrEnum, auto
from functools import cached_property


class Access(Flag):
    READ = auto()
    WRITE = auto()
    RUN = auto()


class Kind(StrEnum):
    FILE = auto()
    FOLDER = "dir"


class Node:
    computed = 0

    def __init__(self, name, access, parts=()):
        self.name = name
        self.access = access
        self.parts = parts

    @cached_property
    def size(self):
        Node.computed += 1
        return len(self.name) + sum([part.size for part in self.parts])

    @cached_property
    def allowed(self):
        return Access.READ in self.access and self.access & (Access.WRITE | Access.RUN)


def run(n):
    found = []
    Node.computed = 0
    for i in range(n):
        access = Access(i % 8)
        other = Access.RUN ^ access
        node = Node(f"n{i}", access, (Node("a", other), Node("bc", ~access)))
        found.append((node.size, node.size, Node.computed, bool(node.allowed), str(access), repr(other), access.value))
        found.append(([flag.name for flag in access], len(other), access == other, access is Access(i % 8), not access))
        kind = Kind.FILE if access else Kind.FOLDER
        found.append((f"{kind}", kind == "file", kind + "s", "a " + kind, kind.name, kind is Kind("dir"), len(kind)))
    return found, [flag.name for flag in Access], len(Access), len(Kind), [str(kind) for kind in Kind]


ARGS = (60,)
QUICK_ARGS = (9,)
