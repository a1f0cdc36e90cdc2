#!/usr/bin/env python3
"""Tests of what `record.py` writes. Run by CPython 3.13: `python3.13 scripts/test_record.py`."""

import json
import unittest

from recorded_sample import RecordTest


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

            def kept(items=A):
                return len(items)

            def run():
                return len(A), len(B), kept(), ROW is GRID[0], GRID[2]

            ARGS = ()
            """
        )
        values = dict(recording["globals"])
        self.assertEqual(values["A"], values["B"])
        kept = next(each for each in recording["functions"] if each["name"] == "kept")
        self.assertEqual(kept["defaults"], [values["A"]])
        objects = recording["objects"]
        self.assertEqual(objects[values["A"]["object"]], {"list": []})
        grid = objects[values["GRID"]["object"]]["list"]
        self.assertEqual(grid[:2], [values["ROW"], values["ROW"]])
        self.assertEqual(grid[2], {"list": [{"int": "1"}]})

    def test_values_of_globals(self):
        recording = self.record(
            """
            import math

            TABLE = [1, 2.5, "x", (None, True), {"k": b"\\x01"}, bytearray(b"\\x02"), 1.5j, {3, 1, 2}, range(2, 9, 3), 1 << 70]

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
                    {"bytearray": "02"},
                    {"complex": ["0.0", "1.5"]},
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

    def test_texts_that_are_compared_by_identity(self):
        source = """\
            A = "some text"
            B = "".join(["some ", "text"])
            NAN = float("nan")
            ITEMS = [A, B, NAN]

            def run():
                return A is B, A is ITEMS[0], B is ITEMS[1], NAN in ITEMS

            ARGS = ()
            """
        recording = self.record(source)
        self.assertEqual(recording["result"], "(False, True, True, True)")
        values = dict(recording["globals"])
        objects = recording["objects"]
        nan = {"float": "nan", "repr": "nan"}
        items = objects[values["ITEMS"]["object"]]["list"]
        self.assertEqual(items, [values["A"], values["B"], values["NAN"]])
        kept = [objects[values[name]["object"]] for name in ("A", "B", "NAN")]
        self.assertEqual(kept, ["some text", "some text", nan])

    def test_texts_that_are_compared_by_value(self):
        source = """\
            A = "some text"
            B = "".join(["some ", "text"])

            def run():
                return A == B

            ARGS = ()
            """
        recording = self.record(source)
        self.assertEqual(recording["objects"], [])
        self.assertEqual(dict(recording["globals"]), {"A": "some text", "B": "some text"})

    def test_globals_that_are_deleted(self):
        source = """\
            n = 5
            len = max

            def run():
                global n, len
                del n
                n = 7
                first = len(n, 3)
                del len
                return first + len("ab")

            ARGS = ()
            """
        recording = self.record(source)
        self.assertEqual(recording["result"], "9")
        self.assertEqual(sorted(recording["assigned"]), ["len", "n"])
        self.assertEqual(
            sorted(recording["globals"]), [["len", {"builtin": "max"}], ["n", {"int": "5"}]]
        )
        self.assertEqual(recording["builtins"], [["len", {"builtin": "len"}]])

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

    def test_state(self):
        """What a run changes is marked, and each run begins with what was in it at first."""
        recording = self.record(
            """
            class Node:
                def __init__(self, value):
                    self.value = value

            seen = []
            node = Node(1)
            kept = [node]
            data = bytearray(b"a")

            def run(n):
                for i in range(n):
                    seen.append(i)
                    node.value += i
                    data.append(i)
                return len(seen), kept[0].value, data[-1]

            ARGS = (10,)
            QUICK_ARGS = (3,)
            """
        )
        self.assertEqual((recording["result"], recording["quick_result"]), ("(10, 46, 9)", "(3, 4, 2)"))
        node = {"instance": [0, [["value", {"int": "1"}]]]}
        self.assertEqual(recording["objects"], [{"list": []}, node, {"bytearray": "61"}, {"list": [{"object": 1}]}])
        self.assertEqual(recording["changed"], [0, 1, 2])

    def test_quick_only(self):
        source = "def run(n):\n    return n + 1\n\nARGS = (9,)\nQUICK_ARGS = (1,)\n"
        done = self.command(source, options=["--quick-only"])
        self.assertEqual(done.returncode, 0, done.stderr)
        recording = json.loads((self.out / "recording.json").read_text(encoding="utf-8"))
        self.assertEqual((recording["args"], recording["result"]), ([{"int": "1"}], "2"))
        code = self.code(recording, "run")
        self.assertEqual(code["entries"], [1, 1])
        for site in code["sites"]:
            for _, *counts in site.get("operands", []):
                self.assertEqual(counts, [1, 1])


# The base class has no tests of its own.
del RecordTest


if __name__ == "__main__":
    unittest.main()
