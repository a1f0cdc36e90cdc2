"""What the standard library has that calls code of a program, or that classes of a program derive from, in Python.

`hosted_modules.py` defines all of it in a program, under the names that it has here, so that it is recorded like the
program's own. Each name is that of the standard library behind `hosted_`; others are for this file.
"""

# What stands for `abc` and `typing`


class hosted_NoBase:
    """A base that adds nothing: what derives from it has no such base."""

    def __mro_entries__(self, bases):
        return ()

    def __getitem__(self, parameters):
        return self


def hosted_concrete(abstract, initialise, message):
    """The `__init__` of a class that lacks methods."""

    def __init__(self, *args, **kwargs):
        if self.__class__ is abstract:
            raise TypeError(message)
        initialise(self, *args, **kwargs)

    return __init__


hosted_ABC = hosted_NoBase()
hosted_ABCMeta = type
hosted_Protocol = hosted_NoBase()


class hosted_Generic:
    """A base whose parameters change nothing."""

    def __class_getitem__(cls, parameters):
        return cls


def hosted_runtime_checkable(cls):
    return cls


# `contextlib`


class hosted_Manager:
    """Enters and leaves an object that is not the program's."""

    def __init__(self, manager):
        self.manager = manager

    def __enter__(self):
        return self.manager.__enter__()

    def __exit__(self, kind, value, traceback):
        # No traceback is modelled.
        return self.manager.__exit__(kind, value, None)


def hosted_managed(manager):
    """What a `with` statement enters."""
    if isinstance(manager, hosted_managers):
        return manager
    return hosted_Manager(manager)


# What is thrown into a generator that the next step resumes.
hosted_thrown = []


def hosted_resumed(value):
    """What stands behind each `yield` of a generator that exceptions are thrown into."""
    if hosted_thrown:
        raise hosted_thrown.pop()
    return value


class hosted_suppress:
    def __init__(self, *exceptions):
        self.exceptions = exceptions

    def __enter__(self):
        return None

    def __exit__(self, kind, value, traceback):
        return kind is not None and issubclass(kind, self.exceptions)


class hosted_nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, kind, value, traceback):
        return None


class hosted_closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, kind, value, traceback):
        hosted_close(self.thing)


class hosted_Callback:
    """What an `ExitStack` calls."""

    def __init__(self, function, args, kwargs):
        self.function = function
        self.args = args
        self.kwargs = kwargs

    def __exit__(self, kind, value, traceback):
        self.function(*self.args, **self.kwargs)
        return False


class hosted_ExitStack:
    def __init__(self):
        self.managers = []

    def enter_context(self, manager):
        manager = hosted_managed(manager)
        found = manager.__enter__()
        self.managers.append(manager)
        return found

    def callback(self, function, /, *args, **kwargs):
        self.managers.append(hosted_Callback(function, args, kwargs))
        return function

    def close(self):
        self.__exit__(None, None, None)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        raised = value
        while self.managers:
            manager = self.managers.pop()
            try:
                if manager.__exit__(kind, raised, None):
                    kind, raised = None, None
            except BaseException as error:
                kind, raised = error.__class__, error
        if raised is not None and raised is not value:
            raise raised
        return value is not None and raised is None


# `functools`


class hosted_CacheInfo:
    def __init__(self, hits, misses, maxsize, currsize):
        self.hits = hits
        self.misses = misses
        self.maxsize = maxsize
        self.currsize = currsize

    def __repr__(self):
        counts = f"hits={self.hits}, misses={self.misses}"
        return f"CacheInfo({counts}, maxsize={self.maxsize}, currsize={self.currsize})"


class hosted_Cached:
    """A function that keeps what it has returned; with a `maxsize`, what was used last."""

    def __init__(self, function, maxsize):
        self.function = function
        self.maxsize = maxsize
        self.known = {}
        self.hits = 0
        self.misses = 0

    def __call__(self, *args, **kwargs):
        key = (args, tuple(kwargs.items())) if kwargs else (args,)
        known = self.known
        if key in known:
            self.hits += 1
            if self.maxsize is None:
                return known[key]
            found = known.pop(key)
            known[key] = found
            return found
        self.misses += 1
        found = self.function(*args, **kwargs)
        if self.maxsize is not None and key not in known and len(known) >= self.maxsize:
            if self.maxsize == 0:
                return found
            del known[next(iter(known))]
        known[key] = found
        return found

    def cache_info(self):
        return hosted_CacheInfo(self.hits, self.misses, self.maxsize, len(self.known))

    def cache_clear(self):
        self.known.clear()
        self.hits = 0
        self.misses = 0


def hosted_cached_method(function, maxsize):
    cached = hosted_Cached(function, maxsize)

    def call(*args, **kwargs):
        return cached(*args, **kwargs)

    return call


def hosted_lru_cache(maxsize=128, typed=False):
    if typed:
        raise NotImplementedError("typed")
    if callable(maxsize):
        return hosted_Cached(maxsize, 128)

    def decorate(function):
        return hosted_Cached(function, maxsize if maxsize is None else max(maxsize, 0))

    return decorate


def hosted_cache(function):
    return hosted_Cached(function, None)


# The same for functions of a class.


def hosted_method_lru_cache(maxsize=128, typed=False):
    if typed:
        raise NotImplementedError("typed")
    if callable(maxsize):
        return hosted_cached_method(maxsize, 128)

    def decorate(function):
        return hosted_cached_method(function, maxsize if maxsize is None else max(maxsize, 0))

    return decorate


def hosted_method_cache(function):
    return hosted_cached_method(function, None)


class hosted_partial:
    def __init__(self, func, /, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args, **keywords):
        if self.keywords:
            return self.func(*self.args, *args, **{**self.keywords, **keywords})
        return self.func(*self.args, *args, **keywords)


class hosted_Compared:
    """What `cmp_to_key` makes of an object."""

    __slots__ = ("compare", "obj")

    def __init__(self, compare, obj):
        self.compare = compare
        self.obj = obj

    def __lt__(self, other):
        return self.compare(self.obj, other.obj) < 0

    def __gt__(self, other):
        return self.compare(self.obj, other.obj) > 0

    def __eq__(self, other):
        return self.compare(self.obj, other.obj) == 0

    def __le__(self, other):
        return self.compare(self.obj, other.obj) <= 0

    def __ge__(self, other):
        return self.compare(self.obj, other.obj) >= 0


def hosted_cmp_to_key(mycmp):
    def key(obj):
        return hosted_Compared(mycmp, obj)

    return key


def hosted_gt_from_lt(self, other):
    return not self < other and self != other


def hosted_le_from_lt(self, other):
    return self < other or self == other


def hosted_ge_from_lt(self, other):
    return not self < other


def hosted_ge_from_le(self, other):
    return not self <= other or self == other


def hosted_lt_from_le(self, other):
    return self <= other and self != other


def hosted_gt_from_le(self, other):
    return not self <= other


def hosted_lt_from_gt(self, other):
    return not self > other and self != other


def hosted_ge_from_gt(self, other):
    return self > other or self == other


def hosted_le_from_gt(self, other):
    return not self > other


def hosted_le_from_ge(self, other):
    return not self >= other or self == other


def hosted_gt_from_ge(self, other):
    return self >= other and self != other


def hosted_lt_from_ge(self, other):
    return not self >= other


hosted_orders = {
    "__lt__": {"__gt__": hosted_gt_from_lt, "__le__": hosted_le_from_lt, "__ge__": hosted_ge_from_lt},
    "__le__": {"__ge__": hosted_ge_from_le, "__lt__": hosted_lt_from_le, "__gt__": hosted_gt_from_le},
    "__gt__": {"__lt__": hosted_lt_from_gt, "__ge__": hosted_ge_from_gt, "__le__": hosted_le_from_gt},
    "__ge__": {"__le__": hosted_le_from_ge, "__gt__": hosted_gt_from_ge, "__lt__": hosted_lt_from_ge},
}


def hosted_total_ordering(cls):
    known = {name for name in hosted_orders if getattr(cls, name) is not getattr(object, name)}
    if not known:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    # `<` comes first, then `<=`, `>` and `>=`.
    for name, function in hosted_orders[max(known)].items():
        if name not in known:
            setattr(cls, name, function)
    return cls


# `enum`


class hosted_auto:
    pass


class hosted_Nothing:
    pass


# What a `cached_property` has before it is computed; `hosted_modules.py` makes the rest of it.
hosted_nothing = hosted_Nothing()
hosted_cached_property = property
# So many flags have all their combinations as members.
hosted_FLAGS = 6


def hosted_unique(cls):
    if len(cls.__members__) != len(cls._members_):
        raise ValueError(f"duplicate values found in {cls!r}")
    return cls


def hosted_member(cls, name, value, data=object, arguments=()):
    member = object.__new__(cls) if data is object else data.__new__(cls, *arguments)
    member._name_ = member.name = name
    member._value_ = member.value = value
    return member


def hosted_combined(cls, members, by_value):
    """The flags of a class, in order, all combinations of which become members without a name of their own."""
    flags = sorted((member for member in members if member._value_.bit_count() == 1), key=lambda it: it._value_)
    cls._mask_ = sum(flag._value_ for flag in flags)
    if len(flags) > hosted_FLAGS or any(value & ~cls._mask_ for value in by_value):
        raise ValueError("flags whose combinations are too many")
    for value in range(cls._mask_ + 1):
        if value & ~cls._mask_ == 0 and value not in by_value:
            name = "|".join(flag._name_ for flag in flags if flag._value_ & value) or None
            by_value[value] = hosted_member(cls, name, value)
    return flags


class hosted_EnumType(type):
    _combines_ = False

    @staticmethod
    def _next_(name, last):
        return last + 1

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        # The builtin type that members are objects of, too: texts are those of members nevertheless.
        data = next((base for base in cls.__mro__ if base in (int, str, float)), object)
        if data in bases and hosted_Enum in bases and not name.startswith("hosted_"):
            for shown in ("__repr__", "__str__"):
                if shown not in namespace:
                    setattr(cls, shown, vars(hosted_Enum)[shown])
            cls.__format__ = object.__format__
        members, by_name, by_value, last = [], {}, {}, 0
        for key, value in namespace.items():
            is_descriptor = any(hasattr(value, it) for it in ("__get__", "__set__", "__delete__"))
            if key.startswith("_") or is_descriptor or isinstance(value, type):
                continue
            if isinstance(value, hosted_auto):
                value = cls._next_(key, last)
            if isinstance(value, int):
                last = value
            member = by_value.get(value)
            if member is None:
                arguments = value if isinstance(value, tuple) else (value,)
                member = hosted_member(cls, key, value, data, arguments)
                if cls.__init__ is not object.__init__:
                    member.__init__(*arguments)
                members.append(member)
                by_value[value] = member
            by_name[key] = member
            setattr(cls, key, member)
        cls._class_name_ = name
        if cls._combines_:
            members = hosted_combined(cls, members, by_value)
        cls._members_ = tuple(members)
        cls._by_value_ = by_value
        cls.__members__ = by_name

    def __call__(cls, value):
        known = cls._by_value_
        if value in known:
            return known[value]
        if isinstance(value, cls):
            return value
        raise ValueError(f"{value!r} is not a valid {cls._class_name_}")

    def __iter__(cls):
        for member in cls._members_:
            yield member

    def __getitem__(cls, name):
        return cls.__members__[name]

    def __contains__(cls, value):
        return isinstance(value, cls) or value in cls._by_value_

    def __len__(cls):
        return len(cls._members_)

    def __bool__(cls):
        return True


class hosted_Enum(metaclass=hosted_EnumType):
    def __repr__(self):
        return f"<{self._class_name_}.{self._name_}: {self._value_!r}>"

    def __str__(self):
        return f"{self._class_name_}.{self._name_}"


class hosted_IntEnum(int, hosted_Enum):
    __repr__ = hosted_Enum.__repr__
    __str__ = int.__repr__


class hosted_StrEnum(str, hosted_Enum):
    __repr__ = hosted_Enum.__repr__
    __str__ = str.__str__

    @staticmethod
    def _next_(name, last):
        return name.lower()


class hosted_Flag(hosted_Enum):
    _combines_ = True

    @staticmethod
    def _next_(name, last):
        return 1 << last.bit_length()

    def __repr__(self):
        name = self._class_name_ if self._name_ is None else f"{self._class_name_}.{self._name_}"
        return f"<{name}: {self._value_!r}>"

    def __str__(self):
        return f"{self._class_name_}({self._value_})" if self._name_ is None else f"{self._class_name_}.{self._name_}"

    def __bool__(self):
        return self._value_ != 0

    def __len__(self):
        return self._value_.bit_count()

    def __iter__(self):
        for flag in self._members_:
            if flag._value_ & self._value_:
                yield flag

    def __contains__(self, other):
        return other._value_ & self._value_ == other._value_

    def __or__(self, other):
        return self._by_value_[self._value_ | other._value_]

    def __and__(self, other):
        return self._by_value_[self._value_ & other._value_]

    def __xor__(self, other):
        return self._by_value_[self._value_ ^ other._value_]

    def __invert__(self):
        return self._by_value_[self._mask_ ^ self._value_]


# Sets and dicts that a program writes as such


def hosted_spread(parts):
    found = {}
    for part in parts:
        if type(part) is tuple:
            for key, value in part:
                found[key] = value
        else:
            found.update(part)
    return found


def hosted_set(members):
    found = set()
    for member in members:
        found.add(member)
    return found


def hosted_dict(items):
    found = {}
    for key, value in items:
        found[key] = value
    return found
