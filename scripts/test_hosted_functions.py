"""Tests of functions that stand for those of the standard library: both give the same."""

import bisect
import heapq
import importlib.util
import itertools
import json
import operator
import random
import re
import unittest
from pathlib import Path

from recorder import hosted_itertools as iterators
from recorder import hosted_library as library
from recorder import hosted_texts as texts


def hosted(name):
    """The module that has what stands for a module of the standard library."""
    path = Path(__file__).with_name("recorder") / f"hosted_{name}.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Item:
    """What only has an order, and is known by its name."""

    def __init__(self, weight, name):
        self.weight, self.name = weight, name

    def __lt__(self, other):
        return self.weight < other.weight

    def __repr__(self):
        return f"{self.weight}{self.name}"


def outcome(function, *arguments, **named):
    try:
        return repr(function(*arguments, **named))
    except (IndexError, TypeError, ValueError) as error:
        return repr(error)


class Alike(unittest.TestCase):
    def items(self, rng, most=30):
        return [Item(rng.randrange(9), f"n{number}") for number in range(rng.randrange(most))]

    def test_heaps(self):
        ours = hosted("heapq")
        for seed in range(100):
            rng = random.Random(seed)
            heap = self.items(rng)
            other = [*heap]
            heapq.heapify(heap)
            ours.hosted_heapify(other)
            self.assertEqual(repr(heap), repr(other))
            for step in range(30):
                name = rng.choice(["heappop", "heappush", "heappushpop", "heapreplace"])
                arguments = () if name == "heappop" else (Item(rng.randrange(9), f"s{step}"),)
                found = [
                    outcome(function, items, *arguments)
                    for function, items in ((getattr(heapq, name), heap), (getattr(ours, f"hosted_{name}"), other))
                ]
                self.assertEqual(*found, (seed, name))
                self.assertEqual(repr(heap), repr(other), (seed, name))

    def test_parts_of_heaps(self):
        ours = hosted("heapq")
        for seed in range(60):
            rng = random.Random(seed)
            several = [sorted(self.items(rng, 8)) for _ in range(rng.randrange(4))]
            everything = [item for items in several for item in items]
            for key, reverse in itertools.product((None, lambda item: -item.weight), (False, True)):
                lists = [sorted(items, key=key, reverse=reverse) for items in several]
                found = [[*merge(*lists, key=key, reverse=reverse)] for merge in (heapq.merge, ours.hosted_merge)]
                self.assertEqual(repr(found[0]), repr(found[1]), seed)
            for count in (-1, 0, 1, 3, 99):
                for name in ("nlargest", "nsmallest"):
                    found = [f(count, everything) for f in (getattr(heapq, name), getattr(ours, f"hosted_{name}"))]
                    self.assertEqual(repr(found[0]), repr(found[1]), (seed, name, count))

    def test_places_in_sorted_lists(self):
        ours = hosted("bisect")
        for seed in range(60):
            rng = random.Random(seed)
            items = sorted(self.items(rng))
            bounds = rng.choice([(), (0,), (1,), (-1,), (0, len(items) // 2)])
            for name, key in itertools.product(("bisect_left", "bisect_right", "bisect"), (None, lambda item: item.weight)):
                wanted = Item(4, "x") if key is None else 4
                both = getattr(bisect, name), getattr(ours, f"hosted_{name}")
                self.assertEqual(*[outcome(function, items, wanted, *bounds, key=key) for function in both], (seed, name))
            for name in ("insort_left", "insort_right", "insort"):
                found = [[*items], [*items]]
                for function, known in zip((getattr(bisect, name), getattr(ours, f"hosted_{name}")), found):
                    function(known, Item(4, "x"), key=lambda item: item.weight)
                self.assertEqual(repr(found[0]), repr(found[1]), (seed, name))

    def test_zips_that_are_strict(self):
        for lengths in itertools.product(range(3), repeat=3):
            for count in range(4):
                several = [range(length) for length in lengths[:count]]
                ours = outcome(lambda: [*library.zip_strictly(*several, strict=True)])
                self.assertEqual(ours, outcome(lambda: [*zip(*several, strict=True)]), lengths)
                self.assertEqual([*library.zip_all(*several, strict=False)], [*zip(*several)])

    def test_sums_from_a_value(self):
        for items in ([], [1, 2, 5]):
            self.assertEqual([*iterators.accumulate_sums_from(items, initial=3)], [*itertools.accumulate(items, initial=3)])
            theirs = itertools.accumulate(items, max, initial=3)
            self.assertEqual([*iterators.accumulate_by_from(items, max, initial=3)], [*theirs])

    def test_calls_until_a_value(self):
        def numbers(last):
            left = iter(range(last))
            return lambda: next(left)

        for last, end in ((5, 3), (3, 3), (0, 3), (5, None)):
            self.assertEqual([*library.iterate_until(numbers(last), end)], [*iter(numbers(last), end)])

    def test_several_items(self):
        for row in ((1, "a", 2.5), [3, 4, 5], {0: 6, 1: 7, 2: 8}):
            for items in ((0, 1), (2, 0, 1), (1, 1)):
                self.assertEqual(library.itemgetter_several(*items)(row), operator.itemgetter(*items)(row))
        self.assertRaises(IndexError, library.itemgetter_several(0, 3), (1, 2, 3))

    def test_items_by_number(self):
        class Squares:
            def __getitem__(self, i):
                if i > 3:
                    raise IndexError(i)
                return i * i

            def __len__(self):
                return 3

        squares = Squares()
        self.assertEqual([*library.iterate_items(squares)], [*squares])
        self.assertEqual([*library.reversed_items(squares)], [*reversed(squares)])

    def test_parts_that_functions_give(self):
        def number(match):
            return f"<{match.start()}{match[0].upper()}>"

        def no_text(match):
            return None if match.start() % 2 else match.start()

        for pattern in ("b*", "[a-c]", "x", "", "(?<=a)|b", r"\b"):
            for text in ("", "abcb", "aab ba", "xbx"):
                for function in (number, no_text, lambda match: None):
                    for count in (0, 1, 2, -1):
                        given = pattern, function, text, count
                        compiled = re.compile(pattern), function, text, count
                        self.assertEqual(outcome(texts.sub_in, *compiled), outcome(re.Pattern.sub, *compiled), given)
                        self.assertEqual(outcome(texts.subn_in, *compiled), outcome(re.Pattern.subn, *compiled), given)
        for function in (texts.sub_by, re.sub):
            self.assertEqual(function("A", lambda match: "b", "aAa", flags=re.I), "bbb")
        self.assertEqual(texts.subn_in(re.compile(b"a"), lambda match: b"bc", b"aXa"), (b"bcXbc", 2))

    def test_json_that_functions_give(self):
        values = [1, {"b": {1}, "a": [{2}, (None, {3})]}, {4}, "x", {"k": 1.5, 3: True}, [1j]]
        for value in values:
            for more in ({}, {"sort_keys": True}, {"indent": 2}):
                ours = outcome(texts.dumps_by, value, default=sorted, **more)
                self.assertEqual(ours, outcome(json.dumps, value, default=sorted, **more), value)
        inside = [0]
        inside[0] = inside
        self.assertEqual(outcome(texts.dumps_by, inside, default=str), outcome(json.dumps, inside, default=str))
        for text in ("1", "[]", '{"a": {"b": [{"c": 2}]}, "d": 1.5}', "{"):
            given = outcome(texts.loads_by, text, object_hook=lambda found: [*found.items()])
            self.assertEqual(given, outcome(json.loads, text, object_hook=lambda found: [*found.items()]))


if __name__ == "__main__":
    unittest.main()
