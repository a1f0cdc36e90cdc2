#!/usr/bin/env python3
"""Tests of classes that derive from builtin types: `python3.13 scripts/test_builtin_classes.py`, or with 3.14 or 3.15."""

import collections
import types
import typing
import unittest

from recorded_sample import SampleTest
from recorder import adopted, held

Point = collections.namedtuple("Point", "x y", defaults=[7])


class Coin(typing.NamedTuple):
    value: int
    name: str = "coin"

    def __repr__(self):
        return "a coin"


class Pairs(dict):
    def __missing__(self, key):
        return key, key


class Adopted(unittest.TestCase):
    """What classes have once functions are the program's."""

    def setUp(self):
        self.kinds = types.SimpleNamespace()
        for cls in (Point, Coin, Pairs):
            copy = type(cls.__name__, cls.__bases__, dict(vars(cls)))
            copy.__module__ = "sample"
            setattr(self.kinds, cls.__name__, copy)
        self.codes = adopted.adopt([*vars(self.kinds).values()], "sample.py", "sample", [])

    def test_named_tuples_are_as_before(self):
        for kind, plain in ((self.kinds.Point, Point), (self.kinds.Coin, Coin)):
            for make in (
                lambda cls: cls(1),
                lambda cls: cls(1, 2),
                lambda cls: cls._make([1, (2,)]),
                lambda cls: cls._make([1]),
                lambda cls: cls(1, 2)._asdict(),
                lambda cls: cls(1, 2)._replace(**{cls._fields[0]: 3}),
                lambda cls: cls(1, 2)._replace(z=3),
                lambda cls: cls(1, 2).__getnewargs__(),
                lambda cls: cls(),
            ):
                self.assertEqual(self.outcome(make, kind), self.outcome(make, plain))

    def outcome(self, make, kind):
        try:
            found = make(kind)
        except TypeError as error:
            # Some name the function by the class around it.
            return str(error).partition(".__new__")[2] or str(error)
        return repr(found), isinstance(found, kind)

    def test_their_code_is_in_the_file(self):
        self.assertEqual({code.co_filename for code in self.codes}, {"sample.py"})
        names = {code.co_qualname for code in self.codes}
        self.assertLessEqual({"Point.__new__", "Point._make", "Coin._replace", "Pairs.__getitem__"}, names)
        # What the program has defined stays.
        self.assertEqual(self.kinds.Coin.__repr__.__code__.co_filename, __file__)

    def test_a_missing_key_asks_the_class(self):
        pairs = self.kinds.Pairs(a=1)
        self.assertEqual((pairs["a"], pairs["b"], len(pairs)), (1, ("b", "b"), 1))


class Held(unittest.TestCase):
    """What instances hold, whatever methods their classes have."""

    def test_objects_of_the_builtin_type(self):
        for kind, content in [
            (tuple, (1, 2)), (list, [1]), (dict, {1: 2}), (set, {1}), (frozenset, frozenset({1})), (str, "ab"),
            (bytes, b"ab"), (int, 5), (float, 0.5),
        ]:  # fmt: skip
            odd = {name: lambda *_: None for name in ("__iter__", "__getitem__", "__str__", "__int__", "__float__", "copy")}
            value = type("Odd", (kind,), odd)(content)
            self.assertIs(held.held_type(type(value)), kind)
            found = held.held(value)
            self.assertIs(type(found), kind)
            self.assertEqual(found, content)
        self.assertIsNone(held.held_type(type("Plain", (), {})))

    def test_contents_are_given_back(self):
        for kind, content in [(list, [1, 2]), (dict, {1: 2, 3: 4}), (set, {1, 2})]:
            value = type("Kept", (kind,), {})(content)
            before = held.parts(value)
            value.clear()
            held.fill(value, before)
            self.assertEqual(value, content)

    def test_hashes(self):
        own = type("Own", (tuple,), {"__hash__": lambda self: 1})
        self.assertFalse(held.is_hashed_by_content(own))
        self.assertTrue(held.is_hashed_by_content(Point))
        self.assertEqual([held.field(Point.x), held.field(Point.y), held.field(Coin.__repr__)], [0, 1, None])


class Programs(SampleTest):
    def test_named_tuples_are_classes_of_the_program(self):
        recording = self.record(
            """
            from collections import namedtuple
            Point = namedtuple("Point", "x y", defaults=[7])
            ORIGIN = Point(0)
            def run(n):
                p = Point(n, y=2)
                return [p.x, p[1], ORIGIN.y, p == (n, 2), repr(p), p._replace(x=1).x]
            ARGS = (4,)
            """
        )
        self.assertNotIn("opaque", recording)
        (point,) = [row for row in recording["classes"] if row["name"] == "Point"]
        number = recording["classes"].index(point)
        self.assertIn({"type": "tuple"}, point["mro"])
        members = dict(point["members"])
        self.assertEqual((members["x"], members["y"]), ({"field": 0}, {"field": 1}))
        held = {"tuple": [{"int": "0"}, {"int": "7"}]}
        self.assertIn({"instance": [number, [], held]}, recording["objects"])
        calls = [call[0] for code in recording["codes"] for site in code["sites"] for call in site.get("calls", ())]
        self.assertIn(number, [callee["new"][0] for callee in calls if "new" in callee])

    def test_each_kind(self):
        for definitions, expression in [
            ("class T(tuple):\n    def __new__(cls, a): return super().__new__(cls, (a, a))", "T(n)[1]"),
            ("class T(tuple):\n    pass", "T([n, 2]).count(2)"),
            ("class L(list):\n    def last(self): return self[-1]", "L([n, 2]).last()"),
            ("class L(list):\n    def __init__(self, a):\n        super().__init__([a])\n        self.a = a", "L(n).a + len(L(n))"),
            ("class D(dict):\n    def __missing__(self, key): return key", "D(a=1)['b'] + D(a='c')['a']"),
            ("class S(str):\n    def twice(self): return self + self", "S('ab').twice()"),
            ("class I(int):\n    def half(self): return self // 2", "I(n).half() + I(3)"),
            ("class F(float):\n    pass", "F(0.5) + n"),
            ("class S(set):\n    def few(self): return len(self) < 3", "S([n]).few()"),
            ("class A:\n    def __new__(cls):\n        made = super().__new__(cls)\n        made.x = 1\n        return made", "A().x"),
            ("", "[dict.fromkeys('ab'), bytes.fromhex('0a'), int.from_bytes(b'a', 'big'), (n).to_bytes(2, 'big')]"),
            ("", "[bytearray.fromhex('0a'), float.fromhex('0x1p1'), 'ab'.translate(str.maketrans('a', 'b'))]"),
        ]:
            with self.subTest(expression):
                source = f"{definitions}\ndef run(n):\n    return {expression}\nARGS = (4,)\n"
                self.assertNotIn("opaque", self.record(source))

    def test_a_module_that_is_found_by_its_name(self):
        fields = "from dataclasses import dataclass\n\n@dataclass\nclass Pair:\n    left: {}\n    right: {} = 2\n\n"
        run = "def run(n):\n    return Pair(n).left + Pair(n).right\n\nARGS = (3,)\n"
        future = "from __future__ import annotations\n"
        hints = "import typing\n{}KINDS = typing.get_type_hints(Pair)\n".format
        pickled = "import pickle\n{}Pair = type(pickle.loads(pickle.dumps(Pair(1))))\n".format
        for source, result in [
            (fields.format("int", "'Pair'") + run, "5"),
            (future + fields.format("int", "int") + run, "5"),
            (future + hints(fields.format("int", "Pair")) + run, "5"),
            (pickled(fields.format("int", "int")) + run, "5"),
        ]:
            with self.subTest(source):
                self.assertEqual(self.record(source)["result"], result)

    def test_classes_that_only_type_gives(self):
        values = "None", "run", "(x for x in ())", "iter([])", "iter({})", "{}.items()", "str.join", "reversed([])"
        source = "import json\nimport types\n\ndef run(n):\n    return [type(x).__name__ for x in ({})], {}, json.dumps(n)\n\nARGS = (4,)\n"
        self.refused(source.format("n, n", "type(None)()"), 5, "NoneType()")
        recording = self.record(source.format(", ".join(values), "type(None) is types.NoneType"))
        # They are the runtime's, which tells of them itself.
        asked = [row.get("name", row["ask"]) for row in recording["opaque"]["runs"][0]["exchanges"]]
        self.assertEqual(asked, ["NoneType", "dumps", "call"])
        self.assertIn({"type": "NoneType"}, [row.get("gives") for row in recording["opaque"]["runs"][0]["exchanges"]])

    def test_contents_that_a_run_changes(self):
        recording = self.record(
            """
            class Stack(list):
                pass
            KNOWN = Stack([1])
            def run(n):
                KNOWN.append(n)
                return len(KNOWN)
            ARGS = (4,)
            """
        )
        self.assertEqual(recording["result"], "2")
        (changed,) = recording["changed"]
        self.assertEqual(recording["objects"][changed]["instance"][2], {"list": [{"int": "1"}]})

    def test_what_is_refused(self):
        self.refused(
            """
            class A(tuple):
                def __new__(cls, a): return super().__new__(cls, (a,))
                def __init__(self, a): pass
            def run(n):
                return len(A(n))
            ARGS = (4,)
            """,
            6,
            "a call of A, which has a __new__ and an __init__",
        )
        self.refused(
            """
            class A(list):
                __slots__ = ("a",)
            def run(n):
                return len(A([n]))
            ARGS = (4,)
            """,
            5,
            "class A, which derives from a builtin type and has slots",
        )
        self.refused(
            """
            from collections import namedtuple
            P = namedtuple("P", "x")
            def run(n):
                return repr([P(n)])
            ARGS = (4,)
            """,
            5,
            "P.__repr__ called by repr",
        )


if __name__ == "__main__":
    unittest.main()
