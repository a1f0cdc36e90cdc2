"""Functions that are chosen by the class of their first argument, in Python.

`hosted_modules.py` defines it in a program that names `singledispatch`, like what is in `hosted_standard.py`.
"""


class hosted_Choices:
    """What a function has for each class that it is registered for. A class comes before those that it derives from."""

    def __init__(self, function):
        self.known = [(object, function)]

    def add(self, cls, function):
        place = 0
        while not issubclass(cls, self.known[place][0]):
            place += 1
        if self.known[place][0] is cls:
            self.known[place] = cls, function
        else:
            self.known.insert(place, (cls, function))

    def choose(self, value):
        for cls, function in self.known:
            if isinstance(value, cls):
                return function

    def of_class(self, wanted):
        for cls, function in self.known:
            if issubclass(wanted, cls):
                return function

    def register(self, cls, function=None):
        if function is not None:
            self.add(cls, function)
            return function
        if isinstance(cls, type):
            return lambda function: self.register(cls, function)
        for kind in hosted_annotated(cls):
            self.add(kind, cls)
        return cls


def hosted_annotated(function):
    """The classes of the first parameter of a function, by what is written behind it."""
    import typing

    hints = typing.get_type_hints(getattr(function, "__func__", function))
    first = next(iter(hints.values()))
    return typing.get_args(first) or (first,)


class hosted_singledispatch:
    def __init__(self, function):
        self.choices = hosted_Choices(function)
        self.__wrapped__ = function
        self.__name__ = function.__name__

    def __call__(self, value, *args, **kwargs):
        return self.choices.choose(value)(value, *args, **kwargs)

    def register(self, cls, func=None):
        return self.choices.register(cls, func)

    def dispatch(self, cls):
        return self.choices.of_class(cls)


class hosted_singledispatchmethod:
    def __init__(self, function):
        self.choices = hosted_Choices(function)

    def __get__(self, owner, cls=None):
        def call(value, *args, **kwargs):
            return self.choices.choose(value)(owner, value, *args, **kwargs)

        return call

    def register(self, cls, method=None):
        return self.choices.register(cls, method)
