#!/usr/bin/env python3
"""Tests of what `record.py` refuses. Run by CPython 3.13: `python3.13 scripts/test_refused.py`."""

import re
import shutil
import subprocess
import tempfile
import unittest
import warnings
from pathlib import Path

from recorded_sample import IS_3_13, RECORD, RecordTest
from recorder import version


class Refused(RecordTest):
    def test_generator_that_a_builtin_resumes(self):
        source = "def run(n):\n    return dict.fromkeys(i for i in range(n))\n\nARGS = (10,)\n"
        self.refused(source, 2, "run.<locals>.<genexpr> called by fromkeys")

    def test_text_of_a_generator(self):
        source = "def run(n):\n    return len(str(i for i in range(n)))\n\nARGS = (10,)\n"
        self.refused(source, 2, "a text with the address of an object")

    def test_generator_that_is_closed_in_a_try(self):
        source = """\
            def gen():
                try:
                    yield 1
                finally:
                    print("closed")

            def run():
                for value in gen():
                    return value

            ARGS = ()
            """
        self.refused(source, 3, "a generator that is closed, or thrown into, in a try")

    def test_attribute_of_an_exception(self):
        source = """\
            def run():
                try:
                    return {}[1]
                except KeyError as error:
                    return error.__traceback__ is None

            ARGS = ()
            """
        self.refused(source, 5, "KeyError.__traceback__, a getset_descriptor")

    def test_what_an_error_of_the_system_has_beside_its_arguments(self):
        source = """\
            def run():
                try:
                    raise OSError("no file")
                except OSError as error:
                    return error.errno

            ARGS = ()
            """
        self.refused(source, 5, "attribute errno of OSError")
        self.refused(source.replace("no file", "no", 1).replace('"no"', '2, "no"'), 3, "OSError with other arguments than one text")

    def test_text_that_an_encoding_does_not_have(self):
        source = """\
            def run(data):
                try:
                    return data.decode()
                except UnicodeDecodeError:
                    return ""

            ARGS = (b"\\xff",)
            """
        self.refused(source, 3, "a decode() that fails")

    def test_exception_that_exists_before_the_run(self):
        source = "E = ValueError(1)\n\ndef run():\n    return len(E.args)\n\nARGS = ()\n"
        self.refused(source, 4, "an exception that exists before the run, ValueError")

    def test_text_of_an_exception_in_a_list(self):
        source = "def run():\n    return str([ValueError(1)])\n\nARGS = ()\n"
        self.refused(source, 2, "a text with an exception inside of another object")

    def test_star_parameter_of_run(self):
        source = "def run(*a):\n    return len(a)\n\nARGS = (1, 2)\n"
        self.refused(source, 1, "a parameter of run with a star")

    def test_set_with_a_star(self):
        source = """\
            class C:
                pass

            def run():
                return print(*{C(), C()})

            ARGS = ()
            """
        self.refused(source, 5, "the order of a set")

    def test_generator_with_a_star(self):
        source = "def run(n):\n    items = (i for i in range(n))\n    return max(*items)\n\nARGS = (3,)\n"
        self.refused(source, 3, "arguments that an iterator hands out, of a builtin")

    def test_argument_that_is_a_global_too(self):
        source = """
            A = [1]

            def run(a):
                return a is A

            ARGS = (A,)
            """
        self.refused(source, 4, "an argument that the program reaches in another way")

    def test_arguments_that_share_an_object(self):
        source = """
            A = [1]

            def run(a, b):
                return a is b

            ARGS = (A, A)
            """
        self.refused(source, 4, "arguments that share an object")

    def test_instances_without_a_form(self):
        template = """\
            class Thing:
                pass

            thing = Thing()
            {prepare}

            def run(value):
                return {use}

            ARGS = ({argument},)
            """
        for prepare, use, argument, line, reason in [
            ("vars(thing).clear()", "thing.x", "1", 8, "raises AttributeError"),
            ("thing.me = thing", "thing.me is value", "1", 8, "a Thing that contains itself"),
            ("Thing.__hash__ = lambda self: 1; known = {thing: 1}", "known[thing]", "1", 8, "an instance of Thing as a key"),
            ("thing.x = 1", "value.x", "thing", 7, "an instance of Thing as an argument"),
            (
                "vars(thing).update({str(n): n for n in range(40)})",
                "thing is value",
                "1",
                8,
                "an instance of Thing that keeps its attributes in a dict",
            ),
        ]:
            with self.subTest(prepare):
                source = template.format(prepare=prepare, use=use, argument=argument)
                self.refused(source, line, reason)

    def test_changed_object_without_a_form(self):
        source = """\
            from collections import deque

            seen = deque()

            def run():
                seen.append(1)
                return len(seen)

            ARGS = ()
            """
        self.refused(source, 1, "seen is changed by the run")

    def test_identity_of_numbers(self):
        source = """\
            F = 1.5
            G = F
            BIG = 1000

            def run(n):
                return (
                    F is G,
                    n is BIG,
                    b"a" is b"ab"[: n - 999],
                    str(n)[0] is str(n - 999),
                )

            ARGS = (1000,)
            """
        with warnings.catch_warnings(action="ignore"):
            for line, kind in (7, "float"), (8, "int"), (9, "bytes"), (10, "str"):
                self.refused(source, line, f"`is` of two equal objects of type {kind}")

    def test_identity_of_what_differs(self):
        source = """\
            F = 1.5
            BIG = 1000

            def run(n):
                return F is 2.5, n is BIG, BIG is None, 1 is n, F is n, () is BIG, () is tuple([])

            ARGS = (999,)
            """
        with warnings.catch_warnings(action="ignore"):
            done = self.command(source)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("(False, False, False, False, False, False, True)", done.stdout)

    def test_text_with_an_address(self):
        shown = "str([f])", "f'{o}'", "'%s' % [].append", "repr((iter([]),))", "format({1: o.m})"
        for text in shown:
            source = f"""\
                class C:
                    def m(self):
                        return 0

                def f():
                    return 0

                def run():
                    o = C()
                    return len({text})

                ARGS = ()
                """
            with self.subTest(text):
                self.refused(source, 10, "a text with the address of an object")

    def test_wide_range(self):
        for made in "range(2 ** 64)", "range(-(2 ** 62), 2 ** 62 + 2)", "range(0, 1, 2 ** 63)":
            with self.subTest(made):
                source = f"def run():\n    return {made}[0]\n\nARGS = ()\n"
                self.refused(source, 2, "a range of more than 64 bits")
        source = "R = range(2 ** 64)\n\ndef run():\n    return R[0]\n\nARGS = ()\n"
        self.refused(source, 4, "a range of more than 64 bits")

    def test_text_argument_that_is_a_global_too(self):
        source = """\
            S = "some text"

            def run(s):
                return s is S

            ARGS = (S,)
            """
        self.refused(source, 3, "an argument that the program reaches in another way")

    def test_value_that_is_nested_too_deeply(self):
        source = """\
            G = 1
            for _ in range(130):
                G = [G]

            def run():
                return G[0] is G

            ARGS = ()
            """
        self.refused(source, 5, "values that are nested too deeply")

    def test_method_that_a_builtin_calls(self):
        source = """\
            class Money:
                def __init__(self, n):
                    self.n = n

                def __divmod__(self, other):
                    return self.n, other

            def run():
                return divmod(Money(1), 2)

            ARGS = ()
            """
        self.refused(source, 9, "Money.__divmod__ called by divmod")

    def test_operator_that_is_no_function(self):
        source = """\
            class Money:
                __add__ = len

            def run():
                return Money() + [1, 2]

            ARGS = ()
            """
        self.refused(source, 5, "Money.__add__, a builtin_function_or_method")

    def test_operators_that_decline_and_have_to_stay(self):
        """Such a method is replaced unless a run makes its class, or the program asks for what the method returns."""
        method = "def __eq__(self, other): return NotImplemented"
        made = f"""\
            def run():
                class Money:
                    {method}
                return Money() == 1

            ARGS = ()
            """
        self.refused(made, 3, "NotImplemented from an operator's method that can't be replaced")
        asked = f"""\
            class Money:
                {method}

            def run():
                return Money().__eq__(2) is NotImplemented, Money() == 1

            ARGS = ()
            """
        self.refused(asked, 2, "NotImplemented from an operator's method that can't be replaced")

    def test_class_whose_members_have_no_form(self):
        """A member without a form is a problem where it is used, and leaves nothing behind."""
        odd = "{slice(1): 2}"
        uses = {f"kinds = [{odd}]": "kinds", f"def f(self, x=[{odd}]): pass": "f", f"def f(self, *, x={odd}): pass": "f"}
        source = """\
            class C:
                {member}

                def g(self):
                    return 1

            class D(C):
                other = C

            def run():
                return D().{name} is None

            ARGS = ()
            """
        for member, name in uses.items():
            with self.subTest(member):
                self.refused(source.format(member=member, name=name), 11, "not supported: ")
                recording = self.record(source.format(member=member, name="g"))
                self.assertEqual([row["omitted"] for row in recording["classes"]], [[], [name]])
                shutil.rmtree(self.out)
        source = f"class C:\n    def __init__(self, x={odd}): pass\n\ndef run():\n    return C() is None\n\nARGS = ()\n"
        self.refused(source, 5, "a slice as a key")

    def test_lone_surrogate(self):
        for expression in ("chr(n)", "f'{n:c}'", "'%c' % n", "format(n, 'c')"):
            with self.subTest(expression):
                source = f"def run(n):\n    return len({expression})\n\nARGS = (0xd800,)\n"
                self.refused(source, 2, "a text with a lone surrogate")

    def test_enumeration_beyond_64_bits(self):
        source = "def run(n):\n    return list(enumerate('ab', n))\n\nARGS = (2**63 - 1,)\n"
        self.refused(source, 2, "an enumeration that counts beyond 64 bits")

    def test_type_of_a_builtin_method(self):
        source = "def run():\n    return type([].append) is type(len)\n\nARGS = ()\n"
        self.refused(source, 2, "type of builtin_function_or_method")

    def test_super_of_a_builtin_class(self):
        source = "def run(n):\n    return super(int, n) is None\n\nARGS = (1,)\n"
        self.refused(source, 2, "super of type and int")

    def test_order_of_a_set(self):
        for statement in [
            "for c in s: break",
            "next(iter(s))",
            "s.pop()",
            "[].extend(s)",
            "[*s]",
            "[c for c in s]",
            "a, *b = s",
            "a, b = s",
            "sorted(s, key=id)",
            "max(s, key=bool)",
            "repr({1: (t,)})",
            "f'{t}'",
            "'%s' % t",
            "list(zip(s))",
            "dict(enumerate(s))",
            "l[0:1] = s",
            "l[::2] = s",
            "l += s",
        ]:
            with self.subTest(statement):
                source = """\
                    class C:
                        pass

                    def run():
                        l, s, t = [1, 2, 3], {C(), C()}, {float("nan"), 1.5}
                        STATEMENT
                        return 0

                    ARGS = ()
                    """
                self.refused(source.replace("STATEMENT", statement), 6, "the order of a set")

    def test_text_of_a_class(self):
        source = "class C:\n    pass\n\ndef run():\n    return str(C)\n\nARGS = ()\n"
        self.refused(source, 5, "a text with the name of a class of the program")

    def test_text_of_a_module(self):
        reason = "a text with the place of a module's file"
        for statement in ("repr(math)", "str([math])", "f'{({1: math},)}'", "'%s' % (math,)"):
            source = f"import math\n\ndef run():\n    return {statement}\n\nARGS = ()\n"
            self.refused(source, 4, reason)

    def test_union_of_classes(self):
        source = "def run(n):\n    return isinstance(n, int | str)\n\nARGS = (1,)\n"
        self.refused(source, 2, "| of type and type")

    def test_entry_that_needs_more_than_its_arguments(self):
        source = "def make(k):\n    def run(n):\n        return n + k\n    return run\n\n"
        self.refused(source + "run = make(1)\nARGS = (1,)\n", 2, "run as a closure")
        source = "def run(n, k=2):\n    return n + k\n\nARGS = (1,)\n"
        self.refused(source, 1, "parameters of run that are left to their defaults")


class Results(RecordTest):
    def test_which_part_is_no_data(self):
        start = "not supported: a result that is not made of None, bools, numbers, strings, bytes, bytearrays, tuples, lists and dicts: "
        for result, part in [
            ("{n}", "a set"),
            ("(1, [n], {n}, {n})", "a set at [2]"),
            ("[1, {'a': (n, Own())}]", "an Own at [1]['a'][1]"),
            ("{n: 1, (2, run): {3}}", "a function at .keys()[1][1]"),
            ("{'x' * 99: {n}}", "a set at […]"),
            ("[range(3), iter([])]", "a list_iterator at [1]"),
        ]:
            with self.subTest(result):
                source = f"class Own:\n    def __repr__(self): return 'own'\n\ndef run(n):\n    return {result}\n\nARGS = (2,)\n"
                self.refused(source, 4, f"{start}{part}\n")


class Usage(unittest.TestCase):
    def run_record(self, *arguments):
        return subprocess.run(
            [*version.python(), RECORD, *arguments], capture_output=True, text=True, check=False
        )

    def test_help(self):
        done = self.run_record("--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("QUICK_ARGS", done.stdout)

    @unittest.skipIf(version.is_recorded(), f"this is CPython {version.names()}")
    def test_other_pythons_are_refused(self):
        done = self.run_record("program.py", "--out", "nowhere")
        self.assertEqual(done.returncode, 2)
        self.assertIn("needs CPython 3.13", done.stderr)

    @unittest.skipUnless(IS_3_13, "recording needs CPython 3.13")
    def test_missing_program(self):
        done = self.run_record("no_such_program.py", "--out", "nowhere")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no_such_program.py", done.stderr)

    @unittest.skipUnless(IS_3_13, "recording needs CPython 3.13")
    def test_times_are_told_as_pyperformance_reads_them(self):
        read = re.search(r'^PLAIN = r"(.*)"$', (RECORD.parent / "pyperformance").read_text(encoding="utf-8"), re.M)
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "program.py"
            program.write_text("def run():\n    return 1\n\nARGS = ()\n", encoding="utf-8")
            done = self.run_record(program, "--out", Path(folder) / "out")
        self.assertEqual(len(re.search(read[1], done.stdout).groups()), 2)


# The base class has no tests of its own.
del RecordTest


if __name__ == "__main__":
    unittest.main()
