#!/usr/bin/env python3
"""Tests of self-hosted parts of the standard library: `python3.13 scripts/test_hosted_modules.py`, or with 3.14 or 3.15."""

import collections
import contextlib
import enum
import fractions
import functools
import operator
import random
import types
import unittest

from recorded_sample import SampleTest
from recorder import hosted_modules


def defined(source=""):
    """What a program with this source has that is loaded with these parts."""
    module = types.ModuleType("sample")
    exec(hosted_modules.definitions("sample.py", source), vars(module))
    hosted_modules.finish(module)
    return module


class Parts(unittest.TestCase):
    """Each part does what that of the standard library does."""

    def test_fractions(self):
        hosted = defined("import fractions").hosted_Fraction
        numbers = random.Random(1)
        for _ in range(3000):
            one = numbers.randint(-30, 30), numbers.choice([1, 2, 3, 4, 6, 12, -7])
            kind = numbers.randrange(3)
            other = (numbers.randint(-9, 9), None) if kind == 0 else (numbers.choice([0.5, -1.25, 3.0, 0.1]), None)
            other = other if kind < 2 else (numbers.randint(-30, 30), numbers.choice([1, 2, 5, -3]))
            for name in "add sub mul truediv mod floordiv pow eq ne lt le gt ge".split():
                if name != "pow" or other[1] is None:
                    for operands in ((one, other), (other, one)):
                        self.compare(getattr(operator, name), hosted, operands)

    def test_the_best_fractions_with_small_denominators(self):
        hosted = defined("import fractions").hosted_Fraction
        numbers = random.Random(2)
        halves = [(numerator, 2) for numerator in (-3, -1, 1, 5)]
        for parts in [*halves, *((numbers.randint(-999, 999), numbers.randint(1, 10**6)) for _ in range(500))]:
            for limit in (1, 2, 7, 100, 10**5):
                found = [kind(*parts).limit_denominator(limit) for kind in (fractions.Fraction, hosted)]
                self.assertEqual(*((each.numerator, each.denominator) for each in found), (parts, limit))

    def compare(self, function, hosted, operands):
        if function in (operator.mod, operator.floordiv, operator.pow) and operands[0][1] is None:
            return
        found = []
        for kind in (fractions.Fraction, hosted):
            try:
                result = function(*[number if of is None else kind(number, of) for number, of in operands])
            except (ZeroDivisionError, OverflowError) as error:
                found.append(repr(error))
                continue
            if isinstance(result, kind):
                result = repr(result), str(result), float(result), int(result), round(result), hash(result), bool(result)
            found.append(repr(result))
        self.assertEqual(*found, (function, operands))

    def test_ordered_dicts(self):
        hosted, plain = defined("import collections").hosted_OrderedDict, collections.OrderedDict
        for work in (
            lambda kind: kind([(1, 2), (3, 4)]) == kind([(3, 4), (1, 2)]),
            lambda kind: kind([(1, 2), (3, 4)]) == {3: 4, 1: 2},
            lambda kind: kind(a=1) != kind(a=1),
            lambda kind: kind(a=1).popitem(),
            lambda kind: kind(a=1, b=2).popitem(last=False),
            lambda kind: kind().popitem(),
            lambda kind: [*reversed(kind(a=1, b=2))],
            lambda kind: kind(a=1, b=2).copy(),
            lambda kind: kind(),
            lambda kind: kind.fromkeys("ab", 1),
            lambda kind: self.moved(kind, "a", True),
            lambda kind: self.moved(kind, "b", False),
            lambda kind: self.moved(kind, "x", False),
        ):
            self.assertEqual(*[self.outcome(work, kind) for kind in (hosted, plain)])

    def moved(self, kind, key, last):
        found = kind(a=1, b=2, c=3)
        found.move_to_end(key, last=last)
        return [*found.items()]

    def outcome(self, work, kind):
        try:
            return repr(work(kind))
        except KeyError as error:
            return repr(error)

    def test_default_dicts(self):
        hosted, plain = defined("import collections").hosted_defaultdict, collections.defaultdict
        for work in (
            lambda kind: kind(list)["a"],
            lambda kind: kind(lambda: 3, {1: 2})[1],
            lambda kind: [*self.filled(kind).items()],
            lambda kind: kind(None, a=1)["a"],
            lambda kind: kind()["a"],
            lambda kind: kind(int, a=1).copy()["b"],
            lambda kind: kind(int, a=1),
            lambda kind: "a" in kind(list),
            lambda kind: kind(list).get("a"),
        ):
            self.assertEqual(*[self.outcome(work, kind) for kind in (hosted, plain)])

    def filled(self, kind):
        found = kind(lambda: len(found))
        found["a"], found["b"]
        return found


class Programs(SampleTest):
    def test_each_part(self):
        for imports, definitions, expression in [
            ("from functools import cache", "@cache\ndef f(n): return n + 1", "f(n) + f(n)"),
            ("import functools", "@functools.lru_cache(2)\ndef f(n): return n + 1", "f(n) + f(n)"),
            ("from functools import partial", "F = partial(max, 3)\ndef g(a, b): return a - b\nG = partial(g, 1)", "F(n) + G(n)"),
            ("import enum as e", "class A(e.Enum):\n    X = 1\n    Y = 2", "(A.X.value, A(2).name, [a.name for a in A])"),
            (
                "from enum import Flag, auto", "class F(Flag):\n    A = auto()\n    B = auto()",
                "(F(n % 4) | F.B, F.A in F(3), len(F), [f.name for f in ~F.A], str(F(0)))[1:]",
            ),
            ("import enum", "class T(enum.StrEnum):\n    A = enum.auto()", "(T.A == 'a', T.A + 'b', f'{T.A}', len(T.A))"),
            (
                "import functools", "class A:\n    @functools.cached_property\n    def x(self):\n        return [1, 2]",
                "[(a.x.append(n), a.x) for a in [A(), A()]]",
            ),
            ("from abc import ABC", "class A(ABC):\n    pass", "isinstance(A(), A)"),
            ("from abc import ABCMeta", "class A(metaclass=ABCMeta):\n    x = 3", "A().x + n"),
            ("from typing import Protocol", "class P(Protocol):\n    x: int\nclass A(P):\n    x = 3", "A().x + n"),
            ("from fractions import Fraction", "", "float(Fraction(n, 3) + 1)"),
            ("from collections import defaultdict", "D = defaultdict(lambda: 3)", "D[n] + len(D)"),
            ("import heapq", "", "[heapq.heappush(h, (-n, i)) or heapq.heappop(h) for h in [[]] for i in range(n)]"),
            ("from bisect import insort", "", "[insort(s, -i) or s[0] for s in [[]] for i in range(n)]"),
            (
                "", "class A:\n    def __iter__(self):\n        yield 1\n        yield 2\n    def text(self): return '{}{}'.format(*self)",
                "A().text() + str(n)",
            ),
            ("import collections", "class D(collections.defaultdict):\n    pass", "len(D(list)[n])"),
        ]:
            with self.subTest(expression):
                source = f"{imports}\n{definitions}\ndef run(n):\n    return {expression}\nARGS = (4,)\n"
                self.assertNotIn("opaque", self.record(source))

    def test_with_statements(self):
        recording = self.record(
            """
            import threading
            from contextlib import contextmanager, suppress

            LOCK = threading.Lock()

            @contextmanager
            def noted(log):
                try:
                    yield len(log)
                except ValueError:
                    log.append("caught")
                finally:
                    log.append("left")

            def run(n):
                log = []
                with LOCK, noted(log) as length:
                    log.append(length)
                    raise ValueError(n)
                with suppress(KeyError):
                    log.append({}[n])
                return log

            ARGS = (4,)
            """
        )
        self.assertEqual(recording["result"], "[0, 'caught', 'left']")
        asked = [row.get("name") for row in recording["opaque"]["runs"][0]["exchanges"] if row["ask"] == "method"]
        self.assertEqual(asked, ["__enter__", "__exit__"])

    def test_programs_without_such_parts_are_as_they_are(self):
        for source in ["x = 1\n", "from functools import reduce\nimport enum\n", "from .enum import Enum\n"]:
            self.assertIsNone(hosted_modules.rewritten(source, "sample.py"), source)

    def test_what_gives_something_else_is_refused_as_before(self):
        definition = "from functools import cache\n\n@cache\ndef f(n):\n    return n\n"
        self.refused(
            f"{definition}\ndef run(n):\n    return f(n), f.__wrapped__(n)\n\nARGS = (4,)\n",
            8,
            "not supported: f, which lru_cache has wrapped",
        )

    def test_classes_of_other_metaclasses_are_opaque(self):
        recording = self.record(
            """
            from typing import Protocol, runtime_checkable

            @runtime_checkable
            class HasSize(Protocol):
                size: int

            class A:
                size = 1

            class B:
                pass

            OBJECTS = [A(), B()]

            def run(n):
                return [isinstance(each, HasSize) for each in OBJECTS]

            ARGS = (4,)
            """
        )
        self.assertEqual(recording["result"], "[True, False]")
        self.assertEqual([row["ask"] for row in recording["opaque"]["runs"][0]["exchanges"]], ["call", "call"])


class Library(unittest.TestCase):
    def test_caches(self):
        module = defined()
        random.seed(3)
        for maxsize in (None, 0, 1, 3):
            theirs = functools.lru_cache(maxsize)(lambda *args, **kwargs: (args, kwargs))
            ours = module.hosted_lru_cache(maxsize)(lambda *args, **kwargs: (args, kwargs))
            for _ in range(200):
                args = random.choices(range(4), k=random.randrange(3))
                kwargs = {"x": 1} if random.random() < 0.2 else {}
                self.assertEqual(ours(*args, **kwargs), theirs(*args, **kwargs))
            self.assertEqual(repr(ours.cache_info()), repr(theirs.cache_info()))

    def test_orders(self):
        module = defined()
        for name, function in [
            ("__lt__", lambda a, b: a.n < b.n),
            ("__le__", lambda a, b: a.n <= b.n),
            ("__gt__", lambda a, b: a.n > b.n),
            ("__ge__", lambda a, b: a.n >= b.n),
        ]:
            members = {"__init__": lambda self, n: setattr(self, "n", n), "__eq__": lambda a, b: a.n == b.n, name: function}
            cls = module.hosted_total_ordering(type("A", (), members))
            for a in range(3):
                for b in range(3):
                    x, y = cls(a), cls(b)
                    found = [x < y, x <= y, x > y, x >= y]
                    self.assertEqual(found, [a < b, a <= b, a > b, a >= b])

    def test_enumerations(self):
        module = defined()
        for ours, theirs in [(module.hosted_Enum, enum.Enum), (module.hosted_IntEnum, enum.IntEnum)]:
            made = [
                type(base)("A", (base,), namespace)
                for base, namespace in [(ours, {"X": 1, "Y": 2, "Z": 1}), (theirs, self.namespace(theirs))]
            ]
            texts = [
                [str(a.X), repr(a.Y), f"{a.Y}", a.Z is a.X, [m.name for m in a], len(a), a(2) is a.Y, a["X"].value, a.X in a]
                for a in made
            ]
            self.assertEqual(*texts)
            for cls in made:
                with self.assertRaisesRegex(ValueError, "3 is not a valid A"):
                    cls(3)

    def namespace(self, base):
        namespace = type(base).__prepare__("A", (base,))
        for name, value in {"X": 1, "Y": 2, "Z": 1}.items():
            namespace[name] = value
        return namespace

    def test_managers(self):
        source = """
from contextlib import contextmanager

@contextmanager
def checked(log, fails):
    try:
        yield log
    except KeyError:
        log.append("caught")
        if fails:
            raise ValueError("other")
    finally:
        log.append("left")
"""
        plain = types.ModuleType("sample")
        exec(source, vars(plain))
        hosted = defined(source)
        exec(compile(hosted_modules.rewritten(source, "sample.py"), "sample.py", "exec"), vars(hosted))
        for error in (None, KeyError("k"), TypeError("t")):
            for fails in (False, True):
                logs = []
                for module, stack in [(plain, contextlib.ExitStack), (hosted, hosted.hosted_ExitStack)]:
                    log = []
                    try:
                        with stack() as managers:
                            managers.callback(log.append, "called")
                            managers.enter_context(module.checked(log, fails))
                            log.append("in")
                            if error is not None:
                                raise error
                    except Exception as caught:
                        log.append(repr(caught))
                    logs.append(log)
                self.assertEqual(*logs)


if __name__ == "__main__":
    unittest.main()
