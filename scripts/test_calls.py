#!/usr/bin/env python3
"""Tests of functions of a program that opaque code calls: `python3.13 scripts/test_calls.py`, or with 3.14 or 3.15."""

import unittest

from recorded_sample import SampleTest


class Calls(SampleTest):
    def called_back(self, source, result):
        """The recording of a program in which opaque code calls functions of it."""
        recording = self.record(source)
        self.assertEqual(recording["result"], result)
        self.code(recording, "call_back")
        return recording

    def test_functions_that_are_called_back(self):
        recording = self.called_back(
            """
            import json
            import operator

            class Counter:
                def __init__(self):
                    self.count = 0

                def counted(self, text):
                    self.count += 1
                    return int(text) + self.count

            def both(left, *, right):
                return operator.call(lambda known: known * 2, left) + right

            def run(text):
                counter, words = Counter(), {"a": "is"}
                found = json.loads(text, parse_int=counter.counted, parse_float=lambda each: each + "!")
                return found, counter.count, operator.call(both, 2, right=3), operator.call(lambda word: words[word], "a")

            ARGS = ("[1, 2.5, 7]",)
            """,
            "([2, '2.5!', 9], 2, 7, 'is')",
        )
        self.assertIn("both", [code["name"] for code in recording["codes"]])

    def test_lists_that_opaque_code_and_its_functions_change(self):
        self.called_back(
            """
            import operator

            def add(values, value):
                values.append(value)
                return values

            def run(n):
                values = [n]
                same = operator.call(add, values, 2)
                same.append(3)
                return values, same is values

            ARGS = (5,)
            """,
            "([5, 2, 3], True)",
        )

    def test_exceptions_of_functions_that_are_called_back(self):
        self.called_back(
            """
            import json

            def number(text):
                if text == "2":
                    raise KeyError(text)
                return int(text)

            def run(text):
                found = []
                for each in text.split():
                    try:
                        found.append(json.loads(each, parse_int=number))
                    except KeyError as error:
                        found.append(error.args)
                return found

            ARGS = ("1 [2] 3",)
            """,
            "[1, ('2',), 3]",
        )

    def test_generators_that_opaque_code_resumes(self):
        self.refused(
            """
            import statistics

            def run(n):
                return statistics.fmean(i for i in range(n))

            ARGS = (5,)
            """,
            5,
            "run.<locals>.<genexpr> called by statistics.fmean",
        )

    def test_a_sum_of_a_generator_with_a_start(self):
        """`sum` is self-hosted, so that no opaque code calls anything."""
        recording = self.record("def run(n):\n    return sum((i for i in range(n)), 5)\n\nARGS = (10,)\n")
        self.assertEqual(recording["result"], "50")
        self.assertNotIn("call_back", [code["name"] for code in recording["codes"]])
        self.assertNotIn("opaque", recording)

    def test_what_is_wrong_with_a_class_is_told_once(self):
        source = """
            import threading

            class Worker(threading.Thread):
                def __init__(self, n):
                    super().__init__()
                    self.n = n

                def twice(self):
                    return self.n * 2

            def run(n):
                worker = Worker(n)
                return worker.twice() + worker.n

            ARGS = (5,)
            """
        done = self.command(source)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("class Worker with the base class Thread"), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
