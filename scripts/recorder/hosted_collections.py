"""`OrderedDict` and `defaultdict` in Python, as `hosted_standard.py` has other parts of the standard library."""


class hosted_defaultdict(dict):
    def __init__(self, default_factory=None, /, *args, **kwargs):
        self.default_factory = default_factory
        for items in args:
            self.update(items)
        for key in kwargs:
            self[key] = kwargs[key]

    def __getitem__(self, key):
        if key in self:
            return dict.__getitem__(self, key)
        return self.__missing__(key)

    def __missing__(self, key):
        factory = self.default_factory
        if factory is None:
            raise KeyError(key)
        self[key] = value = factory()
        return value

    def __repr__(self):
        return f"defaultdict({self.default_factory!r}, {dict.__repr__(self)})"

    def copy(self):
        return hosted_defaultdict(self.default_factory, self)


class hosted_OrderedDict(dict):
    def __init__(self, *args, **kwargs):
        for items in args:
            self.update(items)
        for key in kwargs:
            self[key] = kwargs[key]

    def move_to_end(self, key, last=True):
        value = self.pop(key)
        if last:
            self[key] = value
            return
        items = [*self.items()]
        self.clear()
        self[key] = value
        for key, value in items:
            self[key] = value

    def popitem(self, last=True):
        if not self:
            raise KeyError("dictionary is empty")
        key = [*self][-1] if last else next(iter(self))
        return key, self.pop(key)

    def __eq__(self, other):
        if isinstance(other, hosted_OrderedDict):
            return [*self.items()] == [*other.items()]
        return isinstance(other, dict) and dict.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    def __reversed__(self):
        for key in [*self][::-1]:
            yield key

    def __repr__(self):
        return f"OrderedDict({dict.__repr__(self)})" if self else "OrderedDict()"

    def copy(self):
        return hosted_OrderedDict(self)

    @classmethod
    def fromkeys(cls, keys, value=None):
        made = cls()
        for key in keys:
            made[key] = value
        return made
