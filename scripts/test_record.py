#!/usr/bin/env python3
"""Tests of `record.py`. Run by CPython 3.13: `python3.13 scripts/test_record.py`."""

import json
import re
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

RECORD = Path(__file__).resolve().parent / "record.py"
IS_3_13 = sys.implementation.name == "cpython" and sys.version_info[:2] == (3, 13)


@unittest.skipUnless(IS_3_13, "recording needs CPython 3.13")
class RecordTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.out = self.folder / "out"

    def command(self, source, out=None):
        program = self.folder / "sample.py"
        program.write_text(textwrap.dedent(source), encoding="utf-8")
        return subprocess.run(
            [sys.executable, RECORD, program, "--out", out or self.out],
            capture_output=True,
            text=True,
            check=False,
        )

    def record(self, source):
        done = self.command(source)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads((self.out / "recording.json").read_text(encoding="utf-8"))

    def code(self, recording, name):
        return next(code for code in recording["codes"] if code["name"] == name)

    def sites(self, code, prefix):
        return [site for site in code["sites"] if site["op"].startswith(prefix)]

    def refused(self, source, line, reason):
        done = self.command(source)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(f"sample.py:{line}: ", done.stderr)
        self.assertIn(reason, done.stderr)
        self.assertFalse(self.out.exists())


DIALECT = Path(__file__).resolve().parent.parent / "uops" / "src" / "dialect" / "py313"

# Instructions that the importer expands by more than a table.
EXPANDED_BY_CODE = frozenset("""
    CALL CALL_KW EXTENDED_ARG JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD LOAD_GLOBAL NOP
    POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE
""".split())
# Instructions whose form follows from what they met, not from their name.
FORMS_BY_FEEDBACK = frozenset({
    "CALL", "CALL_KW", "LOAD_ATTR", "LOAD_GLOBAL", "LOAD_SUPER_ATTR", "STORE_ATTR"
})
# Uops that become others when constants are known.
REPLACED_UOPS = frozenset({"_LOAD_CONST"})


@unittest.skipUnless(IS_3_13, "the recorder needs CPython 3.13")
class Vocabulary(unittest.TestCase):
    """What the recorder accepts the importer can expand."""

    def setUp(self):
        sys.path.insert(0, str(RECORD.parent))
        self.addCleanup(sys.path.remove, str(RECORD.parent))
        rows = "".join(path.read_text() for path in sorted((DIALECT / "rows").glob("*.rs")))
        self.uops = set(re.findall(r"^(_[A-Z]\w*)\b", rows, re.MULTILINE))
        text = (DIALECT / "expansions.txt").read_text()
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.expansions = dict(line.split(": ") for line in lines)

    def test_every_instruction_has_an_expansion(self):
        from recorder.supported import INSTRUCTIONS

        expanded = self.expansions.keys() | EXPANDED_BY_CODE
        self.assertEqual(sorted(INSTRUCTIONS - expanded), [])

    def test_every_uop_of_an_expansion_has_a_row(self):
        from recorder.supported import INSTRUCTIONS

        for instruction in (INSTRUCTIONS - FORMS_BY_FEEDBACK) & self.expansions.keys():
            for uop in self.expansions[instruction].split():
                uop = uop.split("/")[0]
                if uop not in REPLACED_UOPS:
                    self.assertTrue(
                        uop in self.uops or {f"{uop}_0", f"{uop}_1"} <= self.uops,
                        f"{uop} of {instruction}",
                    )

    def test_every_specialised_form_has_an_expansion(self):
        from recorder.bytecode import GENERIC
        from recorder.supported import INSTRUCTIONS, UNSUPPORTED_SPECIALISATIONS

        forms = {
            name
            for name, generic in GENERIC.items()
            if name != generic and generic in INSTRUCTIONS and generic not in FORMS_BY_FEEDBACK
        }
        lacking = forms - UNSUPPORTED_SPECIALISATIONS - self.expansions.keys()
        self.assertEqual(sorted(lacking), [])


class Recorded(RecordTest):
    def test_numeric_loop(self):
        recording = self.record(
            """
            def run(n):
                total = 0.0
                for i in range(n):
                    if i % 2:
                        total += i * 0.5
                return total

            ARGS = (1000,)
            QUICK_ARGS = (100,)
            """
        )
        self.assertEqual(recording["version"], 1)
        self.assertEqual(recording["result"], "125000.0")
        self.assertEqual(recording["quick_result"], "1250.0")
        self.assertEqual(recording["args"], [{"int": "1000"}])
        self.assertEqual(recording["builtins"], [["range", {"type": "range"}]])
        code = self.code(recording, "run")
        self.assertEqual(code["locals"], [["n", "local"], ["total", "local"], ["i", "local"]])
        self.assertEqual(code["entries"], [1, 1])
        counts = sorted(branch[2:] for branch in code["branches"])
        self.assertEqual(counts, [[1, 1], [500, 50], [500, 50], [1000, 100]])
        (iteration,) = self.sites(code, "FOR_ITER_RANGE")
        self.assertEqual(iteration["operands"], [[["range_iterator"], 1001, 101]])
        (addition,) = self.sites(code, "BINARY_OP_ADD_FLOAT")
        self.assertEqual(addition["operands"], [[["float", "float"], 500, 50]])
        expected = json.loads((self.out / "expected.json").read_text(encoding="utf-8"))
        self.assertEqual(expected["result"], "125000.0")
        self.assertEqual(expected["function"], "run")

    def test_class_with_methods(self):
        recording = self.record(
            """
            class Point:
                scale = 2

                def __init__(self, x, y):
                    self.x = x
                    self.y = y

                def size(self):
                    return self.x + self.y * self.scale

            def run(n):
                total = 0
                for i in range(n):
                    total += Point(i, 1).size()
                return total

            ARGS = (500,)
            """
        )
        (point,) = recording["classes"]
        self.assertEqual(point["name"], "Point")
        self.assertTrue(point["inline_values"])
        self.assertEqual(point["attributes"], ["x", "y"])
        self.assertEqual([name for name, _ in point["members"]], ["scale", "__init__", "size"])
        run = self.code(recording, "run")
        (made,) = self.sites(run, "CALL_ALLOC_AND_ENTER_INIT")
        self.assertEqual(made["calls"], [[{"class": 0}, [None, "int", "int"], 500, 500]])
        (method,) = self.sites(run, "LOAD_ATTR_METHOD_WITH_VALUES")
        self.assertEqual(method["type"], {"class": 0})
        found = method["finds"][0][1]["method"]["function"]
        self.assertEqual(recording["functions"][found]["name"], "Point.size")
        size = self.code(recording, "Point.size")
        finds = [site["finds"][0][1] for site in self.sites(size, "LOAD_ATTR")]
        self.assertEqual(finds, [{"value": 0}, {"value": 1}, {"object": {"int": "2"}}])

    def test_slots_of_a_class_and_its_base(self):
        recording = self.record(
            """
            class Base:
                __slots__ = ("b", "a")

            class Derived(Base):
                __slots__ = ("c",)

            def run(n):
                item = Derived()
                item.a = item.b = item.c = 0
                for i in range(n):
                    item.a += 1
                    item.c += item.a
                return item.c + item.b

            ARGS = (500,)
            """
        )
        run = self.code(recording, "run")
        finds = {
            (site["name"], find["slot"])
            for site in self.sites(run, "STORE_ATTR_SLOT") + self.sites(run, "LOAD_ATTR_SLOT")
            for _, find in site["finds"]
        }
        self.assertEqual(finds, {("a", 0), ("b", 1), ("c", 2)})

    def test_super_and_two_types_at_a_call(self):
        recording = self.record(
            """
            class Base:
                def __init__(self, n):
                    self.n = n

                def get(self):
                    return self.n

            class Derived(Base):
                def __init__(self, n):
                    super().__init__(n + 1)

                def get(self):
                    return -self.n

            def run(n):
                items = [Base(1), Derived(2)]
                total = 0
                for i in range(n):
                    total += items[i % 2].get()
                return total

            ARGS = (400,)
            """
        )
        run = self.code(recording, "run")
        (lookup,) = [site for site in self.sites(run, "LOAD_ATTR") if site["name"] == "get"]
        self.assertEqual(len(lookup["finds"]), 2)
        init = self.code(recording, "Derived.__init__")
        (found,) = self.sites(init, "LOAD_SUPER_ATTR_METHOD")
        self.assertIn("method", found["finds"][0][1])
        (call,) = self.sites(init, "CALL_PY_EXACT_ARGS")
        self.assertEqual(list(call["calls"][0][0]), ["code"])

    def test_closures(self):
        recording = self.record(
            """
            def counter(step):
                count = 0

                def bump():
                    nonlocal count
                    count += step
                    return count

                return bump

            def run(n):
                bump = counter(3)
                for _ in range(n):
                    bump()
                return bump()

            ARGS = (300,)
            """
        )
        outer = self.code(recording, "counter")
        self.assertEqual(
            outer["locals"], [["step", "local cell"], ["bump", "local"], ["count", "cell"]]
        )
        inner = self.code(recording, "counter.<locals>.bump")
        self.assertEqual(inner["locals"], [["count", "free"], ["step", "free"]])
        self.assertEqual(inner["entries"], [301, 301])
        self.assertIn({"code": recording["codes"].index(inner)}, outer["constants"])

    def test_closure_of_a_global_function(self):
        recording = self.record(
            """
            def adder(n):
                return lambda x: x + n

            add = adder(5)

            def run(n):
                total = 0
                for i in range(n):
                    total = add(total)
                return total

            ARGS = (300,)
            """
        )
        (add,) = [f for f in recording["functions"] if f["name"] == "adder.<locals>.<lambda>"]
        self.assertEqual(add["closure"], [{"int": "5"}])

    def test_recursion(self):
        recording = self.record(
            """
            def fib(n):
                return n if n < 2 else fib(n - 1) + fib(n - 2)

            def run(n):
                return fib(n)

            ARGS = (12,)
            """
        )
        fib = self.code(recording, "fib")
        self.assertEqual(fib["entries"], [465, 465])
        calls = [site["calls"] for site in self.sites(fib, "CALL_PY_EXACT_ARGS")]
        number = recording["codes"].index(fib)
        self.assertEqual(calls, [[[{"code": number}, [None, "int"], 232, 232]]] * 2)

    def test_comprehension(self):
        recording = self.record(
            """
            def run(n):
                squares = [i * i for i in range(n) if i & 1]
                names = {str(i): i for i in squares}
                return len(names), sum(squares)

            ARGS = (200,)
            """
        )
        code = self.code(recording, "run")
        # Their handlers, which would restore `i`, are no obstacle, and never ran.
        self.assertTrue(code["handlers"])
        self.assertTrue(all(end <= code["handlers"][0][2] for _, end in code["ran"]))
        self.assertEqual(self.sites(code, "CALL_STR_1")[0]["calls"][0][2], 100)

    def test_objects_that_places_share(self):
        recording = self.record(
            """
            A = []
            B = A
            ROW = [0]
            GRID = [ROW, ROW, [1]]

            def run(n, items=A):
                return len(A), len(B), len(items), ROW is GRID[0], GRID[2]

            ARGS = (1,)
            """
        )
        values = dict(recording["globals"])
        self.assertEqual(values["A"], values["B"])
        self.assertEqual(recording["functions"][0]["defaults"], [values["A"]])
        objects = recording["objects"]
        self.assertEqual(objects[values["A"]["object"]], {"list": []})
        grid = objects[values["GRID"]["object"]]["list"]
        self.assertEqual(grid[:2], [values["ROW"], values["ROW"]])
        self.assertEqual(grid[2], {"list": [{"int": "1"}]})

    def test_values_of_globals(self):
        recording = self.record(
            """
            import math

            TABLE = [1, 2.5, "x", (None, True), {"k": b"\\x01"}, {3, 1, 2}, range(2, 9, 3), 1 << 70]

            def run():
                return len(TABLE) + math.floor(math.pi)

            ARGS = ()
            """
        )
        table = dict(recording["globals"])["TABLE"]
        self.assertEqual(
            recording["objects"][table["object"]],
            {
                "list": [
                    {"int": "1"},
                    {"float": "0x1.4000000000000p+1", "repr": "2.5"},
                    "x",
                    {"tuple": [None, True]},
                    {"dict": [["k", {"bytes": "01"}]]},
                    {"set": [{"int": "1"}, {"int": "2"}, {"int": "3"}]},
                    {"range": ["2", "9", "3"]},
                    {"int": str(1 << 70)},
                ]
            },
        )

    def test_kinds_of_ints(self):
        recording = self.record(
            """
            def run(n):
                x = -3
                total = 0
                for i in range(n):
                    total += x + (1 << 40)
                return total

            ARGS = (100,)
            """
        )
        kinds = {
            kind
            for site in self.sites(self.code(recording, "run"), "BINARY_OP")
            for kinds, *_ in site["operands"]
            for kind in kinds
        }
        self.assertEqual(kinds, {"int", "negative int", "big int"})

    def test_code_that_did_not_run_may_hold_anything(self):
        recording = self.record(
            """
            class Stack:
                def __init__(self):
                    self.items = []

                def push(self, item):
                    self.items.append(item)

                def pop(self):
                    if not self.items:
                        raise IndexError("empty")
                    return self.items.pop()

                def __repr__(self):
                    return f"Stack({self.items!r})"

            def run(n):
                stack = Stack()
                for i in range(n):
                    stack.push(i)
                return stack.pop()

            ARGS = (100,)
            """
        )
        self.assertEqual(recording["result"], "99")
        self.assertEqual(self.code(recording, "Stack.__repr__")["entries"], [0, 0])

    def test_defaults_and_static_methods(self):
        recording = self.record(
            """
            class Tools:
                @staticmethod
                def double(x):
                    return x + x

            def add(a, b=2, *, c=3):
                return a + b + c

            def run(n):
                total = 0
                for i in range(n):
                    total += Tools.double(add(i)) + add(i, 1)
                return total

            ARGS = (100,)
            """
        )
        (add,) = [f for f in recording["functions"] if f["name"] == "add"]
        self.assertEqual(add["defaults"], [{"int": "2"}])
        self.assertEqual(add["kwdefaults"], [["c", {"int": "3"}]])
        (tools,) = recording["classes"]
        self.assertEqual(list(tools["members"][0][1]), ["staticmethod"])

    def test_two_recordings_are_identical(self):
        source = """
            class Node:
                def __init__(self, value, rest):
                    self.value = value
                    self.rest = rest

            VOWELS = {"a", "e", "i", "o", "u"}

            def run(text):
                head = None
                for char in text:
                    if char in VOWELS:
                        head = Node(char, head)
                out = ""
                while head is not None:
                    out += head.value
                    head = head.rest
                return out

            ARGS = ("a fairly long sentence about nothing" * 4,)
            """
        texts = []
        for name in ("first", "second"):
            done = self.command(source, self.folder / name)
            self.assertEqual(done.returncode, 0, done.stderr)
            texts.append((self.folder / name / "recording.json").read_text(encoding="utf-8"))
        self.assertEqual(texts[0], texts[1])

    def test_writes_the_program_beside_the_recording(self):
        self.record("def run():\n    return 1\n\nARGS = ()\n")
        names = sorted(path.name for path in self.out.iterdir())
        self.assertEqual(names, ["expected.json", "program.py", "recording.json"])


    def test_arguments_by_name(self):
        source = """\
            def scale(x, factor=2, *, offset=0):
                return x * factor + offset

            def run():
                return scale(offset=1, x=3) + sorted([1, 2], reverse=True)[0]

            ARGS = ()
            """
        recording = self.record(source)
        run = recording["codes"][0]
        keywords = [site["keywords"] for site in run["sites"] if "keywords" in site]
        self.assertEqual(keywords, [["offset", "x"], ["reverse"]])
        scale = next(row for row in recording["functions"] if row["name"] == "scale")
        self.assertEqual(scale["defaults"], [{"int": "2"}])
        self.assertEqual(scale["kwdefaults"], [["offset", {"int": "0"}]])

    def test_globals_that_are_assigned(self):
        source = """\
            n = 5

            def run():
                global n, fresh
                n += 1
                fresh = n
                return n + fresh

            ARGS = ()
            """
        recording = self.record(source)
        self.assertEqual(recording["result"], "12")
        self.assertEqual(recording["assigned"], ["n", "fresh"])
        self.assertEqual(recording["globals"], [["n", {"int": "5"}]])

    def test_property_and_class_method(self):
        source = """\
            class Box:
                @property
                def size(self):
                    return 1

                @classmethod
                def make(cls):
                    return cls()

            def run():
                return Box.make().size

            ARGS = ()
            """
        recording = self.record(source)
        sites = [code["sites"] for code in recording["codes"] if code["name"] == "run"][0]
        found = [next(iter(find)) for site in sites for _, find in site.get("finds", [])]
        self.assertEqual(found, ["bound", "property"])

    def test_super_by_name(self):
        source = """\
            class Base:
                def __init__(self, n):
                    self.n = n

            class Derived(Base):
                def __init__(self):
                    super().__init__(n=1)

            def run():
                return Derived().n

            ARGS = ()
            """
        recording = self.record(source)
        codes = {code["name"]: code for code in recording["codes"]}
        calls = [s["calls"] for s in codes["Derived.__init__"]["sites"] if "keywords" in s]
        self.assertEqual(calls[0][0][0], {"code": recording["codes"].index(codes["Base.__init__"])})

    def test_try_whose_handler_never_runs(self):
        source = """\
            def run(n):
                try:
                    return 1 // n
                except ZeroDivisionError:
                    return 0

            ARGS = (10,)
            """
        self.assertEqual(self.record(source)["result"], "0")


class Refused(RecordTest):
    def test_generator(self):
        source = "def run(n):\n    return sum(i for i in range(n))\n\nARGS = (10,)\n"
        self.refused(source, 2, "a generator")

    def test_try(self):
        source = """\
            def run(n):
                try:
                    return 1 // n
                except ZeroDivisionError:
                    return 0

            ARGS = (0,)
            """
        self.refused(source, 3, "an exception that is caught")

    def test_import_in_a_function(self):
        source = "def run():\n    import os\n    return len(os.sep)\n\nARGS = ()\n"
        self.refused(source, 2, "import inside a function")

    def test_other_module(self):
        source = "import time\n\ndef run():\n    return int(time.time()) * 0\n\nARGS = ()\n"
        self.refused(source, 4, "module time")

    def test_builtin(self):
        source = "def run():\n    print('x')\n    return 1\n\nARGS = ()\n"
        self.refused(source, 2, "print()")

    def test_method(self):
        source = "def run():\n    return 'a,b'.expandtabs()[0]\n\nARGS = ()\n"
        self.refused(source, 2, "str.expandtabs")

    def test_star_parameter(self):
        source = "def f(*a):\n    return len(a)\n\ndef run():\n    return f(1, 2)\n\nARGS = ()\n"
        self.refused(source, 1, "a parameter with a star")

    def test_star_argument(self):
        source = "def run():\n    return max(*[1, 2])\n\nARGS = ()\n"
        self.refused(source, 2, "star-arguments in a call")

    def test_unpacking_with_a_star(self):
        source = "def run(x):\n    a, *b = x\n    return b\n\nARGS = ((1, 2),)\n"
        self.refused(source, 2, "unpacking with a star")

    def test_argument_that_is_a_global_too(self):
        source = """
            A = [1]

            def run(a):
                return a is A

            ARGS = (A,)
            """
        self.refused(source, 4, "an argument that the program reaches in another way")

    def test_arguments_that_share_an_object(self):
        source = """
            A = [1]

            def run(a, b):
                return a is b

            ARGS = (A, A)
            """
        self.refused(source, 4, "arguments that share an object")

    def test_changed_global(self):
        source = "seen = []\n\ndef run():\n    seen.append(1)\n    return 1\n\nARGS = ()\n"
        self.refused(source, 1, "seen is changed by the run")

    def test_operator_method(self):
        source = """\
            class Money:
                def __init__(self, n):
                    self.n = n

                def __add__(self, other):
                    return Money(self.n + other.n)

            def run():
                return (Money(1) + Money(2)).n

            ARGS = ()
            """
        self.refused(source, 9, "Money.__add__ called by BINARY_OP")

    def test_key_function(self):
        source = "def run():\n    return max([2, 1], key=lambda x: -x)\n\nARGS = ()\n"
        self.refused(source, 2, "<lambda> called by max")

    def test_order_of_a_set(self):
        source = "def run():\n    for c in {'a', 'b'}:\n        pass\n    return 1\n\nARGS = ()\n"
        self.refused(source, 2, "the order of a set")

    def test_property_that_is_set(self):
        source = """\
            class Box:
                @property
                def size(self):
                    return 1

                @size.setter
                def size(self, value):
                    pass

            def run():
                Box().size = 2

            ARGS = ()
            """
        self.refused(source, 11, "Box.size, a property")

    def test_super_in_a_class_method(self):
        source = """\
            class Base:
                @classmethod
                def make(cls):
                    return 1

            class Derived(Base):
                @classmethod
                def make(cls):
                    return super().make()

            def run():
                return Derived.make()

            ARGS = ()
            """
        self.refused(source, 9, "super() in a class method")

    def test_a_list_in_itself(self):
        source = "a = []\na.append(a)\n\ndef run():\n    return len(a)\n\nARGS = ()\n"
        self.refused(source, 5, "a list that contains itself")

    def test_exception(self):
        source = "def run(n):\n    return 1 // n\n\nARGS = (0,)\n"
        self.refused(source, 2, "raises ZeroDivisionError")

    def test_syntax_error(self):
        self.refused("def run(:\n", 1, "invalid syntax")

    def test_all_reasons_are_named_at_once(self):
        source = "def run():\n    a, *b = [1]\n    max(*[1, 2])\n    return abs(2j)\n\nARGS = ()\n"
        done = self.command(source)
        self.assertEqual(done.returncode, 1)
        lines = done.stderr.splitlines()
        places = [line.split(":")[1] for line in lines]
        self.assertEqual(sorted(set(places)), ["2", "3", "4"])


class Usage(unittest.TestCase):
    def run_record(self, *arguments):
        return subprocess.run(
            [sys.executable, RECORD, *arguments], capture_output=True, text=True, check=False
        )

    def test_help(self):
        done = self.run_record("--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("QUICK_ARGS", done.stdout)

    @unittest.skipIf(IS_3_13, "this is CPython 3.13")
    def test_other_pythons_are_refused(self):
        done = self.run_record("program.py", "--out", "nowhere")
        self.assertEqual(done.returncode, 2)
        self.assertIn("needs CPython 3.13", done.stderr)

    @unittest.skipUnless(IS_3_13, "recording needs CPython 3.13")
    def test_missing_program(self):
        done = self.run_record("no_such_program.py", "--out", "nowhere")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no_such_program.py", done.stderr)


# The base class has no tests of its own.
del RecordTest

if __name__ == "__main__":
    unittest.main()
