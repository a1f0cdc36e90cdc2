"""Tests of star arguments, instances that are called, `match`, and imports within functions."""

import unittest

from recorded_sample import RecordTest


class Stars(RecordTest):
    def test_call_with_a_tuple_and_a_dict(self):
        recording = self.record(
            """\
            def f(a, *rest, k=1, **others):
                return a, rest, k, sorted(others)

            def run(n):
                t, d = (n, 2), {"k": 3, "z": 4}
                return f(*t, **d), f(*t), f(n, 5, y=6)

            ARGS = (1,)
            """
        )
        f = next(i for i, code in enumerate(recording["codes"]) if code["name"] == "f")
        code = self.code(recording, "f")
        self.assertEqual((code["positional"], code["keyword_only"], code["flags"] & 12), (1, 1, 12))
        self.assertEqual([name for name, _ in code["locals"]], ["a", "k", "rest", "others"])
        both, one = self.sites(self.code(recording, "run"), "CALL_FUNCTION_EX")
        self.assertEqual(both["calls"], [[{"code": f}, [None, "tuple", "dict"], 1, 1]])
        self.assertEqual(one["calls"], [[{"code": f}, [None, "tuple"], 1, 1]])

    def test_builtin_that_gets_many_arguments(self):
        recording = self.record("def run(n):\n    return max(*range(n), 2.5)\n\nARGS = (20,)\nQUICK_ARGS = (2,)\n")
        (site,) = self.sites(self.code(recording, "run"), "CALL_FUNCTION_EX")
        kinds = sorted((call[1] for call in site["calls"]), key=len)
        self.assertEqual(kinds, [[None, "int", "float"], [None, "int", "int", "float"]])

    def test_instances_that_are_called(self):
        recording = self.record(
            """\
            class Adder:
                def __init__(self, n):
                    self.n = n

                def __call__(self, x):
                    return self.n + x

            def run(n):
                total = 0
                for i in range(n):
                    total += Adder(i)(n)
                return total

            ARGS = (7,)
            """
        )
        call = next(i for i, f in enumerate(recording["functions"]) if f["name"] == "Adder.__call__")
        calls = [call for site in self.sites(self.code(recording, "run"), "CALL") for call in site["calls"]]
        self.assertIn([{"called": [0, {"function": call}]}, [None, "int"], 7, 7], calls)

    def test_builtin_that_calls_a_method(self):
        recording = self.record(
            """\
            class Bag:
                def __init__(self, items):
                    self.items = items

                def __len__(self):
                    return 3

            def run(n):
                return [len(x) for x in (Bag([n]), [n])]

            ARGS = (7,)
            """
        )
        call = next(i for i, f in enumerate(recording["functions"]) if f["name"] == "Bag.__len__")
        calls = [call for site in self.sites(self.code(recording, "run"), "CALL") for call in site["calls"]]
        self.assertIn([{"special": ["len", 0, {"function": call}]}, [None, {"class": 0}], 1, 1], calls)

    def test_imports(self):
        recording = self.record(
            """\
            def run(n):
                import math
                from math import sqrt as root
                return math.floor(root(n))

            ARGS = (7,)
            """
        )
        run = self.code(recording, "run")
        values = [site["value"] for site in self.sites(run, "IMPORT")]
        self.assertEqual(values, [{"module": "math"}, {"module": "math"}, {"builtin": "math.sqrt"}])

    def test_match(self):
        recording = self.record(
            """\
            class Point:
                __match_args__ = ("x", "y")

                def __init__(self, x, y):
                    self.x, self.y = x, y

            def run(n):
                found = []
                for value in ([n, 1, 2], {"k": n}, Point(n, 1)):
                    match value:
                        case [first, *rest]:
                            found.append((first, rest))
                        case {"k": k, **others}:
                            found.append((k, others))
                        case Point(x, y):
                            found.append((x, y))
                return found

            ARGS = (7,)
            """
        )
        run = self.code(recording, "run")
        (site,) = self.sites(run, "MATCH_CLASS")
        self.assertEqual(site["operands"], [[[{"class": 0}, {"is": {"class": 0}}, "tuple"], 1, 1]])
        self.assertEqual(len(self.sites(run, "UNPACK_EX")), 1)

    def test_deleted_variable_of_a_closure(self):
        recording = self.record(
            """\
            def run(n):
                x = n
                get = lambda: x
                first = get()
                del x
                x = 2
                return first + get()

            ARGS = (7,)
            """
        )
        names = [name for _, name, _ in recording["opcodes"]]
        self.assertIn("DELETE_DEREF", names)

    def test_calls_that_do_not_fit(self):
        recording = self.record(
            """\
            def f(a, b=2, /, c=3, *, d, e=5):
                return a, b, c, d, e

            def run(n):
                def inner(*, x=n, y):
                    return x, y
                found = [inner(y=1), f(n, d=4)]
                for call in (lambda: f(n), lambda: f(1, 2, 3, 4), lambda: f(a=1, d=2), lambda: inner(), lambda: inner(z=1, y=2)):
                    try:
                        call()
                    except TypeError as error:
                        found.append(str(error))
                return found

            ARGS = (1,)
            """
        )
        f = self.code(recording, "f")
        self.assertEqual((f["positional"], f["positional_only"], f["keyword_only"]), (3, 2, 2))
        self.assertTrue(recording["names_functions"])
        self.assertIn("f() got some positional-only arguments passed as keyword arguments: 'a'", recording["result"])

    def test_calls_of_what_cannot_be_called(self):
        recording = self.record(
            """\
            def run(n):
                found = []
                for value in (n, "a", [n], None):
                    try:
                        value(n)
                    except TypeError as error:
                        found.append(str(error))
                return found

            ARGS = (1,)
            """
        )
        (calls,) = (site["calls"] for site in self.sites(self.code(recording, "run"), "CALL") if site["calls"][0][0] == {"opaque": None})
        self.assertEqual(sorted(kinds[1] for _, kinds, *_ in calls), ["int"] * len(calls))
        self.assertIn("'list' object is not callable", recording["result"])


if __name__ == "__main__":
    unittest.main()
