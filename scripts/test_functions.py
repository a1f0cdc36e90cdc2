"""Tests of functions, classes and cells that exist before the run, wherever they are referred to."""

import json
import unittest

from recorded_sample import RECORD, RecordTest
from recorder.supported import KEYWORDS


class Functions(RecordTest):
    def test_in_containers_and_instances(self):
        recording = self.record(
            """\
            def f(n):
                return n + 1

            class C:
                pass

            class Holder:
                def __init__(self, f, cls):
                    self.f = f
                    self.cls = cls

            TABLE = {"f": f, C: (f, C)}
            HOLDER = Holder(f, C)

            def run(n):
                return TABLE["f"](n) + TABLE[C][0](n), HOLDER.f is f, HOLDER.cls is TABLE[C][1]

            ARGS = (1,)
            """
        )
        names = [row["name"] for row in recording["functions"]]
        f, c = {"function": names.index("f")}, {"class": 0}
        self.assertEqual(recording["classes"][0]["name"], "C")
        self.assertEqual(recording["objects"][0], {"dict": [["f", f], [c, {"tuple": [f, c]}]]})
        self.assertEqual(recording["objects"][1], {"instance": [1, [["f", f], ["cls", c]]]})

    def test_several_of_one_code(self):
        recording = self.record(
            """\
            def make(k):
                def f(n, m=[k]):
                    return k + n + m[0]
                return f

            ONE, TWO = make(1), [make(2)]

            def run(n):
                return ONE(n), TWO[0](n)

            ARGS = (1,)
            """
        )
        first, second = [row for row in recording["functions"] if row["name"].endswith(".f")]
        self.assertEqual(first["code"], second["code"])
        self.assertEqual([first["closure"], second["closure"]], [[{"int": "1"}], [{"int": "2"}]])
        one, two = (row["defaults"][0]["object"] for row in (first, second))
        values = [recording["objects"][index] for index in (one, two)]
        self.assertEqual(values, [{"list": [{"int": "1"}]}, {"list": [{"int": "2"}]}])

    def test_cells_that_functions_share(self):
        recording = self.record(
            """\
            def make():
                count = 0
                kept = 5
                def bump():
                    nonlocal count
                    count += kept
                    return count
                def reset():
                    nonlocal count
                    count = 0
                    return kept
                return bump, reset

            bump, reset = make()

            def run():
                return bump() + reset()

            ARGS = ()
            """
        )
        closures = [row["closure"] for row in recording["functions"] if row["closure"]]
        self.assertEqual(closures, [[{"object": 0}, {"int": "5"}]] * 2)
        self.assertEqual(recording["objects"], [{"cell": [{"int": "0"}]}])
        self.assertNotIn("changed", recording)

    def test_cells_that_a_run_changes(self):
        recording = self.record(
            """\
            def make():
                last = None
                if last:
                    unset = 1
                def note(n):
                    nonlocal last, unset
                    last, before = n, last
                    unset = n
                    return before
                return note

            NOTE = make()

            def run(n):
                return NOTE(n), NOTE(n)

            ARGS = (3,)
            """
        )
        self.assertEqual(recording["result"], "(None, 3)")
        self.assertEqual(recording["objects"], [{"cell": [None]}, {"cell": []}])
        self.assertEqual(recording["changed"], [0, 1])

    def test_that_refer_to_themselves(self):
        recording = self.record(
            """\
            def make(base):
                def f(n):
                    return base if n == 0 else f(n - 1) + 1
                return f

            FUNCTIONS = [make(1), make(2)]

            def run(n):
                return [f(n) for f in FUNCTIONS]

            ARGS = (3,)
            """
        )
        closures = [(place, row["closure"][1]) for place, row in enumerate(recording["functions"]) if row["closure"]]
        self.assertEqual([form for _, form in closures], [{"function": place} for place, _ in closures])


    def test_methods_that_are_bound_before(self):
        recording = self.record(
            """\
            class C:
                def __init__(self, n):
                    self.n = n

                def f(self, m):
                    return self.n + m

                @classmethod
                def make(cls, n):
                    return cls(n)

            ONE = C(1)
            METHODS = [ONE.f, {"a": 2}.get]
            MAKE = C.make

            def run():
                return METHODS[0](2), METHODS[1]("a"), MAKE(3).f(ONE.n)

            ARGS = ()
            """
        )
        self.assertEqual(recording["result"], "(3, 2, 4)")
        function = {"function": [row["name"] for row in recording["functions"]].index("C.f")}
        one = {"object": next(i for i, row in enumerate(recording["objects"]) if "instance" in row)}
        methods = next(row["list"] for row in recording["objects"] if "list" in row)
        self.assertEqual(methods[0], {"bound_method": [function, one]})
        self.assertEqual(methods[1]["bound_method"][0], {"method": ["dict", "get"]})
        run = self.code(recording, "run")
        bound = [call[0] for site in self.sites(run, "CALL") for call in site["calls"] if "bound" in call[0]]
        self.assertEqual(len(bound), 3)
        make = next(row["bound_method"] for row in recording["objects"] if "bound_method" in row)
        self.assertEqual(make[1], {"class": 0})

    def test_instances_as_keys(self):
        recording = self.record(
            "class C: pass\n\nONE = C()\nD = {ONE: 1, C(): 2}\n\ndef run():\n    return D[ONE] + len(D)\n\nARGS = ()\n"
        )
        (pairs,) = [row["dict"] for row in recording["objects"] if "dict" in row]
        self.assertEqual(["object" in key for key, _ in pairs], [True, False])


class Refused(RecordTest):
    def test_in_a_set(self):
        source = "def f(): pass\n\nS = {f}\n\ndef run():\n    return len(S)\n\nARGS = ()\n"
        self.refused(source, 6, "f in a set")

    def test_in_a_key(self):
        source = "class C:\n    def __hash__(self): return 1\n\nD = {(1, C()): 2}\n\ndef run():\n    return len(D)\n\nARGS = ()\n"
        self.refused(source, 7, "an instance of C as a key")
        source = "class C: pass\n\nD = {C()}\n\ndef run():\n    return len(D)\n\nARGS = ()\n"
        self.refused(source, 6, "an instance of C as a key")

    def test_in_arguments(self):
        source = "def f(n):\n    return n\n\ndef run(g):\n    return g(1)\n\nARGS = (f,)\n"
        self.refused(source, 4, "f as an argument")

    def test_in_its_own_defaults(self):
        source = """\
            def make():
                def f(n, known=[]):
                    return len(known) + n
                f.__defaults__[0].append(f)
                return f

            FUNCTIONS = make(), make()

            def run(n):
                return FUNCTIONS[0](n) + FUNCTIONS[1](n)

            ARGS = (1,)
            """
        self.refused(source, 10, "make.<locals>.f, which is in its own defaults")

    def test_defaults_that_a_call_by_name_takes(self):
        source = """\
            FUNCTIONS = [lambda n, m, k=k: n + m + k for k in (1, 2)]

            def run(n):
                return FUNCTIONS[1](m=n, n=1)

            ARGS = (1,)
            """
        self.refused(source, 3, "a call that takes the defaults of one of several functions <lambda>")



class Gaps(RecordTest):
    """What is recorded runs: these would not."""

    def test_expressions(self):
        for expression, reason in [
            ("'a'.splitlines(keepends=True)", "str.splitlines() with keepends by name"),
            ("{}.update(a=n)", "dict.update() with a by name"),
            ("str(object=n)", "str() with object by name"),
            ("int(b'12')", "int of bytes"),
            ("float(b'1.5')", "float of bytes"),
            ("object() is None", "object()"),
        ]:
            with self.subTest(expression):
                self.refused(f"def run(n):\n    return {expression}\n\nARGS = (1,)\n", 2, reason)

    def test_every_keyword_is_in_a_program_that_runs(self):
        meaning = RECORD.parent.parent / "harness/conformance/meaning/keywords/recording.json"
        recording = json.loads(meaning.read_text(encoding="utf-8"))
        used = set()
        for site in (site for code in recording["codes"] for site in code["sites"]):
            for callee, *_ in site["calls"] if "keywords" in site else ():
                callee = callee.get("bound", callee)
                name = callee.get("builtin") or callee.get("type") or ".".join(callee["method"])
                used |= {(name, keyword) for keyword in site["keywords"]}
        accepted = {(name, keyword) for name, keywords in KEYWORDS.items() for keyword in keywords}
        self.assertEqual(accepted - used, set())

    def test_wide_logarithm(self):
        source = "import math\n\ndef run(n):\n    return math.log(10**400 + n)\n\nARGS = (1,)\n"
        self.refused(source, 4, "a logarithm of an int that no float has")

    def test_changed_class_attribute_without_a_form(self):
        source = "class A:\n    b = {slice(1): 2}\n\ndef run(n):\n    A.b = n\n    return A.b\n\nARGS = (1,)\n"
        self.refused(source, 5, "a slice as a key")

    def test_attribute_that_is_no_name(self):
        source = "class T: pass\n\nt = T()\nsetattr(t, 'a-b', 1)\n\n"
        source += "def run():\n    return t is None\n\nARGS = ()\n"
        self.refused(source, 7, "an attribute that is called 'a-b'")


# The base class has no tests of its own.
del RecordTest


if __name__ == "__main__":
    unittest.main()
