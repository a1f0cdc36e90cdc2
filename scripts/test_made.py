"""Tests of classes that a program makes while it runs."""

import unittest

from recorded_sample import RecordTest


class Made(RecordTest):
    def test_classes_of_a_statement_have_one_row(self):
        recording = self.record(
            """\
            class Base:
                def tell(self):
                    return 1

            def make(n):
                class Made(Base):
                    step = n

                    def __init__(self, value):
                        self.value = value + n

                    def add(self):
                        self.value += self.step
                        return self.value, self.tell()
                return Made(n).add()

            def run(n):
                return [make(i) for i in range(n)]

            ARGS = (9,)
            QUICK_ARGS = (3,)
            """
        )
        rows = recording["classes"]
        (i,) = [i for i, row in enumerate(rows) if "made" in row]
        (base,) = [i for i, row in enumerate(rows) if row["name"] == "Base"]
        codes = [code["name"] for code in recording["codes"]]
        body, init = (codes.index("make.<locals>.Made" + part) for part in ("", ".__init__"))
        self.assertEqual(rows[i]["mro"], [{"class": i}, {"class": base}, {"type": "object"}])
        self.assertEqual(rows[i]["attributes"], ["value"])
        self.assertEqual((rows[i]["made"], rows[i]["members"]), (body, [["__init__", {"code": init}]]))
        # Only what exists before the run is a function of the recording.
        self.assertNotIn("make.<locals>.Made.add", [f["name"] for f in recording["functions"]])
        build, made = [call for site in self.sites(self.code(recording, "make"), "CALL") for call in site["calls"]][:2]
        self.assertEqual(build, [{"build": i}, [None, "function", "str", {"is": {"class": base}}], 9, 3])
        self.assertEqual(made[0], {"class": i})
        finds = {
            site["name"]: site["finds"]
            for op in ("LOAD_ATTR", "STORE_ATTR")
            for site in self.sites(self.code(recording, "make.<locals>.Made.add"), op)
        }
        inherited = next(i for i, f in enumerate(recording["functions"]) if f["name"] == "Base.tell")
        owner = {"class": i}
        self.assertEqual(finds["value"], [[owner, {"value": 0}]])
        self.assertEqual(finds["step"], [[owner, {"changed": None}]])
        self.assertEqual(finds["tell"], [[owner, {"method": {"function": inherited}}]])

    def test_names_of_a_body(self):
        recording = self.record(
            """\
            LIMIT = 4

            def run(n):
                class Made:
                    limit = LIMIT
                    size = len("ab") + n
                    twice = limit + size
                return Made.twice

            ARGS = (9,)
            """
        )
        body = self.code(recording, "run.<locals>.Made")
        sites = {site["name"]: site.get("scope") for site in self.sites(body, "LOAD_NAME")}
        expected = {"__name__": "globals", "LIMIT": "globals", "len": "builtins", "limit": None, "size": None}
        self.assertEqual(sites, expected)
        self.assertEqual(dict(recording["globals"])["LIMIT"], {"int": "4"})

    def test_special_methods_are_known_by_their_code(self):
        recording = self.record(
            """\
            def run(n):
                class Made:
                    def __add__(self, other):
                        return n + other

                    def __len__(self):
                        return n

                    def __call__(self, more):
                        return more
                made = Made()
                return made + 1, len(made), made(n)

            ARGS = (9,)
            """
        )
        codes = [code["name"] for code in recording["codes"]]
        code = {name: {"code": codes.index(f"run.<locals>.Made.__{name}__")} for name in ("add", "len", "call")}
        run = self.code(recording, "run")
        (site,) = self.sites(run, "BINARY_OP")
        self.assertEqual([special["function"] for special in site["special"]], [code["add"]])
        callees = [call[0] for site in self.sites(run, "CALL") for call in site["calls"]]
        self.assertIn({"special": ["len", 0, code["len"]]}, callees)
        self.assertIn({"called": [0, code["call"]]}, callees)

    def test_what_is_refused(self):
        for source, line, reason in [
            (
                "class A:\n    pass\n\nclass B:\n    pass\n\ndef run(n):\n    t = 0\n    for base in (A, B):\n"
                "        class C(base):\n            pass\n        t += isinstance(C(), base)\n    return t\n",
                10,
                "a class whose bases differ from time to time",
            ),
            (
                "class M(type):\n    pass\n\ndef run(n):\n    class A(metaclass=M):\n        pass\n    return A.__name__\n",
                5,
                "a class that is made with arguments by name, or with bases behind a star",
            ),
        ]:
            with self.subTest(reason=reason):
                self.refused(source + "\nARGS = (3,)\n", line, f"not supported: {reason}")


if __name__ == "__main__":
    unittest.main()
