#!/usr/bin/env python3
"""Tests of keys of which a program says what their hash is, and what they equal: `python3.13 scripts/test_keys.py`, or with
3.14 or 3.15."""

import random
import unittest

from recorded_sample import SampleTest
from recorder import key_tables

CLASSES = """
from dataclasses import dataclass
from collections import Counter, defaultdict

@dataclass(frozen=True)
class Cell:
    row: int
    column: int

class Equal:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

class Other:
    pass

class Held:
    def __init__(self, other):
        self.other = other

    def __hash__(self):
        return hash(self.other)

    def __eq__(self, other):
        return self.other is other.other

def keys(n):
    return [Cell(i % 3, 0) for i in range(n)]

"""


def program(body):
    lines = "\n    ".join(body.split("; "))
    return f"{CLASSES}def run(n):\n    {lines}\n\nARGS = (7,)\n"


class Keys(SampleTest):
    def functions(self, recording):
        """The names of the functions that `run` has called because of keys, in the order of their places."""
        found = []
        for site in self.code(recording, "run")["sites"]:
            for special in site.get("special", ()):
                found.append(recording["functions"][special["function"]["function"]]["name"])
            for call in site.get("calls", ()):
                if isinstance(call[0], dict) and "hosted" in call[0]:
                    found.append(recording["codes"][call[0]["hosted"][1]["code"]]["name"])
        return found

    def test_which_function(self):
        for body, *names in [
            ("d = {}; d[Cell(n, 1)] = n; return d[Cell(n, 1)]", "set_item", "item_of"),
            ("d = {}; d[Cell(n, 1)] = n; del d[Cell(n, 1)]; return len(d)", "set_item", "delete_item"),
            ("d = {}; return Cell(n, 1) in d, 5 in d", "contains_key"),
            ("d = defaultdict(int); d[Cell(n, 1)] += n; return len(d)", "item_or_new", "set_item"),
            ("d = {}; return d.get(Cell(n, 1)), d.get(Cell(n, 1), 3)", "get_one", "get_or"),
            ("d = {}; return d.setdefault(Cell(n, 1), n), d.pop(Cell(n, 1))", "setdefault_to", "pop_one"),
            ("s = set(); s.add(Cell(n, 1)); s.discard(Cell(1, n)); return len(s)", "add_member", "discard_member"),
            ("return len(set(keys(n))), len(dict.fromkeys(keys(n)))", "set_from", "keys_from"),
            ("return sorted(Counter(keys(n)).values())", "counted"),
            ("a, b = set(keys(n)), set(keys(3)); return len(a | b)", "set_from", "set_from", "union_of"),
            ("return hash(Cell(n, 1))", "hash_of"),
            ("return keys(n) == keys(n), keys(n).index(Cell(1, 0))", "equal_lists", "index_of"),
            ("d = {}; d[n, Cell(n, 1)] = n; return d[n, Cell(n, 1)]", "set_item", "item_of"),
            ("d = {}; o = Other(); d[o] = n; return d[o]",),
        ]:
            with self.subTest(body):
                self.assertEqual(self.functions(self.record(program(body))), names)

    def test_guards(self):
        recording = self.record(program("d, s = {}, {}; d[Cell(n, 1)] = n; d[n] = 2; return len(d), s.get(n)"))
        sites = self.sites(self.code(recording, "run"), "STORE_SUBSCR")
        (special,) = sites[0]["special"]
        self.assertEqual((special["on"], special["name"], special["guards"]), (1, "__setitem__", [1, 2]))
        self.assertEqual(special["operands"][1], "dict")
        self.assertNotIn("special", sites[1])

    def test_what_each_function_has_as_builtins(self):
        recording = self.record(program("d = {}; return d.get(Cell(n, 1))"))
        builtins = dict(recording["builtins"])
        self.assertEqual(builtins["table_others"], {"builtin": "table.others"})
        self.assertEqual(builtins["hash"], {"builtin": "hash"})

    def test_objects_without_a_hash(self):
        for statement in ("d[Equal(n)] = 1", "Equal(n) in d", "d.get(Equal(n))", "hash(Equal(n))", "set().add(Equal(n))"):
            body = f"d = {{}}; try:;     {statement}; except TypeError:;     return 1; return 2"
            with self.subTest(statement):
                self.assertEqual(self.record(program(body))["result"], "1")

    def test_displays_of_objects_without_a_hash(self):
        body = "try:;     return len([{Equal(n), n}]); except TypeError:;     return 1"
        self.assertEqual(self.record(program(body))["result"], "1")
        source = """\
            class Equal:
                def __eq__(self, other):
                    return True

            def run():
                try:
                    return len({Equal()})
                except TypeError:
                    return 2

            ARGS = ()
            """
        self.out = self.folder / "other"
        self.refused(source, 7, "an object of a class without a hash as a key")

    def test_displays(self):
        recording = self.record(program("return len({Cell(n, 1), Cell(n, 1)}), len({Cell(i % 2, 1): i for i in range(n)})"))
        self.assertEqual(recording["result"], "(1, 2)")
        self.assertIn("hosted_set", [code["name"] for code in recording["codes"]])

    def test_hashes_that_are_made_of_addresses(self):
        body = "s = set(); s.add(Held(Other())); s.add(Held(Other())); return "
        self.assertEqual(self.record(program(body + "len(s)"))["result"], "2")
        for end, reason in [("[1 for each in s]", "the order of a set"), ("hash(Held(Other())) == 0", "of the address")]:
            with self.subTest(end):
                done = self.command(program(body + end))
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertIn(reason, done.stderr)

    def test_sets_in_their_order(self):
        recording = self.record(program("s = set(keys(n)); return [each.row for each in s]"))
        self.assertEqual(recording["result"], str(_order()))

    def test_keys_of_before_the_run(self):
        source = program("return len(KNOWN)") + "KNOWN = {Cell(1, 2): 3}\n"
        done = self.command(source)
        self.assertEqual(done.returncode, 1)
        self.assertIn("an instance of Cell as a key", done.stderr)

    def test_methods_that_other_files_call(self):
        done = self.command("import copy\n" + program("d = {}; d[Cell(n, 1)] = n; return len(copy.deepcopy(d))"))
        self.assertEqual(done.returncode, 1, done.stdout)


def _order():
    """The rows of the cells of `keys`, in the order of a set."""
    namespace = {"__name__": "sample"}
    exec(CLASSES, namespace)
    return [cell.row for cell in set(namespace["keys"](7))]


class Tables(unittest.TestCase):
    """What is read from memory is what C code finds, and what is changed is what it changes."""

    def setUp(self):
        class Key:
            def __init__(self, number, name):
                self.number = number
                self.name = name

            def __hash__(self):
                return self.number

            def __eq__(self, other):
                met.append(self)
                return False

        self.met = met = []
        self.made = Key

    def tables(self, rng):
        """Two tables that were made alike."""
        kind = rng.choice([dict, set])
        tables = kind(), kind()
        for number in range(rng.randrange(1, 40)):
            key = self.made(rng.randrange(-5, 9) << rng.choice([0, 3, 40]), number)
            doomed = rng.choice([*tables[0], key]) if rng.random() < 0.3 else None
            for table in tables:
                if kind is dict:
                    table[key] = number
                else:
                    table.add(key)
                if doomed:
                    key_tables.take(table, doomed, hash(doomed), None)
        return tables

    def test_others_are_those_that_are_compared(self):
        for seed in range(60):
            rng = random.Random(seed)
            table, _ = self.tables(rng)
            wanted = self.made(rng.randrange(-5, 9), "wanted")
            self.met.clear()
            self.assertNotIn(wanted, table)
            self.assertEqual([*map(id, self.met)], [*map(id, key_tables.others(table, wanted, hash(wanted)))], seed)
            self.assertEqual([hash(key) for key in table], [*key_tables.hashes(table)])

    def test_changes_call_nothing_and_leave_what_c_code_leaves(self):
        for seed in range(60):
            rng = random.Random(seed)
            table, other = self.tables(rng)
            key = self.made(rng.randrange(-5, 9), "new")
            value = ("value",) if isinstance(table, dict) else ()
            if value:
                other[key] = value[0]
            else:
                other.add(key)
            self.met.clear()
            key_tables.put(table, key, hash(key), *value)
            self.assertTrue(key_tables.has(table, key, hash(key)))
            self.assertEqual(self.met, [])
            self.assertEqual([*map(id, table)], [*map(id, other)])
            self.assertEqual(key_tables.take(table, key, hash(key), 0), value[0] if value else None)
            self.assertEqual(key_tables.take(table, key, hash(key), 0), 0)
            self.assertEqual(self.met, [])

    def test_layout(self):
        key_tables.verify()

    def test_hashes(self):
        for number in (0, -1, 2**61 - 1, 2**63 - 1, -(2**63), 2**63, 2**70):
            self.assertEqual(key_tables.hash_(number), hash(self.made(number, "")))
        self.assertEqual(key_tables.mixed([1, hash("a"), -2]), hash((1, "a", -2)))


if __name__ == "__main__":
    unittest.main()
