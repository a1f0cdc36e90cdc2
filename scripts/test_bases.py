#!/usr/bin/env python3
"""Tests of classes that derive from classes of Python libraries: `python3.13 scripts/test_bases.py`, or with 3.14 or 3.15."""

import unittest

from recorded_sample import SampleTest
from recorder.problems import Problems, Unsupported

MAPPING = """
    from collections import UserDict
    from collections.abc import MutableMapping, Sequence, Set

    class Folded(MutableMapping):
        def __init__(self):
            self.of = {}

        def __getitem__(self, key):
            return self.of[key.lower()]

        def __setitem__(self, key, value):
            self.of[key.lower()] = value

        def __delitem__(self, key):
            del self.of[key.lower()]

        def __iter__(self):
            return iter(self.of)

        def __len__(self):
            return len(self.of)

    class Odd(Sequence[int]):
        def __init__(self, n):
            self.n = n

        def __len__(self):
            return self.n

        def __getitem__(self, i):
            if i >= self.n:
                raise IndexError(i)
            return 2 * i + 1

    class Bits(Set):
        def __init__(self, bits):
            self.bits = sum(1 << i for i in bits)

        def __contains__(self, i):
            return bool(self.bits >> i & 1)

        def __iter__(self):
            return (i for i in range(9) if self.bits >> i & 1)

        def __len__(self):
            return self.bits.bit_count()

    class Texts(UserDict):
        def __setitem__(self, key, value):
            UserDict.__setitem__(self, str(key), value)

    def run(n):
        folded, texts = Folded(), Texts({1: 2})
        folded.update({"A": n}, B=2)
        texts.update(folded)
        found = [folded.get("a"), folded.get("z", 5), folded.pop("b"), folded.setdefault("C", 1), dict(folded), len(folded)]
        found += ["a" in folded, [*folded.items()], [*folded.values()], folded == {"a": n, "c": 1}, dict(texts), "1" in texts]
        found += [[*Odd(n)], [*reversed(Odd(n))], Odd(n).count(3)]
        found += [sorted(Bits([1, 2]) | Bits([n])), sorted(Bits([1, 2]) & {2, 3}), Bits([1]) <= Bits([1, n])]
        found += [isinstance(folded, MutableMapping), isinstance({}, MutableMapping), isinstance(n, Sequence)]
        return found

    ARGS = (5,)
    QUICK_ARGS = (3,)
    """

VISITORS = """
    import ast
    import json
    import string
    from contextlib import ContextDecorator
    from html.parser import HTMLParser

    class Names(ast.NodeVisitor):
        def __init__(self):
            self.names = []

        def visit_Name(self, node):
            self.names.append(node.id)

    class Links(HTMLParser):
        def __init__(self):
            HTMLParser.__init__(self)
            self.links = []

        def handle_starttag(self, tag, attrs):
            self.links += [tag, *attrs]

        def handle_data(self, data):
            self.links.append(data)

    class Percent(string.Template):
        delimiter = "%"

    class Written(json.JSONEncoder):
        def default(self, o):
            return sorted(o) if isinstance(o, set) else super().default(o)

    class Counted(ContextDecorator):
        count = 0

        def __enter__(self):
            Counted.count += 1
            return self

        def __exit__(self, *error):
            return False

    @Counted()
    def counted(x):
        return x + 1

    def run(n):
        names, links = Names(), Links()
        names.visit(ast.parse("x + y * f(z, %d)" % n))
        links.feed('<a href="%d">b &amp; c</a>' % n)
        links.close()
        found = [names.names, links.links, Percent("a %x").substitute(x=n), json.dumps([{2, 1}, n], cls=Written)]
        try:
            json.dumps([n, 1j], cls=Written)
        except TypeError as error:
            found.append(str(error))
        return found, counted(n), Counted.count

    ARGS = (5,)
    QUICK_ARGS = (3,)
    """


class Bases(SampleTest):
    def names(self, recording):
        return {row["name"] for row in recording["classes"]}

    def test_abstract_classes(self):
        recording = self.record(MAPPING)
        self.assertLessEqual({"Folded", "MutableMapping", "Mapping", "Odd", "Sequence", "Texts", "UserDict"}, self.names(recording))
        self.assertTrue(any(code["name"].endswith("MutableMapping.update") for code in recording["codes"]))

    def test_visitors_and_parsers(self):
        recording = self.record(VISITORS)
        self.assertLessEqual({"NodeVisitor", "HTMLParser", "ParserBase", "Template", "JSONEncoder"}, self.names(recording))

    def test_bases_in_c(self):
        self.refused(
            """
            import threading

            class Local(threading.local):
                pass

            def run(n):
                local = Local()
                local.n = n
                return str(local)[:1], local.n

            ARGS = (1,)
            """,
            8,
            "class Local with the base class _local",
        )

    def test_a_class_is_refused_once(self):
        problems = Problems("sample.py")
        for line in (9, 4, 7):
            problems.add(line, "not supported: class Local with the base class _local")
            problems.add(line, "not supported: a text")
        with self.assertRaises(Unsupported) as caught:
            problems.raise_any()
        self.assertEqual([line.split(":")[1] for line in caught.exception.lines], ["4", "4", "7", "9"])


if __name__ == "__main__":
    unittest.main()
