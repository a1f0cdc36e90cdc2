#!/usr/bin/env python3
"""Tests of exceptions that a program handles. Run by CPython 3.13: `python3.13 scripts/test_handlers.py`."""

import unittest

from recorded_sample import RecordTest


class Handlers(RecordTest):
    def test_handler_that_runs(self):
        recording = self.record(
            """\
            class Wrong(ValueError):
                def __init__(self, code, *, text=""):
                    super().__init__(code)
                    self.code = code

            def f(n):
                if n % 2:
                    raise Wrong(n, text="odd")
                return 10 // n

            def run(n):
                total = 0
                for i in range(n):
                    try:
                        total += f(i)
                    except Wrong as error:
                        total += error.code
                    except ZeroDivisionError:
                        total += 100
                return total

            ARGS = (10,)
            """
        )
        # The method of the base class is one, though each `super()` makes an object of it.
        (call,) = self.sites(self.code(recording, "Wrong.__init__"), "CALL_NON_PY")
        self.assertEqual(len(call["calls"]), 1)
        self.assertEqual(call["calls"][0][0], {"method": ["BaseException", "__init__"]})
        f, run = self.code(recording, "f"), self.code(recording, "run")
        self.assertEqual(len(f["raised"]), 2)
        target = run["handlers"][0][2]
        self.assertTrue(any(start <= target < end for start, end in run["ran"]))
        classes = {row["name"]: row for row in recording["classes"]}
        self.assertEqual(classes["Wrong"]["attributes"], ["args", "code"])
        self.assertFalse(classes["Wrong"]["inline_values"])
        # Those of errors that instructions raise are there, whether the program names them or not.
        self.assertEqual(classes["IndexError"]["attributes"], ["args"])
        names = list(classes)
        mro = [row.get("class") for row in classes["Wrong"]["mro"]]
        expected = ["Wrong", "ValueError", "Exception", "BaseException"]
        self.assertEqual(mro, [*map(names.index, expected), None])
        members = classes["BaseException"]["members"]
        self.assertEqual(members, [["__init__", {"method": ["BaseException", "__init__"]}]])

    def test_what_an_exception_was_raised_from(self):
        source = """\
            def run(n):
                try:
                    try:
                        raise KeyError(n)
                    except KeyError as error:
                        raise ValueError from error
                except ValueError as error:
                    STATEMENT
                return 0

            ARGS = (10,)
            """
        asking = source.replace("STATEMENT", "return error.__cause__.args[0]")
        for text, names in [(asking, ["args", "__cause__"]), (source.replace("STATEMENT", "pass"), ["args"])]:
            with self.subTest(names):
                classes = {row["name"]: row for row in self.record(text)["classes"]}
                self.assertEqual([classes[name]["attributes"] for name in ("KeyError", "ValueError")], [names, names])
        (site,) = self.sites(self.code(self.record(asking), "run"), "LOAD_ATTR")[:1]
        self.assertEqual(site["finds"][0][1], {"changed": None})

    def test_yield_while_an_exception_is_handled(self):
        source = """\
            def numbers(n):
                for i in range(n):
                    try:
                        BEFORE
                        if i % 2:
                            raise KeyError(i)
                    except KeyError as error:
                        found = error.__context__
                        BETWEEN
                    AFTER

            def run(n):
                return len(list(numbers(n)))

            ARGS = (10,)
            """
        text = source.replace("BEFORE", "pass").replace("BETWEEN", "yield i").replace("AFTER", "pass")
        self.refused(text, 9, "a yield while an exception is handled, in a program that asks for __context__")
        for place in ("BEFORE", "AFTER"):
            with self.subTest(place):
                text = source.replace(place, "yield i")
                for other in ("BEFORE", "BETWEEN", "AFTER"):
                    text = text.replace(other, "pass")
                self.assertIn("__context__", self.record(text)["classes"][-1]["attributes"])

    def test_program_without_a_handler_that_runs(self):
        recording = self.record(
            """\
            def run(n):
                try:
                    return 1 // n
                except ZeroDivisionError:
                    return 0

            ARGS = (1,)
            """
        )
        self.assertEqual(recording["classes"], [])
        self.assertNotIn("raised", self.code(recording, "run"))

    def test_with(self):
        recording = self.record(
            """\
            class Ignoring:
                def __enter__(self):
                    return 1

                def __exit__(self, kind, error, trace):
                    return kind is KeyError

            def run(n):
                total = 0
                for i in range(n):
                    with Ignoring() as one:
                        if i % 2:
                            raise KeyError(i)
                        total += one
                return total

            ARGS = (10,)
            """
        )
        self.assertEqual(recording["result"], "5")
        sites = self.code(recording, "run")["sites"]
        left = next(site for site in sites if site["op"] == "WITH_EXCEPT_START")
        name = recording["functions"][left["special"][0]["function"]["function"]]["name"]
        self.assertEqual(name, "Ignoring.__exit__")

    def test_remainder_of_a_class(self):
        # It is no text, so that it does not matter that the object's own text would have its address.
        recording = self.record(
            """\
            class Ring:
                def __init__(self, value):
                    self.value = value

                def __mod__(self, other):
                    return Ring(self.value % other.value)

            def run(n):
                return (Ring(n) % Ring(7)).value

            ARGS = (100,)
            """
        )
        self.assertEqual(recording["result"], "2")

    def test_values_that_are_sent(self):
        recording = self.record(
            """\
            def doubled():
                found = 0
                while found < 10:
                    given = yield found
                    found = given * 2

            def run(n):
                total = 0
                generator = doubled()
                next(generator)
                try:
                    for i in range(n):
                        total += generator.send(i)
                except StopIteration:
                    return total

            ARGS = (10,)
            """
        )
        self.assertEqual(recording["result"], "20")
        calls = [site["calls"] for site in self.sites(self.code(recording, "run"), "CALL")]
        sent = [[{"method": ["generator", "send"]}, ["generator", "int"], 6, 6]]
        self.assertIn(sent, calls)

    def test_coroutines(self):
        recording = self.record(
            """\
            class Pause:
                def __await__(self):
                    return (yield 1)

            async def paused(n):
                return n + await Pause()

            async def outer(n):
                return await paused(n) + await paused(1)

            def run(n):
                steps = outer(n)
                given = None
                try:
                    while True:
                        given = steps.send(given)
                except StopIteration as end:
                    return end.value

            ARGS = (10,)
            """
        )
        self.assertEqual(recording["result"], "13")
        (awaited,) = self.sites(self.code(recording, "paused"), "GET_AWAITABLE")
        name = recording["functions"][awaited["special"][0]["function"]["function"]]["name"]
        self.assertEqual(name, "Pause.__await__")
        kinds = [site["operands"] for site in self.sites(self.code(recording, "outer"), "GET_AWAITABLE")]
        self.assertEqual(kinds, [[[["coroutine"], 1, 1]]] * 2)
        calls = [site["calls"] for site in self.sites(self.code(recording, "run"), "CALL")]
        sent = [{"method": ["coroutine", "send"]}, ["coroutine", "int"], 2, 2]
        self.assertIn(sent, [call for site in calls for call in site])

    def test_stop_iteration_that_a_coroutine_raises(self):
        source = """\
            async def wrong():
                raise StopIteration(1)

            def run():
                try:
                    wrong().send(None)
                except RuntimeError as error:
                    return str(error)

            ARGS = ()
            """
        self.refused(source, 1, "a StopIteration that a coroutine raises")

    def test_async_statements(self):
        recording = self.record(
            """\
            class Steps:
                def __init__(self, left):
                    self.left = left

                async def __aenter__(self):
                    return self

                async def __aexit__(self, kind, error, trace):
                    return kind is KeyError

                def __aiter__(self):
                    return self

                async def __anext__(self):
                    if self.left == 0:
                        raise StopAsyncIteration
                    self.left -= 1
                    return self.left

            async def total(n):
                found = 0
                async with Steps(n) as steps:
                    async for value in steps:
                        found += value
                    raise KeyError(n)
                return found

            def run(n):
                try:
                    total(n).send(None)
                except StopIteration as end:
                    return end.value

            ARGS = (10,)
            """
        )
        self.assertEqual(recording["result"], "45")
        total = self.code(recording, "total")
        names = {site["op"]: site["special"][0]["name"] for site in total["sites"] if "special" in site}
        expected = {
            "BEFORE_ASYNC_WITH": "__aenter__", "GET_AITER": "__aiter__", "GET_ANEXT": "__anext__",
            "WITH_EXCEPT_START": "__aexit__",
        }  # fmt: skip
        self.assertEqual(names, expected)
        (end,) = self.sites(total, "END_ASYNC_FOR")
        self.assertEqual(recording["classes"][end["value"]["class"]]["name"], "StopAsyncIteration")

    def test_exception_in_the_head_of_an_async_for(self):
        source = """\
            class Steps:
                def __aiter__(self):
                    return self

                async def __anext__(self):
                    raise KeyError

            async def total():
                async for value in Steps():
                    return value

            def run():
                try:
                    total().send(None)
                except KeyError:
                    return 1

            ARGS = ()
            """
        self.refused(source, 9, "KeyError in the head of an async for")

    def test_asynchronous_generator(self):
        recording = self.record(
            """\
            async def values(n):
                for i in range(n):
                    yield i

            async def total(n):
                return sum([i async for i in values(n)])

            def run(n):
                try:
                    total(n).send(None)
                except StopIteration as end:
                    return end.value

            ARGS = (3,)
            """
        )
        self.assertEqual(recording["result"], "3")
        (send,) = self.sites(self.code(recording, "total"), "SEND")
        self.assertEqual(send["operands"], [[["async_generator_asend"], 4, 4]])

    def test_asynchronous_generator_that_waits(self):
        source = """\
            class Pause:
                def __await__(self):
                    yield 1

            async def values(n):
                await Pause()
                yield n

            async def total(n):
                return sum([i async for i in values(n)])

            def run(n):
                steps = total(n)
                try:
                    while True:
                        steps.send(None)
                except StopIteration as end:
                    return end.value

            ARGS = (3,)
            """
        self.refused(source, 6, "an asynchronous generator that waits for others")

    def test_asynchronous_generator_that_has_ended(self):
        source = """\
            async def values(n):
                yield n

            async def total(n):
                once = values(n)
                return [i async for i in once] + [i async for i in once]

            def run(n):
                try:
                    total(n).send(None)
                except StopIteration as end:
                    return end.value

            ARGS = (3,)
            """
        self.refused(source, 6, "an asynchronous generator that has ended")

    def test_value_for_a_generator_that_has_not_started(self):
        source = """\
            def gen():
                yield 1

            def run():
                try:
                    gen().send(1)
                except TypeError:
                    return 1

            ARGS = ()
            """
        self.refused(source, 6, "a value that is sent to a generator or coroutine that has not started")

    def test_generator_that_is_closed_while_it_delegates(self):
        recording = self.record(
            """\
            def inner(n):
                yield n
                yield n + 1

            def outer(n):
                yield from inner(n)

            def run(n):
                total = 0
                for i in range(n):
                    for value in outer(i):
                        total += value
                        break
                return total

            ARGS = (10,)
            """
        )
        outer = self.code(recording, "outer")
        ran = [at for start, end in outer["ran"] for at in range(start, end)]
        self.assertTrue(ran)
        for _, _, target, _, _ in outer["handlers"]:
            self.assertNotIn(target, ran)
        # No handler ran: the program has none of the classes of errors.
        self.assertEqual(recording["classes"], [])


# The base class has no tests of its own.
del RecordTest


if __name__ == "__main__":
    unittest.main()
