"""What stands for the dict of an object's attributes, `value.__dict__` and `vars(value)`, in Python.

`hosted_modules.py` defines all of it in a program. The runtime has no such dict: `vars` gives a new one there. What only
reads has a copy, in CPython, too; what changes attributes, or keeps the dict, an object that finds and stores them.
"""


# For each class, by its name, the names of attributes in the order in which objects have them. `hosted_modules.py` fills it.
hosted_orders = {}


def hosted_snapshot(value):
    known, found = vars(value), {}
    for name in hosted_orders.get(type(value).__name__, ()):
        if name in known:
            found[name] = known[name]
    return found


class hosted_AttributesOf:
    __slots__ = ("owner",)

    def __init__(self, owner):
        self.owner = owner

    def __getitem__(self, name):
        return hosted_snapshot(self.owner)[name]

    def __setitem__(self, name, value):
        object.__setattr__(self.owner, name, value)

    def __delitem__(self, name):
        if name not in hosted_snapshot(self.owner):
            raise KeyError(name)
        object.__delattr__(self.owner, name)

    def __contains__(self, name):
        return name in hosted_snapshot(self.owner)

    def __iter__(self):
        for name in hosted_snapshot(self.owner):
            yield name

    def __len__(self):
        return len(hosted_snapshot(self.owner))

    def __eq__(self, other):
        known = hosted_snapshot(other.owner) if isinstance(other, hosted_AttributesOf) else other
        return hosted_snapshot(self.owner) == known

    def __repr__(self):
        return repr(hosted_snapshot(self.owner))

    def copy(self):
        return hosted_snapshot(self.owner)

    def keys(self):
        return hosted_snapshot(self.owner).keys()

    def values(self):
        return hosted_snapshot(self.owner).values()

    def items(self):
        return hosted_snapshot(self.owner).items()

    def get(self, name, default=None):
        return hosted_snapshot(self.owner).get(name, default)

    def update(self, given=(), /, **named):
        pairs = {**(given.copy() if isinstance(given, hosted_AttributesOf) else dict(given)), **named}
        for name in pairs:
            object.__setattr__(self.owner, name, pairs[name])

    def setdefault(self, name, default=None):
        known = hosted_snapshot(self.owner)
        if name not in known:
            object.__setattr__(self.owner, name, default)
            return default
        return known[name]

    def pop(self, name, *default):
        known = hosted_snapshot(self.owner)
        if name not in known:
            if default:
                return default[0]
            raise KeyError(name)
        value = known[name]
        object.__delattr__(self.owner, name)
        return value

    def clear(self):
        for name in hosted_snapshot(self.owner):
            object.__delattr__(self.owner, name)
