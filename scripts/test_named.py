#!/usr/bin/env python3
"""Tests of calls that are given the name of an attribute, or a text to be filled in: `python3.13 scripts/test_named.py`, or
with 3.14 or 3.15."""

import unittest

from recorded_sample import SampleTest
from recorder import hosted_cases as cases

CLASSES = """
    class Plain:
        kind = "plain"

        def __init__(self):
            self.x = 1

        @property
        def double(self):
            return 2 * self.x

        @double.setter
        def double(self, value):
            self.x = value

    class Asked:
        def __getattr__(self, name):
            return len(name)

    class Slotted:
        __slots__ = ("left",)

    """


class Named(SampleTest):
    def sample(self, body, arguments="[1]"):
        return f"{CLASSES}\n    def run(xs):\n        {body}\n\n    ARGS = ({arguments},)\n"

    def called(self, body, arguments="[1]"):
        """What the calls of a sample's `run` call."""
        recording = self.record(self.sample(body, arguments))
        found = []
        for site in self.sites(self.code(recording, "run"), "CALL"):
            for callee, *_ in site.get("calls", ()):
                if "hosted" in callee:
                    found.append(recording["codes"][callee["hosted"][1]["code"]]["name"])
                elif "builtin" in callee:
                    found.append(callee["builtin"])
        return found

    def test_plain_attributes_are_the_runtime_s(self):
        for body, name in [
            ("p = Plain(); return [getattr(p, n) for n in ('x', 'kind')]", "getattr"),
            ("return getattr(Plain(), 'z', 2)", "getattr"),
            ("return hasattr(xs, 'append'), hasattr(1, 'append')", "hasattr"),
            ("p = Plain(); setattr(p, 'y', 3); return p.y", "setattr"),
            ("p = Plain(); delattr(p, 'x'); return hasattr(p, 'x')", "delattr"),
            ("s = Slotted(); setattr(s, 'left', 1); return s.left", "setattr"),
            ("setattr(Plain, 'kind', 'other'); return Plain().kind", "setattr"),
        ]:
            with self.subTest(body):
                self.assertIn(name, self.called(body))

    def test_what_runs_code_is_self_hosted(self):
        for body, name in [
            ("p = Plain(); return [getattr(p, n) for n in ('x', 'double', 'x')]", "getattr_named"),
            ("return getattr(Plain(), 'double', 2)", "getattr_named"),
            ("return [hasattr(it, 'double') for it in (Plain(), Asked(), 1)]", "hasattr_named"),
            ("return getattr(Asked(), 'abc')", "getattr_named"),
            ("p = Plain(); setattr(p, 'double', 4); return p.x", "setattr_named"),
            ("return '{} {x!r}'.format(1, x=2), '{.double}'.format(Plain())", "fill"),
        ]:
            with self.subTest(body):
                self.assertIn(name, self.called(body))

    def test_names_that_calls_store_are_attributes(self):
        recording = self.record(self.sample("s = Plain()\n        for n in 'ab': setattr(s, n, 1)\n        return s.a"))
        plain = next(row for row in recording["classes"] if row["name"] == "Plain")
        self.assertLessEqual({"x", "a", "b"}, set(plain["attributes"]))

    def test_what_the_runtime_lacks(self):
        recording = self.record(self.sample("return hasattr(Plain(), '__eq__')"))
        self.assertEqual(recording["opaque"]["objects"], [["hasattr", False, False]])

    def test_refused(self):
        self.refused(self.sample("setattr(Plain(), '__len__', 3); return 1"), 25, "setattr of __len__")


class Texts(unittest.TestCase):
    def filled(self, text, *given, **named):
        case = cases.fills(None, None, named, text, *given)
        return None if case is None else case.function([case.what])(text, *given, **named)

    def test_texts(self):
        class Value:
            name = "n"

            def __format__(self, spec):
                return f"<{spec}>"

            def __repr__(self):
                return "Value()"

        Value.__module__ = cases.MODULE_NAME
        value = Value()
        for text, given, named in [
            ("{} {} {!r}", (1, value, value), {}),
            ("{1}{0:>5}{1:{0}}", (3, value), {}),
            ("{{{0.name}}} {a[0]} {b[k]:.2f}", (value,), {"a": [1], "b": {"k": 1.5}}),
            ("no fields", (value,), {}),
        ]:
            with self.subTest(text):
                self.assertEqual(self.filled(text, *given, **named), text.format(*given, **named))
        for text in ("{} {}", "{0}{}", "{a}", "{", "{!}"):
            with self.subTest(text):
                self.assertIsNone(self.filled(text, value))
        self.assertIsNone(self.filled("{}", 1))


if __name__ == "__main__":
    unittest.main()
