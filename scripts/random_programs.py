#!/usr/bin/env python3
"""Record random Python programs under stock CPython 3.13, so that all backends can run them.

    python3.13 scripts/random_programs.py --seeds 0:100 --out programs
    cargo run --release -- check programs/* --opt all

Each seed makes a file with 20 programs, functions without arguments in common but the number of rounds,
and a `run` that calls them all. They consist of what the recorder accepts, handle all that they raise, and always
end.
`--show SEED` prints a file. What the recorder refuses is counted and named, and is no error.
"""

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from random_program_parts import HEAD, LINKED, WAITING
from recorder import version

PROGRAMS = 20


_TYPE = re.compile("<(int|float|str|bool|list|dict|tuple|set|object|pair|bytes|deque|named)>")


class Maker:
    """Makes one program: a function of statements on variables whose types are known."""

    VARIABLES = {
        "int": ["i0", "i1", "i2"],
        "float": ["f0", "f1"],
        "str": ["s0", "s1"],
        "bool": ["b0"],
        "list": ["l0", "l1"],
        "dict": ["d0"],
        "tuple": ["t0"],
        "set": ["z0"],
        "object": ["o0"],
        "pair": ["p0", "p1"],
        "bytes": ["y0", "y1"],
        "deque": ["q0"],
        "named": ["m0"],
    }
    FIRST = {
        "i0": "n", "i1": "3", "i2": "-7", "f0": "1.5", "f1": "0.0", "s0": "'ab'", "s1": "'é'",
        "b0": "True", "l0": "[1, 2, 3]", "l1": "[]", "d0": "{1: 2}", "t0": "(1, 'x', 2.5)",
        "z0": "{1, 5}", "o0": "Point(n, 's')", "p0": "Pair(n, 3)", "p1": "Reflected(2, n)",
        "y0": "b'ab'", "y1": "bytes(3)", "q0": "deque([1, 2], 6)", "m0": "Spot(n, 2)",
    }  # fmt: skip

    def __init__(self, rng):
        self.rng = rng
        self.lines = []
        self.loops = 0
        # How many statements around the current one handle any exception.
        self.tries = 0

    def pick(self, *choices):
        return self.rng.choice(choices)

    def variable(self, kind):
        return self.rng.choice(self.VARIABLES[kind])

    def emit(self, depth, text):
        self.lines.append("    " * depth + text)

    # Expressions, by their type.

    def expression(self, kind, depth=0):
        if depth > 2 or self.rng.random() < 0.25:
            return self.variable(kind)
        return f"({self.filled(getattr(self, f'{kind}_expression')(), depth + 1)})"

    def filled(self, text, depth=0):
        """A text with expressions in the place of the types in angle brackets."""
        return _TYPE.sub(lambda found: self.expression(found[1], depth), text)

    def int_expression(self):
        small = self.rng.randrange(-5, 300)
        return self.pick(
            f"(<int> {self.pick(*'+-*&|^')} <int>) % {self.rng.randrange(2, 5000)}",
            f"<int> {self.pick('//', '%')} {self.rng.randrange(1, 50)}",
            f"<int> << {self.rng.randrange(9)} & 0xFFFF",
            f"<int> >> {self.rng.randrange(5)}",
            "(-<int> if <bool> else <int>)",
            f"{self.pick('len', 'sum')}(<list>)",
            f"len(<{self.pick('str', 'dict', 'set', 'tuple')}>)",
            "abs(<int>)",
            f"{self.pick('min', 'max')}(<int>, <int>, {small})",
            f"helper(<int>, {small})",
            f"helper(<int>, c={self.rng.randrange(5)})",
            f"adder({small})(<int>)",
            f"gathered(<int>{self.pick('', ', <int>', ', <int>, 4, <int>')}{self.pick('', ', k=2', ', other=<int>')})",
            f"gathered({self.pick('<int>, *<list>', '*(<int>, <int>)', '*<list>[:2], <int>')}{self.pick('', ', **{"k": 5, "z": <int>}')})",
            "forward(gathered, <int>, <int>, k=2, q=1)",
            f"forward({self.pick('helper', 'max', 'SCALED[0]', 'gathered')}, <int>, {small})",
            f"bound(gathered, <int>)({self.pick('', '<int>', '*<list>')})",
            f"SCALED[{self.pick('0', '1', '2', '3', '<int> % 4')}](<int>)",
            f"Scaled(<int>, *<list>)({self.pick('<int>', '<int>, 1, plus=2', '*(<int>, 4)')})",
            f"{self.pick('len(SCALED[1])', 'SCALED[0].both(<int>, *<list>, k=1)[0]', 'Scaled(3).both(**{"a": <int>})[1]')}",
            f"kind(<{self.pick('int', 'list', 'dict', 'tuple', 'object', 'pair', 'str')}>)",
            f"max(*<tuple>[:1], <int>, *[{small}])",
            f"ADDERS[{self.pick(0, 1)}](<int>)",
            f"ADDERS[<int> % 3](<int>)",
            f"COUNTERS[{self.pick('"one"', '"two"')}][0](<int>)",
            "COUNT_1(<int>, 3)",
            f"{self.pick('LAST_1', 'COUNTERS["two"][1]', 'COUNTERS["one"][1]')}()",
            f"{self.pick('KEPT.x', 'TABLE["kept"].x', 'TABLE[helper]', 'TABLE[CLASSES[0]]')}",
            "recursive(<int> % 9)",
            f"<dict>.get(<int> % 10, {small})",
            f"(<list> or [{small}])[{self.pick(0, -1)}]",
            "<object>.x",
            f"<pair>[{self.pick('0', '1', '<int> % 2')}]",
            f"{self.pick('~<pair>', '<pair>.a', '<pair>.b')}",
            f"next(walk(<int> % 4), {small})",
            f"sum({self.pick('walk(<int> % 7)', f'x * {small} % 19 for x in walk(<int> % 5)')})",
            f"{self.pick('max', 'min')}({self.pick('walk(<int> % 5 + 1)', '(x * x for x in [3, *<list>])')})",
            "int(<float> % 1000.0)",
            "ord(<str>[0:1] or 'q')",
            f"<str>.{self.pick('find', 'count')}('a')",
            "<list>.count(<int>)",
            f"sum([x * {small} % 17 for x in <list> if x > {self.rng.randrange(5)}])",
            f"sum({{x: x % 7 for x in <list>}}.values())",
            f"(<int> % 13) ** {self.rng.randrange(4)}",
            f"math.gcd(<int>, {small})",
            "len(sorted(<set>))",
            f"divmod(<int>, {self.rng.randrange(1, 20)})[{self.pick(0, 1)}]",
            "leaves(<int> % 6)",
            "sent(echoes(<int> % 5 + 1), <int>, 5, <int>)",
            f"sent(echoes(<int> % 4 + 1){self.pick('', ', <int>', ', None, <int>')})",
            "driven(awaited(<int> % 10), <int>)",
            f"sum({self.pick('careful(<int> % 9)', 'delegated(<int> % 3)')})",
            f"(<bytes> or b'q')[{self.pick(0, -1)}]",
            f"{self.pick('len', 'sum')}(<bytes>)",
            f"int.from_bytes(<bytes>[:3], {self.pick("'big'", "'little'")})",
            f"<bytes>.{self.pick('find', 'count')}({self.pick("b'a'", '<int> % 256')})",
            f"{self.pick('len', 'sum')}(<deque>)",
            f"(<deque> or <list> or [{small}])[{self.pick(0, -1)}]",
            "<deque>.count(<int>)",
            f"<named>{self.pick('.x', '.y', '[0]', '[-1]')}",
            f"{self.pick('m0.index(m0.y)', '<named>.count(<int>)')}",
            "unbound(<int> % 9)",
            "asked(<int> % 5)",
            f"two({self.pick('<named>', '<list>', 'walk(<int> % 4)', '<pair>', '<deque>', '(x for x in <list>)', 'Lazy(<int> % 4)')})",
            f"zipped({self.pick('<list>', 'walk(<int> % 4)', '<deque>')}, {self.pick('<list>', 'walk(<int> % 5)', '<bytes>')})",
            f"sum(x * {small} % 23 for x in {self.pick('Lazy(<int> % 5)', '<deque>', '<bytes>', '<named>')})",
            str(small),
        )

    def float_expression(self):
        number = self.pick("0.5", "-1.25", "3.0", "1e-3", "7.75")
        return self.pick(
            f"(<float> {self.pick(*'+-*')} <float>) % 1000.0",
            f"(<float> + {number})",
            f"<int> / {self.rng.randrange(1, 9)}",
            "float(<int> % 1000)",
            f"round(<float>, {self.rng.randrange(3)})",
            "math.sqrt(abs(<float>))",
            f"math.floor(<float>) * {number}",
            f"(<float> % 97.0 - {number})",
            f"(<float> if <bool> else {number})",
            number,
        )

    def str_expression(self):
        return self.pick(
            "(<str> + <str>)[:12]",
            f"(<str> * {self.rng.randrange(4)})[-8:]",
            f"f'{{<int>:{self.pick('', '5', '<6', '03d', 'x', '+,')}}}'",
            f"f'{{<float>:{self.pick('.2f', '.3g', 'e', '8.1f', '')}}}|{{<str>!r}}'[:14]",
            f"str(<{self.pick('int', 'bool', 'list', 'tuple', 'float')}>)[:16]",
            f"<str>.{self.pick('upper', 'lower', 'strip', 'title', 'capitalize', 'swapcase')}()",
            "<str>.replace('a', <str>[:2])[:12]",
            "'-'.join([str(x) for x in <list>][:4])",
            f"<str>[{self.rng.randrange(-3, 3)}:{self.rng.randrange(-3, 6)}]",
            "<str>[::-1]",
            "'%d/%s' % (<int>, <str>[:3])",
            f"<str>.rjust({self.rng.randrange(9)}, '*')[:12]",
            "(<str> if <bool> else 'zq')",
            "chr(<int> % 26 + 97)",
            f"<bytes>.{self.pick('hex()', 'decode("latin-1")')}[:12]",
            "str(<bytes>)[:14]",
            "str([*<deque>])[:12]",
            f"f'{{<pair>{self.pick('', '!s')}}}'",
            repr(self.pick("", "abc", "ü x", "A1")),
        )

    def bool_expression(self):
        compare = self.pick("<", "<=", "==", "!=", ">", ">=")
        kind = self.pick("int", "float", "str", "list", "tuple")
        if kind == "tuple":
            compare = self.pick("==", "!=")
        return self.pick(
            f"<{kind}> {compare} <{kind}>",
            f"not <{self.pick('int', 'list', 'str', 'bool', 'dict')}>",
            f"(<bool> {self.pick('and', 'or')} <bool>)",
            f"<int> in <{self.pick('list', 'dict', 'set', 'tuple')}>",
            f"<str>[:1] {self.pick('in', 'not in')} <str>",
            f"isinstance(<{self.pick('int', 'object', 'str')}>, {self.pick('int', 'Point', 'Derived')})",
            f"0 <= <int> < {self.rng.randrange(1, 99)}",
            f"{self.pick('any', 'all')}([x % 2 == 0 for x in <list>])",
            f"<str>.{self.pick('isdigit', 'isalpha', 'islower', 'isspace')}()",
            "(<object> is <object>)",
            f"<bytes> {compare} <bytes>",
            f"<int> % 256 in <bytes>",
            f"<named> {self.pick('==', '!=', '<', '>=')} <named>",
            f"<deque> {self.pick('==', '!=')} <deque>",
            f"<int> in {self.pick('<deque>', '<named>')}",
            f"not {self.pick('<deque>', '<bytes>')}",
            f"{self.pick('any', 'all')}(x % 3 > {self.rng.randrange(2)} for x in {self.pick('<list>', 'walk(<int> % 5)')})",
            f"<pair> {self.pick('==', '!=', '<', '>')} <pair>",
            f"<int> {self.pick('in', 'not in')} <pair>",
            f"{self.pick('not <pair>', '(True if <pair> else False)')}",
            "bool(<int> & 1)",
        )

    def list_expression(self):
        return self.pick(
            "(<list> + <list>)[:9]",
            f"[x {self.pick('+', '-', '^')} {self.rng.randrange(9)} for x in <list>]",
            f"[x for x in range({self.rng.randrange(8)}) if x != <int> % 5]",
            f"list(range(<int> % 5, {self.rng.randrange(2, 12)}, {self.rng.randrange(1, 4)}))",
            f"sorted(<list>{self.pick('', ', reverse=True', ', key=abs')})",
            f"<list>[{self.rng.randrange(-3, 3)}:{self.pick('', 2, 5)}]",
            f"<list>[::{self.pick(-1, 2)}]",
            "sorted(<set>)",
            "[*<set>]",
            "[x + 1 for x in <set>]",
            "[int(w) for w in {str(x) for x in <list>}]",
            "[a * b % 11 for a, b in zip(<list>, <list>)]",
            "[i + x for i, x in enumerate(<list>)]",
            f"list(<dict>.{self.pick('keys', 'values')}())[:9]",
            "<list>.copy()",
            "[<int>, <int>]",
            "[*<list>, <int>][-9:]",
            "[len(w) for w in <str>.split('a')]",
            "list(reversed(<list>))",
            "[x for x in <pair>]",
            f"{self.pick('list', 'sorted')}(walk(<int> % 6))",
            f"[*{self.pick('<deque>', '<named>', 'Lazy(<int> % 5)')}]",
            "list(<bytes>[:6])",
            "[x + y for x, y in [<named>, (<int>, 2)]]",
        )

    def dict_expression(self):
        return self.pick(
            f"{{x % 10: x for x in <list>}}",
            "dict(zip(range(4), <list>))",
            f"{{<int> % 10: <int>}}",
            f"{{**<dict>, {self.rng.randrange(10)}: <int>}}",
            f"(<dict> | {{{self.rng.randrange(10)}: <int>}})",
            "<dict>.copy()",
        )

    def set_expression(self):
        return self.pick(
            f"{{x % 20 for x in <list>}}",
            f"(<set> {self.pick(*'&|-^')} <set>)",
            "set(<list>[:6])",
            "{x * 32 for x in <list>[:9]}",
            f"{{<int> % 30, {self.rng.randrange(30)}}}",
        )

    def tuple_expression(self):
        return self.pick(
            "(<int>, <str>, <float>)",
            "<tuple>[:2] + (f0,)",
            "(<int>,) + <tuple>[1:]",
        )

    def object_expression(self):
        return self.pick(
            f"{self.pick('Point', 'Derived', 'Slotted')}(<int>, <str>)",
            f"CLASSES[{self.pick('0', '1', '2', '3', '<int> % 4')}](<int>, <str>)",
            "<object>.moved(<int>)",
            "Point.unit()",
        )

    def pair_expression(self):
        return self.pick(
            f"{self.pick('Pair', 'Reflected')}(<int>, <int> % 400)",
            "<pair> + <pair>",
            f"<pair> {self.pick('-', '+ KEPT_PAIR -')} <int>",
            "<int> * <pair>",
            "-<pair>",
        )

    def bytes_expression(self):
        return self.pick(
            f"bytes([x % 256 for x in <{self.pick('list', 'deque')}>])",
            "(<bytes> + <bytes>)[:10]",
            f"(<bytes> * {self.rng.randrange(4)})[:10]",
            f"<bytes>[{self.rng.randrange(-3, 3)}:{self.rng.randrange(-3, 6)}]",
            "<bytes>[::-1]",
            "<str>.encode()[:10]",
            "<bytes>.replace(b'a', <bytes>[:2])[:10]",
            f"<bytes>.{self.pick('upper', 'title', 'strip')}()",
            "b','.join([<bytes>, <bytes>])[:10]",
            f"(<int> % 5000).to_bytes(2, {self.pick("'big'", "'little'")})",
        )

    def deque_expression(self):
        return self.pick("deque(<list>, 6)", "deque(<list>[:5])", "<deque>.copy()", "deque(walk(<int> % 5))")

    def named_expression(self):
        return self.pick(
            "Spot(<int>, <int>)",
            "Spot(y=<int>, x=<int>)",
            "Spot(*(<int>, 4))",
            f"<named>._replace({self.pick('x', 'y')}=<int>)",
        )

    # Statements.

    def block(self, depth, budget):
        for _ in range(budget):
            self.statement(depth)

    def statement(self, depth):
        choices = [self.assign] * 6 + [self.change] * 4 + [self.branch] * 2
        if depth < 4:
            choices += [self.loop] * 3 + [self.attempt] * 2 + [self.guarded]
        if self.tries:
            choices += [self.risk] * 8
        self.rng.choice(choices)(depth)

    def assign(self, depth):
        kind = self.rng.choice(list(self.VARIABLES))
        self.emit(depth, f"{self.variable(kind)} = {self.expression(kind)}")

    def change(self, depth):
        text = self.pick(
            f"{self.variable('int')} {self.pick('+', '-', '^', '|')}= <int>",
            f"{self.variable('float')} += <float>",
            f"{self.variable('list')}.append(<int>)",
            f"{self.variable('list')} += <list>[:3]",
            "d0[<int> % 10] = <int>",
            f"d0.{self.pick('pop', 'setdefault')}(<int> % 10, 1)",
            f"z0.{self.pick('add', 'discard')}(<int> % 30)",
            "o0.x = <int>",
            "o0.y = <str>",
            "KEPT.x = <int>",
            f"ADDERS[{self.pick(0, 1)}] = adder(<int>)",
            "ADDERS.reverse()",
            "i0, i1 = i1, i0",
            "i2, s1, f1 = <tuple>",
            "i0, b0 = <int>, <bool>",
            f"i1, *{self.pick('l0', 'l1')} = {self.pick('[<int>, *<list>]', '(<int>, <int>)')}",
            "*l1, i2 = (<int>, <int>, *<list>[:3], <int>)",
            "COUNT = (COUNT + 1) % 1000",
            f"l0[:{self.rng.randrange(3)}] = <list>[:2]",
            f"l1.{self.pick('sort', 'reverse', 'clear')}()",
            "s0 += <str>[:3]",
            "d0.update(<dict>)",
            f"q0.{self.pick('append', 'appendleft', 'rotate')}(<int> % 60)",
            f"q0.{self.pick('extend(<list>[:3])', 'clear()', 'reverse()')}",
            f"{self.variable('bytes')} += <bytes>[:3]",
            "i0, i2 = <named>",
            f"{self.pick('p0', 'p1', 'KEPT_PAIR')} += <pair>",
            f"{self.pick('p0', 'p1', 'KEPT_PAIR')}[{self.pick('0', '1', '<int> % 2')}] {self.pick('', '+', '-')}= <int>",
        )
        self.emit(depth, self.filled(text))

    def branch(self, depth):
        self.emit(depth, f"if {self.expression('bool')}:")
        self.block(depth + 1, self.rng.randrange(1, 3))
        if self.rng.random() < 0.4:
            self.emit(depth, f"elif {self.expression('bool')}:")
            self.block(depth + 1, 1)
        if self.rng.random() < 0.6:
            self.emit(depth, "else:")
            self.block(depth + 1, self.rng.randrange(1, 3))

    def loop(self, depth):
        self.loops += 1
        name = f"k{self.loops}"
        match self.rng.randrange(6):
            case 0 | 1:
                self.emit(depth, f"for {name} in range({self.rng.randrange(1, 5)}):")
            case 2:
                self.emit(depth, f"for {name} in {self.expression('list')}[:4]:")
            case 3:
                kind = self.pick("enumerate(l0[:3])", "zip(l0[:3], l1)", "list(d0.items())[:3]")
                self.emit(depth, f"for {name}, w{self.loops} in {kind}:")
            case 4:
                walked = self.pick("walk(<int> % 5)", "<pair>", "(x for x in <list>)")
                self.emit(depth, f"for {name} in {self.filled(walked)}:")
            case _:
                self.emit(depth, f"{name} = {self.rng.randrange(1, 5)}")
                self.emit(depth, f"while {name}:")
                self.emit(depth + 1, f"{name} -= 1")
        self.emit(depth + 1, f"i1 = (i1 + {name}) % 10007")
        self.block(depth + 1, self.rng.randrange(1, 3))
        if self.rng.random() < 0.3:
            self.emit(depth + 1, f"if {self.expression('bool')}:")
            self.emit(depth + 2, self.pick("break", "continue"))

    ERRORS = (
        "KeyError", "IndexError", "LookupError", "ZeroDivisionError", "ArithmeticError", "ValueError", "TypeError",
        "AssertionError", "Fault", "Small", "(KeyError, Fault)", "(IndexError, TypeError, ZeroDivisionError)",
    )  # fmt: skip

    def risk(self, depth):
        """A statement that may raise an exception, where one is handled."""
        text = self.pick(
            f"{self.variable('int')} = <int> {self.pick('//', '%')} (<int> % 3)",
            f"{self.variable('int')} = <list>[<int> % 7]",
            f"{self.variable('int')} = <dict>[<int> % 12]",
            f"{self.variable('str')} = str(<tuple>[<int> % 4])[:9]",
            f"{self.variable('float')} = <float> / (<int> % 4)",
            f"{self.variable('int')} = {self.pick('fails', 'tried')}(<int> % 11)",
            f"{self.variable('list')} = list({self.pick('risky', 'delegated')}(<int> % 8))[:9]",
            f"{self.variable('int')} = <list>.index(<int>)",
            f"{self.variable('int')} = next(risky(<int> % 2))",
            f"i0, i2 = <list>[:{self.rng.randrange(1, 4)}]",
            "del d0[<int> % 6]",
            f"{self.variable('int')} = <{self.pick('bytes', 'deque')}>[<int> % 5]",
            f"{self.variable('int')} = q0.{self.pick('pop', 'popleft')}()",
            f"i0, i2 = {self.pick('walk(<int> % 4)', 'Lazy(<int> % 4)', '(x for x in <list>)', '<deque>')}",
            f"assert <bool>{self.pick('', ', <str>')}",
            f"o0 = <{self.pick('int', 'object', 'pair')}>.moved(<int>)",
        )
        self.emit(depth, self.filled(text))
        if self.rng.random() < 0.3:
            self.emit(depth, f"if {self.expression('bool')}:")
            error = self.pick("Fault(<int>)", "Small(<int>, <str>)", "KeyError(<int>)", "ValueError", "Fault(3) from None", "Fault(4) from KeyError", "Small(<int>) from Fault(<int>)")
            self.emit(depth + 1, f"raise {self.filled(error)}")

    def attempt(self, depth):
        """A `try` that handles whatever it may."""
        self.loops += 1
        name = f"e{self.loops}"
        handles_all = self.tries == 0 or self.rng.random() < 0.5
        self.emit(depth, "try:")
        self.tries += 1
        self.risk(depth + 1)
        self.block(depth + 1, self.rng.randrange(1, 3))
        self.tries -= handles_all
        for error in self.rng.sample(self.ERRORS, self.rng.randrange(3)):
            named = self.rng.random() < 0.6
            self.emit(depth, f"except {error}{f' as {name}' if named else ''}:")
            self.handler(depth + 1, name if named else None)
        if handles_all:
            self.emit(depth, f"except Exception as {name}:")
            self.handler(depth + 1, name)
            if self.rng.random() < 0.3:
                self.emit(depth, "else:")
                self.block(depth + 1, 1)
        self.tries -= not handles_all
        if not handles_all or self.rng.random() < 0.3:
            self.emit(depth, "finally:")
            self.block(depth + 1, 1)

    def handler(self, depth, name):
        """What is done with an exception."""
        if name:
            text = self.pick(
                f"s0 = str({name})[:12]",
                f"i0 = len({name}.args)",
                f"b0 = isinstance({name}, {self.pick('LookupError', 'Fault', '(ValueError, KeyError)')})",
                f"t0 = (len({name}.args), 'e', 0.5)",
                f"i2 = led({name})",
            )
            self.emit(depth, text)
        self.block(depth, 1)
        if self.tries and self.rng.random() < 0.3:
            self.emit(depth, self.pick("raise", f"raise Small(7) from {name}" if name else "raise Small(8)"))

    def guarded(self, depth):
        """A `with` that ignores some exceptions."""
        self.loops += 1
        name = f"g{self.loops}"
        self.emit(depth, f"with {self.filled('Guard(<int> % 50)')} as {name}:")
        self.emit(depth + 1, f"i1 = (i1 + {name}.level) % 10007")
        if self.tries:
            self.risk(depth + 1)
        else:
            lookup = self.pick("i0 = <dict>[<int> % 12]", "i2 = <list>[<int> % 6]")
            self.emit(depth + 1, self.filled(lookup))
        self.block(depth + 1, 1)

    def program(self, name):
        """The text of a function."""
        self.emit(0, f"def {name}(n):")
        self.emit(1, "global COUNT, KEPT_PAIR")
        for variable, value in self.FIRST.items():
            self.emit(1, f"{variable} = {value}")
        self.emit(1, "for turn in range(n):")
        self.block(2, self.rng.randrange(3, 8))
        self.emit(2, "i0, i1, i2 = i0 % 100003, i1 % 100003, i2 % 100003")
        self.emit(2, "l0, l1, s0, s1 = l0[:9], l1[:9], s0[:12], s1[:12]")
        self.emit(2, "f0, f1 = f0 % 1e6, f1 % 1e6")
        self.emit(2, "t0, y0, y1, q0 = t0[:3], y0[:10], y1[:10], deque(q0, 6)")
        self.emit(2, "m0 = Spot(m0.x % 10009, m0.y % 10009)")
        state = "i0, i1, i2, f0, f1, s0, s1, b0, l0, l1, d0, t0, [*z0], o0.x, o0.y, COUNT, p0.a, p0.b, p1.a, p1.b"
        state += ", y0, y1, [*q0], m0.x, m0.y"
        self.emit(1, f"return {state}")
        return "\n".join(self.lines) + "\n"


def source(seed):
    """The file of a seed."""
    rng = random.Random(seed)
    # Generators that wait in a handler are no part of programs that ask for contexts.
    parts = [HEAD.format(seed=seed), (LINKED if seed % 2 else WAITING).strip("\n") + "\n"]
    parts += [Maker(rng).program(f"program_{number}") for number in range(PROGRAMS)]
    calls = "".join(f"        program_{number}(n),\n" for number in range(PROGRAMS))
    parts.append(f"def run(n):\n    return [\n{calls}    ]\n")
    parts.append("ARGS = (3,)\nQUICK_ARGS = (1,)\n")
    return "\n\n".join(parts)


def record_seed(seed, folder):
    """Records a seed's file; returns why it is refused, if it is."""
    from recorder.problems import Unsupported
    from recorder.program import Program
    from recorder.recording import record, write

    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / f"seed_{seed}.py"
        path.write_text(source(seed), encoding="utf-8")
        try:
            program = Program(path, f"seed_{seed}")
            recording, expected, _ = record(program)
        except Unsupported as error:
            return [line.split(": ", 1)[-1] for line in error.lines]
        write(folder / f"seed_{seed}", recording, expected, program.source)
    return []


def main():
    if not version.hashes_alike():
        # Sets of texts have the same order in every process.
        version.restart(PYTHONHASHSEED="0")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="0:100", metavar="FIRST:END")
    parser.add_argument("--out", type=Path, metavar="FOLDER")
    parser.add_argument("--show", type=int, metavar="SEED", help="print a file instead")
    options = parser.parse_args()
    if options.show is not None:
        print(source(options.show), end="")
        return 0
    if options.out is None:
        parser.error("--out is needed")
    refused = Counter()
    recorded = 0
    first, end = map(int, options.seeds.split(":"))
    for seed in range(first, end):
        reasons = record_seed(seed, options.out)
        refused.update(f"seed {seed}: {reason}" for reason in reasons)
        recorded += not reasons
    print(f"{recorded} of {end - first} files recorded, {recorded * PROGRAMS} programs")
    for reason, count in sorted(refused.items()):
        print(f"  {reason} ({count})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
