#!/usr/bin/env python3
"""Tests of builtins that are self-hosted: `python3.13 scripts/test_hosted.py`, or with 3.14 or 3.15."""

import functools
import itertools
import json
import random
import unittest

from recorded_sample import SampleTest
from recorder import hosted_itertools as iterators
from recorder import hosted_library as library

ITERATED = """
    class Countdown:
        def __init__(self, n):
            self.n = n

        def __iter__(self):
            return self

        def __next__(self):
            if self.n == 0:
                raise StopIteration
            self.n -= 1
            return self.n
    """


class Hosted(SampleTest):
    def hosted(self, recording):
        """The names of the functions that are called in place of builtins, in the order of the places."""
        found = []
        for code in recording["codes"]:
            for site in code["sites"]:
                for call in site.get("calls", ()):
                    if isinstance(call[0], dict) and "hosted" in call[0]:
                        found.append(recording["codes"][call[0]["hosted"][1]["code"]]["name"])
        return found

    def test_calls_that_need_a_function_later(self):
        source = """
            def twice(xs):
                for x in xs:
                    yield 2 * x

            def numbered(first, items):
                return list(enumerate(items, first))

            def run(n):
                plain = [numbered(i, [n]) for i in range(n)]
                return plain[-1], numbered(n, twice([n])), numbered(n, [1])

            ARGS = (20,)
            QUICK_ARGS = (5,)
            """
        self.assertEqual(set(self.hosted(self.record(source))), {"enumerate_all"})

    def test_calls_of_numbers_before_those_of_objects(self):
        source = """
            class Size:
                def __init__(self, n):
                    self.n = n

                def __lt__(self, other):
                    return self.n < other.n

                def __gt__(self, other):
                    return self.n > other.n

            def larger(a, b):
                return max(a, b)

            def largest(xs):
                return max(xs)

            def smallest(xs, key):
                return min(xs, key=key)

            def run(n):
                plain = [larger(i, n - i) + largest([i, n]) + smallest((-n, i), abs) for i in range(n)]
                sizes = [Size(n), Size(3)]
                return plain[-1], larger(*sizes).n, largest(sizes).n, smallest(sizes, lambda size: size.n).n

            ARGS = (20,)
            QUICK_ARGS = (5,)
            """
        recording = self.record(source)
        self.assertEqual(sorted(set(self.hosted(recording))), ["max_all", "max_of", "min_by"])
        self.assertEqual(recording["result"], "(58, 20, 20, 3)")

    def functions(self, expression, arguments="[3, 1, 2]"):
        source = "import functools\nimport itertools\nimport operator\ndef twice(x, y=1):\n    return 2 * x + y\n"
        source += f"def run(xs):\n    return {expression}\nARGS = ({arguments},)\n"
        return self.hosted(self.record(source))

    def test_which_function(self):
        for expression, *names in [
            ("sorted(xs, key=lambda x: -x)", "sorted_by"),
            ("xs.sort(key=twice)", "sort_by"),
            ("max(xs, key=twice)", "max_by"),
            ("min(xs[0], 5, key=twice)", "min_of_by"),
            ("min(xs[:0], key=twice, default=4)", "min_by_or"),
            ("list(map(twice, xs))", "map_of_one"),
            ("sum(map(abs, map(twice, xs)))", "map_of_one", "map_of_one"),
            ("list(map(twice, xs, xs))", "map_of_two"),
            ("list(filter(None, xs))", "filter_true"),
            ("list(filter(twice, xs))", "filter_by"),
            ("functools.reduce(twice, xs)", "reduce_all"),
            ("functools.reduce(twice, xs, 7)", "reduce_from"),
            ("list(enumerate(map(twice, xs)))", "map_of_one", "enumerate_all"),
            ("list(zip(xs, map(twice, xs)))", "map_of_one", "zip_two"),
            ("max(map(twice, xs), default=0)", "map_of_one", "max_all_or"),
            ("list(itertools.islice(itertools.count(3), 4))", "count", "islice_to"),
            ("list(itertools.product(xs, repeat=2))", "product"),
            ("xs.sort(key=operator.itemgetter(0, -1))", "itemgetter_several", "sort_by"),
            ("sorted(xs, key=operator.itemgetter(1))", "itemgetter_one", "sorted_by"),
            ("[*iter(lambda: xs.pop(), 3)]", "iterate_until"),
            ("[*iter(xs.pop, 3)]", "iterate_until"),
            # C code does these.
            ("sorted(xs, key=abs)",),
            ("sorted(xs), max(xs), sum(xs), list(zip(xs, xs))",),
        ]:
            with self.subTest(expression):
                arguments = "[[3, 1], [1, 2], [1, 1]]" if "itemgetter" in expression else "[3, 1, 2]"
                self.assertEqual(self.functions(expression, arguments), names)

    def test_each_place_has_a_function_of_its_own(self):
        recording = self.record(
            """
            def run(xs):
                a = sorted(xs, key=lambda x: -x)
                b = sorted(xs, key=lambda x: x % 3)
                return a, b

            ARGS = ([3, 1, 2],)
            """
        )
        first, second = (code for code in recording["codes"] if code["name"] == "sorted_by")
        self.assertEqual([first["first_line"], second["first_line"]], [3, 4])
        lambdas = [code for code in recording["codes"] if "<lambda>" in code["name"]]
        for code, called in zip((first, second), lambdas):
            site = next(site for site in code["sites"] if site.get("calls", [[0]])[0][0] == {"code": recording["codes"].index(called)})
            self.assertEqual(site["calls"][0][2], 3)

    def test_iterators_of_the_program(self):
        recording = self.record(
            ITERATED
            + """
    def run(n):
        total = 0
        for x in Countdown(n):
            total += x
        return total

    ARGS = (5,)
    """
        )
        (site,) = [site for site in self.code(recording, "run")["sites"] if site["op"].startswith("GET_ITER")]
        (special,) = site["special"]
        function = recording["functions"][special["function"]["function"]]
        self.assertEqual((special["name"], function["name"]), ("__iter__", "iterate"))

    def test_objects_that_are_unpacked(self):
        source = (
            ITERATED
            + """
    class Pair:
        def __iter__(self):
            yield 1
            yield 2

    def run(n):
        v = CLASS
        STATEMENT
        return n

    ARGS = (2,)
    """
        )
        for statement, op in [("a, b = v", "UNPACK_SEQUENCE"), ("a, *b = v", "UNPACK_EX"), ("a = [*v]", "LIST_EXTEND")]:
            for cls, name in [("Countdown(n)", "values_of"), ("Pair()", "Pair.__iter__")]:
                with self.subTest(f"{statement} of {cls}"):
                    recording = self.record(source.replace("STATEMENT", statement).replace("CLASS", cls))
                    (site,) = [site for site in self.code(recording, "run")["sites"] if site["op"].startswith(op)]
                    (special,) = site["special"]
                    function = recording["functions"][special["function"]["function"]]
                    self.assertEqual((special["name"], function["name"]), ("__iter__", name))

    def test_format(self):
        source = """
    class Length:
        def __format__(self, spec):
            return spec + "m"

    def run(n):
        return EXPRESSION

    ARGS = (Length() and 2,)
    """
        for expression, name in [("format(Length())", "format_plainly"), ("format(Length(), '>4')", "format_with"), ("format(n, '>4')", None)]:
            with self.subTest(expression):
                found = self.hosted(self.record(source.replace("EXPRESSION", expression)))
                self.assertEqual(found, [name] if name else [])

    def test_builtins_that_ask_objects(self):
        source = ITERATED + "\n    def run(n):\n        return EXPRESSION\n    ARGS = (5,)\n"
        for expression, name in [
            ("list(Countdown(n))", "list_all"),
            ("sum(Countdown(n))", "sum_all"),
            ("sorted(Countdown(n))", "sorted_all"),
            ("max(Countdown(n))", "max_all"),
            ("any(Countdown(n))", "any_all"),
            ("next(Countdown(n), 0)", "next_or"),
        ]:
            with self.subTest(expression):
                found = self.hosted(self.record(source.replace("EXPRESSION", expression)))
                # What stands for it may call what is hosted, too.
                self.assertEqual(found[0], name)

    def test_rounding(self):
        cls = "class V:\n    def __init__(self, x): self.x = x\n    def __round__(self, n=0): return round(self.x, n)\n"
        for call in ("round(V(x / 7), 2)", "round(V(x / 7), ndigits=2)"):
            recording = self.record(f"{cls}def run(x):\n    return {call}, round(x / 7, 1)\nARGS = (3,)\n")
            self.assertEqual(self.hosted(recording), ["round_to"])
            self.assertEqual(recording["result"], "(0.43, 0.4)")

    def test_what_stays_opaque(self):
        # C code resumes what `map` gives, so it is C's.
        recording = self.record(
            """
            import collections

            def run(n):
                return [*collections.OrderedDict.fromkeys(map(str, range(n)))]

            ARGS = (5,)
            """
        )
        self.assertEqual(self.hosted(recording), [])
        self.assertIn("opaque", recording)

    def test_two_recordings_are_identical(self):
        source = ITERATED + "\n    def run(n):\n        return sorted(map(str, Countdown(n)), key=len)\n    ARGS = (50,)\n"
        texts = []
        for name in ("one", "two"):
            done = self.command(source, self.folder / name)
            self.assertEqual(done.returncode, 0, done.stderr)
            texts.append((self.folder / name / "recording.json").read_text(encoding="utf-8"))
        self.assertEqual(*texts)

    def test_no_time_is_opaque(self):
        self.record("def run(n):\n    return sum(map(abs, range(n)))\nARGS = (5,)\n")
        expected = json.loads((self.out / "expected.json").read_text(encoding="utf-8"))
        self.assertEqual(expected["opaque_percent"], 0)


class Library(unittest.TestCase):
    def test_itertools(self):
        for size in range(5):
            items = list(range(size))
            for r in range(size + 2):
                self.assertEqual(list(iterators.permutations(items, r)), list(itertools.permutations(items, r)))
                self.assertEqual(list(iterators.combinations(items, r)), list(itertools.combinations(items, r)))
                self.assertEqual(list(iterators.islice_to(items, r)), list(itertools.islice(items, r)))
                for start in range(r):
                    expected = list(itertools.islice(items, start, r, 2))
                    self.assertEqual(list(iterators.islice_from(items, start, r, 2)), expected)
            self.assertEqual(list(iterators.product(items, "ab", repeat=2)), list(itertools.product(items, "ab", repeat=2)))
            for name, theirs in [("accumulate_sums", "accumulate"), ("pairwise", "pairwise"), ("chain", "chain")]:
                self.assertEqual(list(getattr(iterators, name)(items)), list(getattr(itertools, theirs)(items)))
            cycles = [itertools.islice(cycle(items), 9) for cycle in (iterators.cycle, itertools.cycle)]
            self.assertEqual(*map(list, cycles))
            for name in ("takewhile", "dropwhile"):
                small = [0, 1, 5, 0][:size]
                ours = list(getattr(iterators, name)(lambda x: x < 2, small))
                self.assertEqual(ours, list(getattr(itertools, name)(lambda x: x < 2, small)))
            self.assertEqual(library.reduce_from(max, items, 2), functools.reduce(max, items, 2))

    def test_sorting(self):
        random.seed(5)
        for _ in range(100):
            floats = [random.choice([random.randrange(9), random.random() * 9]) for _ in range(random.randrange(70))]
            with_nan = [*floats, float("nan"), 3.0]
            for reverse in (False, True):
                for function, items, key in [
                    (library.sorted_by, with_nan, abs),
                    (library.sorted_objects, floats, abs),
                    (library.sorted_by, floats, int),
                    (library.sorted_objects, floats, int),
                ]:
                    found = function(items, key=key, reverse=reverse)
                    # Equal ones have an order, too.
                    self.assertEqual([*map(id, found)], [*map(id, sorted(items, key=key, reverse=reverse))])
                for sort in (library.sort_by, library.sort_objects):
                    found = floats[:]
                    sort(found, key=int, reverse=reverse)
                    self.assertEqual([*map(id, found)], [*map(id, sorted(floats, key=int, reverse=reverse))])


if __name__ == "__main__":
    unittest.main()
