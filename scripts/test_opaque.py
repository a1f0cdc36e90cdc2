#!/usr/bin/env python3
"""Tests of what is recorded of objects that have no form: `python3.13 scripts/test_opaque.py`, or with 3.14 or 3.15."""

import json
import struct
import unittest

from recorded_sample import SampleTest

SHUFFLED = """
    import random

    def run(n):
        numbers = list(range(n))
        source = random.Random(n)
        source.shuffle(numbers)
        source.shuffle(numbers)
        return numbers

    ARGS = (5,)
    QUICK_ARGS = (3,)
    """


def _plain(form):
    """The number that a form stands for."""
    if isinstance(form, dict):
        return float.fromhex(form["float"]) if "float" in form else int(form["int"])
    return form


class Opaque(SampleTest):
    def exchanges(self, source):
        """What is asked in the run with ARGS, in its order."""
        run = self.record(source)["opaque"]["runs"][0]
        return [run["exchanges"][number] for number in run["order"]]

    def refused(self, source, *reasons):
        done = self.command(source)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        lines = [line.split(":", 2)[2] for line in done.stderr.strip().splitlines() if line.startswith(str(self.folder))]
        self.assertEqual(lines, [f" not supported: {reason}" for reason in reasons])

    def test_methods_of_builtin_types_on_opaque_objects(self):
        found = self.exchanges(
            """
            from collections import OrderedDict

            def run(n):
                counts = OrderedDict()
                for i in range(n):
                    counts[i % 3] = counts.get(i % 3, 0) + i
                return counts.get(1), counts.get(7, n)

            ARGS = (9,)
            QUICK_ARGS = (3,)
            """
        )
        calls = [row for row in found if row["ask"] == "call" and row["of"][0] == {"method": ["dict", "get"]}]
        self.assertEqual([row["gives"] for row in calls[-2:]], [{"int": "12"}, {"int": "9"}])

    def test_lists_that_opaque_objects_still_refer_to(self):
        found = self.exchanges(
            """
            import collections
            import re

            def add(kept, word):
                kept.append(word)

            def run(n):
                words = re.compile("[a-z]+")
                groups = collections.OrderedDict()
                length = 0
                for i in range(n):
                    group = groups.setdefault(i % 2, [])
                    for word in words.findall("a b c"):
                        add(group, word)
                    length += len(groups.setdefault(i % 2, None))
                return length

            ARGS = (4,)
            QUICK_ARGS = (2,)
            """
        )
        self.assertFalse(any("changes" in row for row in found), found)

    def test_calls_attributes_and_iteration(self):
        found = self.exchanges(
            """
            import re

            WORD = re.compile("[a-z]+")

            def run(text):
                return [match.group() for match in WORD.finditer(text)]

            ARGS = ("ab c",)
            """
        )
        self.assertEqual(
            [it["ask"] for it in found],
            ["method", "call", "iterate", *["next", "method", "call"] * 2, "next"],
        )
        self.assertEqual(found[1]["of"][2], "ab c")
        self.assertEqual([found[5]["gives"], found[8]["gives"]], ["ab", "c"])
        # At the end of the iterator.
        self.assertNotIn("gives", found[-1])

    def test_a_list_that_is_changed(self):
        found = [it for it in self.exchanges(SHUFFLED) if "changes" in it]
        numbers = [[{"int": str(n)} for n in order] for order in ([0, 1, 2, 3, 4], [])]
        self.assertEqual(found[0]["of"][-1], {"kept": [0, [{"list": numbers[0]}]]})
        (first,), (second,) = found[0]["changes"], found[1]["changes"]
        # The same list, as the first call has left it.
        self.assertEqual(found[1]["of"][-1], first)
        self.assertNotEqual(first, second)

    def test_what_is_kept_and_changed_later(self):
        found = self.exchanges(
            """
            import operator

            def run(n):
                groups = [[n], [n + 1]]
                first = operator.getitem(groups, 0)
                first.append(7)
                return first, operator.getitem(groups, 1), operator.getitem(groups, 0) is first

            ARGS = (5,)
            """
        )
        given = [it["gives"] for it in found if it["ask"] == "call"][-3:]
        self.assertEqual(given[0], given[2])
        self.assertEqual(given[0]["kept"][1], [])

    def test_the_order_and_the_sum_of_opaque_objects(self):
        source = "from datetime import date, timedelta\n\ndef run(n):\n    days = [date(2024, 1, i * 5 % 7 + 1) for i in range(n)]\n"
        for body, result, asked in [
            ("return [day.day for day in sorted(days, reverse=True)]", "[6, 4, 2, 1]", "<"),
            ("days.sort()\n    return [day.day for day in days]", "[1, 2, 4, 6]", "<"),
            ("days.sort(key=date.toordinal)\n    return days[0].day", "1", ""),
            ("return sorted(days, key=date.toordinal)[0].day", "1", ""),
            ("return [row[0] for row in sorted(enumerate(days), key=lambda row: row[1])]", "[0, 3, 2, 1]", "<"),
            ("return max(days).day, min(days).day", "(6, 1)", ">"),
            ("by = dict(enumerate(days))\n    return max(by, key=by.get), max(by.values()).day", "(1, 6)", ">"),
            ("return sum([timedelta(day.day) for day in days], timedelta()).days", "13", "+"),
        ]:
            with self.subTest(body):
                found = self.exchanges(f"{source}    {body}\n\nARGS = (4,)\n")
                recording = json.loads((self.out / "recording.json").read_text(encoding="utf-8"))
                self.assertEqual(recording["result"], result)
                self.assertIn(asked, [row.get("name", "") for row in found])

    def test_the_order_of_what_has_opaque_objects_in_it(self):
        source = "from datetime import date\n\ndef run(n):\n    days = [(date(2024, 1, i + 1), i) for i in range(n)]\n    {}\n\nARGS = (4,)\n"
        for body in ("days.sort()\n    return days[0][1]", "return sorted(days)[0][1]", "return max(days)[1]"):
            with self.subTest(body):
                self.refused(source.format(body), "the order or sum of opaque objects inside of others, of a builtin")

    def test_two_recordings_are_identical(self):
        texts = []
        for name in ("one", "two"):
            done = self.command(SHUFFLED, self.folder / name)
            self.assertEqual(done.returncode, 0, done.stderr)
            texts.append((self.folder / name / "recording.json").read_text(encoding="utf-8"))
        self.assertEqual(*texts)

    def test_percentage_of_the_time(self):
        self.record(
            """
            import statistics

            def run(n):
                numbers = [1.0] * n
                return statistics.fsum(numbers) + statistics.median(sorted(numbers)), sum(range(10))

            ARGS = (4000,)
            """
        )
        expected = json.loads((self.out / "expected.json").read_text(encoding="utf-8"))
        self.assertGreater(expected["opaque_percent"], 20)
        self.assertLessEqual(expected["opaque_percent"], 100)

    def test_percentage_is_of_the_run_alone(self):
        """What is put back after a run, here a long list, is none of the run's time."""
        self.record(
            """
            import statistics

            TABLE = [[number] for number in range(100_000)]

            def run(n):
                return statistics.fsum(TABLE[n])

            ARGS = (7,)
            """
        )
        expected = json.loads((self.out / "expected.json").read_text(encoding="utf-8"))
        self.assertGreater(expected["opaque_percent"], 20)

    def test_collections_are_modelled_if_they_can_be(self):
        source = """
            from collections import Counter, defaultdict, deque

            EMPTY = deque()

            def run(n):
                queue, groups = deque(range(n)), defaultdict(list)
                while queue:
                    item = queue.popleft()
                    groups[item % 3].append(item)
                return groups[1], len(groups), Counter("abba").most_common(1), OTHER

            ARGS = (9,)
            """
        self.assertNotIn("opaque", self.record(source.replace("OTHER", "n")))
        # One that exists before the run is not modelled, so none is.
        recording = self.record(source.replace("OTHER", "len(EMPTY)"))
        names = [row[0] for row in recording["opaque"]["objects"]]
        self.assertIn("collections.defaultdict", names)
        recording = self.record(source.replace("OTHER", "groups | groups == groups"))
        self.assertIn("collections.deque", [row[0] for row in recording["opaque"]["objects"]])

    def test_numbers_and_bytes_are_modelled_if_they_can_be(self):
        source = """
            import cmath
            import zlib

            KNOWN = bytearray(b"known")

            def run(n):
                data, z = bytearray(n), 1 - 2j
                data += KNOWN
                data[0] = int(abs(cmath.sqrt(z * z)))
                return data, z, OTHER

            ARGS = (9,)
            """
        self.assertNotIn("opaque", self.record(source.replace("OTHER", "z.real")))
        # What is asked with a bytearray has its content.
        recording = self.record(source.replace("OTHER", "zlib.crc32(data)"))
        self.assertEqual([row[0] for row in recording["opaque"]["objects"]], ["zlib", "zlib.crc32"])
        asked = json.dumps(recording["opaque"]["runs"])
        self.assertIn('{"bytearray": "0200000000000000006b6e6f776e"}', asked)
        recording = self.record(source.replace("OTHER", "data % ()"))
        names = [row[0] for row in recording["opaque"]["objects"]]
        self.assertIn("bytearray", names)
        self.assertIn("complex", names)

    def test_methods_of_types_that_are_not_modelled_are_not_either(self):
        found = self.exchanges(
            """
            def run(n):
                data = bytearray()
                for i in range(n):
                    data.extend(b"x")
                return str(memoryview(b"abc"), "utf-8"), bytes(data)

            ARGS = (3,)
            """
        )
        methods = [row["gives"] for row in found if row.get("name") == "extend"]
        self.assertEqual([[*method] for method in methods], [["opaque"]] * 3)
        self.assertEqual([row["of"][0] for row in found if row["of"][0] in methods], methods)

    def test_programs_without_opaque_objects_say_nothing(self):
        recording = self.record("def run(n):\n    return n + 1\nARGS = (1,)\n")
        self.assertNotIn("opaque", recording)
        expected = json.loads((self.out / "expected.json").read_text(encoding="utf-8"))
        self.assertNotIn("opaque_percent", expected)

    def test_functions_of_math_are_the_runtimes(self):
        recording = self.record(
            """
            import math

            def run(n):
                return math.gcd(n, 12) + math.isqrt(n) + math.floor(math.sqrt(n))

            ARGS = (30,)
            """
        )
        self.assertNotIn("opaque", recording)

    def test_instances_that_are_changed(self):
        self.refused(
            """
            import operator

            class Box:
                def __init__(self):
                    self.items = [3, 1, 2]

            def run():
                box = Box()
                operator.call(setattr, box, "items", [1])
                return box.items

            ARGS = ()
            """,
            "an opaque call that changes an object of type Box",
        )

    def test_exceptions(self):
        found = self.exchanges(
            """
            import json
            from collections import OrderedDict

            def run(text):
                found = []
                try:
                    json.loads(text)
                except ValueError as error:
                    found.append(str(error))
                try:
                    OrderedDict().pop(text)
                except KeyError as error:
                    found.append(error.args)
                return found

            ARGS = ("{",)
            """
        )
        raised = [row["raises"]["instance"] for row in found if "raises" in row]
        self.assertEqual(len(raised), 2)
        attributes = [dict(attributes) for _, attributes in raised]
        self.assertEqual(attributes[0]["pos"], {"int": "1"})
        self.assertEqual(attributes[1], {"args": {"tuple": ["{"]}})
        self.assertFalse(any("gives" in row for row in found if "raises" in row))

    def test_iterators_that_end_by_an_exception(self):
        found = self.exchanges(
            """
            import xml.etree.ElementTree as etree

            def run(text):
                return sum(1 for element in etree.fromstring(text).iter())

            ARGS = ("<a><b/><c/></a>",)
            """
        )
        ends = [("gives" in row, "raises" in row) for row in found if row["ask"] == "next"]
        self.assertEqual(ends, [(True, False)] * 3 + [(False, False)])

    def test_exceptions_without_a_form(self):
        self.refused(
            """
            import os

            def run(name):
                try:
                    os.stat(name)
                except OSError:
                    return 1

            ARGS = ("/there/is/no/such/file",)
            """,
            "an opaque call that raises FileNotFoundError",
        )

    def test_instances_that_opaque_code_makes(self):
        found = self.exchanges(
            """
            import copy

            class Box:
                def __init__(self, items):
                    self.items = items

            def run(n):
                box = Box([n])
                other = copy.deepcopy(box)
                other.items.append(1)
                return box.items, other.items, other is box, copy.copy(Box) is Box

            ARGS = (5,)
            """
        )
        given = [row["gives"] for row in found if row["ask"] == "call"]
        self.assertEqual(given[0]["kept"][1][0]["instance"][0], 0)
        self.assertEqual(given[0]["kept"][1][0]["instance"][1][0][0], "items")

    def test_functions_that_opaque_objects_give(self):
        found = self.exchanges(
            """
            from collections import OrderedDict

            def twice(n):
                return 2 * n

            TABLE = OrderedDict(twice=twice)

            def run(n):
                return TABLE["twice"](n) + twice(1)

            ARGS = (5,)
            """
        )
        self.assertIn({"function": 1}, [row.get("gives") for row in found])

    def test_objects_that_were_not_given(self):
        self.refused(
            """
            import operator

            class Box:
                def __init__(self):
                    self.items = [3, 1, 2]

            def run():
                return operator.attrgetter("items")(Box())

            ARGS = ()
            """,
            "an opaque call that gives an object of type list",
        )

    def test_iterators_that_are_given(self):
        self.refused(
            """
            import operator

            def run(n):
                return operator.length_hint(iter(range(n)))

            ARGS = (5,)
            """,
            "an object of type range_iterator that an opaque call is given or gives",
        )

    def test_attributes_that_are_changed_between_loads(self):
        found = self.exchanges(
            """
            import io
            import types

            module = types.ModuleType("settings")

            def run(n):
                found, stream = [], io.BytesIO(b"abcdefgh")
                for i in range(n):
                    module.factor = i // 2
                    found.append(module.factor)
                    if i == 6:
                        stream.read = len
                        stream.read = "none"
                    found.append(stream.read if i > 5 else stream.read(1))
                    if i == 3:
                        stream = io.BytesIO(b"XYZ")
                return found

            ARGS = (8,)
            QUICK_ARGS = (3,)
            """
        )
        loads = [row["gives"] for row in found if row["ask"] in ("load", "method") and row["name"] in ("factor", "read")]
        read = [give for give in loads if "opaque" in give]
        self.assertEqual([give for give in loads if "int" in give], [{"int": str(i // 2)} for i in range(8)])
        self.assertEqual(len(read), 6)
        self.assertEqual([give for give in loads if give == "none"], ["none", "none"])
        calls = [row["gives"] for row in found if row["ask"] == "call" and "bytes" in row["gives"]]
        self.assertEqual(calls, [{"bytes": byte.hex()} for byte in (b"a", b"b", b"c", b"d", b"X", b"Y")])

    def test_calls_that_differ_in_what_they_are_given(self):
        found = self.exchanges(
            """
            import io

            def run(n):
                stream, total = io.StringIO(), 0
                for i in range(n):
                    total += stream.write("ab" * i)
                    lines = stream.writelines(["x", "y"] if i % 2 else "z")
                return total, stream.getvalue(), lines

            ARGS = (6,)
            QUICK_ARGS = (3,)
            """
        )
        calls = [row for row in found if row["ask"] == "call"]
        written = [row["gives"] for row in calls if row.get("gives") != {"none": None} and "int" in str(row.get("gives"))]
        self.assertEqual(written, [{"int": str(2 * i)} for i in range(6)])
        self.assertEqual(len(calls), 14)

    def test_generator_expressions_over_opaque_iterators(self):
        source = """
            import re

            def run(n):
                words = re.compile("[a-z]+")
                return sum(len(found.group()) for found in words.finditer("ab c" * n))

            ARGS = (4,)
            QUICK_ARGS = (2,)
            """
        asked = [row["ask"] for row in self.exchanges(source)]
        self.assertEqual(asked.count("iterate"), 1)
        self.assertEqual(asked.count("next"), 6)
        self.assertLess(asked.index("iterate"), asked.index("next"))
        sites = [site for code in self.record(source)["codes"] for site in code["sites"]]
        iterated = [site["operands"] for site in sites if site["op"].startswith("GET_ITER")]
        self.assertEqual(iterated, [[[["opaque"], 1, 1]]])

    def test_the_same_is_asked_again(self):
        found = self.exchanges(
            """
            import re
            import struct
            import xml.etree.ElementTree as etree

            def run(n):
                pack = struct.Struct("<d").pack
                comma = re.compile(",")
                root = etree.Element("root")
                texts = []
                for _ in range(n):
                    for x in (1, True, 1.0, 0.0, -0.0, 0, False):
                        texts.append(pack(x).hex())
                        texts.append(comma.sub("", "a,b,c", count=int(x)))
                    etree.SubElement(root, "child")
                    texts.append(len(root))
                return texts

            ARGS = (3,)
            """
        )
        calls = [row for row in found if row["ask"] == "call"]
        one, zero, minus = ({"float": x.hex(), "repr": repr(x)} for x in (1.0, 0.0, -0.0))
        numbers = [{"int": "1"}, True, one, zero, minus, {"int": "0"}, False]
        packed = [row for row in calls if row["of"][-1] in numbers and "bytes" in row["gives"]]
        repeated = numbers * 3
        self.assertEqual([row["of"][-1] for row in packed], repeated)
        for row, number in zip(packed, repeated):
            # Equal numbers of several types are told apart, and so are zeros with a sign.
            self.assertIs(type(row["of"][-1]), type(number))
            self.assertEqual(row["gives"], {"bytes": struct.pack("<d", -0.0 if number == minus else bool(_plain(number))).hex()})
        replaced = [row["gives"] for row in calls if row.get("name") == "count"]
        self.assertEqual(replaced, ["ab,c", "ab,c", "ab,c", *["abc"] * 4] * 3)
        children = [row["gives"]["opaque"] for row in calls if row["of"][-1] == "child"]
        self.assertEqual(len(set(children)), 3)

    def test_the_limit(self):
        self.refused(
            """
            import random

            def run(n):
                source = random.Random(n)
                total = 0.0
                for _ in range(n):
                    total += source.random()
                return total

            ARGS = (100_001,)
            """,
            "more than 200,000 opaque calls in a run",
        )

    def test_arguments(self):
        done = self.command("import re\ndef run(z):\n    return 1\nARGS = (re.compile('a'),)\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("not supported: an object of type Pattern as an argument", done.stderr)


if __name__ == "__main__":
    unittest.main()
