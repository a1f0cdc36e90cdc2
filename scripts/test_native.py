#!/usr/bin/env python3
"""Tests that runs are observed natively as Python observes them: `python3.13 scripts/test_native.py`, or with 3.14 or 3.15."""

import os
import unittest

from recorded_sample import SampleTest
from recorder import native

SAMPLES = {
    "numbers": """
        def run(n):
            total, small = 0, 1
            for i in range(n):
                small = -small * 3 if i % 5 else i - 7
                total += small * 715827882 + (i << 28)
            return total, total / 3
        """,
    "objects": """
        import math

        class Shape:
            def __init__(self, *sides):
                self.sides = sides

            def area(self):
                return 0.0

        class Square(Shape):
            def __init__(self, side):
                self.side = side

            def area(self):
                return self.side * self.side

            @classmethod
            def unit(cls):
                return cls(1)

        class Circle(Square):
            def area(self):
                return round(math.pi * super().area(), 3)

        def run(n):
            areas = []
            keep = areas.append
            for i in range(n):
                shape = (Square, Circle)[i % 2](i)
                size = shape.area
                keep(size() + Square.unit().side)
            return max(areas), min(len(areas), n), sorted({len(areas), 3}), "%d" % sum(areas)
        """,
    "generators": """
        def numbers(n):
            for i in range(n):
                yield i if i % 2 else str(i)

        def twice(n):
            yield from numbers(n)
            yield from numbers(n)

        def pick(function, value):
            return function(value) if value else function

        def run(n):
            found = [(pick(str, value), type(value) is int) for value in twice(n)]
            inner = lambda x: x
            return found[-3:], sum(len(str(pick(f, 3))) for f in (inner, abs, int)), [*map(abs, range(n))][-1]
        """,
    "bytes": """
        def run(n):
            data, z = bytearray(n), 0.5 + 0.5j
            for i in range(n):
                data[i] = i % 251
                z = z * z + complex(data[i - 1] / n, -0.25) if abs(z) < 2 else 1j
            data.extend(x % 7 for x in data[:9])
            return bytes(data[-5:]), data.find(3), [round(part, 9) for part in (z.real, z.imag)], data[::2].hex()[:30]
        """,
    "opaque": """
        import random
        import re

        def run(n):
            source, words = random.Random(n), re.compile("[a-z]+")
            text = "".join(source.choice("abc ,") for _ in range(n))
            return source.randrange(n), words.findall(text)[:2], [m.start() for m in words.finditer(text)][:3]
        """,
}  # fmt: skip
ARGUMENTS = "\n        ARGS = (400,)\n        QUICK_ARGS = (40,)\n        "


class Native(SampleTest):
    def test_both_give_the_same_recording(self):
        for name, source in SAMPLES.items():
            with self.subTest(name):
                found = []
                for value in ("", "1"):
                    os.environ[native.OFF] = value
                    done = self.command(source + ARGUMENTS)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertNotIn("by Python", done.stderr)
                    found.append((self.out / "recording.json").read_text(encoding="utf-8"))
                self.assertEqual(*found)

    def tearDown(self):
        os.environ.pop(native.OFF, None)
        super().tearDown()

    def test_without_a_compiler_python_counts(self):
        path = os.environ["PATH"]
        os.environ["PATH"] = ""
        try:
            done = self.command(SAMPLES["numbers"] + ARGUMENTS)
        finally:
            os.environ["PATH"] = path
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("is counted by Python, which takes long: there is no rustc", done.stderr)


if __name__ == "__main__":
    unittest.main()
