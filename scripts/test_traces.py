#!/usr/bin/env python3
"""Tests of the traces in what `record.py` writes. Run by CPython 3.14 or 3.15 with a JIT:
`python3.15 scripts/test_traces.py`."""

import json
import os
import sys
import unittest

from recorded_sample import SampleTest
from recorder import version

LOOP = """
    STEP = [3, 4]

    class Point:
        def __init__(self, x):
            self.x = x

        def moved(self, by):
            return self.x + by

    def run(n):
        point = Point(5)
        total = 0
        for i in range(n):
            total = (total + point.moved(i) + len(STEP)) & 1023
        return total

    ARGS = (5000,)
"""


KEYS = """
    def run(n):
        table = {"a": 1}
        total = 0
        for i in range(n):
            total = (total + table["a"]) & 1023
        return total

    ARGS = (5000,)
"""


@unittest.skipUnless(version.has_jit(), "traces need CPython 3.14 or 3.15 with a JIT")
class Traces(SampleTest):
    def uops(self, recording, name):
        return [
            uop
            for executor in recording["executors"]
            for uop in executor["uops"]
            if uop["uop"] == name
        ]

    def unoptimised(self, source):
        """The recording with the traces that the JIT makes without its optimiser."""
        os.environ["PYTHON_UOPS_OPTIMIZE"] = "0"
        try:
            return self.record(source)
        finally:
            del os.environ["PYTHON_UOPS_OPTIMIZE"]

    def test_a_generator_expression_asks_an_object_of_the_program_for_an_iterator(self):
        source = """
            class Items:
                def __iter__(self):
                    return iter([1, 2])

            def run():
                return list(2 * item for item in Items())

            ARGS = ()
            """
        sites = [site for code in self.record(source)["codes"] for site in code["sites"]]
        (asked,) = [site for site in sites if site["op"].startswith("GET_ITER") and "special" in site]
        self.assertEqual([special["name"] for special in asked["special"]], ["__iter__"])
        self.assertEqual(asked["operands"][0][1:], [1, 1])

    def test_a_loop_has_a_trace_that_its_backward_jump_enters(self):
        recording = self.record(LOOP)
        executor = recording["executors"][0]
        code = recording["codes"][executor["code"]]
        names = {number: name for number, name, _ in recording["opcodes"]}
        entered = names[code["units"][executor["at"]] & 255]
        self.assertTrue(entered.startswith("JUMP_BACKWARD"), entered)
        self.assertEqual(code["name"], "run")
        self.assertEqual(executor["uops"][0]["uop"], "_START_EXECUTOR")

    def test_a_trace_leaves_by_its_exits(self):
        for executor in self.record(LOOP)["executors"]:
            numbers = [uop["exit"] for uop in executor["uops"] if "exit" in uop]
            self.assertEqual(sorted(set(numbers)), list(range(len(executor["exits"]))))
            for uop in executor["uops"]:
                for key in ("jump", "error"):
                    self.assertLess(uop.get(key, 0), len(executor["uops"]))

    def test_operands_are_objects_of_the_recording(self):
        recording = self.record(LOOP)
        text = json.dumps(recording["executors"])
        functions = [function["name"] for function in recording["functions"]]
        moved = {"function": functions.index("Point.moved")}
        self.assertIn(json.dumps({"value": moved})[1:-1], text)
        self.assertIn('"version": {"class": 0}', text)
        for uop in self.uops(recording, "_SET_IP"):
            code, offset = uop["instruction"]
            self.assertLess(offset, len(recording["codes"][code]["units"]))

    def test_a_recording_made_twice_is_the_same(self):
        for program in (LOOP, KEYS):
            texts = []
            # Under the second, the hash of the key is negative.
            for seed in ("0", "1", "2"):
                os.environ["PYTHONHASHSEED"] = seed
                self.record(program)
                texts.append((self.out / "recording.json").read_bytes())
            del os.environ["PYTHONHASHSEED"]
            self.assertEqual(len(set(texts)), 1)

    @unittest.skipUnless(version.VERSION >= (3, 15), "no earlier uop has the hash of its key")
    def test_a_hash_is_the_key_that_has_it(self):
        os.environ["PYTHONHASHSEED"] = "1"
        try:
            recording = self.record(KEYS)
        finally:
            del os.environ["PYTHONHASHSEED"]
        keys = [uop.get("key") for uop in self.uops(recording, "_BINARY_OP_SUBSCR_DICT_KNOWN_HASH")]
        self.assertEqual(set(keys), {"a"})

    def test_the_jits_settings_are_recorded(self):
        optimised = self.record(LOOP)
        self.assertEqual(optimised["jit"], {})
        recording = self.unoptimised(LOOP)
        self.assertEqual(recording["jit"], {"PYTHON_UOPS_OPTIMIZE": "0"})
        self.assertEqual(self.uops(optimised, "_LOAD_GLOBAL_MODULE"), [])
        names = {uop["name"] for uop in self.uops(recording, "_LOAD_GLOBAL_MODULE")}
        self.assertEqual(names, {"STEP"})

    def test_a_global_has_its_name_where_another_was_deleted(self):
        """What CPython has of a global is its place in the table, in which a deleted one leaves a gap."""
        source = "    left_over = 1\n" + LOOP + "\n    del left_over\n"
        names = {uop["name"] for uop in self.uops(self.unoptimised(source), "_LOAD_GLOBAL_MODULE")}
        self.assertEqual(names, {"STEP"})

    @unittest.skipUnless(version.VERSION >= (3, 15), "no earlier uop leaves for a large result")
    def test_results_of_small_ints_are_recorded(self):
        recording = self.record("""
            def run(n):
                total = 0
                for i in range(n):
                    total = total + i * 1000003
                return total

            ARGS = (3000,)
            QUICK_ARGS = (10,)
        """)
        sites = [site for site in recording["codes"][0]["sites"] if "results" in site]
        products, sums = (dict((kind, counts) for kind, *counts in site["results"]) for site in sites)
        # The products with 0 to 1,073 are below 2 ** 30; sums are noted only of two ints that are.
        self.assertEqual(products, {"int": [1074, 10], "big int": [1926, 0]})
        self.assertEqual(sums["int"][1], 10)
        self.assertGreater(sums["big int"][0], 0)

    def test_values_do_not_depend_on_the_jit(self):
        """The process that observes them has it off, whatever the environment says."""
        texts = []
        for on in ("0", "1"):
            os.environ["PYTHON_JIT"] = on
            self.record(LOOP)
            texts.append((self.out / "recording.json").read_bytes())
        del os.environ["PYTHON_JIT"]
        self.assertEqual(*texts)

    @unittest.skipUnless(sys.version_info[:2] == (3, 15), "a surprise of CPython 3.15.2")
    def test_a_dict_subscript_never_stays_in_its_trace(self):
        """The guard before it looks at the key; a later CPython that mends it is noticed here."""
        recording = self.record(
            """
            def run(n):
                table = {1: 2}
                total = 0
                for _ in range(n):
                    total = (total + table[1]) & 1023
                return total

            ARGS = (60000,)
            """
        )
        self.assertGreater(len(recording["executors"]), 1)


if __name__ == "__main__":
    unittest.main()
